"""The panels and figures of lesson 08: every control moves the picture, and the readout is exact."""

import numpy as np
import pytest
import torch
from panel_checks import afresh, check_moves

from helpers import datasets, experiments, gates, networks
from helpers.experiments import metrics, store as results
from helpers.experiments.pretrained import FILES
from helpers.explain import receptive
from helpers.networks.pretrained import stored_segmenters as stored_networks
from helpers.panels import masks
from helpers.panels.keyhole import KeyholePanel, brightness_auroc, picked_pixels
from helpers.panels.masks import MaskPanel, maps_of, overlaps
from helpers.plots import figures, segmentation as plots

BATCH = datasets.cluttered_digits(40, "test", 77, fragments=10, fragment=9)
MOVES = {
    "image": 5,
    "threshold": 0.3,
    "gate": "skip gates: skip, half size",
    "how": "other image",
    "changed": "all gates of the network",
}


def untrained(variant):
    """A network of the segmentation experiment as it starts, seed 0."""
    recipe = experiments.EXPERIMENTS["segmentation"]
    return networks.build(recipe.network, 0, **recipe.settings, **recipe.variants[variant])


@pytest.fixture(scope="module")
def nets():
    return stored_networks()


@pytest.fixture(scope="module")
def built(nets):
    return MaskPanel(nets, BATCH)


@pytest.fixture
def panel(built):
    built.set(image=0, threshold=0.5, gate="CBAM: full size, down", how="mean", changed="the gate shown")
    return built


def test_every_control_changes_the_picture_and_the_readout(panel):
    check_moves(panel, MOVES)


def test_every_map_of_every_network_can_be_chosen(panel):
    assert list(panel.shown) == [
        *(f"CBAM: {place}" for place in masks.PLACES.values() if "skip" not in place),
        *(f"scSE: {place}" for place in masks.PLACES.values() if "skip" not in place),
        "skip gates: skip, full size",
        "skip gates: skip, half size",
    ]


@pytest.mark.parametrize("how", masks.HOW)
@pytest.mark.parametrize("changed", ["the gate shown", "all gates of the network"])
def test_the_overlap_is_that_of_the_network_with_its_gates_changed(panel, nets, how, changed):
    panel.set(gate="scSE: half size, down", how=how, changed=changed, image=3)
    net, batch = nets["scSE"], BATCH[:24]
    only = "down.1.attention.place" if changed == "the gate shown" else None
    with gates.replace(net, (lambda w: w) if how == "as learned" else how, only), torch.no_grad():
        logits = net(batch.images)
    learned = metrics.iou(net(batch.images).detach(), batch)
    assert f"IoU {metrics.iou(logits[3:4], batch[3:4]):.3f} (" in panel.readout
    assert f"mean of 24 images {metrics.iou(logits, batch):.3f}, as learned {learned:.3f};" in panel.readout


def test_the_picture_says_over_how_many_images_a_mean_is(nets):
    words = [text.get_text() for text in MaskPanel({"CBAM": nets["CBAM"]}, BATCH[:5]).means.axes.texts]
    assert "dot: mean of 5 images,  bar: this one" in words


def test_a_row_has_its_dot_once_it_was_chosen(nets):
    fresh = MaskPanel({"CBAM": nets["CBAM"]}, BATCH[:5])
    all_gates = {"changed": "all gates of the network"}
    for turned, rows in (
        ({}, [0]),
        ({"how": "other image"}, [0, 3]),
        ({"how": "as learned"}, [0, 3]),
        (all_gates, [0]),
        ({"how": "one"}, [0, 1]),
        ({"changed": "the gate shown"}, [0, 1, 3]),
        ({"gate": "CBAM: quarter size"}, [0, 1]),
        (all_gates, [0, 1]),
    ):
        fresh.set(**turned)
        fresh.would_say(how="mean")
        assert list(fresh.means.get_ydata()) == list(fresh.this.get_ydata()) == rows, turned


