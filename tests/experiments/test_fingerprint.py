"""The fingerprint: words do not count; code counts for the experiments that it decides, and for no others."""

import hashlib
import inspect
import json
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from sweep_tools import edited

from helpers import networks
from helpers.attention import channel, checks, scse
from helpers.datasets import glyphs, scenes, sources, tasks, unseen
from helpers.experiments import (
    EXPERIMENTS,
    base,
    classification,
    detection,
    fingerprint,
    layers,
    metrics,
    recognition as of_recognition,
    segmentation,
    sweep,
)
from helpers.experiments.replicate import run_replicate
from helpers.experiments.replicated import Replicated
from helpers.gates import by_method, replacing
from helpers.networks import classifiers, detector, embedder, unet
from helpers.training import loop

# The recipes of lessons 05 to 09; what other lessons add may share their code.
CORE = [
    name for module in (classification, of_recognition, segmentation, detection) for name in module.RECIPES
]


@cache
def untouched(name):
    """The fingerprint of the code as it is."""
    return fingerprint.fingerprint(name)


def changed_by(monkeypatch, *edits):
    """The experiments whose fingerprint is another one after some edits, each (module, old, new)."""
    before = {name: untouched(name) for name in CORE}
    with monkeypatch.context() as patch:
        for edit in edits:
            edited(patch, *edit)
        return [name for name in CORE if fingerprint.fingerprint(name) != before[name]]


def starting(*starts):
    """The experiments whose names start like this."""
    return [name for name in CORE if name.startswith(starts)]


def test_it_is_stable_and_differs_between_experiments():
    prints = [fingerprint.fingerprint(name) for name in EXPERIMENTS]
    assert prints == [fingerprint.fingerprint(name) for name in EXPERIMENTS]
    assert len(set(prints)) == len(EXPERIMENTS)


def test_an_unknown_experiment():
    with pytest.raises(ValueError, match="there is no experiment 'nothing' in any RECIPES"):
        fingerprint.fingerprint("nothing")


WORDS_AND_CHECKS = [
    (channel, '"""*What* matters', '"""Other words: *what* matters'),
    (channel, "# Squeeze: every channel", "# Another comment: every channel"),
    (channel, '"""The attention vector, (N, C, 1, 1)', '"""Other words, (N, C, 1, 1)'),
    (tasks, "    rng = generator(seed)\n", "    rng = generator(seed)  # a comment\n"),
    (glyphs, "    order = np", "\n\n    order = np"),
    (classifiers, '    """Global average pooling', '    """Other words'),
    (loop, "# Channels next to each other", "# Other words"),
    (loop, '"""Train ``net`` in place', '"""Other words'),
    (classification, '"""Accuracy, and how', '"""Other words, and how'),
    (segmentation, '"""IoU of the predicted', '"""Other words'),
    (segmentation, "settings={},", "settings=({}),"),
    (sweep, '"""Train and judge one network', '"""Other words'),
    # What can only stop a run.
    (checks, "    if not 1 <= reduction <= channels:", "    if not 1 <= reduction < channels:"),
    (channel, "        check_map(x, self.channels)\n", "        check_map(x)\n"),
    (checks, "if x.dim() != 4:", "if x.dim() not in (4, 5):"),
    (tasks, "    check_count(n)\n", ""),
    (loop, 'if "memory" not in str(error)', 'if "room" not in str(error)'),
    (loop, "    check_steps(steps)\n", "    if steps > 9999:\n        raise ValueError('so many')\n"),
]


def test_words_and_checks_do_not_count(monkeypatch):
    counts = changed_by(monkeypatch, *WORDS_AND_CHECKS) and [
        edit for edit in WORDS_AND_CHECKS if changed_by(monkeypatch, edit)
    ]
    assert counts == []


SENSORS = starting("sensors", "recognition")
SENSORS.remove("recognition_clutter")
IN_CLUTTER = ["clutter", "recognition_clutter", *starting("segmentation")]
IN_CLUTTER.remove("segmentation_cue")
# Recipes that choose among another's variants (cued_colour_long) are its code too.
BESIDE_CBAM = [
    *starting("cued_colour"),
    "clutter",
    "recognition_clutter",
    "segmentation",
    "segmentation_fashion",
    "detection",
]
IN_COLOUR = [*starting("cued_colour"), "segmentation_cue"]


