"""Plausible wrong answers to the exercises of lesson 01."""


def _field(body, start="size, step = 1, 1", end="return size, step"):
    """An answer to "receptive field" that differs in the body of its loop."""
    loop = "\n".join(f"        {line}" for line in body.split("; "))
    return f"def field_of(layers):\n    {start}\n    for kernel, stride in layers:\n{loop}\n    {end}\n"


def _keep(*lines):
    """An answer to "keep channels" from the lines of its body."""
    return "def keep(x, chosen):\n" + "\n".join(f"    {line}" for line in lines) + "\n"


MASK = "mask = torch.zeros(x.shape[:2], dtype=x.dtype).scatter(1, chosen, 1.0)[:, :, None, None]"

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
    ],
    "keep channels": [
        (
            "in place",
            _keep(
                "for n in range(len(x)):",
                "    for c in range(x.shape[1]):",
                "        if c not in chosen[n].tolist():",
                "            x[n, c] = 0",
                "return x",
            ),
            "x itself was changed",
        ),
        ("multiplies in place", _keep(MASK, "x *= mask", "return x"), "x itself was changed, and the next"),
        ("inverted", _keep(MASK, "return x * (1 - mask)"), "wrong way round"),
        (
            "any image's choice",
            _keep("out = torch.zeros_like(x)", "out[:, chosen] = x[:, chosen]", "return out"),
            "does not pair images",
        ),
        (
            "first image's choice",
            _keep("out = torch.zeros_like(x)", "out[:, chosen[0]] = x[:, chosen[0]]", "return out"),
            "channels of image 0",
        ),
        ("cut out", _keep("return torch.stack([x[n, chosen[n]] for n in range(len(x))])"), "were cut out"),
        ("the mask alone", _keep(MASK, "return mask.expand_as(x)"), "ones and zeros"),
        (
            "rescaled like dropout",
            _keep(MASK, "return x * mask * x.shape[1] / chosen.shape[1]"),
            "are rescaled",
        ),
        ("rectified", _keep(MASK, "return x.relu() * mask"), "negative values are gone"),
        (
            "float32",
            _keep(
                "out = torch.zeros(x.shape)",
                "for n, own in enumerate(chosen):",
                "    out[n, own] = x[n, own].float()",
                "return out",
            ),
            "came back as torch.float32",
        ),
        ("detached", _keep(MASK, "return x.detach() * mask"), "the gradient stops"),
        (
            "rows for channels",
            _keep(
                "out = torch.zeros_like(x)",
                "for n, own in enumerate(chosen):",
                "    out[n, :, own % x.shape[2]] = x[n, :, own % x.shape[2]]",
                "return out",
            ),
            "at image, channel, row, column",
        ),
        ("summed", _keep(MASK, "return (x * mask).sum(1)"), "do not sum or squeeze"),
        ("numpy", _keep(MASK, "return (x * mask).numpy()"), "returned ndarray"),
        ("divided by zero", _keep(MASK, "return x * (mask / mask)"), "there are NaN"),
        (
            "never written",
            _keep(
                "out = torch.zeros_like(x)",
                "for n, own in enumerate(chosen):",
                "    kept = x[n, own]",
                "return out",
            ),
            "everything is zero",
        ),
        (
            "changes nothing",
            _keep("out = x.clone()", "out[:, chosen] = x[:, chosen]", "return out"),
            "nothing was switched off",
        ),
        (
            "sizes by heart",
            _keep(
                "mask = torch.zeros(2, 5, dtype=x.dtype).scatter(1, chosen, 1.0)",
                "return x * mask[:, :, None, None]",
            ),
            "it stopped with",
        ),
    ],
}