def test_the_title_says_which_gates_are_changed(panel):
    titles = {}
    for changed in ("the gate shown", "all gates of the network"):
        panel.set(changed=changed)
        titles[changed] = panel.whose.get_text()
    assert list(titles.values()) == ["IoU with this gate ...", "IoU with all its gates ..."]


def test_the_threshold_is_one_on_probabilities(panel, nets):
    panel.set(gate="skip gates: skip, full size", how="as learned", threshold=0.8, image=2)
    with torch.no_grad():
        odds = nets["skip gates"](BATCH.images[:24]).sigmoid()
    found, true = odds[2, 0] > 0.8, BATCH.mask[2, 0]
    assert (
        f"({found.sum()} pixels predicted, {true.sum()} true, {(found & true).sum()} both)" in panel.readout
    )
    assert f"IoU {metrics.iou(odds[2:3], BATCH[2:3], threshold=0.8):.3f}" in panel.readout


def test_the_map_is_the_gates_own_or_what_it_was_changed_to(panel, nets):
    weights = experiments.recorded(nets["skip gates"], BATCH[:24])["skips.1"]
    panel.set(gate="skip gates: skip, half size", how="as learned", image=4)
    assert f"map from {weights[4].min():.2f} to {weights[4].max():.2f}" in panel.readout
    own = panel.map.codes
    assert own.shape == (20, 20), "the map's true resolution"
    panel.set(how="other image", image=5)
    assert np.array_equal(panel.map.codes, own)
    panel.set(how="one")
    assert "map from 1.00 to 1.00" in panel.readout


def test_what_a_map_shows_and_what_lending_it_costs(panel, nets):
    from sklearn.metrics import roc_auc_score

    batch, name = BATCH[:24], "CBAM: half size, up"
    gate = panel.shown[name][1]
    maps = experiments.recorded(nets["CBAM"], batch)[gate]
    fine = torch.nn.functional.interpolate(maps, 40)
    either = batch.mask | batch.distractors
    assert panel.shows()[name] == pytest.approx(roc_auc_score(batch.mask[either], fine[either]))
    with torch.no_grad():
        own = metrics.iou(nets["CBAM"](batch.images), batch)
        with gates.replace(nets["CBAM"], "other image", gate):
            other = metrics.iou(nets["CBAM"](batch.images), batch)
    assert panel.costs()[name] == pytest.approx(own - other, abs=1e-6)
    assert list(panel.costs()) == list(panel.shows()) == list(panel.shown)


def test_what_is_left_with_one_map_changed_and_with_all_of_them(panel, nets):
    own = experiments.recorded(nets["skip gates"], BATCH[:24])
    lent = iter([own["skips.1"].roll(1, 0), own["skips.0"].roll(1, 0)])  # the half-size gate works first
    with gates.replace(nets["skip gates"], lambda _: next(lent)), torch.no_grad():
        other = metrics.iou(nets["skip gates"](BATCH.images[:24]), BATCH[:24])
    left = list(panel.changes("skip gates: skip, half size", image=3).values())
    assert left[-1][1] == pytest.approx(other, abs=1e-6)
    asked = [*(("skips.1", how) for how in masks.HOW), (None, "other image")]
    for (gate, how), seen in zip(asked, left):
        scores = panel.scores("skip gates", gate, how, 0.5)
        assert seen == pytest.approx((scores[3], scores.mean()))


def test_empty_masks_overlap_by_nothing():
    empty, full = np.zeros((1, 3, 3), bool), np.ones((1, 3, 3), bool)
    assert [float(overlaps(a, b)[0]) for a, b in ((empty, empty), (full, empty), (full, full))] == [0, 0, 1]


def test_the_stored_networks_score_what_their_rows_say(nets):
    recipe = experiments.EXPERIMENTS["segmentation"]
    batch, stored = experiments.test_batch(recipe), results.load("segmentation")
    for name, (_, variant) in FILES["segmentation_gates"].items():
        row = results.column(stored, variant, "IoU")[0]
        assert recipe.judge(nets[name], batch) == pytest.approx(row, abs=0.01)


