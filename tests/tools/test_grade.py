"""Handed-in notebooks: what is read from them, and the table that comes of them, whatever they do."""

import codecs
import csv
import multiprocessing
import sys
from pathlib import Path

import nbformat
import pytest

from tools import grade, handed_in

GOOD = "import torch\ndef squeeze(x):\n    return x.mean((2, 3))"
WRONG = "def squeeze(x):\n    return x.sum((2, 3))"
CHECK = 'from helpers.exercises import check\ncheck("squeeze", squeeze)'
NAME = "02_channel_attention.ipynb"


def book(path, *cells, prints=""):
    """Store a notebook of code cells; the last one has printed something."""
    made = [nbformat.v4.new_code_cell(cell) for cell in cells]
    if prints:
        made[-1].outputs = [nbformat.v4.new_output("stream", text=prints)]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=made), path)
    return path


# Reading.


def code_for(tmp_path, *cells):
    """What is needed for the check in the last cell."""
    read = handed_in.read(book(tmp_path / "a.ipynb", *cells))
    place, expression = read.checks["squeeze"]
    return handed_in.needed(read, place, expression)


def test_only_what_an_answer_needs_is_taken_in_its_last_version(tmp_path):
    first = "import torch, time\nx = time.sleep(10**6)\nnet = train(x)"
    second = "def squeeze(x):\n    return net"
    third = "def squeeze(x):\n    net = x.mean(3)\n    return other(net)"
    code = code_for(
        tmp_path, first, second, third, "def other(y):\n    return SCALE * y.mean(2)", "SCALE = 1", CHECK
    )
    assert "sleep" not in code and "train" not in code and "return net" not in code and "check" not in code
    assert [line.split("(")[0] for line in code.splitlines() if line[0] != " "] == [
        "def squeeze",
        "def other",
        "SCALE = 1",
    ]


def test_what_changes_an_answer_comes_with_it(tmp_path):
    code = code_for(
        tmp_path,
        "from math import *\nimport torch\ntorch.manual_seed(0)",
        "%%time\ntable = {}\n%matplotlib inline",
        "table['a'] = 1",
        "table.update(b=2)",
        "squeeze = lambda x: x.mean((2, 3)) * table['a']\nsqueeze.words = 'mine'",
        CHECK,
        "table = None",
    )
    assert [line.split("(")[0] for line in code.splitlines()] == [
        "from math import *",
        "table = {}",
        "table['a'] = 1",
        "table.update",
        "squeeze = lambda x: x.mean",
        "squeeze.words = 'mine'",
    ]


def test_a_change_in_a_loop_under_a_with_or_by_a_function_of_init_comes_with_it(tmp_path):
    changes = [
        "for i in range(3):\n    table.append(i)",
        "with torch.no_grad():\n    w.mul_(2)",
        "torch.nn.init.zeros_(net.weight)",
    ]
    stays_out = ["for i in range(3):\n    other.append(i)", "print(w)", 'check("squeeze", w)']
    uses = "def squeeze(x):\n    print(x)\n    return net(x * w * len(table))"
    first = "import torch\nw, net = torch.ones(2), torch.nn.Linear(2, 2)\ntable, other = [], []"
    code = code_for(tmp_path, first, *changes, *stays_out, uses, CHECK)
    assert all(change in code for change in changes)
    assert not any(each in code for each in stays_out)


def test_an_answer_that_needs_no_other_line_is_judged(tmp_path):
    cell = 'check("squeeze", lambda x: x.mean((2, 3)))\ncheck("blind gate", Blind)'
    found = grade.answers(book(tmp_path / "ada" / NAME, cell), tmp_path, grade.course())
    said = {row.exercise: (row.message, code) for row, code, _ in found}
    assert said["squeeze"] == ("", "")
    assert said["blind gate"] == (f"nothing in {NAME} defines Blind", None)


def test_the_answer_is_what_the_last_check_was_given(tmp_path):
    path = book(
        tmp_path / "a.ipynb",
        'check("squeeze", first)',
        'ex.check(answer=second, name="squeeze")',
        "check(broken",
    )
    read = handed_in.read(path)
    assert read.checks["squeeze"][1] == "second" and read.broken == [3]


def test_every_exercise_of_the_course_is_known():
    exercises = [name for lesson in grade.course().values() for name in lesson]
    assert len(exercises) == len(set(exercises)) and set(exercises) == set(grade_checks())


def grade_checks():
    from helpers.exercises import CHECKS

    return CHECKS


# Grading: one class for all tests, each process with short limits.

