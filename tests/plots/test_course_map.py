"""The map of the course."""

import nbformat
import pytest
from places import ROOT

from helpers.plots.course_map import STOPS, course_map

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_it_names_every_lesson_as_the_lesson_names_itself(path):
    name = " ".join(STOPS[int(path.name[:2])][0].split())
    title = nbformat.read(path, as_version=4).cells[0].source.splitlines()[0]
    assert title.partition(":")[0] == f"# {path.name[:2]} {name}"


def test_no_name_leaves_the_picture_or_runs_into_another():
    figure = course_map()
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts if text.get_text()]
    assert all(figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1 for box in boxes)
    assert not [one for k, one in enumerate(boxes) for other in boxes[:k] if one.overlaps(other)]
    assert all(name in figure.alt for name in ("00 Start here", "13 Real networks, your pictures", "14 Fast"))
