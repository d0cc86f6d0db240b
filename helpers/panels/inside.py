"""Look at a network's maps beside maps that know nothing, score them, and brush out what they point at."""

import copy
from functools import cache

import torch

from .. import explain
from ..plots.figures import FAINT, INK, MAP, PLAIN, TRUE, new_figure
from ._inputs import check_batch, check_networks
from ._shared import Logits, Outlines, frame_in, what_it_says
from ._text import Words
from ._tiles import Tiles
from .base import Panel, choice, counter
from .touch import Area

METHODS = ("its own map", "Grad-CAM", "own map, untrained", "Grad-CAM, untrained")
METHODS += ("centre blob", "blurred intensity")
SCORES = ("energy in the box", "AUROC, the rest", "AUROC, fragments")


def brushed(image, row, column, size):
    """An image (1, H, W) with a black square of ``size`` pixels around a place; it may hang over the edge."""
    top, left = row - size // 2, column - size // 2
    image = image.clone()
    image[:, max(0, top) : max(0, top + size), max(0, left) : max(0, left + size)] = 0
    return image


def bright_end(maps):
    """The median of the maps' peaks: one scale for all images, and no map stretched to its own range."""
    return max(maps.flatten(1).max(1).values.median().item(), 1e-9)


class InsidePanel(Panel):
    """Where does a map point, how good is it, and what does the network say without that region?

    net    a networks.ConvNet with a spatial map at the end of at least one stage; a copy is used
    fresh  the same network before its training
    batch  images (N, 1, H, H) with mask, distractors and box; the first 24 can be chosen

    A method's colours have one scale for all images: 0 to 1 for weights and the blob, for the others 0
    to a bright end that half of the images reach, the median of their peaks.
    """

    main = "method"

    def __init__(self, net, fresh, batch):
        check_batch(batch, "mask", "distractors", "box")
        check_networks(net, fresh, images=batch.images)
        self.nets = {name: copy.deepcopy(n).cpu().eval() for name, n in (("", net), (", untrained", fresh))}
        self.batch = batch[:24].to("cpu")
        self.size = self.batch.images.shape[-1]
        gated = [name for name in explain.own_maps(self.nets[""], self.batch.images) if name[:7] == "stages."]
        if not gated:
            raise ValueError("the panel needs a network with a spatial map at the end of a stage")
        self.gates = {int(name.split(".")[1]): name for name in gated}
        self.maps, self.scores = cache(self._maps), cache(self._scores)
        with torch.no_grad():
            self.logits = self.nets[""](self.batch.images)
        middle = self.size // 2
        controls = {
            "image": counter("image", 0, 0, len(self.batch) - 1),
            "method": choice("map", list(METHODS)),
            "layer": choice("of", [(f"stage {k + 1}", k) for k in self.gates], max(self.gates)),
            "brush": counter("brush: side in pixels", 0, 0, 24),
            "row": counter("brush: row", middle, 0, self.size - 1),
            "column": counter("brush: column", middle, 0, self.size - 1),
        }
        title = "image and map, the map's scores, and the logits before and after a region is brushed out"
        super().__init__(title, controls, *self._figure(), columns=3)

    def _figure(self):
        figure = new_figure(9.0, 3.0)
        a, b, c, d = figure.subplots(1, 4, width_ratios=(1, 1, 0.95, 1.05))
        self.image = Tiles(a, self.size, title="the image")
        self.map = Tiles(b, self.size, MAP, title="the map, × its peak")
        c.set_title("its scores, | is chance", fontsize=9.5)
        d.set_title("logits, ▼ the answer", fontsize=9.5)
        bar = figure.colorbar(self.map.scale, ax=b, ticks=[0, 0.5, 1], shrink=0.8, pad=0.03)
        bar.ax.set_yticklabels(["0", "½", "top"], fontsize=7.5)
        self.edges = Outlines(self.batch.mask, a, b)
        self.boxes = [frame_in(axis, TRUE, 1, ls=":") for axis in (a, b)]
        self.square = frame_in(a, "#FFFFFF", 1.2)
        (self.peak,) = b.plot([0], [0], "x", color=TRUE, markersize=9, markeredgewidth=2.2)
        heights = [2, 1, 0]
        c.set(xlim=(0, 1), ylim=(-0.6, 2.8), xticks=[0, 0.5, 1], yticks=[])
        c.spines["left"].set_visible(False)
        for y in heights:
            c.axhline(y, color=FAINT, lw=1, zorder=0)
        (self.chance,) = c.plot([0.5] * 3, heights, "|", color=PLAIN, markersize=13, markeredgewidth=1.5)
        (self.found,) = c.plot([0.5] * 3, heights, "o", color=INK, markersize=8, clip_on=False)
        d.set_xlabel("digit")
        self.bars = Logits(d, self.logits, room=1.2, top=0.93)
        figure.canvas.draw()  # now the axes are where they stay, and words can be measured
        self.words = Words(c, 9)
        moving = [self.image, self.map, *self.edges.moving, *self.boxes, self.square, self.peak]
        return figure, [*moving, self.chance, self.found, *self.bars.moving, self.words]

    def _maps(self, method, layer):
        """The maps of all images (N, 1, h, w) and the value at the bright end of their scale."""
        if method == "centre blob":
            return explain.centre_blob(self.batch.images), 1.0
        if method == "blurred intensity":
            maps = explain.blurred_intensity(self.batch.images)
            return maps, bright_end(maps)
        net = self.nets[", untrained" if method.endswith("untrained") else ""]
        if method.startswith("Grad-CAM"):
            maps = explain.grad_cam(net, self.batch.images, net.stages[layer])
            return maps, bright_end(maps)
        return explain.own_maps(net, self.batch.images)[self.gates[layer]], 1.0

    def _scores(self, method, layer):
        """Of all images: whether the peak lies in the box, the three SCORES, and the peaks themselves."""
        maps, batch = self.maps(method, layer)[0], self.batch
        hit = explain.pointing(maps, batch.box, self.size)
        box = explain.box_mask(batch.box, self.size)
        others = [explain.auroc(maps, batch.mask, rest) for rest in (~batch.mask, batch.distractors)]
        scores = torch.stack([explain.energy(maps, box), *others], 1)
        return hit, scores, explain.peak(maps, self.size, self.size)

    def over_all_images(self, method, layer):
        """The means over the panel's images: {"pointing": share of hits, and the three SCORES}."""
        hit, scores, _ = self.scores(method, layer)
        return {"pointing": hit.float().mean().item(), **dict(zip(SCORES, scores.nanmean(0).tolist()))}

    def areas(self):
        """The brush, on the image and on the map; it gets a size if it has none."""
        return [Area(shown.axes, self._brush_at) for shown in (self.image, self.map)]

    def _brush_at(self, x, y):
        return {"brush": self.controls["brush"].value or 12, "row": y, "column": x}

    def idle(self, method, brush, **others):
        without_layer = ("layer",) if method in METHODS[4:] else ()
        return without_layer if brush else (*without_layer, "row", "column")

    def draw(self, image, method, layer, row, column, brush):
        """See Panel.draw."""
        maps, top = self.maps(method, layer)
        hits, scores, peaks = self.scores(method, layer)
        hit, numbers = bool(hits[image]), scores[image].tolist()
        box = self.batch.box[image].tolist()
        area = (box[2] - box[0]) * (box[3] - box[1]) / self.size**2
        picture = brushed(self.batch.images[image], row, column, brush)
        before, after = self.logits[image], self._without(picture) if brush else self.logits[image]
        self._show_places(image, picture, maps[image, 0] / top, [int(p[image]) for p in peaks], box)
        self.square.set_bounds(column - brush // 2 - 0.5, row - brush // 2 - 0.5, brush, brush)
        self.square.set_visible(brush > 0)
        self._show_scores(numbers, area, hit)
        self.bars.show(before, after)
        said = int(before.argmax())
        trained = method.removesuffix(", untrained")
        whose = trained if method in METHODS[4:] else f"{trained} of stage {layer + 1}"
        whose += " before training" * (method != trained)
        wrong = "" if said == int(self.batch.labels[image]) else ", which is wrong,"
        fate = "nothing is brushed out"
        if brush:
            where = f"{brush} × {brush} pixels around ({row}, {column})"
            fate = f"without {where} {what_it_says(after, said)}"
        return (
            f"image {image} (digit {int(self.batch.labels[image])}), {whose}: the peak is "
            f"{'inside' if hit else 'outside'} the box, energy in the box {numbers[0]:.3f} "
            f"(its area {area:.3f}), AUROC against the rest {numbers[1]:.3f}, against fragments "
            f"{numbers[2]:.3f}. "
            f"The network says {said}{wrong} with logit {before[said]:.2f}; {fate}."
        )

    @torch.no_grad()
    def _without(self, picture):
        """The logits (classes,) for a brushed image (1, H, W)."""
        return self.nets[""](picture[None])[0]

    def _show_places(self, image, picture, values, peak, box):
        self.image.set_data(picture[0])
        self.map.set_data(values)
        self.peak.set_data([peak[1]], [peak[0]])
        self.edges.show(image)
        for patch in self.boxes:
            patch.set_bounds(box[1] - 0.5, box[0] - 0.5, box[3] - box[1], box[2] - box[0])

    def _show_scores(self, numbers, area, hit):
        self.found.set_xdata(numbers)
        self.chance.set_xdata([area, 0.5, 0.5])
        texts = [(0, y + 0.33, f"{name}: {n:.3f}") for y, name, n in zip((2, 1, 0), SCORES, numbers)]
        self.words.show([*texts, (0, -0.42, f"peak in the box: {'yes' if hit else 'no'}")])
