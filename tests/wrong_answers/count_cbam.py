"""Plausible wrong answers to the exercise "count cbam"; several were found in public code."""

COUNT = (
    "def cbam_parameters(channels, reduction=16, kernel_size=7):\n    hidden = channels // reduction\n    "
)

MLP = "2 * channels * hidden + hidden + channels"

CONV = "2 * kernel_size**2"

WRONG = {
    "count cbam": [
        ("MLP twice", COUNT + f"return 2 * ({MLP}) + {CONV} + 2", "MLP counts twice"),
        ("bias twice", COUNT + f"return {MLP} + hidden + channels + {CONV} + 2", "biases count twice"),
        ("no bias", COUNT + f"return 2 * channels * hidden + {CONV} + 2", "biases of the MLP are missing"),
        ("one map", COUNT + f"return {MLP} + kernel_size**2 + 2", "reads two maps"),
        ("all channels", COUNT + f"return {MLP} + channels * kernel_size**2 + 2", "not all channels"),
        ("k not squared", COUNT + f"return {MLP} + 2 * kernel_size + 2", "not k"),
        ("no norm", COUNT + f"return {MLP} + {CONV}", "they are missing"),
        ("running averages", COUNT + f"return {MLP} + {CONV} + 4", "running averages"),
        ("bias of the convolution", COUNT + f"return {MLP} + {CONV} + 3", "convolution has no bias"),
        ("norm of all channels", COUNT + f"return {MLP} + {CONV} + 2 * channels", "it has one channel"),
        ("one layer", COUNT + f"return channels * hidden + hidden + channels + {CONV} + 2", "two layers"),
        (
            "true division",
            "def cbam_parameters(channels, reduction=16, kernel_size=7):\n    hidden = channels / reduction\n"
            f"    return {MLP} + {CONV} + 2",
            "use //",
        ),
        ("no spatial gate", COUNT + f"return {MLP}", "channel gate alone"),
        (
            "ignores the reduction",
            COUNT + f"hidden = channels // 16\n    return {MLP} + {CONV} + 2",
            "too few",
        ),
    ]
}
