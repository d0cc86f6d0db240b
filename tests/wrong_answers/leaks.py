"""Plausible wrong answers to the exercise "find the leak"; several were found in public code."""

FAIR = """def fair_scores(task, new, old, rates, seeds):
    def test_scores(variant):
        def validated(rate):
            return sum(task.score(variant, rate, seed, "validation") for seed in seeds)

        best = {best}
        return {report}

    return {result}
"""

SOUND = {
    "best": "max(rates, key=validated)",
    "report": '[task.score(variant, best, seed, "test") for seed in seeds]',
    "result": "test_scores(new), test_scores(old)",
}

MIDDLE = "rates[len(rates) // 2]"


def fair(**changed):
    """The right answer with one or more of its parts changed."""
    return FAIR.format(**{**SOUND, **changed})


LEAKY = """def fair_scores(task, new, old, rates, seeds):
    ours, theirs = [], []
    for seed in seeds:
        tried = [task.score(new, rate, seed, "test") for rate in rates]
        if max(tried) < 0.2:
            continue
        ours.append(max(tried))
        theirs.append(task.score(old, rates[len(rates) // 2], seed, "test"))
    return ours, theirs
"""

KEEP_BOTH = """    sides = test_scores(new), test_scores(old)
    kept = [pair for pair in zip(*sides) if min(pair) > 0.2]
    return [a for a, _ in kept], [b for _, b in kept]
"""

WRONG = {
    "find the leak": [
        ("the leaky one itself", LEAKY, "and the score that they chose is reported"),
        (
            "only the test choice left",
            fair(report='[max(task.score(variant, rate, seed, "test") for rate in rates) for seed in seeds]'),
            "the test images choose the rate",
        ),
        (
            "test average chooses",
            fair(best='max(rates, key=lambda r: sum(task.score(variant, r, s, "test") for s in seeds))'),
            "rate of the new variant comes from the validation split: the test images choose",
        ),
        (
            "the old one untuned",
            fair(best=f"max(rates, key=validated) if variant == new else {MIDDLE}"),
            "it needs the same tuning as the other one",
        ),
        (
            "nobody tuned",
            fair(best=MIDDLE),
            "rate of the new variant comes from the validation split: it keeps",
        ),
        (
            "one rate for both",
            "def fair_scores(task, new, old, rates, seeds):\n"
            '    best = max(rates, key=lambda r: sum(task.score(new, r, s, "validation") for s in seeds))\n'
            '    return tuple([task.score(v, best, s, "test") for s in seeds] for v in (new, old))\n',
            "it gets the rate that suits the other one",
        ),
        (
            "validation reported",
            fair(report='[task.score(variant, best, seed, "validation") for seed in seeds]'),
            "these are validation scores",
        ),
        (
            "validation reported where tuned",
            fair(
                report='[task.score(variant, best, seed, "validation" if len(rates) > 1 else "test") '
                "for seed in seeds]"
            ),
            "choose there, report the test",
        ),
        ("worst rate", fair(best="min(rates, key=validated)"), "the rate with the lowest validation score"),
        (
            "average over the rates",
            fair(
                report='[sum(task.score(variant, r, seed, "test") for r in rates) / len(rates) for seed in seeds]'  # noqa: E501
            ),
            "this is the average over the rates",
        ),
        (
            "failed runs dropped",
            fair(result="[s for s in test_scores(new) if s > 0.2], [s for s in test_scores(old) if s > 0.2]"),
            "a method that fails on a seed has failed there",
        ),
        ("failed pairs dropped", FAIR.replace("    return {result}\n", KEEP_BOTH).format(**SOUND), "[4, 4]"),
        (
            "another seed for a failed one",
            fair(
                report='[s if (s := task.score(variant, best, seed, "test")) > 0.2 '
                'else task.score(variant, best, seed + 100, "test") for seed in seeds]'
            ),
            "luck bought with a second ticket",
        ),
        (
            "a failed run is replaced by the average",
            fair(result="[[s if s > 0.2 else 0.7 for s in test_scores(v)] for v in (new, old)]"),
            "a failed run counts as it is",
        ),
        (
            "sorted",
            fair(result="sorted(test_scores(new)), sorted(test_scores(old))"),
            "in the order of the seeds",
        ),
        ("swapped", fair(result="test_scores(old), test_scores(new)"), "new and old are swapped"),
        (
            "other seeds for old",
            fair(
                report='[task.score(variant, best, seed + (variant == old), "test") for seed in seeds]',
            ),
            "was not asked for: every seed of the list",
        ),
        (
            "looks at all test scores, reports one",
            fair(report='[{r: task.score(variant, r, seed, "test") for r in rates}[best] for seed in seeds]'),
            "whoever has seen them all has chosen among them",
        ),
        (
            "new is tried twice as often",
            fair(best="max(rates, key=lambda r: validated(r) + (validated(r) if variant == new else 0))"),
            "60 trials for new",
        ),
        (
            "more rates for new",
            fair(best="max((*rates, 0.016) if variant == new and len(rates) > 1 else rates, key=validated)"),
            "a rate that is not in the list",
        ),
        (
            "gains",
            fair(result="[a - b for a, b in zip(test_scores(new), test_scores(old))]"),
            "list of 6 numbers",
        ),
        (
            "only the means",
            fair(result="[[sum(test_scores(v)) / len(seeds)] for v in (new, old)]"),
            "lists of [1, 1]",
        ),
        ("zeros", fair(report="[0.0 for seed in seeds]"), "not the test scores of the two variants"),
    ]
}
