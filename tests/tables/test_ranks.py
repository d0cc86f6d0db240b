"""The maps of one variant in two sweeps."""

from helpers.tables import ranks


def row(seed, lr, auroc, inside):
    return {
        "variant": "gate",
        "seed": seed,
        "lr": lr,
        "metrics": {"auroc distractors": auroc, "energy inside": inside, "accuracy": 0.9, "other image": lr},
    }


def test_a_row_by_hand():
    stored = {
        "recipe": {"steps": 400},
        "rows": [row(0, 0.1, 0.7, 0.2), row(1, 0.03, 0.8, 0.3), row(2, 0.1, 0.9, 0.4)],
    }
    assert ranks.rows_of([stored], "gate", 0.1, ink=0.85) == [
        ["after 400 steps", "30%", "0.80", "0.70 to 0.90", "2 of 3", "82 points"],
        ["after 400 steps, those at the rate 0.1", "30%", "0.80", "0.70 to 0.90", "1 of 2", "80 points"],
    ]


def test_a_length_without_the_rate_has_no_second_row():
    stored = {"recipe": {"steps": 400}, "rows": [row(0, 0.03, 0.7, 0.2)]}
    assert len(ranks.rows_of([stored], "gate", 0.1, ink=0.8)) == 1
