"""gates.diagnose: every verdict on a gate that earns it, bad input in a sentence, nothing left behind."""

import sys
from functools import partial
from math import isnan

import pytest
import torch
from torch import nn
from torchvision.models import mobilenet_v3_small
from torchvision.models.detection import ssdlite320_mobilenet_v3_large
from torchvision.ops import SqueezeExcitation

from helpers import datasets, gates, networks
from helpers.attention import (
    CBAM,
    AddedChannelAttention,
    AttentionPool,
    ChannelAttention,
    SpatialAttention,
    StaticAttention,
    broken,
)
from helpers.gates import statistics as readings
from helpers.gates.statistics import moved, moved_where_finite

IMAGES = torch.rand(12, 3, 10, 14, generator=torch.Generator().manual_seed(0))
LABELS = torch.arange(12) % 4


class Settings(nn.Module):
    """A gate whose weights are whatever ``make(x)`` says."""

    def __init__(self, make):
        super().__init__()
        self.make = make
        self.scale = nn.Parameter(torch.ones(1))

    def weights(self, x):
        return self.make(x) * self.scale

    def forward(self, x):
        return x * self.weights(x)


class Net(nn.Module):
    """conv, gate, average, linear; ``head`` decides what the output is made of."""

    def __init__(self, gate, head=None):
        super().__init__()
        torch.manual_seed(0)
        self.conv, self.gate = nn.Conv2d(3, 8, 3), gate
        self.classify = nn.Linear(8, 4)
        self.head = head

    def forward(self, x):
        x = self.conv(x)
        y = self.gate(x)
        if self.head is not None:
            return self.head(x, y)
        return self.classify(y.mean((2, 3)) if y.dim() == 4 else y)


def lively(gate, factor=6.0):
    """A gate whose scores are large enough for its weights to follow the image."""
    torch.manual_seed(1)
    fresh = gate()
    with torch.no_grad():
        for parameter in fresh.parameters():
            parameter.mul_(factor)
    return fresh


def row_of(gate, **settings):
    return gates.diagnose(Net(gate, **settings).eval(), IMAGES).rows[0]


def centred(x):
    """Scores that differ between images, channels and places."""
    return 8 * (x - x.mean((0, 2, 3), keepdim=True))


SOUND = {
    "what": lambda: lively(lambda: ChannelAttention(8, 1, bias=True)),
    "where": lambda: lively(SpatialAttention),
    "both": lambda: Settings(lambda x: centred(x).sigmoid()),
    "softmax": lambda: lively(lambda: AttentionPool(8)),
    "torchvision": lambda: lively(lambda: SqueezeExcitation(8, 8), 4.0),
}


@pytest.mark.parametrize("kind", SOUND)
def test_a_sound_gate_works(kind):
    row = row_of(SOUND[kind]())
    assert row.verdict == "works", row.findings
    assert row.kind == {"softmax": "where", "torchvision": "what"}.get(kind, kind)
    assert row.moves["other image"] > row.moves["mean"] * 0.5 > 0


FAULTS = {
    "constant": lambda: broken.ZeroWidth(8),
    "never below half": lambda: lively(broken.NeverBelowHalf),
    "not bounded": lambda: lively(lambda: broken.ForgottenSoftmax(8)),
    "dead": lambda: lively(lambda: broken.DeadBranch(8, 1)),
    "saturated": lambda: Settings(lambda x: (50 * centred(x)).sigmoid()),
    "flat": lambda: Settings(
        lambda x: centred(x).mean((1, 2, 3), True).sigmoid().expand(-1, 1, *x.shape[2:])
    ),
    "not a number": lambda: Settings(lambda x: x[:, :1] * float("nan")),
}


@pytest.mark.parametrize("word", FAULTS)
def test_a_broken_gate_gets_its_word(word):
    row = row_of(FAULTS[word]())
    assert [found for found, _ in row.findings] == [word], row.findings
    assert all(len(sentence) > 20 for _, sentence in row.findings)


def test_a_gate_whose_result_is_dropped_is_unused():
    row = row_of(SOUND["what"](), head=lambda x, y: x.mean((2, 3)) + 1e-6 * y.mean((2, 3)))
    assert row.verdict == "unused"


def test_a_gate_whose_weights_any_image_may_have_is_interchangeable():
    """The channels that are read are halved in every image, those that follow the image are not read."""

    def follows_where_nobody_reads(x):
        weights = centred(x).mean((2, 3), True).sigmoid()
        return torch.cat([torch.full_like(weights[:, :4], 0.5), weights[:, 4:]], 1)

    row = row_of(Settings(follows_where_nobody_reads), head=lambda x, y: y[:, :4].mean((2, 3)))
    assert row.looks and row.matters and row.verdict == "interchangeable"
    assert row.findings[0][1].startswith(
        "another image's weights move the output by 0.0% of its spread, open"
    )


