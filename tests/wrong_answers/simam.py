"""Wrong answers to 'simam': what is wrong, the code, a part of the message."""

WRONG = {
    "simam": [
        (
            "in place",
            """def simam_weights(x, floor):
    x -= x.mean((2, 3), keepdim=True)
    return (x**2).sigmoid()""",
            "your code writes into its argument: x *= ..., x[...] = ... a",
        ),
        (
            "no sigmoid",
            """def simam_weights(x, floor):
    mean = x.mean((2, 3), keepdim=True)
    squared = (x - mean) ** 2
    variance = squared.sum((2, 3), keepdim=True) / (x.shape[2] * x.shape[3] - 1)
    energy = squared / (4 * (variance + floor)) + 0.5
    return energy""",
            "the sigmoid is missing",
        ),
        (
            "times x",
            """def simam_weights(x, floor):
    mean = x.mean((2, 3), keepdim=True)
    squared = (x - mean) ** 2
    variance = squared.sum((2, 3), keepdim=True) / (x.shape[2] * x.shape[3] - 1)
    energy = squared / (4 * (variance + floor)) + 0.5
    return x * energy.sigmoid()""",
            "this is x times the weights; the weights alone are asked for",
        ),
        (
            "no half",
            """def simam_weights(x, floor):
    mean = x.mean((2, 3), keepdim=True)
    squared = (x - mean) ** 2
    variance = squared.sum((2, 3), keepdim=True) / (x.shape[2] * x.shape[3] - 1)
    energy = squared / (4 * (variance + floor))
    return energy.sigmoid()""",
            "the one half is missing",
        ),
        (
            "half outside",
            """def simam_weights(x, floor):
    mean = x.mean((2, 3), keepdim=True)
    squared = (x - mean) ** 2
    variance = squared.sum((2, 3), keepdim=True) / (x.shape[2] * x.shape[3] - 1)
    energy = squared / (4 * (variance + floor)) - 0.0
    return energy.sigmoid() + 0.5""",
            "the results go from 1 to 1.39, they have to lie between 0 an",
        ),
        (
            "a minus",
            """def simam_weights(x, floor):
    mean = x.mean((2, 3), keepdim=True)
    squared = (x - mean) ** 2
    variance = squared.sum((2, 3), keepdim=True) / (x.shape[2] * x.shape[3] - 1)
    energy = squared / (4 * (variance + floor)) + 0.5
    return (-energy).sigmoid()""",
            "every result is 1 minus the right one",
        ),
    ]
}
