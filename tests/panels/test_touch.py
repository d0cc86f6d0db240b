"""Panels under a pointer, and asked what they would say; in the browser: tests/test_browser_touch.py."""

import sys
import types

import ipywidgets as widgets
import pytest
from every_panel import OTHERS, PANELS, panel_of
from panel_checks import touch
from square import Square

from helpers.panels import filters, spatial
from helpers.panels.base import choice, counter, nearest, slider, switch
from helpers.panels.blocks import HOW, BlockPanel
from helpers.panels.boxes import BoxPanel
from helpers.panels.broken import SuspectsPanel
from helpers.panels.channel import LEFT, RIGHT, ChannelPanel
from helpers.panels.detections import DetectionPanel
from helpers.panels.family import FamilyPanel
from helpers.panels.features import FeatureBrowser
from helpers.panels.filters import BeTheAttention
from helpers.panels.inside import InsidePanel
from helpers.panels.keyhole import KeyholePanel
from helpers.panels.masks import MaskPanel
from helpers.panels.real_networks import RealNetworkPanel
from helpers.panels.retrieval import RetrievalPanel
from helpers.panels.spatial import SpatialPanel
from helpers.panels.speed import SpeedPanel
from helpers.panels.spotlight import SpotlightPanel
from helpers.panels.verdict import VerdictPanel


@pytest.fixture
def panel(kind):
    made = panel_of(kind)
    before = made.values()
    yield made
    made.turn(**before)


@pytest.mark.parametrize("kind", [*PANELS, *OTHERS], ids=lambda k: k.__name__)
def test_every_area_lies_in_the_picture_and_takes_every_place(panel, kind):
    assert panel.touch.parts
    for area, (left, top, width, height) in zip(panel.touch.parts, panel.touch.areas):
        assert min(left, top) >= 0 and max(left + width, top + height) <= 1.001 and min(width, height) > 0.01
        for across, down in ((-0.5, 0.3), (0.1, 0.1), (1.0, 2.0)):
            here, start = area.data(across, down), area.data(0.5, 0.5)
            panel.turn(**(area.choose(*here, *start) if area.drag else area.choose(*here)))
        assert "nan" not in panel.readout


# kind: (what is touched, as axes and places, from the panel; what the controls say then)
TOUCHES = [
    (SpotlightPanel, lambda p: (p.image.axes, (31, 7)), {"row": 7, "column": 31}),
    (SpotlightPanel, lambda p: (p.lit.axes, (31, 7), (12.4, 90)), {"row": 39, "column": 12}),
    (KeyholePanel, lambda p: (p.mark.axes, (13, 0.5)), {"reach": 6}),
    (KeyholePanel, lambda p: (p.image.axes, p.pixels[0][2][1::-1]), {"pixel": 2}),
    (FeatureBrowser, lambda p: (p.input.axes, (1, 27)), {"row": 13, "column": 0}),
    (FeatureBrowser, lambda p: (p.dots.axes, (2.8, 0)), {"channel": 3}),
    (BeTheAttention, lambda p: (p.circle.axes, (50, 30)), {"brush": True, "row": 30, "column": 50}),
    (BeTheAttention, lambda p: (p.dials.axes, (6 + 106 * 2 + 39, 100)), {"edges_0": 0.5}),
    (BeTheAttention, lambda p: (p.dials.axes, (6 + 106 * 2 + 39, 20), (0, 20)), {"yellow": 0.0}),
    (ChannelPanel, lambda p: (p.rings.axes, (LEFT, 6.75)), {"channel": 0}),
    (ChannelPanel, lambda p: (p.rings.axes, (RIGHT, 0.7)), {"channel": 23}),
    (SpatialPanel, lambda p: (p.map.axes, (2.2, 8.9)), {"row": 9, "column": 2}),
    (SpatialPanel, lambda p: (p.overlay.axes, (39, 0)), {"row": 0, "column": 9}),
    (BlockPanel, lambda p: (p.chosen.axes, (0.1, 5.2)), {"how": HOW[5]}),
    (
        BoxPanel,
        lambda p: (p.image.axes, (5.3, 7.7), (10, 20), (24.2, 31.4)),
        {"top": 8, "left": 6, "height": 24, "width": 19},
    ),
    (BoxPanel, lambda p: (p.image.axes, (20, 30)), {"top": 22, "left": 14, "height": 16, "width": 12}),
    (FamilyPanel, lambda p: (p.halves[1].mosaic.axes, (2 * 17 + 3, 1 * 17 + 3)), {"tile": 8}),
    (InsidePanel, lambda p: (p.map.axes, (3, 4)), {"brush": 12, "row": 4, "column": 3}),
    (MaskPanel, lambda p: (p.ring.axes, (0.5, 2.2)), {"how": "mean"}),
    (RealNetworkPanel, lambda p: (p.tiles[1].axes, (0.5, 0.5)), {"how": "as learned"}),
    (RetrievalPanel, lambda p: (p.views[2].axes, (3, 3)), "second neighbour"),
    (SpeedPanel, lambda p: (p.words[1].axes, (9, 0.3)), {"layer": "spatial map", "form": "kernel"}),
    (SuspectsPanel, lambda p: (p.axes["swap"], (0.5, 1)), {"test": "swap"}),
    (SuspectsPanel, lambda p: (p.axes["spread"], (5, 17)), {"test": "spread", "image": 17}),
    (VerdictPanel, lambda p: (p.gains.axes, (3.2, 0.5)), {"first": 3}),
    (VerdictPanel, lambda p: (p.shares.axes, (7.3, 0.5)), {"seeds": 7}),
]


