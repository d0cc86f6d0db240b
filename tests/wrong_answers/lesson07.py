"""Wrong answers to the exercises of lesson 07: {exercise: [(label, code, what the message says)]}."""

WRONG = {}
