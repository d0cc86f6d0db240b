"""What the members of the family must do, as functions of the module under test.

``test_family_members`` runs them on ``helpers.relatives`` and on faulty copies of it.  Numbers by hand:
sigmoid(-2) = 0.119203, sigmoid(0) = 0.5, sigmoid(1) = 0.731059, sigmoid(2) = 0.880797,
sigmoid(0.5625) = 0.637031, sigmoid(1.0625) = 0.743168, e / (1 + e) = 0.731059.
"""

import torch
from attention_by_hand import close, numbers, put
from attention_checks import MAPS, feature_map, randomised
from attention_parity import assert_same, copy_parameters
from timm.layers.coord_attn import CoordAttn
from timm.layers.eca import EcaModule
from timm.layers.global_context import GlobalContext
from timm.layers.non_local_attn import NonLocalAttn
from torch import nn
from torch.testing import assert_close

from helpers.attention import AttentionPool, ChannelAttention


def eca_by_hand(attention):
    # Averages 1, 2, 4; the kernel takes the left neighbour minus the right one: 0 - 2, 1 - 4, 2 - 0.
    layer = put(attention.ECA(3, kernel_size=3), [1.0, 0.0, -1.0])
    x = numbers([[[0, 2]], [[2, 2]], [[3, 5]]])
    close(layer.logits(x).flatten(), numbers(-2, -3, 2))
    close(layer.weights(x)[0, 2, 0, 0], torch.tensor(0.880797, dtype=torch.float64))
    close(layer(x)[0, 0, 0, 1], torch.tensor(2 * 0.119203, dtype=torch.float64))


def eca_is_timms(attention):
    for shape in (*MAPS, (2, 128, 3, 3)):
        assert_same(attention.ECA(shape[1]), EcaModule(shape[1]), shape)


def eca_kernel_grows_slowly(attention):
    wanted = {1: 3, 4: 3, 16: 3, 64: 3, 128: 5, 512: 5, 2048: 7}
    assert {c: attention.eca_kernel(c) for c in wanted} == wanted


def gather_excite_by_hand(attention):
    # One channel 0, 2, 4, 6: the whole map averages 3; windows of three around places 0 and 2: 1 and 4.
    x = numbers([[[0, 2, 4, 6]]])
    close(attention.GatherExcite(1).weights(x).logit().flatten(), numbers(3))
    close(attention.GatherExcite(1, extent=2).weights(x).logit().flatten(), numbers(1, 4))
    gate = numbers(1, 1, 4, 4).sigmoid()
    want = x.flatten() * gate
    close(attention.GatherExcite(1, extent=2)(x).flatten(), want)


def gather_excite_with_everything_is_se(attention):
    for shape in MAPS:
        ours = randomised(attention.GatherExcite(shape[1], reduction=4)).double()
        theirs = copy_parameters(ours, ChannelAttention(shape[1], 4, pools="avg", bias=True))
        x = feature_map(shape)
        assert_close(ours(x), theirs(x))
        assert ours.weights(x).shape == (*shape[:2], 1, 1)


def gather_excite_excites_every_neighbourhood_alike(attention):
    layer = randomised(attention.GatherExcite(4, extent=2, reduction=2)).double()
    x = feature_map((2, 4, 5, 3))
    weights = layer.weights(x)
    assert weights.shape == (2, 4, 3, 2)
    corner = x[:, :, :2, :2].mean((2, 3))  # the window of the first place, cut off by the border
    assert_close(weights[:, :, 0, 0], layer.mlp(corner).sigmoid())
    assert_close(layer(x)[:, :, 2:4, 0], x[:, :, 2:4, 0] * weights[:, :, 1:2, 0])


def bam_is_the_papers_sum(attention):
    for shape in MAPS:
        layer, x = randomised(attention.BAM(shape[1], 4)).double().eval(), feature_map(shape)
        what = layer.what(x.mean((2, 3)))
        where = x
        for part in layer.where:
            where = part(where)
        weights = torch.sigmoid(what[:, :, None, None] + where)
        assert_close(layer.weights(x), weights)
        assert_close(layer(x), x + x * weights)
        assert where.shape == (shape[0], 1, *shape[2:])


