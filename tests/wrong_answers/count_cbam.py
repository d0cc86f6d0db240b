"""Wrong answers to 'count cbam': what is wrong, the code, a part of the message."""

WRONG = {
    "count cbam": [
        (
            "MLP twice",
            """def cbam_parameters(channels, reduction=16, kernel_size=7):
    hidden = channels // reduction
    return 2 * (2 * channels * hidden + hidden + channels) + 2 * kernel_size**2 + 2""",
            "the MLP counts twice; both pools share one",
        ),
        (
            "bias twice",
            """def cbam_parameters(channels, reduction=16, kernel_size=7):
    hidden = channels // reduction
    return 2 * channels * hidden + hidden + channels + hidden + channels + 2 * kernel_size**2 + 2""",
            "the MLP's biases count twice; both pools share one MLP",
        ),
        (
            "no bias",
            """def cbam_parameters(channels, reduction=16, kernel_size=7):
    hidden = channels // reduction
    return 2 * channels * hidden + 2 * kernel_size**2 + 2""",
            "the biases of the MLP are missing",
        ),
        (
            "one map",
            """def cbam_parameters(channels, reduction=16, kernel_size=7):
    hidden = channels // reduction
    return 2 * channels * hidden + hidden + channels + kernel_size**2 + 2""",
            "the convolution reads two maps, 2 * k * k; here it is k * k",
        ),
        (
            "all channels",
            """def cbam_parameters(channels, reduction=16, kernel_size=7):
    hidden = channels // reduction
    return 2 * channels * hidden + hidden + channels + channels * kernel_size**2 + 2""",
            "the convolution reads the two pooled maps, not all channels",
        ),
        (
            "k not squared",
            """def cbam_parameters(channels, reduction=16, kernel_size=7):
    hidden = channels // reduction
    return 2 * channels * hidden + hidden + channels + 2 * kernel_size + 2""",
            "a kernel of size k has k * k numbers per map, not k",
        ),
    ]
}
