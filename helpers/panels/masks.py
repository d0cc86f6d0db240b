"""Masks in the open: a threshold, the predicted and the true mask, and any gate of three U-Nets changed."""

from contextlib import ExitStack
from copy import deepcopy
from functools import cache

import numpy as np
import torch

from .. import gates
from ..plots.figures import INK, MAP, PLAIN, new_figure
from ..plots.segmentation import colour_of, dashed, dashes, tinted
from ..plots.spatial import outline, outlined
from ..training import predict
from ._inputs import check_batch, check_networks
from ._shared import gates_as
from ._text import Words
from ._tiles import Tiles
from .base import Panel, choice, counter, slider
from .touch import Area

HOW = {
    "as learned": "as learned",
    "one": "open: every weight 1",
    "mean": "averaged over the images",
    "other image": "of another image",
}
SHORT = ("as learned", "open", "averaged", "another image's")
PLACES = {
    "skips.0": "skip, full size",
    "skips.1": "skip, half size",
    "down.0": "full size, down",
    "down.1": "half size, down",
    "down.2": "quarter size",
    "up.1": "half size, up",
}


def maps_of(net):
    """The network's gates that draw a map, {gate: where it sits}, in the order of PLACES."""
    found = {}
    with gates.record(net) as seen, torch.no_grad():
        net(torch.zeros(2, net.in_channels, 8, 8))
    for start, words in PLACES.items():
        found |= {name: words for name in seen if name.startswith(start) and seen[name].shape[1] == 1}
    return found


def overlaps(found, masks):
    """IoU of every image, masks (N, ...) of bool; 0 where both are empty: (N,)"""
    both, either = (found & masks).sum((1, 2)), (found | masks).sum((1, 2))
    return both / np.maximum(either, 1)


