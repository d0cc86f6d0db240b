"""Answers are out of sight until their cell is run."""

import nbformat.v4 as nb

from tools.answers import hide


def test_only_the_outputs_of_answers_are_hidden():
    answer = nb.new_code_cell("1 + 1", metadata={"tags": ["answer"], "jupyter": {"source_hidden": False}})
    notebook = hide(nb.new_notebook(cells=[answer, nb.new_code_cell("2"), nb.new_markdown_cell("three")]))
    hidden, *others = (cell.metadata for cell in notebook.cells)
    assert hidden["jupyter"] == {"source_hidden": False, "outputs_hidden": True} and hidden["collapsed"]
    assert others == [{}, {}]
