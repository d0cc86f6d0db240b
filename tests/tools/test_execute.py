"""Notebooks executed without comparison: errors, crosses, and warnings of our own code are found."""

import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools"))

import execute  # noqa: E402

import course  # noqa: E402

OLD = """
import types

old = types.ModuleType("helpers.old")
exec("import warnings\\ndef ask():\\n    warnings.warn('gone soon', DeprecationWarning)", vars(old))
old.ask()
"""


@pytest.fixture
def ran(tmp_path):
    """ran(source, ...): how a notebook of these cells ran."""

    def run(*sources, **settings):
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        path = tmp_path / "lesson.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        before = path.read_bytes()
        found = execute.execute(path, **settings)
        assert path.read_bytes() == before
        return found

    return run


def test_errors_crosses_and_deprecations_of_our_own_code_are_found(ran):
    found = ran("print('✓ two')\nprint('✗ not here: three')", "1 / 0", OLD, "print('✓ goes on')")
    assert found.ticks == 2
    assert found.crosses == ["cell 1: ✗ not here: three"]
    assert found.errors == [
        "cell 2: ZeroDivisionError: division by zero",
        "cell 3: DeprecationWarning: gone soon",
    ]


def test_warnings_of_others_are_no_errors_and_the_lesson_finds_no_names_of_ours(ran):
    found = ran("import warnings\nwarnings.warn('of a learner')", "_ = 1", "os")
    assert found.errors == ["cell 3: NameError: name 'os' is not defined"]


def test_the_books_are_tested_with_the_same_rule():
    """The command `books` gives its kernels the script that makes our warnings errors."""
    assert course.COMMANDS["books"].variables["PYTHONSTARTUP"] == str(ROOT / "tools" / "kernel_start.py")


def test_a_report_fails_for_a_cross_or_an_error_alone(capsys):
    for ran, well in (
        (execute.Ran([], [], 3), True),
        (execute.Ran(["cell 1: ✗"], [], 3), False),
        (execute.Ran([], ["cell 1: E"], 3), False),
    ):
        assert execute.report(Path("a.ipynb"), ran, 1.0) is well
    assert capsys.readouterr().out.count("FAIL") == 2
