"""What the family's sweeps are made to say, on made-up numbers; gains that others measured."""

import pytest

from helpers.experiments.family import RECIPES
from helpers.plots import standings as charts
from helpers.plots.figures import WHAT, png_of
from helpers.tables import literature, standings
from helpers.tables.members import BY_VARIANT, MEMBERS

VARIANTS = list(RECIPES["family_cue"].variants)
LEVELS = {"plain": 0.5, "wide": 0.6, "eca": 0.7, "bam": 0.55, "simam": 0.3, "bam added": 0.65}


def made_up(levels=LEVELS, **metrics):
    """A sweep in which every variant does as ``levels`` says, else like plain, with seeds 0.002 apart."""
    rows = []
    for variant in VARIANTS:
        for seed in range(10):
            wobble = 0.002 * seed if variant == "plain" else 0.002 * (9 - seed)  # equal on average
            scores = {"accuracy": levels.get(variant, 0.5) + wobble, **metrics}
            rows.append({"variant": variant, "seed": seed, "params": 1, "lr": 0.004, "metrics": scores})
    return {"rows": rows, "tuning": []}


SWEEPS = {"cue": made_up(), "clutter": made_up({"plain": 0.5, "eca": 0.4})}


def test_members_are_sorted_by_what_can_be_said():
    groups = standings.sorted_out(SWEEPS["cue"])
    better, not_than_wide, unclear, worse = (groups[words] for words in standings.SORTED)
    assert better == ["ECA"] and not_than_wide == ["BAM"] and worse == ["SimAM"]
    assert "CBAM" in unclear and sum(map(len, groups.values())) == len(MEMBERS)


def test_the_best_stand_first():
    order = standings.ranked(SWEEPS["cue"])
    assert order[:2] == ["eca", "bam"] and order[-1] == "simam" and len(order) == len(MEMBERS)


def test_the_summary_has_gain_twin_and_loss_of_every_member():
    sweeps = {
        title: made_up(levels, **{"other image": 0.45})
        for title, levels in (("cue", LEVELS), ("clutter", {"plain": 0.5, "eca": 0.4}))
    }
    lines = standings.summary(sweeps).replace("\N{NO-BREAK SPACE}", " ").split("\n")
    assert lines[0].count("over plain") == lines[0].count("lost with another image's weights") == 2
    rows = {line.split(" | ")[0].strip("| *"): line.strip("| ").split(" | ") for line in lines[2:]}
    assert list(rows) == [member.short for member in MEMBERS] and {len(row) for row in rows.values()} == {7}
    eca = rows["ECA"]
    assert eca[1].startswith("**+20.0 ±") and eca[4].startswith("**−10.0 ±")
    assert eca[3].startswith("25.9 ±") and eca[6].startswith("−4.1 ±"), "a loss is no gain: never bold"
    assert rows["BAM"][2] == "**−10.0 ± 0.0**"  # it is worse than its twin
    assert rows["SimAM"][2] == rows["SimAM"][5] == "–"


@pytest.mark.parametrize(
    "scores, worse",
    [
        ((0.6, 0.7, 0.65), True),
        ((0.5, 0.6, 0.7), False),
        ((0.7, 0.6, 0.5), False),
        ((0.696, 0.7, 0.5), False),
    ],
)
def test_a_rate_at_the_end_of_its_grid_is_seen(scores, worse):
    tuning = [
        {"variant": "eca", "lr": rate, "seed": seed, "score": score}
        for rate, score in zip((0.002, 0.004, 0.008), scores)
        for seed in (100, 101)
    ]
    assert standings.both_ends_are_worse({"tuning": tuning}) is worse


def test_the_figures_can_be_drawn():
    figures = [
        charts.family_points(SWEEPS, VARIANTS),
        charts.reported_gains(literature.IMAGENET),
    ]
    assert all(len(png_of(figure)) > 5000 and len(figure.alt) > 20 for figure in figures)
    assert charts.colour_of("eca") == WHAT != charts.colour_of("eca added")
    assert charts.colour_of("wide") == charts.colour_of("plain")


def test_names_beside_points_keep_out_of_each_others_way():
    placed = charts.beside_each_other({"a": 0.3, "b": 0.1, "c": 0.2, "d": 2.0})
    assert [(name, align) for name, _, _, align in placed] == [
        ("b", "right"),
        ("c", "center"),
        ("a", "left"),
        ("d", "left"),
    ]


def test_gains_that_others_measured():
    reports = literature.REPORTS
    assert reports[0].gains() == {"squeeze": [1.51]}
    deep = next(r for r in reports if r.network == "ResNet-101" and r.by == "implus")
    assert deep.gains() == {"squeeze": [0.27], "bam": [0.02], "cbam": [0.15]}
    deformable = next(
        r for r in reports if r.network.startswith("Cascade with DCN") and r.by == "mmdetection"
    )
    assert deformable.gains() == {"global context": [-0.3, 0.8]}, "both settings of that page"
    text = literature.table().replace("\N{NO-BREAK SPACE}", " ")
    assert "plain 72.30<br>SE 73.50 (+1.20)<br>" in text
    assert "SE 77.03 (−1.02)" in text and text.count("\n") == len(reports) + 1
    assert "Hou et al. (authors of coordinate)" in text and "100 epochs" in text
    assert all(variant in BY_VARIANT for report in reports for variant in report.members)
    assert all(report.plain > 0 and report.source for report in reports)
