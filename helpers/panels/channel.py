"""The panel of lesson 02: squeeze, MLP, gate and scaled map of a trained network, linked, with numbers."""

from copy import deepcopy

import numpy as np
import torch
import torch.nn.functional as F
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize

from ..attention import OVER_SPACE
from ..datasets import draw, generator
from ..plots.figures import DARK_HUES, HUES as COLOURS, INK, MAP, SIGNED, WHAT, new_figure
from ._inputs import check_batch, check_networks
from ._shared import axes_at
from ._text import Words
from ._tiles import Tiles
from .base import Panel, choice, counter, slider, switch
from .touch import Area

SOURCES = ("own", *COLOURS)  # whose gates the network gets: the image's, or the average of a frame colour
BRIGHT = 3.0  # a feature map is drawn from 0 (black) to this (white)
LOUD = 16.0  # the logits are drawn from minus this to this
SIZE = (16.8, 8.2)  # the drawing's own units, half an inch each
SIDE = 3.2  # side of a picture
LEFT, MIDDLE, RIGHT = 4.85, 6.75, 8.65  # where the three columns of dots stand


class ChannelPanel(Panel):
    """Which path leads from a channel to its gate, and what would the network say with another gate?

    net     a trained ConvNet on cued colour whose stages end with ChannelAttention(pools="avg")
    batch   test images with their cue; the first ``images`` of them can be chosen, and the average gate
            of every frame colour is taken over all
    digits  (N, 3) the labels of the red, the green and the blue digit of every image
    images  how many images there are to choose from

    The panel works on a copy of the network on the CPU: one image is nothing for it.
    """

    def __init__(self, net, batch, digits, images=12):
        check_batch(batch, "cue", least=images)
        check_networks(net, images=batch.images)
        net, batch = deepcopy(net).cpu().eval(), batch.to("cpu")
        self.rest = torch.nn.Sequential(net.stages[1:], net.pool, net.classify)
        self.cue, self.digits = batch.cue.tolist(), digits.tolist()
        self._look(net.stages[0], batch, images)
        self.heard = {(k, s): self.logits(k, self.gates(k, 0, s)) for k in range(images) for s in SOURCES}
        channels = self.maps.shape[1]
        self._draw_still(channels, len(self.hidden[0]))
        means = torch.stack(list(self.average.values()))
        most = int((means.amax(0) - means.amin(0)).argmax())  # the channel that the frame moves most
        averages = [(f"the average {name} frame", name) for name in COLOURS]
        three = [k for k in range(images) if len(set(self.digits[k])) == 3]  # the answer says which it reads
        controls = {
            "image": counter("test image", three[0] if three else 0, 0, images - 1),
            "channel": counter("channel", most, 0, channels - 1),
            "source": choice("gates of", [("this image", "own"), *averages], "own"),
            "override": switch("set this channel's gate by hand", False),
            "value": slider("gate by hand", 0.0, 0.0, 1.0),
        }
        title = "squeeze, excite and scale in a trained network, from one channel to the answer"
        super().__init__(title, controls, self.figure, self.moving, columns=2)

    @torch.no_grad()
    def _look(self, stage, batch, images):
        """Everything that does not depend on the gates' fate, once for all images."""
        gate = stage.attention
        before = torch.nn.Sequential(*[f for name, f in stage.named_children() if name != "attention"])
        maps = torch.cat([before(part) for part in batch.images.split(500)])
        squeezed = OVER_SPACE["avg"](maps)
        normal = gate.norms[0](squeezed)
        hidden = gate.mlp[1](gate.mlp[0](normal))
        weights = gate.weights(maps)[:, :, 0, 0]
        self.average = {name: weights[batch.cue == k].mean(0) for k, name in enumerate(COLOURS)}
        self.maps, self.weights = maps[:images], weights[:images]
        self.squeezed, self.normal = squeezed[:images].numpy(), normal[:images].numpy()
        self.hidden = hidden[:images].numpy()
        self.down, self.up = gate.mlp[0].weight.numpy(), gate.mlp[2].weight.numpy()
        self.bias = gate.mlp[2].bias.numpy()
        self.images = [beside(image) for image in batch.images[:images]]

    @torch.no_grad()
    def logits(self, image, gates):
        """What the rest of the network makes of an image with these gates (C,): (classes,)."""
        scaled = self.maps[image : image + 1] * gates[None, :, None, None]
        return self.rest(scaled)[0].numpy()

    def gates(self, image, channel, source, override=False, value=0.0):
        """The gates (C,) that the controls ask for."""
        gates = self.weights[image] if source == "own" else self.average[source]
        if override:
            gates = gates.clone()
            gates[channel] = value
        return gates

    def areas(self):
        """The channel, at its dots."""
        box = (LEFT - 1.2, RIGHT + 1.2, self.rows[-1] - 0.3, self.rows[0] + 0.3)
        return [Area(self.rings.axes, lambda x, y: {"channel": int(np.abs(self.rows - y).argmin())}, box)]

    def idle(self, override, **others):
        return () if override else ("value",)

    def draw(self, image, channel, source, override, value):
        gates = self.gates(image, channel, source, override, value)
        gate, own = float(gates[channel]), source == "own" and not override
        logits = self.logits(image, gates) if override else self.heard[image, source]
        answer = int(logits.argmax())
        self.photo.set_data(self.images[image])
        self.map.set_data(self.maps[image, channel].numpy())
        self.scaled.set_data(self.maps[image, channel].numpy() * gate)
        self.left.set_array(self.normal[image])
        self.centre.set_array(self.hidden[image])
        self.right.set_array(gates.numpy())
        self._draw_path(image, channel, own)
        self._draw_answer(image, logits, answer)
        self.words.show(self._words(image, channel, gate, source, override))
        return self._say(image, channel, gate, answer, source, override)

    def _draw_path(self, image, channel, own):
        """The lines from the channel to the hidden units and back: wide for much, dashed below 0."""
        y = self.rows[channel]
        self.rings.set_offsets([(LEFT, y), (RIGHT, y)])
        into = [((LEFT, y), (MIDDLE, h)) for h in self.middle]
        out = [((MIDDLE, h), (RIGHT, y)) for h in self.middle]
        carried = np.concatenate([self.into(image, channel), self.out(image, channel) * own])
        self.lines.set_segments(into + out)
        self.lines.set_array(carried)
        self.lines.set_linewidths(0.4 + 1.8 * np.minimum(np.abs(carried), 3))
        self.lines.set_linestyles([(0, (2, 1.2)) if c < 0 else "solid" for c in carried])

    def into(self, image, channel):
        """What the channel gives to every hidden unit, before its ReLU: (hidden,)."""
        return self.down[:, channel] * self.normal[image, channel]

    def out(self, image, channel):
        """What every hidden unit gives to the channel's score, before the sigmoid: (hidden,)."""
        return self.up[channel] * self.hidden[image]

    def _words(self, image, channel, gate, source, override):
        """All texts that change, for Words.show."""
        y = self.rows[channel]
        score = float(self.out(image, channel).sum() + self.bias[channel])
        if override:
            origin = ["set by hand"]
        elif source == "own":
            origin = [f"hidden units give {score - self.bias[channel]:+.2f}"]
            origin += [f"bias of the channel {self.bias[channel]:+.2f}", f"sigmoid({score:.2f}) = {gate:.3f}"]
        else:
            origin = ["borrowed: the average", "of images with", f"a {source} frame"]
        head = [f"gate of channel {channel}: {gate:.3f}", *origin]
        return [
            (0.35, 7.9, f"image {image}, {COLOURS[self.cue[image]]} frame"),
            (0.35, 3.95, f"x: channel {channel}, mean {self.squeezed[image, channel]:.2f}"),
            (9.9, 3.95, f"channel {channel} times {gate:.3f}"),
            (LEFT - 0.3, y, f"{self.normal[image, channel]:+.2f}", "right"),
            (RIGHT + 0.3, y, f"{gate:.3f}", "left", WHAT),
            *[(MIDDLE, h - 0.38, f"{v:.2f}", "center") for h, v in zip(self.middle, self.hidden[image])],
            *[(9.9, 7.0 - 0.45 * k, line, "left", INK if k else WHAT) for k, line in enumerate(head)],
        ]

    def _draw_answer(self, image, logits, answer):
        self.points.set_data(np.clip(logits, -LOUD, LOUD), range(10))
        self.best.set_data([np.clip(logits[answer], -LOUD, LOUD)], [answer])
        for k, letter in enumerate(self.letters):
            digit = self.digits[image][k]
            same = self.digits[image][:k].count(digit)  # two colours, one digit: side by side
            letter.set_data([-LOUD + 2.0 + 3.5 * same], [digit])
            letter.set_markersize(10 if k == self.cue[image] else 6)

    def _say(self, image, channel, gate, answer, source, override):
        shown = self.digits[image]
        origin = "its own" if source == "own" else f"of the average {source} frame"
        origin = "set by hand" if override else origin
        return (
            f"image {image}, {COLOURS[self.cue[image]]} frame, digits {shown[0]} red, {shown[1]} green, "
            f"{shown[2]} blue; channel {channel}: average {self.squeezed[image, channel]:.3f}, "
            f"gate {gate:.3f} ({origin}); the network answers {answer}: "
            f"{whose(answer, shown) or 'none of the three digits'}"
        )

    def _draw_still(self, channels, hidden):
        """The figure and its artists; ``draw`` only moves them."""
        self.figure = figure = new_figure(SIZE[0] / 2, SIZE[1] / 2, layout=None)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, SIZE[0]), ylim=(0, SIZE[1]))
        axes.axis("off")
        self.rows = np.linspace(6.8, 0.75, channels)
        self.middle = np.linspace(6.4, 1.25, hidden)
        self.photo = self._picture((0.35, 4.35), len(self.images[0]))
        self.map = self._picture((0.35, 0.4), self.maps.shape[2])
        self.scaled = self._picture((9.9, 0.4), self.maps.shape[2], WHAT)
        heads = {LEFT: "squeezed,\nnormalised", MIDDLE: f"{hidden} hidden\nunits", RIGHT: "gate,\n0 to 1"}
        for x, head in heads.items():
            axes.text(x, 7.6, head, ha="center", va="center", fontsize=9.5, color=WHAT)
        self.lines = LineCollection([], cmap=SIGNED, norm=Normalize(-2, 2), capstyle="butt")
        axes.add_collection(self.lines)
        self.left = _dots(axes, LEFT, self.rows, SIGNED, -3, 3)
        self.centre = _dots(axes, MIDDLE, self.middle, "Greys", 0, 5, size=110)
        self.right = _dots(axes, RIGHT, self.rows, MAP, 0, 1)
        self.rings = axes.scatter([LEFT, RIGHT], [1, 1], s=120, facecolor="none", edgecolor=INK, linewidth=2)
        axes.text(MIDDLE, 0.25, "solid green pushes up, dashed magenta down", ha="center", fontsize=8.5)
        self.words = Words(axes)
        answers = self._draw_classes()
        self.moving = [self.photo, self.map, self.scaled, self.lines, self.left, self.centre, self.right]
        self.moving += [self.rings, self.words, *answers]

    def _picture(self, corner, size, edge="#888888"):
        """A place for a picture of size x size values, with a frame round it."""
        tiles = Tiles(axes_at(self.figure, SIZE, *corner, SIDE, SIDE), size, "gray", 0, BRIGHT)
        tiles.axes.spines[:].set(color=edge, linewidth=1.5)
        return tiles

    def _draw_classes(self):
        axes = self.figure.add_axes((0.825, 0.095, 0.16, 0.77))
        axes.set(xlim=(-LOUD, LOUD), ylim=(9.6, -0.6), yticks=range(10), xticks=[-10, 0, 10])
        axes.set_xlabel("logit", fontsize=9, labelpad=1)
        axes.set_title("the network's answer", fontsize=9.5, pad=12)
        axes.tick_params(length=0)
        axes.grid(linewidth=0.6)
        axes.axvline(0, color="#AAAAAA", linewidth=0.8)
        (self.points,) = axes.plot([], [], "o", color="#777777", markersize=6)
        (self.best,) = axes.plot([], [], "o", color=INK, markersize=11, markerfacecolor="none", mew=2.5)
        self.letters = [
            axes.plot([], [], marker=f"${name}$", color=colour, markersize=6, linestyle="none", mew=0.3)[0]
            for name, colour in zip("RGB", DARK_HUES)
        ]
        return [self.points, self.best, *self.letters]