@pytest.mark.parametrize("kind, where, then", TOUCHES, ids=lambda value: getattr(value, "__name__", None))
def test_a_touch_sets_what_lies_under_it(panel, kind, where, then):
    if then == "second neighbour":
        then = {"query": panel.found["own"][0][0, 1].item()}
    drawn = panel.live.widget.value
    axes, *places = where(panel)
    touch(panel, axes, *places)
    assert {name: panel.values()[name] for name in then} == then
    assert panel.live.widget.value != drawn


def test_a_touch_on_the_curve_takes_the_threshold_of_the_nearest_point():
    panel = panel_of(DetectionPanel)
    panel.set(threshold=0.8)
    place = [float(values[0]) for values in panel.here.get_data()]
    panel.set(threshold=0.1)
    touch(panel, panel.here.axes, place)
    assert [float(values[0]) for values in panel.here.get_data()] == place


def test_the_layer_joins_the_picture_when_a_front_end_has_reported_it():
    panel = Square()
    picture = panel.touch.picture
    assert picture.children == (panel.live.widget,)
    panel.touch.there = True
    panel.touch.there = False  # as when the page is loaded anew
    panel.touch.there = True
    assert picture.children == (panel.live.widget, panel.touch)
    assert panel.touch.layout is panel.live.widget.layout, "as large as the picture, in the same place"


def test_on_colab_where_nothing_reports_itself_the_layer_is_there_from_the_start(monkeypatch):
    asked = []
    output = types.ModuleType("google.colab.output")
    output.enable_custom_widget_manager = lambda: asked.append(True)
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    monkeypatch.setitem(sys.modules, "google.colab.output", output)
    panel = Square()
    assert panel.touch.picture.children == (panel.live.widget, panel.touch)


def test_a_touch_draws_once_and_only_if_something_moves():
    panel = Square()
    touch(panel, panel.dot.axes, (7.2, 6.2))
    assert panel.draws == 2 and panel.readout == "7 6.0 b False"
    touch(panel, panel.dot.axes, (7.3, 6.1))
    assert panel.draws == 2
    touch(panel, panel.dot.axes, (7, 6), (99, -5))
    assert panel.readout == "10 0.0 b False", "a drag that leaves the area stays at its edge"


def test_asking_what_it_would_say_tells_the_front_end_nothing_new(monkeypatch, capsys):
    panel, sent = Square(), []
    tell = widgets.Widget.send_state

    def told(widget, key=None):
        sent.append(widget.get_state(key))
        tell(widget, key)

    before = {name: control.get_state() for name, control in panel.controls.items()}
    monkeypatch.setattr(widgets.Widget, "send_state", told)
    panel.would_say(x=9, y=1.5, kind="b", on=True)
    assert capsys.readouterr().out == "9 1.5 b True\n"
    kept = [state.items() for state in before.values()]
    assert all(any(state.items() <= whole for whole in kept) for state in map(hashable, sent))


def hashable(state):
    return {name: value for name, value in state.items() if value.__hash__}


@pytest.mark.parametrize(
    "values, says",
    [({"z": 1}, "no control 'z'"), ({"x": 11}, "from 0 to 10"), ({"x": 4, "kind": "c"}, "one of")],
)
def test_a_question_that_it_cannot_take_is_one_sentence_and_changes_nothing(values, says, capsys):
    panel = Square()
    before = panel.values(), panel.png, panel.readout
    with pytest.raises(ValueError, match=says):
        panel.would_say(**values)
    assert (panel.values(), panel.png, panel.readout) == before and capsys.readouterr().out == ""


def test_an_asked_score_is_not_the_best_so_far(capsys):
    panel = panel_of(BeTheAttention)
    name = panel.values()["picture"]
    best = panel.best[name]
    wins = {key: 0.0 for key in filters.KEYS} | {"dark": 1.0}
    panel.would_say(**wins)
    assert panel.best[name] == best and f"best so far: {best:.3f}" in panel.readout
    capsys.readouterr()


def test_a_slider_takes_the_nearest_value_and_a_choice_what_it_is_given():
    assert nearest(counter("a", 2, 0, 5), 3.6) == 4 and nearest(counter("a", 2, 0, 5), -7.0) == 0
    assert nearest(slider("b", 0.5, 0.05, 0.95, 0.05), 0.31) == 0.3
    assert nearest(slider("b", 0.5, 0.05, 0.95, 0.05), 2) == 0.95
    every_other = counter("g", 2, 0, 5)
    every_other.step = 2
    assert [nearest(every_other, value) for value in (-1, 2.9, 3.1, 5)] == [0, 2, 4, 4]
    assert nearest(choice("c", ["d", "e"]), "e") == "e" and nearest(switch("f"), False) is False
    assert len(spatial.PRESETS) == 4
