"""Nothing from a file or a network is run: no unpickling, no eval, a sum for every download, a token."""

import ast
import os
from pathlib import Path

import nbformat
import pytest
import torch

from helpers.networks import pretrained

ROOT = Path(__file__).resolve().parents[1]
FORBIDDEN = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal"}  # modules
RUNS = {"eval", "exec"}
UNPICKLES = {"joblib.load", "pandas.read_pickle", "pd.read_pickle", "torch.hub.load"}
# What runs the repository's own exercises and claims, and this file, which makes a harmful pickle.
ALLOWED = {
    "tests/support/cards.py": {"eval", "exec"},
    "tests/tools/test_margins.py": {"exec"},
    "tests/test_security.py": {"pickle"},
    "tests/experiments/test_fingerprint.py": {"exec"},
    "tools/measured.py": {"eval"},
}


def dangers(source):
    """What in a piece of Python could run code from a file: names, in the order of the text."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name.split(".")[0] in FORBIDDEN]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names = [f"{module}.{alias.name}" for alias in node.names]
            found += [name for name in names if module.split(".")[0] in FORBIDDEN or name in UNPICKLES]
        elif isinstance(node, ast.Call):
            name, settings = ast.unparse(node.func), {k.arg: ast.unparse(k.value) for k in node.keywords}
            if name in RUNS | UNPICKLES or settings.get("allow_pickle", "False") != "False":
                found.append(name)
            if name == "torch.load" and settings.get("weights_only") != "True":
                found.append("torch.load without weights_only=True")
    return found


def python_files():
    """Every Python file of the project that is kept under version control or soon will be."""
    for folder in ("helpers", "tools", "tests"):
        yield from sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize(
    "source, found",
    [
        ("import pickle", ["pickle"]),
        ("from cloudpickle import loads", ["cloudpickle.loads"]),
        ("from joblib import load", ["joblib.load"]),
        ("joblib.load('a')", ["joblib.load"]),
        ("np.load('a')", []),
        ("np.load('a', allow_pickle=True)", ["np.load"]),
        ("torch.load('a')", ["torch.load without weights_only=True"]),
        ("torch.load('a', weights_only=False)", ["torch.load without weights_only=True"]),
        ("torch.load('a', weights_only=True)", []),
        ("eval('1')", ["eval"]),
        ("net.eval()", []),
        ("joblib.Parallel(2)", []),
    ],
)
def test_dangers_are_found(source, found):
    assert dangers(source) == found


def test_no_file_unpickles_or_runs_text():
    for path in python_files():
        name = path.relative_to(ROOT).as_posix()
        assert set(dangers(path.read_text(encoding="utf-8"))) <= ALLOWED.get(name, set()), name


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_no_lesson_unpickles_or_runs_text_or_calls_a_shell(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert dangers(cell.source) == [], cell.source  # "!" and "%" would not even parse


class Harm:
    """Pickled, it makes a file when it is unpickled: what a harmful file would do, but harmless."""

    def __init__(self, mark):
        self.mark = str(mark)

    def __reduce__(self):
        return os.mkdir, (self.mark,)


@pytest.mark.parametrize("how", ["harmful", "cut in half", "empty", "text", "missing", "another class"])
def test_a_stored_network_that_is_not_one_is_a_sentence_and_runs_nothing(how, tmp_path, monkeypatch):
    path, mark = tmp_path / "nets.pt", tmp_path / "harm"
    if how == "harmful":
        torch.save({"weight": Harm(mark)}, path)
    elif how == "another class":
        torch.save({"a": {"network": "Batch", "settings": {}, "state": {}}}, path)
    elif how == "cut in half":
        torch.save({"weight": torch.zeros(1000)}, path)
        path.write_bytes(path.read_bytes()[:2000])
    elif how != "missing":
        path.write_text("" if how == "empty" else "no network")
    monkeypatch.setattr(pretrained, "DATA", tmp_path)
    with pytest.raises(ValueError) as caught:
        pretrained.load("nets")
    state = "missing" if how == "missing" else "damaged"
    assert str(caught.value) == (
        f"data/nets.pt is {state}: write it again with `python -m helpers.experiments.pretrained nets`"
    )
    assert not mark.exists()
