"""Wrong answers to the exercises of lesson 08: {exercise: [(label, code, what the message says)]}."""

WRONG = {}
