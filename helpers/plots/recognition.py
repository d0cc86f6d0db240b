"""Still figures of the lesson on recognition: the puzzle, vectors on a circle, embeddings, divisions."""

import numpy as np
import torch
from matplotlib.patches import Rectangle

from ..experiments.metrics import pairs
from .axes import frame, name_rows, note
from .channel import auroc  # noqa: F401 lessons write plots.auroc(...)
from .figures import FAINT, INK, PLAIN, SIGNED, WHAT, new_figure

LOUD = 4.0  # what a sensor sends is drawn from minus this (black) to this (white)
NEAR = "#F0E442"  # frames on dark violet
KINDS = ("#000000", "#0A7A5A", "#B87700", "#2C86C0", "#7A4FB5", "#8A8A8A")  # classes, beside their digits


def candidates(labels):
    """The query, image 0, and for every class the first image after it: a list of places."""
    return [0, *sorted(1 + int((labels[1:] == c).nonzero()[0]) for c in labels.unique())]


def puzzle(batch, chosen):
    """What eight sensors send of a query and of a few candidates, a row each: a Figure.

    batch  images (N, 8, H, W);  chosen  places in the batch, the query first
    """
    figure = new_figure(9.0, 1.02 * len(chosen) + 0.3)
    grid = figure.subplots(len(chosen), batch.images.shape[1])
    for row, (axes_of, k) in enumerate(zip(grid, chosen)):
        for sensor, (axes, view) in enumerate(zip(axes_of, batch.images[k])):
            axes.imshow(view.cpu().numpy(), cmap="gray", vmin=-LOUD, vmax=LOUD)
            frame(axes, **{"color": "#AAAAAA"} if row else {"color": INK, "linewidth": 1.6})
            axes.set_title("" if row else f"sensor {sensor}", fontsize=9)
        name = "the query" if row == 0 else "abcdefghij"[row - 1]
        axes_of[0].set_ylabel(name, fontsize=10.5, rotation=0, ha="right", va="center", labelpad=8)
    figure.alt = (
        f"A query and {len(chosen) - 1} candidates, a row each, as {batch.images.shape[1]} sensors see "
    )
    figure.alt += "them: some sensors show a digit, most only noise."
    return figure


def circle(vectors, labels):
    """Vectors of length one (N, 2) on the circle, and the cosine of every pair: a Figure.

    labels  (N,) names of their classes, a letter each
    """
    vectors, n = np.asarray(vectors), len(vectors)
    figure = new_figure(9.0, 3.5)
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.15])
    turn = np.linspace(0, 2 * np.pi, 200)
    left.plot(np.cos(turn), np.sin(turn), color=FAINT, linewidth=1.2)
    for k, ((x, y), label) in enumerate(zip(vectors, labels)):
        shape = "o" if label == labels[0] else "s"
        left.annotate("", (x, y), (0, 0), arrowprops={"arrowstyle": "-", "color": PLAIN, "lw": 1.2})
        left.plot(x, y, shape, color=INK, markersize=8, markerfacecolor="white" if shape == "s" else INK)
        left.text(1.13 * x, 1.1 * y, f"{k}: class {label}", fontsize=9.5, va="center")
    left.set(xlim=(-0.35, 1.6), ylim=(-0.2, 1.25), aspect="equal", xticks=[0, 1], yticks=[0, 1])
    left.set_title("four vectors of length one")
    cosines = vectors @ vectors.T
    picture = right.imshow(cosines, cmap=SIGNED, vmin=-1, vmax=1)
    names = [f"{k}: {label}" for k, label in enumerate(labels)]
    right.set(xticks=range(n), yticks=range(n), xticklabels=names, yticklabels=names)
    for i in range(n):
        near = max(set(range(n)) - {i}, key=lambda j: cosines[i, j])
        verdict = "right" if labels[i] == labels[near] else "wrong"
        right.add_patch(Rectangle((near - 0.46, i - 0.46), 0.92, 0.92, fill=False, ec=NEAR, lw=2.5))
        for j in range(n):
            words = "itself" if i == j else f"{cosines[i, j]:.2f}"
            words += f"\n{verdict}" if j == near else ""
            right.text(j, i, words, ha="center", va="center", fontsize=9.5, **_readable(cosines[i, j]))
    right.set_title("cosine of every pair; framed: the nearest in its row")
    figure.colorbar(picture, ax=right, ticks=[-1, 0, 1], shrink=0.85, label="cosine")
    each = [f"{i} and {j}: {cosines[i, j]:.2f}" for i in range(n) for j in range(i + 1, n)]
    figure.alt = f"{n} vectors on a circle, of the classes {', '.join(labels)}. Cosines, {'; '.join(each)}."
    return figure


