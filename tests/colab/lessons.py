"""`make test-colab`: every lesson as on Google Colab, outside the checkout, with Colab's versions.

Slow (a quarter of an hour and more), so the name of this file keeps it out of `make test`.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "support")]

import place  # noqa: E402
from classic import ClassicServer, run_to_the_last_panel  # noqa: E402
from labpage import parts, spot  # noqa: E402

LESSONS = sorted(path.name for path in (place.ROOT / "notebooks").glob("*.ipynb"))
HERE = Path(__file__).resolve().parent
each_lesson = pytest.mark.parametrize("lesson", LESSONS)
FOUND = """
import importlib.metadata as m, json, sys
names = ["ipywidgets", "ipython", "ipykernel", "notebook", "numpy", "torch", "matplotlib", "traitlets"]
print(json.dumps({name: m.version(name) for name in names} | {"python": sys.version.split()[0]}))
"""


def versions():
    """What is installed in the environment: {package: version}."""
    return json.loads(subprocess.run([place.PYTHON, "-c", FOUND], capture_output=True, check=True).stdout)


def readout(panel):
    """The panel's line of text."""
    return panel.locator("[role=status]").first.inner_text()


def sources(panel):
    """The addresses of the panel's pictures: a new picture has a new one."""
    return panel.locator("img").evaluate_all("images => images.map((image) => image.src)")


@pytest.fixture(scope="module")
def colab(tmp_path_factory):
    """A folder outside the checkout with nothing but the notebooks: what /content is on Colab."""
    content = tmp_path_factory.mktemp("content")
    place.lay_out(content)
    assert place.ROOT not in content.parents
    return content


@pytest.fixture(scope="module")
def server(colab):
    with ClassicServer(colab) as running:
        yield running


@pytest.fixture
def page(server):
    from labpage import ARGS
    from places import CHROMIUM, HOW
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        pytest.fail(HOW)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGS)
        page = chromium.new_page(viewport={"width": 1300, "height": 950}, has_touch=True)
        page.set_default_timeout(60_000)
        yield page
        chromium.close()
    server.end_kernels()


def test_the_versions_are_colabs(colab):
    found = versions()
    print(found)
    assert (found["ipywidgets"], found["ipython"], found["ipykernel"]) == ("7.7.1", "7.34.0", "6.17.1")


@each_lesson
def test_a_lesson_runs_outside_the_checkout(lesson, colab):
    target = place.PLACE / "done" / lesson
    target.parent.mkdir(exist_ok=True)
    target.unlink(missing_ok=True)
    command = [place.PYTHON, HERE / "execute.py", colab / lesson, target]
    subprocess.run(command, cwd=colab, env=place.variables(), check=True)
    book = nbformat.read(target, as_version=4)
    outputs = [output for cell in book.cells for output in cell.get("outputs", ())]
    errors = [f"{o.ename}: {o.evalue}" for o in outputs if o.output_type == "error"]
    printed = "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stdout")
    warned = "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stderr")
    print(printed.count("✓"), "claims hold;", "on stderr:", warned or "nothing")
    assert errors == []
    assert re.match("Ready on ", printed), "the setup cell says one line"
    assert [line for line in printed.splitlines() if "✗ not here" in line] == []
    assert printed.count("✓") >= 5
    fetched = colab / f"where-and-what-{place.REF}"
    assert fetched.is_dir() and not (colab / "where-and-what.part").exists()


@each_lesson
def test_the_panels_move_in_the_front_end_of_ipywidgets_7(lesson, page, server):
    panels, errors = run_to_the_last_panel(page, server.address(lesson))
    assert errors == [] and panels.count() >= 1
    for number, panel in enumerate(panels.all(), 1):
        moves(page, panel)
        is_touched(page, panel)
        page.screenshot(path=place.PLACE / f"{lesson}.{number}.png")
    if lesson == GUESSED:
        takes_a_guess(page)


GUESSED = "02_channel_attention.ipynb"  # every lesson asks in the same way, so one is tried
ASK = """() => {
    const cells = Jupyter.notebook.get_cells();
    const index = cells.findIndex((cell) => cell.get_text().includes('"Which weight does'));
    Jupyter.notebook.select(index);
    cells[index].execute();
}"""


def takes_a_guess(page):
    """A question whose answer is known takes no guess; asked again, it takes one by keyboard and by mouse."""
    cell = page.locator(".code_cell", has_text='"Which weight does')
    keep, said = cell.locator("button.prediction-keep"), cell.locator("[role=status]")
    keep.click()
    said.get_by_text("Not kept: the result is known already").wait_for()
    page.evaluate(ASK)
    said.get_by_text("Not kept").wait_for(state="detached")
    cell.locator(".ui-slider-handle").focus()
    page.keyboard.press("ArrowRight")
    keep.press("Enter")
    said.get_by_text("Kept: 0.05").wait_for()
    track = cell.locator(".ui-slider").bounding_box()
    page.mouse.click(track["x"] + 0.8 * track["width"], track["y"] + track["height"] / 2)
    keep.click()
    said.get_by_text("Kept: 0.8").wait_for()


def moves(page, panel):
    """The panel's first slider, or list, moved by keyboard, changes its words and its pictures."""
    handle = panel.locator(".ui-slider-handle, select").first
    handle.scroll_into_view_if_needed()
    said, drawn = readout(panel), sources(panel)
    assert drawn, "the panel shows no picture"
    assert re.search(r"\d", said), "the readout holds no number"
    handle.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowLeft"):  # one way is free
        page.keyboard.press(key)
        page.wait_for_timeout(1000)
        if readout(panel) != said and sources(panel) != drawn:
            return
    page.wait_for_timeout(1000)
    assert readout(panel) != said
    assert sources(panel) != drawn


def is_touched(page, panel):
    """A click, and then a tap, on a part of the panel's picture changes its words.

    A part may be a button of what is chosen already: then nothing changes there, and another part is tried.
    """
    parts(panel).first.scroll_into_view_if_needed()
    for press in (page.mouse.click, page.touchscreen.tap):
        said = readout(panel)
        places = (
            (part, where) for part in parts(panel).all() for where in ((0.2, 0.2), (0.8, 0.7), (0.5, 0.4))
        )
        for part, where in places:
            press(*spot(part, *where))
            page.wait_for_timeout(1000)
            if readout(panel) != said:
                break
        else:
            pytest.fail(f"nothing changes: {press.__qualname__}")


HERE_IS_NOT_COLAB = """
import sys

from helpers import datasets
from helpers.panels.spotlight import SpotlightPanel

sys.modules.pop("google.colab")
SpotlightPanel(datasets.cluttered_digits(24, "test", 77)).show()
"""


def test_the_classic_notebook_itself_reports_the_layer(colab, page, server):
    """There the layer joins the picture when the front end has said that it runs it, as in JupyterLab."""
    book = nbformat.read(colab / LESSONS[0], as_version=4)
    setup = next(cell for cell in book.cells if cell.cell_type == "code")
    book.cells = [setup, nbformat.v4.new_code_cell(HERE_IS_NOT_COLAB)]
    nbformat.write(book, colab / "classic.ipynb")
    panels, errors = run_to_the_last_panel(page, server.address("classic.ipynb"))
    assert errors == []
    parts(panels.first).first.wait_for()
    moves(page, panels.first)
    is_touched(page, panels.first)


def test_nothing_of_colabs_was_changed(colab):
    before = {line for line in place.VERSIONS.read_text().splitlines() if "==" in line}
    now = subprocess.run([place.PYTHON, "-m", "pip", "freeze"], capture_output=True, text=True, check=True)
    assert before <= set(now.stdout.splitlines())
