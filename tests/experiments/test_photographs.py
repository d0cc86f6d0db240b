"""The recipe on CIFAR-10, on stand-ins: every variant is trained and judged; steps, time and hours."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from helpers.attention import CBAM
from helpers.datasets import cifar
from helpers.experiments import EXPERIMENTS, NEXT, base, photographs, store, sweep
from helpers.experiments.replicated import AGAIN, train
from helpers.networks import ResNet, build, parameters

ALL = photographs.RECIPES
RECIPE = ALL["photographs"]


@pytest.fixture
def stand_ins(tmp_path, monkeypatch):
    """A hundred training images and forty test images of noise."""
    rng = np.random.RandomState(0)
    images = [rng.randint(0, 256, (count, 32, 32, 3)) for count in (100, 40)]
    cifar.pack(tmp_path, images, [np.arange(len(part)) % 10 for part in images], "a stand-in")
    stored = cifar.cifar10(tmp_path)
    monkeypatch.setattr(cifar, "cifar10", lambda: stored)
    cifar.order.cache_clear()
    yield stored
    cifar.order.cache_clear()


@pytest.mark.parametrize("variant", RECIPE.variants)
def test_every_variant_is_trained_and_judged(stand_ins, variant):
    recipe = replace(RECIPE, steps=2, batch_size=4)
    net, history = train(recipe, variant, 0, 0.01, watch=False)
    scores = recipe.metrics(net, base.test_batch(recipe, 20))
    assert len(history) == 2 and 0 <= scores["accuracy"] <= 1
    gated = {"squeeze", "static", "gate", "cbam", "open cbam"}
    assert ("other image" in scores) == (variant in gated)


def test_the_table_has_its_controls():
    variants = RECIPE.variants
    assert list(variants)[:2] == ["plain", AGAIN] and variants["plain"] == variants[AGAIN] == {}
    sizes = {name: parameters(build(ResNet, **own)) for name, own in variants.items()}
    gated = [size for name, size in sizes.items() if "wide" not in name]
    assert min(sizes["wide"], sizes["wide in eights"]) > max(gated)
    assert all(width % 8 == 0 for width in variants["wide in eights"]["widths"])
    assert sizes["squeeze added"] == sizes["squeeze"] and sizes["open cbam"] == sizes["cbam"]
    long = ALL["photographs_long"]
    assert list(long.variants) == ["plain", AGAIN, "wide", "squeeze", "cbam", "open cbam"]
    assert long.steps == 4 * RECIPE.steps and long.rates == RECIPE.rates


def test_open_cbam_starts_open_and_default_cbam_half_closed():
    x = torch.randn(2, 16, 8, 8, generator=torch.Generator().manual_seed(0)).relu()
    means = {}
    for name in ("cbam", "open cbam"):
        gate = build(lambda name=name: RECIPE.variants[name]["attention"](16)).eval()
        assert isinstance(gate, CBAM)
        means[name] = [weights.mean().item() for weights in gate.weights(x)]
    assert means["open cbam"] == pytest.approx([0.98, 0.98], abs=0.002)
    assert max(means["cbam"]) < 0.7


def test_a_gate_acts_on_the_branch_and_never_on_the_shortcut():
    class Shut(torch.nn.Module):
        def forward(self, x):
            return 0 * x

    net = build(ResNet, attention=lambda channels: Shut()).eval()
    block, x = net.stages[1][0], torch.randn(2, 16, 8, 8)
    assert torch.allclose(block(x), block.shortcut(x).relu(), atol=1e-6)
    assert block(x).shape == (2, 32, 4, 4)


def test_sizes_of_the_maps():
    images = torch.zeros(2, 3, 32, 32)
    assert ResNet().features(images).shape == (2, 64, 8, 8)
    assert ResNet(halved=True, blocks=2).features(images).shape == (2, 64, 4, 4)
    with pytest.raises(ValueError, match="this network reads images of 3 channels"):
        ResNet()(torch.zeros(2, 1, 32, 32))


def test_no_more_than_twelve_hours():
    everywhere = {**EXPERIMENTS, **NEXT}
    assert list(ALL) == [name for name, recipe in everywhere.items() if recipe.source == "cifar10"]
    assert len(ALL) == 6 and sum(map(photographs.hours, ALL.values())) <= 12
    one = replace(RECIPE, variants={"plain": {}, "cbam": {}}, rates=(0.1,), steps=1000)
    step = photographs.STEP
    assert photographs.hours(one, 2) == pytest.approx(2 * (step["plain"] + step["cbam"]) / 3600)


def test_plain_trains_as_long_as_a_gate():
    for name, time in {"squeeze": "squeeze", "cbam": "cbam", "wide in eights": "eights"}.items():
        took, plain = RECIPE.steps * photographs.STEP[name], ALL[f"photographs_{time}_time"]
        assert plain.steps * photographs.STEP["plain"] == pytest.approx(took, rel=0.01)
        assert list(plain.variants) == ["plain", AGAIN]


def test_the_same_time_takes_plain_from_the_longer_sweep():
    def rows(score, *names):
        kept = {"metrics": {"accuracy": score}, "lr": 0.01, "validation": [[0.01, score]]}
        return [{"variant": name, "seed": seed, **kept} for name in names for seed in range(2)]

    short, longer = {"rows": rows(0.5, "plain", AGAIN, "cbam")}, {"rows": rows(0.6, "plain", AGAIN)}
    both = photographs.same_time(short, longer)
    found = {name: store.column(both, name) for name in store.variants(both)}
    assert found == {"plain": [0.6] * 2, AGAIN: [0.6] * 2, "cbam": [0.5] * 2}
    assert store.column(short, "plain") == [0.5] * 2


def test_without_the_data_one_sentence_before_anything_is_trained(tmp_path, monkeypatch):
    def absent():
        raise ValueError("CIFAR-10 is not in data/downloads: call datasets.cifar.download_cifar10() once")

    monkeypatch.setattr(cifar, "cifar10_present", lambda: False)
    monkeypatch.setattr(cifar, "cifar10", absent)
    with pytest.raises(ValueError, match="^CIFAR-10 is not in data/downloads"):
        sweep.run("photographs", 1, 1, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_sweep_says_which_copy_it_was_trained_on(stand_ins, tmp_path, monkeypatch):
    tiny = replace(RECIPE, steps=1, batch_size=4, variants={"plain": {}}, rates=(0.01,), test_images=10)
    monkeypatch.setitem(EXPERIMENTS, "photographs", tiny)
    monkeypatch.setattr(cifar, "cifar10_present", lambda: True)
    monkeypatch.setattr("helpers.experiments.replicate.VALIDATION", 10)
    assert sweep.run("photographs", 1, 1, tmp_path)["photographs"] == "a stand-in"
