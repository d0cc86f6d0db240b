"""The panel of the family, with untrained networks: controls, numbers, pictures."""

import numpy as np
import pytest
import torch
from panel_checks import check_moves

from helpers import experiments, gates, networks
from helpers.experiments.family import RECIPES
from helpers.panels.channel import three_digits
from helpers.panels.family import ACROSS, DOWN, FamilyPanel, mosaic, places_of, reframed, sheets, span
from helpers.plots import family as plots
from helpers.plots.figures import png_of
from helpers.tables.members import MEMBERS

RECIPE = RECIPES["family_cue"]
BATCH = experiments.test_batch(RECIPE, 12)


@pytest.fixture(scope="module")
def nets():
    torch.manual_seed(0)
    built = {}
    for member in MEMBERS:
        own = RECIPE.variants[member.variant]
        built[member.variant] = networks.build(RECIPE.network, 0, **RECIPE.settings, **own).eval()
    return built


@pytest.fixture(scope="module")
def panel(nets):
    return FamilyPanel(nets, BATCH, three_digits(BATCH), images=6)


def test_every_control_changes_the_picture(panel):
    panel.set(image=0, left="coordinate", right="non-local", tile=4, frame=-1)
    moves = {"image": 3, "left": "simam", "right": "eca", "tile": 17, "frame": 0}
    check_moves(panel, moves)


def test_the_readout_is_the_networks_own(panel, nets):
    panel.set(image=2, left="bam", right="self-attention", frame=1, tile=7)
    image = reframed(BATCH.images[2:3], BATCH.cue[2:3].tolist(), 1)
    with torch.no_grad(), gates.record(nets["bam"]) as seen:
        answer = int(nets["bam"](image).argmax())
    first = next(iter(seen.values()))[:, : ACROSS * DOWN]
    tile = f"channel 7: {span(first[0, 7].min(), first[0, 7].max())}"
    said = f"weights from {first.min():.2f} to {first.max():.2f}, {tile}, answers {answer}"
    assert said in panel.readout
    with torch.no_grad(), gates.record(nets["self-attention"]) as seen:
        nets["self-attention"](image)
    chosen = [row * 12 + column for row, column in places_of(12)]
    maps = next(iter(seen.values())).mean(1)[0, chosen] * 144
    place = f"place {places_of(12)[7]}: {maps[7].min():.2f} to {maps[7].max():.2f}"
    assert f"weights from {maps.min():.2f} to {maps.max():.2f} times uniform, {place}" in panel.readout
    digit = three_digits(BATCH)[2, 1]
    assert f"image 2, green frame, the green digit is a {digit}." in panel.readout


def test_it_begins_with_three_different_digits_and_says_how_far_weights_move(panel, nets):
    digits, cue = three_digits(BATCH)[:6], BATCH.cue.tolist()
    different = [k for k, three in enumerate(digits.tolist()) if len(set(three)) == 3]
    assert panel._first() == different[0]
    panel.set(image=2, left="squeeze", right="eca", frame=cue[2])
    assert "moved by" not in panel.readout
    other = (cue[2] + 1) % 3
    panel.set(frame=other)
    with torch.no_grad(), gates.record(nets["squeeze"]) as seen:
        nets["squeeze"](torch.cat([reframed(BATCH.images[2:3], cue[2:3], c) for c in (cue[2], other)]))
    own, moved = next(iter(seen.values())).flatten(1)
    share = ((moved - own).abs().mean() / own.mean()).item()
    assert f"frame its weights moved by {share:.2f} of their mean" in panel.readout


def test_a_span_of_two_equal_numbers_is_one_number():
    assert span(0.501, 0.502) == "0.50" and span(0.5, 0.6) == "0.50 to 0.60"


def test_reframed_changes_the_frame_and_nothing_else():
    cue = BATCH.cue.tolist()
    for colour in range(3):
        other = reframed(BATCH.images, cue, colour)
        assert torch.equal(other[:, :, 2:-2, 2:-2], BATCH.images[:, :, 2:-2, 2:-2])
        frame = torch.cat([other[:, :, :2].flatten(2), other[:, :, -2:].flatten(2)], 2).mean(2)
        assert (frame.argmax(1) == colour).all()
    same = reframed(BATCH.images[:1], cue[:1], cue[0])
    assert torch.equal(same, BATCH.images[:1])


def test_sheets_show_what_the_gates_do():
    vector, one_map = torch.rand(2, 24, 1, 1), torch.rand(2, 1, 4, 4)
    assert torch.equal(sheets("eca", [vector], 4), vector.expand(-1, -1, 4, 4))
    torch.testing.assert_close(sheets("cbam", [vector, one_map], 4), vector * one_map)
    torch.testing.assert_close(sheets("scse", [vector, one_map], 4), (vector + one_map) / 2)
    assert torch.equal(sheets("global context", [one_map], 4)[:, 7], one_map[:, 0])
    pairs = torch.rand(2, 2, 16, 16)
    row, column = places_of(4)[5]
    shown = sheets("self-attention", [pairs], 4)[:, 5]
    torch.testing.assert_close(shown, pairs.mean(1)[:, row * 4 + column].view(2, 4, 4))


def test_the_mosaic_has_every_tile_in_its_place():
    tiles = np.linspace(0, 1, ACROSS * DOWN)[:, None, None] * np.ones((1, 3, 3))
    picture = mosaic(tiles)
    assert picture.shape == (DOWN * 4 - 1, ACROSS * 4 - 1, 3)
    assert picture[3].min() == 1 and picture[:, 3].min() == 1  # white between the tiles
    assert picture[0, 0].max() < 0.02 and np.allclose(picture[-1, -1], picture[-3, -3])
    assert picture[0, 4].sum() < picture[4, 0].sum(), "row by row"


def test_places_are_spread_over_the_map():
    for side in (10, 12):
        places = places_of(side)
        assert len(set(places)) == ACROSS * DOWN
        assert {min(r for r, _ in places), max(r for r, _ in places)} <= set(range(1, side - 1))


def test_the_figures_can_be_drawn():
    maps = {"non-local": np.full((2, 12, 12), 1 / 144), "self-attention": np.full((2, 12, 12), 1 / 144)}
    askers = dict(list(plots.askers(BATCH.images[0]).items())[:2])
    figures = [
        plots.tree(),
        plots.matrices({"full": np.ones((4, 4)), "band": np.eye(4)}, 1.0),
        plots.who_looks_where(BATCH.images[0], askers, maps),
    ]
    assert all(len(png_of(figure)) > 5000 and len(figure.alt) > 20 for figure in figures)


def test_weights_that_sum_to_one_are_not_black():
    uniform = np.full(144, 1 / 144)
    assert np.allclose(plots.beside_uniform(uniform, 144), 0.5)
    ends = plots.beside_uniform(np.array([0, 1 / 16, 16, 40]) / 144, 144)
    assert np.allclose(ends, [0, 0, 1, 1]), "beyond the ends of the scale nothing changes any more"
    assert 0.5 < plots.beside_uniform(np.array([2 / 144]), 144)[0] < 0.75


def test_who_asks_lies_on_the_frame_and_where_each_colour_is_most_by_itself():
    image = torch.zeros(3, 24, 24)
    image[:, :2] = 1  # a white frame, which no digit's place may lie on
    for colour, (row, column) in enumerate(((6, 6), (10, 16), (18, 8))):
        image[colour, row : row + 2, column : column + 2] = 1
    assert list(plots.askers(image).values()) == [(0, 5), (3, 3), (5, 8), (9, 4)]
