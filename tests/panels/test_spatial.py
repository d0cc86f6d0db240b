"""The panels of lesson 03: every control moves the picture, and the readout is exact."""

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure
from panel_checks import afresh, check_greyed, check_moves

from helpers import datasets, experiments, networks
from helpers.attention import SpatialAttention
from helpers.networks.pretrained import stored_gate
from helpers.panels._tiles import Tiles
from helpers.panels.spatial import SpatialPanel, chance_above, entering, preset_kernel, squashed
from helpers.panels.spotlight import SpotlightPanel, spotlight
from helpers.plots import figures, spatial as plots
from helpers.plots.spatial import outline

BATCH = datasets.cluttered_digits(30, "test", 77)
MOVES = {
    "image": 5,
    "kernel": "blur",
    "size": 3,
    "row": 2,
    "column": 8,
    "mean": False,
    "max": False,
    "squash": "softmax",
    "temperature": 2.0,
}


@pytest.fixture(scope="module")
def net():
    return stored_gate()


@pytest.fixture(scope="module")
def built(net):
    return SpatialPanel(net, BATCH)


@pytest.fixture
def panel(built):
    return afresh(built, kernel="centre-surround")


def test_every_control_moves_the_panel_and_is_greyed_exactly_while_it_does_not(panel):
    check_moves(panel, MOVES)
    for settings in ({}, {"kernel": "learned"}, {"squash": "softmax"}):
        check_greyed(panel, settings, MOVES)


def test_the_learned_map_is_the_gates_own(panel, net, capsys):
    panel.set(image=3, kernel="learned", row=4, column=6)
    with torch.no_grad():
        weights = list(experiments.recorded(net, BATCH).values())[-1]
    large = experiments.enlarge(weights[3:4], 40)
    energy = experiments.energy_inside(large, BATCH.mask[3:4])
    auroc = experiments.auroc_against_distractors(large, BATCH[3:4])
    assert f"weight {weights[3, 0, 4, 6]:.3f}" in panel.readout
    assert f"weight on the digit {energy:.3f} " in panel.readout
    assert f"AUROC {auroc:.3f}" in panel.readout
    assert capsys.readouterr().out.strip().endswith(panel.readout)


def test_a_preset_is_a_new_gate_with_batch_normalised_scores(panel, net):
    features, _ = entering(net, BATCH.images[:24], 2)
    gate = SpatialAttention(5, norm=True).train()
    with torch.no_grad():
        gate.conv.weight.copy_(preset_kernel("blur", 5).expand(1, 2, 5, 5))
        weights = gate.weights(features)
    panel.set(kernel="blur", size=5, row=1, column=2)
    assert f"weight {weights[0, 0, 1, 2]:.3f}" in panel.readout


def test_without_pools_the_map_is_uniform_and_its_weight_on_the_digit_is_the_area(panel):
    panel.set(kernel="blur", mean=False, max=False)
    area = BATCH.mask[0].float().mean().item()
    assert f"weight on the digit {area:.3f} (its area {area:.3f}), AUROC 0.500" in panel.readout
    assert "on nothing" in panel.readout


def test_the_digit_itself_ranks_perfectly_and_a_uniform_map_by_chance(panel):
    masks = panel.batch.mask.float()
    coarse = torch.nn.functional.avg_pool2d(masks, panel.factor)
    assert panel.auroc_of(coarse) > 0.95 > 0.05 > panel.auroc_of(-coarse)
    assert panel.auroc_of(torch.ones_like(coarse)) == 0.5


def test_softmax_keeps_the_order_and_heat_flattens(panel):
    cool, auroc = panel.over_all_images("learned", squash="softmax")
    assert panel.over_all_images("learned", squash="sigmoid")[1] == pytest.approx(auroc, abs=1e-4)
    hot, _ = panel.over_all_images("learned", squash="softmax", temperature=5.0)
    area = BATCH.mask[:24].float().mean().item()
    assert area < hot < cool


def test_the_panel_takes_an_untrained_net_too():
    recipe = experiments.EXPERIMENTS["clutter"]
    fresh = networks.build(recipe.network, 0, **recipe.settings, **recipe.variants["gate"])
    panel = SpatialPanel(fresh, BATCH, stage=1)
    assert "learned 7 × 7" in panel.readout


