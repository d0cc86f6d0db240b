"""Wrong answers to 'band matrix': what is wrong, the code, a part of the message."""

WRONG = {
    "band matrix": [
        (
            "rows without their place",
            """def band_matrix(kernel, channels):
    return kernel.expand(channels, -1)""",
            "the shape is (2, 3), asked for is (2, 2)",
        ),
        (
            "no padding",
            """def band_matrix(kernel, channels):
    k, matrix = len(kernel), torch.zeros(channels, channels + 0, dtype=kernel.dtype)
    for i in range(channels - k + 1):
        matrix[i, i : i + k] = kernel
    return matrix[: channels - k + 1]""",
            "these are the rows without a part of the channels (no paddin",
        ),
        (
            "padding left in",
            """def band_matrix(kernel, channels):
    k, matrix = len(kernel), torch.zeros(channels, channels + len(kernel) - 1).double()
    for i in range(channels):
        matrix[i, i : i + k] = kernel
    return matrix""",
            "the shape is (2, 4), asked for is (2, 2)",
        ),
        (
            "turned",
            """def band_matrix(kernel, channels):
    matrix = torch.zeros(channels, channels, dtype=kernel.dtype)
    half = len(kernel) // 2
    for i in range(channels):
        for t in range(len(kernel)):
            j = i - t + half
            if 0 <= j < channels:
                matrix[i, j] = kernel[t]
    return matrix""",
            "the kernel is turned round; F.conv1d reads from left to righ",
        ),
        (
            "starts at the diagonal",
            """def band_matrix(kernel, channels):
    matrix = torch.zeros(channels, channels, dtype=kernel.dtype)
    half = len(kernel) // 2
    for i in range(channels):
        for t in range(len(kernel)):
            j = i + t
            if 0 <= j < channels:
                matrix[i, j] = kernel[t]
    return matrix""",
            "the kernel begins on the diagonal; its middle belongs there",
        ),
        (
            "ends at the diagonal",
            """def band_matrix(kernel, channels):
    matrix = torch.zeros(channels, channels, dtype=kernel.dtype)
    half = len(kernel) // 2
    for i in range(channels):
        for t in range(len(kernel)):
            j = i - t
            if 0 <= j < channels:
                matrix[i, j] = kernel[t]
    return matrix""",
            "expected [[2, 3], [1, 2]], got [[1, 0], [2, 1]].",
        ),
    ]
}