def test_a_static_gate_is_constant_though_its_weights_differ():
    gate = StaticAttention(8, 1, 1)
    nn.init.normal_(gate.scores)
    row = row_of(gate)
    assert row.verdict == "constant" and row.within > 0.05


def test_one_channel_that_moves_is_enough_not_to_be_constant():
    def one(x):
        still = torch.full_like(x.mean((2, 3), keepdim=True), 0.3)
        still[:, 0] = (30 * (x[:, 0].mean((1, 2)) - x[:, 0].mean()))[:, None, None].sigmoid()
        return still

    row = row_of(Settings(one))
    assert row.most > 0.05
    assert "constant" not in row.verdict


def test_detached_weights_are_dead():
    row = row_of(Settings(lambda x: centred(x).sigmoid()))
    assert row.unreached == 0

    class Cut(ChannelAttention):
        def weights(self, x):
            return super().weights(x).detach()

    assert "dead" in row_of(lively(lambda: Cut(8, 1, bias=True))).verdict


def test_a_large_kernel_is_dead_in_part_and_says_how_much():
    row = row_of(lively(lambda: broken.HugeKernel(norm=False)))
    height, width = IMAGES.shape[2] - 2, IMAGES.shape[3] - 2
    reached = (2 * height - 1) * (2 * width - 1) / 49**2
    assert row.unreached == pytest.approx(1 - reached)
    assert row.verdict == "dead"


def test_a_bias_before_a_softmax_is_no_dead_gate():
    row = row_of(SOUND["softmax"]())
    assert not row.severed and row.competing


def test_x1_plus_x1_is_not_found_by_design():
    """The limit that lesson 10 teaches: if this fails, the lesson has to change."""
    assert row_of(lively(lambda: broken.SameTwice(8, 1, bias=True))).verdict == "works"


def test_the_readings_are_those_of_the_pencil():
    weights = torch.tensor([[0.2, 0.8], [0.4, 0.8]])
    assert readings.over_images(weights) == pytest.approx(0.05)
    assert readings.within_image(weights) == pytest.approx(0.25)
    assert readings.most_moved(weights) == pytest.approx(0.1)
    softmax = torch.tensor([[0.25, 0.75], [0.5, 0.5]])
    assert torch.equal(readings.in_multiples(softmax)[0], 2 * softmax)
    assert readings.in_multiples(weights) == (weights, False)
    assert readings.edges(torch.tensor([0.01, 0.5, 0.99, 0.98])) == pytest.approx(0.5)
    output = torch.tensor([[1.0], [3.0]])
    assert moved(output, output.flip(0)) == pytest.approx(2.0)
    assert moved(output * 0, output * 0) == 0


def test_what_is_not_finite_has_no_distance():
    output = torch.tensor([[1.0, -torch.inf, torch.nan], [3.0, -torch.inf, 5.0]])
    assert moved_where_finite(output[:, :1], output[:, :1].flip(0)) == pytest.approx(2.0)
    assert moved_where_finite(output[:, :2], output[:, :2].flip(0)) == pytest.approx(2.0)
    assert moved_where_finite(output, output + 2) == pytest.approx(6**0.5)  # 2 over the spread of 1, 3 and 5
    assert moved_where_finite(output, output * torch.nan) == float("inf")
    nothing = output[:, 1:2]
    assert isnan(moved_where_finite(nothing, nothing)), "unknown"


def test_a_masked_class_hides_no_gate():
    def masked(x, y):
        y = y.mean((2, 3))
        return torch.cat([y, torch.full_like(y[:, :1], -torch.inf)], 1)

    plain = row_of(SOUND["what"](), head=lambda x, y: y.mean((2, 3)))
    found = gates.diagnose(Net(SOUND["what"](), head=masked).eval(), IMAGES)
    assert found.rows[0].verdict == "works"
    assert found.rows[0].moves == pytest.approx(plain.moves, rel=1e-4)
    assert "its output holds nan or infinite numbers" in found.warnings[0]


