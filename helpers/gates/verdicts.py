"""What the numbers of a gate mean, in a word or two."""

from .statistics import moved_where_finite, share_right

CONSTANT = 0.01  # a gate of which no weight moves by more than this between images does not look
FLAT = 0.01  # a gate whose weights differ by less than this within an image chooses nothing
SATURATED = 0.9  # a gate with at least this share of its weights at 0 or at 1 can hardly learn
DEAD = 0.5  # a gate of whose parameters at least this share gets no gradient is dead
UNUSED = 0.05  # a change of weights that moves the output by less than this share of its spread does nothing
HALF = 0.5  # a gate that never goes below can at best halve
ROUNDING = 1e-6


def verdicts(row):
    """The findings on a row that was read: pairs of (word, sentence)."""
    if not (abs(row.low) < float("inf") and abs(row.high) < float("inf")):
        yield "not a number", "some of its weights are nan or infinite"
        return
    span = f"{row.low:.2f} to {row.high:.2f}"
    constant = row.most < CONSTANT
    if row.low < -ROUNDING or row.high > 1 + ROUNDING:
        yield "not bounded", f"weights from {span}: nothing keeps them between 0 and 1"
    if constant:
        empty = f"; {row.empty[0]} holds no numbers" if row.empty else ""
        yield (
            "constant",
            f"the same weights for every image: none moves by more than {row.most:.4f} (from {span}){empty}",
        )
    elif row.within < FLAT and len(row.shape) and row.size > 1:
        yield "flat", f"within an image all weights are alike, to {row.within:.4f}: nothing is chosen"
    if row.at_edges >= SATURATED:
        yield "saturated", f"{row.at_edges:.0%} of its weights are at 0 or at 1, where little gradient passes"
    if row.low >= HALF - ROUNDING and row.high <= 1 + ROUNDING and not constant and not row.competing:
        yield "never below half", f"weights from {span}: it can at best halve, and shut nothing off"
    if row.unreached >= DEAD - ROUNDING or row.severed:
        names = f" ({', '.join(row.silent)})" if row.silent else ""
        yield "dead", f"{row.unreached:.0%} of its parameters get no gradient{names}"
    if row.moves["other image"] < UNUSED and not constant:
        swapped = f"another image's weights move the output by {row.moves['other image']:.1%} of its spread"
        opened = f"opening it by {row.moves['one']:.1%}"
        yield "interchangeable" if row.matters else "unused", f"{swapped}, {opened}"


def warnings_about(net, output, labels, trains, in_its_mode):
    """Sentences on the network as a whole: training mode, and signs that it was never trained.

    in_its_mode  if it ``trains``, its output in that mode, or None if it gives none that can be read
    """
    if not output.isfinite().all():
        yield "its output holds nan or infinite numbers: they are left out, and gradients may be lost there"
    if trains:
        if in_its_mode is None or in_its_mode.shape != output.shape:
            change = "it gives another kind of output, or wants targets"
        elif output.dim() == 2 and output.shape[1] > 1:
            share = (in_its_mode.argmax(1) != output.argmax(1)).float().mean()
            change = f"{share:.0%} of its answers differ from those in eval mode"
        else:
            change = f"its output moves by {moved_where_finite(output, in_its_mode):.0%} of its spread"
        yield f"the network is in training mode, where {change}; all readings are from eval mode"
    norms = [m for m in net.modules() if getattr(m, "running_mean", None) is not None]
    if norms and all((m.running_mean == 0).all() and (m.running_var == 1).all() for m in norms):
        yield "it looks untrained: its normalisations have never seen a training batch"
    elif labels is not None:
        chance = 1 / output.shape[1]
        if share_right(output, labels) < chance + 2 * (chance * (1 - chance) / len(labels)) ** 0.5:
            yield f"it looks untrained: its accuracy is that of guessing among {output.shape[1]}"
