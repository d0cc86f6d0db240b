"""What a kernel of `make lab` runs first: course.py names it in PYTHONSTARTUP.

A name that is not known then gets its hint even where the setup cell has not run, as after a restart.
"""


def _start():
    import sys
    from pathlib import Path

    sys.path.append(str(Path(__file__).resolve().parents[1]))
    from helpers import hints

    hints.explain_unknown_names()


_start()  # in a function, so that a lesson finds none of these names
