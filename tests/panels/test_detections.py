"""The panels of lesson 09: every control moves the picture, and the readouts are exact."""

from contextlib import nullcontext

import numpy as np
import pytest
import torch
from panel_checks import check_greyed, check_moves
from torchvision.ops import box_iou

from helpers import datasets, experiments, gates, networks, training
from helpers.experiments import authors_cbam, boxes, metrics, squeeze, sweep
from helpers.experiments.detection import precision
from helpers.networks.pretrained import stored_detectors
from helpers.panels.boxes import BoxPanel
from helpers.panels.detections import HOW, DetectionPanel, look, where_from

BATCH = datasets.fragment_scenes(12, "test", 77)


def loud(attention, seed=1):
    """An untrained detector that finds something: a loud heatmap, and gates that differ between images."""
    net = networks.build(networks.CentreDetector, seed, attention=attention).train()
    with torch.no_grad():
        for _ in range(15):
            net(BATCH.images)
        net.predict.bias[3:].add_(0.8)
        for gate in gates.gates(net).values():
            (gate.mlp[2].weight if hasattr(gate, "mlp") else gate.norm.weight).mul_(8)
        heat = net.eval()(BATCH.images)[:, 0]
        louder = 1.5 / heat.std()
        net.predict.weight[0].mul_(louder)
        net.predict.bias[0].sub_(heat.mean()).mul_(louder).sub_(1.5)
    return net


@pytest.fixture(scope="module")
def nets():
    return {"cbam": loud(authors_cbam), "plain": loud(None), "what": loud(squeeze, 2)}


@pytest.fixture(scope="module")
def panel(nets):
    return DetectionPanel(nets, BATCH)


@pytest.fixture(autouse=True)
def afresh(panel):
    panel.set(image=0, threshold=0.3, gates="as learned", stage=3, network="cbam")


def test_every_control_moves_the_panel_and_is_greyed_exactly_while_it_does_not(panel):
    moves = {"image": 4, "threshold": 0.6, "gates": "other image", "stage": 1}
    check_moves(panel, moves | {"network": "plain"}, silent=("stage",))  # the stage is only looked at
    for network in ("cbam", "plain"):
        check_greyed(panel, {"network": network}, moves)


@pytest.mark.parametrize("how", HOW)
def test_the_readout_is_exact(panel, nets, how):
    for name, net in nets.items():
        panel.set(image=5, threshold=0.4, network=name, gates=how)
        change = (lambda weights: weights) if how == "as learned" or name == "plain" else how
        with gates.replace(net, change) if gates.gates(net) else nullcontext():
            found = networks.decode(training.predict(net, BATCH.images))
        truth = [boxes_of[there] for boxes_of, there in zip(BATCH.boxes, BATCH.present)]
        right = [boxes.matched(b, true)[s >= 0.4] for (b, s), true in zip(found, truth)]
        hits, shown = sum(int(r.sum()) for r in right), sum(map(len, right))
        assert shown, "a network that finds nothing tests nothing"
        here, total = int(right[5].sum()), len(truth[5])
        area = metrics.average_precision(found, BATCH)["AP50"]
        named = HOW | {"other image": "the gates of image 4"}  # the one before image 5
        words = named[how] if name != "plain" else "no gates"
        assert panel.readout == (
            f"{name}, {words}, image 5 above 0.40: {here} of {total} found, {total - here} missed, "
            f"{len(right[5]) - here} false; all 12: precision {hits / shown:.2f}, recall "
            f"{hits / int(BATCH.present.sum()):.2f}, AP50 {100 * area:.0f} of 100"
        )


def test_a_threshold_above_every_score_says_that_there_is_no_box(nets):
    quiet = networks.build(networks.CentreDetector, 0).eval()
    panel = DetectionPanel({"quiet": quiet}, BATCH)
    assert "network" not in panel.controls
    panel.set(threshold=0.95)
    assert "no gates, image 0 above 0.95: 0 of 1 found, 1 missed, 0 false" in panel.readout
    assert "all 12: no box at all, recall 0.00" in panel.readout


def test_the_gates_shown_are_those_in_force(nets):
    learned, averaged, borrowed = (look(nets["cbam"], BATCH, how) for how in HOW)
    for stage, (channels, side) in enumerate(((16, 24), (32, 12), (48, 12), (48, 12))):
        own = learned["gates"][stage]
        assert own["what"].shape == (12, channels) and own["where"].shape == (12, side, side)
        assert np.ptp(averaged["gates"][stage]["what"], axis=0).max() == 0
    first = [run["gates"][0]["what"] for run in (learned, averaged, borrowed)]
    assert np.allclose(first[1], first[0].mean(0), atol=1e-6)
    assert np.allclose(first[2], np.roll(first[0], 1, axis=0), atol=1e-6)


def test_boxes_are_marked_where_the_heatmap_peaks(panel, nets):
    run = panel.runs["cbam", "as learned"]
    for heat, places, scores in zip(run["heat"], run["places"], run["scores"]):
        assert torch.allclose(torch.tensor(heat)[places[:, 0], places[:, 1]], scores)
    heat = torch.tensor([[0.1, 0.7], [0.4, 0.2]])
    assert where_from(heat, torch.tensor([0.7, 0.4])).tolist() == [[0, 1], [1, 0]]