def _dots(axes, x, rows, cmap, low, high, size=46):
    """A column of dots, shaded by value on a fixed scale; their rims stand still and are drawn once."""
    values = np.zeros(len(rows))
    place = np.full(len(rows), x)
    axes.scatter(place, rows, s=size * 1.15, facecolor="white", edgecolor="#777777", linewidth=0.8)
    return axes.scatter(place, rows, c=values, s=size, cmap=cmap, vmin=low, vmax=high, linewidth=0)


def whose(answer, digits):
    """Which of the red, green and blue digits (3,) the answer is, in words; "" if it is none of them."""
    named = [name for name, digit in zip(COLOURS, digits) if digit == answer]
    return f"the {' and the '.join(named)} digit" if named else ""


def three_digits(batch, seed=77):
    """The labels (N, 3) of the red, the green and the blue digit of ``experiments.test_batch``.

    A batch only knows the digit that counts; the digits are the first thing that its seed draws.
    Raises ValueError for a batch that was made otherwise.
    """
    labels = draw((len(batch), 3), "test", generator(seed), size=16)[1]
    counts = labels[torch.arange(len(batch)), batch.cue.cpu()]
    if not torch.equal(counts, batch.labels.cpu()):
        raise ValueError(f"these are not test images of cued colour drawn with seed {seed}")
    return labels


def beside(image):
    """An image (3, H, W) and its three channels, two by two: (2 H + 2, 2 W + 2, 3) in [0, 1]."""
    image = image.clamp(0, 1)
    grey = [channel.expand(3, -1, -1) for channel in image]
    rows = [torch.cat([F.pad(a, (0, 2), value=1), b], 2) for a, b in ((image, grey[0]), grey[1:])]
    return torch.cat([F.pad(rows[0], (0, 0, 0, 2), value=1), rows[1]], 1).permute(1, 2, 0).numpy()
