# check("paired interval", paired_interval)
import math
import statistics

import numpy as np
from scipy import stats
from scipy.special import stdtrit

# right: scipy's interval
def paired_interval(rows, a, b):
    A = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == a}
    B = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == b}
    d = [A[s] - B[s] for s in sorted(set(A) & set(B))]
    low, high = stats.ttest_1samp(d, 0).confidence_interval(0.95)
    return float(np.mean(d)), float(high - low) / 2

# right: plain Python and the statistics module
def paired_interval(rows, a, b):
    gains = []
    for first in rows:
        for second in rows:
            if first["variant"] == a and second["variant"] == b and first["seed"] == second["seed"]:
                gains.append(first["accuracy"] - second["accuracy"])
    n = len(gains)
    t = stats.t.ppf(0.975, n - 1)
    return statistics.fmean(gains), t * statistics.stdev(gains) / math.sqrt(n)

# right: numpy intersection and standard error
def paired_interval(rows, a, b):
    def table(name):
        mine = sorted((r["seed"], r["accuracy"]) for r in rows if r["variant"] == name)
        return np.array([s for s, _ in mine]), np.array([v for _, v in mine])

    (sa, va), (sb, vb) = table(a), table(b)
    _, ia, ib = np.intersect1d(sa, sb, return_indices=True)
    gain = va[ia] - vb[ib]
    return gain.mean(), stats.sem(gain) * stdtrit(gain.size - 1, 0.975)

# wrong: 1.96
def paired_interval(rows, a, b):
    A = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == a}
    B = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == b}
    d = np.array([A[s] - B[s] for s in A if s in B])
    return d.mean(), 1.96 * d.std(ddof=1) / np.sqrt(len(d))

# wrong: divides by n
def paired_interval(rows, a, b):
    A = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == a}
    B = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == b}
    d = np.array([A[s] - B[s] for s in A if s in B])
    return d.mean(), stdtrit(len(d) - 1, 0.975) * d.std() / np.sqrt(len(d))

# wrong: 95% on one side
def paired_interval(rows, a, b):
    A = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == a}
    B = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == b}
    d = np.array([A[s] - B[s] for s in A if s in B])
    return d.mean(), stdtrit(len(d) - 1, 0.95) * d.std(ddof=1) / np.sqrt(len(d))

# wrong: not paired, the two spreads are added
def paired_interval(rows, a, b):
    A = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == a}
    B = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == b}
    both = [s for s in A if s in B]
    x, y = np.array([A[s] for s in both]), np.array([B[s] for s in both])
    half = stdtrit(len(x) - 1, 0.975) * np.sqrt((x.var(ddof=1) + y.var(ddof=1)) / len(x))
    return x.mean() - y.mean(), half

# wrong: pairs by place
def paired_interval(rows, a, b):
    x = [r["accuracy"] for r in rows if r["variant"] == a]
    y = [r["accuracy"] for r in rows if r["variant"] == b]
    d = np.array([p - q for p, q in zip(x, y)])
    return d.mean(), stdtrit(len(d) - 1, 0.975) * d.std(ddof=1) / np.sqrt(len(d))

# wrong: finds the variant by a part of its name
def paired_interval(rows, a, b):
    A = {r["seed"]: r["accuracy"] for r in rows if a in r["variant"]}
    B = {r["seed"]: r["accuracy"] for r in rows if b in r["variant"]}
    d = np.array([A[s] - B[s] for s in A if s in B])
    return d.mean(), stdtrit(len(d) - 1, 0.975) * d.std(ddof=1) / np.sqrt(len(d))

# wrong: an accuracy of zero counts as missing
def paired_interval(rows, a, b):
    A = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == a}
    B = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == b}
    d = np.array([A[s] - B[s] for s in A if A.get(s) and B.get(s)])
    return d.mean(), stdtrit(len(d) - 1, 0.975) * d.std(ddof=1) / np.sqrt(len(d))

# wrong: the whole width
def paired_interval(rows, a, b):
    A = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == a}
    B = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == b}
    d = np.array([A[s] - B[s] for s in A if s in B])
    return d.mean(), 2 * stdtrit(len(d) - 1, 0.975) * d.std(ddof=1) / np.sqrt(len(d))

# wrong: the spread, not the error of the mean
def paired_interval(rows, a, b):
    A = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == a}
    B = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == b}
    d = np.array([A[s] - B[s] for s in A if s in B])
    return d.mean(), stdtrit(len(d) - 1, 0.975) * d.std(ddof=1)

# wrong: b over a
def paired_interval(rows, a, b):
    A = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == a}
    B = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == b}
    d = np.array([B[s] - A[s] for s in A if s in B])
    return d.mean(), stdtrit(len(d) - 1, 0.975) * d.std(ddof=1) / np.sqrt(len(d))

# wrong: the mean over all seeds, the width over the common ones
def paired_interval(rows, a, b):
    A = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == a}
    B = {r["seed"]: r["accuracy"] for r in rows if r["variant"] == b}
    d = np.array([A[s] - B[s] for s in A if s in B])
    mean = np.mean(list(A.values())) - np.mean(list(B.values()))
    return mean, stdtrit(len(d) - 1, 0.975) * d.std(ddof=1) / np.sqrt(len(d))

# hostile: sorts and empties the rows
def paired_interval(rows, a, b):
    rows.clear()
    return 0.0, 0.0
