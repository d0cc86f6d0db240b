"""Wrong answers to 'attention map': what is wrong, the code, a part of the message."""

WRONG = {
    "attention map": [
        (
            "in place",
            """def attention_map(x, kernel):
    x.relu_()
    return x[:, :1].sigmoid()""",
            "expected [[[[0.3775]]]], got [[[[0.5]]]].",
        ),
        (
            "pools over space",
            """def attention_map(x, kernel):
    mean = x.mean(1, keepdim=True)
    most = x.amax(1, keepdim=True)
    maps = torch.cat([mean, most], 1)
    scores = F.conv2d(maps, kernel, padding=kernel.shape[-1] // 2)
    return (x.mean((2, 3), True) + x.amax((2, 3), True)).sigmoid()""",
            "the shape is (1, 2, 1, 1), asked for is (1, 1, 1, 1)",
        ),
        (
            "mean used twice",
            """def attention_map(x, kernel):
    mean = x.mean(1, keepdim=True)
    most = x.amax(1, keepdim=True)
    maps = torch.cat([mean, mean], 1)
    scores = F.conv2d(maps, kernel, padding=kernel.shape[-1] // 2)
    return scores.sigmoid()""",
            "the mean is used twice, the max never",
        ),
        (
            "max used twice",
            """def attention_map(x, kernel):
    mean = x.mean(1, keepdim=True)
    most = x.amax(1, keepdim=True)
    maps = torch.cat([most, most], 1)
    scores = F.conv2d(maps, kernel, padding=kernel.shape[-1] // 2)
    return scores.sigmoid()""",
            "the max is used twice, the mean never",
        ),
        (
            "max before mean",
            """def attention_map(x, kernel):
    mean = x.mean(1, keepdim=True)
    most = x.amax(1, keepdim=True)
    maps = torch.cat([most, mean], 1)
    scores = F.conv2d(maps, kernel, padding=kernel.shape[-1] // 2)
    return scores.sigmoid()""",
            "max comes first; the kernel expects mean, then max",
        ),
        (
            "no sigmoid",
            """def attention_map(x, kernel):
    mean = x.mean(1, keepdim=True)
    most = x.amax(1, keepdim=True)
    maps = torch.cat([mean, most], 1)
    scores = F.conv2d(maps, kernel, padding=kernel.shape[-1] // 2)
    return scores""",
            "the sigmoid is missing",
        ),
    ]
}
