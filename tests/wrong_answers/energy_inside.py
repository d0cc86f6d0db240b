"""Wrong answers to 'energy inside': what is wrong, the code, a part of the message."""

WRONG = {
    "energy inside": [
        (
            "changes the maps",
            """def share_inside(maps, mask):
    maps /= maps.sum((1, 2, 3), True)
    return maps.sum((1, 2))""",
            "your code writes into its argument: x *= ..., x[...] = ... a",
        ),
        (
            "not divided",
            """def share_inside(maps, mask):
    tall, wide = mask.shape[2] // maps.shape[2], mask.shape[3] // maps.shape[3]
    share = F.avg_pool2d(mask.to(maps), (tall, wide))
    weights = maps
    return (weights * share).sum((1, 2, 3))""",
            "this is the weight inside, not yet divided",
        ),
        (
            "not divided, enlarged",
            """def share_inside(maps, mask):
    tall, wide = mask.shape[2] // maps.shape[2], mask.shape[3] // maps.shape[3]
    share = mask
    weights = maps.repeat_interleave(tall, 2).repeat_interleave(wide, 3)
    return (weights * share).sum((1, 2, 3))""",
            "the results go from 0 to 4.09e+04, they have to lie between ",
        ),
        (
            "pixels over cells",
            """def share_inside(maps, mask):
    tall, wide = mask.shape[2] // maps.shape[2], mask.shape[3] // maps.shape[3]
    share = mask
    weights = maps.repeat_interleave(tall, 2).repeat_interleave(wide, 3)
    return (weights * share).sum((1, 2, 3)) / maps.sum((1, 2, 3))""",
            "the pixels of a square are summed above, and not below",
        ),
        (
            "average inside",
            """def share_inside(maps, mask):
    tall, wide = mask.shape[2] // maps.shape[2], mask.shape[3] // maps.shape[3]
    share = F.avg_pool2d(mask.to(maps), (tall, wide))
    weights = maps
    return (weights * share).sum((1, 2, 3)) / share.sum((1, 2, 3))""",
            "divided by the area of the mask",
        ),
        (
            "inside over outside",
            """def share_inside(maps, mask):
    tall, wide = mask.shape[2] // maps.shape[2], mask.shape[3] // maps.shape[3]
    share = F.avg_pool2d(mask.to(maps), (tall, wide))
    weights = maps
    return (weights * share).sum((1, 2, 3)) / (weights * (1 - share)).sum((1, 2, 3))""",
            "inside is divided by outside",
        ),
    ]
}
