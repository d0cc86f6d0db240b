"""Wrong answers to 'far swap': what is wrong, the code, a part of the message."""

WRONG = {
    "far swap": [
        (
            "the image before",
            """def far_swap(maps, centres):
    return torch.roll(maps, shifts=1, dims=0)""",
            "this is the map of the image before",
        ),
        (
            "nearest instead of farthest",
            """def far_swap(maps, centres):
    d = torch.cdist(centres, centres)
    d.fill_diagonal_(float("inf"))
    return maps[d.argmin(dim=1)]""",
            "the map comes from the nearest other image",
        ),
        (
            "argmin finds itself",
            """def far_swap(maps, centres):
    return maps[torch.cdist(centres, centres).argmin(1)]""",
            "every image keeps its own map",
        ),
        (
            "Manhattan",
            """def far_swap(maps, centres):
    return maps[torch.cdist(centres, centres, p=1).argmax(1)]""",
            "these are rows plus columns",
        ),
        (
            "rows only",
            """def far_swap(maps, centres):
    rows = centres[:, 0]
    return maps[(rows[:, None] - rows[None, :]).abs().argmax(1)]""",
            "only the rows of the centres are compared",
        ),
        (
            "returns which images",
            """def far_swap(maps, centres):
    return torch.cdist(centres, centres).argmax(1)""",
            "got a tensor (3,) of int64",
        ),
        (
            "one lender for all",
            """def far_swap(maps, centres):
    middle = centres.mean(0)
    lender = (centres - middle).norm(dim=1).argmax()
    return maps[lender].expand_as(maps)""",
            "all images get one map",
        ),
        (
            "writes into the maps",
            """def far_swap(maps, centres):
    maps[:] = maps[torch.cdist(centres, centres).argmax(1)]
    return maps""",
            "your code changed maps itself",
        ),
    ]
}
