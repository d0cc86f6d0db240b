"""Every still figure of the course: diagrams, and one module per topic."""
