"""What a run shows: moving while it runs, the same stored text every time."""

import io

import numpy as np
import pytest
from PIL import Image

from helpers.panels import progress
from helpers.panels.progress import LiveCurve, ProgressLine
from helpers.training import History
from helpers.training.progress import Silent, Terminal, default

LOSSES = [2.0 - 0.01 * step for step in range(60)]


@pytest.fixture
def shown(monkeypatch):
    """What would be displayed: [(kind, text)]."""
    calls = []
    monkeypatch.setattr(progress, "show", lambda widget, text: calls.append(("widget", text)))
    monkeypatch.setattr(progress, "show_figure", lambda figure, alt: calls.append(("figure", alt)))
    return calls


def run(watch, steps=60, interrupted=False, name="a net"):
    watch.start(name, 60)
    for step in range(steps):
        watch.step(step + 1, LOSSES[: step + 1])
    watch.stop(History(LOSSES[:steps], seconds=3.2, interrupted=interrupted))
    return watch


def test_silent_says_nothing(capsys, shown):
    run(Silent())
    assert capsys.readouterr() == ("", "") and shown == []


def test_terminal_is_a_bar_on_stderr(capsys):
    run(Terminal())
    said = capsys.readouterr()
    assert said.out == "" and "a net" in said.err


def test_the_line_shows_step_and_loss(shown):
    line = ProgressLine()
    line.start("a <net>", 60)
    assert "a &lt;net&gt;" in line.line.value and "starting" in line.line.value
    line.step(10, LOSSES[:10])
    assert "10 of 60 steps, loss 1.91" in line.line.value and "value='10'" in line.line.value
    assert "max='60'" in line.line.value and "aria-label" in line.line.value


def test_the_line_ends_with_the_whole_story(shown):
    assert "trained for 60 steps in 3 s, loss 1.41" in run(ProgressLine()).line.value
    assert "stopped after 20 steps" in run(ProgressLine(), 20, interrupted=True).line.value
    assert "stopped after 0 steps in 3 s" in run(ProgressLine(), 0, interrupted=True).line.value


def test_the_stored_text_does_not_depend_on_the_run(shown):
    run(ProgressLine())
    run(ProgressLine(), 20, interrupted=True)
    assert shown == [("widget", "a net: trained for 60 steps")] * 2


@pytest.mark.parametrize("steps, interrupted", [(60, False), (20, True), (1, True), (0, True)])
def test_the_curve_ends_as_a_still_figure(shown, steps, interrupted):
    curve = run(LiveCurve(), steps, interrupted)
    assert [kind for kind, _ in shown] == ["widget", "widget", "figure"]
    assert "a net" in shown[2][1] and "grey" in shown[2][1]
    assert curve.live.widget.layout.display == "none"
    assert not any(artist.get_animated() for artist in (curve.every, curve.smooth))
    assert len(curve.every.get_xdata()) == steps


def test_the_curve_grows_while_it_runs(shown, monkeypatch):
    clock = iter(np.arange(0, 1000, 0.5))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    curve = LiveCurve()
    curve.start("a net", 60)
    first = bytes(curve.live.widget.value)
    curve.step(30, LOSSES[:30])
    second = bytes(curve.live.widget.value)
    assert second != first
    assert Image.open(io.BytesIO(second)).size == (630, 198)


def test_the_curve_redraws_no_more_often_than_needed(shown, monkeypatch):
    monkeypatch.setattr(progress.time, "monotonic", lambda: 5.0)
    curve = LiveCurve()
    curve.start("a net", 60)
    first = bytes(curve.live.widget.value)
    curve.step(30, LOSSES[:30])
    assert bytes(curve.live.widget.value) == first


def test_the_running_mean_by_hand(shown):
    curve = LiveCurve()
    curve.start("a net", 60)
    curve.draw([float(step) for step in range(1, 41)])
    smooth = list(curve.smooth.get_ydata())
    assert smooth[:3] == [1.0, 1.5, 2.0]
    assert smooth[19] == 10.5 and smooth[39] == 30.5  # the mean of 1..20 and of 21..40


@pytest.mark.parametrize("first", [0.4, 2.3, 40.0])
def test_the_axis_ends_a_little_above_the_highest_running_mean(shown, first):
    curve = LiveCurve()
    curve.start("a net", 60)
    curve.draw([first, first / 2, float("inf")])
    assert curve.figure.axes[0].get_ylim() == pytest.approx((0, 1.15 * first))


def test_a_line_in_a_notebook_and_a_bar_in_a_terminal(monkeypatch):
    assert isinstance(default(), Terminal)
    monkeypatch.setattr("IPython.get_ipython", lambda: type("Shell", (), {"kernel": object()})())
    assert type(default()) is ProgressLine


@pytest.mark.parametrize("watch", [Terminal, ProgressLine, LiveCurve])
@pytest.mark.parametrize("lost", [float("nan"), float("inf")])
def test_a_training_that_diverges_says_so_at_its_end(shown, capsys, watch, lost):
    for losses, says in (([1.0] * 4, ""), ([1.0, 2.0, lost, lost], "since step 3: the training diverged")):
        line = watch()
        line.start("a net", 4)
        line.step(4, losses)
        line.stop(History(losses))
        said = capsys.readouterr().out
        assert says in said and said.count("\n") == bool(says)
        assert not says or "a smaller learning rate, lr=" in said
