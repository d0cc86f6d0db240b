"""A recipe by the protocol of ``replicate``, and how one of its networks is trained."""

from dataclasses import dataclass

from .. import networks, training
from . import store
from .base import Experiment

AGAIN = "plain again"  # a variant of every sweep: the plain network once more, with luck of its own
LUCK_OF_ITS_OWN = 500  # added to its seeds


@dataclass
class Replicated(Experiment):
    """An experiment by this protocol.

    rates  the learning rates that every variant tries in every replicate, wide enough for all of them

    A variant may name a ``network`` of its own among its settings.
    """

    rates: tuple = ()

    def rate(self, variant, seed=0):
        """The learning rate that this replicate of the stored sweep chose, or the recipe's own."""
        try:
            stored = store.load(self.tuned_on or self.name)
        except ValueError:
            return self.lr
        return store.own_rates(stored).get((variant, seed), self.lr)


def train(experiment, variant, seed=0, lr=None, fold=None, **watching):
    """Train one network on the tuning images: (network, History).  The same as in the stored sweep.

    fold  which division of the classes, for experiments that have them (default: the seed's)

    "plain again" is the plain network with a start and a stream of images of its own, on the same division
    of the classes.  Raises ValueError for an unknown variant.
    """
    if variant not in experiment.variants:
        raise ValueError(f"unknown variant {variant!r}; there are {list(experiment.variants)}")
    luck = seed + LUCK_OF_ITS_OWN * (variant == AGAIN)
    settings = {"network": experiment.network, **experiment.settings, **experiment.variants[variant]}
    net = networks.build(settings.pop("network"), luck, **settings).to(watching.pop("device", "cpu"))
    history = training.fit(
        net,
        experiment.batches("tuning", seed if fold is None else fold),
        experiment.steps,
        experiment.batch_size,
        lr=experiment.rate(variant, seed) if lr is None else lr,
        seed=1000 + luck,
        loss=experiment.loss,
        **{"name": variant, **watching},
    )
    return net, history
