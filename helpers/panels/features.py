"""Browse the feature maps of a trained network: channels x locations, and what switching them off does."""

import copy

from matplotlib.collections import LineCollection

from ..explain.ablation import finish, stage_maps
from ..explain.receptive import receptive_field
from ..plots.figures import BOTH, FAINT, INK, PLAIN, WHAT, WHERE, new_figure
from ._inputs import check_batch, check_networks
from ._shared import Logits, frame_in, what_it_says
from ._tiles import Tiles
from .base import Panel, choice, counter, switch
from .touch import Area


class FeatureBrowser(Panel):
    """Which channel responds where, what that place sees, and does the answer need it?

    net    a networks.ConvNet for images of one channel; the panel works on a copy on the CPU
    batch  a Batch with at least ``images`` images (N, 1, H, W); the panel shows the first ones

    Linked views: the input with the receptive field of the place; the channel's map; the value of
    every channel at the place; the logits before and after switching the channel or the place off.
    The map is that of the whole network, with a cross over what is off.
    """

    main = "channel"

    def __init__(self, net, batch, images=12):
        check_batch(batch, square=False)
        check_networks(net, images=batch.images)
        if len(batch) < images:
            raise ValueError(f"the panel shows {images} images, the batch has only {len(batch)}")
        self.net = copy.deepcopy(net).cpu().eval()
        self.batch = batch[:images].to("cpu")
        self.maps = stage_maps(self.net, self.batch.images)
        self.fields = [receptive_field(self.net.stages[: k + 1]) for k in range(len(self.maps))]
        self.brightest = [x.max().item() for x in self.maps]
        self.logits = finish(self.net, self.maps[-1])
        self.scales_of = None  # the stage whose rows, columns and channels the axes count
        last = len(self.maps) - 1
        _, channels, rows, columns = self.maps[last].shape
        loudest = int(self.maps[last][0].mean((1, 2)).argmax())
        stages = [f"stage {k}: {{}} channels of {{}} x {{}}" for k in range(1, len(self.maps) + 1)]
        stages = [(words.format(*x.shape[1:]), k) for k, (words, x) in enumerate(zip(stages, self.maps))]
        controls = {
            "image": counter("test image", 0, 0, images - 1),
            "stage": choice("stage", stages, last),
            "channel": counter("channel", loudest, 0, channels - 1),
            "row": counter("row", rows // 2, 0, rows - 1),
            "column": counter("column", columns // 2, 0, columns - 1),
            "channel_off": switch("switch this channel off", False),
            "place_off": switch("switch this place off", False),
        }
        # Before the panel's own observer, so that the picture is drawn within the new limits.
        controls["stage"].observe(self._limit, names="value")
        self.controls = controls
        title = "browse the channels and places of a trained network"
        super().__init__(title, controls, *self._figure(), columns=3)

    def _limit(self, change):
        """The chosen stage has its own number of channels, rows and columns.

        By hand the place stays where it was in the image; by code every control keeps its number.
        """
        quiet, self._quiet = self._quiet, True
        was, now = (self.maps[change[key]].shape[1:] for key in ("old", "new"))
        for name, old, size in zip(("channel", "row", "column"), was, now):
            control, place = self.controls[name], self.controls[name].value
            control.max = size - 1
            if not quiet and name != "channel":
                control.value = (2 * place + 1) * size // (2 * old)
        self._quiet = quiet

    def _figure(self):
        """Everything that stays, and the artists that move."""
        figure = new_figure(8.8, 2.65)
        see, where, what, say = figure.subplots(1, 4, width_ratios=(1, 1, 1.15, 1.15))
        height, width = self.batch.images.shape[2:]
        self.input, self.map = Tiles(see, 1), Tiles(where, 1)
        for axes in (see, where):
            axes.set(xlim=(0, width), ylim=(height, 0), anchor="N")
            axes.spines[["top", "right"]].set_visible(False)
        see.set(xticks=(0, width), yticks=(0, height), xlabel="pixels")
        titles = ("what this place sees", "the channel's map", "all channels at this place")
        for axes, title in zip((see, where, what, say), (*titles, "logits, ▼ the answer")):
            axes.set_title(title + "\n", fontsize=10.5)
        self.box, self.spot = frame_in(see, WHERE, 2.5), frame_in(where, WHERE, 2.5)
        what.set(xlabel="channel", ylabel="value")
        where.set_xlabel("row and column")
        self.crosses = where.add_collection(LineCollection([], linewidths=2))
        self.stems = what.add_collection(LineCollection([], colors=FAINT, linewidths=2))
        (self.were,) = what.plot([], [], "o", mfc="white", mec=PLAIN, markersize=5)
        (self.dots,) = what.plot([], [], "o", color=PLAIN, markersize=4)
        (self.chosen,) = what.plot([], [], "o", color=WHAT, markersize=8)
        say.set_xlabel("class")
        self.answers = Logits(say, self.logits, room=1.35, top=1.02, wider=self._renew)
        self.note = where.text(0, 1.03, "", transform=where.transAxes, fontsize=9.5, color=INK)
        places = [self.input, self.box, self.map, self.crosses, self.spot]
        values = [self.stems, self.were, self.dots, self.chosen]
        return figure, [*places, *values, *self.answers.moving, self.note]

    def _show_scales(self, stage):
        """The axes of another stage: its own rows and columns, its channels, and its largest value."""
        self.scales_of, top = stage, self.brightest[stage]
        _, channels, rows, columns = self.maps[stage].shape
        side = self.batch.images.shape[2] / rows
        for axis, size in ((self.map.axes.xaxis, columns), (self.map.axes.yaxis, rows)):
            places = (0, size // 2, size - 1)
            axis.set_ticks([(place + 0.5) * side for place in places], places)
        self.dots.axes.set(xlim=(-0.7, channels - 0.3), ylim=(-0.04 * top, 1.04 * top))
        self._renew()

    def _renew(self):
        """Draw the still part anew, with the next picture."""
        if hasattr(self, "live"):
            self.live.background = None

    def areas(self):
        """The place, in the input and in the map; the channel, among the values of all channels."""
        places = [Area(shown.axes, self._place) for shown in (self.input, self.map)]
        return [*places, Area(self.dots.axes, lambda x, y: {"channel": x})]

    def _place(self, x, y):
        side = self.batch.images.shape[2] / self.maps[self.controls["stage"].value].shape[2]
        return {"row": y // side, "column": x // side}

    def without(self, image, stage, channel, row, column, channel_off, place_off):
        """The image's map of the stage (1, C, H, W) with what is switched off at zero, and its logits."""
        x = self.maps[stage][image : image + 1]
        if not (channel_off or place_off):
            return x, self.logits[image]
        x = x.clone()
        if channel_off:
            x[:, channel] = 0
        if place_off:
            x[:, :, row, column] = 0
        return x, finish(self.net, x, stage)[0]

    def draw(self, image, stage, channel, row, column, channel_off, place_off):
        """See Panel.draw."""
        if stage != self.scales_of:
            self._show_scales(stage)
        x, after = self.without(image, stage, channel, row, column, channel_off, place_off)
        before, whole = self.logits[image], self.maps[stage][image]
        height, width = self.batch.images.shape[2:]
        top, left, bottom, right = self.fields[stage].box(row, column, height, width)
        self._draw_places(image, stage, whole[channel], row, column, (top, left, bottom, right))
        self._cross_out(channel_off, place_off)
        self._draw_channels(whole[:, row, column], x[0, :, row, column], channel)
        colour = {(0, 0): PLAIN, (1, 0): WHAT, (0, 1): WHERE, (1, 1): BOTH}[channel_off, place_off]
        self.answers.show(before, after, colour)
        said = int(before.argmax())
        off = [f"channel {channel}"] * channel_off + [f"place ({row}, {column})"] * place_off
        fate, now = "nothing is off", ""
        if off:
            now = " (now 0)"
            fate = f"with {' and '.join(off)} off {what_it_says(after, said)}"
        return (
            f"Image {image} (digit {int(self.batch.labels[image])}), stage {stage + 1}, channel {channel}, "
            f"place ({row}, {column}): value {whole[channel, row, column]:.3f}{now}, average of the "
            f"channel {whole[channel].mean():.3f}. The place sees rows {top} to {bottom - 1}, columns {left} "
            f"to {right - 1}. The network says {said} with logit {before[said]:.2f}; {fate}."
        )

    def _draw_places(self, image, stage, values, row, column, box):
        """The input with what the place sees, the channel's map with the place in it."""
        top, left, bottom, right = box
        self.input.set_data(self.batch.images[image, 0])
        self.box.set_bounds(left, top, right - left, bottom - top)
        self.map.set_data(values / self.brightest[stage])
        side = self.batch.images.shape[2] / values.shape[0]
        self.spot.set_bounds(column * side, row * side, side, side)
        self.note.set_text(f"{values[row, column]:.2f} here")

    def _cross_out(self, channel_off, place_off):
        """A cross over what is off, the whole map or the place: what it held can still be seen."""
        height, width = self.batch.images.shape[2:]
        boxes = [(0, 0, width, height)] * channel_off + [self.spot.get_bbox().bounds] * place_off
        lines = [[((x, y), (x + w, y + h)), ((x, y + h), (x + w, y))] for x, y, w, h in boxes]
        self.crosses.set_segments(sum(lines, []))
        self.crosses.set_color([WHAT] * 2 * channel_off + [WHERE] * 2 * place_off)

    def _draw_channels(self, before, now, channel):
        """One dot for every channel at the place, the chosen one in vermilion; open ones for what was."""
        before, now = before.tolist(), now.tolist()
        self.stems.set_segments([((k, 0), (k, v)) for k, v in enumerate(before)])
        gone = [k for k, v in enumerate(before) if v != now[k]]
        self.were.set_data(gone, [before[k] for k in gone])
        self.dots.set_data(range(len(now)), now)
        self.chosen.set_data([channel], [now[channel]])