def test_effects_are_those_of_gates_replace():
    net = Net(SOUND["what"]()).eval()
    found = gates.diagnose(net, (IMAGES, LABELS))
    with torch.no_grad():
        own = net(IMAGES)
        with gates.replace(net, "other image"):
            other = net(IMAGES)
    row = found["gate"]
    assert row.moves["other image"] == pytest.approx(moved(own, other), abs=1e-6)
    accuracy = (own.argmax(1) == LABELS).float().mean().item()
    assert found.accuracy == pytest.approx(accuracy)
    assert row.lost["other image"] == pytest.approx(
        accuracy - (other.argmax(1) == LABELS).float().mean().item()
    )


def test_labels_are_used_only_where_they_fit():
    net = Net(SOUND["what"]()).eval()
    assert gates.diagnose(net, IMAGES).accuracy is None
    assert gates.diagnose(net, (IMAGES, LABELS + 1)).accuracy is None  # a label beyond the classes
    batch = datasets.Batch(IMAGES, LABELS)
    assert gates.diagnose(net, batch, images=5).images == 5
    maps = Net(SOUND["where"](), head=lambda x, y: y).eval()
    assert gates.diagnose(maps, batch).accuracy is None


def small():
    net = networks.build(
        networks.ConvNet, 0, in_channels=3, widths=(8, 8), attention=partial(CBAM, reduction=4)
    )
    return net


def snapshot(net):
    modes = [m.training for m in net.modules()]
    wanted = [p.requires_grad for p in net.parameters()]
    grads = [None if p.grad is None else p.grad.clone() for p in net.parameters()]
    keys = [list(vars(m)) for m in net.modules()]
    hooks = [len(m._forward_hooks) + len(m._forward_pre_hooks) for m in net.modules()]
    return modes, wanted, grads, keys, hooks, [t.clone() for t in net.state_dict().values()]


@pytest.mark.parametrize("training", [True, False])
def test_the_network_is_left_as_it_was(training):
    net = small().train(training)
    next(net.parameters()).requires_grad_(False)
    for parameter in list(net.parameters())[2:5]:
        parameter.grad = torch.ones_like(parameter)
    before, random = snapshot(net), torch.get_rng_state()
    gates.diagnose(net, IMAGES)
    after = snapshot(net)
    assert before[:2] == after[:2] and before[3:5] == after[3:5]
    assert all(a is b or torch.equal(a, b) for a, b in zip(before[2], after[2]))
    assert all(torch.equal(a, b) for a, b in zip(before[5], after[5]))
    assert torch.equal(random, torch.get_rng_state())


def test_it_is_left_as_it_was_after_a_failure_too():
    net = small().train()
    before = snapshot(net)
    with pytest.raises(ValueError, match="does not take images of shape"):
        gates.diagnose(net, torch.rand(4, 5, 8, 8))
    after = snapshot(net)
    assert before[:2] == after[:2] and before[3:5] == after[3:5]
    assert all(torch.equal(a, b) for a, b in zip(before[5], after[5]))


def test_it_works_inside_no_grad_and_with_frozen_parameters():
    net = Net(SOUND["what"]()).eval().requires_grad_(False)
    with torch.no_grad():
        assert gates.diagnose(net, IMAGES).rows[0].verdict == "works"


class Undifferentiable(Net):
    @torch.no_grad()
    def forward(self, x):
        return super().forward(x)


def test_where_there_is_no_gradient_no_gate_is_called_dead():
    sound = Net(SOUND["what"]()).eval()
    most = Net(SOUND["what"](), head=lambda x, y: y.mean((2, 3)).argmax(1)).eval()
    for net in (Undifferentiable(SOUND["what"]()).eval(), most):
        with pytest.raises(ValueError, match="the output has no gradient"):
            gates.diagnose(net, IMAGES)
    with torch.inference_mode(), pytest.raises(ValueError, match="leave inference_mode"):
        gates.diagnose(sound, IMAGES)
    with torch.inference_mode(), pytest.raises(ValueError, match="leave inference_mode"):
        gates.diagnose(sound.gate, torch.rand(4, 8, 5, 5))


def test_a_gate_alone_that_detaches_itself_is_still_dead():
    class Cut(ChannelAttention):
        def weights(self, x):
            return super().weights(x).detach()

    assert "dead" in gates.diagnose(Cut(8, 1), torch.rand(4, 8, 5, 5)).rows[0].verdict


def test_a_network_may_give_something_else_while_it_trains():
    class Coarse(Net):
        def forward(self, x):
            y = super().forward(x)
            assert not self.training or y.dim() == 2, "targets should not be none"
            return y[:, :3] if self.training else y

    net = Coarse(SOUND["what"]())
    own, few = gates.diagnose(net.eval(), IMAGES), gates.diagnose(net.train(), IMAGES)
    assert "another kind of output, or wants targets" in few.warnings[0] and net.training
    assert few.rows[0].moves == own.rows[0].moves
    net.head = lambda x, y: y
    assert "another kind of output, or wants targets" in gates.diagnose(net, IMAGES).warnings[0]