@pytest.mark.parametrize(
    "where, old, new, stale",
    [
        # What every experiment needs.
        (glyphs, "TRAIN_DIGITS = 1200", "TRAIN_DIGITS = 1201", CORE),
        (glyphs, "RandomState(0)", "RandomState(1)", CORE),
        (loop, "0.2 if steps", "0.3 if steps", CORE),
        (loop, "weight_decay=1e-2", "weight_decay=1e-3", CORE),
        (base, "1000 + seed", "2000 + seed", CORE),
        (base, "manual_seed(77)", "manual_seed(78)", CORE),
        (networks.base, "torch.manual_seed(seed)", "torch.manual_seed(seed + 1)", CORE),
        (replacing, "weights.roll(1, 0)", "weights.roll(2, 0)", CORE),
        (replacing, '"one": torch.ones_like', '"one": torch.zeros_like', CORE),
        (by_method, 'METHODS = ("weights", "_scale")', 'METHODS = ("weights",)', CORE),
        (channel, "torch.sigmoid(self.logits(x))", "torch.tanh(self.logits(x))", CORE),
        (loop, "history.interrupted = True", "raise", CORE),
        (loop, "    check_steps(steps)\n", "    steps = min(steps, 300)\n", CORE),
        (loop, "    check_steps(steps)\n", "    if steps > 300:\n        steps = 300\n", CORE),
        (
            loop,
            "    check_steps(steps)\n",
            "    if (steps := 300) > 301:\n        raise MemoryError\n",
            CORE,
        ),
        # The jobs themselves.
        (sweep, "round(value, 4)", "round(value, 3)", CORE),
        (sweep, "experiment, 1000, seed", "experiment, 900, seed", CORE),
        # The data of some.
        (tasks, "fragments=5", "fragments=6", IN_CLUTTER),
        (tasks, "broken=0.6", "broken=0.5", SENSORS),
        (tasks, "size=24, shift=2", "size=24, shift=3", IN_COLOUR),
        (scenes, "CORNER = 10", "CORNER = 9", starting("detection_cue", "detection_fashion")),
        (scenes, "most=3)\n", "most=4)\n", ["detection"]),
        (unseen, "SEEN = 6", "SEEN = 5", starting("recognition")),
        # The network, the loss or the measure of some.
        (
            unet,
            "self.classify = nn.Conv2d(fine, 1, 1)",
            "self.classify = nn.Conv2d(fine, 1, 3)",
            "segmentation",
        ),
        (detector, "overlap=0.5", "overlap=0.6", "detection"),
        (embedder, "scale=16.0", "scale=15.0", "recognition"),
        (
            metrics,
            "def iou(logits, batch, threshold=0.0",
            "def iou(logits, batch, threshold=0.1",
            "segmentation",
        ),
        (metrics, "def hit_rate(embeddings", "def hit_rate(other, embeddings", "recognition"),
        (classification, "weights.sum((1, 2, 3))", "weights.sum((0, 1, 2, 3))", ["clutter"]),
        (classification, "by_cue.max(0)", "by_cue.mean(0)", starting("cued_colour")),
        # The layers of some.
        (
            scse,
            "self.place = self.Place(channels)",
            "self.place = nn.Identity()",
            ["segmentation", "segmentation_fashion"],
        ),
        (
            layers,
            "authors_cbam = partial(CBAM, reduction=4",
            "authors_cbam = partial(CBAM, reduction=8",
            BESIDE_CBAM,
        ),
        # The recipe of some.
        (classification, "steps=350", "steps=351", starting("sensors")),
        (classification, '"digits", 1200', '"digits", 1201', ["cued_colour_long"]),
        (classification, "steps=400", "steps=401", ["clutter"]),
        (detection, "batch_size=48", "batch_size=49", "detection"),
        (segmentation, 'settings={"in_channels": 3}', 'settings={"in_channels": 4}', ["segmentation_cue"]),
    ],
)
def test_code_counts_where_it_is_used_and_nowhere_else(monkeypatch, where, old, new, stale):
    stale = starting(stale) if isinstance(stale, str) else stale
    assert sorted(changed_by(monkeypatch, (where, old, new))) == sorted(stale)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_function_that_runs_is_in_it(monkeypatch, name):
    recipe = EXPERIMENTS[name]
    if absent := sources.absent(recipe.source):
        pytest.skip(f"{absent} is not in data/downloads")
    files = {import_module(module).__file__: module for module in fingerprint.module_names()}
    ran = set()

    def watch(frame, event, _):
        if event == "call" and frame.f_code.co_filename in files:
            ran.add((files[frame.f_code.co_filename], frame.f_code.co_qualname.split(".")[0]))

    monkeypatch.setattr(recipe, "steps", 2)
    monkeypatch.setattr(recipe, "test_images", 40)
    variants = {list(recipe.variants)[1], list(recipe.variants)[-1], list(recipe.variants)[-2]}
    own = isinstance(recipe, Replicated)
    sys.setprofile(watch)
    try:
        for variant in variants:
            run_replicate(name, variant, 0, (1e-3,)) if own else sweep.run_one(name, variant, 0, 1e-3)
        if not own:
            sweep.try_rate(name, "plain", 1e-3, 100)
    finally:
        sys.setprofile(None)
    known = set(fingerprint.reached(name)[1])
    assert {place for place in ran if not place[1].startswith(("<", "check"))} <= known
    trains = "helpers.experiments.replicated" if own else "helpers.experiments.base"
    assert ("helpers.training.loop", "fit") in ran and (trains, "train") in ran


