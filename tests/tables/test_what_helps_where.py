"""The table "what helps where": its numbers are the sweeps', and so are those of its five lines."""

import json

import pytest

from helpers import experiments
from helpers.experiments import channels, family as relatives, localisation, store
from helpers.tables import in_short, what_helps_where
from helpers.tables.what_helps_where import QUESTIONS, Question, judged, table


@pytest.fixture
def folder(tmp_path):
    """A sweep of two seeds in which the twin gains as much as the gate, made by hand."""
    made = {"plain": (0.2, 0.4), "gate": (0.5, 0.8), "gate added": (0.5, 0.7), "same": (0.2, 0.4)}
    rows = [
        {"variant": variant, "seed": seed, "metrics": {"IoU": value}}
        for variant, values in made.items()
        for seed, value in enumerate(values)
    ]
    (tmp_path / "tiny.json").write_text(json.dumps({"rows": rows}))
    return tmp_path


def test_a_row_by_hand(folder):
    lines = table([Question("a task", "tiny", "a gate", "gate", "gate added", "IoU")], folder).split("\n")
    # gate - plain: 0.3 and 0.4, so 35 ± 12.706 * 5; the twin: 0.3 and 0.3; gate - twin: 0 and 0.1
    assert lines[2] == "| a task (IoU) | a gate | +35.0 ± 63.5 | **+30.0 ± 0.0** | +5.0 ± 63.5 | 2 |"


def test_a_loss_has_a_true_minus_and_no_difference_is_not_bold(folder):
    same = Question("t", "tiny", "m", "same", measure="IoU")
    text = table([same, Question("t", "tiny", "m", "same", "gate added", "IoU")], folder)
    assert "| +0.0 ± 0.0\N{NO-BREAK SPACE}≈ |" in text and "**−30.0 ± 0.0**" in text


def test_without_a_twin_there_is_a_dash(folder):
    assert "| – | – | 2 |" in table([Question("t", "tiny", "m", "gate", measure="IoU")], folder)


def test_bold_does_not_depend_on_how_many_rows_are_shown():
    asked = [q for q in QUESTIONS if q.sweep == "sensors"]
    alone, among = table(asked), table(asked, among=QUESTIONS)
    assert "**−8.3 ± 5.2**" in alone and "**−8.3 ± 5.2**" not in among and "−8.3 ± 5.2" in among


def test_a_gain_that_two_copies_may_have_is_not_bold():
    asked = [q for q in QUESTIONS if q.sweep == "segmentation_fashion"]
    assert "| +3.5 ± 0.6 |" in table(asked) and "is above 4 points, our limit for two copies" in table(asked)


def test_the_caption_says_what_is_not_covered():
    text = table()
    assert "do not cover the choice of the learning rate, made once" in text and "all 69 intervals" in text
    assert text.count("**") == 2 * 35, "39 of 69 stand after Holm's correction, 4 of them below four points"


def test_every_question_names_a_variant_that_is_there():
    for q in QUESTIONS:
        recipe = experiments.EXPERIMENTS[q.sweep]
        assert q.measure == recipe.measure
        assert {q.variant, q.twin or q.variant} <= set(recipe.variants)


def test_every_twin_that_was_trained_is_shown_beside_its_gate():
    shown = {(q.sweep, q.twin) for q in QUESTIONS}
    elsewhere = {*localisation.RECIPES, *channels.RECIPES, *relatives.RECIPES}  # lessons 10 and 12 show them
    for name, recipe in experiments.EXPERIMENTS.items():
        if name in elsewhere:
            continue
        twins = [v for v in recipe.variants if "added" in v and not name.endswith("_long")]
        twins = [
            v for v in twins if v != "pooling added"
        ]  # no control: it is the plain network (test_findings)
        assert not [twin for twin in twins if (name, twin) not in shown]


def test_the_five_lines_say_what_the_table_says():
    said, _ = judged()
    for line in in_short.LINES:
        assert [in_short.word(said[row]) for row in line.rows] == list(line.says), line.words
    assert in_short.lines().count("\n") + 1 == len(in_short.LINES) == 5
    lead = what_helps_where.gain(store.load("detection_cue"), "normalised", "added", "AP75")
    assert lead.low > 0 and lead.mean < 0.04, "in AP75 the gate is ahead by less than four points"
    strict = what_helps_where.gain(store.load("detection"), "gate", "plain", "AP75")
    assert abs(strict.mean) < 0.01 and strict.half < 0.01, "with boxes nothing is gained in AP75"


def test_the_five_lines_say_what_four_times_the_steps_left():
    long, names = store.load("cued_colour_long"), ("normalised", "added", "deep")
    gate, added, deep = (sum(store.column(long, name, "accuracy")) / 10 for name in names)
    assert round(100 * (gate - added)) == 7 and gate - deep < 0.03
    assert round((1 - deep) / (1 - gate), 1) == 2.1, "twice as many errors"


def test_the_table_has_a_line_for_each_question(folder):
    asked = [Question("t", "tiny", "m", "gate", measure="IoU")] * 3
    assert len(table(asked, folder).split("\n")) == 7  # the caption stands below an empty line


def test_the_table_is_shown_as_markdown(monkeypatch):
    shown = []
    monkeypatch.setattr("helpers.tables.table.display", lambda data, raw: shown.append(data))
    monkeypatch.setattr(
        what_helps_where, "table", lambda chosen, among: f"{len(chosen)} rows of {len(among)}"
    )
    what_helps_where.show_table(("detection",))
    expected = sum(q.task.startswith("detection") for q in QUESTIONS)
    assert shown == [dict.fromkeys(("text/markdown", "text/plain"), f"{expected} rows of {len(QUESTIONS)}")]