def _readable(value):
    return {"color": "white", "weight": "bold"} if abs(value) > 0.55 else {"color": INK}


def projections(embeddings, shown=250):
    """Embeddings seen along their two main directions, every image as its digit: a Figure.

    embeddings  {title: (vectors (N, D), digits (N,))}, two in a row; every part has the same fixed scale
    shown       how many images of each, from the first on

    A part's directions are its own: the two along which its vectors differ most.
    """
    from sklearn.decomposition import PCA

    rows = -(-len(embeddings) // 2)
    figure = new_figure(9.0, 3.9 * rows)
    axes_of = figure.subplots(rows, 2, squeeze=False).ravel()
    for axes, (title, (vectors, digits)) in zip(axes_of, embeddings.items()):
        main = PCA(2, svd_solver="full").fit(vectors.cpu().numpy())
        places = main.transform(vectors[:shown].cpu().numpy())
        for digit, colour in zip(sorted(set(digits.tolist())), KINDS):
            of = digits[:shown].cpu().numpy() == digit
            axes.scatter(*places[of].T, marker=f"${digit}$", s=34, color=colour, linewidth=0.2)
        axes.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05), aspect="equal")
        axes.set(xticks=[-0.5, 0, 0.5], yticks=[-0.5, 0, 0.5])
        axes.grid(linewidth=0.6)
        share = main.explained_variance_ratio_.sum()
        axes.set_title(f"{title} ({100 * share:.0f}% of the variance)", fontsize=10)
    names = "; ".join(embeddings)
    figure.alt = f"Embeddings along two directions, up to {shown} images drawn as their digits: {names}."
    return figure


def cosine_histograms(embeddings, labels):
    """Cosines of pairs of one class and of pairs of two, for several networks: a Figure.

    embeddings  {title: (N, D)};  labels  (N,)
    """
    from sklearn.metrics import roc_auc_score

    figure, said = new_figure(9.0, 2.9), []
    row, col = torch.triu_indices(len(labels), len(labels), offset=1)
    axes_of = figure.subplots(1, len(embeddings), sharey=True)
    for axes, (title, vectors) in zip(axes_of, embeddings.items()):
        similar, same = (values[row, col].numpy() for values in pairs(vectors, labels))
        histograms(axes, similar[~same], similar[same], INK, 50)
        axes.set_xlabel("cosine of a pair")
        auroc_of_pairs = roc_auc_score(same, similar)
        axes.set_title(f"{title}: verification {auroc_of_pairs:.2f}", fontsize=10)
        said.append((auroc_of_pairs, title))
        axes.text(0.02, 0.9, "line: pairs of one digit", fontsize=9, transform=axes.transAxes)
        axes.text(0.02, 0.8, "grey: pairs of two", fontsize=9, color=PLAIN, transform=axes.transAxes)
    order = ", ".join(title for _, title in sorted(said))
    figure.alt = "Cosines of pairs of one digit and of pairs of two, which overlap. From the lowest to the "
    figure.alt += f"highest verification: {order}."
    return figure


def histograms(axes, shaded, outlined, colour, bins=40):
    """Two distributions from 0 to 1 on axes without heights: one as a grey area, one as a line."""
    bins = np.linspace(0, 1, bins + 1)
    axes.hist(shaded, bins, density=True, color=PLAIN, alpha=0.45)
    axes.hist(outlined, bins, density=True, histtype="step", color=colour, linewidth=2)
    axes.set(xlim=(0, 1), yticks=[])
    axes.spines["left"].set_visible(False)


