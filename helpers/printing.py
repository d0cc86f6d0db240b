"""Printed lines that break between words: JupyterLab breaks long ones anywhere, even inside a number."""

import re
import textwrap

WIDTH = 60  # characters: what fits beside the prompt at a zoom of 200%


def wrapped(text, width=WIDTH):
    """The text in lines of at most ``width`` characters; what follows the first is moved in.

    A number stays with its ± and its unit, a parenthesis "(measured ...)" is not broken, so that the words
    before it stand in the same lines whatever was measured; line breaks that are there already stay.
    """
    lines = []
    for line in text.split("\n"):
        kept = re.sub(r" (?=±|points|seeds|of \d)|(?<=±) |(?<=\d of) (?=\d)", "\xa0", line)
        kept = re.sub(r"\(measured [^)]*\)", lambda found: found[0].replace(" ", "\xa0"), kept)
        broken = textwrap.wrap(
            kept, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )
        lines += [part.replace("\xa0", " ") for part in broken] or [""]
    return "\n".join(lines)


def number(value, form=""):
    """A measured value as a reader sees it, in one line and without round brackets.

    value  a number, a text, an array or tensor, or a list, tuple or dict of these
    form   how every number is written, as in ``format``: ".1%"; without it, fractions have three digits
    """
    if hasattr(value, "tolist"):  # arrays, tensors and their single numbers
        value = value.tolist()
    if isinstance(value, dict):
        return ", ".join(f"{number(name)} {number(one, form)}" for name, one in value.items())
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(number(one, form) for one in value) + "]"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return " ".join(str(value).split()).replace("(", "[").replace(")", "]")
    if form:
        return format(value, form)
    return f"{value:,}" if isinstance(value, int) else f"{value:.3g}"


def say(*parts):
    """``print(*parts)``, wrapped."""
    print(wrapped(" ".join(map(str, parts))))
