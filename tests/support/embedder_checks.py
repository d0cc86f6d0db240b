"""What the embedder and its loss must do, as functions of the module under test."""

from types import SimpleNamespace

import torch
from torch import nn
from torch.testing import assert_close


class Flat(nn.Module):
    """A backbone that hands on its pixels, times a number that can be learned."""

    def __init__(self, classes, factor=1.0):
        super().__init__()
        self.dims, self.factor = classes, nn.Parameter(torch.tensor(factor))

    def forward(self, images):
        return self.factor * images.flatten(1)[:, : self.dims]


def vectors(*rows):
    """Images (N, 1, 1, D) that hold these vectors."""
    return torch.tensor(rows)[:, None, None]


def known(embedder, scale):
    """Embeddings of two numbers; prototypes along (1, 0) and (0, -1), of other lengths."""
    net = embedder.Embedder(Flat, classes=2, dims=2, scale=scale)
    net.prototypes.data = torch.tensor([[3.0, 0.0], [0.0, -2.0]])
    return net


def embeddings_have_length_one(embedder):
    net = embedder.Embedder(Flat, dims=5, factor=-7.0)
    images = torch.randn(6, 1, 1, 5)
    assert_close(net(images).norm(dim=1), torch.ones(6))
    # 3 and 4 have length 5.
    assert_close(
        known(embedder, 1.0)(vectors([3.0, 4.0], [0.0, 0.1])), torch.tensor([[0.6, 0.8], [0.0, 1.0]])
    )


def logits_by_hand(embedder):
    net = known(embedder, 16.0)
    assert_close(
        net.logits(torch.tensor([[1.0, 0.0], [0.6, 0.8]])), torch.tensor([[16.0, 0.0], [9.6, -12.8]])
    )


def loss_by_hand(embedder):
    # (3, 4) of length one is (0.6, 0.8): cosines 0.6 and -0.8.  exp(0.6) + exp(-0.8) = 2.271448, its
    # logarithm 0.820417: the loss is 0.220417 for the first class and 1.620417 for the second.
    for labels, expected in ([0], 0.220417), ([1], 1.620417), ([0, 1], 0.920417):
        batch = SimpleNamespace(images=vectors(*[[3.0, 4.0]] * len(labels)), labels=torch.tensor(labels))
        loss = embedder.prototype_loss(known(embedder, 1.0), batch)
        assert_close(loss, torch.tensor(expected), atol=2e-6, rtol=0)


def the_length_of_a_prototype_says_nothing(embedder):
    net, images = embedder.Embedder(Flat, classes=4, dims=3), torch.randn(5, 1, 1, 3)
    before = net.logits(net(images))
    net.prototypes.data *= torch.tensor([[2.0], [0.5], [9.0], [1.0]])
    assert_close(net.logits(net(images)), before)
    assert before.shape == (5, 4) and before.abs().max() <= 16 + 1e-4


def gradients_reach_backbone_and_prototypes(embedder):
    class Weighed(Flat):
        """The gradient of a mere factor is zero, because only directions count."""

        def __init__(self, classes):
            super().__init__(classes)
            self.factor = nn.Parameter(torch.linspace(0.5, 2, classes))

    torch.manual_seed(0)
    net = embedder.Embedder(Weighed, classes=3, dims=4)
    batch = SimpleNamespace(images=torch.randn(6, 1, 1, 4), labels=torch.tensor([0, 1, 2, 0, 1, 2]))
    embedder.prototype_loss(net, batch).backward()
    assert [name for name, _ in net.named_parameters()] == ["prototypes", "backbone.factor"]
    assert all(p.grad.abs().max() > 0 for p in net.parameters())


def prototypes_differ_from_the_start(embedder):
    torch.manual_seed(0)
    net = embedder.Embedder(Flat, classes=6, dims=32)
    directions = nn.functional.normalize(net.prototypes, dim=1)
    assert (directions @ directions.T - torch.eye(6)).abs().max() < 0.7
    assert 0.05 < net.prototypes.std() < 0.2


CHECKS = [
    embeddings_have_length_one,
    logits_by_hand,
    loss_by_hand,
    the_length_of_a_prototype_says_nothing,
    gradients_reach_backbone_and_prototypes,
    prototypes_differ_from_the_start,
]
