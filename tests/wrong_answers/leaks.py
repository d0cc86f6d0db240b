"""Wrong answers to 'find the leak': what is wrong, the code, a part of the message."""

WRONG = {
    "find the leak": [
        (
            "one rate for both",
            """def fair_scores(task, new, old, rates, seeds):
    best = max(rates, key=lambda r: sum(task.score(new, r, s, "validation") for s in seeds))
    return tuple([task.score(v, best, s, "test") for s in seeds] for v in (new, old))""",
            "old gets the rate that suits new; it needs its own",
        ),
        (
            "the leaky one itself",
            """def fair_scores(task, new, old, rates, seeds):
    ours, theirs = [], []
    for seed in seeds:
        tried = [task.score(new, rate, seed, "test") for rate in rates]
        if max(tried) < 0.2:
            continue
        ours.append(max(tried))
        theirs.append(task.score(old, rates[len(rates) // 2], seed, "test"))
    return ours, theirs""",
            "nothing is mended: the test chooses, old keeps the middle rat",
        ),
        (
            "only the test choice left",
            """def fair_scores(task, new, old, rates, seeds):
    def test_scores(variant):
        def validated(rate):
            return sum(task.score(variant, rate, seed, "validation") for seed in seeds)

        best = max(rates, key=validated)
        return [max(task.score(variant, rate, seed, "test") for rate in rates) for seed in seeds]

    return test_scores(new), test_scores(old)""",
            "the test chooses the rate (the best test score); validation ",
        ),
        (
            "the old one untuned",
            """def fair_scores(task, new, old, rates, seeds):
    def test_scores(variant):
        def validated(rate):
            return sum(task.score(variant, rate, seed, "validation") for seed in seeds)

        best = max(rates, key=validated) if variant == new else rates[len(rates) // 2]
        return [task.score(variant, best, seed, "test") for seed in seeds]

    return test_scores(new), test_scores(old)""",
            "old keeps the middle rate; it needs a tuning of its own",
        ),
        (
            "nobody tuned",
            """def fair_scores(task, new, old, rates, seeds):
    def test_scores(variant):
        def validated(rate):
            return sum(task.score(variant, rate, seed, "validation") for seed in seeds)

        best = rates[len(rates) // 2]
        return [task.score(variant, best, seed, "test") for seed in seeds]

    return test_scores(new), test_scores(old)""",
            "both keep the middle rate; each needs a tuning of its own",
        ),
        (
            "validation reported",
            """def fair_scores(task, new, old, rates, seeds):
    def test_scores(variant):
        def validated(rate):
            return sum(task.score(variant, rate, seed, "validation") for seed in seeds)

        best = max(rates, key=validated)
        return [task.score(variant, best, seed, "validation") for seed in seeds]

    return test_scores(new), test_scores(old)""",
            "these are validation scores; choose there, report the test",
        ),
    ]
}
