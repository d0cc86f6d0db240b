"""The fingerprint of what a learner wrote: what decides numbers changes it, words do not."""

import functools
import importlib
import inspect
import json
import subprocess
import sys

import numpy as np
import pytest
import torch
from places import ROOT
from torch import nn

from helpers.experiments.source import Unreadable, fingerprint

MODULE = '''
import functools
from dataclasses import dataclass
from torch import nn
SLOPE = 0.1
TABLE = {"a": [1, 2]}

def inner(x):
    """Words."""
    return SLOPE * x  # a comment

class Reader:
    def __get__(self, gate, kind):
        return 0.9

class Base(nn.Module):
    factor = 2

    def scale(self, x):
        return self.factor * inner(x)

class Gate(Base):
    def weights(self, x):
        return self.scale(x).sigmoid()

    @property
    def table(self):
        return TABLE

    @functools.cached_property
    def open(self):
        return 0.5

    def shift(self, by):
        return by + 1

    shifted = functools.partialmethod(shift, 7)
    read = Reader()

@dataclass
class Settings:
    width: int = 4

def make(attention=None, width=3):
    return nn.Sequential(Gate(), nn.Linear(width, Settings().width))
'''
CHANGES = {
    "a constant that an inner function uses": ("SLOPE = 0.1", "SLOPE = 0.2"),
    "a table that a property uses": ("[1, 2]", "[1, 3]"),
    "a function of a function": ("return SLOPE * x", "return SLOPE + x"),
    "a class attribute of a base": ("factor = 2", "factor = 3"),
    "a method of a base": ("self.factor * inner(x)", "inner(x)"),
    "a method": ("sigmoid()", "tanh()"),
    "a cached property": ("return 0.5", "return 0.6"),
    "a partial method": ("return by + 1", "return by + 2"),
    "a partial method's argument": ("shift, 7", "shift, 8"),
    "a descriptor": ("return 0.9", "return 0.8"),
    "a base": ("class Gate(Base):", "class Gate(Base, object):"),
    "a default": ("width=3", "width=5"),
    "a field's default": ("width: int = 4", "width: int = 5"),
    "the maker": ("nn.Sequential(Gate(),", "nn.Sequential(Gate(), nn.ReLU(),"),
}
WORDS = {
    "a docstring": ('"""Words."""', '"""Other words."""'),
    "a comment": ("# a comment", "# another"),
    "blank lines": ("TABLE =", "\n\nTABLE ="),
}


