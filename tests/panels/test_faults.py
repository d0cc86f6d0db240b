"""Every panel, fed with what it cannot show: one sentence each, before anything is drawn."""

import inspect
import pkgutil
from copy import deepcopy
from dataclasses import replace
from importlib import import_module

import pytest
import torch
from every_panel import OTHERS, PANELS, PLAIN, SCENES, conv

from helpers import datasets, panels
from helpers.datasets.photographs import Photograph
from helpers.networks.pretrained import stored_suspects
from helpers.panels._inputs import check_networks
from helpers.panels.base import Panel
from helpers.panels.blocks import BlockPanel
from helpers.panels.boxes import BoxPanel
from helpers.panels.broken import SuspectsPanel
from helpers.panels.detections import DetectionPanel
from helpers.panels.features import FeatureBrowser
from helpers.panels.filters import BeTheAttention
from helpers.panels.inside import InsidePanel
from helpers.panels.keyhole import KeyholePanel
from helpers.panels.masks import MaskPanel
from helpers.panels.retrieval import RetrievalPanel
from helpers.panels.spatial import SpatialPanel
from helpers.panels.spotlight import SpotlightPanel


def one_nan(images):
    """The images with a single value that is no number, in the third of them."""
    images = images.clone()
    images[2, 0, 5, 5] = torch.nan
    return images


# fault: (what it does to a batch, what the sentence says)
FAULTS = {
    "images alone": (lambda b: b.images, "expected a Batch from helpers.datasets, got Tensor"),
    "empty": (lambda b: b[:0], "the batch has none"),
    "nan": (lambda b: replace(b, images=one_nan(b.images)), "1 of .* not numbers .*, the first is image 2"),
    "inf": (lambda b: replace(b, images=b.images / 0), "not numbers .* the first is image 0: look at how"),
    "three axes": (lambda b: replace(b, images=b.images[:, 0]), r"add the batch axis with x\[None\]"),
    "numpy": (lambda b: replace(b, images=b.images.numpy()), "as a tensor, got ndarray"),
    "bytes": (lambda b: replace(b, images=b.images.byte()), r"pass x.float\(\) / 255"),
    "6000 x 8000": (lambda b: replace(b, images=torch.zeros(()).expand(12, 1, 6000, 8000)), "are too large"),
    "labels cut": (lambda b: replace(b, labels=b.labels[:2]), "cannot have 2 labels: cut both"),
}
each_panel = pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.__name__)


def refused(make, says):
    """make() raises ValueError in one sentence of a readable length."""
    with pytest.raises(ValueError, match=says) as caught:
        make()
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 250


def test_the_table_holds_every_panel():
    modules = [import_module(f"helpers.panels.{info.name}") for info in pkgutil.iter_modules(panels.__path__)]
    found = {thing for module in modules for thing in vars(module).values() if inspect.isclass(thing)}
    assert {panel for panel in found if issubclass(panel, Panel)} - {Panel} == {*PANELS, *OTHERS}


@each_panel
def test_the_batch_of_the_table_can_be_shown(panel):
    make, nets, batch = PANELS[panel]
    assert "nan" not in make(deepcopy(nets), batch).readout


@each_panel
def test_a_batch_that_cannot_be_shown_is_one_sentence(panel):
    make, nets, batch = PANELS[panel]
    for spoil, says in FAULTS.values():
        refused(lambda spoil=spoil: make(deepcopy(nets), spoil(batch)), says)


@each_panel
def test_images_of_another_form_are_one_sentence(panel):
    make, nets, batch = PANELS[panel]
    if nets:
        more = replace(batch, images=batch.images.repeat(1, 3, 1, 1))
        refused(lambda: make(deepcopy(nets), more), "channels")
        refused(lambda: make(deepcopy(nets), replace(batch, images=batch.images.double())), "float64")
    if panel is not FeatureBrowser:
        refused(lambda: make(deepcopy(nets), replace(batch, images=batch.images[..., 8:])), "as high as wide")


@each_panel
def test_truth_that_is_missing_or_of_another_size_is_one_sentence(panel):
    make, nets, batch = PANELS[panel]
    if panel in (BlockPanel, FeatureBrowser):
        return
    bare = datasets.Batch(batch.images, batch.labels)
    refused(lambda: make(deepcopy(nets), bare), "the panel reads the batch's .*, which this one lacks")
    if panel in (InsidePanel, KeyholePanel, MaskPanel, RetrievalPanel, SpatialPanel, SpotlightPanel):
        small = replace(batch, mask=batch.mask[:, :, 8:, 8:])
        refused(lambda: make(deepcopy(nets), small), "mask of .* does not lie on images of .*: make both")