SOURCES = [import_module(module).__file__ for module in fingerprint.module_names()]
BARE = (
    "what_decides",
    "is_word",
    "is_import",
    "raises",
    "only_stops",
    "is_scope",
    "bound_by",
    "stored_names",
)
ALONE = f"""
import ast, hashlib, json, sys
from functools import cache
NOTHING, SCOPED, SHOWN = frozenset(), {fingerprint.SCOPED!r}, {fingerprint.SHOWN!r}
{"".join(inspect.getsource(getattr(fingerprint, name)) for name in (*BARE, "without_name", "Dump"))}

class Foreign:
    resolve = staticmethod(lambda name, rooms: None)

def dump(text):
    return Dump({{"m": Foreign}}, "m", []).tree(what_decides(ast.parse(text)), NOTHING)
"""
ELSEWHERE = (
    ALONE
    + """
for path in json.load(sys.stdin):
    print(hashlib.sha256(repr(dump(open(path, encoding="utf-8").read())).encode()).hexdigest())
"""
)


def dump(text):
    """A text as nested lists, with all its names taken for foreign ones."""
    space = {}
    exec(ALONE, space)
    return space["dump"](text)


def other_pythons():
    """The Pythons of pyenv that this project supports, one of each version."""
    found = sorted(Path.home().glob(".pyenv/versions/3.1[123].*/bin/python"))
    return {path.parts[-3].rsplit(".", 1)[0]: path for path in found}


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_a_dump_is_the_same_in_every_python(version):
    if version not in other_pythons():
        pytest.skip(f"no Python {version} was found among those of pyenv")
    printed = [
        subprocess.run(
            [python, "-c", ELSEWHERE], input=json.dumps(SOURCES), capture_output=True, text=True, check=True
        )
        for python in (sys.executable, other_pythons()[version])
    ]
    here, there = (done.stdout.split() for done in printed)
    assert len(here) == len(SOURCES) and here == there


def test_a_dump_is_the_stored_one():
    text = '''
@cache
def f(x, *rest, y=None, z: float = 1e-3, **more) -> dict:
    """Words."""
    a = [i for i, _ in enumerate(x) if i] or f"{y!r:>{z}} and " "more"
    with open(a) as file, file:
        return {**more, "a": lambda u=-1, /: not (u < 2 <= 3), None: x[1:, ..., ::2]}
class G(B, metaclass=M):
    k: int = 0
    async def g(self):
        """Words."""
        try: await h
        except (E, F) as e: k = e
        finally: del x
'''
    assert hashlib.sha256(repr(dump(text)).encode()).hexdigest()[:16] == "700476573ad102fe"


def test_the_stored_dump_is_readable():
    function = dump('def f(x):\n    """W"""\n    return x + 1')[1][1][0]
    assert function[0] == "FunctionDef" and "W" not in repr(function)
    assert function[-1] == ["body", [["Return", ["value", ANSWER]]]]


ANSWER = [
    "BinOp",
    ["left", ["Name", ["id", "'x'"]]],
    ["op", ["Add"]],
    ["right", ["Constant", ["value", "1"]]],
]


