"""Answer checks of lesson 08."""
