"""Where & What: channel and spatial attention in convolutional networks, built from scratch.

The folders, in the order of the course; each imports only from those above it:

attention    what is taught: one file per idea, from squeeze-and-excitation to self-attention
datasets     what it is tried on: images made on the spot, with the truth beside them
networks     what it is put into: the lessons' small networks
training     how a network learns, what it says, what it costs
gates        what a gate is asked: record its weights, replace them, diagnose it
explain      where a network looks, and whether one may believe the map that says so
experiments  what is measured: recipes, sweeps, and the statistics that judge them
tables       what the numbers say
plots        every figure that stands still
panels       what moves
exercises    what checks the learner
lesson       what a notebook says: start, predict, measured, claim
"""

__version__ = "2.0.0"
