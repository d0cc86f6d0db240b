"""Intervals and verdicts: against scipy's own, with exact sentences, and with the coverage they promise."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats as scipy_stats

from helpers.experiments.statistics import Difference, interval, luck, paired, verdict

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("count", [2, 5, 10, 40])
def test_interval_is_scipys(count):
    values = RNG.normal(3, 2, count)
    mean, half = interval(values)
    low, high = scipy_stats.t.interval(0.95, count - 1, values.mean(), scipy_stats.sem(values))
    assert np.allclose([mean - half, mean + half], [low, high], atol=1e-12)


def test_interval_by_hand():
    # 1, 2, 3: mean 2, spread 1, standard error 1 / sqrt(3), t of two degrees of freedom 4.3027.
    assert interval([1, 2, 3]) == pytest.approx((2, 4.3027 / 3**0.5), abs=1e-4)


def test_paired_is_scipys_paired_test():
    a, b = RNG.normal(1, 1, 10), RNG.normal(0, 1, 10)
    difference = paired(a, b)
    expected = scipy_stats.ttest_rel(a, b).confidence_interval(0.95)
    assert np.allclose([difference.low, difference.high], [expected.low, expected.high], atol=1e-12)


def test_paired_counts_wins_and_ties():
    difference = paired([0.5, 0.7, 0.1, 0.2], [0.25, 0.7, 0.2, 0.1])
    assert (difference.wins, difference.ties, difference.seeds) == (2, 1, 4)


def test_pairing_removes_what_both_sides_share():
    seeds = RNG.normal(0, 10, 10)
    a = seeds + 0.5 + RNG.normal(0, 0.1, 10)
    assert paired(a, seeds).low > 0
    assert interval(a)[0] - interval(a)[1] < interval(seeds)[0] + interval(seeds)[1]


@pytest.mark.parametrize(
    "difference, sentence",
    [
        (Difference(0.077, 0.013, 10, 10), "better by 7.7 ± 1.3 points, 10 of 10 seeds"),
        (Difference(-0.05, 0.02, 1, 10), "worse by 5.0 ± 2.0 points, 9 of 10 seeds"),
        (Difference(-0.05, 0.02, 1, 10, ties=2), "worse by 5.0 ± 2.0 points, 7 of 10 seeds"),
        (Difference(0.004, 0.02, 6, 10), "no clear difference (+0.4 ± 2.0 points, 10 seeds)"),
        (Difference(-0.004, 0.02, 4, 10), "no clear difference (-0.4 ± 2.0 points, 10 seeds)"),
        (Difference(0.02, 0.02, 8, 10), "no clear difference (+2.0 ± 2.0 points, 10 seeds)"),
        (Difference(-0.0002, 0.02, 5, 10), "no clear difference (+0.0 ± 2.0 points, 10 seeds)"),
        (Difference(0.0, 0.0, 0, 10, ties=10), "no clear difference (+0.0 ± 0.0 points, 10 seeds)"),
    ],
)
def test_verdict(difference, sentence):
    assert verdict(difference) == sentence


def test_verdict_in_other_units():
    assert verdict(Difference(2.5, 0.5, 5, 5), unit="ms", scale=1) == "better by 2.5 ± 0.5 ms, 5 of 5 seeds"


def test_the_interval_covers_the_truth_95_times_in_100():
    samples = np.random.default_rng(1).normal(0.3, 1, (3000, 10))
    covered = [abs(mean - 0.3) <= half for mean, half in map(interval, samples)]
    assert 0.938 < np.mean(covered) < 0.962  # three standard errors around 0.95


def test_without_a_difference_the_verdict_says_so_95_times_in_100():
    rng = np.random.default_rng(2)
    said = [verdict(paired(*rng.normal(0.5, 0.1, (2, 10)))) for _ in range(2000)]
    assert 0.935 < np.mean([text.startswith("no clear difference") for text in said]) < 0.965


@pytest.mark.parametrize(
    "make, says",
    [
        (lambda: interval([0.5]), "at least two seeds, got (1,)"),
        (lambda: interval([[0.5, 0.6]]), "at least two seeds, got (1, 2)"),
        (lambda: interval([]), "at least two seeds"),
        (lambda: interval([0.5, float("nan")]), "finite numbers, got nan"),
        (lambda: paired([1, 2, float("inf")], [1, 2, 3]), "finite numbers, got inf"),
        (lambda: paired([1, 2, 3], [1, 2]), "same seeds on both sides, got (3,) and (2,)"),
    ],
)
def test_what_cannot_be_compared(make, says):
    with pytest.raises(ValueError) as caught:
        make()
    assert says in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("count", [2, 3, 6, 7])
def test_luck_is_the_share_of_verdicts_of_all_subsets(count):
    for seed in range(20):
        gains = np.random.default_rng(seed).normal(0.6, 1, 7)
        said = [verdict(paired(some, np.zeros(count))) for some in combinations(gains, count)]
        starts = ("worse", "no clear", "better")
        shares = [np.mean([text.startswith(word) for text in said]) for word in starts]
        assert luck(gains, count) == pytest.approx(shares)


def test_luck_of_one_seed_is_its_sign():
    assert luck([1.0, 2.0, -1.0, 0.0], 1) == pytest.approx((0.25, 0.25, 0.5))


def test_luck_of_all_seeds_is_the_verdict():
    assert luck([1.0, 1.1, 0.9], 3) == (0, 0, 1)
    assert luck([-1.0, -1.1, -0.9], 3) == (1, 0, 0)


@pytest.mark.parametrize("count", [0, 4])
def test_luck_needs_a_count_that_can_be_chosen(count):
    with pytest.raises(ValueError, match=f"3 gains to choose from, got count={count}"):
        luck([1, 2, 3], count)
