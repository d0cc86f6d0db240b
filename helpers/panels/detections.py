"""A detector at work: its heatmap, its boxes above a threshold, its gates, and what the threshold costs."""

from copy import deepcopy

import numpy as np
import torch
from matplotlib.collections import LineCollection

from .. import networks
from ..experiments.boxes import area_under, counted, matched, precision_recall
from ..plots.axes import colours
from ..plots.detection import framed, frames
from ..plots.figures import FAINT, FOUND, INK, MAP, PLAIN, TRUE, WHAT, WHERE, new_figure
from ..training import device_of
from ._inputs import check_batch, check_networks
from ._shared import Vector, gates_as, small_bar
from ._text import Words
from ._tiles import Tiles
from .base import Panel, choice, counter, slider
from .touch import Area

HOW = {"as learned": "own gates", "mean": "averaged gates", "other image": "another image's gates"}


class DetectionPanel(Panel):
    """What a detector finds at a threshold, and what its gates have to do with it.

    nets    {name: network}, CentreDetectors with or without gates at the end of their stages; copies are used
    batch   test images with boxes and present, two or more
    images  how many of them, from the first on, are used: for looking and for precision and recall

    Controls: image, threshold, network (if there are several), stage (whose gates are shown), gates
    (as learned, averaged, of another image).  Everything is computed once, here; a redraw looks it up.
    A found box is right if it overlaps a true one by half (intersection over union).
    """

    main = "threshold"

    def __init__(self, nets, batch, images=60):
        if not nets:
            raise ValueError("a DetectionPanel needs a network by name and at least two images")
        check_batch(batch, "boxes", "present", least=2)
        check_networks(*nets.values(), images=batch.images)
        self.batch = batch[:images].to("cpu")
        self.truth = [b[there] for b, there in zip(self.batch.boxes, self.batch.present)]
        self.nets = list(nets)
        copies = {name: deepcopy(net).eval() for name, net in nets.items()}
        self.runs = {(n, how): look(net, self.batch, how) for n, net in copies.items() for how in HOW}
        shown = [gate for run in self.runs.values() for gate in run["gates"].values()]
        self.has_maps = any("where" in gate for gate in shown)
        stages = sorted({s for run in self.runs.values() for s in run["gates"]}) or [0]
        controls = {
            "image": counter("image", 0, 0, len(self.batch) - 1),
            "threshold": slider("score threshold", 0.3, 0.05, 0.95, 0.05),
            "network": choice("network", self.nets),
            "gates": choice("gates", [(words, how) for how, words in HOW.items()]),
            "stage": choice("show the gates of stage", [(str(s + 1), s) for s in stages], stages[-1]),
        }
        if len(self.nets) == 1:
            del controls["network"]
        title = "a detector: boxes above a threshold, heatmap, gates, precision and recall"
        super().__init__(title, controls, *self._figure(), columns=3)

    def _figure(self):
        figure = new_figure(9.0, 4.0, layout=None)
        size, side = self.batch.images.shape[-1], self.runs[self.nets[0], "as learned"]["heat"].shape[-1]
        words = "solid: true;  dashed: found;  ×: found, but wrong"
        self.image = Tiles(figure.add_axes((0.012, 0.09, 0.37, 0.8325)), size, title=words)
        self.true = framed(self.image.axes, TRUE)
        self.found = framed(self.image.axes, FOUND, dashed=True)
        self.plates = self.image.axes.add_collection(LineCollection([], colors="black", linewidths=12))
        (self.wrong,) = self.image.axes.plot([], [], "x", color=FOUND, markersize=8, markeredgewidth=1.8)
        words = "heatmap: is a centre here?"
        self.heat = Tiles(figure.add_axes((0.395, 0.5475, 0.1667, 0.375)), side, MAP, title=words)
        self.peaks = self.heat.axes.scatter([], [], s=30, facecolor="none", edgecolor=FOUND, linewidth=1.5)
        self.where = Tiles(figure.add_axes((0.395, 0.05, 0.1667, 0.375)), side, MAP)
        self.where.axes.set_title("gate: where", fontsize=9.5, color=WHERE)
        self.where.axes.set_visible(self.has_maps)
        small_bar(figure, (0.572, 0.05, 0.012, 0.8725), self.heat)
        axes = figure.add_axes((0.635, 0.05, 0.19, 0.375) if self.has_maps else (0.395, 0.05, 0.1667, 0.375))
        axes.set(xlim=(-0.6, 7.6), ylim=(5.6, -0.6), aspect="equal", anchor="NW")
        self.what = axes.set_title("", fontsize=9.5)
        self.vector = Vector(axes, 8, size=50, ring=62)
        self._curve(figure)
        figure.canvas.draw()
        self.words = Words(self.image.axes, 9)
        self.no_map = Words(self.where.axes, 9)
        boxes = [self.image, self.true, self.found, self.plates, self.wrong, self.words]
        maps = [self.heat, self.peaks, self.where, self.no_map, self.what, *self.vector.moving]
        return figure, [*boxes, *maps, self.curve, self.here]

    def _curve(self, figure):
        low, high = (0.6, 0.3225) if self.has_maps else (0.14, 0.7825)
        axes = figure.add_axes((0.675, low, 0.31, high))
        axes.set(xlim=(0, 1.02), ylim=(0, 1.05), xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))
        axes.set_xlabel("recall: share of the true boxes", fontsize=9)
        axes.set_ylabel("precision", fontsize=9)
        axes.set_title(f"the threshold's choice, {len(self.batch)} images", fontsize=9.5)
        axes.grid()
        for name in self.nets:
            run = self.runs[name, "as learned"]
            axes.plot(run["recall"], run["precision"], color=FAINT, linewidth=1.5)
        if len(self.nets) > 1:
            axes.text(0.03, 0.06, "pale: all networks, own gates", fontsize=8.5, color=PLAIN)
        (self.curve,) = axes.plot([], [], color=PLAIN, linewidth=1.8)
        (self.here,) = axes.plot([], [], "o", color=INK, markersize=8)

    def areas(self):
        """The threshold, on the curve of precision and recall."""
        return [Area(self.here.axes, self._nearest_threshold)]

    def _nearest_threshold(self, x, y):
        chosen, slider = self.values(), self.controls["threshold"]
        run = self.runs[chosen.get("network", self.nets[0]), chosen["gates"]]

        def away(threshold):
            *_, precision, recall = counted(*run["all"], threshold - 1e-6)
            return (recall - x) ** 2 + ((1.0 if precision is None else precision) - y) ** 2

        return {"threshold": min(np.arange(slider.min, slider.max + 1e-6, slider.step), key=away)}

    def idle(self, network=None, **others):
        has_gates = self.runs[network or self.nets[0], "as learned"]["gates"]
        return () if has_gates else ("gates", "stage")

    def draw(self, image, threshold, gates, stage, network=None):
        run = self.runs[network or self.nets[0], gates]
        boxes, scores, right = (run[key][image] for key in ("boxes", "scores", "right"))
        shown = scores >= threshold - 1e-6
        self.image.set_data(colours(self.batch.images[image]))
        self.true.set_segments(frames(self.truth[image]))
        self.found.set_segments(frames(boxes[shown]))
        middle = (boxes[:, :2] + boxes[:, 2:])[shown & ~right] / 2 - 0.5
        self.wrong.set_data(middle[:, 1], middle[:, 0])
        tags = [(max(left, 0.0), max(top - 2.0, 1.0)) for top, left, *_ in boxes[shown].tolist()]
        self.plates.set_segments([[(x - 0.5, y), (x + 5.7, y)] for x, y in tags])
        named = [(x, y, f"{s:.2f}", "left", FOUND) for (x, y), s in zip(tags, scores[shown].tolist())]
        self.words.show(named)
        self.heat.set_data(run["heat"][image])
        self.peaks.set_offsets(run["places"][image][shown].numpy()[:, ::-1])
        self._show_gates(run["gates"].get(stage, {}), image, stage)
        self.curve.set_data(run["recall"], run["precision"])
        *_, precision, recall = counted(*run["all"], threshold - 1e-6)
        self.here.set_data([recall], [1.0 if precision is None else precision])
        true, hits = len(self.truth[image]), int((shown & right).sum())
        prefix = f"{network}, " if network else ""
        how = HOW[gates] if run["gates"] else "no gates"
        if run["gates"] and gates == "other image":
            how = f"the gates of image {(image - 1) % len(self.batch)}"
        exact = "no box at all" if precision is None else f"precision {precision:.2f}"
        return (
            f"{prefix}{how}, image {image} above {threshold:.2f}: {hits} of {true} found, "
            f"{true - hits} missed, {int(shown.sum()) - hits} false; "
            f"all {len(self.batch)}: {exact}, recall {recall:.2f}, AP50 {100 * run['area']:.0f} of 100"
        )

    def _show_gates(self, shown, image, stage):
        what, where = shown.get("what"), shown.get("where")
        self.vector.show(np.array([]) if what is None else what[image])
        self.what.set_text("no channel gate" if what is None else f"gate: what (stage {stage + 1})")
        self.what.set_color(PLAIN if what is None else WHAT)
        self.where.set_visible(where is not None)
        if not self.has_maps:
            return
        middle = sum(self.where.axes.get_xlim()) / 2
        self.no_map.show([] if where is not None else [(middle, middle, "no map here", "center", PLAIN)])
        if where is not None:
            self.where.set_data(where[image])


