"""The table of two copies: trained networks where there are any, simulated scores always."""

import json

import numpy as np
import pytest

from helpers.experiments.calibration import NAME, NETWORKS
from helpers.tables import two_copies

RNG = np.random.default_rng(0)
TEST = RNG.normal([0.80, 0.81, 0.82], 0.01, (400, 3))
SCORES = RNG.normal(TEST, 0.01), TEST


@pytest.fixture
def shown(monkeypatch):
    """What the table got."""
    kept = {}
    monkeypatch.setattr(
        two_copies, "show", lambda rows, columns, caption: kept.update(rows=rows, caption=caption)
    )
    return kept


def test_before_a_network_is_trained_the_table_says_so(shown, tmp_path):
    two_copies.show_two_copies(*SCORES, folder=tmp_path)
    ((name, alarms, within, own, _),) = shown["rows"]
    assert name == "simulated" and "Trained networks follow" in shown["caption"]
    assert int(alarms) > 15 > 8 > int(own) and within.startswith("± ")


def test_trained_networks_come_first_with_their_own_numbers(shown, tmp_path):
    summary = [
        {"task": t, "variant": v, "protocol": p, "seeds": 60 + k, "within": s / 10}
        | {"share": s, "low": s - 0.02, "high": s + 0.02}
        for k, (t, v) in enumerate(NETWORKS)
        for p, s in (("own rates", 0.05), ("one rate", 0.25 + k / 100))
    ]
    (tmp_path / f"{NAME}.json").write_text(json.dumps({"summary": summary, "rows": []}))
    two_copies.show_two_copies(*SCORES, folder=tmp_path)
    names = [f"{t}, {v}".replace("cued_colour_long", "cued colour, 1200 steps") for t, v in NETWORKS]
    assert [row[0] for row in shown["rows"]] == [*names, "simulated"]
    assert shown["rows"][1][1:] == ["26 (24 to 28)", "± 2.6", "5 (3 to 7)", "± 0.5"]
    assert "60 seeds" in shown["caption"]
