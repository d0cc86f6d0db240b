"""The embedder: length one, logits and loss by hand, any classifier inside."""

from functools import partial

import embedder_checks
import pytest
import torch

from helpers import gates
from helpers.attention import ChannelAttention
from helpers.datasets import unseen_clutter, unseen_sensors
from helpers.networks import ConvNet, Embedder, SensorNet, build, embedder, parameters, prototype_loss

squeeze = partial(ChannelAttention, reduction=4)


@pytest.mark.parametrize("check", embedder_checks.CHECKS, ids=lambda check: check.__name__)
def test_check(check):
    check(embedder)


@pytest.mark.parametrize(
    "settings, task, dims",
    [
        ({"backbone": SensorNet}, unseen_sensors, 32),
        ({"backbone": SensorNet, "dims": 7, "attention": squeeze}, unseen_sensors, 7),
        ({"backbone": ConvNet, "head": "max"}, unseen_clutter, 32),
        ({"backbone": ConvNet, "widths": (4, 8), "head": "attention", "classes": 4}, unseen_clutter, 32),
    ],
)
def test_any_classifier_inside(settings, task, dims):
    net, batch = build(Embedder, 0, **settings).eval(), task(9, "test")
    embeddings = net(batch.images)
    assert embeddings.shape == (9, dims)
    torch.testing.assert_close(embeddings.norm(dim=1), torch.ones(9))
    assert net.logits(embeddings).shape == (9, settings.get("classes", 6))
    inside = net.backbone.classify
    assert inside.out_features == dims, "the classifier's last layer gives the embedding"


def test_parameters_by_hand():
    assert parameters(Embedder(SensorNet)) == parameters(SensorNet(classes=32)) + 6 * 32
    assert parameters(Embedder(ConvNet, classes=4, dims=5)) == parameters(ConvNet(classes=5)) + 4 * 5


def test_gates_inside_are_found():
    net, batch = build(Embedder, 0, backbone=SensorNet, attention=squeeze).eval(), unseen_sensors(6)
    before = net(batch.images)
    assert list(gates.gates(net)) == ["backbone.attention"]
    with gates.replace(net, "other image"):
        changed = net(batch.images)
    assert not torch.allclose(changed, before) and torch.equal(net(batch.images), before)


def test_same_seed_same_start_prototypes_too():
    first, second, other = (build(Embedder, seed, backbone=SensorNet).prototypes for seed in (3, 3, 4))
    assert torch.equal(first, second) and not torch.equal(first, other)


def test_a_few_steps_on_one_batch_lower_the_loss():
    net, batch = build(Embedder, 0, backbone=ConvNet, widths=(4, 8)), unseen_clutter(24, seed=1)
    optim, losses = torch.optim.Adam(net.parameters(), 0.02), []
    for _ in range(20):
        optim.zero_grad()
        losses.append(prototype_loss(net, batch))
        losses[-1].backward()
        optim.step()
    assert losses[-1] < 0.7 * losses[0]


def test_the_backbone_s_own_sentences_come_through():
    with pytest.raises(ValueError, match=r"got \(2, 1, 24, 24\)"):
        Embedder(SensorNet)(torch.rand(2, 1, 24, 24))
