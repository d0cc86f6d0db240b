"""Recipes with own rates: every variant is built, trained and judged, and every table has its controls."""

from dataclasses import replace

import pytest

from helpers.experiments import NEXT, base, blind, equal_time, find, photographs, sums
from helpers.experiments.replicated import AGAIN, train

HERE = [f"next/{name}" for name, recipe in NEXT.items() if recipe.source == "digits"]
STORED = [*blind.RECIPES, *sums.RECIPES, *equal_time.RECIPES, *photographs.RECIPES]
DRAWN = [name for name in STORED if find(name).source == "digits"]  # photographs: test_photographs.py
EVERY = {find(name).make_batch: name for name in (*HERE[::-1], *DRAWN)}  # a recipe for every task


@pytest.mark.parametrize("name", sorted({*EVERY.values(), *DRAWN}))
def test_every_variant_is_trained_and_judged(name):
    recipe = replace(find(name), steps=2, batch_size=4)
    batch = base.test_batch(recipe, 24)
    for variant in recipe.variants:
        net, history = train(recipe, variant, 0, 0.01, watch=False)
        scores = recipe.metrics(net, batch)
        assert len(history) == 2
        assert 0 <= scores[recipe.measure] <= 1, variant


@pytest.mark.parametrize("name", [*(f"next/{name}" for name in NEXT), *STORED])
def test_plain_stands_beside_itself_and_rates_can_grow(name):
    recipe = find(name)
    assert list(recipe.variants)[:2] == ["plain", AGAIN] and recipe.name == name.removeprefix("next/")
    assert recipe.variants["plain"] == recipe.variants[AGAIN]
    assert len(recipe.rates) >= 3 and recipe.lr in recipe.rates
