"""Which versions the project says that it runs with."""

import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools"))

import matrix  # noqa: E402

EXTRAS = [text for texts in matrix.PROJECT["optional-dependencies"].values() for text in texts]
REQUIREMENTS = [
    requirement
    for requirement in map(Requirement, [*matrix.PROJECT["dependencies"], *EXTRAS])
    if requirement.name != matrix.PROJECT["name"]
]
PINS = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().split() if "==" in line)


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda r: r.name)
def test_every_dependency_has_a_lower_bound_that_the_pinned_version_meets(requirement):
    bound = matrix.bounds()[requirement.name]
    assert Version(bound) <= Version(PINS[requirement.name])
    assert PINS[requirement.name] in requirement.specifier


def test_the_pythons_are_those_of_pyproject():
    assert matrix.pythons() == ["3.11", "3.12", "3.13"]
    here = "{}.{}".format(*sys.version_info)
    assert matrix.find(here) is not None
    assert matrix.find("3.99") is None


def test_bounds_that_cannot_be_had_are_named(monkeypatch, capsys):
    monkeypatch.setattr(matrix, "bounds", lambda: {"numpy": "2.0", "torch": "2.9"})
    matrix.say_which("oldest", "3.13", {"numpy": "2.1.0", "torch": "2.9.0"})
    said = capsys.readouterr().out
    assert "numpy 2.0 cannot be had here" in said and "torch 2.9 cannot" not in said
    matrix.say_which("newest", "3.13", {"numpy": "2.1.0", "torch": "2.9.0"})
    assert "cannot be had" not in capsys.readouterr().out


def test_what_fails_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(matrix, "PLACE", tmp_path)

    def nothing(*_):
        raise matrix.subprocess.CalledProcessError(1, "uv")

    monkeypatch.setattr(matrix, "install", nothing)
    assert matrix.one("oldest", "3.11", [], []) == ["installation"]
    monkeypatch.setattr(matrix, "install", lambda *_: Path(sys.executable))
    assert matrix.one("oldest", "3.11", ["--no-such-option"], None) == ["unit tests"]
