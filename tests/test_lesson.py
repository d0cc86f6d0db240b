"""The first and the last cell of a lesson."""

import random
import types

import numpy as np
import pytest
import torch
from IPython.core.events import EventManager

from helpers import hints, lesson


def pretend(monkeypatch, cuda, mps):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)


@pytest.mark.parametrize(
    "cuda, mps, expected",
    [(True, True, "cuda"), (True, False, "cuda"), (False, True, "mps"), (False, False, "cpu")],
)
def test_cuda_before_mps_before_cpu(monkeypatch, capsys, cuda, mps, expected):
    pretend(monkeypatch, cuda, mps)
    assert lesson.device() == torch.device(expected)
    assert lesson.start().type == expected
    said = capsys.readouterr().out
    assert said.startswith("Ready on ") and said.count("\n") == 1


def numbers():
    return random.random(), np.random.rand(), torch.rand(1).item()


def test_start_seeds_every_generator(monkeypatch):
    pretend(monkeypatch, False, False)
    lesson.start(3)
    first = numbers()
    lesson.start(3)
    assert numbers() == first
    lesson.start(4)
    assert numbers() != first
    assert torch.get_num_threads() == 1


@pytest.mark.parametrize("holds", [True, np.True_, torch.tensor(True), 1 < 2])
def test_a_claim_that_holds_is_a_tick_its_sentence_and_what_was_measured(capsys, holds):
    lesson.claim("two and two are four", holds, seen=4)
    assert capsys.readouterr().out == "✓ two and two are four (measured 4)\n"


@pytest.mark.parametrize("holds", [False, np.False_, torch.tensor(False), float("nan") > 0])
def test_a_claim_that_does_not_hold_is_a_cross_with_what_was_seen(capsys, holds):
    lesson.claim("two and two are five", holds, seen=4)
    lesson.claim("two and two are six", holds)
    assert (
        capsys.readouterr().out
        == "✗ not here: two and two are five (measured 4)\n✗ not here: two and two are six\n"
    )


class Cell:
    """The result of a cell, as IPython hands it on."""

    def __init__(self, error):
        self.error_in_exec = error


def test_a_name_that_is_not_known_gets_one_hint_however_often_the_lesson_starts(monkeypatch, capsys):
    shell = types.SimpleNamespace(events=EventManager(None, {"post_run_cell": lambda result: None}))
    monkeypatch.setattr(hints, "get_ipython", lambda: shell)
    for _ in range(2):
        lesson.start()
    capsys.readouterr()
    for error in (None, ValueError("x")):
        shell.events.trigger("post_run_cell", Cell(error))
    assert capsys.readouterr().out == ""
    shell.events.trigger("post_run_cell", Cell(NameError("name 'net' is not defined", name="net")))
    said = capsys.readouterr().out
    assert said.startswith("'net' is not known here.") and said.count("\n") == 1 and "Run All Above" in said


def test_a_gpu_convolves_with_all_digits_of_float32():
    for part in (torch.backends.cudnn.conv, torch.backends.cudnn.rnn):
        part.fp32_precision = "tf32"
    lesson.start()
    assert torch.backends.cudnn.conv.fp32_precision == torch.backends.cudnn.rnn.fp32_precision == "ieee"
    with torch.backends.cudnn.flags(deterministic=True):
        pass  # it reads the old switch, as torch.compile does
    assert torch.backends.cudnn.allow_tf32 is False


@pytest.fixture
def questions(monkeypatch):
    """A lesson without predictions yet."""
    monkeypatch.setattr(lesson, "PREDICTIONS", [])


def last(capsys):
    return capsys.readouterr().out.splitlines()[-1]


def test_a_result_stands_beside_its_guess_by_name_or_else_in_order(questions, capsys):
    lesson.predict("How many?", 0, 100, unit="of 100", guess=70)
    lesson.predict("Which?", options=["what", "where"], name="kind", guess="where")
    lesson.measured(kind="what")
    assert last(capsys) == "kind (measured what, you said where)"
    lesson.measured(plain_network=48)
    assert last(capsys) == "plain network (measured 48 of 100, you said 70 of 100)"
    lesson.measured(plain_network=50)
    assert last(capsys) == "plain network (measured 50 of 100, you said 70 of 100 when it was 48)"
    lesson.measured(another=3)
    assert last(capsys) == "another (measured 3)"


