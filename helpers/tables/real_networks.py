"""Tables of lesson 13: which gates of a real network look, which are stuck, and which matter."""

from ..experiments import photographs, store
from ..explain.gated_answers import AS_LEARNED, BACKBONE, CHANGES, NECK, TEXT
from .gains import verdict_table
from .table import markdown, show

STUCK = 0.01  # a weight that moves less than this over all pictures is the same for all of them
LOOKS = 0.25  # a gate looks if its weights move by more than this over all pictures, on average
MATTERS = 0.9  # and it matters if with its average alone some picture's overlap is below this


def at_an_end(answers):
    """The share of all weights, over all gates and pictures, that are exactly 0 or exactly 1."""
    weights = [answers.all_weights(gate).flatten() for gate in answers.gate_names]
    ends = sum(((w == 0) | (w == 1)).sum().item() for w in weights)
    return ends / sum(len(w) for w in weights)


def stuck(weights):
    """How many channels have the same weight for all pictures; weights (pictures, C)."""
    return int(((weights.amax(0) - weights.amin(0)) < STUCK).sum())


def moves(weights):
    """How far a weight moves over all pictures, the mean over the channels; weights (pictures, C)."""
    return (weights.amax(0) - weights.amin(0)).mean().item()


def show_gates(answers):
    """A row for every gate: its channels, how many of its weights are 0 or 1, how many channels are stuck."""
    rows = []
    for gate in answers.gate_names:
        weights = answers.all_weights(gate)
        ends = [f"{(weights == end).float().mean().item():.0%}" for end in (0, 1)]
        rows.append([gate, weights.shape[1], *ends, stuck(weights), f"{moves(weights):.2f}"])
    columns = [
        "gate",
        "channels",
        "weights at 0",
        "weights at 1",
        "channels that are stuck",
        "a weight moves by",
    ]
    show(rows, columns, caption=f"The gates on {len(answers.pictures)} photographs.")


def matter(answers, limit=TEXT):
    """The gates that matter if a place is text above this probability: a list of names."""
    return [
        gate
        for gate in answers.gate_names
        if min(answers.overlap(picture, gate, "average", limit) for picture in answers.pictures) < MATTERS
    ]


def verdicts(answers):
    """{gate: (it looks, half of it is stuck, it matters)}, three booleans for every gate."""
    found, which_matter = {}, matter(answers)
    for gate in answers.gate_names:
        weights = answers.all_weights(gate)
        is_stuck = 2 * stuck(weights) >= weights.shape[1]
        found[gate] = moves(weights) > LOOKS, is_stuck, gate in which_matter
    return found


def show_verdicts(answers):
    """A row for every gate: does it look, is it stuck, does it matter, each with the number behind it."""
    rows = []
    for gate, (looks, is_stuck, matters) in verdicts(answers).items():
        weights = answers.all_weights(gate)
        rows.append(
            [
                gate,
                f"{_word(looks)}: {moves(weights):.2f}",
                f"{_word(is_stuck)}: {stuck(weights)} of {weights.shape[1]}",
                f"{_word(matters)}: {_lowest(answers, gate, 'average')}",
                _lowest(answers, gate, "another picture's"),
            ]
        )
    columns = ["gate", "it looks", "it is stuck", "it matters", "with another picture's"]
    show(rows, columns, caption="Last column: the lowest overlap with another picture's weights.")


def show_marks(answers, gate, names):
    """What one gate with other weights does to these photographs: how much is text, before and after."""
    rows = []
    for how in CHANGES[1:]:
        for name in names:
            kinds = (answers.answer(name, gate, one) > TEXT for one in (AS_LEARNED, how))
            shares = [f"{text.float().mean().item():.1%}" for text in kinds]
            rows.append([f"{name}, {how}", *shares, answers.overlap(name, gate, how)])
    columns = ["photograph and weights", "text as learned", "text now", "overlap"]
    show(rows, columns, form=".2f", caption=f"Text in the photograph, with other weights in {gate}.")


