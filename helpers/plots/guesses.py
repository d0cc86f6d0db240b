"""A learner's guesses beside what was measured."""

import textwrap

from ..printing import number
from .figures import FAINT, INK, PLAIN, new_figure


def guesses(predictions):
    """Each prediction on a scale as a row, the guess an open ring and the result a dot: a Figure.

    predictions  of ``panels.prediction``; where one of the two is missing, neither is drawn: a result is
                 not told to a reader who has not guessed.  A choice is a word: right or not right.

    A question without a guess says so, once there is a guess for another one.  A result beyond an end of
    its scale is an arrowhead at that end.
    """
    guessed = any(asked.guess is not None for asked in predictions)
    figure = new_figure(9.0, 0.6 + 0.45 * max(1, len(predictions)))
    axes = figure.subplots()
    axes.set(xlim=(-0.02, 1.62), ylim=(max(1, len(predictions)) - 0.5, -0.5), xticks=[])
    axes.set_yticks(range(len(predictions)), [textwrap.fill(p.question, 50) for p in predictions])
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    for row, asked in enumerate(predictions):
        result = None if asked.measured is None else asked.measured[1]
        if asked.options is None:
            axes.plot([0, 1], [row, row], color=FAINT, linewidth=1, zorder=0)
        if asked.guess is None and guessed:
            axes.text(0.5, row, "no guess", color=PLAIN, fontsize=9, ha="center", va="bottom")
        if None in (asked.guess, result):
            continue
        if asked.options is not None:
            wrong = f"you said {asked.guess}, measured {result}"
            axes.text(0, row, f"✓ {result}" if asked.near() else wrong, fontsize=9, va="center")
            continue
        for value, face in ((asked.guess, "white"), (result, INK)):
            place = (value - asked.low) / (asked.high - asked.low)
            mark = "<" if place < 0 else ">" if place > 1 else "o"
            axes.plot([min(max(place, 0), 1)], [row], mark, color=INK, markerfacecolor=face, markersize=8)
        said = f"{asked.guess:g}, measured {number(result, asked.form)} {asked.unit}".rstrip()
        said = "✓ " * asked.near() + said.replace("-", "−")
        axes.text(1.04, row, said, fontsize=9, va="center")
    empty = "no guess yet: answer the questions, and run the cell after each of them again"
    title = "ring: your guess   dot: the result   ✓: right or near" if guessed else empty
    axes.set_title(title, color=PLAIN, fontsize=9.5)
    return figure
