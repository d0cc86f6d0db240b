"""Verdicts over a table: against SciPy, Holm by hand, the margin, the floor, and a table of luck alone."""

import json

import numpy as np
import pytest
from scipy import stats

from helpers.experiments.statistics import paired
from helpers.experiments.verdicts import Row, Verdict, caption, holm, judged, p_value, read, welch

RNG = np.random.default_rng(0)


def test_p_is_scipys_paired_test():
    for shift in (0, 0.5, 5):
        a, b = RNG.normal(shift, 1, 10), RNG.normal(0, 1, 10)
        assert p_value(a - b) == pytest.approx(stats.ttest_rel(a, b).pvalue, rel=1e-9)


def test_p_of_gains_without_spread():
    assert p_value([0.0, 0.0, 0.0]) == 1 and p_value([0.1, 0.1, 0.1]) == pytest.approx(0, abs=1e-9)


def test_welch_is_scipys():
    a, b = RNG.normal(1, 1, 10), RNG.normal(0, 3, 10)
    low, high = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    assert (welch(a, b).low, welch(a, b).high) == pytest.approx((low, high))
    assert welch([1.0, 1.0], [0.5, 0.5]).half == 0


def test_holm_by_hand():
    # 0.01 counts threefold, 0.02 twice, and 0.021 once, but not less than the one before it.
    assert holm([0.02, 0.01, 0.021]) == pytest.approx([0.04, 0.03, 0.04])
    assert holm([0.6, 0.7]) == [1, 1]


def test_a_table_of_luck_finds_something_in_five_of_a_hundred():
    rng, found = np.random.default_rng(3), []
    for _ in range(400):
        p = [p_value(gains) for gains in rng.normal(0, 1, (20, 10))]
        found.append((min(p) < 0.05, min(holm(p)) < 0.05))
    alone, corrected = np.mean(found, axis=0)
    assert alone > 0.5 and corrected < 0.08  # 20 rows: 0.64 and at most 0.05 expected


def said(gains, floor=None):
    gains = np.asarray(gains) / 100
    difference = paired(gains, np.zeros(len(gains)))
    return Verdict(Row("tiny", "gate"), difference, difference, 0.01, 0.2, floor).word


@pytest.mark.parametrize(
    "gains, word",
    [
        ([5.0, 6.0, 5.5], "better"),
        ([-5.0, -6.0, -5.5], "worse"),
        ([0.1, -0.1, 0.0], "level"),
        ([1.0, 1.1, 1.2], "level"),  # a difference, and too small to matter
        ([5.0, -6.0, 0.5], "no clear difference"),
        ([1.9, 2.0, 2.1], "better"),  # the interval leaves the margin
    ],
)
def test_what_a_row_may_say(gains, word):
    assert said(gains) == word


def test_no_gain_below_that_of_the_plain_network_trained_again():
    assert said([5.0, 6.0, 5.5], floor=0.06) == "no clear difference"
    assert said([5.0, 6.0, 5.5], floor=0.05) == "better"


@pytest.fixture
def folder(tmp_path):
    """Two small sweeps: the first edition's, and one of today's protocol with its plain network twice."""

    def write(name, made, **about):
        rows = [
            {"variant": v, "seed": s, "lr": 0.1, "validation": [], "metrics": {"accuracy": x}}
            for v, values in made.items()
            for s, x in enumerate(values)
        ]
        contents = {"recipe": {"make_batch": "clutter"}, **about, "rows": rows}
        (tmp_path / f"{name}.json").write_text(json.dumps(contents))

    write("old", {"plain": (0.5, 0.52, 0.54), "gate": (0.6, 0.63, 0.65)})
    write(
        "new",
        {"plain": (0.5, 0.52, 0.54), "plain again": (0.62, 0.64, 0.66), "gate": (0.6, 0.63, 0.65)},
        protocol="a rate for every replicate",
    )
    return tmp_path


def test_a_table_of_both_protocols(folder):
    rows = [Row("old", "gate"), Row("new", "gate")]
    old, new = judged(rows, read(rows, folder)).values()
    assert str(old) == "better (+10.7 ± 1.4 points, 3 replicates)*"
    assert new.floor == pytest.approx(0.12) and new.word == "no clear difference"
    assert old.counts and not new.counts, "10.7 points are more than four and less than twelve"
    assert old.p == pytest.approx(stats.ttest_1samp([0.1, 0.11, 0.11], 0).pvalue)
    assert old.adjusted == pytest.approx(2 * old.p)


def test_the_caption_says_what_is_covered(folder):
    rows = [Row("old", "gate"), Row("new", "gate")]
    sweeps = read(rows, folder)
    old, new, both = (caption(table, sweeps) for table in (rows[:1], rows[1:], rows))
    assert "do not cover the choice of the learning rate, made once" in old
    assert (
        "stream of training images and the choice of the learning rate. They do not cover the drawings" in new
    )
    assert "(in some of these sweeps)" in both and "all 2 intervals" in both


@pytest.mark.parametrize(
    "rows, words", [([], "at least one row"), ([Row("old", "gate")] * 2, "stands twice")]
)
def test_tables_that_are_none(folder, rows, words):
    with pytest.raises(ValueError, match=words):
        judged(rows, read(rows, folder))
