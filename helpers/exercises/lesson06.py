"""Answer checks of lesson 06."""
