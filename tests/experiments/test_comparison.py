"""What a learner's own comparison may say: sentences from rows that are made up here."""

import numpy as np
import pytest

from helpers.experiments.comparison import Comparison
from helpers.panels.comparing import show_comparison

NAMES = ["plain", "plain again", "wide", "SE", "SE added", "SE blind"]
LUCK = np.array([0.0, 0.011, -0.012, 0.004, -0.003, 0.008])


def made(planned=6, best=0.03, **gains):
    """A comparison of which every variant gains so much over plain, with a little luck of its own."""
    rows = []
    for k, name in enumerate(NAMES):
        gain = gains.get(name.replace(" ", "_"), 0.0)
        for seed in range(6):
            accuracy = 0.5 + gain + 0.2 * LUCK[(seed + k) % 6]
            scores = [[lr, accuracy if lr == best else 0.4] for lr in (0.01, 0.03, 0.1)]
            kept = {"params": 100 + k, "metrics": {"accuracy": accuracy}, "lr": best, "seconds": 1.0 + k}
            rows.append({"variant": name, "seed": seed, **kept, "validation": scores})
    recipe = {"variants": NAMES, "replicates": planned, "notes": ["there is no 'CBAM added': no reason"]}
    return Comparison({"experiment": "own", "recipe": recipe, "protocol": "own", "tuning": [], "rows": rows})


def test_a_gain_that_no_control_has():
    verdict = made(SE=0.08, SE_added=0.01).verdict
    assert verdict[0].startswith("SE is better than plain (+8.0 ± 0.3* points, 6 replicates).")
    assert verdict[0].endswith(" It is also better than wide and SE added and SE blind.")
    assert verdict[-1] == "There is no 'CBAM added': no reason."


def test_a_gain_that_a_control_has_too():
    text = made(SE=0.08, SE_blind=0.08).verdict[0]
    assert text.endswith(
        " It is also better than wide and SE added. "
        "It is not clearly better than SE blind: weights that never look at the image may do the same."
    )


@pytest.mark.parametrize(
    "gain, says", [(-0.08, "SE is worse than plain (-8.0"), (0.001, "SE and plain are level (+0.1")]
)
def test_no_gain(gain, says):
    said = made(SE=gain).verdict[0]
    assert said.startswith(says)
    assert all(f" Against {rival}: " in said for rival in ("wide", "SE added", "SE blind"))


def test_without_a_gain_every_control_has_its_verdict():
    said = made(SE=-0.08, SE_added=-0.2).verdict[0]
    assert " Against wide: worse (-8.0" in said and " Against SE added: better (+12.0" in said


def test_a_gain_below_that_of_plain_again_is_none():
    text = made(SE=0.03, plain_again=0.05).verdict
    assert text[0].startswith("SE and plain: no clear difference (+3.0")
    assert text[1].startswith("The plain network, compared with itself, differs by 5.0 points.")


def test_unfinished():
    result = made(planned=10, SE=0.08)
    assert "This is unfinished: 6 of 10 replicates." in result.verdict[2]
    result.everything["rows"] = [row for row in result.everything["rows"] if row["seed"] < 1]
    assert result.verdict == [
        "1 of 10 replicates are complete: an interval needs two. "
        "Call compare again, with the same file and more minutes."
    ]
    result.everything["rows"] = result.everything["rows"][:3]
    assert result.complete == [] and result.table == []


def test_a_half_replicate_is_not_counted():
    result = made(planned=6)
    result.everything["rows"] = [
        r for r in result.everything["rows"] if (r["variant"], r["seed"]) != ("SE", 2)
    ]
    assert result.complete == [0, 1, 3, 4, 5]
    assert {row["seed"] for row in result.stored["rows"]} == {0, 1, 3, 4, 5}


@pytest.mark.parametrize("names", [["plain added"], ["SE", "SE wide"], ["SE", "SE added"]])
def test_a_variant_called_like_a_control_has_its_verdict(names, capsys):
    result = made(SE=0.08)
    result.everything["recipe"]["variants"] = [*NAMES[:3], *names]
    rows, own = result.everything["rows"][:18], result.everything["rows"][18:24]
    rows += [{**row, "variant": name} for name in names for row in own]
    result.everything["rows"] = rows
    own = names[:1] if names == ["SE", "SE added"] else names  # the only control among them
    assert result.gated == own
    assert [sentence.partition(" is better")[0] for sentence in result.verdict[: len(own)]] == own
    show_comparison(result)
    assert "is better than plain" in capsys.readouterr().out


@pytest.mark.parametrize("best, says", [(0.1, "largest"), (0.01, "smallest"), (0.03, None)])
def test_a_grid_that_is_too_narrow(best, says):
    told = [note for note in made(best=best).notes if "rate of the grid" in note]
    assert [note.split()[1] for note in told] == ([says] if says else [])


def test_the_table():
    row = made(SE=0.08).table[3]
    assert row["variant"] == "SE" and row["parameters"] == 103
    assert row["gain over plain"] == "+8.0 ± 0.3*" and row["seconds of a run"] == "4.0"
    assert row["accuracy"].startswith("58.0 ± 0.")


def test_shown_in_a_notebook(capsys):
    show_comparison(made(SE=0.08))
    said = capsys.readouterr().out
    assert "Figure" in said or "SE is better than plain" in said


def test_printed_in_a_terminal():
    assert "SE: 58.0 ± 0.2 points, 103 parameters, 4.0 s a run\n" in repr(made(SE=0.08))
