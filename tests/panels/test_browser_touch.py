"""A panel's picture under mouse and finger in JupyterLab, and where the layer cannot be loaded."""

from pathlib import Path

import nbformat
import pytest
from labpage import panels, parts, pixels, readout, restart_kernel, run_all, run_cell, show_panel, spot

METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
pytestmark = pytest.mark.browser
CELL = """
from helpers import datasets
from helpers.panels.spotlight import SpotlightPanel


class Counting(SpotlightPanel):
    draws = 0

    def draw(self, **values):
        self.draws += 1
        return f"{super().draw(**values)}; drawn {self.draws} times"


panel = Counting(datasets.cluttered_digits(24, "test", 77))
panel.show()
"""
# The pointer that is pressed on this part runs along its diagonal, faster than any hand.
FLOOD = """(part, [id, moves]) => {
    const box = part.getBoundingClientRect();
    for (let k = 0; k < moves; k++) {
        const place = { clientX: box.x + box.width * k / moves, clientY: box.y + box.height * k / moves };
        part.dispatchEvent(new PointerEvent("pointermove", { pointerId: id, isPrimary: true, ...place }));
    }
}"""


@pytest.fixture
def spotlight(lab, open_lesson):
    """spotlight(...) -> a page with one panel, whose picture is 40 x 40 pixels, twice."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)], metadata=METADATA)
    nbformat.write(book, Path(lab.root) / "touch.ipynb")

    def open_it(**how):
        page = open_lesson("touch.ipynb", **how)
        assert run_all(page) == [{"count": 1, "errors": []}]
        panel = panels(page).first
        panel.wait_for(state="visible")
        show_panel(page, panel)
        return page, panel

    return open_it


def says(page, panel, **values):
    """Wait until the controls show these values."""
    for name, value in values.items():
        shown = panel.locator(f".panel-{name} .widget-readout")
        page.wait_for_function(
            "([tag, is]) => tag.innerText === is", arg=[shown.element_handle(), str(value)]
        )


def at(part, row, column):
    """Where the middle of a pixel lies on the screen."""
    return spot(part, (column + 0.5) / 40, (row + 0.5) / 40)


def test_a_click_and_a_drag_move_the_light_and_the_keyboard_still_does(spotlight):
    page, panel = spotlight()
    assert parts(panel).count() == 2
    drawn, said = pixels(panel), readout(panel)
    page.mouse.click(*at(parts(panel).nth(1), 7, 31))
    says(page, panel, row=7, column=31)
    assert pixels(panel) != drawn and readout(panel) != said
    page.mouse.move(*at(parts(panel).first, 7, 31))
    page.mouse.down()
    for k in range(100):
        page.mouse.move(*at(parts(panel).first, 7 + k % 20, 31 - k % 30))
    page.mouse.move(*at(parts(panel).first, 38, -20))  # out of the picture, to the left
    page.mouse.up()
    says(page, panel, row=38, column=0)
    page.mouse.move(*at(parts(panel).first, 20, 20))
    page.wait_for_timeout(300)
    says(page, panel, row=38, column=0)  # a pointer that is not pressed sets nothing
    handle = panel.locator(".panel-row [role=slider]")
    handle.focus()
    page.keyboard.press("ArrowLeft")
    says(page, panel, row=37)
    assert not panel.locator("[aria-hidden=true] [tabindex]").count(), "the layer is no stop of the Tab key"
    assert not page.errors


def test_a_click_on_a_sliders_line_gives_its_handle_the_arrow_keys(spotlight):
    page, panel = spotlight()
    page.mouse.click(*spot(panel.locator(".panel-column .noUi-target"), 0.25, 0.5))
    column = int(panel.locator(".panel-column .widget-readout").inner_text())
    assert 5 < column < 15
    page.keyboard.press("ArrowRight")
    says(page, panel, column=column + 1)


def test_a_drag_leaves_no_queue_behind_the_last_place_wins(spotlight):
    page, panel = spotlight()
    part = parts(panel).first
    part.evaluate(
        "part => part.addEventListener('pointerdown', (event) => { window.pointer = event.pointerId; })"
    )
    page.mouse.move(*at(part, 20, 10))
    page.mouse.down()
    says(page, panel, row=20, column=10)
    part.evaluate(FLOOD, [page.evaluate("window.pointer"), 400])
    says(page, panel, row=39, column=39)
    page.mouse.up()
    page.wait_for_timeout(500)
    draws = int(readout(panel).split("drawn ")[1].split()[0])
    assert draws <= 8, "400 places, one message at a time"


def finger(client, kind, *place):
    """A finger that goes down, moves or goes up, as the browser's own touch screen would tell it."""
    points = [{"x": place[0], "y": place[1]}] if place else []
    client.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})