def test_what_a_network_asserts_of_its_images_is_a_sentence():
    def head(x, y):
        raise AssertionError("height 10 is not 224")

    with pytest.raises(ValueError, match="does not take images of shape .*: height 10 is not 224"):
        gates.diagnose(Net(SOUND["what"](), head=head).eval(), IMAGES)


@pytest.mark.parametrize("rows", ["channels", "windows"])
def test_rows_of_weights_that_are_no_images_are_not_compared(rows):
    def blind(x):
        return torch.linspace(0, 1, 8)[:, None, None]

    def two_windows(x):
        halves = torch.stack(x.chunk(2, 3), 1).flatten(0, 1)
        return centred(halves).mean((2, 3), True).sigmoid()

    gate = Settings({"channels": blind, "windows": two_windows}[rows])
    if rows == "windows":  # (2N, C, 1, 1): a row for each half of an image
        gate.forward = lambda x: x * gate.weights(x).unflatten(0, (-1, 2)).mean(1)
    row = row_of(gate)
    assert row.verdict == "not by image" and row.looks is None
    assert f"it gives {8 if rows == 'channels' else 24} rows of weights for 12 images" in row.findings[0][1]
    assert str(gates.diagnose(Net(gate).eval(), IMAGES))


def test_weights_of_one_row_for_all_images_are_constant():
    row = row_of(Settings(lambda x: torch.linspace(0, 1, 8)[None, :, None, None]))
    assert row.verdict == "constant"


def test_training_mode_and_an_untrained_network_are_warned_of():
    net = small().train()
    first, second = gates.diagnose(net, IMAGES).warnings
    assert "in training mode" in first and "eval mode" in first
    assert "looks untrained" in second
    net.eval()
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.fill_(0.1)
    assert gates.diagnose(net, IMAGES).warnings == []
    guessing = datasets.Batch(IMAGES, (net(IMAGES).argmax(1) + 1) % 10)
    assert "that of guessing among 10" in gates.diagnose(net, guessing).warnings[0]


def test_torchvisions_network_with_nine_gates():
    torch.manual_seed(0)
    found = gates.diagnose(mobilenet_v3_small(weights=None), torch.randn(4, 3, 64, 64))
    assert len(found.rows) == 9
    assert {row.kind for row in found.rows} == {"what"}


def test_a_gate_that_is_never_asked_is_unused():
    class Idle(Net):
        def forward(self, x):
            return self.classify(self.conv(x).mean((2, 3)))

    row = gates.diagnose(Idle(SOUND["what"]()).eval(), IMAGES)["gate"]
    assert [word for word, _ in row.findings] == ["unused"] and row.low is None
    assert str(gates.diagnose(Idle(SOUND["what"]()).eval(), IMAGES))


def test_of_several_outputs_the_first_is_read():
    heads = (lambda x, y: (y, x), lambda x, y: {"out": y, "aux": x}, lambda x, y: [y])
    plain = row_of(SOUND["where"](), head=lambda x, y: y).moves
    assert all(row_of(SOUND["where"](), head=head).moves == plain for head in heads)


def test_the_print_is_a_table_with_a_sentence_for_every_finding():
    found = gates.diagnose(Net(broken.DeadBranch(8, 1)).eval(), (IMAGES, LABELS))
    text, markdown = str(found), found._repr_markdown_()
    assert text.startswith("1 gate on 12 images, accuracy ")
    head, row = text.split("\n")[1:3]
    assert head.split()[:2] == ["gate", "verdict"] and row.endswith("  what  8 × 1 × 1")
    for word, sentence in found.rows[0].findings:
        assert word in row and sentence in text and sentence in markdown
    assert markdown.count("|---|") == 1 or "| --- |" in markdown
    assert "| opened, points | averaged, points | another's, points |" in markdown
    assert markdown.count("points") == 3 and row.count("points") == 3
    assert "8\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}1" in markdown
    assert "mlp_max.0.weight" in text
    assert repr(found) == text


