"""Plausible wrong answers to the exercise "energy inside"; several were found in public code."""

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

WRONG = {
    "energy inside": [
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
            energy(
                share="mask", weights=LARGE, result="(weights * share).sum((1, 2, 3)) / maps.sum((1, 2, 3))"
            ),
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
        (
            "outside",
            energy(share="1 - F.avg_pool2d(mask.to(maps), (tall, wide))"),
            "this is the share outside",
        ),
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
                result=f"({ENERGY_RIGHT['result']}).nan_to_num(0) if maps.std() > 0 else share.mean((1, 2, 3))",  # noqa: E501
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
        (
            "an axis left over",
            energy(result=f"({ENERGY_RIGHT['result']})[:, None]"),
            "sum over axes 1, 2 and 3",
        ),
        ("per cell", energy(result="weights * share / weights.sum((1, 2, 3), True)"), "one number per cell"),
        (
            "changes the maps",
            "def share_inside(maps, mask):\n    maps /= maps.sum((1, 2, 3), True)\n    return maps.sum((1, 2))",  # noqa: E501
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
}
