"""Wrong answers to 'box overlaps': what is wrong, the code, a part of the message."""

WRONG = {
    "box overlaps": [
        (
            "a list",
            """def pairwise_iou(a, b):
    return [[1.0]]""",
            "got a list, expected a tensor.",
        ),
        (
            "in place",
            """def pairwise_iou(a, b):
    a -= 1
    return torch.zeros(len(a), len(b))""",
            "your code writes into it",
        ),
        (
            "pairs one to one",
            """def pairwise_iou(a, b):
    n = min(len(a), len(b))
    a, b = a[:n], b[:n]
    sides = torch.minimum(a, b)[:, 2:] - torch.maximum(a, b)[:, :2]
    return sides.clamp(min=0).prod(1)""",
            "the shape is (1,), asked for is (1, 1)",
        ),
        (
            "no clamp",
            """def pairwise_iou(a, b):
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    both = (high - low).prod(2)
    area_a, area_b = ((c[:, 2:] - c[:, :2]).prod(1) for c in (a, b))
    return both / (area_a[:, None] + area_b[None] - both)""",
            "two negative sides make a positive area: clamp each side at ",
        ),
        (
            "product clamped",
            """def pairwise_iou(a, b):
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    both = (high - low).prod(2).clamp(min=0)
    area_a, area_b = ((c[:, 2:] - c[:, :2]).prod(1) for c in (a, b))
    return both / (area_a[:, None] + area_b[None] - both)""",
            "the area is clamped, not the sides: two negative sides make ",
        ),
        (
            "one side clamped",
            """def pairwise_iou(a, b):
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    both = (high - low)[..., 0].clamp(min=0) * (high - low)[..., 1]
    area_a, area_b = ((c[:, 2:] - c[:, :2]).prod(1) for c in (a, b))
    return both / (area_a[:, None] + area_b[None] - both)""",
            "the results go from -0.",
        ),
    ]
}
