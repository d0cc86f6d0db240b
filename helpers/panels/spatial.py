"""The spatial gate in the open: pool over channels, convolve, squash; every number of one place."""

from copy import deepcopy
from functools import cache

import torch
import torch.nn.functional as F

from .. import gates
from ..attention import OVER_CHANNELS
from ..plots.figures import MAP, SIGNED, TRUE, WHERE, new_figure
from ..plots.spatial import TOP, blend
from ._inputs import check_batch, check_networks
from ._shared import Outlines, frame_in, sheet
from ._text import Words
from ._tiles import Tiles
from .base import Panel, choice, counter, slider, switch
from .touch import Area

PRESETS = ("learned", "blur", "centre-surround", "vertical edge")


def preset_kernel(name, size):
    """A kernel (size, size) whose job has a name: "blur", "centre-surround" or "vertical edge"."""
    kernel = torch.full((size, size), 1 / size**2)
    if name == "centre-surround":
        kernel = -kernel
        kernel[size // 2, size // 2] += 1
    elif name == "vertical edge":
        kernel = kernel * torch.arange(-(size // 2), size // 2 + 1).sign()
    return kernel


@torch.no_grad()
def entering(net, images, stage):
    """The feature map that enters the spatial gate of a stage, (N, C, h, w), and a copy of the gate."""
    net = deepcopy(net).eval()
    gate, seen = gates.gates(net)[f"stages.{stage}.attention"], {}
    handle = gate.register_forward_pre_hook(lambda module, inputs: seen.update(x=inputs[0]))
    try:
        net(images.to(next(net.parameters()).device))
    finally:
        handle.remove()
    return seen["x"].cpu(), gate


def chance_above(weights, mask, distractors):
    """AUROC of one image: how often a digit pixel outweighs a distractor pixel; ties count half."""
    digit, other = weights[mask][:, None], weights[distractors][None]
    if digit.numel() == 0 or other.numel() == 0:
        return float("nan")
    return float(((digit > other).float() + 0.5 * (digit == other)).mean())


def squashed(scores, how):
    """The weights (h, w) from scores (h, w): "sigmoid", or "softmax" over all places."""
    return scores.sigmoid() if how == "sigmoid" else scores.flatten().softmax(0).view_as(scores)


def scale_of(box):
    """Where the numbers of a colour bar stand, from its lower end to its upper one, beside its box."""
    return [(box.x1 + 0.004, box.y0 + share * box.height) for share in (0.03, 0.5, 0.97)]


class SpatialPanel(Panel):
    """Which places does a kernel choose?  From the pooled maps to the weights, with all numbers.

    net    a network with a SpatialAttention (norm=True) at the end of stages.<stage>
    batch  images (N, 1, H, H) with mask and distractors; the first 24 can be chosen

    A preset's scores are batch-normalised over those images, as a new gate would; the learned kernel
    comes with its own normalisation.  Softmax weights are shown relative to the uniform map, and the two
    colour bars whose scale depends on the controls say what it is.
    """

    def __init__(self, net, batch, stage=2):
        check_batch(batch, "mask", "distractors")
        check_networks(net, images=batch.images)
        self.batch = batch[:24].to("cpu")
        features, gate = entering(net, self.batch.images, stage)
        self.pooled = torch.cat([OVER_CHANNELS[pool](features) for pool in ("mean", "max")], 1)
        self.learned, self.norm = gate.conv.weight.detach().cpu(), gate.norm
        self.affine = self._affine()
        self.size, self.places = self.batch.images.shape[-1], features.shape[-1]
        self.factor = self.size // self.places
        self.scores = cache(self._scores)
        controls = {
            "image": counter("image", 0, 0, len(self.batch) - 1),
            "kernel": choice("kernel", list(PRESETS)),
            "size": choice("kernel size", [(f"{k} × {k}", k) for k in (1, 3, 5, 7)], 7),
            "row": counter("row", 5, 0, self.places - 1),
            "mean": switch("mean over channels"),
            "squash": choice("squash", ["sigmoid", "softmax"]),
            "column": counter("column", 5, 0, self.places - 1),
            "max": switch("max over channels"),
            "temperature": slider("temperature", 1.0, 0.1, 5.0, 0.1),
        }
        title = "the spatial gate: image, pooled maps, kernel, scores, weights, and the place you choose"
        super().__init__(title, controls, *self._figure(), columns=3)

    def _affine(self):
        """The learned normalisation as (factor, offset); one and zero for a gate without it."""
        if not isinstance(self.norm, torch.nn.BatchNorm2d):
            return 1.0, 0.0
        norm = self.norm
        factor = norm.weight / (norm.running_var + norm.eps).sqrt()
        return factor.item(), (norm.bias - norm.running_mean * factor).item()

    def _figure(self):
        figure = new_figure(9.0, 4.1)
        axes = figure.subplots(2, 4).ravel()
        for axis in axes:
            axis.set_xlabel(" ", fontsize=9)  # keeps a line free for the numbers
        a, b, c, d, e, f, g, h = axes
        n, tops = self.places, self.pooled.amax((0, 2, 3))
        self.image = Tiles(a, self.size, title="image")
        self.overlay = Tiles(h, self.size, title="map on the image")
        self.edges = Outlines(self.batch.mask, a, h)
        pools = zip((b, c), ("mean", "max"), tops)
        self.pools = [Tiles(axis, n, top=top, title=f"{pool} over channels") for axis, pool, top in pools]
        self.score_map = Tiles(d, n, SIGNED, -4, 4, title="scores")
        self.map = Tiles(g, n, MAP, title="attention map")
        on = zip((e, f), ("mean", "max"))
        self.kernels = [Tiles(axis, 7, SIGNED, -1, 1, f"kernel on the {pool}") for axis, pool in on]
        self._bar(d, self.score_map, [-4, 0, 4], ["−4", "0", "4"])
        changing = [self._bar(axis, pixels) for axis, pixels in ((f, self.kernels[1]), (g, self.map))]
        self.windows = [frame_in(axis, WHERE) for axis in (b, c)]
        self.here = [frame_in(axis, TRUE, 1.8) for axis in (d, g)]
        self.words = Words(sheet(figure), 9)
        boxes = [axis.get_position() for axis in (b, c, d, g)]
        self.spots = [(box.x0, box.y0 - 0.03) for box in boxes]  # of the numbers, in shares of the figure
        self.scales = [scale_of(bar.get_position()) for bar in changing]
        moving = [self.image, self.overlay, *self.edges.moving, *self.pools, self.score_map, self.map]
        return figure, [*moving, *self.kernels, *self.windows, *self.here, self.words]

    @staticmethod
    def _bar(axis, pixels, ticks=(), labels=()):
        """A colour bar; without ticks its numbers are written later, and it keeps room for them."""
        bar = axis.figure.colorbar(pixels.scale, ax=axis, ticks=ticks or [0], shrink=0.8, pad=0.03)
        bar.ax.set_yticklabels(labels or ["−0.00"], fontsize=7.5, alpha=1 if labels else 0)
        bar.ax.tick_params(length=3.5 if labels else 0)
        return bar.ax

    def _scores(self, kernel, size, mean, max):
        """The kernel (2, k, k) and the scores of all images (N, 1, h, w) before the temperature."""
        taps = self.learned[0] if kernel == "learned" else preset_kernel(kernel, size)
        taps = taps * torch.tensor([mean, max])[:, None, None]
        scores = F.conv2d(self.pooled, taps[None], padding=taps.shape[-1] // 2)
        if kernel == "learned":
            return taps, scores * self.affine[0] + self.affine[1]
        return taps, (scores - scores.mean()) / (scores.var(unbiased=False) + 1e-5).sqrt()

    def areas(self):
        """The place, in every map and on the image."""
        maps = [shown.axes for shown in (*self.pools, self.score_map, self.map)]
        images = [shown.axes for shown in (self.image, self.overlay)]
        return [Area(axes, lambda x, y: {"row": y, "column": x}) for axes in maps] + [
            Area(axes, lambda x, y: {"row": (y + 0.5) // self.factor, "column": (x + 0.5) // self.factor})
            for axes in images
        ]

    def idle(self, kernel, **others):
        return ("size",) if kernel == "learned" else ()

    def draw(self, image, kernel, size, row, mean, squash, column, max, temperature):
        taps, every = self.scores(kernel, size, mean, max)
        k, scores = taps.shape[-1], every[image, 0] / temperature
        uniform = 1 / scores.numel()
        weights = squashed(scores, squash)
        shown = weights if squash == "sigmoid" else weights / uniform / TOP
        large = self._enlarge(shown)
        mask, distractors = self.batch.mask[image, 0], self.batch.distractors[image, 0]
        energy = float((large * mask).sum() / large.sum())
        auroc = chance_above(large, mask, distractors)
        self._show(image, taps, scores, shown, large)
        self._mark(row, column, k)
        area = float(mask.float().mean())
        there = [float(m[row, column]) for m in (*self.pooled[image], scores, weights)]
        weight = f"{there[3]:.3f}" if squash == "sigmoid" else f"{there[3] / uniform:.2f}× uniform"
        numbers = (f"{there[0]:.3f}", f"{there[1]:.3f}", f"{there[2]:+.2f}", weight)
        top = taps.abs().max().item()
        kernel_scale = (f"−{top:.2f}", "0", f"{top:.2f}") if top else ("", "0", "")
        map_scale = ("0", "0.5", "1") if squash == "sigmoid" else ("0", f"{TOP // 2}×", f"{TOP}×")
        scales = zip(sum(self.scales, []), kernel_scale + map_scale)
        self.words.show([(*spot, number) for spot, number in (*zip(self.spots, numbers), *scales)])
        pools = " and ".join(name for name, on in (("mean", mean), ("max", max)) if on) or "nothing"
        return (
            f"image {image}, {kernel} {k} × {k} on {pools}, {squash}, temperature {temperature:.1f}: "
            f"weight on the digit {energy:.3f} (its area {area:.3f}), AUROC {auroc:.3f}; "
            f"place ({row}, {column}): mean {there[0]:.3f}, max {there[1]:.3f}, "
            f"score {there[2]:+.2f}, weight {weight}"
        )

    def _enlarge(self, weights):
        """A map (h, w) at the size of the image, every weight a square of pixels."""
        return weights.repeat_interleave(self.factor, 0).repeat_interleave(self.factor, 1)

    def over_all_images(self, kernel, size=7, mean=True, max=True, squash="sigmoid", temperature=1.0):
        """Energy inside the digit and AUROC against distractors, averaged over the panel's images."""
        _, every = self.scores(kernel, size, mean, max)
        maps = torch.stack([squashed(scores / temperature, squash) for scores in every])
        large, masks = [self._enlarge(w[0]) for w in maps], self.batch.mask[:, 0]
        energy = [float((w * m).sum() / w.sum()) for w, m in zip(large, masks)]
        return sum(energy) / len(maps), self.auroc_of(maps)

    def auroc_of(self, maps):
        """AUROC against distractors of maps (N, 1, h, w), one for each of the panel's images: their mean."""
        each = zip(maps[:, 0], self.batch.mask[:, 0], self.batch.distractors[:, 0])
        return sum(chance_above(self._enlarge(w), m, d) for w, m, d in each) / len(maps)

    def _show(self, image, taps, scores, shown, large):
        pixels = self.batch.images[image, 0]
        self.image.set_data(pixels)
        self.edges.show(image)
        for pool, values in zip(self.pools, self.pooled[image]):
            pool.set_data(values)
        self.score_map.set_data(scores)
        self.map.set_data(shown)
        self.overlay.set_data(blend(pixels.numpy(), large.numpy()))
        largest = taps.abs().max().clamp(min=1e-9)
        middle = F.pad(taps / largest, [(7 - taps.shape[-1]) // 2] * 4)
        for picture_of, values in zip(self.kernels, middle):
            picture_of.set_data(values)

    def _mark(self, row, column, k):
        for window in self.windows:
            window.set_bounds(column - k / 2, row - k / 2, k, k)
        for place in self.here:
            place.set_bounds(column - 0.5, row - 0.5, 1, 1)
