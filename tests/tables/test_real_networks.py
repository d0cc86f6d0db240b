"""The tables of lesson 13: what is said of the ten gates follows what is stored."""

import pytest
import torch

from helpers.datasets.canvas import pictures
from helpers.experiments import store
from helpers.explain.gated_answers import StoredAnswers
from helpers.tables import real_networks


@pytest.fixture(scope="module")
def answers():
    return StoredAnswers(pictures())


def test_which_of_the_ten_look_which_are_stuck_and_which_matter(answers):
    said = real_networks.verdicts(answers)
    looks, stuck, matters = ({gate for gate, found in said.items() if found[k]} for k in range(3))
    assert stuck == {"neck 5", "neck 7", "neck 8"} and looks == set(said) - stuck
    assert matters == {"backbone 1", "backbone 2", "neck 4"}


def test_a_row_for_each_gate_with_its_numbers(answers, capsys):
    real_networks.show_verdicts(answers)
    said = capsys.readouterr().out
    assert said.count("it looks yes: ") == 7 and said.count("it looks no: ") == 3


def test_moves_and_stuck():
    weights = torch.tensor([[0.0, 0.5, 1.0], [0.0, 0.505, 0.4]])
    assert real_networks.moves(weights) == pytest.approx((0.005 + 0.6) / 3)
    assert real_networks.stuck(weights) == 2


def test_the_rows_say_who_trained_for_how_long():
    short, longer = store.load("photographs"), store.load("photographs_cbam_time")
    page = real_networks.same_time(short, longer, ["wide", "cbam"])
    assert [line.split(" | ")[0] for line in page.splitlines()[2:]] == [
        "| plain again, 915 steps",
        "| wide, 600 steps",
        "| cbam, 600 steps",
    ]
    assert "gain over plain, 915 steps |" in page.splitlines()[0]
