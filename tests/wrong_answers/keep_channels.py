"""Wrong answers to 'keep channels': what is wrong, the code, a part of the message."""

WRONG = {
    "keep channels": [
        (
            "cut out",
            """def keep(x, chosen):
    return torch.stack([x[n, chosen[n]] for n in range(len(x))])""",
            "these are the kept channels alone; all C channels are asked ",
        ),
        (
            "inverted",
            """def keep(x, chosen):
    mask = torch.zeros(x.shape[:2], dtype=x.dtype).scatter(1, chosen, 1.0)[:, :, None, None]
    return x * (1 - mask)""",
            "the chosen channels are silenced, the others kept",
        ),
        (
            "the mask alone",
            """def keep(x, chosen):
    mask = torch.zeros(x.shape[:2], dtype=x.dtype).scatter(1, chosen, 1.0)[:, :, None, None]
    return mask.expand_as(x)""",
            "these are the weights alone, without x",
        ),
        (
            "rescaled like dropout",
            """def keep(x, chosen):
    mask = torch.zeros(x.shape[:2], dtype=x.dtype).scatter(1, chosen, 1.0)[:, :, None, None]
    return x * mask * x.shape[1] / chosen.shape[1]""",
            "expected [[[[0, 0]], [[3, 4]]]], got [[[[0, 0]], [[6, 8]]]].",
        ),
        (
            "detached",
            """def keep(x, chosen):
    mask = torch.zeros(x.shape[:2], dtype=x.dtype).scatter(1, chosen, 1.0)[:, :, None, None]
    return x.detach() * mask""",
            "the way is cut: .detach(), .data, .item(), NumPy, no_grad() ",
        ),
        (
            "summed",
            """def keep(x, chosen):
    mask = torch.zeros(x.shape[:2], dtype=x.dtype).scatter(1, chosen, 1.0)[:, :, None, None]
    return (x * mask).sum(1)""",
            "the shape is (1, 1, 2), asked for is (1, 2, 1, 2)",
        ),
    ]
}
