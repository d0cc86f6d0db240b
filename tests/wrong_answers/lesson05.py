"""Wrong answers to the exercises of lesson 05: {exercise: [(label, code, what the message says)]}."""

WRONG = {}
