"""What lessons print: lines that the front end breaks (touch.js: between words), and measured values."""


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


def with_article(digit):
    """A digit with its article: "a 7", "an 8"."""
    return f"{'an' if int(digit) == 8 else 'a'} {int(digit)}"


def say(*parts):
    """``print(*parts)`` as one text: on some front ends the parts of a print arrive one by one."""
    print(" ".join(map(str, parts)))
