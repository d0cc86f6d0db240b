"""Every panel of the course, with a batch that it can show: {panel: (make, networks, batch)}."""

from copy import deepcopy
from functools import cache

import pytest
import torch

from helpers import datasets, experiments, networks
from helpers.attention import SpatialAttention
from helpers.datasets.canvas import pictures
from helpers.experiments import EXPERIMENTS, authors_cbam
from helpers.experiments.family import RECIPES
from helpers.explain.gated_answers import StoredAnswers
from helpers.networks.pretrained import stored_suspects
from helpers.panels.blocks import BlockPanel
from helpers.panels.boxes import BoxPanel
from helpers.panels.broken import SuspectsPanel
from helpers.panels.channel import ChannelPanel
from helpers.panels.detections import DetectionPanel
from helpers.panels.family import FamilyPanel
from helpers.panels.features import FeatureBrowser
from helpers.panels.filters import BeTheAttention
from helpers.panels.inside import InsidePanel
from helpers.panels.keyhole import KeyholePanel
from helpers.panels.masks import MaskPanel
from helpers.panels.real_networks import RealNetworkPanel
from helpers.panels.retrieval import RetrievalPanel
from helpers.panels.spatial import SpatialPanel
from helpers.panels.speed import SpeedPanel
from helpers.panels.spotlight import SpotlightPanel
from helpers.panels.verdict import VerdictPanel

CLUTTER, PLAIN = datasets.cluttered_digits(24, "test", 77), datasets.plain_digits(12, "test", 77)
SCENES = datasets.fragment_scenes(12, "test", 77)
CUED, SENSORS = (experiments.test_batch(EXPERIMENTS[name], 12) for name in ("cued_colour", "recognition"))
DIGITS = torch.zeros(12, 3).long()


def untrained(name, variant):
    """A network of an experiment as it starts."""
    recipe = {**RECIPES, **EXPERIMENTS}[name]
    return networks.build(recipe.network, 0, **recipe.settings, **recipe.variants[variant]).eval()


def conv(attention=None, **settings):
    """An untrained classifier."""
    return networks.build(networks.ConvNet, 0, attention=attention, **settings).eval()


def mapped():
    """An untrained classifier with spatial gates."""
    return conv(lambda channels: SpatialAttention(norm=True))


def for_family(nets, batch):
    return FamilyPanel({"eca": nets[0]}, batch, DIGITS)


# panel: how it is made from networks and a batch; its networks; a batch that it can show
PANELS = {
    BlockPanel: (lambda n, b: BlockPanel(*n, b, images=6), [conv(authors_cbam, attend=(2,))], CLUTTER),
    BoxPanel: (lambda n, b: BoxPanel(b), [], SCENES),
    ChannelPanel: (
        lambda n, b: ChannelPanel(*n, b, DIGITS),
        [untrained("cued_colour", "normalised")],
        CUED,
    ),
    DetectionPanel: (
        lambda n, b: DetectionPanel({"cbam": n[0]}, b),
        [untrained("detection", "cbam")],
        SCENES,
    ),
    FamilyPanel: (for_family, [untrained("family_cue", "eca")], CUED),
    FeatureBrowser: (lambda n, b: FeatureBrowser(*n, b), [conv(widths=(4, 8))], PLAIN),
    InsidePanel: (lambda n, b: InsidePanel(*n, b), [mapped(), mapped()], CLUTTER),
    KeyholePanel: (lambda n, b: KeyholePanel(b), [], CLUTTER),
    MaskPanel: (lambda n, b: MaskPanel({"CBAM": n[0]}, b), [untrained("segmentation", "cbam")], CLUTTER),
    RetrievalPanel: (
        lambda n, b: RetrievalPanel(*n, b, datasets.classes_of("test", 0)),
        [untrained("recognition", variant) for variant in ("plain", "normalised")],
        SENSORS,
    ),
    SpatialPanel: (lambda n, b: SpatialPanel(*n, b), [mapped()], CLUTTER),
    SpotlightPanel: (lambda n, b: SpotlightPanel(b), [], CLUTTER),
}
OTHERS = {  # they take no batch
    BeTheAttention: BeTheAttention,
    RealNetworkPanel: lambda: RealNetworkPanel(StoredAnswers(pictures())),
    SuspectsPanel: lambda: SuspectsPanel({k: stored_suspects()[k] for k in "ABG"}, images=24),
    SpeedPanel: lambda: SpeedPanel(images=1, most=4),
    VerdictPanel: VerdictPanel,
}
each_panel = pytest.mark.parametrize("kind", [*PANELS, *OTHERS], ids=lambda kind: kind.__name__)


@cache
def panel_of(kind):
    """One panel of this kind for all tests, which put its controls back; ``given``: its networks."""
    if kind in PANELS:
        make, nets, batch = PANELS[kind]
        given = [net.train() for net in deepcopy(nets)]  # as a reader's own loop leaves them
        made = make(given, batch)
        made.given = list(zip(given, nets))
    else:
        made = OTHERS[kind]()
        made.given = []
    made.redraw()  # words are placed anew where the first drawing has moved the axes by a breath
    return made
