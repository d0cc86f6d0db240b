"""Plausible wrong answers to the exercise "band matrix"; several were found in public code."""

BAND = """def band_matrix(kernel, channels):
    matrix = torch.zeros(channels, channels, dtype=kernel.dtype)
    half = len(kernel) // 2
    for i in range(channels):
        for t in range(len(kernel)):
            j = {j}
            if {inside}:
                {put}
    return {result}
"""

FILLED = {
    "j": "i + t - half",
    "inside": "0 <= j < channels",
    "put": "matrix[i, j] = kernel[t]",
    "result": "matrix",
}


def band(**changed):
    """The right answer with one or more of its parts changed."""
    return BAND.format(**{**FILLED, **changed})


WRONG = {
    "band matrix": [
        ("turned", band(j="i - t + half"), "the kernel is turned round"),
        ("transposed", band(put="matrix[j, i] = kernel[t] * 1"), "row i reads channel i + t - k // 2"),
        ("starts at the diagonal", band(j="i + t"), "starts at the diagonal"),
        ("ends at the diagonal", band(j="i - t"), "ends at the diagonal"),
        (
            "in a ring, as circular ECA",
            band(j="(i + t - half) % channels", put="matrix[i, j] += kernel[t]"),
            "a neighbour of the first",
        ),
        (
            "ends repeated",
            band(j="min(max(i + t - half, 0), channels - 1)", inside="True", put="matrix[i, j] += kernel[t]"),
            "read more than once",
        ),
        (
            "no padding",
            "def band_matrix(kernel, channels):\n"
            "    k, matrix = len(kernel), torch.zeros(channels, channels + 0, dtype=kernel.dtype)\n"
            "    for i in range(channels - k + 1):\n        matrix[i, i : i + k] = kernel\n"
            "    return matrix[: channels - k + 1]",
            "channels at the two ends are missing",
        ),
        (
            "padding left in",
            "def band_matrix(kernel, channels):\n"
            "    k, matrix = len(kernel), torch.zeros(channels, channels + len(kernel) - 1).double()\n"
            "    for i in range(channels):\n        matrix[i, i : i + k] = kernel\n"
            "    return matrix",
            "the zeros beyond the ends are left in",
        ),
        ("diagonal only", band(inside="t == half"), "no channel reads a neighbour"),
        (
            "for three only",
            band(inside="0 <= j < channels and abs(t - half) < 2"),
            "only the three middle numbers",
        ),
        (
            "mean of the neighbours",
            band(result="matrix / matrix.sum(1, keepdim=True)"),
            "divided by their sum",
        ),
        ("sigmoid too early", band(result="matrix.sigmoid()"), "a band has the kernel's k numbers"),
        (
            "every channel reads all",
            band(result="kernel.mean() * torch.ones_like(matrix)"),
            "around the diagonal",
        ),
        (
            "rows without their place",
            "def band_matrix(kernel, channels):\n    return kernel.expand(channels, -1)",
            "these are the kernel's numbers row by row",
        ),
        ("one row", band(result="matrix[channels // 2]"), "this is one row"),
        ("as large as the kernel", band(result="torch.diag(kernel)"), "as large as the kernel"),
        ("upside down", band(result="matrix.flip(0)"), "the rows stand upside down"),
        ("cut gradient", band(put="matrix[i, j] = kernel[t].item()"), "no .item()"),
        ("NumPy", band(result="matrix.numpy()"), "returned ndarray"),
        ("a constant too many", band(result="matrix + 0.1 * (matrix != 0)"), "off by up to"),
    ]
}