@pytest.mark.parametrize("name", ["mask", "distractors"])
@pytest.mark.parametrize(
    "panel", [KeyholePanel, InsidePanel, MaskPanel, SpatialPanel, SpotlightPanel], ids=lambda p: p.__name__
)
def test_a_mask_without_a_pixel_is_one_sentence(panel, name):
    make, nets, batch = PANELS[panel]
    blank = getattr(batch, name).clone()
    blank[3] = False
    spoilt = replace(batch, **{name: blank})
    if name == "distractors" and panel in (SpotlightPanel, MaskPanel):
        assert "nan" not in make(deepcopy(nets), spoilt).readout, "not read by this panel"
    else:
        refused(lambda: make(deepcopy(nets), spoilt), f"image 3 has no pixel in its {name}: choose images")


@pytest.mark.parametrize("panel", [p for p, (_, nets, _) in PANELS.items() if nets], ids=lambda p: p.__name__)
def test_a_network_whose_training_diverged_is_one_sentence(panel):
    make, nets, batch = PANELS[panel]
    broken = deepcopy(nets)
    next(broken[-1].parameters()).data.fill_(torch.nan)
    refused(lambda: make(broken, batch), "not numbers .* train it with a smaller learning rate")
    refused(lambda: make([*nets[:-1], "a net"], batch), "expected a network, got str")


def test_scenes_without_any_object_are_one_sentence():
    nothing = replace(SCENES, present=SCENES.present & False)
    for panel in (BoxPanel, DetectionPanel):
        make, nets, _ = PANELS[panel]
        refused(lambda make=make, nets=nets: make(nets, nothing), "image 0 has no object to be found")


def test_a_suspect_whose_numbers_are_lost_is_one_sentence():
    suspect = stored_suspects()["A"]
    next(suspect.parameters()).data.fill_(torch.inf)
    refused(lambda: SuspectsPanel({"A": suspect}), "not numbers")


def test_check_networks_leaves_the_network_as_it_was():
    net = conv().train()
    before = deepcopy(net.state_dict())
    check_networks(net, images=PLAIN.images)
    assert net.training and all(torch.equal(v, before[name]) for name, v in net.state_dict().items())


# Photographs: what BeTheAttention shows.

GREY = torch.full((1, 3, 64, 96), 0.5)


def be_the_attention(image=GREY, boxes=((10, 10, 50, 50),), **others):
    return BeTheAttention({"mine": Photograph("mine", image, "the dog", boxes), **others})


def test_a_photograph_of_ones_own_can_be_shown_even_without_anything_in_it():
    panel = be_the_attention()
    assert "nan" not in panel.readout and "the dog" in panel.readout


@pytest.mark.parametrize(
    "make, says",
    [
        (lambda: be_the_attention(GREY * torch.nan), "'mine' holds values that are not numbers"),
        (lambda: be_the_attention(GREY[0]), r"\(1, 3, H, W\), got \(3, 64, 96\): load_photograph"),
        (lambda: be_the_attention(GREY[:0]), r"got \(0, 3, 64, 96\)"),
        (lambda: be_the_attention(GREY[:, :1]), r"got \(1, 1, 64, 96\)"),
        (
            lambda: be_the_attention(torch.zeros(()).expand(1, 3, 6000, 8000)),
            "load_photograph makes it smaller",
        ),
        (lambda: be_the_attention(GREY.numpy()), "got ndarray"),
        (lambda: be_the_attention(boxes=((10, 10, 50, 97),)), r"\(10, 10, 50, 97\).* 64 rows and 96 columns"),
        (lambda: be_the_attention(boxes=((50, 10, 10, 50),)), "top, left, bottom, right"),
        (lambda: be_the_attention(boxes=()), "at least one box"),
        (lambda: BeTheAttention({}), "at least one photograph"),
        (lambda: be_the_attention(big=Photograph("big", torch.zeros(1, 3, 128, 192))), "of one size"),
    ],
)
def test_a_photograph_that_cannot_be_shown_is_one_sentence(make, says):
    refused(make, says)
