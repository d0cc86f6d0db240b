"""Every figure that stands still: diagrams, and one module per topic."""