def printed(monkeypatch, tmp_path, text):
    """The fingerprint of a module's maker."""
    name = f"own_{abs(hash((text, str(tmp_path))))}"
    (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    return fingerprint(__import__(name).make)


@pytest.mark.parametrize("old, new", CHANGES.values(), ids=CHANGES)
def test_what_decides_changes_it(monkeypatch, tmp_path, old, new):
    assert MODULE.count(old) == 1
    changed = printed(monkeypatch, tmp_path, MODULE.replace(old, new))
    assert printed(monkeypatch, tmp_path, MODULE) != changed


@pytest.mark.parametrize("old, new", WORDS.values(), ids=WORDS)
def test_words_do_not(monkeypatch, tmp_path, old, new):
    assert MODULE.count(old) == 1
    changed = printed(monkeypatch, tmp_path, MODULE.replace(old, new))
    assert printed(monkeypatch, tmp_path, MODULE) == changed


WAYS = {  # what stands before the maker, and what stands in it
    "a module in a module": ("import OWN.blocks", "return OWN.blocks.stem(2)"),
    "a module of a folder": ("from OWN import blocks", "return blocks.stem(2)"),
    "a module, by the maker": ("", "import OWN.blocks; return OWN.blocks.stem(2)"),
    "a function, by the maker": ("", "from OWN.blocks import stem; return stem(2)"),
    "a neighbour, by the maker": ("", "from .blocks import stem; return stem(2)"),
}


@pytest.mark.parametrize("own", ["own_package", "own_folder"])
@pytest.mark.parametrize("before, body", WAYS.values(), ids=WAYS)
def test_code_in_other_files_is_seen_however_it_is_imported(monkeypatch, tmp_path, before, body, own):
    folder, prints = tmp_path / own, []
    folder.mkdir()
    if own == "own_package":
        (folder / "__init__.py").write_text("")
    (folder / "maker.py").write_text(f"{before}\n\ndef make():\n    {body}\n".replace("OWN", own))
    monkeypatch.syspath_prepend(tmp_path)
    for factor in ("0.1", "0.25", "0.1"):
        (folder / "blocks.py").write_text(f"def stem(x):\n    return {factor} * x\n")
        for name in [name for name in sys.modules if name.partition(".")[0] == own]:
            monkeypatch.delitem(sys.modules, name)
        make = importlib.import_module(f"{own}.maker").make
        make()
        prints.append(fingerprint(make))
    assert prints[0] == prints[2] != prints[1]


class TestValues:
    def test_lambdas_of_one_line(self):
        pair = lambda: (lambda c: c + 1, lambda c: c + 2)  # noqa: E731 lines that look the same
        first, second = pair()
        assert fingerprint(first) != fingerprint(second)

    def test_what_a_function_remembers(self):
        def of(value):
            return lambda x: x + value

        assert fingerprint(of(1)) == fingerprint(of(1)) != fingerprint(of(2))
        assert fingerprint(of(torch.ones(3))) != fingerprint(of(torch.tensor([1.0, 1.0, 2.0])))

    def test_a_default_is_a_value(self):
        def of(value):
            def gate(x, by=value):
                return x * by

            return gate

        assert fingerprint(of(1)) == fingerprint(of(1)) != fingerprint(of(2))

    def test_partials_arrays_and_networks(self):
        def gate(channels, reduction):
            return nn.Linear(channels, reduction)

        prints = [fingerprint(functools.partial(gate, reduction=r)) for r in (2, 2, 3)]
        assert prints[0] == prints[1] != prints[2]
        assert (
            fingerprint(np.arange(4)) != fingerprint(np.arange(4.0)) != fingerprint(np.arange(4.0)[:, None])
        )
        one, other = nn.Linear(2, 2), nn.Linear(2, 2)
        assert fingerprint(one) != fingerprint(other)
        other.load_state_dict(one.state_dict())
        assert fingerprint(one) == fingerprint(other)

    def test_a_wrapper_is_seen_with_what_it_wraps(self):
        def twice(function):
            @functools.wraps(function)
            def both(x):
                return function(function(x))

            return both

        def thrice(function):
            @functools.wraps(function)
            def all_three(x):
                return function(function(function(x)))

            return all_three

        def step(x):
            return x + 1

        assert len({fingerprint(f) for f in (step, twice(step), thrice(step))}) == 3

    def test_a_wrapper_that_keeps_a_signature(self):
        def checked(function):
            signature = inspect.signature(function)

            @functools.wraps(function)
            def bound(*values):
                return function(*signature.bind(*values).args)

            return bound

        def maker(by):
            def make(width, factor=by):
                return width * factor

            return checked(make)

        assert fingerprint(maker(2)) == fingerprint(maker(2)) != fingerprint(maker(3))

    def test_the_same_in_another_process(self):
        asked = "from helpers.experiments import own_replicate as o; print(o.source.fingerprint(o.replicate))"
        found = {
            subprocess.run(
                [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
            ).stdout
            for _ in range(2)
        }
        assert len(found) == 1


@pytest.mark.parametrize(
    "text", ["def thing(x): return x", "class thing:\n def weights(self, x): return x", "thing = lambda x: x"]
)
def test_no_source(text):
    made = {}
    exec(text, made)
    with pytest.raises(Unreadable, match="the source of .* cannot be read"):
        fingerprint({"gate": functools.partial(made["thing"])})


def test_classes_of_a_notebook(tmp_path):
    """Cells of a kernel: a change in a class that the maker uses counts, a comment does not."""
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(kernel_name="python3", cwd=str(ROOT))
    cell = """
from torch import nn
class Gate(nn.Module):
    def weights(self, x):
        return x.{}()  # {}
def make(attention=None):
    return Gate()
"""
    asked = "from helpers.experiments.source import fingerprint; found = []"
    try:
        client.execute_interactive(asked, timeout=120)
        for how, word in (("sigmoid", "one"), ("sigmoid", "two"), ("tanh", "one")):
            client.execute_interactive(cell.format(how, word), timeout=60)
            client.execute_interactive("found.append(fingerprint(make))", timeout=60)
        path = tmp_path / "found.json"
        client.execute_interactive(
            f"import json; open({str(path)!r}, 'w').write(json.dumps(found))", timeout=60
        )
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    first, same, other = json.loads(path.read_text())
    assert first == same != other
