"""What the numbers say: gains, costs and published figures as tables, never typed by hand."""
