"""The short names of a comparison's rows, and what each of them is: one click away from every table."""

import html

from IPython.display import display

NAMES = {
    "plain": "the network without a gate",
    "plain again": "the same network once more, through the whole comparison, with luck of its own",
    "wide": "plain with more channels: more parameters than any network with a gate",
    "wide in eights": "plain with more channels in its last stage alone: 16, 32 and 72, not 16, 32 and 64",
    "sees further": "plain with kernels in its coarsest stage that look at every second place",
    "coordinates": "plain with the row and the column of every place as two more channels of the image",
    "deep": "plain with one more stage: its last map sees more of the image",
    "static": "a gate that is learned but blind to the image: the same weights for every image",
    "squeeze": "squeeze-and-excitation: the average of each channel, a small MLP, a sigmoid",
    "avg + max": "squeeze with the maximum beside the average",
    "normalised": "squeeze with batch normalisation of the squeezed numbers (in the tasks with "
    "sensors it also has a hidden unit for each channel)",
    "added": "the additive twin of normalised: the same module, its scores added instead of multiplied",
    "added + ReLU": "the additive twin with a ReLU behind the sum: relu(x + scores)",
    "added in front": "the additive twin, in front of the ReLU of its stage and not behind it",
    "normalised in front": "normalised, in front of the ReLU of its stage and not behind it",
    "even sensors": "plain, but every sensor of every image is first divided by its spread: a rule",
    "loud ones even": "the same rule, for the loud (broken) sensors of an image alone",
    "quiet ones even": "the same rule, for all but the loud sensors",
    "loud ones off": "plain, but the loud sensors of an image are first switched off, as by a perfect switch",
    "even sensors + gate": "normalised behind the rule",
    "norm alone": "squeeze with batch normalisation of the squeezed numbers, and no more hidden units",
    "wider alone": "squeeze with a hidden unit for each channel, and no normalisation",
    "alive squeeze": "squeeze with a leaky ReLU between its two layers: no hidden unit loses its gradient",
    "alive": "normalised with a leaky ReLU between its two layers",
    "gate": "spatial attention: one map, multiplied with every channel",
    "blind map": "a learned map that is the same for every image, stretched to the size of the feature map",
    "gate added": "the additive twin of gate",
    "cbam": "CBAM: a channel gate, then a spatial gate",
    "cbam added": "the additive twin of cbam",
    "squeeze added": "the additive twin of squeeze",
    "open squeeze": "squeeze that starts with all its weights at 0.98",
    "open gate": "gate that starts with all its weights at 0.98",
    "open cbam": "cbam that starts with all its weights at 0.98",
    "equal quarter": "cbam that starts with all weights of both its gates at one half, so with a quarter",
    "four times": "cbam with its usual start, and its result four times as large",
    "one pool": "cbam whose channel gate reads averages only, and no maxima",
    "no norm": "cbam without a norm behind the convolution of its map",
    "neither": "cbam without the second pool and without the norm",
    "one pool, four times": "one pool, and its result four times as large",
    "average twice": "cbam whose channel gate counts its averages twice, in place of averages and maxima",
    "plain, four times": "plain whose maps are multiplied by four where cbam has its blocks; no gate",
    "plain, a quarter": "plain whose maps are divided by four where cbam has its blocks; no gate",
    "size alone": "plain with half a norm in front of the last layer: one size, the average stays",
    "centring alone": "plain with half a norm in front of the last layer: average 0, the size stays",
    "cbam, size alone": "cbam with half a norm in front of the last layer: one size, the average stays",
    "scse": "scSE: a channel gate beside a map from a 1 × 1 convolution, both after each block",
    "scse added": "the additive twin of scse",
    "skip gates": "attention gates on the skips of a U-Net: the fine and the coarse map decide what passes",
    "skip gates added": "the additive twin of skip gates",
    "max pooling": "plain that ends with the maximum over the places instead of their average",
    "generalised mean": "plain that ends with a mean between average and maximum; it learns where between",
    "power 3": "plain that ends with a generalised mean whose power stays 3: nothing is learned",
    "power 6": "plain that ends with a generalised mean whose power stays 6: nothing is learned",
    "whole average": "plain that adds, after each block, what a linear layer makes of the map's average",
    "nine far places": "whole average with the average of nine places that are spread over the map",
    "near average": "whole average with the average of 3 × 3 places in place of that of the whole map",
    "own place": "near average without neighbours: the same layer, on each place alone",
    "top tenth": "plain that ends with the average of the largest tenth of the places",
    "blind pooling": "attention pooling that is blind to the image: the same weights for all",
    "attention pooling": "plain that ends with a weighted average; a softmax gives the weights",
    "pooling added": "the additive twin of attention pooling",
    "non-local": "a map for every place; what a place finds with its map is added to it",
    "non-local + ReLU": "non-local with a ReLU behind the sum",
    "one map + ReLU": "one map with a ReLU behind the sum",
    "uniform context + ReLU": "uniform context with a ReLU behind the sum",
    "one map": "non-local, trained with one map for all places of an image: the average of theirs",
    "global context": "one map for all places; what it finds, behind a small MLP, is added to each place",
    "uniform context": "global context with the plain average of all places in place of its map",
}


def legend(variants):
    """Show what the short names mean, folded: a heading that opens when it is clicked.

    variants  names of ``NAMES``, or {name: meaning} for others.  Raises ValueError for a name without one.
    """
    meanings = variants if isinstance(variants, dict) else {}
    unknown = [name for name in variants if name not in meanings and name not in NAMES]
    if unknown:
        raise ValueError(f"nothing says what {unknown[0]!r} is: pass a dict {{name: meaning}}")
    said = {name: meanings.get(name) or NAMES[name] for name in variants}
    rows = [f"<li><b>{html.escape(name)}</b>: {html.escape(means)}</li>" for name, means in said.items()]
    folded = f"<details><summary>What the short names mean</summary><ul>{''.join(rows)}</ul></details>"
    lines = [f"{name}: {means}" for name, means in said.items()]
    display({"text/html": folded, "text/plain": "\n".join(lines)}, raw=True)
