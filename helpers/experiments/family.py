"""The family in two of the tasks: every member in the same place of the same network."""

from functools import partial

import numpy as np

from .. import attention, datasets, networks
from ..gates import by_method as gates
from . import layers
from .base import Experiment, accuracy_under, recorded
from .classification import auroc_against_distractors, energy_inside, enlarge

FEW = 600  # images on which weights are recorded: a map for every place is large


def looked_at(weights, size):
    """How much each place is weighed, (N, 1, h, w), from any member's weights; None for one per channel.

    A map is returned as it is; of one weight per channel and place the mean over the channels; of a map
    for every place, (N, HW, HW) or (N, heads, HW, HW), the mean over those who look.  size: of the images.
    """
    if weights.shape[-1] == 1:
        return None
    if weights.dim() == 3 or weights.shape[-1] > size:  # more columns than the image: places by places
        received = weights.flatten(1, -2).mean(1)
        side = round(received.shape[1] ** 0.5)
        return received.view(-1, 1, side, side)
    return weights.mean(1, keepdim=True)


def score_family_cue(net, batch):
    """Accuracy, and by what share of itself the first gate's average moves with the cue (0 to 1)."""
    scores = accuracy_under(net, batch, ("mean", "other image"))
    if gates.gates(net):
        few = batch[:FEW]
        first = next(iter(recorded(net, few).values())).flatten(1).cpu()
        by_cue = np.stack([first[few.cue == cue].mean(0) for cue in range(3)])
        largest = np.maximum(by_cue.max(0), 1e-12)
        scores["gate moves by"] = float(np.mean(1 - by_cue.min(0) / largest))
    return scores


def score_family_clutter(net, batch):
    """Accuracy; for the last map, its energy inside the digit and AUROC against distractors."""
    scores = accuracy_under(net, batch, ("mean", "shuffle", "other image"))
    few, side = batch[:FEW], batch.images.shape[-1]
    seen = recorded(net, few).values() if gates.gates(net) else ()
    maps = [looked_at(weights, side) for weights in seen]
    maps = [m for m in maps if m is not None]
    if maps and maps[-1].std() > 0:
        large = enlarge(maps[-1], side)
        scores["energy inside"] = energy_inside(large, few.mask)
        scores["auroc distractors"] = auroc_against_distractors(large, few)
    return scores


def simam(channels):
    """It learns nothing, and does not need to know the channels."""
    return attention.SimAM()


def members(wide):
    """The variants: the companions, the family, each about as large as the squeeze, and four twins."""
    return {
        "plain": {},
        "wide": {"widths": wide},
        "squeeze": {"attention": layers.squeeze},
        "squeeze added": {"attention": layers.squeeze_added},
        "eca": {"attention": attention.ECA},
        "eca added": {"attention": attention.AddedECA},
        "gather-excite": {"attention": attention.GatherExcite},
        "cbam": {"attention": layers.authors_cbam},
        "scse": {"attention": partial(attention.SCSE, reduction=4)},
        "bam": {"attention": partial(attention.BAM, reduction=8)},
        "bam added": {"attention": partial(attention.AddedBAM, reduction=8)},
        "coordinate": {"attention": partial(attention.CoordAttention, reduction=4)},
        "coordinate added": {"attention": partial(attention.AddedCoordAttention, reduction=4)},
        "simam": {"attention": simam},
        "global context": {"attention": partial(attention.GlobalContext, reduction=4)},
        "non-local": {"attention": partial(attention.NonLocal, reduction=4)},
        "self-attention": {"attention": partial(attention.SelfAttention, heads=2, reduction=4)},
    }


RECIPES = {
    "family_cue": Experiment(
        make_batch=partial(datasets.cued_colour, source="digits"),
        network=networks.ConvNet,
        settings={"in_channels": 3, "widths": (24, 48), "head": "flatten", "halvings": 2, "size": 24},
        steps=300,
        lr=16e-3,
        variants=members((26, 52)),
        metrics=score_family_cue,
    ),
    "family_clutter": Experiment(
        make_batch=datasets.cluttered_digits,
        network=networks.ConvNet,
        settings={"attend": (1, 2)},
        steps=400,
        lr=32e-3,
        variants=members((18, 36, 72)),
        metrics=score_family_clutter,
    ),
}
