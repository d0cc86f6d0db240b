"""Every lesson in JupyterLab: all cells say what is stored, the main panel moves by keyboard, all fit."""

import re
from pathlib import Path

import nbformat
import pytest
from labpage import (
    as_saved,
    faults_at,
    hidden_outputs,
    keys,
    panels,
    pixels,
    readout,
    restart_kernel,
    run_all,
    run_cell,
    show_cell,
)
from strict import differences

LESSONS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
pytestmark = pytest.mark.browser
ONLY_HUES = """
from helpers.plots import figures

figure = figures.new_figure(3, 2)
axes = figure.subplots()
axes.plot([1, 2, 3], color=figures.WHAT)
axes.plot([3, 2, 1], color=figures.WHERE)
figures.show_figure(figure, "two lines")
"""


def test_kernels_are_as_strict_as_those_of_books(lab, open_lesson):
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(ONLY_HUES)], metadata=METADATA)
    nbformat.write(book, Path(lab.root) / "notebooks" / "hues.ipynb")
    (cell,) = run_all(open_lesson("notebooks/hues.ipynb"))
    assert len(cell["errors"]) == 1 and "only the hue" in cell["errors"][0]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_lesson_runs_and_its_panel_moves(lesson, open_lesson, tmp_path, request):
    page = open_lesson(f"notebooks/{lesson.name}", has_touch=True)
    answers = lesson.read_text(encoding="utf-8").count('"outputs_hidden": true')
    assert hidden_outputs(page) == answers
    cells = run_all(page)
    assert hidden_outputs(page) == 0, "an answer that was asked for is in sight"
    assert not [error for cell in cells for error in cell["errors"]]
    assert [cell["count"] for cell in cells] == list(range(1, len(cells) + 1))
    differ = differences(request.session, lesson, as_saved(page))
    assert not differ, "\n".join(differ)
    show_cell(page, ".show()")
    panel = panels(page).first
    panel.wait_for(state="visible")
    panel.locator("[role=slider], select").last.wait_for()
    sliders = panel.get_by_role("slider")
    handle = (sliders if sliders.count() else panel.locator("select")).first  # one panel has lists alone
    handle.scroll_into_view_if_needed()
    handle.focus()
    drawn, said = pixels(panel), readout(panel)
    assert drawn, "the panel shows no picture"
    assert re.search(r"\d", said), "the readout holds no number"
    away, _ = keys(handle)
    for _ in range(3):
        page.keyboard.press(away)
    page.wait_for_function(
        "([panel, said]) => panel.querySelector('[role=status]').innerText !== said",
        arg=[panel.element_handle(), said],
        timeout=20_000,
    )
    page.wait_for_timeout(500)
    page.screenshot(path=str(tmp_path / f"{lesson.stem}.png"))
    assert pixels(panel) != drawn
    assert faults_at(page, 1024) == []
    assert faults_at(page, 640) == [], "a window of 1280 pixels, enlarged to 200%"
    line = page.locator(".jp-OutputArea-output pre").first
    assert line.evaluate("line => getComputedStyle(line).wordBreak") == "normal", "lines break between words"
    assert not page.errors
    if lesson.stem == GUESSED:
        a_guess_is_kept_by_keyboard_mouse_and_finger(page)
        assert not page.errors
        after_a_restart_no_guess_is_said_to_be_kept(page)
        assert set(page.errors) <= {"Cannot send"}, "what JupyterLab itself says of a widget without a kernel"


GUESSED = "02_channel_attention"  # every lesson asks in the same way, so one is tried
QUESTION, RESULT = '"Which weight does', "measured(weight_of_the_first_channel="


def place_on(track, share):
    """Where a share of a slider's track lies now: cells above it may still grow while they are drawn."""
    box = track.bounding_box()
    return box["x"] + share * box["width"], box["y"] + box["height"] / 2


def a_guess_is_kept_by_keyboard_mouse_and_finger(page):
    """A question that was answered takes no guess; asked again, it takes one in any way, until the result."""
    show_cell(page, QUESTION)
    cell = page.locator(".jp-CodeCell", has_text=QUESTION)
    slider, keep, said = (
        cell.locator(place) for place in ("[role=slider]", "button.prediction-keep", "[role=status]")
    )
    keep.click()
    said.get_by_text("Not kept: the result is known already").wait_for()
    run_cell(page, QUESTION)
    slider.focus()
    page.keyboard.press("ArrowRight")
    for _ in range(2):  # between the slider and the button stands the number, where it can be typed
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    said.get_by_text("Kept: 0.05").wait_for()
    track = cell.locator(".noUi-base")
    page.mouse.click(*place_on(track, 0.2))  # far from the finger's place: a handle nearby would be held
    keep.click()
    said.get_by_text("Kept: 0.2").wait_for()
    page.wait_for_timeout(500)  # as a person would: the kernel's answer to the last guess has come
    page.touchscreen.tap(*place_on(track, 0.7))
    keep.tap()
    said.get_by_text("Kept: 0.7").wait_for()
    run_cell(page, QUESTION)  # as Shift+Enter does: the click has made the question's cell the active one
    cell.get_by_text("Kept: 0.7 (to change it, press the button again)").wait_for()
    assert "(measured 0.75, you said 0.70)" in run_cell(page, RESULT)
    assert "(measured 0 of 1 right or near)" in run_cell(page, "lesson.how_good()")


def after_a_restart_no_guess_is_said_to_be_kept(page):
    """The old question cannot reach the new kernel; after the setup its cell asks anew."""
    restart_kernel(page)
    show_cell(page, QUESTION)
    cell = page.locator(".jp-CodeCell", has_text=QUESTION)
    said = cell.locator("[role=status]")
    said.get_by_text("Kept: 0.7 (").wait_for()  # drawn anew: the guess that the old kernel kept
    cell.get_by_role("slider").first.press("ArrowRight")
    cell.locator("button.prediction-keep").click()
    page.wait_for_timeout(500)
    assert said.inner_text().startswith("Kept: 0.7 (")
    run_cell(page, "lesson.start()")
    run_cell(page, QUESTION)
    cell.locator("button.prediction-keep").click()
    said.get_by_text("Not kept: move the slider first").wait_for()
