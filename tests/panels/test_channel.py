"""The panel of lesson 02 and its still figures, driven by code."""

import io
import re

import numpy as np
import pytest
import torch
from panel_checks import afresh, check_greyed, check_moves
from PIL import Image

from helpers import datasets, experiments, gates, training
from helpers.networks.pretrained import stored_network
from helpers.panels._text import Words, glyph
from helpers.panels.channel import COLOURS, ChannelPanel, beside, three_digits
from helpers.plots import channel as plots, figures, seeds

BATCH = experiments.test_batch(experiments.EXPERIMENTS["cued_colour"], 3000)[:300]
DIGITS = datasets.draw((3000, 3), "test", datasets.generator(77), size=16)[1][:300]


@pytest.fixture(scope="module")
def net():
    return stored_network()


@pytest.fixture(scope="module")
def built(net):
    return ChannelPanel(net, BATCH, DIGITS)


@pytest.fixture
def panel(built, capsys):
    afresh(built)
    capsys.readouterr()
    return built


def logits_by_hand(net, image, change=None):
    """The network's logits for one image with its first gate changed, by the ordinary way."""
    first = next(iter(gates.gates(net)))
    with torch.no_grad(), gates.replace(net, change or (lambda w: w), only=first):
        return net(BATCH.images[image : image + 1])[0]


def test_the_panel_says_what_the_network_says(panel, net, capsys):
    for image in range(4):
        expected = int(logits_by_hand(net, image).argmax())
        panel.set(image=image)
        assert f"the network answers {expected}:" in " ".join(capsys.readouterr().out.split())


def test_the_panel_begins_with_three_different_digits(panel):
    assert panel.began["image"] == 2 and len(set(panel.digits[2])) == 3
    assert all(len(set(panel.digits[k])) < 3 for k in range(2))


def test_the_logits_are_the_networks(panel, net):
    for image in (0, 5):
        own = panel.gates(image, 0, "own", False, 0.0)
        assert np.allclose(panel.logits(image, own), logits_by_hand(net, image).numpy(), atol=1e-4)


def test_a_gate_set_by_hand_reaches_the_network(panel, net):
    def by_hand(weights):
        changed = weights.clone()
        changed[:, 12] = 1.0
        return changed

    expected = logits_by_hand(net, 6, by_hand).numpy()
    chosen = panel.gates(6, 12, "own", True, 1.0)
    assert np.allclose(panel.logits(6, chosen), expected, atol=1e-4)


def test_the_readout_is_exact(panel, capsys):
    panel.set(image=6, channel=12, override=True, value=0.25)
    assert capsys.readouterr().out.strip() == panel.readout
    said = panel.readout
    assert said.startswith("image 6, red frame, digits 7 red, 9 green, 9 blue; channel 12: average ")
    assert "gate 0.250 (set by hand); the network answers " in said
    assert "<" not in said


def test_borrowed_gates_turn_the_answer(panel, capsys):
    panel.set(image=2)
    assert "answers 7: the red digit" in capsys.readouterr().out
    panel.set(source="green")
    assert "of the average green frame" in panel.readout and "answers 1: the green digit" in panel.readout
    panel.set(source="blue")
    assert "answers 3: the blue digit" in panel.readout


def test_own_numbers_are_those_of_the_gate(panel, net):
    seen = experiments.recorded(net, BATCH)["stages.0.attention"].flatten(1)
    assert torch.allclose(panel.weights, seen[:12], atol=1e-5)
    for k, name in enumerate(COLOURS):
        assert torch.allclose(panel.average[name], seen[BATCH.cue == k].mean(0), atol=1e-4)
    score = panel.out(3, 7).sum() + panel.bias[7]
    assert 1 / (1 + np.exp(-score)) == pytest.approx(float(panel.weights[3, 7]), abs=1e-4)