@torch.no_grad()
def look(net, batch, how):
    """What a network in eval mode makes of a batch, gates changed: a dict, one entry per image in each list.

    "heat" (n, h, w); "boxes", "scores", "right" and "places" (row, column in the heatmap) of what is
    found; "all" scores, rightness and the number of true boxes; "precision", "recall", their "area";
    "gates" {stage: {"what": (n, C), "where": (n, h, w)}}.
    """
    with gates_as(net, how) as seen:
        output = net(batch.images.to(device_of(net))).cpu()
    found = networks.decode(output)
    truth = [b[there] for b, there in zip(batch.boxes, batch.present)]
    run = {
        "heat": torch.sigmoid(output[:, 0]).numpy(),
        "boxes": [b for b, _ in found],
        "scores": [s for _, s in found],
        "right": [matched(b, true) for (b, _), true in zip(found, truth)],
    }
    run["places"] = [where_from(heat, s) for heat, s in zip(torch.sigmoid(output[:, 0]), run["scores"])]
    run["all"] = torch.cat(run["scores"]), torch.cat(run["right"]), int(batch.present.sum())
    run["precision"], run["recall"] = precision_recall(*run["all"])
    run["area"] = area_under(run["precision"], run["recall"])
    run["gates"] = {}
    for name, weights in seen.items():
        kind = "where" if weights.shape[1] == 1 and weights.shape[-1] > 1 else "what"
        kept = weights.squeeze(1) if kind == "where" else weights.flatten(1)
        run["gates"].setdefault(int(name.split(".")[1]), {})[kind] = kept.cpu().numpy()
    return run


def where_from(heat, scores):
    """The places (k, 2) of a heatmap (h, w) that these scores (k,) were read from."""
    place = (heat.flatten()[None] == scores[:, None]).int().argmax(1)
    return torch.stack([place // heat.shape[1], place % heat.shape[1]], 1)