BAD = {
    "not a network": (lambda: (lambda x: x, IMAGES), "net must be a network"),
    "one image": (lambda: (small(), IMAGES[:1]), "two images at least"),
    "a list of numbers": (lambda: (small(), [1, 2, 3]), "batch must hold images as a tensor"),
    "a path": (lambda: (small(), "images"), "batch must hold images as a tensor"),
    "no gates": (lambda: (Net(nn.Identity()), IMAGES), "Net has no gates"),
    "only a twin": (lambda: (Net(AddedChannelAttention(8, 1)), IMAGES), "Net has no gates"),
    "three axes": (lambda: (small(), IMAGES[0]), "does not take images of shape"),
    "no output": (lambda: (Net(SOUND["what"](), head=lambda x, y: None), IMAGES), "one output per image"),
    "a sum": (lambda: (Net(SOUND["what"](), head=lambda x, y: y.sum()), IMAGES), "one output per image"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_one_sentence(kind):
    make, message = BAD[kind]
    with pytest.raises(ValueError, match=message) as caught:
        gates.diagnose(*make())
    assert "\n" not in str(caught.value)


def test_an_unknown_gate_is_a_sentence():
    with pytest.raises(ValueError, match="there is no gate 'what'; there are"):
        gates.diagnose(small().eval(), IMAGES)["what"]


def test_the_two_questions_have_two_words():
    still = Settings(lambda x: torch.full_like(x[:, :, :1, :1], 0.3))
    row = row_of(still)
    assert not row.looks and row.matters and row.moves["other image"] == 0 < row.moves["one"]
    row = row_of(SOUND["what"](), head=lambda x, y: x.mean((2, 3)) + 1e-6 * y.mean((2, 3)))
    assert row.looks and not row.matters
    head = str(gates.diagnose(Net(still).eval(), IMAGES)).split("\n")[1].split()
    assert head[:4] == ["gate", "verdict", "looks", "matters"]


def test_hidden_units_that_never_wake_are_named():
    gate = lively(lambda: ChannelAttention(8, 2, bias=True))
    with torch.no_grad():
        gate.mlp[0].bias[1], gate.mlp[0].bias[0] = -1e4, 1e4
    found = gates.diagnose(Net(gate).eval(), IMAGES)
    assert 1 in found.rows[0].asleep["mlp.1"] and 0 not in found.rows[0].asleep["mlp.1"]
    assert "of 4 hidden units of mlp.1 never wake" in str(found)


@pytest.mark.parametrize("scale", [1e-4, 640.0])
def test_the_outputs_scale_does_not_matter(scale):
    plain = row_of(SOUND["what"]())
    scaled = row_of(SOUND["what"](), head=lambda x, y: scale * y.mean((2, 3)))
    same = row_of(SOUND["what"](), head=lambda x, y: y.mean((2, 3)))
    assert scaled.verdict == same.verdict == plain.verdict == "works"
    assert scaled.moves == pytest.approx(same.moves, rel=1e-4)
    assert scaled.gradient == pytest.approx(same.gradient, rel=1e-4)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_the_networks_number_format_does_not_matter(dtype):
    net = Net(SOUND["what"]()).eval()
    expected = gates.diagnose(net, IMAGES).rows[0]
    row = gates.diagnose(net.to(dtype), IMAGES.to(dtype)).rows[0]
    assert row.verdict == expected.verdict and row.moves == pytest.approx(expected.moves, rel=0.05)
    assert next(net.parameters()).dtype == dtype


def test_parts_give_what_one_pass_gives(monkeypatch):
    net = Net(SOUND["where"](), head=lambda x, y: y.mean((2, 3))).eval()
    whole = gates.diagnose(net, IMAGES).rows[0]
    monkeypatch.setattr(sys.modules["helpers.gates.diagnosis"], "AT_ONCE", 4 * IMAGES[0].numel())
    parts = gates.diagnose(net, IMAGES).rows[0]
    assert parts.most == pytest.approx(whole.most) and parts.moves["one"] == pytest.approx(whole.moves["one"])


def test_a_detector_is_read_through_a_score():
    torch.manual_seed(0)
    net = ssdlite320_mobilenet_v3_large(weights=None, weights_backbone=None, num_classes=3).eval()
    photos = torch.rand(2, 3, 320, 320)
    with pytest.raises(ValueError, match="pass score="):
        gates.diagnose(net, photos)

    def score(found):
        return torch.stack([each["scores"][:50].sum() for each in found])

    found = gates.diagnose(net, photos, score=score)
    assert len(found.rows) == len(gates.find(net)) > 5
    assert all(row.low is not None for row in found.rows)
    with pytest.raises(ValueError, match="score must give one tensor"):
        gates.diagnose(net, photos, score=lambda found: 3)


def test_to_pandas():
    pandas = pytest.importorskip("pandas")
    table = gates.diagnose(small().eval(), IMAGES).to_pandas()
    assert isinstance(table, pandas.DataFrame) and len(table) == 4 and table["moves, one"].notna().all()
