"""Answers with other gates: those of a network at hand, and the stored ones of the text detector."""

import pytest
import torch
from text_package import random_detector
from torch import nn
from torchvision import models

from helpers import gates, networks
from helpers.datasets.canvas import pictures
from helpers.explain import gated_answers as ga
from helpers.networks.published_classifiers import Classifier
from helpers.networks.text_detector import prepared

SMALL = {name: image[:, 128:192, 160:288].contiguous() for name, image in list(pictures().items())[:3]}
NET = random_detector(3)
published = pytest.mark.skipif(
    not networks.text_detector_present(),
    reason="the published weights are not in data/downloads: call networks.fetch_text_detector()",
)


@pytest.fixture
def live():
    return ga.text_answers(NET, SMALL)


@pytest.fixture(scope="module")
def stored():
    return ga.StoredAnswers(pictures())


def test_live_answers_are_those_of_the_network_under_gates_replace(live):
    images = torch.stack(list(SMALL.values()))
    with torch.no_grad(), gates.record(NET) as seen:
        own = NET(prepared(images))
    for k, name in enumerate(SMALL):
        torch.testing.assert_close(live.answer(name), ga.coarse(own[k : k + 1]))
        for gate, real in ga.TEXT_GATES.items():
            torch.testing.assert_close(live.weights(name)[gate], seen[real][k].flatten())
    for how, theirs in (("open", "one"), ("average", "mean"), ("another picture's", "other image")):
        with torch.no_grad(), gates.replace(NET, theirs):
            changed = NET(prepared(images))
        if how == "open":  # the others change what later gates see, so later gates would be changed too
            torch.testing.assert_close(live.answer(name, ga.ALL, how), ga.coarse(changed[-1:]))
        with torch.no_grad(), gates.replace(NET, theirs, "blocks.10.attention"):
            changed = NET(prepared(images))
        torch.testing.assert_close(
            live.answer(name, "backbone 1", how), ga.coarse(changed[-1:]), atol=1e-5, rtol=1e-4
        )


def test_asking_leaves_the_network_as_it_was(live):
    before = [p.clone() for p in NET.parameters()]
    live.answer("page", ga.NECK, "average")
    assert all(torch.equal(a, b) for a, b in zip(before, NET.parameters()))
    assert torch.equal(live.answer("page"), ga.text_answers(NET, SMALL).answer("page"))


def test_the_average_stays_that_of_the_pictures_it_began_with(live):
    before = live.given("page", "average")["neck 1"].clone()
    live.add("mine", 1 - SMALL["page"])
    assert torch.equal(live.given("page", "average")["neck 1"], before)
    assert torch.equal(live.given("mine", "another picture's")["neck 1"], live.weights("coffee")["neck 1"])
    first = live.answer("mine")
    live.add("mine", SMALL["page"])
    assert not torch.equal(live.answer("mine"), first), "a picture of the same name is asked anew"
    assert torch.equal(live.answer("mine"), live.answer("page"))


def test_a_picture_of_ones_own_lends_its_weights_to_no_other(live, stored):
    how, (first, *_, last) = "another picture's", SMALL
    before = live.answer(first, ga.ALL, how)
    live.add("mine", 1 - SMALL[last])
    assert torch.equal(live.given(first, how)["neck 1"], live.weights(last)["neck 1"])
    assert torch.equal(live.answer(first, ga.ALL, how), before)
    with_mine = ga.StoredAnswers(pictures(), NET)
    with_mine.add("mine", SMALL[last])
    for name in pictures():
        assert torch.equal(with_mine.given(name, how)["neck 1"], stored.given(name, how)["neck 1"])


def test_a_picture_that_is_replaced_is_lent_anew(live):
    first, second, _ = SMALL
    for how in ("average", "another picture's"):
        live.answer(second, ga.ALL, how)
    live.add(first, 1 - SMALL[first])
    fresh = ga.text_answers(NET, {**SMALL, first: 1 - SMALL[first]})
    for how in ga.CHANGES:
        assert torch.equal(live.answer(second, ga.ALL, how), fresh.answer(second, ga.ALL, how)), how


