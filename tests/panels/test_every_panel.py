"""What every panel of the course has to keep, panel by panel."""

import re
from copy import deepcopy

import ipywidgets as widgets
import pytest
import torch
from every_panel import PANELS, each_panel, panel_of
from panel_checks import greyed, seen

from tools import elsewhere

KNOWN = (widgets.IntSlider, widgets.FloatSlider, widgets.Dropdown, widgets.Checkbox)  # ipywidgets 7.7.1 and 8


def others(panel):
    """For every control another value than it has: {name: value}."""
    found = {}
    for name, control in panel.controls.items():
        if isinstance(control, widgets.Checkbox):
            found[name] = not control.value
        elif isinstance(control, widgets.Dropdown):
            found[name] = next((v for v in control._options_values if v != control.value), control.value)
        else:
            found[name] = control.min if control.value != control.min else control.max
    return found


@each_panel
def test_it_says_what_it_would_say_and_leaves_itself_and_its_networks_as_they_are(kind, capsys):
    panel = panel_of(kind)
    panel.set(**panel.began)  # where another test has left it does not matter
    capsys.readouterr()
    for name, value in others(panel).items():
        before = panel.values(), *seen(panel), panel.live.widget.value
        panel.would_say(**{name: value})
        said = capsys.readouterr().out
        assert (panel.values(), *seen(panel), panel.live.widget.value) == before, name
        panel.set(**{name: value})
        now = re.sub(r"; (best|first guesses: \d+ of \d+ right) so far", r"\n\g<0>", capsys.readouterr().out)
        assert said in now, name
        assert name not in greyed(panel) or seen(panel) == before[1:3], f"{name} is greyed out and moves"
        panel.set(**before[0])
        capsys.readouterr()
    began = panel.values()
    panel.would_say()
    said = capsys.readouterr().out
    panel.set(**others(panel))
    capsys.readouterr()
    panel.would_say()
    assert capsys.readouterr().out == said, "it depends on where a reader has left the panel"
    panel.set(**began)
    for net, copy in panel.given:
        assert all(torch.equal(a, b) for a, b in zip(net.state_dict().values(), copy.state_dict().values()))
        assert not any(m._forward_hooks or "weights" in vars(m) for m in net.modules())
        assert all(m.training for m in net.modules()), "the reader left it in training mode"


WITH_NETWORKS = [kind for kind, (_, nets, _) in PANELS.items() if nets]


@pytest.mark.parametrize("kind", WITH_NETWORKS, ids=lambda kind: kind.__name__)
def test_networks_of_another_device_can_be_shown_and_stay_there(kind):
    make, nets, batch = PANELS[kind]
    with elsewhere.Elsewhere(), elsewhere.FromNumbers():
        given = [deepcopy(net).to(elsewhere.DEVICE) for net in nets]
        make(given, batch)
    assert {values.device for net in given for values in net.state_dict().values()} == {elsewhere.DEVICE}


@each_panel
def test_every_control_is_labelled_and_known_to_old_ipywidgets_and_the_page_moves_one_of_them(kind):
    panel = panel_of(kind)
    assert all(isinstance(c, KNOWN) and c.description.strip() for c in panel.controls.values())
    assert kind.main is None or kind.main in panel.controls


@each_panel
def test_a_value_that_a_control_does_not_take_is_one_sentence_and_changes_nothing(kind):
    panel = panel_of(kind)
    before = panel.values(), panel.readout
    for name, control in panel.controls.items():
        with pytest.raises(ValueError, match=repr(name)) as caught:
            panel.set(**{name: control.max + 1 if hasattr(control, "max") else "Z"})
        assert "\n" not in str(caught.value)
    assert (panel.values(), panel.readout) == before
