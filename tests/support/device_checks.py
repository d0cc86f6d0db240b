"""What a second device has to do as the CPU does, without pytest: a machine with a GPU may have none."""

import math
from dataclasses import replace

import torch

from helpers import experiments, networks, training

TASKS = {
    "cued_colour": "normalised",
    "clutter": "gate",
    "sensors": "normalised",
    "recognition": "normalised",
    "segmentation": "scse",
    "detection": "cbam",
    "localisation": "gate",
    "channels": "normalised",
    "family_cue": "bam",
}


def learns_on(device, name):
    """A few steps of an experiment on a device: numbers come out, gates stay there, a judge can judge."""
    recipe = replace(experiments.EXPERIMENTS[name], steps=12, batch_size=16)
    net, history = experiments.train(recipe, TASKS[name], lr=recipe.lr, device=device, watch=False)
    batch = experiments.test_batch(recipe, 12)
    assert training.device_of(net).type == device.type
    assert all(math.isfinite(loss) for loss in history.losses)
    assert 0 <= recipe.judge(net, batch) <= 1
    scores = recipe.metrics(net, batch)
    assert scores and all(type(score) is float for score in scores.values())
    assert all(weights.device.type == device.type for weights in experiments.recorded(net, batch).values())


def says_the_same(device):
    """A network on a device says what it says on the CPU."""
    recipe = experiments.EXPERIMENTS["clutter"]
    net = networks.build(recipe.network, 0, **recipe.settings, **recipe.variants["gate"]).eval()
    images = experiments.test_batch(recipe, 50).images
    here = training.predict(net, images)
    assert torch.allclose(training.predict(net.to(device), images).cpu(), here, atol=1e-3)
