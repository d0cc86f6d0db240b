"""Plausible wrong answers to the exercise "simam"; several were found in public code."""

SIMAM = """def simam_weights(x, floor):
    mean = {mean}
    squared = {squared}
    variance = {variance}
    energy = {energy}
    return {result}
"""

DIFFERS = {
    "mean": "x.mean((2, 3), keepdim=True)",
    "squared": "(x - mean) ** 2",
    "variance": "squared.sum((2, 3), keepdim=True) / (x.shape[2] * x.shape[3] - 1)",
    "energy": "squared / (4 * (variance + floor)) + 0.5",
    "result": "energy.sigmoid()",
}


def simam(**changed):
    """The right answer with one or more of its lines changed."""
    return SIMAM.format(**{**DIFFERS, **changed})


WRONG = {
    "simam": [
        ("no sigmoid", simam(result="energy"), "the sigmoid is missing"),
        ("times x", simam(result="x * energy.sigmoid()"), "return the weights alone"),
        ("no half", simam(energy="squared / (4 * (variance + floor))"), "the + 1/2 before the sigmoid"),
        (
            "half outside",
            simam(energy="squared / (4 * (variance + floor)) - 0.0", result="energy.sigmoid() + 0.5"),
            "never below 1/2",
        ),
        ("a minus", simam(result="(-energy).sigmoid()"), "a minus too many"),
        ("energy not inverted", simam(result="(1 / energy).sigmoid()"), "the energy is not inverted"),
        (
            "n for n - 1",
            simam(variance="squared.mean((2, 3), keepdim=True)"),
            "divided by n; SimAM divides by n - 1",
        ),
        ("standard deviation", simam(variance="x.std((2, 3), keepdim=True)"), "the standard deviation"),
        (
            "sum of squares",
            simam(variance="squared.sum((2, 3), keepdim=True)"),
            "the sum of squares is not divided",
        ),
        (
            "absolute distance",
            simam(energy="(x - mean).abs() / (4 * (variance + floor)) + 0.5"),
            "not squared",
        ),
        ("no 4", simam(energy="squared / (variance + floor) + 0.5"), "the factor 4 is missing"),
        ("2 for 4", simam(energy="squared / (2 * (variance + floor)) + 0.5"), "it is 4"),
        ("floor fixed", simam(energy="squared / (4 * (variance + 1e-4)) + 0.5"), "the floor is fixed"),
        ("floor outside", simam(energy="squared / (4 * variance + floor) + 0.5"), "outside the factor 4"),
        ("no floor", simam(energy="squared / (4 * variance) + 0.5"), "the floor is not used"),
        (
            "floor only where needed",
            simam(energy="squared / (4 * (variance + floor * (variance > 0))) + 0.5"),
            "a flat channel",
        ),
        (
            "over all channels",
            simam(mean="x.mean((1, 2, 3), keepdim=True)", variance="x.var((1, 2, 3), keepdim=True)"),
            "the channels are mixed",
        ),
        (
            "over the batch",
            simam(mean="x.mean((0, 2, 3), keepdim=True)", variance="x.var((0, 2, 3), keepdim=True)"),
            "the images of the batch are mixed",
        ),
        (
            "over the channels only",
            simam(mean="x.mean(1, keepdim=True)", variance="x.var(1, keepdim=True)"),
            "they run over the places",
        ),
        (
            "mean not taken off",
            simam(squared="x**2", variance="x.var((2, 3), keepdim=True)"),
            "the mean is not taken off",
        ),
        ("sigmoid twice", simam(result="energy.sigmoid().sigmoid()"), "the sigmoid is there twice"),
        (
            "one per channel",
            simam(result="energy.sigmoid().mean((2, 3), keepdim=True)"),
            "every place needs its own",
        ),
        (
            "one per place",
            simam(result="energy.sigmoid().mean(1, keepdim=True)"),
            "every channel needs its own",
        ),
        (
            "in place",
            "def simam_weights(x, floor):\n    x -= x.mean((2, 3), keepdim=True)\n    return (x**2).sigmoid()",  # noqa: E501
            "changes x in place",
        ),
        ("a factor too many", simam(energy="squared / (3 * (variance + floor)) + 0.5"), "off by up to"),
    ]
}
