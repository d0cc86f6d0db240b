"""A learner's own comparison in a notebook: the line that grows, the table, the picture, the verdict."""

import pytest
import torch
from own_tools import SHORT, Gate, make, tiny_pictures

from helpers import experiments
from helpers.datasets import Batch
from helpers.experiments import comparing
from helpers.panels import comparing as panel
from helpers.plots import compared


@pytest.fixture(scope="module")
def result():
    settings = {**SHORT, "rates": (0.01,), "controls": ("blind",)}
    return experiments.compare(make, {"SE": Gate}, tiny_pictures(), **settings)


def test_the_line_says_what_is_done_and_what_is_left(monkeypatch):
    said, lines = [], []
    monkeypatch.setattr(panel, "show", lambda widget, text: said.append(text))
    line = panel.ComparisonLine(12, 100)
    for done, left in ((None, None), (3, 40)):
        if done:
            line.step(done, left)
        lines.append(line.line.value)
    line.stop()
    assert said == ["the comparison: its progress, and an estimate of the time that is left"]
    assert "12 networks to compare, about 2 minutes" in lines[0]
    assert "value='3'" in lines[1] and "3 of 12 networks, about 40 seconds left" in lines[1]
    assert "3 of 12 networks compared" in line.line.value


@pytest.mark.parametrize(
    "seconds, words",
    [(0.2, "a second"), (40, "40 seconds"), (700, "12 minutes"), (9000, "2.5 hours")],
)
def test_durations(seconds, words):
    assert comparing.in_words(seconds) == words


def test_a_comparison_is_shown_whole(result, monkeypatch):
    shown = []
    monkeypatch.setattr(panel, "display", lambda bundle, raw: shown.append(bundle))
    monkeypatch.setattr(panel, "show_figure", lambda figure: shown.append(figure.alt))
    monkeypatch.setattr(panel.table, "show", lambda rows, caption: shown.append((rows, caption)))
    monkeypatch.setattr(panel.names, "legend", shown.append)
    result._ipython_display_()
    (rows, caption), legend, alt, verdict = shown
    assert list(legend) == ["plain", "plain again", "SE blind"] and "never look" in legend["SE blind"]
    assert [row["variant"] for row in rows] == ["plain", "plain again", "SE", "SE blind"]
    assert caption == "Accuracy on the test pictures, in points, 2 of 2 replicates."
    assert all(name in alt for name in result.variants)
    assert verdict["text/plain"].splitlines() == result.verdict
    assert verdict["text/html"].count("<li>") == len(result.verdict)


def test_nothing_finished_is_shown_as_a_sentence(result, monkeypatch):
    shown = []
    monkeypatch.setattr(panel, "display", lambda bundle, raw: shown.append(bundle["text/plain"]))
    empty = type(result)({**result.everything, "rows": []})
    panel.show_comparison(empty)
    assert shown == ["\n".join(empty.verdict)] and "0 of 2 replicates are complete" in shown[0]


def test_two_pieces_of_each_kind_are_drawn_with_their_boxes():
    labels = torch.tensor([0, 1, 0, 0, 1, 1])
    mask = torch.zeros(6, 1, 16, 16, dtype=torch.bool)
    for k in range(6):
        mask[k, 0, k : k + 5, k + 1 : k + 6] = True
    batch = Batch(torch.rand(6, 3, 16, 16), labels, mask=mask)
    figure = compared.damaged_pieces(batch, ("dark", "noisy"))
    assert figure.alt == (
        "4 pieces of pictures, in each a box around a damaged square: dark, dark, noisy, noisy."
    )
    corners = [axes.collections[0].get_segments()[0][0].tolist() for axes in figure.axes]
    assert corners == [[k + 0.5, k - 0.5] for k in (0, 2, 1, 4)]
