"""Plausible wrong answers to the exercises of lesson 09."""

PEAK = """def points_inside(maps, box):
    n, _, h, w = maps.shape
    at = {at}
    row, column = {place}
    top, left, bottom, right = {sides}
    return {result}
"""
PEAK_RIGHT = {
    "at": "maps.flatten(1).argmax(1)",
    "place": "at // w, at % w",
    "sides": "box.unbind(1)",
    "result": "(row >= top) & (row < bottom) & (column >= left) & (column < right)",
}


def peak(**changed):
    """The right answer with one or more of its lines changed."""
    return PEAK.format(**{**PEAK_RIGHT, **changed})


RESULT = PEAK_RIGHT["result"]
MASKS = """def points_inside(maps, box):
    masks = torch.zeros_like(maps).bool()
    for mask, (top, left, bottom, right) in zip(masks, box.tolist()):
        mask[:, top:bottom, left:right] = True
    return {result}
"""
CENTRE = """((maps[:, 0] * torch.arange(h)[:, None]).sum((1, 2)) / maps.sum((1, 2, 3))).round(), (
        (maps[:, 0] * torch.arange(w)).sum((1, 2)) / maps.sum((1, 2, 3))
    ).round()"""
MEANS = """(maps * masks).sum((1, 2, 3)) / masks.sum((1, 2, 3)) > (maps * ~masks).sum((1, 2, 3)) / (
        ~masks
    ).sum((1, 2, 3))"""

WRONG = {
    "pointing game": [
        ("divides by the height", peak(place="at // h, at % h"), "divided by the height"),
        ("row and column swapped", peak(place="at % w, at // w"), "row and column are swapped"),
        (
            "one peak for the batch",
            peak(at="maps[:, 0].argmax().expand(n) % (h * w)"),
            "one peak for the whole batch",
        ),
        (
            "bottom and right included",
            peak(result=RESULT.replace("<", "<=").replace(">==", ">=")),
            "bottom and right are counted in",
        ),
        ("top and left excluded", peak(result=RESULT.replace(">=", ">")), "top and left are left out"),
        ("smallest weight", peak(at="maps.flatten(1).argmin(1)"), "you look for the smallest weight"),
        ("centre of gravity", peak(place=CENTRE), "the centre of gravity"),
        ("averages compared", MASKS.format(result=MEANS), "you compare averages"),
        (
            "any large weight",
            MASKS.format(result="(maps * masks).flatten(1).max(1).values > 0.5"),
            "any large weight in the box counts",
        ),
        (
            "row and column one by one",
            peak(place="maps[:, 0].sum(2).argmax(1), maps[:, 0].sum(1).argmax(1)"),
            "from sums; the largest weight has both",
        ),
        ("row only", peak(result="(row >= top) & (row < bottom)"), "only the row is asked for"),
        ("column only", peak(result="(column >= left) & (column < right)"), "only the column is asked for"),
        ("first box for all", peak(sides="box[:1].expand(n, 4).unbind(1)"), "against the first box"),
        ("exchanged", peak(result=f"~({RESULT})"), "yes and no are exchanged"),
        ("the share", peak(result=f"({RESULT}).double().mean()"), "one number for the whole batch"),
        ("an axis left over", peak(result=f"({RESULT})[:, None]"), "an axis of length one is left over"),
        (
            "every peak with every box",
            peak(place="at[:, None] // w, at[:, None] % w"),
            "every peak was compared with every box",
        ),
        ("one answer per place", MASKS.format(result="maps * masks > 1"), "one answer per place"),
        ("a list", peak(result=f"({RESULT}).tolist()"), "it returned list"),
        ("the weight itself", peak(result="maps.flatten(1).max(1).values - 1.0"), "numbers in between"),
        (
            "changes the maps",
            "def points_inside(maps, box):\n    maps[maps < 1] = 0\n    return maps.sum((1, 2, 3)) > 0",
            "changes the maps or the boxes",
        ),
        ("all inside", peak(result="torch.ones(n).bool()"), "maps are judged wrongly"),
    ],
}

ENERGY = """def share_inside(maps, mask):
    tall, wide = mask.shape[2] // maps.shape[2], mask.shape[3] // maps.shape[3]
    share = {share}
    weights = {weights}
    return {result}
"""
ENERGY_RIGHT = {
    "share": "F.avg_pool2d(mask.to(maps), (tall, wide))",
    "weights": "maps",
    "result": "(weights * share).sum((1, 2, 3)) / weights.sum((1, 2, 3))",
}


def energy(**changed):
    """The right answer with one or more of its lines changed."""
    return ENERGY.format(**{**ENERGY_RIGHT, **changed})


