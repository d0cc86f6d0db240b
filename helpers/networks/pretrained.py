"""Networks that were trained once and stored, data/NAME.pt: how each is built, and what it learned.

Their outputs are the same in every run, so a lesson may print them.
"""

from functools import partial
from pathlib import Path

import torch

from .. import attention
from ..attention import broken
from . import base, classifiers, detector, embedder, unet

DATA = Path(__file__).resolve().parents[2] / "data"
PARTS = (attention, broken, classifiers, detector, embedder, unet)  # where a stored name may lead


class Anywhere(partial):
    """A layer that need not know the channels: ``Anywhere(SpatialAttention, norm=True)(channels)``."""

    def __call__(self, channels):
        return self.func(*self.args, **self.keywords)


def load(name):
    """The networks of data/NAME.pt in eval mode, on the CPU: {title: network}.

    Nothing is unpickled but tensors and plain containers (``weights_only``): a file that came from
    elsewhere can hold wrong numbers, but no code.  Raises ValueError in one sentence if the file is
    missing or damaged.
    """
    path = DATA / f"{name}.pt"
    again = f"write it again with `python -m helpers.experiments.pretrained {name}`"
    try:
        stored = torch.load(path, weights_only=True, map_location="cpu")
        return {title: rebuilt(**one) for title, one in stored.items()}
    except FileNotFoundError:
        raise ValueError(f"data/{path.name} is missing: {again}") from None
    except (MemoryError, PermissionError):
        raise  # no damage: writing the file again would not help
    except Exception:  # a damaged archive raises what its bytes happen to mean: no list of kinds is complete
        raise ValueError(f"data/{path.name} is damaged: {again}") from None


def save(name, networks):
    """Write data/NAME.pt, whole: networks {title: (class, settings, trained network)}."""
    stored = {
        title: {
            "network": network.__name__,
            "settings": described(settings),
            "state": {key: value.contiguous() for key, value in net.state_dict().items()},
        }
        for title, (network, settings, net) in networks.items()
    }
    path = DATA / f"{name}.pt"
    part = path.with_suffix(".part")
    torch.save(stored, part)
    part.replace(path)


def rebuilt(network, settings, state):
    """One stored network."""
    net = base.build(class_named(network), 0, **from_description(settings))
    net.load_state_dict(state)
    return net.eval()


def described(value):
    """Settings as a file can hold them: a layer is {"layer": name, "settings": ..., "anywhere": ...}."""
    if isinstance(value, dict):
        return {key: described(setting) for key, setting in value.items()}
    if isinstance(value, partial):
        anywhere = isinstance(value, Anywhere)
        return {"layer": value.func.__name__, "settings": described(value.keywords), "anywhere": anywhere}
    if isinstance(value, type):
        return {"layer": value.__name__, "settings": {}, "anywhere": False}
    if value is None or isinstance(value, str | int | float | tuple):
        return value
    raise ValueError(f"a stored network cannot remember {value!r}: name a class, partial(class) or Anywhere")


def from_description(value):
    """The settings that ``described`` put into words."""
    if not isinstance(value, dict):
        return value
    if "layer" not in value:
        return {key: from_description(setting) for key, setting in value.items()}
    kind, settings = class_named(value["layer"]), from_description(value["settings"])
    if value["anywhere"]:
        return Anywhere(kind, **settings)
    return partial(kind, **settings) if settings else kind


def class_named(name):
    """A class of this project by its name; ValueError for anything else that a file may name."""
    for part in PARTS:
        found = getattr(part, name, None)
        if isinstance(found, type) and issubclass(found, torch.nn.Module):
            return found
    raise ValueError(f"there is no layer and no network called {name!r}")


def stored_network():
    """Cued colours, normalised squeeze (lesson 02)."""
    return load("cued_gate")["normalised"]


def stored_gate():
    """Clutter, spatial gate (lesson 03)."""
    return load("clutter_gate")["gate"]


def stored_recognisers():
    """Unreliable sensors, unseen digits: the plain network and the normalised gate."""
    return list(load("recognition_nets").values())


def stored_segmenters():
    """U-Nets among fragments: {"CBAM": ..., "scSE": ..., "skip gates": ...}."""
    return load("segmentation_gates")


def stored_detectors(name):
    """Detectors of the experiment "detection" or "detection_cue_free": {variant: network}."""
    prefix = f"{name}, "
    return {t.removeprefix(prefix): net for t, net in load("detectors").items() if t.startswith(prefix)}


def stored_suspects():
    """The eight networks of the lesson on broken attention: {letter: network}."""
    return {title: net for title, net in load("suspects").items() if len(title) == 1}


def stored_detector():
    """The detector with CBAM of the lesson on broken attention."""
    return load("suspects")["detection, cbam"]


def stored_members():
    """Every member of the family on cued colours: {variant: network}."""
    return load("family_gates")
