"""The pages at the root: what is written by machine is current, and their links lead somewhere."""

import re
import sys

import pytest
from places import ROOT

sys.path.insert(0, str(ROOT))

from tools import grade, overview  # noqa: E402

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGES = sorted(ROOT.glob("*.md"))


@pytest.mark.parametrize("page", overview.PARTS)
def test_what_is_written_by_machine_is_current(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    assert overview.current(page) == text, f"{page} is old: make refresh, or python course.py pictures"


def test_the_readme_has_a_row_for_every_lesson_with_its_name():
    rows = re.findall(
        r"^\| (\d\d) \| \[(.+?)\]\(notebooks/(.+?)\)", (ROOT / "README.md").read_text("utf-8"), re.M
    )
    assert [name for _, _, name in rows] == [path.name for path in LESSONS]
    for (number, title, _), path in zip(rows, LESSONS):
        assert overview.markdown_of(path).startswith(f"# {number} {title}"), f"{path.name} has another title"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_minutes_of_the_exercises_add_up_to_what_the_lesson_says(path):
    said = re.search(r"(\d+) minutes for the exercises", overview.markdown_of(path))
    total = sum(minutes for *_, minutes in overview.exercises(path))
    assert total > 0 and (said is None or int(said[1]) == total)


def test_minutes_are_read_and_a_row_of_a_lesson_that_is_not_there_stays(tmp_path):
    (tmp_path / "notebooks").mkdir()
    cell = "# 03 Where\n\n30 minutes to read, about half a minute of CPU time."
    card = "### Exercise 3.1: a map ★★☆ (10 minutes)"
    book = overview.nbformat.v4.new_notebook(
        cells=[overview.nbformat.v4.new_markdown_cell(source) for source in (cell, card)]
    )
    overview.nbformat.write(book, tmp_path / "notebooks" / "03_where.ipynb")
    there = "| 03 | [Where](notebooks/03_where.ipynb) | Which places? | 1 | 1 | 1 |"
    gone = "| 04 | [CBAM](notebooks/04_cbam.ipynb) | Both? | 1 | 1 | 1 |"
    assert overview.with_minutes(f"{there}\n{gone}", tmp_path) == (
        f"{there.replace('1 | 1 | 1', '30 | 10 | 0.5')}\n{gone}"
    )
    book.cells[0].source = "# 03 Where"
    overview.nbformat.write(book, tmp_path / "notebooks" / "03_where.ipynb")
    with pytest.raises(ValueError, match="03_where.ipynb: its first cell has to say minutes"):
        overview.with_minutes(there, tmp_path)


def test_the_table_of_exercises_has_the_names_that_the_grader_writes():
    rows = [row.split(" | ") for row in overview.all_exercises().split("\n")[2:]]
    written = [name for lesson in grade.course().values() for name in lesson]
    assert [row[2] for row in rows] == written and len(set(written)) == len(written)
    assert ["| 2.1", "squeeze", "squeeze", "★", "5 |"] in rows


def test_an_exercise_that_has_no_check_yet_has_no_name(tmp_path):
    cells, new = [], overview.nbformat.v4
    cells.append(new.new_code_cell('check("of no exercise", answer)'))
    for number in ("3.1", "3.2"):
        cells.append(new.new_markdown_cell(f"### Exercise {number}: a map ★★☆ (10 minutes)"))
    cells.append(new.new_code_cell('print(1)\ncheck("a map", answer)'))
    (tmp_path / "notebooks").mkdir()
    overview.nbformat.write(new.new_notebook(cells=cells), tmp_path / "notebooks" / "03_where.ipynb")
    rows = overview.all_exercises(tmp_path).split("\n")[2:]
    assert rows == ["| 3.1 | a map | – | ★★ | 10 |", "| 3.2 | a map | a map | ★★ | 10 |"]


def test_marks_that_are_missing_are_named():
    with pytest.raises(ValueError, match="needs the two marks of 'a part', each once"):
        overview.renewed("# A page", "a part", "new")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_of_the_pages_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"
