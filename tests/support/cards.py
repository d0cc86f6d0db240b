"""Finds the exercise cards of the notebooks: title, stub, check, hints and solution."""

import ast
import re
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import nbformat
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
SOLUTION = re.compile(r"<summary>Solution</summary>.*?```python\n(.*?)```", re.DOTALL)
HEADING = re.compile(r"^### Exercise .*$", re.MULTILINE)


@dataclass
class Card:
    """One exercise as it stands in a notebook.

    name      the exercise by which ``check`` is called;  answer  the expression that is checked
    title     the heading line;  answers  the markdown cell with hints and solution
    stub      the code between the heading and the check;  solution  the code on the card
    cells     all cells of the notebook, (type, source)
    """

    notebook: str
    name: str
    answer: str
    title: str
    stub: str
    answers: str
    solution: str
    cells: list

    def answer_from(self, code):
        """What would be handed to the check if ``code`` stood in the cell."""
        names = namespace(self.cells)
        exec(compile(code, f"<{self.notebook}: {self.name}>", "exec"), names)
        return eval(self.answer, names)


def namespace(cells):
    """The names a solution may use: torch, nn, F, np and what the notebook itself imports."""
    names = {"__name__": "card", "torch": torch, "nn": nn, "F": F, "np": np}
    for kind, source in cells:
        if kind == "code":
            imports = [n for n in ast.parse(source).body if isinstance(n, (ast.Import, ast.ImportFrom))]
            exec(compile(ast.Module(imports, []), "<imports>", "exec"), names)
    return names


def is_check(node):
    """Whether a statement is ``check("name", answer)``."""
    call = getattr(node, "value", None)
    return isinstance(call, ast.Call) and getattr(call.func, "id", None) == "check"


def checks_in(source):
    """(exercise, answer expression) for every check at the top of a cell."""
    calls = (node.value for node in ast.parse(source).body if is_check(node))
    return [(call.args[0].value, ast.unparse(call.args[1])) for call in calls]


def definitions(source):
    """What defines a stub: imports, functions, classes and assignments of a cell, as far as its check."""
    kept = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
    above = takewhile(lambda node: not is_check(node), ast.parse(source).body)
    return "\n".join(ast.unparse(node) for node in above if isinstance(node, kept))


def find_cards(cells, notebook):
    """The cards of a notebook given as (type, source) pairs."""
    cards = []
    for i, (kind, source) in enumerate(cells):
        for name, answer in checks_in(source) if kind == "code" else ():
            start = next((j for j in range(i, -1, -1) if HEADING.search(cells[j][1])), i)
            title = HEADING.search(cells[start][1])
            stub = [definitions(text) for kind_, text in cells[start : i + 1] if kind_ == "code"]
            after = (text for kind_, text in cells[i + 1 :] if kind_ == "markdown")
            answers = next((text for text in after if "<summary>Solution</summary>" in text), "")
            solution = SOLUTION.search(answers)
            cards.append(
                Card(
                    notebook,
                    name,
                    answer,
                    title.group(0) if title else "",
                    "\n".join(stub),
                    answers,
                    solution.group(1) if solution else "",
                    cells,
                )
            )
    return cards


def cells_of(path):
    """(type, source) of every cell of a notebook file."""
    return [(cell.cell_type, cell.source) for cell in nbformat.read(path, as_version=4).cells]


CARDS = [card for path in NOTEBOOKS for card in find_cards(cells_of(path), path.name)]
