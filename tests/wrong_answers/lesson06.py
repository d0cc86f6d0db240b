"""Wrong answers to the exercises of lesson 06: {exercise: [(label, code, what the message says)]}."""

WRONG = {}
