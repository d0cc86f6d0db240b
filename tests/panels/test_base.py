"""The panel class: driven by code, honest about what it cannot take, still alive afterwards."""

import io

import numpy as np
import pytest
from panel_checks import greyed
from PIL import Image

from helpers.panels import base
from helpers.panels._text import Words
from helpers.panels.base import Panel, choice, counter, slider, switch
from helpers.plots.figures import new_figure


class Dot(Panel):
    """A dot that moves and a readout with everything in it."""

    def __init__(self):
        figure = new_figure(3, 2)
        axes = figure.subplots()
        axes.set(xlim=(0, 1), ylim=(0, 5))
        (self.dot,) = axes.plot([0.5], [1], "o")
        self.draws = 0
        controls = {
            "height": slider("Height", 0.5, 0.0, 1.0, 0.1),
            "count": counter("Count", 2, 0, 5),
            "kind": choice("Kind", [("a circle", 1), ("a square", 2)]),
            "name": choice("Name", ["cat", "dog"], "dog"),
            "on_top": switch("On top", False),
        }
        super().__init__("a dot", controls, figure, [self.dot], columns=2)

    def draw(self, height, count, kind, name, on_top):
        self.draws += 1
        self.dot.set_data([height], [count])
        return f"height {height:.1f} < 2, {count} {name}, kind {kind}, {on_top}"

    def idle(self, height, **others):
        return ("count", "on_top") if height == 0 else ()


@pytest.fixture
def panel():
    return Dot()


START = "height 0.5 < 2, 2 dog, kind 1, False"


def test_it_draws_itself_once_at_the_start(panel):
    assert panel.draws == 1
    assert panel.readout == START
    assert Image.open(io.BytesIO(panel.png)).size == (270, 180)


def test_an_idle_control_is_greyed_and_can_still_be_set(panel):
    assert greyed(panel) == set()
    panel.controls["height"].value = 0.0
    assert greyed(panel) == {"count", "on_top"}
    panel.set(count=4)
    assert panel.values()["count"] == 4 and greyed(panel) == {"count", "on_top"}
    panel.set(height=0.3)
    assert greyed(panel) == set()


def test_set_moves_controls_draws_once_and_prints_the_readout(panel, capsys):
    before = panel.png
    panel.set(height=0.8, count=4, kind=2, name="cat", on_top=True)
    assert panel.draws == 2
    assert panel.values() == {"height": 0.8, "count": 4, "kind": 2, "name": "cat", "on_top": True}
    assert capsys.readouterr().out == "height 0.8 < 2, 4 cat, kind 2, True\n"
    assert panel.png != before


def test_moving_a_control_by_hand_redraws(panel):
    before = panel.png
    panel.controls["count"].value = 5
    assert panel.draws == 2 and "5 dog" in panel.readout and panel.png != before


def test_the_same_values_give_the_same_picture(panel, capsys):
    before = panel.png
    panel.set(height=0.9)
    panel.set(height=0.5)
    assert panel.png == before


def test_the_readout_stands_in_the_page_as_plain_text(panel):
    assert 'role="status"' in panel.line.value and "height 0.5 &lt; 2" in panel.line.value


def test_every_control_is_labelled_and_can_be_found_by_its_name(panel):
    for name, control in panel.controls.items():
        assert control.description
        assert f"panel-{name.replace('_', '-')}" in control._dom_classes
    assert "lesson-panel" in panel.widget._dom_classes


NAN = float("nan")


@pytest.mark.parametrize(
    "name, value, says",
    [
        ("hight", 1, "['height', 'count', 'kind', 'name', 'on_top']"),
        ("height", 1.5, "from 0.0 to 1.0"),
        ("height", -0.1, "from 0.0 to 1.0"),
        ("height", NAN, "got nan"),
        ("height", float("inf"), "from 0.0 to 1.0"),
        ("height", "high", "'high'"),
        ("height", None, "None"),
        ("count", 6, "from 0 to 5"),
        ("count", 2.5, "whole numbers from 0 to 5"),
        ("count", NAN, "nan"),
        ("kind", 3, "one of [1, 2]"),
        ("kind", "a circle", "one of [1, 2]"),
        ("kind", NAN, "got nan"),
        ("name", "cow", "one of ['cat', 'dog']"),
        ("name", None, "got None"),
        ("on_top", 2, "2"),
        ("on_top", "yes", "'yes'"),
        ("on_top", NAN, "nan"),
    ],
)
def test_a_value_it_cannot_take_is_one_sentence_and_changes_nothing(panel, capsys, name, value, says):
    before = panel.values(), panel.png, panel.readout
    with pytest.raises(ValueError) as caught:
        panel.set(on_top=True, **{name: value}) if name != "on_top" else panel.set(**{name: value})
    text = str(caught.value)
    assert says in text and repr(name) in text and "\n" not in text
    assert (panel.values(), panel.png, panel.readout) == before
    assert capsys.readouterr().out == ""
    panel.set(count=3, on_top=True)
    assert "3 dog" in panel.readout and "True" in panel.readout


def test_numpy_numbers_are_fine(panel):
    panel.set(height=np.float64(0.2), count=np.int64(1))
    assert panel.readout.startswith("height 0.2 < 2, 1 dog")


def test_show_is_live_with_a_picture_and_words(panel, monkeypatch):
    shown = {}
    monkeypatch.setattr(base, "show", lambda widget, **how: shown.update(widget=widget, **how))
    panel.show()
    alt = f"Panel: a dot. {START}"
    assert shown == {"widget": panel.widget, "text": "Panel: a dot", "png": panel.png, "alt": alt}


def test_a_control_without_a_name_is_refused():
    with pytest.raises(ValueError, match="'size' needs a description"):
        Panel("nameless", {"size": slider("", 0.5, 0, 1)}, new_figure(2, 2), [])


def test_a_panel_without_draw_says_what_is_missing():
    with pytest.raises(NotImplementedError, match="draw"):
        Panel("empty", {}, new_figure(2, 2), [])


def test_words_may_be_none_at_all():
    figure = new_figure(2, 1)
    words = Words(figure.subplots())
    words.show([(0.5, 0.5, "gone")])
    words.show([])
    figure.canvas.draw()
    assert words.get_paths() == []
