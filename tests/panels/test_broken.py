"""The panel of lesson 11: every control moves the picture, the readout is exact, the suspects are stored."""

import pytest
import torch
from panel_checks import afresh, seen

from helpers import experiments, gates
from helpers.experiments.suspects import SUSPECTS
from helpers.networks.pretrained import stored_detector, stored_suspects
from helpers.panels.broken import TESTS, SuspectsPanel, beyond, look
from helpers.plots import broken as plots, figures

VERDICTS = {
    "A": "works",
    "B": "constant",
    "C": "dead",
    "D": "never below half",
    "E": "works",
    "F": "not bounded",
    "G": "works",
    "H": "dead",
}


@pytest.fixture(scope="module")
def nets():
    return stored_suspects()


@pytest.fixture(scope="module")
def panel(nets):
    few = {letter: nets[letter] for letter in "ABG"}
    return SuspectsPanel(few, images=30, shown=6)


def test_every_control_changes_the_picture_or_the_readout(panel):
    for name, value in {"image": 4, "suspect": "B", "test": "swap", "reveal": True}.items():
        picture, readout = seen(afresh(panel))
        panel.set(**{name: value})
        assert panel.readout != readout
        assert (panel.png != picture) == (name != "reveal")


@pytest.mark.parametrize("letter", ["A", "G"])
def test_the_readout_is_the_gates_own(panel, nets, letter):
    batch = SUSPECTS[letter].batch(30)
    weights = next(iter(experiments.recorded(nets[letter], batch).values()))
    row = gates.diagnose(nets[letter], batch).rows[0]
    panel.set(suspect=letter, image=3, test="range", reveal=False)
    low, high = weights[3].min(), weights[3].max()
    assert f"on this image {low:.2f} to {high:.2f}" in panel.readout
    panel.set(test="spread")
    assert f"by {row.over_images:.3f} between images, by {row.within:.3f} within one" in panel.readout
    panel.set(test="gradient")
    assert f"{row.unreached:.0%} of its {row.numbers:,} numbers" in panel.readout
    panel.set(test="swap")
    accuracy = experiments.accuracy_under(nets[letter], batch, ())["accuracy"]
    with gates.replace(nets[letter], "other image", only=row.gate):
        other = experiments.accuracy_under(nets[letter], batch, ())["accuracy"]
    assert f"accuracy {accuracy:.2f}, with averaged" in panel.readout
    assert panel.readout.endswith(f"with another image's {other:.2f}")


def test_what_lies_beyond_the_colours_is_counted():
    weights = torch.tensor([[-2.5, -0.1, 0.0], [0.5, 1.0, 2.7]]).numpy()
    assert beyond(weights) == "2 of 6 below 0, 1 above 1"
    assert beyond(weights.clip(0, 1)) == ""
    assert plots.span(weights.min(), weights.max()) == "\N{MINUS SIGN}2.50 to 2.70"


def test_a_gate_without_numbers_says_so(panel):
    panel.set(suspect="B", test="gradient")
    assert "no parameters" in panel.readout


def test_the_name_is_hidden_until_it_is_asked_for(panel):
    panel.set(suspect="G", reveal=False)
    assert "x1 + x1" not in panel.readout
    panel.set(reveal=True)
    assert "suspect G (x1 + x1; diagnose says of this gate: works)" in panel.readout


def test_networks_that_are_no_suspects_are_a_sentence(nets):
    for wrong in ({}, {"Z": nets["A"]}):
        with pytest.raises(ValueError, match="nets must be networks under some of the letters"):
            SuspectsPanel(wrong)
    with pytest.raises(ValueError, match="shown=9"):
        SuspectsPanel({"A": nets["A"]}, images=4, shown=9)


@pytest.mark.parametrize("letter", SUSPECTS)
def test_every_suspect_is_stored_trained_and_gets_its_verdict(nets, letter):
    batch = SUSPECTS[letter].batch(60)
    seen = look(nets[letter], batch, 4)
    assert seen["row"].verdict == VERDICTS[letter]
    assert seen["accuracies"][0] > 0.3
    assert seen["weights"].shape[0] == len(seen["pictures"]) == 4
    assert not nets[letter].training


def test_two_suspects_are_healthy_and_nobody_is_listed_twice():
    names = [suspect.name for suspect in SUSPECTS.values()]
    assert len(set(names)) == len(names) == 8
    assert sum(name.startswith("healthy") for name in names) == 2
    assert len(TESTS) == 4


def test_the_stored_detector_has_eight_gates():
    kinds = [name.rpartition(".")[2] for name in gates.gates(stored_detector())]
    assert sorted(kinds) == ["channel"] * 4 + ["spatial"] * 4


def test_the_still_figures_show_what_they_are_given():
    maps = torch.rand(6, 1, 5, 5)
    figure = plots.ranges({"a": maps, "b": 4 * maps}, {"a": figures.WHERE, "b": figures.WHAT})
    assert len(figure.axes) == 2
    assert any(f"{4 * maps.max():.2f}" in text.get_text() for text in figure.axes[1].texts)
    figure = plots.rows_of({"a": maps}, images=6)
    assert figure.axes[0].images[0].get_array().shape == (6, 25)
    assert figure.axes[0].images[0].get_clim() == (0, 1)
    assert "over 6 images" in figure.alt
    figure = plots.flattered(torch.rand(6, 1, 9, 9), {"one": maps, "two": maps}, count=3)
    assert all(axes.images[0].get_clim() == (0, 1) for axes in figure.axes[:9])
    sizes = torch.zeros(7, 7)
    sizes[3, 3], sizes[0, 0] = 2.0, 1e-6
    figure = plots.kernel_reach({"kernel": sizes})
    shown = figure.axes[0].images[0].get_array()
    assert shown[3, 3] == 1 and 0.3 < shown[0, 0] < 0.4, "a small gradient is a clear grey"
    assert (shown > 0).sum() == 2 and "2 of 49 places, those not black" in figure.alt