def test_the_stored_gate_is_trained(net):
    batch = datasets.cluttered_digits(500, "test", 77)
    assert experiments.accuracy_under(net, batch, ())["accuracy"] > 0.7


def test_presets_do_what_they_are_called():
    flat = torch.ones(5, 5)
    assert (preset_kernel("blur", 5) * flat).sum() == pytest.approx(1)
    for name in ("centre-surround", "vertical edge"):
        assert (preset_kernel(name, 5) * flat).sum() == pytest.approx(0, abs=1e-6)
    assert squashed(torch.randn(4, 4), "softmax").sum() == pytest.approx(1)


def test_chance_above_counts_ties_half():
    weights = torch.tensor([[1.0, 0.5], [0.5, 0.0]])
    mask = torch.tensor([[True, True], [False, False]])
    assert chance_above(weights, mask, ~mask) == pytest.approx((2 + 0.5 + 1) / 4)


def test_the_spotlight_is_exact():
    panel = SpotlightPanel(BATCH)
    picture = panel.png
    panel.set(image=2, dark=0.25, row=10, column=30, radius=6)
    weights = spotlight(10, 30, 6, 0.25)
    share = (weights * BATCH.mask[2, 0]).sum() / weights.sum()
    assert panel.png != picture
    assert panel.readout.startswith("image 2, radius 6 around row 10, column 30, weight 0.25 outside")
    assert f"gets {share:.1%} of the weight" in panel.readout
    panel.set(dark=0.0)
    assert spotlight(10, 30, 6, 0).sum() == sum(
        (r - 10) ** 2 + (c - 30) ** 2 <= 36 for r in range(40) for c in range(40)
    )


def test_tiles_look_like_imshow():
    values = np.linspace(0, 1, 16).reshape(4, 4)
    pictures = []
    for draw in (
        lambda axes: axes.imshow(values, cmap="magma", vmin=0, vmax=1, interpolation="nearest"),
        lambda axes: Tiles(axes, 4, "magma").set_data(values),
    ):
        figure = figures.new_figure(2, 2, layout=None)
        assert isinstance(figure, Figure)
        axes = figure.add_axes((0, 0, 1, 1))
        draw(axes)
        axes.axis("off")
        figure.canvas.draw()
        pictures.append(np.asarray(figure.canvas.buffer_rgba())[5::45, 5::45].astype(int))
    assert np.abs(pictures[0] - pictures[1]).max() <= 3


def test_the_outline_of_one_pixel_is_a_square():
    mask = torch.zeros(3, 3, dtype=torch.bool)
    mask[1, 1] = True
    assert len(outline(mask)) == 4
    mask[1, 2] = True
    assert len(outline(mask)) == 6


def test_the_scales_of_kernel_and_map_say_what_their_colours_mean(panel, monkeypatch):
    shown = []
    monkeypatch.setattr(panel.words, "show", lambda texts: shown.append({text for _, _, text, *_ in texts}))
    panel.set(kernel="blur", size=5, squash="softmax")
    panel.set(kernel="blur", size=1, squash="sigmoid")
    assert {"−0.04", "0.04", "10×", "20×"} <= shown[0]
    assert {"−1.00", "1.00", "0.5", "1"} <= shown[1] and "20×" not in shown[1]


def test_maps_side_by_side_have_one_scale_and_maps_that_sum_to_one_another():
    maps = {"dark": 0.1 * torch.rand(30, 1, 10, 10), "light": torch.rand(30, 1, 10, 10)}
    rows = plots.map_rows(BATCH, maps, count=2, flatter="light")
    images = [image for axes in rows.axes for image in axes.images if image.get_cmap().name == figures.MAP]
    exact = [image for image in images if image.get_interpolation() != "bicubic"]
    assert len(exact) == 4 and {image.get_clim() for image in exact} == {(0, 1)}
    weights = maps["light"] / maps["light"].sum((2, 3), keepdim=True)
    chosen = plots.chosen_places(BATCH, weights, count=2)
    drawn = [image for axes in chosen.axes for image in axes.images if image.get_cmap().name == figures.MAP]
    assert {image.get_clim() for image in drawn} == {(0, plots.TOP)}
    assert drawn[0].get_array().max() == pytest.approx(100 * weights[0].max().item(), rel=1e-5)
