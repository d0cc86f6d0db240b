"""``python -m helpers.experiments.pretrained``: train the networks that lessons load, write their files."""

import argparse

import torch

from .. import attention
from ..networks.pretrained import Anywhere, save
from . import EXPERIMENTS, layers, replicated, train
from .family import RECIPES, simam
from .suspects import SUSPECTS

# {file: {title: (experiment, variant)}}
FILES = {
    "cued_gate": {"normalised": ("cued_colour", "normalised")},
    "clutter_gate": {"gate": ("clutter", "gate")},
    "recognition_nets": {name: ("recognition", name) for name in ("plain", "normalised")},
    "segmentation_gates": {
        title: ("segmentation", variant)
        for title, variant in {"CBAM": "cbam", "scSE": "scse", "skip gates": "skip gates"}.items()
    },
    "detectors": {
        f"{task}, {variant}": (task, variant)
        for task, variants in {
            "detection": ["cbam"],
            "detection_cue_free": ["normalised", "added", "plain"],
        }.items()
        for variant in variants
    },
    "suspects": {"detection, cbam": ("detection", "cbam")},
    "family_gates": {
        variant: ("family_cue", variant)
        for variant in RECIPES["family_cue"].variants
        if variant not in ("plain", "wide") and not variant.endswith("added")
    },
}
WHOLE = ("cued_gate", "clutter_gate")  # in all digits; the others in half precision, more than a lesson needs
# What a recipe calls by a function that a file cannot name.
NAMED = {layers.spatial: Anywhere(attention.SpatialAttention, norm=True), simam: Anywhere(attention.SimAM)}


def settings_of(task, variant):
    """All settings of one network, layers as classes that a file can name."""
    recipe = EXPERIMENTS[task]
    settings = {**recipe.settings, **recipe.variants[variant]}
    return {k: NAMED.get(v, v) if callable(v) else v for k, v in settings.items()}


def write(name):
    """Train the networks of one file, seed 0, by their recipes, and write data/NAME.pt."""
    networks = {}
    for title, (task, variant) in FILES[name].items():
        recipe = EXPERIMENTS[task]
        how = replicated.train if isinstance(recipe, replicated.Replicated) else train
        net, _ = how(recipe, variant, 0)
        networks[title] = EXPERIMENTS[task].network, settings_of(task, variant), net
    if name == "suspects":
        for letter, one in SUSPECTS.items():
            networks[letter] = EXPERIMENTS[one.task].network, one.all_settings(), one.trained()
    if name not in WHOLE:
        networks = {title: (kind, settings, net.half()) for title, (kind, settings, net) in networks.items()}
    save(name, networks)


def main():
    """Write the named files, or all."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(FILES)}")
    names = parser.parse_args().names
    for name in names:
        if name not in FILES:
            parser.error(f"there is no file {name!r}; there are {list(FILES)}")
    torch.set_num_threads(1)
    for name in names or FILES:
        write(name)


if __name__ == "__main__":
    main()
