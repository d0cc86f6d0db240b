"""A lesson's own layer in an experiment's network, trained by the experiment's recipe."""

from dataclasses import replace

from . import base, replicated


def train_with(experiment, name, lr, seed=0, **settings):
    """Train the experiment's network with settings of one's own: (network, History).

    name      what the progress line says
    lr        the highest learning rate
    settings  what differs from the recipe's network: ``attention=MyGate``, a function channels -> module

    ``device`` and ``watch`` are handed on as in ``train``.  Raises TypeError for a setting that the network
    does not have.
    """
    watching = {key: settings.pop(key) for key in ("device", "watch") if key in settings}
    own = replace(experiment, variants={name: settings})
    protocol = replicated if isinstance(own, replicated.Replicated) else base
    return protocol.train(own, name, seed, lr, **watching)
