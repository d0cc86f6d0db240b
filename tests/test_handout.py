"""Copies to hand out: nothing is given away, and all that a learner needs is there."""

import errno
import re

import nbformat
import pytest
from cards import CARDS, find_cards

from tools import grade, handout

LESSONS = sorted((handout.ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    return handout.hand_out(tmp_path_factory.mktemp("handout") / "copies")


def folds(book):
    """The titles of all that can be unfolded in a notebook, in order."""
    return re.findall(r"<summary>(.*?)</summary>", "\n".join(cell.source for cell in book.cells))


def test_a_copy_gives_nothing_away_and_keeps_the_rest(copies):
    assert [copy.name for copy in copies] == [lesson.name for lesson in LESSONS]
    for lesson, copy in zip(LESSONS, copies, strict=True):
        before, after = (nbformat.read(path, as_version=4) for path in (lesson, copy))
        nbformat.validate(after)
        assert folds(after) == [title for title in folds(before) if title != "Solution"]
        assert "Solution" in folds(before)
        for old, new in zip(before.cells, after.cells, strict=True):
            assert new.id == old.id
            if new.cell_type == "code":
                assert (new.source, new.outputs, new.execution_count) == (old.source, [], None)


def test_the_same_lessons_give_the_same_bytes(copies, tmp_path):
    again = handout.hand_out(tmp_path)
    assert [copy.read_bytes() for copy in again] == [copy.read_bytes() for copy in copies]


def test_answers_in_the_folder_are_never_overwritten(tmp_path):
    mine = tmp_path / LESSONS[-1].name
    mine.write_text("my answers")
    with pytest.raises(FileExistsError, match="name an empty folder"):
        handout.hand_out(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [mine.name] and mine.read_text() == "my answers"


def test_a_disk_that_is_full_is_not_said_to_have_left_nothing(tmp_path, monkeypatch):
    def full(target, text):
        if any(tmp_path.iterdir()):
            raise OSError(errno.ENOSPC, "No space left on device")
        target.write_text(text)

    monkeypatch.setattr(handout, "write_whole", full)
    monkeypatch.setattr("sys.argv", ["handout.py", str(tmp_path)])
    with pytest.raises(SystemExit, match="^Not all lessons were handed out .*No space left"):
        handout.main()


def test_a_copy_with_the_solutions_put_in_passes_the_grader_and_an_untouched_one_does_not(copies, tmp_path):
    copy = next(path for path in copies if path.name == "02_channel_attention.ipynb")
    solutions = {card.name: card.solution for card in CARDS if card.notebook == copy.name}
    book = nbformat.read(copy, as_version=4)
    cells = [(cell.cell_type, cell.source) for cell in book.cells]
    assert not any(card.solution for card in find_cards(cells, copy.name))
    for name, code in solutions.items():
        check = next(cell for cell in book.cells if f'check("{name}"' in cell.source)
        book.cells.insert(book.cells.index(check), nbformat.v4.new_code_cell(code))
    for who, handed_in in (("ada", book), ("bob", nbformat.read(copy, as_version=4))):
        (tmp_path / who).mkdir()
        nbformat.write(handed_in, tmp_path / who / copy.name)
    rows = grade.grade(tmp_path, 5, grade.Limits(), jobs=1)
    assert len(rows) == 2 * len(solutions) > 2
    assert [row.who for row in rows if row.passed] == ["ada"] * len(solutions), rows
