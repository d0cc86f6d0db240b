"""The tables of lesson 13: what is said of the ten gates follows what is stored."""

import nbformat
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


def test_how_much_of_a_photograph_is_text_with_another_gate(answers, capsys):
    real_networks.show_marks(answers, "backbone 2", ["coffee"])
    said = capsys.readouterr().out
    average = answers.overlap("coffee", "backbone 2", "average")
    assert f"coffee, average: text as learned 4.9%, text now 0.0%, overlap {average:.2f}" in said
    assert "coffee, another picture's: text as learned 4.9%, text now 7.6%, overlap 0.64" in said


def test_the_same_three_gates_matter_with_another_pictures_weights(answers):
    lowest = {
        gate: min(answers.overlap(picture, gate, "another picture's") for picture in answers.pictures)
        for gate in answers.gate_names
    }
    matter = {gate for gate, kept in lowest.items() if kept < real_networks.MATTERS}
    assert matter == {gate for gate, found in real_networks.verdicts(answers).items() if found[2]}


@pytest.mark.parametrize("limit", [0.1, 0.2, 0.3, 0.5, 0.7, 0.9])
def test_the_same_three_gates_matter_with_other_limits_for_text(answers, limit):
    found = {gate for gate, said in real_networks.verdicts(answers).items() if said[2]}
    assert set(real_networks.matter(answers, limit)) == found


def test_with_the_second_gates_average_no_place_of_two_photographs_is_near_to_text(answers):
    for picture in ("coffee", "handwriting"):
        assert answers.answer(picture, "backbone 2", "average").max() < 0.05


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


def test_what_lesson_13_says_of_length_time_and_start():
    (path,) = (store.RESULTS.parents[1] / "notebooks").glob("13_*.ipynb")
    said = " ".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
    photos, longer, timed = (store.load(f"photographs{name}") for name in ("", "_long", "_cbam_time"))

    def points(stored, name="plain", measure="accuracy"):
        return 100 * sum(store.column(stored, name, measure)) / 10

    assert f"names {points(longer):.0f} of 100 instead of {points(photos):.0f}" in said
    more, behind = points(timed) - points(photos), points(timed) - points(photos, "cbam")
    assert f"is {behind:.1f} points ahead; {more:.1f} of these it gains by its own 315 more steps" in said
    for_wide = store.load("photographs_wide_time")
    ahead = points(for_wide) - points(photos, "wide")
    assert f"*plain* makes {for_wide['recipe']['steps']}, and it is {ahead:.1f} points ahead." in said
    eights = points(store.load("photographs_eights_time")) - points(photos, "wide in eights")
    assert f"was {behind:.1f} points ahead, {more:.1f} of them by its own further steps" in said
    assert "*Plain* was also ahead of two wide networks" in said and min(ahead, eights) > 0
    assert f"*plain* in its time is {eights:.1f} points ahead" in said and round(eights) == 1
    opened, one, mean = (
        points(sweep, "open cbam") - points(sweep, "open cbam", measure)
        for sweep, measure in ((photos, "one"), (longer, "one"), (longer, "mean"))
    )
    assert f"to set all weights to 1 costs {opened:.1f}. After 2400 steps it costs {one:.1f}" in said
    assert f"the average of all images only {mean:.1f}, so" in said
    scores = store.mean_scores(longer["tuning"])
    assert all(abs(scores["open cbam"][rate] - x) < 0.0055 for rate, x in scores["cbam"].items())


def test_the_tables_of_length_rate_and_loss(capsys):
    longer = store.load("photographs_long")
    real_networks.show_longer(longer, ["plain again", "cbam"])
    real_networks.show_by_rate(longer, "cbam", "open cbam", beside=("plain", "plain again"))
    real_networks.show_lost(longer, ["cbam"])
    said = capsys.readouterr().out
    assert "gain over plain (66.0 of 100), 2400 steps" in said and "After 2400 steps at each rate" in said
    assert "cbam: another image's 4.3" in said
    both = store.mean_scores(store.load("photographs")["tuning"])
    apart = 100 * (both["plain"][0.004] - both["plain again"][0.004])
    behind = 100 * (both["plain"][0.004] - both["cbam"][0.004])
    assert f"{apart:.1f}" == "0.9" and 0.45 < apart / behind < 0.55  # lesson 13: half of it
    assert "plain again: rate 0.001 62.8, rate 0.004 65.7" in said
