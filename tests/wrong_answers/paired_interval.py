"""Wrong answers to 'paired interval': what is wrong, the code, a part of the message."""

WRONG = {
    "paired interval": [
        (
            "sorts the table",
            """from scipy.special import stdtrit as scipy_t
import numpy as np
def paired_interval(rows, a, b):
    rows.sort(key=lambda r: r["seed"])
    return 1.0, 1.0""",
            "your code writes into it",
        ),
        (
            "both ends",
            """from scipy.special import stdtrit as scipy_t
import numpy as np
def paired_interval(rows, a, b):
    of = {v: {row["seed"]: row["accuracy"] for row in rows if row["variant"] == v} for v in (a, b)}
    common = [seed for seed in of[a] if seed in of[b]]
    gains = np.array([of[a][seed] - of[b][seed] for seed in common])
    n, spread, student = len(gains), gains.std(ddof=1), scipy_t(len(gains) - 1, 0.975)
    return gains.mean() - 1, gains.mean() + 1, n""",
            "got a tuple of 3, expected 2 numbers.",
        ),
        (
            "low and high",
            """from scipy.special import stdtrit as scipy_t
import numpy as np
def paired_interval(rows, a, b):
    of = {v: {row["seed"]: row["accuracy"] for row in rows if row["variant"] == v} for v in (a, b)}
    common = [seed for seed in of[a] if seed in of[b]]
    gains = np.array([of[a][seed] - of[b][seed] for seed in common])
    n, spread, student = len(gains), gains.std(ddof=1), scipy_t(len(gains) - 1, 0.975)
    return gains.mean() - student * spread / n**0.5, gains.mean() + student * spread / n**0.5""",
            "these are the two ends of the interval",
        ),
        (
            "swapped",
            """from scipy.special import stdtrit as scipy_t
import numpy as np
def paired_interval(rows, a, b):
    of = {v: {row["seed"]: row["accuracy"] for row in rows if row["variant"] == v} for v in (a, b)}
    common = [seed for seed in of[a] if seed in of[b]]
    gains = np.array([of[a][seed] - of[b][seed] for seed in common])
    n, spread, student = len(gains), gains.std(ddof=1), scipy_t(len(gains) - 1, 0.975)
    return student * spread / n**0.5, gains.mean()""",
            "mean and half width are swapped",
        ),
        (
            "normal quantile",
            """from scipy.special import stdtrit as scipy_t
import numpy as np
def paired_interval(rows, a, b):
    of = {v: {row["seed"]: row["accuracy"] for row in rows if row["variant"] == v} for v in (a, b)}
    common = [seed for seed in of[a] if seed in of[b]]
    gains = np.array([of[a][seed] - of[b][seed] for seed in common])
    n, spread, student = len(gains), gains.std(ddof=1), 1.96
    return gains.mean(), student * spread / n**0.5""",
            "1.96 belongs to the normal distribution; few seeds need Stud",
        ),
        (
            "two standard errors",
            """from scipy.special import stdtrit as scipy_t
import numpy as np
def paired_interval(rows, a, b):
    of = {v: {row["seed"]: row["accuracy"] for row in rows if row["variant"] == v} for v in (a, b)}
    common = [seed for seed in of[a] if seed in of[b]]
    gains = np.array([of[a][seed] - of[b][seed] for seed in common])
    n, spread, student = len(gains), gains.std(ddof=1), 2
    return gains.mean(), student * spread / n**0.5""",
            "twice the standard error is used; few seeds need Student's t",
        ),
    ]
}