FORGED = """
import json, os, struct
def squeeze(x):
    text = json.dumps(["", True, "Solved."]).encode()
    for file in range(3, 64):
        try:
            os.write(file, struct.pack("!i", len(text)) + text)
        except OSError:
            pass
    os._exit(0)
"""
KILLS = "import os\ndef squeeze(x):\n    os._exit(3)"
PATCHED = """
import torch
from helpers import exercises
from helpers.exercises import base
def squeeze(x):
    yes = lambda *given, **named: True
    torch.allclose = torch.equal = torch.testing.assert_close = exercises.check = yes
    for name in exercises.CHECKS:
        exercises.CHECKS[name] = yes
    return x.sum((2, 3))
exercises.check = exercises.examine = base.examine = lambda name, answer: print("Solved.")
"""
BRIBED = """
from helpers import exercises
def squeeze(x):
    exercises.CHECKS["squeeze"].reference = squeeze
    return x.sum((2, 3))
"""


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """{(who, exercise): row of the table} of a small class."""
    folder = tmp_path_factory.mktemp("class")
    book(folder / "ada" / NAME, GOOD, CHECK, "raise SystemExit")
    book(folder / "bea" / NAME, "import torch", WRONG, CHECK, prints="✓ the average\nSolved.\n")
    book(
        folder / "cem" / NAME,
        "def for_ever():\n    while True: pass",
        "def squeeze(x, y=for_ever()):\n    return y",
        CHECK,
    )
    book(folder / "dan" / NAME, KILLS, CHECK)
    (folder / f"eva_{NAME}").write_text('{"cells": [', encoding="utf-8")
    book(folder / "fay" / NAME, PATCHED, CHECK, "check = print", prints="Solved.\n")
    book(folder / "gil" / NAME, FORGED, CHECK)
    book(folder / "hal" / "holiday.ipynb", "def squeeze(x): return x")
    book(folder / "=ida" / "my copy.ipynb", GOOD, CHECK)
    book(folder / "jon" / NAME, "import torch\ndef squeeze(x):\n    return torch.ones(10**9).sum()", CHECK)
    book(folder / "kim" / NAME, BRIBED, CHECK)
    book(folder / "lea" / NAME, "def squeeze(x):\n    return torch.mean(x, (2, 3))", CHECK)
    (folder / "ada" / ".ipynb_checkpoints").mkdir()
    (folder / "ada" / ".ipynb_checkpoints" / NAME).write_text("old", encoding="utf-8")
    grade.main([str(folder), "--seconds", "8", "--memory", "2", "--jobs", "2", "--seed", "5"])
    with (folder / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {(row["who"], row["exercise"]): row for row in csv.DictReader(file)}


def test_a_right_answer_passes_and_what_is_missing_is_said(rows):
    assert rows["ada", "squeeze"]["passed"] == "yes"
    assert rows["ada", "parameter count"]["message"] == f"nothing in {NAME} defines gate_parameters"
    assert rows["lea", "squeeze"]["passed"] == "yes"  # the import stood in the start that was overwritten
    assert rows["'=ida", "squeeze"]["passed"] == "yes"  # found by its checks; no formula for a spreadsheet


@pytest.mark.parametrize(
    "who, says",
    [
        ("bea", ""),
        ("cem", "stopped after 8 seconds"),
        ("dan", "the process ended before the check did (exit code 3)"),
        ("eva", f"the file does not open as a notebook (NotJSONError): eva_{NAME}"),
        ("fay", "the notebook changes "),
        ("kim", "the notebook changes squeeze.reference"),
        ("gil", "the process sent something that is no verdict of the check"),
    ],
)
def test_nothing_else_passes(rows, who, says):
    row = rows[who, "squeeze"]
    assert row["passed"] == "no" and says in row["message"], row


def test_a_notebook_of_something_else_is_a_row(rows):
    assert rows["hal", ""]["message"] == "no exercise of the course is in holiday.ipynb"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_too_much_memory_is_refused(rows):
    assert "memory" in rows["jon", "squeeze"]["message"] and rows["jon", "squeeze"]["passed"] == "no"


@pytest.mark.parametrize("way", [way for way in multiprocessing.get_all_start_methods() if way != "fork"])
def test_every_way_to_start_a_process_judges_alike(way, monkeypatch):
    """Windows and macOS spawn, Linux has a server that forks; this system tries all that it has."""
    monkeypatch.setattr(grade, "CONTEXT", multiprocessing.get_context(way))
    limits = grade.Limits(seconds=30)
    rows = [
        grade.judged(grade.Row(who, "squeeze", False, ""), code, "squeeze", 5, limits)
        for who, code in {"ada": GOOD, "bea": "import torch\n" + WRONG, "dan": KILLS}.items()
    ]
    assert [row.passed for row in rows] == [True, False, False]
    assert "this is the sum over the places" in rows[1].message and "(exit code 3)" in rows[2].message


def test_nothing_stays_behind_of_an_answer_that_had_to_be_stopped(tmp_path):
    told = tmp_path / "folder"
    code = f"import os\nopen({str(told)!r}, 'w').write(os.getcwd())\nopen('big.bin', 'w')\nwhile True: pass"
    row = grade.judged(grade.Row("cem", "squeeze", False, ""), code, "squeeze", 5, grade.Limits(seconds=2))
    assert row.message == "stopped after 2 seconds"
    assert told.read_text() and not Path(told.read_text()).exists()


def test_a_process_that_is_gone_is_the_same_to_windows():
    class Gone:
        def poll(self, seconds):
            raise BrokenPipeError

    with pytest.raises(EOFError):
        grade.heard(Gone(), "", 1)


def test_a_table_that_is_open_elsewhere_gets_another_name(tmp_path, capsys):
    book(tmp_path / "hal" / "holiday.ipynb", "x = 1")
    (tmp_path / "grades.csv").mkdir()  # nor can a file take this place
    grade.main([str(tmp_path), "--seed", "5"])
    assert capsys.readouterr().out.endswith("see grades-5.csv\n")
    assert (tmp_path / "grades-5.csv").read_bytes().startswith(codecs.BOM_UTF8), "else Excel reads no UTF-8"


def test_a_name_that_is_no_unicode_is_a_row():
    """So a zip from Windows may name its files; Python stands such bytes for by surrogates."""
    row = grade.Row("M\udcfcller", "squeeze", False, "nothing in M\udcfcller.ipynb defines squeeze")
    last = grade.table([row]).encode("utf-8").splitlines()[-1]
    assert last == b"M?ller,squeeze,no,nothing in M?ller.ipynb defines squeeze"


def test_a_folder_without_notebooks_is_a_sentence(tmp_path):
    with pytest.raises(SystemExit, match="there is no notebook in .*: name the folder that holds"):
        grade.main([str(tmp_path)])
