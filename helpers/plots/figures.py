"""Figures, still and live: one style, alt text, and a picture for readers without a kernel."""

import base64
import io
from functools import cache

import ipywidgets as widgets
import matplotlib as mpl
import numpy as np
from IPython.display import display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

# One visual language for the whole course (Okabe & Ito's colours, told apart by everyone).
WHAT = "#D55E00"  # channels, vermilion
WHERE = "#0072B2"  # space, blue
BOTH = "#CC79A7"  # both, purple
COLOURS_OF = {"what": WHAT, "where": WHERE, "both": BOTH}
PLAIN = "#707070"  # plain networks, grey; the additive twin is the same grey, dashed
INK = "#222222"
FAINT = "#D9D9D9"
MAP = "magma"  # attention weights, always on a fixed scale from 0 to 1
LESS, MORE = "#7B0D5B", "#1B5E20"  # below and above zero, magenta and green: never what or where
SIGNED = "signed"  # signed differences, centred at 0; "signed_r" is the other way round
PALE = "#A8A8A8"  # a second grey, where plain grey is taken
TRUE, FOUND = "#35C0FF", "#FFD23F"  # over pictures: what is there, solid; what a network found, dashed
HUES = ("red", "green", "blue")  # the colours of cues and of the digits that they ask for
DARK_HUES = ("#C62828", "#2E7D32", "#1565C0")  # the same, dark enough for letters and dots on white
LEVEL = {"color": "#999999", "linewidth": 1, "linestyle": ":", "zorder": 0}  # chance, or another reference

DPI = 90
SMALLEST = 560  # pixels: a live figure gets no narrower, it is moved sideways instead
STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.labelsize": 10,
    "axes.edgecolor": "#888888",
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.7,
    "text.color": INK,
    "xtick.color": "#555555",
    "ytick.color": "#555555",
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "legend.frameon": False,
    "image.interpolation": "nearest",
    "lines.linewidth": 2.0,
    "figure.facecolor": "white",
}


# Matplotlib reads some of its settings only when a title or an axis is made, so they are set for good:
# figures that a learner makes with pyplot look like the course's.
mpl.rcParams.update(STYLE)
_signed = LinearSegmentedColormap.from_list(SIGNED, [LESS, "#C98DB8", "#F7F7F7", "#8FBF93", MORE])
for _map in (_signed, _signed.reversed()):
    mpl.colormaps.register(_map, force=True)


def new_figure(width=9.0, height=3.0, layout="constrained"):
    """An empty figure in the course's style, in inches; drawn at 90 dpi (9 inches are 810 pixels)."""
    figure = Figure(figsize=(width, height), dpi=DPI, layout=layout)
    FigureCanvasAgg(figure)
    return figure


def contrast(one, other="white"):
    """How much two colours differ in lightness, from 1 to 21 (W3C, WCAG 2.2, "contrast ratio")."""
    srgb = np.array([to_rgb(one), to_rgb(other)])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    dark, light = sorted(linear @ [0.2126, 0.7152, 0.0722])
    return (light + 0.05) / (dark + 0.05)


@cache
def legible(colour):
    """A colour as letters on white have it: darker, until the contrast is 4.5 (WCAG 2.2, 1.4.3).

    Lines and dots need less and keep their colour.  A contrast below 2 is kept too: such letters
    stand on something dark.
    """
    while 2 < contrast(colour) < 4.5:
        colour = tuple(0.98 * np.array(to_rgb(colour)))
    return colour


def shows_picture(axes):
    """Whether a text inside these axes stands on a picture: its colour was chosen for what is behind it."""
    return bool(axes.images or axes.artists)


def make_legible(artists):
    """Give every text among the artists the contrast that letters need."""
    for text in artists:
        inside = isinstance(text, Text) and text.axes is not None and text in text.axes.texts
        if isinstance(text, Text) and not (inside and shows_picture(text.axes)):
            colour = to_rgb(text.get_color())
            if legible(colour) != colour:
                text.set_color(legible(colour))