def _lowest(answers, gate, how):
    """The lowest overlap over the pictures with one gate changed, and on which picture, in words."""
    each = {picture: answers.overlap(picture, gate, how) for picture in answers.pictures}
    lowest = min(each, key=each.get)
    return f"{each[lowest]:.2f}, {lowest}"


def _word(holds):
    return "yes" if holds else "no"


def show_changes(answers, groups=(BACKBONE, NECK)):
    """A row for every group of gates and every change: the overlap, its mean and its lowest value."""
    rows = []
    for group in groups:
        for how in CHANGES:
            each = {picture: answers.overlap(picture, group, how) for picture in answers.pictures}
            lowest = min(each, key=each.get)
            rows.append([f"{group}, {how}", sum(each.values()) / len(each), each[lowest], lowest])
    columns = ["gates and their weights", "mean overlap", "lowest", "on"]
    show(rows, columns, form=".2f", caption="How much of the text is the same as with the gates as learned.")


def same_time(stored, longer, variants):
    """Variants beside plain networks that trained for longer, as Markdown: the rows say who trained how long.

    stored  the sweep ``photographs``;  longer  that in which plain trained for the time of a gate
    """
    page = verdict_table(photographs.same_time(stored, longer), ["plain again", *variants], ("plain",))
    few, many = (sweep["recipe"]["steps"] for sweep in (stored, longer))
    page = page.replace("| plain again |", f"| plain again, {many} steps |")
    for name in variants:
        page = page.replace(f"| {name} |", f"| {name}, {few} steps |")
    return page.replace("gain over plain", f"gain over plain, {many} steps")


def show_same_time(stored, longer, variants):
    """Show ``same_time`` in a notebook."""
    markdown(same_time(stored, longer, variants))


def show_longer(stored, variants):
    """Variants of a sweep beside plain, and for how many steps all of them trained, in a notebook."""
    page = verdict_table(stored, variants, ("plain",))
    scores, steps = store.column(stored, "plain"), stored["recipe"]["steps"]
    plain = 100 * sum(scores) / len(scores)
    page = page.replace("gain over plain", f"gain over plain ({plain:.1f} of 100), {steps} steps")
    markdown(page)


def show_by_rate(stored, first, second, beside=("plain",)):
    """Plain and two variants, each at every rate: right of 100 validation images, and who is ahead how often.

    first, second  names of variants of a sweep in which every replicate tried every rate
    beside  names of variants that stand above these two
    """
    score = {(row["variant"], row["lr"], row["seed"]): row["score"] for row in stored["tuning"]}
    means = store.mean_scores(stored["tuning"])
    rates, seeds = sorted(means[first]), sorted({seed for _, _, seed in score})
    shown = [*beside, first, second]
    rows = [[name, *(f"{100 * means[name][rate]:.1f}" for rate in rates)] for name in shown]
    wins = [sum(score[second, rate, seed] > score[first, rate, seed] for seed in seeds) for rate in rates]
    rows.append([f"{second} ahead of {first}", *(f"{won} of {len(seeds)}" for won in wins)])
    steps = stored["recipe"]["steps"]
    words = f"After {steps} steps at each rate: right of 100 validation images, {len(seeds)} replicates."
    show(rows, ["network", *(f"rate {rate}" for rate in rates)], caption=words)


def show_lost(stored, variants):
    """What trained networks lose, in points, with other gates: another image's, the average, all open."""
    rows = []
    for name in variants:
        own = store.column(stored, name)
        changed = [store.column(stored, name, change) for change in ("other image", "mean", "one")]
        rows.append([name, *(f"{100 * (sum(own) - sum(other)) / len(own):.1f}" for other in changed)])
    words = f"Points lost, after {stored['recipe']['steps']} steps, when every image gets other gates."
    show(rows, ["network", "another image's", "the average of all", "all open"], caption=words)