def bam_has_the_papers_parts(attention):
    layer = attention.BAM(32, 16)
    convs = [part for part in layer.where if isinstance(part, nn.Conv2d)]
    assert [(c.kernel_size[0], c.dilation[0]) for c in convs] == [(1, 1), (3, 4), (3, 4), (1, 1)]
    assert [c.out_channels for c in convs] == [2, 2, 2, 1]
    norms = [k for k, part in enumerate(layer.where) if isinstance(part, nn.BatchNorm2d)]
    assert norms == [len(layer.where) - 1], "one norm, at the end"
    relus = sum(isinstance(part, nn.ReLU) for part in layer.where)
    assert relus == 3 and isinstance(layer.what[-1], nn.BatchNorm1d)


def coordinate_attention_is_the_authors(attention):
    """With the authors' bias; timm's default leaves it out."""
    for shape in MAPS:
        theirs = CoordAttn(shape[1], rd_channels=shape[1] // 4, bias=True)
        assert_same(attention.CoordAttention(shape[1], 4), theirs, shape)


def coordinate_weights_are_rows_times_columns(attention):
    layer, x = randomised(attention.CoordAttention(8, 4)).double(), feature_map((2, 8, 5, 7))
    rows, columns = layer.strips(x)
    assert rows.shape == (2, 8, 5, 1) and columns.shape == (2, 8, 1, 7)
    assert_close(layer.weights(x), rows.sigmoid() * columns.sigmoid())
    assert torch.linalg.matrix_rank(layer.weights(x), rtol=1e-9).unique().tolist() == [1]


def simam_by_hand(attention):
    # 1, 1, 1, 5: mean 2, variance (1 + 1 + 1 + 9) / 3 = 4; 1 / 16 + 1/2 and 9 / 16 + 1/2.
    x = numbers([[[1, 1], [1, 5]]])
    close(attention.SimAM(floor=0)(x).flatten(), numbers(0.637031, 0.637031, 0.637031, 5 * 0.743168))
    flat = attention.SimAM().weights(torch.full((1, 2, 3, 3), 4.0))
    assert_close(flat, torch.full_like(flat, 0.5).sigmoid())


def simam_divides_by_one_less_and_by_channel(attention):
    x = feature_map((2, 3, 4, 5)).detach()
    mean = x.mean((2, 3), keepdim=True)
    variance = ((x - mean) ** 2).sum((2, 3), keepdim=True) / 19
    assert_close(attention.SimAM(0.3).weights(x), ((x - mean) ** 2 / (4 * (variance + 0.3)) + 0.5).sigmoid())


def global_context_is_timms_sum(attention):
    for shape in MAPS:
        theirs = GlobalContext(shape[1], fuse_add=True, fuse_scale=False, rd_channels=shape[1] // 4)
        theirs.mlp_add.norm.eps = 1e-5  # PyTorch's; timm's norm has 1e-6
        assert_same(attention.GlobalContext(shape[1]), theirs, shape)


def global_context_looks_once(attention):
    layer, x = randomised(attention.GlobalContext(8)).double(), feature_map((2, 8, 5, 7))
    pool = AttentionPool(8).double()
    pool.load_state_dict(layer.pool.state_dict())
    added = layer(x) - x
    assert_close(added, layer.transform(pool(x))[:, :, None, None].expand_as(x))


def non_local_is_timms_without_the_scale(attention):
    for shape in MAPS:
        theirs = NonLocalAttn(shape[1], use_scale=False, rd_channels=shape[1] // 4)
        assert_same(attention.NonLocal(shape[1], 4), theirs, shape)


def non_local_by_hand(attention):
    # Two places with x = 0 and 1; query = key = value = x.  Place 0 scores 0, 0; place 1 scores 0, 1.
    layer = put(
        attention.NonLocal(1, 1), [1.0], [0.0], [1.0], [0.0], [1.0], [0.0], [1.0], [0.0], [1.0], [0.0]
    )
    weights = layer.weights(numbers([[[0, 1]]]))
    close(weights[0], torch.tensor([[0.5, 0.5], [0.268941, 0.731059]], dtype=torch.float64))
    layer.norm = nn.Identity()
    close(layer(numbers([[[0, 1]]])).flatten(), numbers(0.5, 1.731059))


def self_attention_is_pytorchs(attention):
    for shape in MAPS:
        n, c, h, w = shape
        for heads in (1, 2, 4):
            ours = randomised(attention.SelfAttention(c, heads)).double()
            theirs = nn.MultiheadAttention(c, heads, batch_first=True).double()
            three = (ours.query, ours.key, ours.value)
            theirs.in_proj_weight.data = torch.cat([layer.weight.data for layer in three])
            theirs.in_proj_bias.data = torch.cat([layer.bias.data for layer in three])
            theirs.out_proj.load_state_dict(ours.out.state_dict())
            x = feature_map(shape)
            places = x.flatten(2).mT
            found, weights = theirs(places, places, places, average_attn_weights=False)
            assert_close(ours(x), x + found.mT.reshape(shape))
            assert_close(ours.weights(x), weights)
            pattern = torch.linspace(-1, 2, x.numel(), dtype=torch.float64).view(shape)
            mine = torch.autograd.grad((ours(x) * pattern).sum(), x)[0]
            found = theirs(places, places, places)[0].mT.reshape(shape)
            yours = torch.autograd.grad(((x + found) * pattern).sum(), x)[0]
            assert (mine - yours).abs().max() < 1e-9


def self_attention_narrower_than_its_input(attention):
    layer = randomised(attention.SelfAttention(8, heads=2, reduction=2)).double()
    x = feature_map((2, 8, 3, 4))
    assert layer(x).shape == x.shape and layer.weights(x).shape == (2, 2, 12, 12)
    assert layer.query.out_features == 4
    scores = layer.query(x.flatten(2).mT)[..., :2] @ layer.key(x.flatten(2).mT)[..., :2].mT
    assert_close(layer.weights(x)[:, 0], (scores / 2**0.5).softmax(2))


def those_that_add_start_by_changing_nothing(attention):
    for layer in (attention.GlobalContext(8), attention.NonLocal(8), attention.SelfAttention(8, 2)):
        x = torch.randn(3, 8, 4, 5)
        assert_close(layer.train()(x), x, atol=1e-6, rtol=0)
        layer(x).square().sum().backward()
        assert any(p.grad is not None and p.grad.abs().sum() > 0 for p in layer.parameters())


def places_have_no_numbers(attention):
    """Self-attention and non-local do not know where a place lies: shuffled places, shuffled result."""
    x = feature_map((2, 8, 4, 5)).detach()
    order = torch.randperm(20, generator=torch.Generator().manual_seed(1))
    moved = x.flatten(2)[:, :, order].view_as(x)
    for make in (attention.NonLocal, attention.SelfAttention, attention.GlobalContext):
        layer = randomised(make(8)).double().eval()
        assert_close(layer(moved).flatten(2), layer(x).flatten(2)[:, :, order])


def twins_add_their_scores(attention):
    x = feature_map((2, 8, 5, 4)).detach()
    for gate, twin in ((attention.ECA, attention.AddedECA), (attention.BAM, attention.AddedBAM)):
        settings = (8,) if gate is attention.ECA else (8, 4)
        first = randomised(gate(*settings)).double().eval()
        second = twin(*settings).double().eval()
        second.load_state_dict(first.state_dict())
        assert_close(second(x), x + first.logits(x))
        assert second.weights is None
    first = randomised(attention.CoordAttention(8, 4)).double().eval()
    second = attention.AddedCoordAttention(8, 4).double().eval()
    second.load_state_dict(first.state_dict())
    rows, columns = first.strips(x)
    assert_close(second(x), x + rows + columns)
    assert second.weights is None


CHECKS = [
    eca_by_hand,
    eca_is_timms,
    eca_kernel_grows_slowly,
    gather_excite_by_hand,
    gather_excite_with_everything_is_se,
    gather_excite_excites_every_neighbourhood_alike,
    bam_is_the_papers_sum,
    bam_has_the_papers_parts,
    coordinate_attention_is_the_authors,
    coordinate_weights_are_rows_times_columns,
    simam_by_hand,
    simam_divides_by_one_less_and_by_channel,
    global_context_is_timms_sum,
    global_context_looks_once,
    non_local_is_timms_without_the_scale,
    non_local_by_hand,
    self_attention_is_pytorchs,
    self_attention_narrower_than_its_input,
    those_that_add_start_by_changing_nothing,
    places_have_no_numbers,
    twins_add_their_scores,
]
