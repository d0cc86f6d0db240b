"""Plausible wrong answers to the exercise "keep channels"; several were found in public code."""


def _keep(*lines):
    """An answer to "keep channels" from the lines of its body."""
    return "def keep(x, chosen):\n" + "\n".join(f"    {line}" for line in lines) + "\n"


MASK = "mask = torch.zeros(x.shape[:2], dtype=x.dtype).scatter(1, chosen, 1.0)[:, :, None, None]"

WRONG = {
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
    ]
}
