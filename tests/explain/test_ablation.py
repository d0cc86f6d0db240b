"""Switching parts off, receptive fields, and choosing what to keep."""

import pytest
import torch
from torch import nn
from torchvision.models import resnet18

from helpers import datasets, networks
from helpers.explain import ablation, contributions as choosing, receptive


@pytest.fixture(scope="module")
def net():
    """An untrained network whose classifier is not small, in eval mode."""
    net = networks.build(networks.ConvNet, seed=3, widths=(4, 6, 8)).eval()
    net.classify.weight.data *= 20
    return net


@pytest.fixture(scope="module")
def batch():
    return datasets.plain_digits(60, "test", seed=5)


def test_switched_off_zeroes_what_it_names_and_nothing_else(net, batch):
    stage, images = net.stages[1], batch.images[:5]
    with torch.no_grad():
        before = net.stages[:2](images)
        with ablation.switched_off(stage, channels=[0, 4], places=[(2, 3)]):
            during = net.stages[:2](images)
        after = net.stages[:2](images)
    expected = before.clone()
    expected[:, [0, 4]] = 0
    expected[:, :, 2, 3] = 0
    assert torch.equal(during, expected)
    assert torch.equal(after, before)


def test_switched_off_leaves_the_network_also_after_an_error(net):
    with pytest.raises(IndexError), ablation.switched_off(net.stages[0], channels=[99]):
        net(torch.zeros(1, 1, 28, 28))
    assert not net.stages[0]._forward_hooks


def test_maps_and_finish_are_the_forward_pass_cut_in_two(net, batch):
    maps = ablation.stage_maps(net, batch.images, chunk=17)
    with torch.no_grad():
        logits = net(batch.images)
    assert [tuple(x.shape) for x in maps] == [(60, 4, 14, 14), (60, 6, 7, 7), (60, 8, 7, 7)]
    for stage, x in enumerate(maps):
        torch.testing.assert_close(ablation.finish(net, x, stage), logits)
    torch.testing.assert_close(ablation.finish(net, maps[-1]), logits)


@pytest.mark.parametrize("stage", [0, 2])
def test_without_each_part_equals_switching_it_off(net, batch, stage):
    images = batch.images[:6]
    x = ablation.stage_maps(net, images)[stage]
    channels, places = (
        f(net, x, stage) for f in (ablation.without_each_channel, ablation.without_each_place)
    )
    width = x.shape[3]
    with torch.no_grad(), ablation.switched_off(net.stages[stage], channels=[2]):
        torch.testing.assert_close(channels[2], net(images))
    with torch.no_grad(), ablation.switched_off(net.stages[stage], places=[(3, 5)]):
        torch.testing.assert_close(places[3 * width + 5], net(images))
    assert channels.shape == (x.shape[1], 6, 10) and places.shape == (width**2, 6, 10)


def test_removals_are_those_of_every_channel_of_the_stage(net, batch):
    x = ablation.stage_maps(net, batch.images)[1]
    full, without = ablation.finish(net, x, 1), ablation.without_each_channel(net, x, 1)
    changed, fall = ablation.removals(net, batch.images, stage=1)
    assert torch.equal(changed, ablation.changed(full, without)) and changed.any() and not changed.all()
    assert torch.equal(fall, ablation.loss_of_answer(full, without)) and fall.shape == (6, 60)


def test_loss_and_change_of_the_answer_by_hand():
    full = torch.tensor([[1.0, 3.0], [5.0, 0.0]])
    without = torch.tensor([[[4.0, 2.0], [6.0, 0.0]]])
    assert ablation.loss_of_answer(full, without).tolist() == [[1.0, -1.0]]
    assert ablation.changed(full, without).tolist() == [[True, False]]


def test_share_alike_counts_pairs_of_different_images():
    top, labels = torch.tensor([7, 7, 2, 7]), torch.tensor([0, 0, 0, 1])
    own, other = ablation.share_alike(top, labels)
    assert own == pytest.approx(1 / 3) and other == pytest.approx(2 / 3)


