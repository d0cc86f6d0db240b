"""Where & What: channel and spatial attention in convolutional networks, built from scratch.

Each module is a room with one purpose; lessons teach what stands here, to the letter, then import it.
"""

__version__ = "0.1.0"