def test_the_overlap_is_intersection_over_union(live, monkeypatch):
    texts = {ga.AS_LEARNED: torch.tensor([[1.0, 1.0, 0.2]]), "open": torch.tensor([[1.0, 0.3, 0.9]])}
    monkeypatch.setattr(live, "answer", lambda picture, group, how: texts[how])
    assert live.overlap("page", ga.ALL, "open") == pytest.approx(1 / 3)
    texts["open"] = texts[ga.AS_LEARNED] = torch.zeros(1, 3)
    assert live.overlap("page", ga.ALL, "open") == 1


def test_what_is_not_there_is_named(live):
    for wrong in (("cup",), ("page", "neck 9"), ("page", ga.ALL, "closed")):
        with pytest.raises(ValueError, match="there is no .*; there are"):
            live.answer(*wrong)
    with pytest.raises(ValueError, match="Linear has no gates that can be read"):
        ga.LiveAnswers(nn.Linear(2, 2), SMALL, None, None)


def test_a_classifier_answers_with_probabilities():
    torch.manual_seed(0)
    known = Classifier(models.mobilenet_v3_small().eval(), "abc", (0.5,) * 3, (0.2,) * 3)
    answers = ga.class_answers(known, SMALL)
    said = answers.answer("page", ga.ALL, "average")
    assert said.shape == (1000,) and said.sum().item() == pytest.approx(1, abs=1e-5)
    assert len(answers.gate_names) == 9 and answers.gate_names[0] in answers.groups


# Stored.


def test_the_stored_file_holds_every_answer(stored):
    assert len(stored.gate_names) == 10 and len(stored.groups) == 13
    for how in ga.CHANGES:
        assert stored.answer("flower", ga.ALL, how).shape == (96, 144)
    weights = stored.all_weights("backbone 2")
    assert weights.shape == (8, 384) and weights.min() >= 0 and weights.max() <= 1
    with pytest.raises(ValueError, match="needs the network itself: set fetch = True"):
        stored.add("mine", SMALL["page"])


def test_what_the_lesson_says_of_the_stored_answers(stored):
    """Two gates of the backbone outweigh eight of the neck; one decides about coffee and handwriting."""
    for how in ga.CHANGES:
        assert stored.mean_overlap(ga.BACKBONE, how) < stored.mean_overlap(ga.NECK, how) - 0.1
    for picture in stored.pictures:
        lost = stored.overlap(picture, ga.BACKBONE, "average")
        assert lost < 0.05 if picture in ("coffee", "handwriting") else lost > 0.9
    for gate in stored.gate_names:
        kept = [stored.overlap(picture, gate, "average") for picture in ("coffee", "handwriting")]
        assert max(kept) < 0.05 if gate == "backbone 2" else min(kept) > 0.3


def test_a_file_goes_out_and_comes_back(live, tmp_path):
    path = tmp_path / "answers.npz"
    ga.store(live, path)
    again = ga.StoredAnswers(SMALL, path=path)
    for group in again.groups:
        for how in ga.CHANGES:
            assert (
                again.answer("coffee", group, how) - live.answer("coffee", group, how)
            ).abs().max() < 0.0021
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", [None, b"", b"text", b"PK\x03\x04 cut"])
def test_a_damaged_file_is_one_sentence(content, tmp_path):
    path = tmp_path / "answers.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match="answers.npz is missing or damaged"):
        ga.StoredAnswers(pictures(), path=path)


@published
def test_the_stored_answers_are_the_networks_own(stored):
    live = ga.text_answers(networks.text_detector(), pictures())
    for picture, group, how in (
        ("page", ga.ALL, "open"),
        ("coffee", "backbone 2", "average"),
        ("cat", ga.NECK, "another picture's"),
    ):
        for own in ((picture,), (picture, group, how)):
            differ = (stored.answer(*own) - live.answer(*own)).abs()
            assert differ.mean() < 0.003 and (differ > 0.1).float().mean() < 0.002
    for gate in ga.TEXT_GATES:
        assert (stored.all_weights(gate) - live.all_weights(gate)).abs().max() < 0.01


@published
def test_with_the_network_a_picture_of_ones_own_is_answered():
    answers = ga.StoredAnswers(pictures(), networks.text_detector())
    answers.add("mine", pictures()["page"])
    assert (answers.answer("mine") - answers.answer("page")).abs().max() < 0.01
    assert answers.overlap("mine", "backbone 2", "average") == pytest.approx(
        answers.overlap("page", "backbone 2", "average"), abs=0.02
    )
    with pytest.raises(ValueError, match="one of the lesson's pictures"):
        answers.add("page", pictures()["cat"])