def test_gates_that_draw_maps_are_named_by_their_places_and_a_channel_gate_draws_none():
    assert list(maps_of(untrained("skip gates")).values()) == ["skip, full size", "skip, half size"]
    assert maps_of(untrained("squeeze")) == {}


@pytest.fixture(scope="module")
def one_keyhole():
    return KeyholePanel(BATCH)


class TestKeyhole:
    @pytest.fixture
    def keyhole(self, one_keyhole):
        return afresh(one_keyhole)

    def test_every_control_changes_the_picture_and_the_readout(self, keyhole):
        check_moves(keyhole, {"image": 3, "reach": 6, "pixel": 4, "whole": True, "guess": "digit"})

    def test_the_answer_is_the_masks_and_hidden_until_asked_for(self, keyhole):
        for pixel in range(6):
            row, column, of_digit = keyhole.pixels[2][pixel]
            assert bool(BATCH.mask[2, 0, row, column]) == of_digit
            assert bool(BATCH.distractors[2, 0, row, column]) != of_digit
            keyhole.set(image=2, pixel=pixel, whole=False)
            assert (
                "digit or fragment?" in keyhole.readout and f"row {row}, column {column}" in keyhole.readout
            )
            keyhole.set(whole=True)
            assert ("belongs to the digit" if of_digit else "belongs to a fragment") in keyhole.readout

    def test_a_guess_is_marked_counted_and_taken_away_with_its_pixel(self, one_keyhole):
        keyhole = KeyholePanel(BATCH)
        for pixel in range(3):
            keyhole.set(pixel=pixel)
            assert keyhole.controls["guess"].value == "" and "digit or fragment?" in keyhole.readout
            keyhole.controls["guess"].value = "digit"
            of_digit = keyhole.pixels[0][pixel][2]
            assert f": {'right' if of_digit else 'wrong'}, it belongs to" in keyhole.readout
        right = sum(of_digit for *_, of_digit in keyhole.pixels[0][:3])
        assert f"; first guesses: {right} of 3 right so far with this window" in keyhole.readout
        keyhole.controls["guess"].value = "fragment"  # the first guess counts
        assert f"; first guesses: {right} of 3 right so far with this window" in keyhole.readout
        keyhole.turn(reach=4)
        assert "digit or fragment?" in keyhole.readout, "another window asks anew"
        keyhole.controls["guess"].value = "digit"
        assert " of 1 right so far with this window" in keyhole.readout
        keyhole.set(reach=6, whole=True, guess="digit")
        assert "so far" not in keyhole.readout, "the whole image tells the answer"
        keyhole.set(whole=False)
        keyhole.set(reach=9)
        keyhole.controls["guess"].value = "fragment"
        assert "so far" not in keyhole.readout, "and whoever saw it once knows the pixel"

    def test_the_curve_grows_with_the_windows_that_were_tried(self, capsys):
        keyhole = KeyholePanel(BATCH)
        keyhole.turn(reach=7)
        keyhole.would_say(reach=12, guess="digit")
        assert list(keyhole.curve.get_xdata()) == [5, 15] and "so far" not in capsys.readouterr().out

    def test_hidden_pixels_are_hidden(self, keyhole):
        keyhole.set(reach=1, whole=False)
        assert len(np.unique(keyhole.image.codes)) <= 10
        keyhole.set(whole=True)
        assert len(np.unique(keyhole.image.codes)) > 50

    def test_as_many_pixels_of_the_digit_as_of_fragments(self):
        for pixels in picked_pixels(BATCH):
            assert sum(of_digit for *_, of_digit in pixels) * 2 == len(pixels) == 10

    def test_the_curve_is_the_auroc_of_the_mean_brightness(self):
        from sklearn.metrics import roc_auc_score

        batch, reach = BATCH[:3], 2
        mean = torch.nn.functional.avg_pool2d(batch.images, 5, 1, 2, count_include_pad=False)
        drawn = batch.mask | batch.distractors
        expected = roc_auc_score(batch.mask[drawn], mean[drawn])
        assert brightness_auroc(batch, reach) == pytest.approx(expected, abs=1e-6)