def gates_of_sensors(weights, clean, digits, unseen):
    """Gates of working and broken sensors, and how well they are told apart, digit by digit: a Figure.

    weights  (N, sensors);  clean  (N, sensors) bool;  digits  (N,)
    unseen   the digits that training left out: the left part shows their images alone
    """
    figure = new_figure(9.0, 3.1)
    left, right = figure.subplots(1, 2, width_ratios=[1.25, 1])
    new = torch.isin(digits, torch.tensor(unseen))
    histograms(left, weights[new][~clean[new]].numpy(), weights[new][clean[new]].numpy(), WHAT)
    left.set(ylim=(0, 1.35 * left.get_ylim()[1]))  # room for words
    left.set_xlabel("gate (mean of the sensor's four channels)")
    left.set_title("strangers: the gate of every sensor", fontsize=10)
    left.text(0.98, 0.9, "line: the sensor works", ha="right", color=WHAT, transform=left.transAxes)
    left.text(0.98, 0.79, "grey: it is broken", ha="right", color=PLAIN, transform=left.transAxes)
    order = sorted(digits.unique().tolist(), key=lambda digit: (digit not in unseen, digit))[::-1]
    shares = [100 * auroc(weights[digits == digit], clean[digits == digit]) for digit in order]
    for row, (digit, share) in enumerate(zip(order, shares)):
        face = WHAT if digit in unseen else "white"
        right.plot(share, row, "o", color=WHAT, markerfacecolor=face, markersize=7)
        note(right, f"{share:.0f}", (share, row), (9, -4), fontsize=9)
    names = [f"{digit}, {'a stranger' if digit in unseen else 'learned'}" for digit in order]
    name_rows(right, range(len(order)), names, "y")
    right.spines["left"].set_visible(True)
    right.set(xlim=(50, 106), xticks=[50, 75, 100])
    right.set_xlabel("the working sensor has the larger gate, of 100")
    right.set_title("the same, digit by digit (50: guessing)", fontsize=10)
    tens = " or ".join(f"about {ten:.0f}" for ten in sorted({round(share, -1) for share in shares}))
    figure.alt = (
        "Gates of the sensors of strangers: those of broken ones are lower. For each digit, how often "
    )
    figure.alt += f"the working sensor has the larger gate: {tens} of 100."
    return figure


def divisions(strangers, classes=10):
    """Which classes are strangers for which seed, and how often each is one: a Figure.

    strangers  the classes left out of training, a list for each seed
    """
    figure = new_figure(9.0, 0.22 * len(strangers) + 1.1)
    axes = figure.subplots()
    for row, left_out in enumerate(strangers):
        axes.plot(range(classes), [row] * classes, "s", color=FAINT, markersize=4)
        axes.plot(left_out, [row] * len(left_out), "s", color=INK, markersize=11)
    often = [sum(digit in left_out for left_out in strangers) for digit in range(classes)]
    names = [f"{digit}\n{count} of {len(strangers)}" for digit, count in enumerate(often)]
    axes.set_xticks(range(classes), names)
    axes.set_yticks(range(len(strangers)), [f"seed {row}" for row in range(len(strangers))])
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set(xlim=(-0.6, classes - 0.4), ylim=(len(strangers) - 0.4, -0.6))
    axes.set_xlabel("digit (a large square: it is a stranger for this seed)")
    times = [f"{digit} for {count}" for digit, count in enumerate(often)]
    figure.alt = f"For how many of {len(strangers)} seeds each digit is a stranger: {', '.join(times)}."
    return figure


def folds(plain, gated, names):
    """Every seed with its own division of the classes: two networks, joined: a Figure.

    plain, gated  recall@1, one number for each seed, drawn of 100
    names         the unseen classes of each seed, in words
    """
    plain, gated = 100 * np.array(plain), 100 * np.array(gated)
    figure = new_figure(9.0, 3.2)
    axes = figure.subplots()
    order = np.argsort(plain)
    for place, k in enumerate(order):
        axes.plot([place, place], [plain[k], gated[k]], color=FAINT, linewidth=2.5, zorder=1)
    places = np.arange(len(order))
    axes.plot(places, plain[order], "o", color=PLAIN, markersize=7)
    axes.plot(places, gated[order], "s", color=WHAT, markersize=7)
    note(axes, "plain", (0, plain[order[0]]), (-14, -18), color=PLAIN)
    note(axes, "normalised", (0, gated[order[0]]), (-14, 10), color=WHAT)
    axes.set(ylim=(25, 95), xlim=(-0.5, len(order) - 0.3), ylabel="recall@1 of 100 (guessing: 25)")
    axes.set_xticks(places, [names[k] for k in order], fontsize=9)
    axes.set_xlabel("the four strangers of a seed, from hard to easy for the plain network")
    axes.grid(axis="y")
    each = [f"{names[k].replace(chr(10), ' ')}: {plain[k]:.0f} and {gated[k]:.0f}" for k in order]
    figure.alt = "Recall@1 of the plain and of the normalised network, of 100, for each seed: "
    figure.alt += f"{'; '.join(each)}."
    return figure
