"""The family from ECA to self-attention: by hand, parity, faults, refusals, and the sweeps' metrics."""

import copy

import numpy as np
import pytest
import relatives_checks
import torch

from helpers import attention, experiments, gates, networks
from helpers.experiments.family import RECIPES, looked_at, score_family_clutter, score_family_cue
from helpers.tables import members
from helpers.training.cost import count_multiply_adds

X = torch.rand(2, 8, 6, 4)
LAYERS = [
    attention.ECA(8),
    attention.GatherExcite(8),
    attention.GatherExcite(8, extent=2, reduction=4),
    attention.BAM(8, 4),
    attention.CoordAttention(8, 4),
    attention.SimAM(),
    attention.GlobalContext(8),
    attention.NonLocal(8),
    attention.OneMap(8),
    attention.UniformContext(8),
    attention.SelfAttention(8, heads=2),
    attention.AddedECA(8),
    attention.AddedBAM(8, 4),
    attention.AddedCoordAttention(8, 4),
]
each_layer = pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: type(layer).__name__)


@pytest.mark.parametrize("check", relatives_checks.CHECKS, ids=lambda check: check.__name__)
def test_check(check):
    check(attention)


# What goes wrong: (class or function it happens in, old text, new text).  Most stand in public code.


@each_layer
def test_copies_are_equal_and_apart(layer):
    layer = copy.deepcopy(layer).eval()
    twin = copy.deepcopy(layer)
    assert torch.equal(twin(X), layer(X))
    for parameter in twin.parameters():
        parameter.data.normal_()
    twin.load_state_dict(layer.state_dict())
    assert torch.equal(twin(X), layer(X))


@each_layer
def test_it_runs_on_channels_last_and_on_one_image(layer):
    layer = copy.deepcopy(layer).eval()
    turned = X.contiguous(memory_format=torch.channels_last)
    torch.testing.assert_close(layer(turned), layer(X))
    torch.testing.assert_close(layer(X[:1]), layer(X)[:1])


@each_layer
@pytest.mark.parametrize(
    "x, seen, remedy",
    [
        (X[0], "(8, 6, 4)", "x[None]"),
        (X[None], "(1, 2, 8, 6, 4)", "four axes"),
        (np.zeros((2, 8, 6, 4)), "ndarray", "as a tensor"),
        ((255 * X).to(torch.uint8), "torch.uint8", "x.float() / 255"),
    ],
)
def test_what_is_no_feature_map(layer, x, seen, remedy):
    with pytest.raises(ValueError) as caught:
        layer(x)
    text = str(caught.value)
    assert seen in text and remedy in text and "\n" not in text


@pytest.mark.parametrize("layer", [m for m in LAYERS if not isinstance(m, attention.SimAM)])
def test_wrong_number_of_channels(layer):
    with pytest.raises(ValueError, match=r"8 channels.*channels=7"):
        layer(X[:, :7])


@pytest.mark.parametrize(
    "make, seen, remedy",
    [
        (lambda: attention.ECA(8, kernel_size=4), "got 4", "try 3"),
        (lambda: attention.BAM(8), "8 channels", "from 1 to 8"),
        (lambda: attention.CoordAttention(8), "8 channels", "from 1 to 8"),
        (lambda: attention.GatherExcite(8, reduction=9), "reduction 9", "hidden=1"),
        (lambda: attention.GlobalContext(8, reduction=0), "reduction 0", "from 1 to 8"),
        (lambda: attention.SelfAttention(8, heads=3), "3 heads", "a divisor of 8"),
        (lambda: attention.SimAM()(torch.rand(2, 3, 1, 1)), "(2, 3, 1, 1)", "two or more"),
        (lambda: attention.BAM(32).train()(torch.rand(1, 32, 5, 5)), "over the batch", "two images or more"),
    ],
)
def test_wrong_settings(make, seen, remedy):
    with pytest.raises(ValueError) as caught:
        make()
    text = str(caught.value)
    assert seen in text and remedy in text and "\n" not in text


