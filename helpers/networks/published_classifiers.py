"""Classifiers that others have trained on ImageNet, by their names in torchvision or timm.

Their weights come from the network, once; afterwards they lie where the library keeps them.  Without a
network a sentence says so within about two seconds.
"""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies

import torch
import torch.nn.functional as F
from torch import nn

from ..datasets.lookup import look_up

SECONDS = 2.0  # after which a network that does not answer is given up
SIZE = (256, 384)  # rows and columns to which a picture is shrunk


@dataclass
class Classifier:
    """A network in eval mode, on the CPU.

    classes  their names;  mean, std  of every colour, as the network expects them
    """

    net: nn.Module
    classes: Sequence
    mean: tuple
    std: tuple

    def prepared(self, images):
        """Images (N, 3, H, W) in [0, 1] as the network takes them."""
        mean, std = (torch.tensor(values).view(3, 1, 1) for values in (self.mean, self.std))
        return (F.interpolate(images, SIZE, mode="bilinear", antialias=True) - mean) / std


def classifier(name, fetch=False):
    """The classifier of this name in torchvision or timm, such as "mobilenet_v3_small".

    fetch  whether its weights may be fetched; those that are on this machine are used in any case
    Raises ValueError, in one sentence, for a name that neither library has, and where the weights are missing
    and cannot be fetched.
    """
    from torchvision import models

    if name in models.list_models(models):
        return from_torchvision(name, fetch)
    if find_spec("timm") is None:
        raise ValueError(f"torchvision has no classifier {name!r}; timm, which may have it, is not installed")
    return from_timm(name, fetch)


def from_torchvision(name, fetch):
    """A classifier of torchvision."""
    from torchvision import models

    weights = models.get_model_weights(name).DEFAULT
    there = Path(torch.hub.get_dir()) / "checkpoints" / weights.url.rsplit("/", 1)[1]
    if not there.is_file():
        allow(name, fetch, weights.url)
    with waiting():
        net = models.get_model(name)
        try:
            net.load_state_dict(weights.get_state_dict(progress=False, check_hash=True, weights_only=True))
        except (OSError, RuntimeError) as error:  # of the network, and of a sum that differs
            raise ValueError(missing(name, f"they could not be fetched ({error})")) from None
    way = weights.transforms()
    return Classifier(net.eval(), weights.meta["categories"], tuple(way.mean), tuple(way.std))


def from_timm(name, fetch):
    """A classifier of timm."""
    import timm
    from huggingface_hub import constants, errors, try_to_load_from_cache
    from timm.data import ImageNetInfo

    if not timm.is_model(name):
        raise ValueError(f"neither torchvision nor timm has a classifier called {name!r}")
    known = timm.get_pretrained_cfg(name)
    if known is None or not known.hf_hub_id or known.num_classes != 1000:
        raise ValueError(f"timm has no weights of {name!r} for ImageNet's 1000 classes: take another name")
    if not isinstance(try_to_load_from_cache(known.hf_hub_id, "model.safetensors"), str):
        allow(name, fetch, constants.ENDPOINT)
    try:
        net = timm.create_model(name, pretrained=True)
    except (OSError, RuntimeError, errors.HfHubHTTPError) as error:
        first = str(error).splitlines()[0]
        raise ValueError(missing(name, f"they could not be fetched ({first})")) from None
    return Classifier(net.eval(), ImageNetInfo().label_descriptions(), known.mean, known.std)


def allow(name, fetch, address):
    """ValueError unless weights may be fetched from an address that answers in time."""
    if not fetch:
        raise ValueError(missing(name, "they are fetched with fetch=True"))
    where = urlsplit(address)
    try:
        look_up(address, SECONDS / 2)
        if where.scheme not in getproxies():
            port = where.port or {"http": 80, "https": 443}[where.scheme]
            socket.create_connection((where.hostname, port), SECONDS / 2).close()
    except OSError:
        raise ValueError(missing(name, "there is no network")) from None


def missing(name, why):
    return f"the weights of {name} are not on this machine: {why}; the lesson goes on without them"


class waiting:
    """Inside the with-block no read from the network waits longer than ten seconds."""

    def __enter__(self):
        self.before = socket.getdefaulttimeout()
        socket.setdefaulttimeout(10)

    def __exit__(self, *error):
        socket.setdefaulttimeout(self.before)