class MaskPanel(Panel):
    """Which pixels does a U-Net choose, what do its gates let pass, and what if they are changed?

    nets   {name: U-Net with gates}; copies of them are used, on the CPU
    batch  images (N, 1, H, W) with masks; the first 24 can be chosen, and "averaged" and "of another
           image" are over these 24

    What a change costs is in the picture once it was chosen.
    """

    main = "threshold"

    def __init__(self, nets, batch):
        check_batch(batch, "mask", least=2)
        check_networks(*nets.values(), images=batch.images)
        self.nets = {name: deepcopy(net).cpu().eval() for name, net in nets.items()}
        self.batch = batch[:24].to("cpu")
        self.size, self.masks = self.batch.images.shape[-1], self.batch.mask[:, 0].numpy()
        self.outlines = [outline(mask) for mask in self.masks]
        self.shown = {
            f"{name}: {words}": (name, gate)
            for name, net in self.nets.items()
            for gate, words in maps_of(net).items()
        }
        self.tried = set()
        self.run = cache(self._run)
        self.scores = cache(self._scores)
        controls = {
            "image": counter("image", 0, 0, len(self.batch) - 1),
            "threshold": slider("threshold", 0.5, 0.05, 0.95, 0.05),
            "gate": choice("network and gate", list(self.shown)),
            "how": choice("its weights are", [(words, how) for how, words in HOW.items()]),
            "changed": choice("changed", ["the gate shown", "all gates of the network"]),
        }
        title = "masks of three U-Nets: predicted and true, a gate's map, and the overlap when gates change"
        super().__init__(title, controls, *self._figure(), columns=2)

    def _figure(self):
        figure = new_figure(9.0, 3.75, layout=None)
        big = figure.add_axes((0.01, 0.03, 0.375, 0.9))
        small = [figure.add_axes((0.405, y, 0.165, 0.396)) for y in (0.53, 0.03)]
        self.overlay = Tiles(big, self.size)
        self.odds, self.map = (Tiles(axes, self.size, MAP) for axes in small)
        titles = ("solid: true mask, dashed: predicted", "probability", "the gate's map")
        for axes, title in zip((big, *small), titles):
            axes.set_title(title, fontsize=9.5, pad=4)
        self.truth, self.predicted = outlined(big), dashed(big)
        self.truth.set_linewidth(2.2)
        bar = figure.colorbar(self.odds.scale, cax=figure.add_axes((0.58, 0.03, 0.011, 0.896)))
        bar.set_ticks([0, 0.5, 1], labels=["0", "0.5", "1"], fontsize=8)
        axes = figure.add_axes((0.655, 0.16, 0.325, 0.7))
        axes.set(xlim=(0, 1), ylim=(3.6, -0.75), xlabel="IoU", yticks=[], xticks=[0, 0.25, 0.5, 0.75, 1])
        self.whose = axes.set_title("", fontsize=9.5, pad=10)
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x")
        for row, words in enumerate(SHORT):
            axes.text(0.0, row - 0.3, words, fontsize=9, color=INK)
        (self.means,) = axes.plot([], [], "o", markersize=9)
        (self.this,) = axes.plot([], [], "|", markersize=15, markeredgewidth=2, color=PLAIN)
        (self.ring,) = axes.plot([], [], "o", markersize=15, mfc="none", mec=INK, mew=1.2)
        words = f"dot: mean of {len(self.batch)} images,  bar: this one"
        axes.text(1.0, -0.62, words, fontsize=8, color=PLAIN, ha="right")
        figure.canvas.draw()
        self.words = Words(axes, 9)
        moving = [self.overlay, self.odds, self.map, self.truth, self.predicted, self.whose]
        return figure, [*moving, self.means, self.this, self.ring, self.words]

    def areas(self):
        """What is done to the gate's weights: a row of dots."""
        last = len(HOW) - 1
        return [Area(self.ring.axes, lambda x, y: {"how": list(HOW)[min(max(round(y), 0), last)]})]

    def redraw(self):
        said = self.values()
        self.tried.add((*self._changed_in(said["gate"], said["changed"]), said["how"]))
        super().redraw()

    def _changed_in(self, gate, changed):
        """The network, and the only gate of it that is changed, or None for all."""
        name, chosen = self.shown[gate]
        return name, chosen if changed == "the gate shown" else None

    @torch.no_grad()
    def _run(self, name, gate, how):
        """All images through a network with changed gates: (probabilities (n, H, W), {gate: maps}).

        gate  the only one that is changed, or None for all
        """
        net = self.nets[name]
        with gates_as(net, how, gate) as seen:
            odds = predict(net, self.batch.images).sigmoid()
        return odds[:, 0].numpy(), {name: weights[:, 0].numpy() for name, weights in seen.items()}

    def _scores(self, name, gate, how, threshold):
        """IoU of every image: (n,)"""
        only = None if how == "as learned" else gate
        return overlaps(self.run(name, only, how)[0] > threshold, self.masks)

    def shows(self):
        """How well every map tells the digit's pixels from those of fragments: {label: AUROC}."""
        from sklearn.metrics import roc_auc_score

        found, either = {}, self.masks | self.batch.distractors[:, 0].numpy()
        for label, (name, gate) in self.shown.items():
            maps = self.run(name, None, "as learned")[1][gate]
            times = self.size // maps.shape[-1]
            fine = np.kron(maps, np.ones((times, times)))
            found[label] = roc_auc_score(self.masks[either], fine[either])
        return found

    def costs(self):
        """What the mean IoU loses when one gate has another image's map: {label: loss}."""
        found = {}
        for label, (name, gate) in self.shown.items():
            own = self.scores(name, gate, "as learned", 0.5).mean()
            found[label] = own - self.scores(name, gate, "other image", 0.5).mean()
        return found

    def changes(self, gate, image=0):
        """The IoU that is left with this gate changed, and with all of them: {words: (one image's, mean)}."""
        name, chosen = self.shown[gate]
        found = {words: self.scores(name, chosen, how, 0.5) for how, words in HOW.items()}
        found[f"all gates {HOW['other image']}"] = self.scores(name, None, "other image", 0.5)
        found["all gates of another image, each as learned"] = self._held(name)
        return {words: (float(scores[image]), float(scores.mean())) for words, scores in found.items()}

    @torch.no_grad()
    def _held(self, name):
        """IoU of every image when each gate gives what it gave to another image, as learned: (n,)"""
        net, images = self.nets[name], self.batch.images
        with gates_as(net, "as learned") as own:
            predict(net, images)
        with ExitStack() as stack:
            for gate, weights in dict(own).items():
                given = weights.roll(1, 0)
                stack.enter_context(gates.replace(net, lambda _, given=given: given, gate))
            odds = predict(net, images).sigmoid()
        return overlaps(odds[:, 0].numpy() > 0.5, self.masks)

    def draw(self, image, threshold, gate, how, changed):
        chosen, (name, only) = self.shown[gate][1], self._changed_in(gate, changed)
        odds, maps = self.run(name, None if how == "as learned" else only, how)
        found, weights = odds[image] > threshold, maps[chosen][image]
        self.overlay.set_data(tinted(self.batch.images[image, 0], found))
        self.odds.set_data(odds[image])
        self.map.set_data(weights)
        self.truth.set_segments(self.outlines[image])
        self.predicted.set_segments(dashes(found))
        self.whose.set_text("IoU with this gate ..." if only else "IoU with all its gates ...")
        self._dots(name, only, image, threshold, list(HOW).index(how))
        scores = self.scores(name, only, how, threshold)
        learned = self.scores(name, None, "as learned", threshold)
        which = "" if how == "as learned" else f", {'this gate' if only else 'all gates'} {HOW[how]}"
        return (
            f"{gate}{which}; threshold {threshold:.2f}: image {image} has IoU {scores[image]:.3f} "
            f"({found.sum()} pixels predicted, {self.masks[image].sum()} true, "
            f"{(found & self.masks[image]).sum()} both); mean of {len(scores)} images {scores.mean():.3f}, "
            f"as learned {learned.mean():.3f}; map from {weights.min():.2f} to {weights.max():.2f}"
        )

    def _dots(self, name, only, image, threshold, row):
        """The IoU values of the changes that were tried: means of all images, and this image's."""
        hows = list(HOW)
        rows = [k for k, how in enumerate(hows) if k in (0, row) or (name, only, how) in self.tried]
        scores = [self.scores(name, only, hows[k], threshold) for k in rows]
        means = [s.mean() for s in scores]
        self.means.set_data(means, rows)
        self.means.set_color(colour_of(name))
        self.this.set_data([s[image] for s in scores], rows)
        self.ring.set_data([means[rows.index(row)]], [row])
        self.words.show([(0.98, y - 0.22, f"{mean:.2f}", "right") for y, mean in zip(rows, means)])