SHAPES = {
    "squeeze": [(2, 8, 1, 1)],
    "eca": [(2, 8, 1, 1)],
    "gather-excite": [(2, 8, 1, 1)],
    "scse": [(2, 8, 1, 1), (2, 1, 6, 4)],
    "cbam": [(2, 8, 1, 1), (2, 1, 6, 4)],
    "bam": [(2, 8, 6, 4)],
    "coordinate": [(2, 8, 6, 4)],
    "simam": [(2, 8, 6, 4)],
    "global context": [(2, 1, 6, 4)],
    "non-local": [(2, 24, 24)],
    "self-attention": [(2, 2, 24, 24)],
}


@pytest.mark.parametrize("member", members.MEMBERS, ids=lambda member: member.variant)
def test_weights_can_be_read_and_swapped(member):
    layer = member.make(8).eval()
    for parameter in layer.parameters():
        parameter.data.uniform_(0.1, 1)  # those that add start by changing nothing
    with gates.record(layer) as seen:
        before = layer(X)
    assert [tuple(weights.shape) for weights in seen.values()] == SHAPES[member.variant]
    assert all(weights.min() >= 0 and weights.max() <= 1 for weights in seen.values())
    if member.kind == "where":
        assert all(
            torch.allclose(w.sum(-1 if w.shape[-1] == 24 else (2, 3)), torch.ones(())) for w in seen.values()
        )
    for how in ("mean", "other image"):
        with gates.replace(layer, how):
            assert not torch.equal(layer(X), before)
    assert torch.equal(layer(X), before)


def test_each_member_counts_its_weights():
    for member in members.MEMBERS:
        with gates.record(member.make(8).eval()) as seen:
            _ = [gate for gate in seen]
        numbers = sum(torch.Size(shape[1:]).numel() for shape in SHAPES[member.variant])
        wanted = {"bam": 8 + 24, "coordinate": 8 * (6 + 4)}.get(member.variant, numbers)
        assert member.count(8, 6, 4) == wanted, member.variant


def test_costs_by_hand():
    squeeze, eca, simam = (members.cost(members.BY_VARIANT[v]) for v in ("squeeze", "eca", "simam"))
    assert squeeze["multiply-adds"] == 2 * 64 * 16 and squeeze["learned"] == 2 * 64 * 16 + 16 + 64
    assert squeeze["moved"] == 3 == round(eca["moved"], 1)  # and ECA's vector, as long as C
    assert eca["learned"] == 3 and eca["multiply-adds"] == 3 * 64
    assert simam["learned"] == simam["multiply-adds"] == 0
    far = members.cost(members.BY_VARIANT["non-local"])
    projections, pairs = 4 * 64 * 16 * 196, 2 * 16 * 196**2
    assert far["multiply-adds"] == projections + pairs
    layer = members.BY_VARIANT["cbam"].make(64)
    assert members.count_multiply_adds(layer, (1, 64, 14, 14)) == count_multiply_adds(layer, (1, 64, 14, 14))


def test_the_table_has_a_row_for_every_member():
    rows = members.table(64, 14)
    for row, member in zip(rows, members.MEMBERS, strict=True):
        assert row[0].startswith(member.name) and member.short in row[0]
        assert row[0].endswith(f", {member.year}")
    assert set(members.WORDS) == set(members.BY_VARIANT)
    eca = dict(zip(members.BY_VARIANT, rows))["eca"]
    assert eca[1] == "C" and eca[4:] == ["3", "3\N{NO-BREAK SPACE}E"]


