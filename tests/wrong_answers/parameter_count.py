"""Wrong answers to 'parameter count': what is wrong, the code, a part of the message."""

WRONG = {
    "parameter count": [
        (
            "true division",
            """def gate_parameters(channels, reduction=16, bias=False):
    return 2 * channels * channels / reduction""",
            "expected a whole number.",
        ),
        (
            "no bottleneck",
            """def gate_parameters(channels, reduction=16, bias=False):
    return channels**2 + channels * bias""",
            "this is one matrix C by C, without a bottleneck",
        ),
        (
            "rounded up",
            """def gate_parameters(channels, reduction=16, bias=False):
    h = -(-channels // reduction)
    return 2 * channels * h + (channels + h) * bias""",
            "the hidden width is rounded up; // rounds down",
        ),
        (
            "at least eight",
            """def gate_parameters(channels, reduction=16, bias=False):
    h = max(8, channels // reduction)
    return 2 * channels * h + (channels + h) * bias""",
            "a hidden width of at least 8 is another library's rule",
        ),
        (
            "zero in silence",
            """def gate_parameters(channels, reduction=16, bias=False):
    h = channels // reduction
    return 2 * channels * h + (channels + h) * bias""",
            "a ValueError is missing: no hidden unit is left there",
        ),
        (
            "one unit in silence",
            """def gate_parameters(channels, reduction=16, bias=False):
    h = max(1, channels // reduction)
    return 2 * channels * h + (channels + h) * bias""",
            "a hidden unit is made up in silence: raise a ValueError",
        ),
    ]
}
