"""Plausible wrong answers to the exercise "parameter count"; several were found in public code."""


def count(body):
    """The code of a parameter count."""
    lines = "\n    ".join(body.split("\n"))
    return f"def gate_parameters(channels, reduction=16, bias=False):\n    {lines}\n"


CHECKED = "h = channels // reduction\nif h < 1:\n    raise ValueError('reduction too large')\nreturn "

WRONG = {
    "parameter count": [
        ("true division", count("return 2 * channels * channels / reduction"), "use // and give back an int"),
        ("one matrix", count(CHECKED + "channels * h + (channels + h) * bias"), "one matrix is missing"),
        ("two MLPs", count(CHECKED + "4 * channels * h + 2 * (channels + h) * bias"), "share one MLP"),
        (
            "rounded last",
            count(CHECKED + "2 * channels**2 // reduction + (channels + h) * bias"),
            "round first",
        ),
        (
            "rounded up",
            count("h = -(-channels // reduction)\nreturn 2 * channels * h + (channels + h) * bias"),
            "rounds down",
        ),
        (
            "at least eight",
            count("h = max(8, channels // reduction)\nreturn 2 * channels * h + (channels + h) * bias"),
            "another library's rule",
        ),
        ("biases forgotten", count(CHECKED + "2 * channels * h"), "the two biases are missing"),
        (
            "only the hidden bias",
            count(CHECKED + "2 * channels * h + h * bias"),
            "the second layer has a bias too",
        ),
        (
            "only the last bias",
            count(CHECKED + "2 * channels * h + channels * bias"),
            "the first layer has a bias too",
        ),
        ("bias of C twice", count(CHECKED + "2 * channels * h + 2 * channels * bias"), "not per channel"),
        ("a bias is one number", count(CHECKED + "2 * channels * h + 2 * bias"), "a bias is a vector"),
        ("always biases", count(CHECKED + "2 * channels * h + channels + h"), "only the two matrices"),
        ("no bottleneck", count("return channels**2 + channels * bias"), "without a bottleneck"),
        (
            "zero in silence",
            count("h = channels // reduction\nreturn 2 * channels * h + (channels + h) * bias"),
            "no hidden unit is left",
        ),
        (
            "one unit in silence",
            count("h = max(1, channels // reduction)\nreturn 2 * channels * h + (channels + h) * bias"),
            "made up in silence",
        ),
    ]
}