@pytest.mark.parametrize("name", ["family_cue", "family_clutter"])
def test_every_member_stands_in_both_sweeps_and_wide_is_wider_than_all(name):
    recipe = RECIPES[name]
    assert {m.variant for m in members.MEMBERS} | {"plain", "wide"} <= set(recipe.variants)
    size = {
        variant: networks.parameters(networks.build(recipe.network, **{**recipe.settings, **own}))
        for variant, own in recipe.variants.items()
    }
    assert all(size["wide"] > size[v] for v in size if v != "wide")
    for variant in size:
        if variant.endswith(" added"):
            assert size[variant] == size[variant.removesuffix(" added")]
    other = experiments.EXPERIMENTS[{"family_cue": "cued_colour", "family_clutter": "clutter"}[name]]
    assert (recipe.settings, recipe.steps) == (other.settings, other.steps)


def test_what_is_looked_at():
    assert looked_at(torch.rand(2, 5, 1, 1), 12) is None
    one_map, cube = torch.rand(2, 1, 4, 4), torch.rand(2, 5, 4, 4)
    assert torch.equal(looked_at(one_map, 12), one_map)
    assert torch.equal(looked_at(cube, 12), cube.mean(1, keepdim=True))
    pairs, heads = torch.rand(2, 16, 16), torch.rand(2, 3, 16, 16)
    torch.testing.assert_close(looked_at(pairs, 12), pairs.mean(1).view(2, 1, 4, 4))
    torch.testing.assert_close(looked_at(heads, 12), heads.mean((1, 2)).view(2, 1, 4, 4))


class Told(torch.nn.Module):
    """A network whose gate is set from outside."""

    def __init__(self, gate):
        super().__init__()
        self.nothing, self.gate = torch.nn.Parameter(torch.zeros(1)), gate

    def weights(self, x):
        return self.gate(x)

    def forward(self, x):
        return self.weights(x).flatten(1)[:, :1].expand(-1, 10) + self.nothing


def test_moves_with_the_cue_by_hand():
    # The average gate is 0.5 for one frame, 0.4 and 0.2 for the others: it moves by 1 - 0.2 / 0.5.
    batch = experiments.test_batch(RECIPES["family_cue"], 30)
    level = torch.tensor([0.5, 0.4, 0.2])

    def gate(x):
        cue = x[:, :, :2].mean((2, 3)).argmax(1)
        return level[cue][:, None, None, None].expand(-1, 4, 1, 1)

    assert score_family_cue(Told(gate), batch)["gate moves by"] == pytest.approx(0.6)
    assert "gate moves by" not in score_family_cue(networks.ConvNet(in_channels=3), batch)


def test_a_map_that_is_the_digit_scores_one():
    batch = experiments.test_batch(RECIPES["family_clutter"], 20)
    inside = {id(batch.images): batch.mask.float()}

    def gate(x):
        return inside[id(batch.images)][: len(x)] if len(x) == 20 else None

    scores = score_family_clutter(Told(gate), batch)
    assert scores["energy inside"] == 1 and scores["auroc distractors"] == 1


def test_one_map_is_the_average_of_non_locals_own_maps():
    torch.manual_seed(0)
    x = torch.randn(2, 8, 3, 4)
    own, one = attention.NonLocal(8), attention.OneMap(8)
    one.load_state_dict(own.state_dict())
    maps = one.weights(x)
    torch.testing.assert_close(maps, own.weights(x).mean(1, keepdim=True).expand(2, 12, 12))
    assert (own.weights(x).std(1) > 0.001).any(), "its own maps differ"
    torch.testing.assert_close(maps.sum(2), torch.ones(2, 12))


def test_uniform_context_is_global_context_that_scores_all_places_alike():
    torch.manual_seed(0)
    x = torch.randn(2, 8, 3, 4)
    with_map, without = attention.GlobalContext(8), attention.UniformContext(8)
    torch.nn.init.normal_(with_map.transform[-1].weight)
    without.transform.load_state_dict(with_map.transform.state_dict())
    assert not torch.allclose(with_map(x), without(x)), "its map matters"
    torch.nn.init.zeros_(with_map.pool.score.weight)
    torch.testing.assert_close(with_map(x), without(x))
    sizes = [sum(p.numel() for p in layer.parameters()) for layer in (with_map, without)]
    assert sizes[0] - sizes[1] == 8 + 1
