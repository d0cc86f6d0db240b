"""A notebook that comes back from Colab: refused in one sentence, cleaned by one command, nothing lost."""

import copy
import json
import sys
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

from tools.tidy import main, tidy, trouble

ROOT = Path(__file__).resolve().parents[2]
LESSON = nbformat.read(ROOT / "notebooks" / "00_start_here.ipynb", as_version=4)
STATE = {"application/vnd.jupyter.widget-state+json": {"0a1b": {"model_name": "IntSliderModel", "state": {}}}}


def from_colab():
    """Lesson 00 as Colab saves it: format 4.0, ids in the metadata, the widgets' state in the wrong place."""
    book = copy.deepcopy(LESSON)
    book.nbformat_minor = 0
    for cell in book.cells:
        cell.metadata = nbformat.from_dict({**cell.metadata, "id": cell.pop("id")})
        if cell.cell_type == "code":
            cell.metadata |= {"colab": {"base_uri": "https://localhost:8080/"}, "outputId": "77"}
    book.metadata |= {"widgets": STATE, "colab": {"provenance": []}, "accelerator": "GPU"}
    return nbformat.from_dict(book)


@pytest.fixture
def run(monkeypatch, capsys):
    """run(path): the tool, as make tidy calls it; returns what it says."""

    def call(path):
        monkeypatch.setattr(sys, "argv", ["tidy.py", str(path)])
        main()
        return capsys.readouterr().out

    return call


def test_such_a_notebook_really_cannot_be_shown():
    with pytest.raises(KeyError, match="state"):
        HTMLExporter().from_notebook_node(from_colab())


def test_it_is_one_sentence():
    assert trouble(LESSON) is None
    assert trouble(from_colab()) == (
        "the state of its widgets is saved in it, which GitHub refuses to show: run `make tidy`"
    )
    plain = copy.deepcopy(LESSON)
    plain.metadata["colab"] = {}
    assert trouble(plain) == "it was saved by Colab or JupyterLab with colab: run `make tidy`"
    plain = copy.deepcopy(LESSON)
    plain.cells[3].metadata["outputId"] = "77"
    assert "with outputId: run" in trouble(plain)
    plain = copy.deepcopy(LESSON)
    del plain.cells[3]["id"]
    assert "with no ids: run" in trouble(plain)


def test_the_command_gives_back_the_lesson_as_it_was(tmp_path, run):
    path = tmp_path / "mine.ipynb"
    path.write_text(json.dumps(from_colab()), encoding="utf-8")
    said = run(path)
    assert said == (
        "mine.ipynb is tidy now: the state of its widgets is saved in it, which GitHub refuses to show\n"
    )
    assert nbformat.read(path, as_version=4) == LESSON
    before = path.read_bytes()
    assert run(path) == "" and path.read_bytes() == before
    HTMLExporter().from_notebook_node(nbformat.read(path, as_version=4))


def test_tags_and_the_learners_own_cells_stay():
    book = from_colab()
    book.cells[1].metadata["tags"] = ["nbval-skip"]
    book.cells.append(nbformat.from_dict({"cell_type": "markdown", "metadata": {}, "source": "My notes"}))
    clean = tidy(book)
    assert clean.cells[1].metadata["tags"] == ["nbval-skip"]
    assert clean.cells[-1].source == "My notes" and clean.cells[-1].id
    assert trouble(clean) is None


@pytest.mark.parametrize("text", [None, "", "{", "[]", "{}", "no notebook"])
def test_a_file_that_is_no_notebook_is_one_sentence_and_stays(tmp_path, run, text):
    path = tmp_path / "mine.ipynb"
    if text is not None:
        path.write_text(text)
    with pytest.raises(SystemExit) as caught:
        run(path)
    said = str(caught.value.code)
    assert said.startswith(f"{path} cannot be read as a notebook: ") and "\n" not in said
    assert text is None or path.read_text() == text
