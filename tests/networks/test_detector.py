"""The centre detector: targets, losses and decoding by hand, and what it does at the edges."""

from functools import partial

import detector_checks
import pytest
import torch
from torchvision.ops import box_iou

from helpers import gates
from helpers.attention import CBAM, AddedCBAM
from helpers.datasets import corner_cue, fragment_scenes
from helpers.networks import CentreDetector, build, decode, detection_loss, detector, focal_loss, parameters

cbam = partial(CBAM, reduction=4)


@pytest.mark.parametrize("check", detector_checks.CHECKS, ids=lambda check: check.__name__)
def test_check(check):
    check(detector)


def test_parameters_by_hand():
    convolutions = 9 * (1 * 16 + 16 * 32 + 32 * 48 + 48 * 48)
    assert parameters(CentreDetector()) == convolutions + 2 * (16 + 32 + 48 + 48) + 48 * 5 + 5
    added = sum(parameters(CBAM(channels, 4)) for channels in (16, 32, 48, 48))
    assert parameters(CentreDetector(attention=cbam)) == parameters(CentreDetector()) + added
    assert parameters(CentreDetector(attention=cbam)) == parameters(
        CentreDetector(attention=partial(AddedCBAM, reduction=4))
    )


def test_a_batch_without_any_object_has_a_finite_focal_loss():
    logits = torch.randn(3, 4, 4, requires_grad=True)
    loss = focal_loss(logits, torch.zeros(3, 4, 4))
    loss.backward()
    assert loss > 0 and torch.isfinite(logits.grad).all()


def test_decoding_whatever_comes():
    """Noise, one single place, an empty batch, and logits so large that their sigmoid is exactly 1."""
    for output in (torch.randn(4, 5, 12, 12) * 5, torch.randn(2, 5, 1, 1), torch.full((1, 5, 3, 3), 1e4)):
        for boxes, scores in decode(output):
            assert boxes.shape == (len(scores), 4) and torch.isfinite(boxes).all()
            assert ((scores > 0) & (scores <= 1)).all() and torch.equal(scores, scores.sort().values.flip(0))
    assert decode(torch.zeros(0, 5, 4, 4)) == []


def test_no_two_found_boxes_overlap_by_more_than_half():
    output = torch.randn(10, 5, 12, 12, generator=torch.Generator().manual_seed(0))
    output[:, 3:] = output[:, 3:].abs() + 1
    for boxes, _ in decode(output, most=100):
        overlaps = box_iou(boxes, boxes).fill_diagonal_(0)
        assert len(boxes) > 1 and overlaps.max() <= 0.5


def test_gates_on_and_off():
    net, images = build(CentreDetector, 0, attention=cbam).eval(), fragment_scenes(3).images
    before = net(images)
    assert len(gates.gates(net)) == 8
    with gates.replace(net, "one"):
        opened = net(images)
    assert not torch.allclose(opened, before) and torch.equal(net(images), before)
    for stage in net.stages:
        stage.attention = torch.nn.Identity()
    assert torch.equal(net(images), opened)


def test_a_few_steps_on_one_batch_lower_the_loss():
    net, batch = build(CentreDetector, 0, in_channels=3, widths=(4, 8, 8, 8)), corner_cue(8, seed=1)
    optim, losses = torch.optim.Adam(net.parameters(), 0.02), []
    for _ in range(20):
        optim.zero_grad()
        losses.append(detection_loss(net, batch))
        losses[-1].backward()
        optim.step()
    assert losses[-1] < 0.7 * losses[0]


@pytest.mark.parametrize(
    "images, says", [(torch.rand(1, 3, 48, 48), "(1, 3, 48, 48)"), (torch.rand(1, 48, 48), "x[None]")]
)
def test_error_sentences(images, says):
    with pytest.raises(ValueError) as caught:
        CentreDetector()(images)
    assert says in str(caught.value) and "\n" not in str(caught.value)