def test_coloured_scenes_and_a_gate_without_a_map():
    batch = datasets.corner_cue(6, "test", 0)
    net = networks.build(networks.CentreDetector, 0, in_channels=3, attention=squeeze).eval()
    panel = DetectionPanel({"what": net}, batch, images=4)
    assert not panel.where.get_visible() and not panel.where.axes.get_visible()
    assert not panel.no_map.get_paths(), "where no network has a map, nothing is said of one"
    assert panel.controls["image"].max == 3


def test_where_there_is_no_channel_gate_the_title_says_so_and_pale_curves_are_named(panel, nets):
    titles = {}
    for name in nets:
        panel.set(network=name)
        titles[name] = panel.what.get_text()
    assert titles == {
        "cbam": "gate: what (stage 4)",
        "plain": "no channel gate",
        "what": "gate: what (stage 4)",
    }
    assert [text.get_text() for text in panel.curve.axes.texts] == ["pale: all networks, own gates"]


def test_no_network_and_a_batch_of_one_are_a_sentence(nets):
    with pytest.raises(ValueError, match="a network by name and at least two images"):
        DetectionPanel({}, BATCH)
    with pytest.raises(ValueError, match="at least two images"):
        DetectionPanel(nets, BATCH[:1])


@pytest.mark.parametrize("name", ["detection", "detection_cue_free"])
def test_the_stored_networks_do_as_well_as_the_sweep_says(name):
    recipe, results = experiments.EXPERIMENTS[name], sweep.load(name)
    batch = experiments.test_batch(recipe)
    for variant, net in stored_detectors(name).items():
        row = next(r for r in results["rows"] if r["variant"] == variant and r["seed"] == 0)
        assert abs(precision(net, batch) - row["metrics"]["AP50"]) < 0.02


def test_the_overlap_of_a_box_by_hand_is_exact():
    panel = BoxPanel(BATCH)
    start = {"top": 22, "left": 6, "height": 18, "width": 14, "image": 0, "shown": False}
    for move in ({"top": 3}, {"left": 30}, {"height": 9}, {"width": 20}, {"image": 3}, {"shown": True}):
        panel.set(**start)
        check_moves(panel, move)
        panel.set(**start)
        panel.set(**move)
        v = panel.values()
        box = [v["top"], v["left"], min(48, v["top"] + v["height"]), min(48, v["left"] + v["width"])]
        true = BATCH.boxes[v["image"]][BATCH.present[v["image"]]]
        overlap = box_iou(torch.tensor([box]).float(), true.float()).max().item()
        assert f"overlap {int(100 * overlap + 1e-4) / 100:.2f}," in panel.readout
        assert ("not found at 0.5," in panel.readout) == (overlap < 0.5)
        assert ("not found at 0.75" in panel.readout) == (overlap < 0.75)


def test_an_overlap_just_below_a_half_is_not_said_to_be_a_half():
    panel = BoxPanel(BATCH)
    for image, true in enumerate(panel.truth):
        top, left, bottom, right = true[0].tolist()
        sizes = [(h, w) for h in range(5, 48 - top) for w in range(5, 48 - left)]
        mine = torch.tensor([[top, left, top + height, left + width] for height, width in sizes])
        overlaps = box_iou(mine.float(), true.float()).amax(1)
        for height, width in [size for size, iou in zip(sizes, overlaps) if 0.495 < iou < 0.5][:1]:
            panel.set(image=image, top=top, left=left, height=height, width=width)
            assert "overlap 0.49, not found at 0.5," in panel.readout
            return
    raise AssertionError("no such box")


def test_with_another_image_the_box_goes_back_to_where_it_began():
    panel = BoxPanel(BATCH)
    panel.set(top=3, width=20)
    panel.set(image=2)
    assert panel.values() == panel.began | {"image": 2}
    panel.set(top=3)
    panel.set(shown=True)
    assert panel.values()["top"] == 3


def test_the_true_boxes_are_out_of_sight_until_they_are_asked_for():
    panel = BoxPanel(BATCH)
    assert not panel.true.get_segments()
    panel.set(shown=True, image=2)
    assert len(panel.true.get_segments()) == int(BATCH.present[2].sum())


def test_a_map_has_its_frame_even_where_the_network_that_is_shown_has_none(panel):
    panel.set(network="what")
    assert panel.where.axes.get_visible() and not panel.where.get_visible() and panel.no_map.get_paths()


def test_the_true_box_is_found_two_pixels_off_at_a_half_only_and_a_box_is_cut_at_the_border():
    panel = BoxPanel(BATCH)
    top, left, bottom, right = BATCH.boxes[0][BATCH.present[0]][0].tolist()
    panel.set(image=0, top=top, left=left, height=bottom - top, width=right - left)
    assert panel.readout.endswith("overlap 1.00, found at 0.5, found at 0.75")
    panel.set(top=top - 2, left=left - 2)
    assert ", found at 0.5, not found at 0.75" in panel.readout
    panel.set(top=40, left=44, height=20, width=20)
    assert "from row 40 and column 44, 8 × 4 pixels (cut at the edge):" in panel.readout
