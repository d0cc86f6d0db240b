"""Printed lines that break between words: JupyterLab breaks long ones anywhere, even inside a number."""

import re
import textwrap

WIDTH = 60  # characters: what fits beside the prompt at a zoom of 200%


def wrapped(text, width=WIDTH):
    """The text in lines of at most ``width`` characters; what follows the first is moved in.

    A number stays with its ± and its unit; line breaks that are there already stay.
    """
    lines = []
    for line in text.split("\n"):
        kept = re.sub(r" (?=±|points|seeds|of \d)|(?<=±) |(?<=\d of) (?=\d)", "\xa0", line)
        broken = textwrap.wrap(
            kept, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )
        lines += [part.replace("\xa0", " ") for part in broken] or [""]
    return "\n".join(lines)


def say(*parts):
    """``print(*parts)``, wrapped."""
    print(wrapped(" ".join(map(str, parts))))
