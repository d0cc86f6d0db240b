"""The feature browser and the still figures of lesson 01, driven by code."""

import pytest
import torch
from panel_checks import afresh, check_moves

from helpers import datasets, networks
from helpers.explain import ablation, receptive
from helpers.panels.features import FeatureBrowser
from helpers.plots import features


@pytest.fixture(scope="module")
def batch():
    return datasets.plain_digits(30, "test", seed=77)


@pytest.fixture(scope="module")
def net(batch):
    """An untrained network with a loud classifier, so that a removal shows."""
    net = networks.build(networks.ConvNet, seed=3, widths=(8, 16, 24))
    net.train()
    with torch.no_grad():
        for _ in range(20):
            net(batch.images)
    net.classify.weight.data *= 10
    return net.eval()


@pytest.fixture(scope="module")
def built(net, batch):
    return FeatureBrowser(net, batch)


@pytest.fixture
def panel(built):
    return afresh(built)


def test_every_control_changes_the_picture_and_the_readout(panel):
    panel.set(channel=20)
    moves = {"image": 4, "channel": 3, "row": 0, "column": 6, "channel_off": True, "place_off": True}
    check_moves(panel, moves | {"stage": 0})


def test_the_readout_is_exact(panel, net, batch):
    panel.set(image=5, stage=1, channel=9, row=2, column=4, channel_off=True, place_off=True)
    with torch.no_grad():
        x = ablation.stage_maps(net, batch.images)[1][5]
        before = net(batch.images[5:6])[0]
        with ablation.switched_off(net.stages[1], channels=[9], places=[(2, 4)]):
            after = net(batch.images[5:6])[0]
    top, left, bottom, right = receptive.receptive_field(net.stages[:2]).box(2, 4, 28, 28)
    said = int(before.argmax())
    assert panel.readout == (
        f"Image 5 (digit {batch.labels[5]}), stage 2, channel 9, place (2, 4): value {x[9, 2, 4]:.3f} "
        "(now 0), "
        f"average of the channel {x[9].mean():.3f}. The place sees rows {top} to {bottom - 1}, columns "
        f"{left} to {right - 1}. The network says {said} with logit {before[said]:.2f}; with channel 9 and "
        f"place (2, 4) off this logit is {after[said]:.2f}, "
    ) + says(said, after)


def says(said, after):
    """The end of the readout: the old answer again, or the new one with its own logit."""
    new = int(after.argmax())
    return f"and it still says {said}." if new == said else f"but {new} gets {after[new]:.2f}: it says {new}."


def test_both_fates_are_told(panel):
    ends = set()
    for channel in range(24):
        panel.set(channel=channel, channel_off=True)
        said, after = int(panel.logits[0].argmax()), panel.without(**panel.values())[1]
        assert panel.readout.endswith(says(said, after))
        ends.add(said == int(after.argmax()))
    assert ends == {True, False}


def test_a_logit_that_leaves_the_scale_doubles_it_until_it_is_gone(panel):
    axes, usual = panel.answers.axes, panel.answers.least
    assert axes.get_ylim() == (-usual, usual)
    before, drawn = panel.logits[0], panel.png
    with panel.as_if(image=1):
        panel.answers.show(before, before * 3 * usual / before.abs().max())
        assert axes.get_ylim() == (-4 * usual, 4 * usual) and panel.live.background is None
        assert panel.answers.answer.get_ydata() == [1.02 * 4 * usual]
    assert axes.get_ylim() == (-usual, usual) and panel.png == drawn


def test_what_is_off_is_crossed_out_and_what_it_held_can_still_be_seen(panel):
    assert not panel.crosses.get_segments() and not len(panel.were.get_xdata())
    codes, values = panel.map.codes.copy(), panel.dots.get_ydata()
    panel.set(place_off=True)
    assert len(panel.crosses.get_segments()) == 2 and (panel.map.codes == codes).all()
    assert not any(panel.dots.get_ydata())
    assert list(panel.were.get_ydata()) == [value for value in values if value]
    panel.set(channel_off=True)
    assert len(panel.crosses.get_segments()) == 4 and (panel.map.codes == codes).all()


def test_nothing_off_says_so_and_moves_no_logit(panel):
    assert panel.readout.endswith("nothing is off.")
    x, after = panel.without(**panel.values())
    assert torch.equal(after, panel.logits[0]) and torch.equal(x, panel.maps[2][:1])


def test_the_box_follows_the_place(panel):
    panel.set(stage=0, row=13, column=0)
    assert panel.box.get_bbox().bounds == (0, 25, 3, 3)  # left, top, width, height: cut by the corner
    assert panel.spot.get_bbox().bounds == (0, 26, 2, 2)
    panel.set(stage=2, row=3, column=3)
    assert panel.box.get_bbox().bounds == (5, 5, 18, 18)


def test_limits_follow_the_stage(panel):
    panel.set(stage=2, channel=23)
    panel.controls["stage"].value = 0
    assert [panel.controls[name].max for name in ("channel", "row", "column")] == [7, 13, 13]
    assert panel.controls["channel"].value == 7 and "stage 1, channel 7" in panel.readout
    panel.set(row=13)
    panel.controls["stage"].value = 2
    assert "place (6, " in panel.readout


def test_by_hand_the_place_stays_where_it_was_in_the_image_and_by_code_the_numbers_stay(panel):
    panel.set(row=0, column=6)
    panel.controls["stage"].value = 0
    assert "stage 1" in panel.readout and "place (1, 13)" in panel.readout
    panel.controls["stage"].value = 2
    assert "place (0, 6)" in panel.readout
    panel.set(stage=0)
    assert "stage 1" in panel.readout and "place (0, 6)" in panel.readout


def test_a_batch_that_is_too_small_is_refused(net, batch):
    with pytest.raises(ValueError, match="the batch has only 3"):
        FeatureBrowser(net, batch[:3])


def test_the_still_figures_are_drawn_at_a_legible_size(net, batch):
    maps = ablation.stage_maps(net, batch.images)
    full = ablation.finish(net, maps[-1])
    fall = ablation.loss_of_answer(full, ablation.without_each_channel(net, maps[-1]))
    labels = torch.arange(30) % 10  # every class occurs
    ways = {"a": [0.2, 0.9], "b": [0.1, 0.88], "c": [0.1, 0.95], "d": [0.1, 0.2]}
    drawn = [
        features.all_maps(batch.images[0], [x[0] for x in maps]),
        features.fields(net, batch.images),
        features.strongest(batch, maps[-1], receptive.receptive_field(net.stages), channels=2),
        features.removal_table(fall, labels),
        features.choices((2, 4), [ways, ways], "channels", whole=0.97),
    ]
    for figure in drawn:
        figure.canvas.draw()
        assert 600 <= figure.canvas.get_width_height()[0] <= 1000 and figure.alt
