"""Three networks that a gate did not make better, each for a reason of its own: lesson 13's second exercise.

``python -m helpers.experiments.no_better`` trains them anew, one seed each, and writes data/no_better.json:
about two CPU minutes.
"""

import json
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch

from .. import gates, training
from ..attention import CBAM, SqueezeExcitation
from ..attention.insert import after, open_at
from .base import test_batch, train

STORED = Path(__file__).resolve().parents[2] / "data" / "no_better.json"
SHOWN = 100  # test images whose weights are kept
RATE = 2e-3  # for training on after gates were put in


@dataclass(repr=False)
class Evidence:
    """What is known about a network with gates and about the same network without them.

    before    accuracy of the network before the gates were put in, without further training
    inserted  accuracy right after they were put in, before any training of the gates
    weights   (images, C) the first gate's weights on test images, after the longest training
    steps     how long both were trained (on): a short and a four times longer training
    plain     accuracy without gates after each of them;  gated  the same with gates
    """

    before: float
    inserted: float
    weights: torch.Tensor
    steps: tuple
    plain: tuple
    gated: tuple

    def __repr__(self):
        scores = [" ".join(f"{value:.2f}" for value in each) for each in (self.plain, self.gated)]
        start = f"before {self.before:.2f}, inserted {self.inserted:.2f}"
        return f"{start}, plain {scores[0]}, gated {scores[1]}, weights {tuple(self.weights.shape)}"


def cases():
    """The three stored networks: {letter: Evidence}."""
    stored = json.loads(STORED.read_text(encoding="utf-8"))["cases"]
    return {
        letter: Evidence(**{**case, "weights": torch.tensor(case["weights"])})
        for letter, case in stored.items()
    }


def first_weights(net, batch):
    """The weights of the first channel gate on the first images: (SHOWN, C)."""
    with gates.record(net) as seen:
        training.predict(net, batch.images[:SHOWN])
    return next(w for w in seen.values() if w.dim() == 4 and w.shape[2:] == (1, 1)).flatten(1)


def trained_on(net, experiment, steps, rate):
    """A copy of a network, trained on for so many steps."""
    net = deepcopy(net)
    training.fit(net, experiment.batches("train"), steps, experiment.batch_size, lr=rate, seed=2000)
    return net


def put_in(experiment, pretrained, attention, rate, steps=(25, 100)):
    """Gates in a trained network, which is then trained on at this rate, with them and without."""
    batch = test_batch(experiment)
    torch.manual_seed(0)
    gated = after(deepcopy(pretrained), ["stages.0", "stages.1"], attention, batch.images[:1])
    nets = {
        name: [trained_on(net, experiment, s, rate) for s in steps]
        for name, net in (("plain", pretrained), ("gated", gated))
    }
    return evidence(batch, pretrained, gated, nets, steps)


def dead(channels):
    """An open squeeze gate whose hidden units are dead: no input, and no gradient, ever reaches them."""
    gate = open_at(SqueezeExcitation(channels))
    with torch.no_grad():
        gate.excite[0].bias.fill_(-100.0)
    return gate


def evidence(batch, before, inserted, nets, steps):
    """Everything that is kept of a case, as plain numbers."""
    scores = {name: [round(training.evaluate(net, batch), 4) for net in each] for name, each in nets.items()}
    weights = first_weights(nets["gated"][-1], batch)
    return {
        "before": round(training.evaluate(before, batch), 4),
        "inserted": round(training.evaluate(inserted, batch), 4),
        "weights": [[round(w, 4) for w in row] for row in weights.tolist()],
        "steps": list(steps),
        **scores,
    }


def main():
    """Train all and write the file, whole."""
    from . import EXPERIMENTS

    clutter = EXPERIMENTS["clutter"]
    pretrained, _ = train(clutter, "plain")
    cbam = partial(CBAM, reduction=4)
    found = {
        "A": put_in(clutter, pretrained, cbam, RATE / 20),
        "B": put_in(clutter, pretrained, cbam, RATE),
        "C": put_in(clutter, pretrained, dead, RATE),
    }
    for letter, case in found.items():
        print(letter, {name: value for name, value in case.items() if name != "weights"})
    table = {"torch": torch.__version__.split("+")[0], "cases": found}
    part = STORED.with_suffix(".part")
    part.write_text(json.dumps(table) + "\n", encoding="utf-8")
    part.replace(STORED)


if __name__ == "__main__":
    main()
