"""What moves: one panel per module, each answers one question of a lesson."""
