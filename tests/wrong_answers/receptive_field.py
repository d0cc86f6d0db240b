"""Plausible wrong answers to the exercise "receptive field"; several were found in public code."""


def _field(body, start="size, step = 1, 1", end="return size, step"):
    """An answer to "receptive field" that differs in the body of its loop."""
    loop = "\n".join(f"        {line}" for line in body.split("; "))
    return f"def field_of(layers):\n    {start}\n    for kernel, stride in layers:\n{loop}\n    {end}\n"


WRONG = {
    "receptive field": [
        ("stride first", _field("step *= stride; size += (kernel - 1) * step"), "before it was used"),
        (
            "its own stride",
            _field("size += (kernel - 1) * stride; step *= stride"),
            "scaled by its own stride",
        ),
        ("no step", _field("size += kernel - 1; step *= stride"), "the step is missing"),
        ("whole kernel", _field("size += kernel * step; step *= stride"), "a kernel of 3 adds 2, not 3"),
        (
            "starts at zero",
            _field("size += (kernel - 1) * step; step *= stride", "size, step = 0, 1"),
            "one too small",
        ),
        (
            "strides minus one added",
            _field("size += (kernel - 1) * step; step += stride - 1"),
            "strides multiply",
        ),
        ("strides added", _field("size += (kernel - 1) * step; step += stride"), "were added to the step"),
        ("kernels multiplied", _field("size *= kernel; step *= stride"), "kernels were multiplied"),
        (
            "from the last layer",
            _field("size += (kernel - 1) * step; step *= stride", "size, step, layers = 1, 1, layers[::-1]"),
            "from last to first",
        ),
        (
            "step forgotten",
            _field("size += (kernel - 1) * step; step *= stride", end="return size, stride"),
            "the last layer's stride alone",
        ),
        ("last layer only", _field("size = 1 + (kernel - 1); step = stride"), "only the last layer"),
        (
            "return in the loop",
            _field("size += (kernel - 1) * step; step *= stride; return size, step"),
            "inside the loop",
        ),
        (
            "size alone",
            _field("size += (kernel - 1) * step; step *= stride", end="return size"),
            "it returned int",
        ),
        (
            "order",
            _field("size += (kernel - 1) * step; step *= stride", end="return step, size"),
            "wrong order",
        ),
        (
            "a fraction",
            _field("size += (kernel - 0.5) * step; step *= stride"),
            "whole numbers, (size, step): it",
        ),
        (
            "nan",
            _field("size += (kernel - 1) * step; step *= stride", end="return float('nan'), step"),
            "(nan, 1)",
        ),
        (
            "empties the list",
            "def field_of(layers):\n    size, step = 1, 1\n    while layers:\n"
            "        kernel, stride = layers.pop(0)\n        size += (kernel - 1) * step\n"
            "        step *= stride\n    return size, step\n",
            "emptied or changed the list",
        ),
        (
            "needs a first layer",
            "def field_of(layers):\n    size, step = layers[0]\n    for kernel, stride in layers[1:]:\n"
            "        size += (kernel - 1) * step\n        step *= stride\n    return size, step\n",
            "IndexError",
        ),
        (
            "rounds the half kernel",
            _field("size += 2 * (kernel // 2) * step; step *= stride"),
            "for [(3, 1), (2, 2)] it gives",
        ),
    ]
}