def png_of(figure):
    """The figure as PNG bytes, its letters ``legible``."""
    make_legible(figure.findobj(Text))
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI)
    return buffer.getvalue()


def encode(pixels, kind, **settings):
    """Pixels (height, width, 4) of bytes as the bytes of a picture file, without their alpha."""
    mode = "RGBX" if kind == "JPEG" else "RGBA"  # Pillow writes a JPEG without its alpha as it is
    size, buffer = pixels.shape[1::-1], io.BytesIO()
    picture = Image.frombuffer(mode, size, np.ascontiguousarray(pixels), "raw", mode, 0, 1)
    (picture if kind == "JPEG" else picture.convert("RGB")).save(buffer, kind, **settings)
    return buffer.getvalue()


def show_figure(figure, alt=None):
    """Show a still figure.  ``alt`` says in words what it shows, for readers who cannot see it.

    Without it, the words are ``figure.alt``: a function that draws knows what it drew.
    """
    alt = figure.alt if alt is None else alt
    display(
        {"image/png": base64.b64encode(png_of(figure)).decode(), "text/plain": f"Figure: {alt}"},
        metadata={"image/png": {"alt": alt}},
        raw=True,
    )


def show(widget, text, png=None, alt=None):
    """Show a widget: live in JupyterLab and Colab, ``png`` on GitHub and in exports.

    ``text`` is what a plain-text reader sees; it has to be the same in every run.  ``alt`` says in
    words what the picture shows, with its numbers; without it, ``text`` does.
    """
    bundle = {
        "application/vnd.jupyter.widget-view+json": {
            "version_major": 2,
            "version_minor": 0,
            "model_id": widget.model_id,
        },
        "text/plain": text,
    }
    metadata = {}
    if png is not None:
        bundle["image/png"] = base64.b64encode(png).decode()
        metadata["image/png"] = {"alt": alt or text}
    display(bundle, metadata=metadata, raw=True)


class LiveFigure:
    """A figure that redraws in a few milliseconds into an image widget.

    Everything but the moving artists is drawn once and kept as a background; a redraw copies it
    back, draws the moving artists on top and encodes them.  What moves is a JPEG of high quality,
    which takes a quarter of the time of a PNG; what stands still is a PNG.
    """

    def __init__(self, figure):
        self.figure = figure
        self.canvas = figure.canvas
        width, _ = self.canvas.get_width_height()
        # It shrinks with its place (a margin of 2 px each side), but only as far as letters stay legible.
        narrowest = f"{min(width, SMALLEST)}px"
        layout = widgets.Layout(width=f"{width}px", max_width="calc(100% - 4px)", min_width=narrowest)
        layout.margin, layout.grid_area = "2px", "1 / 1"  # what has the same layout lies over it
        self.widget = widgets.Image(format="jpeg", layout=layout)
        self.moving, self.background = [], None

    def animate(self, *artists):
        """Only these artists are redrawn by ``refresh``."""
        for artist in artists:
            artist.set_animated(True)
        self.moving, self.background = list(artists), None

    def pixels(self):
        """The figure as it stands now: (height, width, 4) bytes."""
        if self.background is None:
            make_legible(self.figure.findobj(Text))
            self.canvas.draw()
            self.figure.set_layout_engine("none")  # axes stay where they are from now on
            self.background = self.canvas.copy_from_bbox(self.figure.bbox)
        make_legible(self.moving)
        self.canvas.restore_region(self.background)
        for artist in self.moving:
            if artist.get_visible():
                (artist.axes or self.figure).draw_artist(artist)
        return np.asarray(self.canvas.buffer_rgba())

    def png(self):
        """The figure as it stands now, as PNG bytes."""
        return encode(self.pixels(), "PNG", compress_level=6)

    def refresh(self):
        """Draw and send the picture to the front end."""
        self.widget.value = encode(self.pixels(), "JPEG", quality=95, subsampling=0)
