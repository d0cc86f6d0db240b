"""For readers who do not see, or see colours otherwise, and for hands without a mouse.

What tests/test_notebooks.py checks as well: one H1, headings without jumps, alt text in every stored picture.
Sliders under the arrow keys, and panels in a narrow window: tests/test_browser.py.
"""

import inspect
import itertools
import pkgutil
import re
from importlib import import_module

import ipywidgets as widgets
import nbformat
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from places import ROOT
from skimage.color import deltaE_ciede2000, rgb2lab

from helpers import panels
from helpers.panels import base
from helpers.plots.figures import BOTH, INK, PLAIN, WHAT, WHERE, contrast, legible

BOOKS = {path.stem: nbformat.read(path, as_version=4) for path in sorted(ROOT.glob("notebooks/*.ipynb"))}
each_book = pytest.mark.parametrize("name", BOOKS)

# How colours look without one kind of cone, in linear RGB (Machado, Oliveira and Fernandes: A
# physiologically-based model for simulation of color vision deficiency. IEEE TVCG 2009; severity 1).
SEEN = {
    "all cones": np.eye(3),
    "no red cones": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no green cones": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "no blue cones": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def seen_without(colour, cones):
    """A colour as CIELAB, seen with the cones that are left."""
    srgb = np.array(to_rgb(colour))
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    left = np.clip(cones @ linear, 0, 1)
    return rgb2lab(np.where(left <= 0.0031308, left * 12.92, 1.055 * left ** (1 / 2.4) - 0.055))


def closest(colours):
    """The two colours that look most alike with any kind of cones missing: (difference, who, which two)."""
    pairs = itertools.product(SEEN, itertools.combinations(colours, 2))
    return min(
        (float(deltaE_ciede2000(*(seen_without(colours[name], SEEN[who]) for name in two))), who, two)
        for who, two in pairs
    )


def test_the_palette_is_told_apart_whatever_cones_are_missing():
    palette = {"what": WHAT, "where": WHERE, "both": BOTH, "plain": PLAIN}
    assert closest(palette)[0] > 10
    assert closest({"red": "#C62828", "green": "#2E7D32"})[0] < 10, "red and green would not do"


@pytest.mark.parametrize("colour", [WHAT, WHERE, BOTH, PLAIN, INK, "#555555", "#AAAAAA", "#56B4E9"])
def test_letters_in_every_colour_have_the_contrast_that_letters_need(colour):
    assert contrast(legible(colour)) >= 4.5
    ours, theirs = np.array(to_rgb(legible(colour))), np.array(to_rgb(colour))
    assert np.allclose(ours / ours.max(), theirs / theirs.max(), atol=0.02), "the same hue"


def test_lines_have_the_contrast_that_lines_need():
    assert all(contrast(colour) >= 3 for colour in (WHAT, WHERE, BOTH, PLAIN))


def panel_classes():
    """Every panel that there is."""
    found = set()
    for info in pkgutil.iter_modules(panels.__path__, "helpers.panels."):
        for thing in vars(import_module(info.name)).values():
            if inspect.isclass(thing) and issubclass(thing, base.Panel) and thing.draw is not base.Panel.draw:
                found.add(thing)
    return sorted(found, key=lambda kind: kind.__name__)


def sources(book):
    return "\n".join(cell.source for cell in book.cells if cell.cell_type == "code")


@pytest.mark.parametrize("kind", panel_classes(), ids=lambda kind: kind.__name__)
def test_a_panel_has_only_controls_that_the_keyboard_reaches_and_that_have_a_name(kind):
    source = inspect.getsource(inspect.getmodule(kind))
    made = {name for name in re.findall(r"widgets\.([A-Z]\w+)\(", source)}
    buttons = {"Button", "FileUpload"}  # an upload is a button with a name
    assert made <= buttons | {"HBox", "VBox", "Layout"}, "the controls of panels/base.py, and buttons"
    assert not re.search(r"on_mouse|mpl_connect|button_press", source)
    assert "color:" not in source, "words beside a panel keep the contrast of the page"


def test_the_controls_of_the_panels_are_those_of_ipywidgets_with_their_names_beside_them():
    made = [base.slider("a", 0, 0, 1), base.counter("b", 0, 0, 1), base.choice("c", ["d"]), base.switch("e")]
    core = (widgets.FloatSlider, widgets.IntSlider, widgets.Dropdown, widgets.Checkbox)
    assert [type(control) for control in made] == list(core)
    assert all(control.description for control in made)


@each_book
def test_a_lesson_drives_its_panels_by_code_and_prints_what_they_say_in_numbers(name):
    panels_shown, lines = 0, []
    for cell in BOOKS[name].cells:
        for output in cell.get("outputs", ()):
            panels_shown += output.get("data", {}).get("text/plain", "").startswith("Panel: ")
        if cell.cell_type == "code" and re.search(
            r"^\s*\w+\.(set|would_say|only|take)\(", cell.source, flags=re.M
        ):
            lines += "".join(output.get("text", "") for output in cell.outputs).splitlines()
    assert panels_shown >= 1
    assert len(lines) >= panels_shown and sum(bool(re.search(r"\d", line)) for line in lines) >= panels_shown


def figures_and_words(book):
    """The cells in order: "figure" for one that shows a still figure, else its words.

    Left out: panels (their lines are looked at above), curves of a run and the guesses of a lesson (a
    line of text is there).
    """
    for cell in book.cells:
        shown = [o.data["text/plain"] for o in cell.get("outputs", ()) if "image/png" in o.get("data", {})]
        told = re.compile("The loss of|the predictions of this lesson")
        if any(text.startswith("Figure: ") and not told.search(text) for text in shown):
            yield "figure"
        elif cell.cell_type == "markdown":
            yield cell.source


def silent_figures(book):
    """How many figures nobody explains before the next one comes."""
    silent = waiting = 0
    for words in [*figures_and_words(book), "figure"]:
        if words == "figure":
            silent, waiting = silent + waiting, 1
        elif re.search(r"\*\*What to see\b|^\|", words):
            waiting = 0
    return silent


@each_book
def test_what_a_figure_shows_is_said_in_words(name):
    assert silent_figures(BOOKS[name]) == 0


@each_book
def test_the_words_of_a_lesson_need_no_eyes(name):
    text = "\n\n".join(cell.source for cell in BOOKS[name].cells if cell.cell_type == "markdown")
    assert not re.search(r"!\[\s*\]", text), "a picture without words"
    assert all(re.search(r'alt="[^"]', image) for image in re.findall(r"<img[^>]*>", text))
    assert not re.search(r"<font|style=|color:", text), "nothing is said by the colour of a text"
    links = re.findall(r"(?<!!)\[([^\]]+)\]\([^)]+\)", text)
    assert not [link for link in links if link.strip().lower() in ("here", "link", "this", "click here")]
