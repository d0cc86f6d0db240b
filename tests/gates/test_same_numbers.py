"""The gates of the course give the numbers they gave when its sweeps were trained, to the last digit."""

import pytest
import torch
from old_formulas import OLD, old_gates, old_replace

from helpers import experiments, gates, networks

CASES = [
    (name, variant)
    for name, experiment in experiments.EXPERIMENTS.items()
    for variant in experiment.variants
    if experiment.variants[variant] and "fashion" not in name  # their networks are those of the digits
]


def case(name, variant):
    experiment = experiments.EXPERIMENTS[name]
    settings = {"network": experiment.network, **experiment.settings, **experiment.variants[variant]}
    net = networks.build(settings.pop("network"), 0, **settings).eval()
    if experiment.source == "cifar10":  # photographs, which need not be here
        return net, torch.rand(3, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    return net, experiments.test_batch(experiment, 3).images


def flat(output):
    return torch.cat([part.flatten() for part in output]) if isinstance(output, tuple | list) else output


@pytest.mark.parametrize("name, variant", CASES)
def test_the_same_gates(name, variant):
    net, _ = case(name, variant)
    assert list(gates.find(net).items()) == list(old_gates(net).items())


FEW = list({experiments.EXPERIMENTS[name].network: (name, v) for name, v in CASES}.values())
FEW += [(name, v) for name, v in CASES if v in ("cbam", "bam", "scse", "attention gate")][:4]


@pytest.mark.parametrize("name, variant", FEW)
@torch.no_grad()
def test_the_same_weights_and_outputs(name, variant):
    net, images = case(name, variant)
    if not old_gates(net):
        pytest.skip("a variant without gates")
    before = {}
    with old_replace(net, lambda gate, weights: before.setdefault(gate, weights)):
        net(images)
    with gates.record(net) as seen:
        net(images)
    assert list(seen) == list(before)
    assert all(torch.equal(seen[gate], before[gate]) for gate in before)
    for how, change in OLD.items():
        with old_replace(net, lambda gate, weights, change=change: change(weights)):
            expected = flat(net(images))
        with gates.replace(net, how):
            assert torch.equal(flat(net(images)), expected), how
