"""Classifiers of torchvision and timm: weights from a server of this machine, none without a network."""

import hashlib
import io
import socket
import time

import pytest
import torch
from garment_files import closed_port, serving
from torchvision import models

from helpers.networks import published_classifiers as published

NAME = "mobilenet_v3_small"
WEIGHTS = models.MobileNet_V3_Small_Weights.DEFAULT.value


@pytest.fixture(scope="module")
def served():
    """A random network's weights file: its bytes, its name with the beginning of its sum, the network."""
    torch.manual_seed(0)
    net = models.mobilenet_v3_small().eval()
    buffer = io.BytesIO()
    torch.save(net.state_dict(), buffer)
    content = buffer.getvalue()
    return content, f"{NAME}-{hashlib.sha256(content).hexdigest()[:8]}.pth", net


@pytest.fixture
def library(served, tmp_path, monkeypatch):
    """library(address): torchvision fetches from there, into an empty folder, around any proxy."""
    monkeypatch.setenv("no_proxy", "*")
    for proxy in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)
    monkeypatch.setattr(torch.hub, "_hub_dir", str(tmp_path))
    monkeypatch.setattr(WEIGHTS, "url", WEIGHTS.url)
    return lambda address: setattr(WEIGHTS, "url", address + served[1])


def test_they_are_fetched_once_and_answer_as_the_network_that_was_stored(served, library):
    content, _, net = served
    with serving(lambda path: content) as (address, asked):
        library(address)
        with pytest.raises(ValueError, match="they are fetched with fetch=True"):
            published.classifier(NAME)
        assert asked == []
        known = published.classifier(NAME, fetch=True)
        assert len(asked) == 1
    again = published.classifier(NAME)  # without the server
    x = known.prepared(torch.rand(1, 3, 384, 576, generator=torch.Generator().manual_seed(0)))
    assert x.shape == (1, 3, *published.SIZE)
    with torch.no_grad():
        assert torch.equal(known.net(x), net(x)) and torch.equal(again.net(x), net(x))
    assert len(known.classes) == 1000 and known.classes[0] == "tench" and not known.net.training


def test_colours_are_prepared_as_the_network_expects():
    known = published.Classifier(None, (), (0.5, 0.25, 0.0), (0.5, 0.5, 2.0))
    white = known.prepared(torch.ones(1, 3, 8, 8))
    assert white.mean((0, 2, 3)).tolist() == pytest.approx([1.0, 1.5, 0.5])


def test_without_a_network_a_sentence_says_so_in_time(library):
    library(closed_port())
    began = time.monotonic()
    with pytest.raises(
        ValueError, match=f"the weights of {NAME} are not on this machine: there is no network"
    ) as caught:
        published.classifier(NAME, fetch=True)
    assert time.monotonic() - began < 10 and "\n" not in str(caught.value)


def test_a_file_with_another_sum_is_not_taken(served, library, tmp_path):
    with serving(lambda path: served[0][:-1] + b"!") as (address, _):
        library(address)
        with pytest.raises(ValueError, match="they could not be fetched"):
            published.classifier(NAME, fetch=True)
    assert not list((tmp_path / "checkpoints").glob("*.pth"))
    assert socket.getdefaulttimeout() is None


def test_names_that_nobody_has_are_one_sentence():
    with pytest.raises(ValueError, match="neither torchvision nor timm has a classifier called 'cbam_net'"):
        published.classifier("cbam_net")


def test_timms_networks_are_asked_for_only_where_a_network_answers(monkeypatch, tmp_path):
    import huggingface_hub

    asked = []
    monkeypatch.setattr(huggingface_hub, "try_to_load_from_cache", lambda *_: None)
    monkeypatch.setattr(
        published, "allow", lambda name, fetch, address: asked.append((name, fetch)) or stop()
    )

    def stop():
        raise ValueError("stopped")

    with pytest.raises(ValueError, match="stopped"):
        published.classifier("test_efficientnet.r160_in1k", fetch=True)
    assert asked == [("test_efficientnet.r160_in1k", True)]
    with pytest.raises(ValueError, match="has no weights of 'vit_small_patch16_224.dino'"):
        published.classifier("vit_small_patch16_224.dino")
