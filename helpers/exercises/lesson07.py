"""Answer checks of lesson 07."""
