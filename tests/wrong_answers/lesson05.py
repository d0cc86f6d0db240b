"""Plausible wrong answers to the exercises of lesson 05; several were found in public code and papers."""

INTERVAL = """def paired_interval(rows, a, b):
    of = {{v: {{row["seed"]: row["accuracy"] for row in rows if row["variant"] == v}} for v in (a, b)}}
    common = {common}
    gains = {gains}
    n, spread, student = len(gains), {spread}, {student}
    return {result}
"""
RIGHT = {
    "common": "[seed for seed in of[a] if seed in of[b]]",
    "gains": "np.array([of[a][seed] - of[b][seed] for seed in common])",
    "spread": "gains.std(ddof=1)",
    "student": "scipy_t(len(gains) - 1, 0.975)",
    "result": "gains.mean(), student * spread / n**0.5",
}
HEAD = "from scipy.special import stdtrit as scipy_t\nimport numpy as np\n"


def interval(**changed):
    """The right answer with one or more of its lines changed."""
    return HEAD + INTERVAL.format(**{**RIGHT, **changed})


BY_PLACE = """def paired_interval(rows, a, b):
    new = np.array([row["accuracy"] for row in rows if row["variant"] == a])
    old = np.array([row["accuracy"] for row in rows if row["variant"] == b])
    n = min(len(new), len(old))
    gains = new[:n] - old[:n]
    return gains.mean(), scipy_t(n - 1, 0.975) * gains.std(ddof=1) / n**0.5
"""
SORTED = BY_PLACE.replace("for row in rows", 'for row in sorted(rows, key=lambda row: row["seed"])')
WHOLE = """    sides = [np.array(list(of[v].values())) for v in (a, b)]
"""
APART = "scipy_t({df}, 0.975) * np.sqrt(sum(np.var(list(of[v].values()), ddof=1) / n for v in (a, b)))"
WRONG = {
    "paired interval": [
        ("both ends", interval(result="gains.mean() - 1, gains.mean() + 1, n"), "wanted (mean, half width)"),
        (
            "low and high",
            interval(
                result="gains.mean() - student * spread / n**0.5, gains.mean() + student * spread / n**0.5"
            ),
            "the lower end of the interval",
        ),
        ("the other way round", interval(result="-gains.mean(), spread"), "it has to be a minus b"),
        ("mean of a alone", interval(result="np.mean(list(of[a].values())), spread"), "the mean of a alone"),
        ("sum", interval(result="gains.sum(), spread"), "this is the sum of the gains"),
        ("sizes of gains", interval(gains="abs(np.array([of[a][s] - of[b][s] for s in common]))"), "|a - b|"),
        ("median", interval(result="np.median(gains), spread"), "the median of the gains"),
        ("luckiest seed", interval(result="gains.max(), spread"), "this is the luckiest seed"),
        ("swapped", interval(result="student * spread / n**0.5, gains.mean()"), "are swapped"),
        ("in shares", interval(result="gains.mean() / 100, spread"), "a hundredth of the gain"),
        ("normal quantile", interval(student="1.96"), "1.96 belongs to the normal distribution"),
        ("two standard errors", interval(student="2"), "a rule of thumb"),
        ("standard error", interval(student="1"), "the standard error alone"),
        ("not divided", interval(result="gains.mean(), student * spread"), "not divided by the square root"),
        (
            "divided by n",
            interval(result="gains.mean(), student * spread / n"),
            "it has to be its square root",
        ),
        ("ddof 0", interval(spread="gains.std()"), "needs n - 1 (ddof=1)"),
        ("n degrees", interval(student="scipy_t(len(gains), 0.975)"), "n - 1 degrees of freedom, not n"),
        ("one tail", interval(student="scipy_t(len(gains) - 1, 0.95)"), "leaves 5% on each side"),
        ("variance", interval(spread="gains.var(ddof=1)"), "this is the variance"),
        ("whole width", interval(result="gains.mean(), 2 * student * spread / n**0.5"), "the whole width"),
        ("upper end", interval(result="gains.mean(), gains.mean() + student * spread / n**0.5"), "upper end"),
        (
            "unpaired, as in a two-sample test",
            interval(result=f"gains.mean(), {APART.format(df='2 * n - 2')}"),
            "the spread is that of the gains",
        ),
        (
            "unpaired",
            interval(result=f"gains.mean(), {APART.format(df='n - 1')}"),
            "take the spread of the gains a - b",
        ),
        ("a's own interval", interval(spread="np.std(list(of[a].values()), ddof=1)"), "interval of a alone"),
        ("by place in the table", HEAD + BY_PLACE, "paired by their place in the table"),
        ("sorted, then by place", HEAD + SORTED, "a seed that only one variant has is counted"),
        (
            "sorts the table",
            HEAD
            + 'def paired_interval(rows, a, b):\n    rows.sort(key=lambda r: r["seed"])\n    return 1.0, 1.0',
            "the function changes the table",
        ),
        (
            "missing seeds as zero",
            interval(common="[*of[a]]", gains="np.array([of[a][s] - of[b].get(s, 0.0) for s in common])"),
            "a seed that only one variant has",
        ),
        ("KeyError", interval(common="[*of[a]]"), "it stopped with KeyError"),
        ("five seeds for good", interval(student="2.7764451051977934"), "is a number of seeds fixed in it?"),
        ("0 for a gain", interval(result="0.0, spread"), "the mean of a - b over the seeds is"),
        ("one for a half width", interval(result="gains.mean(), 1.0"), "spread / √n ="),
    ],
}

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
WRONG["find the leak"] = [
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
    ("nobody tuned", fair(best=MIDDLE), "rate of the new variant comes from the validation split: it keeps"),
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
            report='[sum(task.score(variant, r, seed, "test") for r in rates) / len(rates) for seed in seeds]'
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

OWN = """class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.excite = nn.Linear({size}, {size})
        {more}

    def logits(self, x):
        return {logits}

    def {name}(self, x):
        return {weights}

    def forward(self, x):
        return {forward}


class MyGateAdded({base}):
    {nothing}

    def forward(self, x):
        return {added}


variants = {variants}
"""
FINE = {
    "size": "channels",
    "more": "pass",
    "logits": "self.excite(x.mean((2, 3)))[:, :, None, None]",
    "name": "weights",
    "weights": "torch.sigmoid(self.logits(x))",
    "forward": "x * self.weights(x)",
    "base": "MyGate",
    "nothing": "weights = None",
    "added": "x + self.logits(x)",
    "variants": '{"mine": {"attention": MyGate}, "mine added": {"attention": MyGateAdded}}',
}


def own(**changed):
    """The right answer with one or more of its parts changed."""
    return OWN.format(**{**FINE, **changed})


ALONE = "class MyGateAdded(nn.Module):\n    def __init__(self, channels):\n        super().__init__()\n"
WRONG["own variants"] = [
    ("only one variant", own(variants='{"mine": {"attention": MyGate}}'), "a dict with these two names"),
    ("classes without settings", own(variants='{"mine": MyGate, "mine added": MyGateAdded}'), "its settings"),
    (
        "a finished layer",
        own(variants='{"mine": {"attention": MyGate(24)}, "mine added": {"attention": MyGateAdded}}'),
        "give the class",
    ),
    ("another name", own(name="gate", forward="x * self.gate(x)", nothing="pass"), "nothing can be recorded"),
    ("two axes forgotten", own(logits="self.excite(x.mean((2, 3)))"), "lacks the two axes of length one"),
    ("one for the batch", own(logits="self.excite(x.mean((0, 2, 3)))[None, :, None, None]"), "whole batch"),
    (
        "one number per image",
        own(logits="self.excite(x.mean((2, 3))).mean(1)[:, None, None, None]"),
        "moves no channel against another",
    ),
    ("no sigmoid", own(weights="self.logits(x)"), "no sigmoid?"),
    (
        "static",
        own(logits="self.excite(torch.ones(len(x), x.shape[1]))[:, :, None, None]"),
        "never look at the image",
    ),
    ("softmax over the batch", own(weights="self.logits(x).softmax(0)"), "the other images of the batch"),
    ("returns the weights", own(forward="self.weights(x)"), "these are the weights"),
    ("adds", own(forward="x + self.weights(x)"), "that is the twin's part"),
    ("a skip around", own(forward="x + x * self.weights(x)"), "there is a skip around it"),
    ("twice", own(forward="x * self.weights(x) * self.weights(x)"), "x is multiplied twice"),
    ("identity", own(forward="x"), "it returns x as it came"),
    ("divides", own(forward="x / self.weights(x)"), "something else than x · weights(x)"),
    ("24 channels for good", own(size="24"), "it stopped with RuntimeError"),
    (
        "parameters without work",
        own(more="self.unused = nn.Linear(channels, 2)"),
        "no gradient reaches unused.weight",
    ),
    (
        "gradient cut",
        own(weights="torch.sigmoid(self.logits(x).detach())"),
        "no gradient reaches excite.weight",
    ),
    ("nothing learned", own(more="del self.excite", logits="x.mean((2, 3), True)"), "it learns nothing"),
    ("twin with weights", own(nothing="pass"), "it still has a method weights"),
    ("twin multiplies", own(added="x * self.logits(x)"), "it multiplies"),
    ("twin does nothing", own(added="x + 0 * self.logits(x)"), "the twin does something"),
    (
        "twin without parameters",
        own(
            base="nn.Module",
            nothing="def __init__(self, channels):\n        super().__init__()",
            added="x + 1",
        ),
        "0 instead of",
    ),
    ("twin changes the shape", own(added="self.logits(x)"), "its output has another shape"),
    ("twin adds after training only", own(added="x + self.logits(x).detach()"), "learned number of the twin"),
    ("NaN", own(weights="torch.sigmoid(self.logits(x)) / 0 * 0"), "weights(x) gives Tensor or NaN"),
]