def test_by_class_averages_over_the_images_of_a_class():
    table = ablation.by_class(torch.tensor([[1.0, 3.0, 8.0]]), torch.tensor([0, 0, 1]), classes=2)
    assert table.tolist() == [[2.0], [8.0]]


def by_gradient(stack, size, row, column):
    """The box that noise finds: every pixel that can matter does."""
    images = torch.rand(40, stack[0].in_channels, size, size, generator=torch.Generator().manual_seed(0))
    return receptive.box_of(receptive.footprint(stack, images, row, column))


@pytest.mark.parametrize("place", [(0, 0), (2, 3), (1, 4)])
def test_the_arithmetic_agrees_with_the_gradient(place):
    torch.manual_seed(0)
    first, second = nn.Conv2d(2, 5, 5, stride=2, padding=1), nn.Conv2d(5, 6, 3, padding=1)
    stack = nn.Sequential(first, nn.MaxPool2d(2), second, nn.AvgPool2d(2, 1))
    field = receptive.receptive_field(stack)
    assert (field.size, field.jump) == (19, 4)
    assert field.box(*place, 26, 26) == by_gradient(stack, 26, *place)


def test_the_lessons_network_sees_4_10_and_18_pixels(net):
    fields = [receptive.receptive_field(net.stages[:k]) for k in (1, 2, 3)]
    assert [(f.size, f.jump, f.start) for f in fields] == [(4, 2, -1), (10, 4, -3), (18, 4, -7)]
    assert fields[2].box(0, 6, 28, 28) == (0, 17, 11, 28)


def test_windows_that_the_arithmetic_does_not_know_are_refused():
    with pytest.raises(ValueError, match="without dilation"):
        receptive.receptive_field(nn.Conv2d(1, 1, 3, dilation=2))
    with pytest.raises(ValueError, match="square windows"):
        receptive.receptive_field(nn.Conv2d(1, 1, (1, 3)))
    with pytest.raises(ValueError, match="layers in a row, and BasicBlock has a shortcut"):
        receptive.receptive_field(resnet18().layer2)
    assert receptive.receptive_field(resnet18().layer1).size == 9  # these shortcuts have no windows
    with pytest.raises(ValueError, match="depends on no pixel"):
        receptive.box_of(torch.zeros(4, 4))


@pytest.mark.parametrize("kernel, padding", [(3, "same"), (4, "same"), (5, "valid")])
def test_padding_may_be_a_word(kernel, padding):
    layer = nn.Conv2d(1, 2, kernel, padding=padding)
    assert receptive.receptive_field(layer).box(4, 5, 12, 12) == by_gradient(nn.Sequential(layer), 12, 4, 5)


def test_a_footprint_is_that_of_the_network_in_eval_mode(batch):
    net = networks.build(networks.ConvNet, seed=3, widths=(4, 6, 8))
    net.stages[1].eval()
    modes, before = [m.training for m in net.modules()], [b.clone() for b in net.buffers()]
    for module in (net.stages, net.features):
        seen = receptive.box_of(receptive.footprint(module, batch.images, 3, 3))
        assert seen == receptive.receptive_field(net.stages).box(3, 3, 28, 28)
    assert [m.training for m in net.modules()] == modes
    assert all(torch.equal(a, b) for a, b in zip(before, net.buffers()))


@pytest.mark.parametrize("of, count", [("channels", 8), ("places", 49)])
def test_shares_add_up_to_the_logits(net, batch, of, count):
    shares = choosing.shares(net, batch.images, of)
    with torch.no_grad():
        logits = net(batch.images)
    assert shares.shape == (60, count, 10)
    torch.testing.assert_close(net.classify.bias + shares.sum(1), logits, atol=1e-4, rtol=1e-4)


def test_shares_need_an_average_and_a_known_part(net, batch):
    other = networks.build(networks.ConvNet, widths=(4, 6), head="max")
    with pytest.raises(ValueError, match="average pooling, got Maximum"):
        choosing.shares(other, batch.images)
    with pytest.raises(ValueError, match='"channels" or "places"'):
        choosing.shares(net, batch.images, "rows")


