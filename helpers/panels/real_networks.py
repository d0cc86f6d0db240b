"""The panel of lesson 13: a real network, a photograph, its gates, and the answer with other weights."""

import ipywidgets as widgets
import numpy as np
import torch.nn.functional as F

from ..datasets.canvas import load_picture
from ..explain.gated_answers import ALL, AS_LEARNED, BACKBONE, CHANGES, TEXT, class_answers
from ..networks.published_classifiers import classifier
from ..plots.axes import colours
from ..plots.figures import INK, WHAT, new_figure
from ..printing import say
from ._shared import axes_at
from ._text import Words
from ._tiles import Tiles
from .base import Panel, choice
from .touch import Area

SIZE = (18.0, 9.6)  # the drawing's own units, half an inch each
WIDE, HIGH = 5.55, 3.7  # a picture of three by two
LEFTS, TOP = (0.25, 6.2, 12.15), 5.05
DIM = 0.2  # what is left of a picture's brightness where there is no text
BEST = 5  # classes that are shown
YOURS = "your own"
ASKED = "coffee"  # the photograph of the lesson's question


class RealNetworkPanel(Panel):
    """What does a network that others trained answer, with its gates as they are and with other weights?

    answers  explain.LiveAnswers or StoredAnswers: of a text detector, or of a classifier
    classes  the names of a classifier's classes; None: the answer is a map of text

    ``panel.open("my.jpg")`` shows a photograph of your own, and so does the button below the panel.
    """

    main = "how"

    def __init__(self, answers, classes=None):
        self.answers, self.classes, self.opened = answers, classes, {}
        pictures, groups = list(answers.pictures), list(answers.groups)
        controls = {
            "picture": choice("photograph", pictures, ASKED if ASKED in pictures else pictures[0]),
            "group": choice("gates changed", groups, BACKBONE if BACKBONE in groups else ALL),
            "how": choice("their weights", [AS_LEARNED, *CHANGES], "average"),
        }
        title = "a photograph, what a real network says about it, and what it says with other gates"
        super().__init__(title, controls, *self._figure(), columns=3)
        self.upload = widgets.FileUpload(accept="image/*", multiple=False, description="Your own file")
        self.upload.layout.width = "200px"
        self.upload.add_class("panel-upload")
        self.upload.observe(self._uploaded, names="value")
        self.widget.children = (*self.widget.children, self.upload)

    def open(self, source):
        """Show a photograph of your own: a path, or a file's bytes.  A line says why one cannot be shown."""
        try:
            self.answers.add(YOURS, load_picture(source))
            self.answers.answer(YOURS)
        except ValueError as error:
            self.say(f"Not shown: {error}.")
            return
        self.opened.pop(YOURS, None)
        menu = self.controls["picture"]
        self._quiet = True
        try:
            menu.options = list(self.answers.pictures)
            menu.value = YOURS
        finally:
            self._quiet = False
        self.redraw()

    def say(self, text):
        """Put a sentence in the place of the readout."""
        self.readout = text
        self._show_line()

    def _uploaded(self, change):
        content = uploaded(change["new"])
        if content is not None:
            self.open(content)

    def _figure(self):
        figure = new_figure(SIZE[0] / 2, SIZE[1] / 2, layout=None)
        names = ("the photograph", "the answer as learned", "the answer with other weights")
        self.tiles = []
        for left, name in zip(LEFTS, names):
            axes = axes_at(figure, SIZE, left, TOP, WIDE, HIGH)
            tiles = Tiles(axes, 2, title=name)
            axes.set(xlim=(0, 1), ylim=(0, 1), aspect="auto")
            self.tiles.append(tiles)
        self.lists = [Words(tiles.axes, 9) for tiles in self.tiles[1:]]
        axes = axes_at(figure, SIZE, 1.2, 1.2, 16.5, 2.8)
        axes.set(xlim=(-0.02, 1.02), ylim=(-0.05, 1.05), yticks=[0, 0.5, 1], xticks=[])
        axes.set(
            ylabel="weight", xlabel="the channels of the first gate that is changed, by their own weight"
        )
        axes.grid(axis="y")
        self.own = axes.scatter([], [], s=10, color=INK, linewidth=0)
        self.other = axes.scatter([], [], s=10, color=WHAT, linewidth=0)
        figure.canvas.draw()
        self.words = Words(axes, 9.5)
        self.words.set_clip_on(False)
        return figure, [*self.tiles, *self.lists, self.own, self.other, self.words]

    def areas(self):
        """The photograph, from left to right all of them; the two answers, for the weights that give them."""
        photograph, own, other = (tiles.axes for tiles in self.tiles)
        return [
            Area(photograph, lambda x, y: {"picture": at(x, list(self.answers.pictures))}),
            Area(own, lambda x, y: {"how": AS_LEARNED}),
            Area(other, lambda x, y: {"how": at(x, CHANGES)}),
        ]

    def draw(self, picture, group, how):
        pixels = self._pixels(picture)
        own, changed = (self.answers.answer(picture, group, h) for h in (AS_LEARNED, how))
        self.tiles[0].set_data(pixels)
        for tiles, words, answer in zip(self.tiles[1:], self.lists, (own, changed)):
            tiles.set_data(lit(pixels, answer) if self.classes is None else np.ones((2, 2, 3)))
            words.show([] if self.classes is None else self._list(answer))
        gate = self.answers.groups[group][0]
        self._draw_weights(picture, gate, how)
        start = f"{picture}, {group}, {how}"
        if self.classes is None:
            kept = self.answers.overlap(picture, group, how)
            shares = [(answer > TEXT).float().mean().item() for answer in (own, changed)]
            return (
                f"{start}: text on {shares[1]:.1%} of the picture, as learned on {shares[0]:.1%}; "
                f"the two share {kept:.2f} of what either of them marks"
            )
        named = [self.classes[int(answer.argmax())] for answer in (own, changed)]
        chances = [answer.max().item() for answer in (own, changed)]
        return f"{start}: {named[1]} ({chances[1]:.2f}); as learned {named[0]} ({chances[0]:.2f})"

    def _draw_weights(self, picture, gate, how):
        own, other = self.answers.weights(picture)[gate], self.answers.given(picture, how)[gate]
        order = own.argsort(descending=True)
        across = np.linspace(0, 1, len(own))
        self.own.set_offsets(np.stack([across, own[order].numpy()], 1))
        self.other.set_offsets(np.stack([across, other[order].numpy()], 1))
        edges = f"{(own == 0).float().mean():.0%} of its weights are 0, {(own == 1).float().mean():.0%} are 1"
        place = f"{gate}: {len(own)} channels; on this picture {edges}.  Black: its own, orange: those used"
        self.words.show([(0.0, 1.24, place, "left", INK)])

    def _list(self, answer):
        """The classes with the highest probabilities, for Words.show."""
        best = answer.topk(min(BEST, len(answer)))
        lines = [f"{p:.2f}  {self.classes[k].split(',')[0][:26]}" for p, k in zip(best.values, best.indices)]
        return [(0.04, 0.85 - 0.17 * k, line, "left", INK) for k, line in enumerate(lines)]

    def _pixels(self, picture):
        """The photograph at half its size, (H / 2, W / 2, 3)."""
        if picture not in self.opened:
            self.opened[picture] = colours(F.avg_pool2d(self.answers.pictures[picture], 2))
        return self.opened[picture]


def at(share, options):
    """One of the options by a place from 0 to 1."""
    return options[min(max(int(share * len(options)), 0), len(options) - 1)]


def show_classifier(name, pictures, fetch=True):
    """Show the panel for a published classifier and return it; None, and a line, where it cannot be shown."""
    try:
        known = classifier(name, fetch)
        panel = RealNetworkPanel(class_answers(known, pictures), known.classes)
    except ValueError as error:
        say(f"Not shown: {error}.")
        return None
    panel.show()
    return panel


def lit(pixels, text):
    """A photograph (H, W, 3) that is bright only where text (h, w) is found."""
    factor = len(pixels) // len(text)
    bright = np.kron(text.numpy(), np.ones((factor, factor)))[:, :, None]
    return pixels * (DIM + (1 - DIM) * bright)


def uploaded(value):
    """The bytes of the file in a FileUpload's value, None if there is none.

    ipywidgets 7 gives {name: file}, ipywidgets 8 a tuple of files; a file is a dict with its content.
    """
    files = list(value.values()) if isinstance(value, dict) else list(value)
    return bytes(files[-1]["content"]) if files else None
