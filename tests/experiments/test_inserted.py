"""Gates put into pretrained networks, measured: the way of measuring, on networks of our own."""

import pytest
import torch
from text_package import random_detector
from torchvision import models

from helpers.exercises.why_no_better import why
from helpers.experiments import inserted
from helpers.experiments.no_better import cases

X = torch.rand(6, 3, 64, 64, generator=torch.Generator().manual_seed(0))


def mobile():
    torch.manual_seed(1)
    return models.mobilenet_v2().eval()


def test_open_starts_leave_answers_as_they_were_and_usual_ones_do_not():
    net = mobile()
    with torch.no_grad():
        before = net(X)
    labels = before.argmax(1)
    assert inserted.photographs_right(net, X, labels)[0] == 6
    moved = {}
    for start, factory in inserted.STARTS.items():
        gated = inserted.with_gates(mobile, inserted.MOBILENET, factory, X[:1])
        with torch.no_grad():
            moved[start] = (gated(X) - before).abs().max().item()
    assert moved["squeeze, exactly 1"] == moved["CBAM, exactly 1"] == 0
    usual = [value for start, value in moved.items() if "as it starts" in start]
    assert max(moved["squeeze, opened to 0.98"], moved["CBAM, opened to 0.98"]) < 0.5 * min(usual)


def test_the_text_that_is_kept():
    net = random_detector()
    with torch.no_grad():
        own = [net(image[None]) > 0.3 for image in X]
    assert inserted.text_kept(net, own, X) == 1
    half = [text & (torch.arange(64) < 32) for text in own]
    share = sum((a.sum() / b.sum()).item() for a, b in zip(half, own)) / 6
    assert inserted.text_kept(net, half, X) == pytest.approx(share)


def test_the_stored_table_has_every_start():
    rows = inserted.inserted()
    assert [row["start"] for row in rows] == ["nothing put in", *inserted.STARTS]
    assert all(0 <= row["MobileNetV2"] <= 20 and 0 <= row["text detector"] <= 1 for row in rows)


def test_the_three_cases_of_the_exercise_have_three_causes():
    assert {letter: why(evidence) for letter, evidence in cases().items()} == {
        "A": "closed start",
        "B": "too short",
        "C": "constant gate",
    }
