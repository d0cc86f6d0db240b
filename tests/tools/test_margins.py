"""How far a claim is from failing: read from its condition."""

import ast
import json
import linecache
import sys
from pathlib import Path

import pytest
import torch

from helpers import lesson, networks, training

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools"))

import margins  # noqa: E402
import measured  # noqa: E402

CELL = """
accuracy, low, high = 0.95, torch.tensor(0.2), 0.9
lesson.claim("more than 92", accuracy > 0.92, accuracy, form=".1%")
lesson.claim(
    "between",
    low < 0.55 < high and accuracy <= 1,
)
fine = high >= 0.5
lesson.claim("named before", fine)
lesson.claim("equal", accuracy == 0.95)
lesson.claim("fails", low > 0.5)
lesson.claim("draws a number", torch.rand(1).item() < 2)
"""


@pytest.fixture
def claims(monkeypatch, tmp_path, capsys):
    """claims(cell, seed): what was written down when the cell ran."""
    for module, name in ((lesson, "claim"), (lesson, "start"), (networks, "build"), (training, "fit")):
        monkeypatch.setattr(module, name, getattr(module, name))  # given back at the end

    def run(source, seed=0):
        file = tmp_path / f"{seed}.jsonl"
        monkeypatch.setenv("MARGINS_FILE", str(file))
        monkeypatch.setenv("MARGINS_SEED", str(seed))
        measured.start()
        linecache.cache["<cell>"] = (len(source), None, source.splitlines(True), "<cell>")
        exec(compile(source, "<cell>", "exec"), {"lesson": lesson, "torch": torch, "networks": networks})
        return {line["text"]: line for line in map(json.loads, file.read_text().splitlines())}

    return run


def test_margins_are_read_from_the_conditions(claims, capsys):
    found = claims(CELL)
    near = {text: [round(side["margin"], 6) for side in one["sides"]] for text, one in found.items()}
    assert near["more than 92"] == [0.03]
    assert near["between"] == [0.35, 0.35, 0.05]
    assert near["named before"] == [0.4]
    assert near["equal"] == []
    assert near["fails"] == [-0.3] and not found["fails"]["holds"]
    assert capsys.readouterr().out.count("✓") == 5


def test_looking_twice_leaves_the_random_numbers_alone(claims):
    torch.manual_seed(3)
    torch.rand(1)
    expected = torch.rand(1)
    torch.manual_seed(3)
    claims('lesson.claim("draws a number", torch.rand(1).item() < 2)')
    assert torch.equal(torch.rand(1), expected)


def test_another_seed_reaches_networks_and_trainings(claims, monkeypatch):
    seeds = []
    monkeypatch.setattr(training, "fit", lambda net, make_batch, seed=0: seeds.append(seed))
    source = "from helpers import training\n"
    source += "net = networks.build(torch.nn.Linear, 3, in_features=2, out_features=2)\n"
    source += 'lesson.claim("before", net.weight[0, 0] < 9)\ntraining.fit(net, None, seed=1003)\n'
    source += 'lesson.claim("after", True)\n'
    own = networks.build(torch.nn.Linear, 8, in_features=2, out_features=2)
    found = claims(source, seed=5)
    assert seeds == [1008]
    assert found["before"]["sides"][0]["value"] == own.weight[0, 0].item()
    assert not found["before"]["trained"] and found["after"]["trained"]


def test_flips_and_narrow_claims_are_reported(capsys):
    def ran(margin):
        side = {"what": "a > b", "value": margin, "bound": 0.0, "margin": margin}
        return {"text": "a is larger", "holds": margin > 0, "trained": True, "sides": [side]}

    steady = {("05", 1): [(f"seed {k}", ran(0.3 + 0.01 * k)) for k in range(3)]}
    assert margins.report(steady) is False
    assert "0 of them failed" in capsys.readouterr().out
    assert margins.report({**steady, ("05", 2): [("seed 0", ran(0.1)), ("seed 1", ran(-0.1))]}) is True
    said = capsys.readouterr().out
    assert "1 of 2 runs" in said and "seed 1" in said
    assert margins.narrowness([0.1, 0.3]) == pytest.approx(0.1 / 0.02**0.5)
    assert margins.narrowness([0.2, 0.2]) == float("inf")


def test_a_condition_that_cannot_be_found_has_no_margin():
    assert measured.distances(ast.parse("f(x)", mode="eval").body, None) == []
