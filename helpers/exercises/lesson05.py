"""Answer checks of lesson 05."""
