"""Plausible wrong answers to the exercise "swap test"; several were found in public code."""

SWAP = """def swap_cost(net, batch):
    own = training.evaluate(net, batch)
    with gates.replace(net, {how}):
        other = training.evaluate(net, {batch})
    return {result}
"""


def swap(how='"other image"', batch="batch", result="own - other"):
    """The right answer with one or more of its lines changed."""
    return SWAP.format(how=how, batch=batch, result=result)


WRONG = {
    "swap test": [
        ("the sign", swap(result="other - own"), "the sign is turned round"),
        ("swapped only", swap(result="other"), "subtract it from the accuracy"),
        ("own only", swap(result="own"), "the swap is missing"),
        (
            "outside the with",
            "def swap_cost(net, batch):\n    own = training.evaluate(net, batch)\n"
            '    with gates.replace(net, "other image"):\n        pass\n'
            "    return own - training.evaluate(net, batch)",
            "nothing was lost",
        ),
        ("abs", swap(result="abs(own - other)"), "negative number: no abs"),
        ("points", swap(result="100 * (own - other)"), "this is in points"),
        ("relative", swap(result="(own - other) / own"), "relative to the accuracy"),
        (
            "answers that change",
            "def swap_cost(net, batch):\n    own = training.predict(net, batch.images).argmax(1)\n"
            '    with gates.replace(net, "other image"):\n'
            "        other = training.predict(net, batch.images).argmax(1)\n"
            "    return (own != other).float().mean().item()",
            "this counts answers that change",
        ),
        (
            "images exchanged",
            "def swap_cost(net, batch):\n    own = training.predict(net, batch.images).argmax(1)\n"
            "    other = training.predict(net, batch.images.roll(1, 0)).argmax(1)\n"
            "    right = [(a == batch.labels).float().mean().item() for a in (own, other)]\n"
            "    return right[0] - right[1]",
            "the images were exchanged",
        ),
        ("first map only", swap('"other image", "0"'), "only the first map was exchanged"),
        ("open gates", swap('"one"'), "every weight is 1 here"),
        ("the average map", swap('"mean"'), "the average map is not another image's"),
        ("shuffled", swap('"shuffle"'), "shuffled weights are no real map"),
        ("inverted", swap('"invert"'), "an inverted map is no other image's"),
        ("a verdict", swap(result="own - other > 0.02"), "a verdict"),
        ("one number per image", swap(result="torch.full((len(batch),), own - other)"), "it returned Tensor"),
        (
            "stays exchanged",
            "def swap_cost(net, batch):\n    own = training.evaluate(net, batch)\n"
            '    net.swap = gates.replace(net, "other image")\n    net.swap.__enter__()\n'
            "    other = training.evaluate(net, batch)\n    return own - other",
            "the maps stay exchanged",
        ),
        ("of fewer images", swap(batch="batch[:40]"), "accuracy with own maps minus"),
    ]
}