def test_strength_ignores_what_all_classes_get_alike():
    shares = torch.tensor([[[3.0, 3.0], [1.0, -1.0]]])
    torch.testing.assert_close(choosing.strength(shares), torch.tensor([[0.0, 2**0.5]]))


def voting(*parts):
    """Shares (N, K, 2) and labels, from each part's vote for the right class, image by image."""
    labels = torch.tensor([0, 1] * (len(parts[0]) // 2))
    votes = torch.tensor(parts, dtype=torch.float32).T  # (N, K)
    return votes[:, :, None] * torch.eye(2)[labels][:, None], labels


@pytest.mark.parametrize("few", [choosing.FEW, 0])
def test_the_best_pair_is_found_where_the_best_part_is_not_in_it(few, monkeypatch):
    monkeypatch.setattr(choosing, "FEW", few)  # 0: one by one, then exchanged
    shares, labels = voting((1, 1, 1, 1, 1, -9), (3, 3, 3, -1, -1, -1), (-1, -1, -1, 3, 3, 3))
    alone = choosing.one_by_one(shares, torch.zeros(2), labels, 1)
    assert alone.tolist() == [0], "alone, the first part is right most often"
    fixed = choosing.best_fixed(shares, torch.zeros(2), labels, 2)
    assert sorted(fixed.tolist()) == [1, 2]
    assert choosing.accuracy_keeping(shares, torch.zeros(2), labels, fixed) == 1.0


def test_accuracy_of_many_choices_is_that_of_each():
    shares, labels = torch.randn(40, 6, 3), torch.randint(3, (40,))
    choices = torch.combinations(torch.arange(6), 2)
    found = choosing.right_of(choices, shares, torch.ones(3), labels, chunk=4)
    each = [choosing.accuracy_keeping(shares, torch.ones(3), labels, choice) for choice in choices]
    assert found.tolist() == pytest.approx(each)


@pytest.mark.parametrize("fill", ["zero", "average"])
def test_keeping_all_parts_is_the_network(net, batch, fill):
    train = datasets.plain_digits(50, "train", seed=1)
    found = choosing.compare_choices(net, batch, train, (1, 8), fill=fill)
    with torch.no_grad():
        right = (net(batch.images).argmax(1) == batch.labels).float().mean().item()
    assert list(found) == list(choosing.WAYS)
    assert all(values[1] == pytest.approx(right) for values in found.values())


def test_the_other_image_is_found_by_the_networks_answer_and_not_by_the_label(net, batch, monkeypatch):
    asked, search = [], choosing.another_image
    monkeypatch.setattr(choosing, "another_image", lambda labels: asked.append(labels) or search(labels))
    choosing.compare_choices(net, batch, batch, (1,))
    with torch.no_grad():
        assert asked[0].tolist() == net(batch.images).argmax(1).tolist()


def test_another_image_is_never_the_image_itself_and_has_the_asked_label():
    labels = torch.tensor([3, 5, 3, 5, 5, 3, 7, 7])
    alike, unlike = choosing.another_image(labels)
    assert alike.tolist() == [2, 3, 5, 4, 1, 0, 7, 6] and unlike.tolist() == [1, 2, 3, 5, 5, 6, 0, 0]


def test_removals_of_places_are_those_of_each_place(net, batch):
    changed, falls = ablation.removals(net, batch.images, without=ablation.without_each_place)
    x = ablation.stage_maps(net, batch.images)[-1]
    less = ablation.without_each_place(net, x)
    assert changed.shape == falls.shape == (x[0, 0].numel(), len(batch))
    assert torch.equal(changed, ablation.changed(ablation.finish(net, x), less))


class Watched(torch.nn.Conv2d):
    """A convolution that notes whether cuDNN may do it."""

    def forward(self, x):
        self.cudnn = torch.backends.cudnn.enabled
        return super().forward(x)


def test_a_footprint_is_made_without_cudnn_whose_zeros_are_not_zero():
    layer = Watched(1, 2, 3)
    assert receptive.footprint(layer, torch.rand(2, 1, 8, 8), 2, 3).any()
    assert layer.cudnn is False and torch.backends.cudnn.enabled is True
