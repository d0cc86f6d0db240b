"""Plausible wrong answers to the exercises of lesson 11; many of them stand in public code."""

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

ATTEND = """def self_attention(x, query, key, value):
    t = x.flatten(2)
    q, k, v = {read}
    scores = {scores}
    weights = {weights}
    return {result}
"""
ASKED = {
    "read": "query @ t, key @ t, value @ t",
    "scores": "q.mT @ k / len(query) ** 0.5",
    "weights": "scores.softmax(2)",
    "result": "(v @ weights.mT).view_as(x)",
}


def attend(**changed):
    """The right answer with one or more of its lines changed."""
    return ATTEND.format(**{**ASKED, **changed})


WRONG["self-attention"] = [
    ("not scaled", attend(scores="q.mT @ k"), "not divided by √D"),
    ("divided by D", attend(scores="q.mT @ k / len(query)"), "divided by D; it should be"),
    ("root of the channels", attend(scores="q.mT @ k / x.shape[1] ** 0.5"), "divided by √C"),
    ("root of the places", attend(scores="q.mT @ k / t.shape[2] ** 0.5"), "divided by √(H · W)"),
    ("times the root", attend(scores="q.mT @ k * len(query) ** 0.5"), "multiplied by √D"),
    ("softmax over those who ask", attend(weights="scores.softmax(1)"), "runs over those who ask"),
    ("softmax never applied", attend(weights="scores"), "the softmax is missing"),
    ("sigmoid", attend(weights="scores.sigmoid()"), "a sigmoid gives every place one half"),
    ("sigmoid, averaged", attend(weights="2 * scores.sigmoid() / t.shape[2]"), "off by up to"),
    ("softmax over the batch", attend(weights="scores.softmax(0)"), "over the images of the batch"),
    ("roles swapped", attend(scores="k.mT @ q / len(query) ** 0.5"), "queries and keys are swapped"),
    ("weights turned", attend(result="(v @ weights).view_as(x)"), "the weights are turned"),
    ("values forgotten", attend(read="query @ t, key @ t, t"), "the places find x itself"),
    ("value matrix turned", attend(read="query @ t, key @ t, value.T @ t"), "the value matrix is turned"),
    ("query twice", attend(read="query @ t, query @ t, value @ t"), "the query is used twice"),
    ("key twice", attend(read="key @ t, key @ t, value @ t"), "the key is used twice"),
    ("a minus", attend(scores="-q.mT @ k / len(query) ** 0.5"), "a minus too many"),
    (
        "argmax",
        attend(
            weights="F.one_hot(scores.argmax(2), t.shape[2]).to(x) if scores.std() > 0 else scores.softmax(2)"
        ),
        "this is argmax",
    ),
    ("adds x", attend(result="x + (v @ weights.mT).view_as(x)"), "x is added"),
    (
        "not turned back",
        attend(result="(weights @ v.mT).reshape(x.shape)"),
        "mixed up on the way back",
    ),
    (
        "reshape for transpose",
        "def self_attention(x, query, key, value):\n"
        "    n, c, h, w = x.shape\n"
        "    t = x.reshape(n, h * w, c)\n"
        "    scores = (t @ query.T) @ (t @ key.T).mT / len(query) ** 0.5\n"
        "    found = scores.softmax(2) @ (t @ value.T)\n"
        "    return found.mT.reshape(x.shape)",
        "reshape mixes channels and places up",
    ),
    ("returns the weights", attend(result="weights"), "these are the weights"),
    ("one row", attend(result="v @ weights.mT"), "give them their rows and columns back"),
    ("places before channels", attend(result="weights @ v.mT"), "before the channels"),
    ("pooled", attend(result="(v @ weights.mT).mean(2)"), "here every place asks"),
    (
        "channels ask channels",
        attend(
            scores="t @ t.mT",
            result="(weights @ v).mean(1, keepdim=True).expand(-1, x.shape[1], -1).reshape(x.shape)",
        ),
        "equal scores mean equal weights",
    ),
    ("cut gradient", attend(weights="scores.detach().softmax(2)"), "it is cut on the way"),
]

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


WRONG["simam"] = [
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
    ("absolute distance", simam(energy="(x - mean).abs() / (4 * (variance + floor)) + 0.5"), "not squared"),
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
    ("one per place", simam(result="energy.sigmoid().mean(1, keepdim=True)"), "every channel needs its own"),
    (
        "in place",
        "def simam_weights(x, floor):\n    x -= x.mean((2, 3), keepdim=True)\n    return (x**2).sigmoid()",
        "changes x in place",
    ),
    ("a factor too many", simam(energy="squared / (3 * (variance + floor)) + 0.5"), "off by up to"),
]