LOW, HIGH = "maps.amin((2, 3), keepdim=True)", "maps.amax((2, 3), keepdim=True)"
LARGE = "maps.repeat_interleave(tall, 2).repeat_interleave(wide, 3)"
WRONG["energy inside"] = [
    (
        "not divided",
        energy(result="(weights * share).sum((1, 2, 3))"),
        "is not divided by the sum of the whole map",
    ),
    (
        "not divided, enlarged",
        energy(share="mask", weights=LARGE, result="(weights * share).sum((1, 2, 3))"),
        "the whole enlarged map",
    ),
    (
        "pixels over cells",
        energy(share="mask", weights=LARGE, result="(weights * share).sum((1, 2, 3)) / maps.sum((1, 2, 3))"),
        "divided by a sum over cells",
    ),
    (
        "average inside",
        energy(result="(weights * share).sum((1, 2, 3)) / share.sum((1, 2, 3))"),
        "divide by the map's sum, not by the mask's",
    ),
    (
        "inside over outside",
        energy(result="(weights * share).sum((1, 2, 3)) / (weights * (1 - share)).sum((1, 2, 3))"),
        "you divide by the weight outside",
    ),
    ("outside", energy(share="1 - F.avg_pool2d(mask.to(maps), (tall, wide))"), "this is the share outside"),
    (
        "the whole batch",
        energy(result="(weights * share).sum() / weights.sum()"),
        "one number for the whole batch",
    ),
    (
        "divided by the batch",
        energy(result="(weights * share).sum((1, 2, 3)) / weights.sum()"),
        "you divide by the sum over the whole batch",
    ),
    (
        "batch for all",
        energy(result="((weights * share).sum() / weights.sum()).expand(len(maps))"),
        "all maps are added up first",
    ),
    (
        "touched cells",
        energy(share="F.max_pool2d(mask.to(maps), (tall, wide))"),
        "a cell that the mask only touches",
    ),
    ("one pixel per cell", energy(share="mask[:, :, ::tall, ::wide]"), "one pixel of each cell decides"),
    ("cut", energy(share="mask[:, :, : maps.shape[2], : maps.shape[3]]"), "the mask was cut"),
    (
        "in full or not at all",
        energy(share="F.avg_pool2d(mask.to(maps), (tall, wide)) > 0.5"),
        "a cell counts in full or not at all",
    ),
    (
        "min-max",
        energy(
            weights=f"(maps - {LOW}) / ({HIGH} - {LOW})",
            result=f"({ENERGY_RIGHT['result']}).nan_to_num(0) if maps.std() > 0 else share.mean((1, 2, 3))",
        ),
        "min-max scaling first",
    ),  # fmt: skip
    (
        "bilinear",
        energy(share="mask", weights="F.interpolate(maps, size=mask.shape[2:], mode='bilinear')"),
        "the map is smoothed",
    ),
    ("tile", energy(share="mask", weights="maps.tile(1, 1, tall, wide)"), "tile lays copies"),
    ("softmax", energy(weights="maps.flatten(1).softmax(1).view_as(maps)"), "a softmax first"),
    ("squared", energy(weights="maps**2"), "the weights are squared"),
    ("rounded", energy(weights="maps.round()"), "the weights are rounded"),
    ("the map is not used", energy(weights="torch.ones_like(maps)"), "the map is not used"),
    (
        "keepdim",
        energy(
            result="(weights * share).sum((1, 2, 3), keepdim=True) / weights.sum((1, 2, 3), keepdim=True)"
        ),
        "sum without keepdim",
    ),
    ("an axis left over", energy(result=f"({ENERGY_RIGHT['result']})[:, None]"), "sum over axes 1, 2 and 3"),
    ("per cell", energy(result="weights * share / weights.sum((1, 2, 3), True)"), "one number per cell"),
    (
        "changes the maps",
        "def share_inside(maps, mask):\n    maps /= maps.sum((1, 2, 3), True)\n    return maps.sum((1, 2))",
        "changes the maps or the mask",
    ),
    (
        "square cells only",
        energy(share="F.avg_pool2d(mask.to(maps), tall)"),
        "it stopped with",
    ),
    (
        "NaN",
        energy(result="(weights * share).sum((1, 2, 3)) / (weights * 0).sum((1, 2, 3))"),
        "NaN or infinity",
    ),
    ("weights plus one", energy(weights="maps + 1"), "off: sum of weight"),
]

SWAP = """def swap_cost(net, batch):
    own = training.evaluate(net, batch)
    with gates.replace(net, {how}):
        other = training.evaluate(net, {batch})
    return {result}
"""


def swap(how='"other image"', batch="batch", result="own - other"):
    """The right answer with one or more of its lines changed."""
    return SWAP.format(how=how, batch=batch, result=result)


WRONG["swap test"] = [
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