def test_a_question_that_is_asked_again_keeps_its_place(questions, capsys):
    lesson.predict("How large?", 0, 4, guess=2)
    lesson.predict("How many?", 0, 100, guess=80)
    lesson.predict("How large?", 0, 4, guess=3)
    lesson.measured(bright_place=2.5)
    assert last(capsys) == "bright place (measured 2.5, you said 3)"
    lesson.measured(gates_of_another_image=12)
    assert last(capsys) == "gates of another image (measured 12, you said 80)"


def test_a_guess_stays_when_its_question_is_run_again(questions, capsys):
    lesson.predict("How many?", 0, 100, unit="of 100").take(62)
    again = lesson.predict("How many?", 0, 100, unit="of 100")
    assert again.control.value == 62 and "Kept: 62 of 100 (to change it" in again.line.value
    lesson.measured(place_alone=73)
    assert last(capsys) == "place alone (measured 73 of 100, you said 62 of 100)"
    after = lesson.predict("How many?", 0, 100, unit="of 100")
    lesson.measured(place_alone=75)
    assert last(capsys) == "place alone (measured 75 of 100, you said 62 of 100 when it was 73)"
    after.take(70)
    lesson.measured(place_alone=75)
    assert last(capsys) == "place alone (measured 75 of 100, you said 70 of 100)"
    lesson.predict("Which?", options=["what", "where"], guess="where")
    assert lesson.predict("Which?", options=["what", "where"]).control.value == "where"
    assert lesson.predict("Which?", options=["what", "both"]).guess is None, "no answer any more"


@pytest.mark.parametrize("guess", ["many", float("nan"), 101, -1, True, [3]])
def test_a_guess_that_cannot_be_taken_is_one_sentence_and_not_kept(questions, capsys, guess):
    asked = lesson.predict("How many?", 0, 100, guess=guess)
    assert "Your guess was not kept: a guess is a number from 0 to 100" in capsys.readouterr().out
    assert asked.guess is None


def test_a_number_of_numpy_is_a_number(questions):
    assert lesson.predict("How many?", 0, 100, guess=np.int64(30)).guess == 30


def test_the_button_keeps_the_guess_until_the_result_is_known(questions, capsys):
    asked = lesson.predict("How many?", 0, 100)
    asked.control.value = 30
    assert asked.guess is None
    asked.button.click()
    assert asked.guess == 30 and "Kept: 30" in asked.line.value
    lesson.measured(removals=48)
    asked.control.value = 48
    asked.button.click()
    assert asked.guess == 30 and "known already" in asked.line.value


GUESSES = [(None, "no guess yet"), (45, "1 of 1 right or near"), (70, "0 of 1 right or near")]


@pytest.mark.parametrize("guess, said", GUESSES)
def test_at_the_end_one_line_says_how_good_the_guesses_were(questions, capsys, guess, said):
    lesson.predict("How many?", 0, 100, guess=guess)
    lesson.measured(removals=48)
    capsys.readouterr()
    lesson.how_good()
    assert capsys.readouterr().out.startswith(f"Your guesses (measured {said}). Near means:")


@pytest.mark.parametrize("guess, right", [(18, True), (17, False)])
def test_what_can_be_worked_out_is_right_or_wrong(questions, guess, right):
    asked = lesson.predict("How wide?", 0, 30, exact=True, guess=guess)
    lesson.measured(width=18)
    assert asked.near() == right


def test_a_guess_is_near_to_the_number_that_is_written(questions):
    asked = lesson.predict("How many points?", -5, 15, guess=6)
    lesson.measured(points=3.97, form=".1f")
    assert asked.near(), "4.0 is written, and a tenth of the scale is 2"
    assert lesson.guesses([asked]).axes[0].texts[0].get_text().startswith("✓ 6, measured 4.0")


