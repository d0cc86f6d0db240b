"""A layer of one's own in an experiment's network."""

from dataclasses import replace

import pytest
import torch

from helpers import experiments, training
from helpers.attention import SqueezeExcitation
from helpers.experiments import replicated
from helpers.experiments.own import train_with

SHORT = replace(experiments.EXPERIMENTS["cued_colour"], steps=2, batch_size=4)


def test_it_trains_as_the_recipe_does_with_the_layer_that_was_handed_in():
    own, history = train_with(SHORT, "mine", 0.01, attention=SqueezeExcitation, watch=False)
    stored, _ = experiments.train(SHORT, "squeeze", lr=0.01, watch=False)
    assert len(history) == 2 and any(isinstance(part, SqueezeExcitation) for part in own.modules())
    images = experiments.test_batch(SHORT, 8).images
    assert torch.equal(own(images), stored(images)), "the plain layer is the recipe's squeeze"
    assert "mine" not in SHORT.variants


def test_a_recipe_that_chooses_its_rate_in_every_replicate_trains_by_its_own_protocol():
    recipe = replace(experiments.EXPERIMENTS["detection_free"], steps=1, batch_size=4)
    own, _ = train_with(recipe, "mine", 0.01, attention=None, watch=False)
    stored, _ = replicated.train(recipe, "plain", lr=0.01, watch=False)
    images = experiments.test_batch(recipe, 4).images
    assert torch.equal(training.predict(own, images), training.predict(stored, images))
    with pytest.raises(ValueError) as caught:
        experiments.train(recipe, "plain again", lr=0.01, watch=False)
    assert str(caught.value) == (
        "'detection_free' chooses a rate in every replicate: train it with "
        "helpers.experiments.replicated.train"
    )


def test_a_setting_that_the_network_does_not_have_is_an_error():
    with pytest.raises(TypeError):
        train_with(SHORT, "mine", 0.01, attentoin=SqueezeExcitation)
