"""The table of maps: what each row is compared with, and that it says what the sweep says."""

from helpers.experiments import store
from helpers.tables import maps


def rows_of(table):
    lines = table.replace("\N{NO-BREAK SPACE}", " ").split("\n")
    return {line.split(" | ")[0].strip("| *"): line.strip("| ").split(" | ") for line in lines[2:]}


def test_every_map_has_two_losses_and_every_network_one_row_of_gains():
    rows, networks = map(rows_of, maps.tables())
    assert list(rows) == list(maps.MAPS) and {len(row) for row in rows.values()} == {len(maps.HEAD)}
    assert list(networks) == list({variant: words for words, (variant, *_) in maps.MAPS.items()}.values())
    assert {len(row) for row in networks.values()} == {len(maps.NETWORK_HEAD)}
    assert networks["attention pooling"][-1] == networks["place gate"][-1] == "–"
    assert networks["gate, both stages"][-1] != "–"

    stored = store.load("localisation")
    own, averaged = (store.column(stored, "place gate", metric) for metric in ("accuracy", "last mean"))
    lost = 10 * (sum(own) - sum(averaged))
    assert rows["place gate"][2].strip("*").startswith(f"{lost:.1f} ±")
    hits = store.column(stored, "gate", "first pointing")
    own, averaged = (store.column(stored, "gate", metric) for metric in ("accuracy", "mean"))
    assert f"**{10 * (sum(own) - sum(averaged)):.1f} ±" in rows["gate, both stages"][2]
    assert rows["gate, both stages"][1] == "–"
    assert rows["gate, stage 2"][1] == f"{10 * sum(hits):.0f} of 100"
    pooled, plain = (store.column(stored, variant) for variant in ("attention pooling", "plain"))
    assert f"+{10 * (sum(pooled) - sum(plain)):.1f} ±" in networks["attention pooling"][1]


def test_a_map_is_compared_with_itself_changed_and_its_network_with_others():
    lost, other, gain, twin = maps.comparisons("gate", "last ", "gate added")
    assert (lost.a, lost.b, lost.other) == ("gate", "gate", "last mean") and other.other == "last other image"
    assert (gain.b, twin.b) == ("plain", "gate added")
    assert len(maps.comparisons("attention pooling", "last ", "")) == 3
