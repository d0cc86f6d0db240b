"""Plausible wrong answers to the exercise "paired interval"; several were found in public code."""

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
    ]
}
