"""Wrong answers to 'shared map': what is wrong, the code, a part of the message."""

WRONG = {
    "shared map": [
        (
            "the other axis",
            """def shared(maps):
    return maps.mean(2, keepdim=True).expand(-1, -1, maps.shape[2])""",
            "the average runs over the places that are asked",
        ),
        (
            "uniform weights",
            """def shared(maps):
    return torch.full_like(maps, 1 / maps.shape[2])""",
            "the average runs over the places that are asked",
        ),
        (
            "over the batch, as gates.replace has it",
            """def shared(maps):
    return maps.mean(0, keepdim=True).expand_as(maps)""",
            "the average runs over the images",
        ),
        (
            "one static map",
            """def shared(maps):
    n, p, _ = maps.shape
    row = maps.reshape(n * p, p).mean(0)
    return row.repeat(n, p, 1)""",
            "the average runs over the images as well",
        ),
        (
            "not repeated",
            """def shared(maps):
    return maps.mean(1)""",
            "this is one map for every image",
        ),
        (
            "left to broadcasting",
            """def shared(maps):
    return maps.mean(dim=1, keepdim=True)""",
            "this is one row for every image",
        ),
        (
            "the average in the columns",
            """def shared(maps):
    average = maps.mean(1)
    return average.unsqueeze(2).repeat(1, 1, maps.shape[1])""",
            "the average map stands in the columns",
        ),
        (
            "the first place for all",
            """def shared(maps):
    return maps[:, 0].unsqueeze(1).repeat(1, maps.shape[1], 1)""",
            "the first place gives its map to all",
        ),
        (
            "sums",
            """def shared(maps):
    total = 0
    for place in range(maps.shape[1]):
        total = total + maps[:, place]
    return total[:, None].expand_as(maps)""",
            "these are sums, not averages",
        ),
        (
            "the gradient is cut",
            """def shared(maps):
    return maps.detach().mean(1, keepdim=True).expand_as(maps)""",
            "the way is cut",
        ),
        (
            "written into the argument",
            """def shared(maps):
    maps[:] = maps.mean(1, keepdim=True)
    return maps""",
            "your code changed maps itself",
        ),
    ],
}
