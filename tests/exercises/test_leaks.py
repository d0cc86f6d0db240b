"""Exercise 5.3: what the lesson prints of the function with leaks, and of both fair ones."""

from pathlib import Path

import pytest

from helpers.exercises.leaks import RATES, PretendTask, fair_scores, leaky
from helpers.experiments import statistics

LESSON = Path(__file__).resolve().parents[2] / "notebooks" / "05_a_fair_comparison.ipynb"
NAMES = "copy", "network"


def own_rates(task, new, old, rates, seeds):
    """The other fair answer: every seed chooses its own rate."""

    def score(variant, seed):
        best = max(rates, key=lambda rate: task.score(variant, rate, seed, "validation"))
        return task.score(variant, best, seed, "test")

    return [score(new, seed) for seed in seeds], [score(old, seed) for seed in seeds]


def said(scores, names=NAMES):
    task = PretendTask(slope=0.0)
    return statistics.verdict(statistics.paired(*scores(task, *names, RATES, tuple(range(30)))))


def test_the_lesson_compares_these_two():
    called = '\\"{}\\", \\"{}\\", RATES'.format(*NAMES)
    assert LESSON.read_text(encoding="utf-8").count(called) == 2


def test_with_the_leaks_a_copy_is_better():
    assert said(leaky()).startswith("better by 2.7")


@pytest.mark.parametrize("fair", [fair_scores, own_rates])
def test_a_fair_answer_is_not_told_that_the_copy_is_better(fair):
    assert said(fair).startswith("no clear difference")


def test_a_fair_answer_is_rarely_told_so_whatever_the_names():
    alarms = [not said(own_rates, (f"copy {k}", f"network {k}")).startswith("no") for k in range(100)]
    assert sum(alarms) <= 10
