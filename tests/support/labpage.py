"""Drive one notebook in JupyterLab 4 through Playwright; labpage.js is what runs inside the page."""

from pathlib import Path

import nbformat

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def open_notebook(page, server, path, timeout=90_000):
    """Open a notebook of the server and wait until its kernel is ready."""
    page.add_init_script(path=Path(__file__).with_name("labpage.js"))
    page.goto(f"{server.base}/lab/tree/{path}?token={server.token}&reset", wait_until="domcontentloaded")
    page.wait_for_function("() => !!window.jupyterapp", timeout=timeout)
    page.evaluate("ms => lesson.open(ms)", timeout)


def run_all(page, timeout=1_800_000):
    """Run every cell: a list of {"count": execution count, "errors": [text]} for the code cells."""
    return page.evaluate("ms => lesson.runAll(ms)", timeout)


def as_saved(page):
    """The notebook as JupyterLab would save it now."""
    return nbformat.reads(page.evaluate("() => lesson.asSaved()"), as_version=4)


def run_cell(page, text, timeout=60_000):
    """Run the first cell whose source contains ``text``: what it prints."""
    return page.evaluate("([text, ms]) => lesson.run(text, ms)", [text, timeout])


def hidden_outputs(page):
    """How many cells have an output that is out of sight."""
    return page.evaluate("lesson.hidden()")


def restart_kernel(page, timeout=60_000):
    """Restart the kernel and wait until it answers."""
    page.evaluate("ms => lesson.restart(ms)", timeout)


def panels(page):
    """The panels of the page, in reading order."""
    return page.locator(".lesson-panel")


def show_cell(page, text):
    """Scroll to the first cell whose source contains ``text``."""
    page.evaluate("text => lesson.show(text)", text)


def pixels(panel):
    """Width, height and a checksum of every picture in the panel."""
    return panel.evaluate("panel => lesson.pixels(panel)")


def readout(panel):
    """The panel's line of text."""
    return panel.locator("[role=status]").inner_text()


def show_panel(page, panel):
    """Scroll to a panel.  JupyterLab draws cells as they come into sight; that moves it, so look again."""
    for _ in range(10):
        panel.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        if readout(panel):  # words that are not drawn cannot be read
            return


def faults_at(page, width, height=768):
    """What is wrong with the panels in a window of this size, one line each."""
    page.set_viewport_size({"width": width, "height": height})
    if width < 1000:
        page.evaluate("window.jupyterapp.shell.collapseLeft()")  # as a reader does who enlarges the page
    found = []
    for panel in panels(page).all():
        show_panel(page, panel)
        found += panel.evaluate("panel => lesson.faults(panel)")
    return found


def keys(handle):
    """The key that moves a slider or a list away from its end, and the one that brings it back."""
    if handle.get_attribute("role") == "slider":
        at, end = (float(handle.get_attribute(f"aria-value{name}")) for name in ("now", "max"))
    else:
        at, end = handle.evaluate("list => [list.selectedIndex, list.length - 1]")
    return ("ArrowLeft", "ArrowRight") if at >= end else ("ArrowRight", "ArrowLeft")


def between(k):
    """Milliseconds to wait before press k + 1: more each time, so that presses fall anywhere in a frame."""
    return 60 + 7 * k


def latencies(page, panel, handle, presses=15):
    """Milliseconds from key press to painted pixels, one step there and one back in turn."""
    there_and_back = keys(handle)
    handle.focus()
    panel.evaluate("panel => lesson.watch(panel)")
    for k in range(presses):
        page.keyboard.press(there_and_back[k % 2])
        page.wait_for_function("k => lesson.latencies.length > k", arg=k, timeout=10_000)
        page.wait_for_timeout(between(k))
    return page.evaluate("lesson.latencies")


def parts(panel):
    """The parts of the panel's picture that can be touched, in the order of Panel.areas."""
    return panel.locator("[aria-hidden=true] > div")


def spot(part, across, down):
    """Where a place in a part of the picture, given in shares of it, lies on the screen: (x, y)."""
    box = part.bounding_box()
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def touch_latencies(page, panel, part, presses=20):
    """Milliseconds from a press of the mouse to painted pixels, at two places in turn, an even number."""
    panel.evaluate("panel => lesson.watch(panel)")
    for k in range(presses):
        page.mouse.move(*spot(part, *[0.3 + 0.4 * (k % 2)] * 2))
        page.mouse.down()
        page.mouse.up()
        page.wait_for_function("k => lesson.latencies.length > k", arg=k, timeout=10_000)
        page.wait_for_timeout(between(k))
    return page.evaluate("lesson.latencies")
