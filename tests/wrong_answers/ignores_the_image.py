"""Wrong answers to 'ignores the image': what is wrong, the code, a part of the message."""

WRONG = {
    "ignores the image": [
        (
            "spread over the channels",
            """def ignores_the_image(weights):
    return bool(weights.std(1).mean() < 0.01)""",
            "expected True, got False.",
        ),
        (
            "looks for one half",
            """def ignores_the_image(weights):
    flat = weights.flatten(1)
    return bool(((flat - 0.5).abs() <= 0.01).all())""",
            "0.5 is looked for; a gate may ignore the image with any weig",
        ),
        (
            "in place",
            """def ignores_the_image(weights):
    weights -= weights.mean()
    return True""",
            "your code writes into it",
        ),
        (
            "spread of everything",
            """def ignores_the_image(weights):
    flat = weights.flatten(1)
    if torch.allclose(flat.sum(1), torch.ones_like(flat[:, 0])):
        flat = flat * flat.shape[1]
    return bool(flat.std() < 0.01)""",
            "images and weights are mixed: take the spread over axis 0 al",
        ),
        (
            "spread within an image",
            """def ignores_the_image(weights):
    flat = weights.flatten(1)
    if torch.allclose(flat.sum(1), torch.ones_like(flat[:, 0])):
        flat = flat * flat.shape[1]
    return bool(flat.std(1).mean() < 0.01)""",
            "this is the spread within an image; axis 0 holds the images",
        ),
        (
            "PyTorch's standard deviation",
            """def ignores_the_image(weights):
    flat = weights.flatten(1)
    if torch.allclose(flat.sum(1), torch.ones_like(flat[:, 0])):
        flat = flat * flat.shape[1]
    return bool(flat.std(0).max() < 0.01)""",
            "this is the standard deviation, smaller than the largest diff",
        ),
        (
            "equality",
            """def ignores_the_image(weights):
    flat = weights.flatten(1)
    if torch.allclose(flat.sum(1), torch.ones_like(flat[:, 0])):
        flat = flat * flat.shape[1]
    return bool((flat == flat[0]).all())""",
            "it asks for equality to the last digit",
        ),
    ]
}
