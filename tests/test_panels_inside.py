"""The panel of lesson 09: every control moves it, every number in it is right, the brush is a brush."""

import pytest
import torch

from helpers import datasets, experiments, explain, networks
from helpers.panels.inside import METHODS, InsidePanel, bright_end, brushed
from helpers.panels.spatial import stored_gate
from helpers.plots import inside as plots

BATCH = datasets.cluttered_digits(30, "test", 77)
RECIPE = experiments.EXPERIMENTS["clutter"]
MOVES = {"image": 5, "method": "Grad-CAM", "layer": 1, "row": 6, "column": 31, "brush": 16}


def fresh_gate():
    return networks.build(RECIPE.network, 0, **RECIPE.settings, **RECIPE.variants["gate"]).eval()


@pytest.fixture(scope="module")
def net():
    return stored_gate()


@pytest.fixture
def panel(net):
    panel = InsidePanel(net, fresh_gate(), BATCH)
    panel.set(brush=12)
    return panel


@pytest.mark.parametrize("name", MOVES)
def test_every_control_changes_the_picture_and_the_readout(panel, name):
    picture, readout = panel.png, panel.readout
    panel.set(**{name: MOVES[name]})
    assert panel.png != picture and panel.readout != readout


def test_every_control_has_a_description(panel):
    assert all(control.description for control in panel.controls.values())


@pytest.mark.parametrize("method", METHODS)
def test_every_map_is_where_it_comes_from(panel, net, method):
    images = BATCH.images[:24]
    source = fresh_gate() if "untrained" in method else net
    expected = {
        "its own": lambda: explain.own_maps(source, images)["stages.1.attention"],
        "own map": lambda: explain.own_maps(source, images)["stages.1.attention"],
        "Grad-CA": lambda: explain.grad_cam(source, images, source.stages[1]),
        "centre ": lambda: explain.centre_blob(images),
        "blurred": lambda: explain.blurred_intensity(images),
    }[method[:7]]()
    maps, top = panel.maps(method, 1)
    torch.testing.assert_close(maps, expected)
    fixed = not method.startswith(("Grad", "blurred"))
    assert top == (1.0 if fixed else bright_end(expected))


def test_the_readout_holds_the_scores(panel, net, capsys):
    panel.set(image=7, layer=2, brush=0)
    chosen = BATCH[7:8]
    maps = explain.own_maps(net, chosen.images)["stages.2.attention"]
    energy = explain.energy(maps, explain.box_mask(chosen.box, 40)).item()
    rest = explain.auroc(maps, chosen.mask, ~chosen.mask).item()
    fragments = explain.auroc(maps, chosen.mask, chosen.distractors).item()
    where = "inside" if explain.pointing(maps, chosen.box, 40).item() else "outside"
    logits = net(chosen.images)[0]
    for words in (
        f"image 7 (a {chosen.labels.item()}), its own map of stage 3: the peak is {where} the box",
        f"energy in the box {energy:.3f}",
        f"AUROC against the rest {rest:.3f}, against fragments {fragments:.3f}",
        f"says {int(logits.argmax())} with logit {logits.max():.2f}; nothing is brushed out",
    ):
        assert words in panel.readout
    assert capsys.readouterr().out.strip().endswith(panel.readout)


def test_the_brush_asks_the_network_again(panel, net):
    panel.set(image=2, row=14, column=20, brush=10)
    image = BATCH.images[2:3].clone()
    image[:, :, 9:19, 15:25] = 0
    logits, before = net(image)[0], net(BATCH.images[2:3])[0]
    said, says = int(before.argmax()), int(logits.argmax())
    assert f"around (14, 20) {logits[said]:.2f}, and it says {says}." in panel.readout


def test_a_brush_may_hang_over_the_edge():
    image = torch.ones(1, 6, 6)
    assert brushed(image, 0, 5, 4).sum() == 36 - 2 * 3
    assert brushed(image, 3, 3, 0).sum() == 36 and image.sum() == 36
    assert brushed(image, 3, 3, 12).sum() == 0


def test_the_means_are_over_the_panels_images(panel, net):
    means = panel.over_all_images("Grad-CAM", 2)
    maps = explain.grad_cam(net, BATCH.images[:24])
    assert means["pointing"] == pytest.approx(explain.pointing(maps, BATCH.box[:24], 40).float().mean().item())
    first = explain.energy(maps, explain.box_mask(BATCH.box[:24], 40)).mean().item()
    assert means["energy in the box"] == pytest.approx(first)
    assert list(means)[2:] == ["AUROC, the rest", "AUROC, fragments"]


def test_the_scale_does_not_depend_on_the_image(panel):
    maps, top = panel.maps("Grad-CAM", 2)
    peaks = maps.flatten(1).max(1).values
    assert (peaks >= top).sum() >= 12 and (peaks < top).any()
    assert bright_end(torch.zeros(3, 1, 2, 2)) > 0


def test_the_network_is_copied(panel, net):
    with torch.no_grad():
        changed = fresh_gate()
        other = InsidePanel(changed, fresh_gate(), BATCH)
        before = other.readout
        changed.classify.weight.zero_()
    other.redraw()
    assert other.readout == before


def test_a_value_that_a_control_does_not_take_is_a_sentence(panel):
    with pytest.raises(ValueError, match="'method'.*saliency"):
        panel.set(method="saliency")
    with pytest.raises(ValueError, match="from 0 to 24"):
        panel.set(brush=25)


def test_a_network_without_maps_is_a_sentence():
    plain = networks.build(networks.ConvNet)
    with pytest.raises(ValueError, match="needs a network with a spatial map at the end of a stage"):
        InsidePanel(plain, plain, BATCH)
