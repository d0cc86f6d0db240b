"""The panel of lesson 00, driven by code."""

import io

import numpy as np
import pytest
import torch
from panel_checks import check_greyed
from PIL import Image

from helpers.datasets.photographs import HEIGHT, WIDTH, photographs
from helpers.networks.filter_bank import NAMES, Dials, brush, climb, filter_responses, share
from helpers.panels.base import nearest
from helpers.panels.filters import KEYS, BeTheAttention, learned, only
from helpers.plots.filters import targets

CAT = photographs()["chelsea"]
X = filter_responses(CAT.image.double())


@pytest.fixture(scope="module")
def panel():
    return BeTheAttention()


@pytest.fixture(autouse=True)
def fresh(panel, capsys):
    panel.set(picture="chelsea", brush=False, row=64, column=96, radius=40, **dict.fromkeys(KEYS, 1.0))
    capsys.readouterr()


def pixels(panel):
    return np.asarray(Image.open(io.BytesIO(panel.png)).convert("RGB")).astype(int)


def score(panel):
    return float(panel.readout.split()[0])


def test_the_readout_is_the_score_of_the_layers(panel):
    assert score(panel) == pytest.approx(share(X, CAT.mask).item(), abs=6e-4)
    panel.set(**only("dark", "green"))
    chosen = X[:, [NAMES.index("dark"), NAMES.index("green")]]
    assert score(panel) == pytest.approx(share(chosen, CAT.mask).item(), abs=6e-4)
    panel.set(dark=0.5, brush=True, row=50, column=70, radius=20)
    what = torch.tensor([0.5, 1.0]).double().view(1, 2, 1, 1)
    y = chosen * what * brush(50, 70, 20.0, HEIGHT, WIDTH)
    assert score(panel) == pytest.approx(share(y, CAT.mask).item(), abs=6e-4)
    left, right = (share(y, piece).item() for piece in CAT.pieces)
    assert f"({left:.3f} + {right:.3f})" in panel.readout


def test_nothing_left_is_said_and_no_nan(panel):
    panel.set(**only())
    assert "no energy left" in panel.readout and "nan" not in panel.readout


def test_dials_and_brush_move_the_panel_and_the_brush_is_greyed_exactly_while_it_is_off(panel):
    panel.set(brush=True, row=64, column=96, radius=41)
    for move in ({"row": 20}, {"column": 150}, {"radius": 90}, *({key: 0.0} for key in KEYS)):
        before, was = pixels(panel), panel.readout
        panel.set(**move)
        assert (pixels(panel) != before).any() and panel.readout != was
    for used in (False, True):
        panel.set(**dict.fromkeys(KEYS, 1.0))
        check_greyed(panel, {"brush": used}, {"row": 90, "column": 50, "radius": 30, KEYS[0]: 0.0})


def test_another_picture_changes_the_still_part_too(panel):
    before = pixels(panel)
    for name, picture in photographs().items():
        panel.set(picture=name)
        assert picture.target in panel.readout
    assert (pixels(panel) != before).mean() > 0.2
    panel.set(picture="chelsea")
    assert (pixels(panel) == before).mean() > 0.98  # but for the mark of the best score so far


def test_the_channel_picture_stands_upright(panel):
    """With a brush at the top, what is left is at the top."""
    panel.set(brush=True, row=0, column=96, radius=14)
    height, width = pixels(panel).shape[:2]
    shown = pixels(panel)[int(0.08 * height) : int(0.54 * height), int(0.5 * width) : int(0.75 * width)].sum(
        2
    )
    top, bottom = np.array_split(shown, 2)
    assert top.sum() > 2 * bottom.sum()


def test_best_so_far_is_kept(panel):
    panel.set(brush=True, row=46, column=72, radius=14)
    best = panel.readout.split("best so far: ")[1]
    panel.set(brush=False)
    assert panel.readout.endswith(best)


def test_it_takes_over_learned_dials(panel, capsys):
    dials = Dials(12, HEIGHT, WIDTH)
    with torch.no_grad():
        dials.what.fill_(-10.0)
        dials.what[1] = 10.0
    panel.set(**learned(dials))
    assert panel.values()["dark"] == 1.0 and panel.values()["bright"] == 0.0
    assert not panel.values()["brush"]
    panel.set(**learned(dials, brush=True))
    place = {"row": 64, "column": 96, "radius": 57}
    for name, value in place.items():
        assert panel.values()[name] == nearest(panel.controls[name], value) == value, "as a slider shows it"
    assert capsys.readouterr().out.count("of the energy") == 2


def test_a_still_figure_shows_every_box_where_the_target_lies():
    figure = targets(photographs())
    for axes, photograph in zip(figure.axes, photographs().values()):
        drawn = [(p.get_y() + 0.5, p.get_x() + 0.5, p.get_height(), p.get_width()) for p in axes.patches]
        assert drawn == [(t, left, b - t, right - left) for t, left, b, right in photograph.boxes]


def test_buttons_open_and_close_all_dials(panel):
    on, off = panel.widget.children[0].children
    off.click()
    assert all(panel.values()[key] == 0.0 for key in KEYS) and "no energy" in panel.readout
    on.click()
    assert all(panel.values()[key] == 1.0 for key in KEYS) and on.description and off.description


def test_a_dial_that_is_not_there_is_a_sentence():
    with pytest.raises(ValueError, match="no dial 'purple'"):
        only("purple")


def test_the_brush_keeps_six_tenths_on_its_circle_and_less_outside():
    middle, circle, outside = brush(64, 96, 20.0, HEIGHT, WIDTH)[0, 0, 64, [96, 116, 136]].tolist()
    assert middle == 1 and round(circle, 1) == 0.6 and 0.1 < outside < 0.2


@pytest.mark.parametrize("combine", [torch.amin, torch.prod])
def test_a_score_that_asks_for_both_eyes_puts_the_brush_between_them(combine):
    """What the fold of exercise 0.2 says, for the solution on the card and for the product."""

    def both_eyes(y, pieces):
        return combine(torch.stack([share(y, piece) for piece in pieces]))

    dials = Dials(12, HEIGHT, WIDTH)
    climb(dials, X, CAT.pieces, what=False, score=both_eyes)
    row, column, radius = (value.item() for value in dials.spot())
    (_, _, low_left, right_of_left), (high_right, left_of_right, _, _) = CAT.boxes
    assert right_of_left < column < left_of_right and high_right < row < low_left and 25 < radius < 35
    kept = X * dials.weights()[1].detach()
    assert min(share(kept, eye).item() for eye in CAT.pieces) > 0.15