def test_a_finger_moves_the_light_and_the_page_stays_where_it_is(spotlight):
    page, panel = spotlight(has_touch=True)
    client = page.context.new_cdp_session(page)
    part = parts(panel).first
    before = part.bounding_box()
    finger(client, "Start", *at(part, 5, 5))
    for k in range(30):
        finger(client, "Move", *at(part, 5 + k, 5 + k))
    finger(client, "End")
    says(page, panel, row=34, column=34)
    assert part.bounding_box() == before
    assert part.evaluate("part => getComputedStyle(part).touchAction") == "none"
    layer = panel.locator("[aria-hidden=true]")
    assert layer.evaluate("layer => getComputedStyle(layer).touchAction") == "auto", (
        "beside it a finger scrolls"
    )
    assert not page.errors


def test_the_parts_lie_where_they_are_seen_also_in_a_narrow_window(spotlight):
    page, panel = spotlight()
    page.evaluate("window.jupyterapp.shell.collapseLeft()")
    for width in (1300, 640):
        page.set_viewport_size({"width": width, "height": 950})
        page.wait_for_timeout(500)
        image = panel.locator("img").bounding_box()
        layer = panel.locator("[aria-hidden=true]").bounding_box()
        assert all(abs(image[side] - layer[side]) <= 1 for side in image), (width, image, layer)
        page.mouse.click(*at(parts(panel).first, 3, 4))
        says(page, panel, row=3, column=4)
        page.mouse.click(*at(parts(panel).first, 30, 20))
        says(page, panel, row=30, column=20)


def test_a_front_end_without_the_layer_shows_the_picture_and_its_controls(spotlight):
    page, panel = spotlight(before=lambda page: page.route("**/extensions/anywidget/**", lambda r: r.abort()))
    page.wait_for_timeout(1000)
    assert parts(panel).count() == 0 and panel.locator("img").count() == 1
    drawn = pixels(panel)
    panel.locator(".panel-row [role=slider]").focus()
    page.keyboard.press("ArrowRight")
    says(page, panel, row=21)
    page.wait_for_timeout(300)
    assert pixels(panel) != drawn
    assert "rror" not in panel.inner_text()


def test_after_a_restart_the_old_panel_stands_still_and_its_cell_makes_another(spotlight):
    page, panel = spotlight()
    page.mouse.click(*at(parts(panel).first, 7, 31))
    says(page, panel, row=7, column=31)
    drawn = pixels(panel)
    restart_kernel(page)
    page.mouse.click(*at(parts(panel).first, 20, 20))
    page.wait_for_timeout(500)
    assert pixels(panel) == drawn, "its picture stays, and so does what it says"
    says(page, panel, row=7, column=31)
    run_cell(page, "SpotlightPanel")
    panel = panels(page).first
    show_panel(page, panel)
    page.mouse.click(*at(parts(panel).first, 3, 4))
    says(page, panel, row=3, column=4)
    assert set(page.errors) <= {"Cannot send"}, "what JupyterLab itself says of a widget without a kernel"
