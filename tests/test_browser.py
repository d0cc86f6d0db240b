"""Every lesson in JupyterLab: all cells say what is stored, the main panel moves by keyboard, all fit."""

import re
from pathlib import Path

import nbformat
import pytest
from labpage import as_saved, faults_at, keys, panels, pixels, readout, run_all, show_cell
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
    page = open_lesson(f"notebooks/{lesson.name}")
    cells = run_all(page)
    assert not [error for cell in cells for error in cell["errors"]]
    assert [cell["count"] for cell in cells] == list(range(1, len(cells) + 1))
    differ = differences(request.session, lesson, as_saved(page))
    assert not differ, "\n".join(differ)
    show_cell(page, ".show()")
    panel = panels(page).first
    panel.wait_for(state="visible")
    handle = panel.get_by_role("slider").first
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
    assert not page.errors
