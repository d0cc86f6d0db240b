"""Touch the picture: a click or a drag in a panel's picture turns the controls."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import anywidget
import numpy as np
import traitlets
from matplotlib.axes import Axes


@dataclass
class Area:
    """A part of the picture that can be touched.

    axes    the axes whose data coordinates count
    choose  choose(x, y) -> {control: value}: what a touch at this place sets.  A slider takes the nearest
            value that it has.  With ``drag`` it is choose(x, y, x0, y0), which began at (x0, y0)
    box     (left, right, bottom, top), a part of the axes in their data coordinates; None: all of them
    """

    axes: Axes
    choose: Callable
    box: tuple | None = None
    drag: bool = False

    def corners(self):
        """Two opposite corners in pixels of the figure, counted from its lower left corner: (2, 2)."""
        if self.box is None:
            return self.axes.get_window_extent().get_points()
        left, right, bottom, top = self.box
        ends = self.axes.transData.transform([(left, bottom), (right, top)])
        return np.array([ends.min(0), ends.max(0)])

    def shares(self):
        """Left, top, width and height as shares of the figure, counted from its upper left corner."""
        (x0, y0), (x1, y1) = self.corners() / self.axes.figure.bbox.size
        return [float(share) for share in (x0, 1 - y1, x1 - x0, y1 - y0)]

    def data(self, across, down):
        """Data coordinates (x, y) of a place in shares of the area; one outside is moved to its edge."""
        (x0, y0), (x1, y1) = self.corners()
        across, down = np.clip([across, down], 0, 1)
        place = x0 + across * (x1 - x0), y1 - down * (y1 - y0)
        return [float(value) for value in self.axes.transData.inverted().transform(place)]


class Touch(anywidget.AnyWidget):
    """The layer over a picture; touch.js is the half of it that runs in the browser.

    picture  the box that holds the picture; the layer joins it when a front end has reported that it
             runs the layer, so a front end that cannot shows the picture as ever
    areas    the Areas of the picture
    turn     called with {control: value} at every touch

    On Colab nothing reports itself before it is shown, and the layer is in the box from the start.
    """

    _esm = Path(__file__).with_name("touch.js")
    there = traitlets.Bool(False).tag(sync=True)
    areas = traitlets.List().tag(sync=True)
    at = traitlets.List().tag(sync=True, echo_update=False)

    def __init__(self, picture, areas, turn):
        super().__init__(areas=[area.shares() for area in areas], layout=picture.children[0].layout)
        self.picture, self.parts, self.turn = picture, areas, turn
        self.observe(self._cover, names="there")
        self.observe(self._touched, names="at")
        if "google.colab" in sys.modules:
            self._cover()

    def _cover(self, _change=None):
        if self not in self.picture.children:
            self.picture.children = (*self.picture.children, self)

    def _touched(self, change):
        _count, index, *places = change["new"]
        area = self.parts[index]
        here, start = area.data(*places[:2]), area.data(*places[2:])
        self.turn(area.choose(*here, *start) if area.drag else area.choose(*here))
