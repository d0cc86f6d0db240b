"""The controls of a learner's own comparison: those that can be made, and a sentence for the others."""

from own_tools import Gate, TinyNet, compared

from helpers.networks import parameters


def test_wide_has_as_many_parameters_as_the_largest():
    rows = {row["variant"]: row["params"] for row in compared(rates=(0.01,)).stored["rows"]}
    assert rows["wide"] >= max(rows.values())
    assert rows["SE"] == rows["SE added"] == rows["plain"] + parameters(Gate(4))


def test_what_cannot_be_made_is_told():
    class Doubled(Gate):
        def weights(self, x):
            return 2 * super().weights(x)

    result = compared(variants={"twice": Doubled}, maker=lambda gate: TinyNet(gate, 2, 4), rates=(0.01,))
    assert result.variants == ["plain", "plain again", "twice"]
    lacks = "it has no method weights(x) that gives numbers between 0 and 1"
    assert result.notes[:3] == [
        f"there is no 'twice added': {lacks}",
        f"there is no 'twice blind': {lacks}",
        "there is no 'wide': your maker has no parameter width, a factor of all its channels",
    ]