def pixels_of(figure):
    return np.asarray(figure.canvas.buffer_rgba()) if figure.canvas.draw() is None else None


ROWS = [
    {"variant": v, "seed": s, "params": 9, "metrics": {"IoU": 0.6 - s / 99, "mean": 0.5, "other image": 0.3}}
    for v in ("plain", "squeeze", "skip gates")
    for s in range(3)
]


@pytest.mark.parametrize(
    "make",
    [
        plots.unet,
        lambda: plots.skip_gate(*[np.array([[1.0, 0.0], [0.5, 0.25]])] * 5),
        lambda: plots.found_masks(BATCH, {"plain": BATCH.images - 0.5}),
        lambda: plots.places(the_digit=BATCH.mask, fragments=BATCH.distractors),
        lambda: plots.reach({"plain": torch.rand(40, 40), "CBAM added": torch.rand(40, 40)}, (20, 20)),
        lambda: plots.swaps({"rows": ROWS}, ["squeeze", "skip gates"]),
        lambda: plots.cue_pictures(datasets.cued_colour(6, size=32, shift=4)),
    ],
)
def test_every_figure_draws_and_fits_the_page(make):
    picture = pixels_of(make())
    assert picture.shape[1] <= 1000 and len(np.unique(picture)) > 10


def test_figures_say_in_words_what_they_show():
    mask = torch.zeros(4, 1, 8, 8, dtype=torch.bool)
    mask[:3, 0, 4, 4] = mask[:1, 0, 1, 1] = True
    assert "the digit 0.75 in the middle and 0.25 in a corner" in plots.places(the_digit=mask).alt
    seen = torch.zeros(40, 40)
    seen[5:35, 7:30] = 1
    said = plots.reach({"plain": seen, "scSE": torch.ones(40, 40)}, (20, 20)).alt
    assert "plain sees rows 5 to 34 and columns 7 to 29; scSE sees the whole image." in said
    assert "squeeze 59.0, 50.0, 30.0; plain 59.0." in plots.swaps({"rows": ROWS}, ["squeeze"]).alt


def test_dashes_are_half_of_every_edge():
    mask = np.zeros((3, 3), bool)
    mask[1, 1] = True
    found = plots.dashes(mask)
    assert found.shape == (4, 2, 2)
    lengths = np.abs(found[:, 1] - found[:, 0]).sum(1)
    assert lengths.tolist() == [0.5] * 4
    assert plots.dashes(np.zeros((3, 3), bool)).shape == (0, 2, 2)


def test_tinted_colours_only_what_was_found():
    found = np.array([[True, False]])
    colours = plots.tinted(np.array([[0.5, 0.5]]), found)
    assert colours[0, 1].tolist() == [0.5] * 3
    assert colours[0, 0, 0] > colours[0, 0, 2]


def test_within_counts_squares_around_the_pixel():
    share = plots.within(np.ones((5, 5)), (2, 2))
    assert share.tolist() == pytest.approx([1 / 25, 9 / 25, 1.0])
    assert plots.within(np.eye(3), (0, 0)).tolist() == pytest.approx([1 / 3, 2 / 3, 1])


def test_the_plain_u_net_sees_fifteen_pixels_and_a_gate_on_a_channel_everything():
    """What the lesson says of context: exactly zero influence outside, whatever the weights are."""
    images = BATCH.images[:24]
    boxes = {
        variant: receptive.box_of(receptive.footprint(untrained(variant).eval(), images, 20, 20))
        for variant in ("plain", "squeeze", "cbam")
    }
    assert boxes == {"plain": (5, 5, 35, 35), "squeeze": (0, 0, 40, 40), "cbam": (0, 0, 40, 40)}
    assert networks.parameters(untrained("plain")) == 23_921
    assert figures.MAP == "magma"
