"""Everyone with the same learning rate, as it should not be done: data/results/clutter_one_rate.json.

Lesson 05 sets it beside the sweep ``clutter``, where every variant has the rate that suits it.
``python -m helpers.experiments.one_rate`` trains all of it anew.
"""

from tqdm import tqdm

from . import EXPERIMENTS, sweep
from .store import Store

NAME, OF, LR = "clutter_one_rate", "clutter", 0.004
VARIANTS = (
    "plain",
    "wide",
    "max pooling",
    "static",
    "squeeze",
    "gate",
    "cbam",
    "cbam added",
    "attention pooling",
    "pooling added",
)


def recipe():
    """The recipe of the sweep that it is compared with, with the one rate."""
    told = sweep.recipe_of(EXPERIMENTS[OF])
    return told | {"lr": LR, "variants": {name: told["variants"][name] for name in VARIANTS}}


def main(seeds=sweep.SEEDS, folder=sweep.RESULTS):
    """Train what the file lacks, row by row."""
    about = {"recipe": recipe(), "fingerprint": sweep.fingerprint(OF), "environment": sweep.environment()}
    store = Store(NAME, folder, VARIANTS, **about)
    there = {(row["variant"], row["seed"]) for row in store.contents["rows"]}
    places = [(variant, seed) for seed in range(seeds) for variant in VARIANTS]
    for variant, seed in tqdm([place for place in places if place not in there], desc=NAME):
        store.add("rows", sweep.run_one(OF, variant, seed, LR))
    store.close()
    store.finish()


if __name__ == "__main__":
    main()