def test_every_control_changes_picture_and_readout_and_is_greyed_exactly_while_it_does_not(panel):
    moves = {"image": 4, "channel": 3, "source": "blue"}
    check_moves(panel, moves)
    for settings in ({}, {"override": True, "value": 0.2}, {"override": False, "source": "green"}):
        check_greyed(panel, settings, moves | {"value": 0.9})


def test_three_digits_fit_the_labels():
    digits = three_digits(experiments.test_batch(experiments.EXPERIMENTS["cued_colour"]))
    assert torch.equal(digits[:300], DIGITS)
    with pytest.raises(ValueError, match="not test images of cued colour drawn with seed 77"):
        three_digits(datasets.cued_colour(50, "test", 1))


def test_the_stored_network_reads_the_test_images(net):
    assert training.evaluate(net, BATCH) > 0.8


def test_beside_holds_the_image_and_its_channels():
    image = torch.rand(3, 24, 24)
    picture = beside(image)
    assert picture.shape == (50, 50, 3)
    assert np.allclose(picture[:24, :24], image.permute(1, 2, 0))
    for corner, channel in (((0, 26), 0), ((26, 0), 1), ((26, 26), 2)):
        part = picture[corner[0] : corner[0] + 24, corner[1] : corner[1] + 24]
        assert np.allclose(part, image[channel][:, :, None])
    assert (picture[24:26] == 1).all()


def test_words_stand_where_they_are_put():
    figure = figures.new_figure(4, 2, layout=None)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.axis("off")
    axes.set(xlim=(0, 4), ylim=(0, 2))
    words = Words(axes, size=20)
    words.show([(2.0, 1.0, "88", "center", "black")])
    dark = np.asarray(Image.open(io.BytesIO(figures.png_of(figure))).convert("L")) < 128
    rows, columns = np.where(dark)
    assert abs(rows.mean() - dark.shape[0] / 2) < 2 and abs(columns.mean() - dark.shape[1] / 2) < 2
    assert glyph(" ")[0] is None and glyph(" ")[1] > 0


RESULTS = {
    "rows": [
        {"variant": v, "seed": s, "params": 1234, "metrics": {"accuracy": a + 0.01 * s}}
        for v, a in (("plain", 0.4), ("normalised", 0.8), ("added", 0.6))
        for s in range(3)
    ]
}


def test_every_seed_is_a_point_and_the_twin_is_open():
    axes = seeds.seed_points(RESULTS, title="A task", chance=(0.1, "guessing")).axes[0]
    points = [c for c in axes.collections if len(c.get_offsets()) == 3]
    assert [p.get_offsets()[:, 0].data.tolist()[0] for p in points] == pytest.approx([40, 80, 60])
    assert [(p.get_facecolor()[0][:3] == 1).all() for p in points] == [False, False, True]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert all(re.search(r"1.234", label) for label in labels)
    assert "A task" in axes.get_title(loc="left")


def test_seed_points_of_an_unknown_variant_is_one_sentence():
    with pytest.raises(ValueError, match="no variant 'wider'"):
        seeds.seed_points(RESULTS, ["wider"])


def test_the_figure_of_gates_says_which_gate_it_is():
    figure = plots.gates_by_cue(torch.rand(300, 24), BATCH.cue, "the second gate")
    assert figure.axes[0].get_title(loc="left").startswith("the second gate: mean")


def test_the_still_figures_are_drawn():
    sensors = datasets.unreliable_sensors(40, "test", 0)
    weights, maps = torch.rand(300, 24), torch.rand(3, 12, 12)
    for figure in (
        plots.puzzle(BATCH, [0, 9, 4]),
        plots.two_squeezes(maps, ["a", "b", "c"]),
        plots.gates_by_cue(weights, BATCH.cue),
        plots.sensors(sensors),
        plots.sensor_histograms({"a": torch.rand(40, 8)}, sensors.clean),
    ):
        picture = np.asarray(Image.open(io.BytesIO(figures.png_of(figure))))
        assert picture.shape[1] <= 1000 and picture.std() > 5
    assert plots.auroc(sensors.clean.float(), sensors.clean) == 1.0
