"""A norm in front of the last layer, whole and in halves."""

import pytest
import torch

from helpers.experiments.one_size import HalfNorm


def features():
    torch.manual_seed(0)
    return torch.randn(64, 3) * torch.tensor([1.0, 5.0, 0.1]) + torch.tensor([3.0, 0.0, -2.0])


@pytest.mark.parametrize(
    "keep, mean, deviation",
    [
        ("average", lambda x: x.mean(0) / x.std(0, correction=0), lambda x: torch.ones(3)),
        ("size", lambda x: torch.zeros(3), lambda x: x.std(0, correction=0)),
    ],
)
def test_half_a_norm_evens_out_the_size_or_the_average_and_leaves_the_other(keep, mean, deviation):
    x, half = features(), HalfNorm(3, keep)
    out = half(x)
    assert torch.allclose(out.mean(0), mean(x), atol=1e-2)
    assert torch.allclose(out.std(0, correction=0), deviation(x), rtol=1e-2)


@pytest.mark.parametrize("keep", ["average", "size"])
def test_half_a_norm_answers_for_one_image_as_it_did_in_training(keep):
    x, half = features(), HalfNorm(3, keep)
    for _ in range(200):
        trained = half(x)
    assert torch.allclose(half.eval()(x[:1]), trained[:1], rtol=0.02, atol=0.02)