def test_a_slider_that_was_not_moved_is_no_guess(questions):
    asked = lesson.predict("How many?", 0, 100)
    asked.button.click()
    assert asked.guess is None and "move the slider first, or press again if 0 is" in asked.line.value
    asked.control.value = 1
    asked.control.value = 0
    asked.button.click()
    assert asked.guess == 0, "the start of the scale can be meant"


def test_the_end_writes_a_result_as_the_cell_did(questions):
    lesson.predict("How many points?", -5, 10, unit="points", guess=2)
    lesson.measured(gain=0.4719, form=".1f")
    said = [text.get_text() for text in lesson.guesses(lesson.PREDICTIONS).axes[0].texts]
    assert said == ["✓ 2, measured 0.5 points"]


def test_the_start_of_the_scale_is_a_guess_when_the_button_is_pressed_again(questions):
    asked = lesson.predict("How many are left?", 0, 20)
    asked.button.click()
    asked.button.click()
    assert asked.guess == 0


def test_a_question_needs_no_widget_of_others(questions):
    """A front end that cannot load anywidget asks as every other does."""
    for asked in (lesson.predict("How many?", 0, 100), lesson.predict("Which?", options=["what", "where"])):
        parts = [asked.widget, *asked.widget.children]
        assert {part._model_module for part in parts} == {"@jupyter-widgets/controls"}


def test_a_choice_that_was_not_made_is_not_kept(questions):
    asked = lesson.predict("Which?", options=["what", "where"])
    asked.button.click()
    assert asked.guess is None and "Not kept: choose one of the answers first" in asked.line.value


def test_before_the_button_a_moved_guess_is_not_kept_and_behind_it_the_guess_follows_the_slider(questions):
    asked = lesson.predict("How many?", 0, 100, name="many")
    assert not asked.line.value
    asked.control.value = 45
    assert asked.guess is None and "Not kept yet: press the button." in asked.line.value
    asked.button.click()
    assert asked.guess == 45 and "Kept: 45" in asked.line.value
    asked.control.value = 46
    assert asked.guess == 46 and "Kept: 46" in asked.line.value
    lesson.measured(many=50)
    asked.control.value = 50
    assert asked.guess == 46 and "Kept: 46" in asked.line.value, "the result is known"


def test_a_busy_kernel_hears_of_the_press_first_and_keeps_where_the_slider_stands(questions):
    """The browser holds values back until the kernel has answered, and a press overtakes them."""
    asked = lesson.predict("How many?", -20, 20, unit="points")
    asked.button.click()
    for late in (-19, -7):
        asked.control.value = late
    assert asked.guess == -7 and "Kept: −7 points" in asked.line.value


def test_a_result_that_no_choice_could_have_met_is_refused(questions):
    """A guess could never be right: the author has changed one of the two words."""
    lesson.predict("Which?", options=["what", "where"], name="kind")
    with pytest.raises(ValueError, match="kind has to be one of .*'where'.*, got 'both'"):
        lesson.measured(kind="both")


def test_after_a_restart_results_are_shown_without_a_question(questions, capsys):
    lesson.measured(removals=48, form=".0f")
    lesson.how_good()
    said = capsys.readouterr().out
    assert said.startswith("removals (measured 48)") and "(measured no guess yet)" in said


@pytest.mark.parametrize("guess, drawn", [(None, 0), (45, 2)])
def test_a_result_is_drawn_only_beside_a_guess(questions, guess, drawn):
    lesson.predict("How many?", 0, 100, guess=guess)
    lesson.measured(removals=48)
    axes = lesson.guesses(lesson.PREDICTIONS).axes[0]
    assert sum(line.get_marker() == "o" for line in axes.lines) == drawn
    assert axes.get_title("left").startswith("no guess yet" if guess is None else "ring: your guess")


@pytest.mark.parametrize("more_time, drawn", [(260, ("1.0", ">")), (-40, ("0.0", "<")), (150, ("0.75", "o"))])
def test_a_result_beyond_its_scale_is_an_arrowhead_at_the_end(questions, more_time, drawn):
    lesson.predict("How much more time?", 0, 200, guess=100)
    lesson.measured(more_time=more_time)
    result = lesson.guesses(lesson.PREDICTIONS).axes[0].lines[-1]
    assert (str(float(result.get_xdata()[0])), result.get_marker()) == drawn
