"""The panel of lesson 05: every control moves the picture, and the readout says what the numbers say."""

import json
from itertools import combinations

import numpy as np
import pytest
from panel_checks import afresh, check_greyed, check_moves

from helpers.experiments import statistics as stats, store as results
from helpers.panels.verdict import TASKS, VerdictPanel, scale, spoken, verdict_index

MOVES = {"seeds": 4, "first": 6, "task": "clutter", "variant": "normalised", "rival": "added"}
STORED = results.load("sensors")


def points(variant):
    return 100 * np.array(results.column(STORED, variant))


@pytest.fixture(scope="module")
def built():
    return VerdictPanel()


@pytest.fixture
def panel(built):
    return afresh(built)


def test_every_control_moves_the_panel_and_is_greyed_exactly_while_it_does_not(panel):
    check_moves(panel, MOVES)
    for seeds in (1, 9, 10):
        check_greyed(panel, {"seeds": seeds}, MOVES)


def test_one_seed_alone(panel):
    gains = points("squeeze") - points("plain")
    panel.set(first=3)
    assert f"seed 3 alone gains {gains[3]:+.1f} points" in panel.readout
    assert f"{(gains > 0).sum()} say better and {(gains < 0).sum()} say worse" in panel.readout
    assert panel.readout.endswith(stats.verdict(stats.paired(points("squeeze"), points("plain")), scale=1))


def test_a_few_seeds_wrap_around_and_are_compared_with_all_choices(panel):
    new, old = points("normalised"), points("plain")
    panel.set(variant="normalised", seeds=3, first=8)
    used = [8, 9, 0]
    part, whole = stats.paired(new[used], old[used]), stats.paired(new, old)
    every = [stats.paired(new[list(c)], old[list(c)]) for c in combinations(range(10), 3)]
    fooled = np.mean([verdict_index(d) != verdict_index(whole) for d in every])
    assert f"seeds 8, 9, 0: {stats.verdict(part, scale=1)}" in panel.readout
    assert f"{100 * fooled:.0f}% say something else" in panel.readout


def test_a_rare_other_verdict_is_not_called_none(panel):
    panel.set(task="cued_colour", variant="gate", seeds=6)
    assert "Of all choices of 6 seeds under 1% say something else" in panel.readout


def test_all_seeds_are_the_verdict_whichever_comes_first(panel):
    verdict = stats.verdict(stats.paired(points("squeeze"), points("plain")), scale=1)
    panel.set(seeds=10)
    assert panel.readout == f"sensors, squeeze against plain, all 10 seeds: {verdict}"
    panel.set(first=5)
    assert panel.readout.endswith(verdict)


def test_another_task_brings_its_own_variants(panel):
    panel.set(variant="normalised", rival="added")
    panel.set(task="clutter")
    assert panel.values()["variant"] == "squeeze" and panel.values()["rival"] == "plain"
    assert panel.controls["variant"].options == tuple(results.variants(results.load("clutter")))
    assert "clutter, squeeze against plain (clutter has no normalised and no added)" in panel.readout
    panel.set(task="sensors")
    assert panel.readout.startswith("sensors, normalised against added:"), "the choice comes back"
    panel.set(task="clutter")
    panel.set(variant="gate", rival="plain")
    assert "has no" not in panel.readout


def test_task_and_variant_may_be_set_together_in_any_order(panel):
    panel.set(rival="max pooling", variant="attention pooling", task="clutter")
    assert panel.readout.startswith("clutter, attention pooling against max pooling")


def test_a_variant_that_the_task_lacks_leaves_everything_as_it_was(panel):
    before = panel.values()
    with pytest.raises(ValueError, match="'variant' takes one of.*got 'max pooling'"):
        panel.set(task="cued_colour", variant="max pooling")
    assert panel.values() == before
    with pytest.raises(ValueError, match="from 1 to 10"):
        panel.set(seeds=11)


def test_a_variant_against_itself_is_no_difference(panel):
    panel.set(rival="squeeze", seeds=10)
    assert "no clear difference (+0.0 ± 0.0 points" in panel.readout


def test_every_pair_of_every_task_can_be_shown(panel, capsys):
    for _, task in TASKS:
        there = results.variants(results.load(task))
        for variant, rival in zip(there, there[1:] + there[:1]):
            panel.set(task=task, variant=variant, rival=rival)
            assert f"{variant} against {rival}" in capsys.readouterr().out


def test_a_missing_file_is_a_sentence(tmp_path):
    with pytest.raises(ValueError, match="make sweep NAME=cued_colour"):
        VerdictPanel(folder=tmp_path)


def test_the_verdict_in_short():
    assert spoken(stats.Difference(2.0, 1.0, 9, 10)) == "better: +2.0 ± 1.0"
    assert spoken(stats.Difference(-2.0, 1.0, 1, 10)) == "worse: -2.0 ± 1.0"
    assert spoken(stats.Difference(0.5, 1.0, 6, 10)) == "no clear difference: +0.5 ± 1.0"


def test_a_scale_holds_its_values_and_its_round_numbers():
    place, numbers = scale([61.3, 72.9])
    assert numbers[0] <= 61.3 and numbers[-1] >= 72.9
    assert 0 < place(numbers[0]) < place(61.3) < place(72.9) < place(numbers[-1]) < 1
    flat, _ = scale([0.0, 0.0])
    assert 0 < flat(0.0) < 1


@pytest.mark.parametrize("fault", ["stopped after five seeds", "one row lost", "diverged", "nothing"])
def test_a_sweep_that_is_not_complete_is_a_sentence(tmp_path, fault):
    for _, name in TASKS:
        stored = results.load(name)
        if name == "sensors":
            rows = stored["rows"]
            if fault == "diverged":
                rows[25]["metrics"]["accuracy"] = float("nan")
            kept = {"stopped after five seeds": [r for r in rows if r["seed"] < 5], "one row lost": rows[1:]}
            stored["rows"] = kept.get(fault, [] if fault == "nothing" else rows)
        (tmp_path / f"{name}.json").write_text(json.dumps(stored))
    with pytest.raises(ValueError, match=r"sensors.json has not 10 scores of .* `make sweep NAME=sensors`"):
        VerdictPanel(folder=tmp_path)