FLAT = {
    "__init__": "'A package.'\n",
    "sweep": "from .lessons import RECIPES\ndef run_one():\n    return RECIPES\ndef try_rate(): pass\n",
    "lessons": "from .layers import gate\nfrom . import tools\nRECIPES = {'a': [gate, tools.twice, print]}\n",
    "layers": "from .tools import twice\ndef gate(x):\n    return [twice(y) for y in x]\n",
    "tools": "def twice(x):\n    return 2 * x\n",
}
MOVED = {
    "__init__": "'A package.'\n",
    "sweep": FLAT["sweep"].replace(".lessons", ".inner.deep.recipes"),
    "inner/__init__": "from .deep.helpful import double\n",
    "inner/deep/__init__": "'A folder.'\n",
    "inner/deep/recipes": "from .. import double as d\nfrom . import layers as l\n"
    "RECIPES = {'a': [l.gate, d, print]}\n",
    "inner/deep/layers": "from ...inner import deep, double as twice\ndef gate(x):\n"
    "    return [twice(y) for y in x]\n",
    "inner/deep/helpful": "def double(x):\n    return 2 * x\n",
}


def print_of(tmp_path, monkeypatch, name, files):
    """The fingerprint of experiment "a" in a little package of its own."""
    for file, text in files.items():
        path = tmp_path / name / f"{file}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(fingerprint, "PACKAGE", name)
    monkeypatch.setattr(fingerprint, "FOLLOWED", [f.split("/")[0] for f in files if f != "__init__"])
    monkeypatch.setattr(fingerprint, "protocol", lambda _: ((f"{name}.sweep", "run_one"),))
    fingerprint.module_names.cache_clear()
    try:
        return fingerprint.fingerprint("a")
    finally:
        fingerprint.module_names.cache_clear()


def test_code_that_moves_or_is_called_otherwise_keeps_its_print(tmp_path, monkeypatch):
    flat = print_of(tmp_path, monkeypatch, "flat", FLAT)
    assert print_of(tmp_path, monkeypatch, "moved", MOVED) == flat
    thrice = {**MOVED, "inner/deep/helpful": "def double(x):\n    return 3 * x\n"}
    assert print_of(tmp_path, monkeypatch, "thrice", thrice) != flat


def test_a_table_that_is_written_in_two_lines_counts_whole(tmp_path, monkeypatch):
    gate = "WIDTHS = (1, 2)\nWIDTHS += (3,)\ndef gate(x):\n    return WIDTHS\n"
    texts = gate, gate.replace("+= (3,)", "+= (4,)"), gate.replace("+=", "=")
    prints = [
        print_of(tmp_path, monkeypatch, f"lines{k}", {**FLAT, "layers": text}) for k, text in enumerate(texts)
    ]
    assert len(set(prints)) == 3


@pytest.mark.parametrize(
    "text, words",
    [
        ("from .unseen import twice\ndef gate(x):\n    return twice(x)\n", "does not follow"),
        ("def gate(x):\n    return twice(x)\n", "cannot see where it comes from"),
        ("from . import tools\ndef gate(x):\n    return vars(tools)[x]\n", "as a whole"),
        ("from . import tools\ndef gate(x):\n    return tools.thrice(x)\n", "cannot see where it comes from"),
        ("class gate:\n    twice = 1\n    def f(self):\n        return twice\n", "cannot see"),
    ],
)
def test_what_cannot_be_followed_is_an_error(tmp_path, monkeypatch, text, words):
    name = f"closed{abs(hash(text))}"
    (tmp_path / name).mkdir()
    (tmp_path / name / "unseen.py").write_text("def twice(x):\n    return x\n")
    with pytest.raises(ValueError, match=words):
        print_of(tmp_path, monkeypatch, name, {**FLAT, "layers": text})


def test_what_only_looks_on_may_be_used_and_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(fingerprint, "LOOK_ON", ("show",))
    texts = ("def line():\n    return 1\n", "def line():\n    return 2\n")
    gate = "from .show import line\nfrom .tools import twice\ndef gate(x):\n    line()\n    return twice(x)\n"
    first, second = (
        print_of(tmp_path, monkeypatch, f"look{k}", {**FLAT, "layers": gate, "show": text})
        for k, text in enumerate(texts)
    )
    assert first == second
