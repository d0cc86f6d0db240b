"""The table of one sweep: exact cells on a file made by hand, and a sentence for what is not there."""

import pytest

from helpers.experiments import verdicts
from helpers.tables import gains as tables
from helpers.tables.gains import verdict_table


def stored(**columns):
    """A stored sweep from {variant: accuracies}."""
    return {
        "rows": [
            {"variant": variant, "seed": seed, "params": 1000 + len(variant), "metrics": {"accuracy": value}}
            for variant, values in columns.items()
            for seed, value in enumerate(values)
        ]
    }


# With two gains in the table the smaller p counts twice: 10.7 ± 1.4 (p = 0.001) stands, 0.0 does not.
SWEEP = stored(plain=[0.50, 0.52, 0.54], gate=[0.60, 0.63, 0.65], added=[0.60, 0.62, 0.66])


def test_every_cell():
    lines = verdict_table(SWEEP, ["gate", "plain"], ["plain"], {"gate": "added"}).split("\n")
    assert lines[0] == "|  | parameters | accuracy | gain over plain | gain over its twin |"
    assert lines[1] == "| --- | --- | --- | --- | --- |"
    # gains 10, 11, 11: mean 10.67, spread 0.577, standard error 1/3, t 4.303
    assert not any(" ±" in line or "± " in line for line in lines), "a number is broken over lines"
    lines = [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]
    assert lines[2] == "| gate | 1,004 | 62.7 ± 6.3 | **+10.7 ± 1.4** (3/3) | +0.0 ± 2.5 (1/3) |"
    assert lines[3] == "| plain | 1,005 | 52.0 ± 5.0 | – | – |"


def test_a_variant_that_is_not_there_is_a_sentence():
    with pytest.raises(ValueError, match="no variant 'cbam' in the results"):
        verdict_table(SWEEP, ["cbam"], ["plain"])


def test_it_is_shown_as_markdown_and_as_text(monkeypatch):
    shown = []
    monkeypatch.setattr("helpers.tables.table.display", lambda bundle, raw: shown.append((bundle, raw)))
    tables.show_verdicts(SWEEP, ["gate"], ["plain"])
    how = tables.HOW_TO_READ.format(beyond=verdicts.beyond([SWEEP]), covered=tables.SEEDS_ALONE)
    text = f"{verdict_table(SWEEP, ['gate'], ['plain'])}\n\n{how}"
    assert shown == [({"text/markdown": text, "text/plain": text}, True)]


def test_bold_is_what_stands_among_all_cells():
    many = {f"copy {k}": [0.5, 0.53, 0.54 + k / 1000] for k in range(60)}
    alone = verdict_table(SWEEP, ["gate"], ["plain"])
    among = verdict_table(
        stored(plain=[0.50, 0.52, 0.54], gate=[0.60, 0.63, 0.65], **many), ["gate", *many], ["plain"]
    )
    assert "twin" not in alone, "a column without a number"
    assert "**+10.7" in alone and "+10.7" in among and "**+10.7" not in among


def test_only_twins_of_the_rows_that_are_shown_count():
    assert verdict_table(SWEEP, ["plain"], ["gate"], {"gate": "added"}).count("±") == 2
