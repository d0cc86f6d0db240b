# check("find the leak", fair_scores)
from statistics import fmean

import numpy as np

# right: a table of validation scores in numpy
def fair_scores(task, new, old, rates, seeds):
    out = []
    for v in (new, old):
        table = np.array([[task.score(v, r, s, "validation") for s in seeds] for r in rates])
        best = rates[int(table.mean(1).argmax())]
        out.append([task.score(v, best, s, "test") for s in seeds])
    return out[0], out[1]

# right: a helper and a dict
def fair_scores(task, new, old, rates, seeds):
    def best_rate(variant):
        means = {r: fmean(task.score(variant, r, s, "validation") for s in seeds) for r in rates}
        return sorted(means, key=means.get)[-1]

    a, b = best_rate(new), best_rate(old)
    ours = [task.score(new, a, seed, "test") for seed in seeds]
    theirs = [task.score(old, b, seed, "test") for seed in seeds]
    return ours, theirs

# right: plain loops
def fair_scores(task, new, old, rates, seeds):
    result = ()
    for variant in [new, old]:
        best, top = None, float("-inf")
        for rate in rates:
            total = 0
            for seed in seeds:
                total += task.score(variant, rate, seed, "validation")
            if total > top:
                best, top = rate, total
        scores = []
        for seed in seeds:
            scores.append(task.score(variant, best, seed, "test"))
        result += (scores,)
    return result

# wrong: the test images choose the rate, once for all seeds
def fair_scores(task, new, old, rates, seeds):
    def run(v):
        best = max(rates, key=lambda r: sum(task.score(v, r, s, "test") for s in seeds))
        return [task.score(v, best, s, "test") for s in seeds]

    return run(new), run(old)

# wrong: the old network gets the new one's rate
def fair_scores(task, new, old, rates, seeds):
    best = max(rates, key=lambda r: sum(task.score(new, r, s, "validation") for s in seeds))
    return [task.score(new, best, s, "test") for s in seeds], [task.score(old, best, s, "test") for s in seeds]

# wrong: the old network keeps the middle rate
def fair_scores(task, new, old, rates, seeds):
    best = max(rates, key=lambda r: sum(task.score(new, r, s, "validation") for s in seeds))
    middle = rates[len(rates) // 2]
    return [task.score(new, best, s, "test") for s in seeds], [task.score(old, middle, s, "test") for s in seeds]

# wrong: failed runs of both are left out
def fair_scores(task, new, old, rates, seeds):
    def run(v):
        best = max(rates, key=lambda r: sum(task.score(v, r, s, "validation") for s in seeds))
        return [t for t in (task.score(v, best, s, "test") for s in seeds) if t >= 0.2]

    return run(new), run(old)

# wrong: reports the validation scores
def fair_scores(task, new, old, rates, seeds):
    def run(v):
        best = max(rates, key=lambda r: sum(task.score(v, r, s, "validation") for s in seeds))
        return [task.score(v, best, s, "validation") for s in seeds]

    return run(new), run(old)

# wrong: old and new exchanged
def fair_scores(task, new, old, rates, seeds):
    def run(v):
        best = max(rates, key=lambda r: sum(task.score(v, r, s, "validation") for s in seeds))
        return [task.score(v, best, s, "test") for s in seeds]

    return run(old), run(new)

# wrong: the seeds in sorted order
def fair_scores(task, new, old, rates, seeds):
    def run(v):
        best = max(rates, key=lambda r: sum(task.score(v, r, s, "validation") for s in seeds))
        return [task.score(v, best, s, "test") for s in sorted(seeds)]

    return run(new), run(old)

# wrong: averages in place of lists
def fair_scores(task, new, old, rates, seeds):
    def run(v):
        best = max(rates, key=lambda r: sum(task.score(v, r, s, "validation") for s in seeds))
        return fmean(task.score(v, best, s, "test") for s in seeds)

    return run(new), run(old)

# wrong: takes the worst rate
def fair_scores(task, new, old, rates, seeds):
    def run(v):
        best = min(rates, key=lambda r: sum(task.score(v, r, s, "validation") for s in seeds))
        return [task.score(v, best, s, "test") for s in seeds]

    return run(new), run(old)

# wrong: the best test score of each seed for both sides
def fair_scores(task, new, old, rates, seeds):
    def run(v):
        return [max(task.score(v, r, s, "test") for r in rates) for s in seeds]

    return run(new), run(old)

# wrong: a failed run gets the average of the others
def fair_scores(task, new, old, rates, seeds):
    def run(v):
        best = max(rates, key=lambda r: sum(task.score(v, r, s, "validation") for s in seeds))
        scores = [task.score(v, best, s, "test") for s in seeds]
        good = fmean([x for x in scores if x >= 0.2] or [0])
        return [x if x >= 0.2 else good for x in scores]

    return run(new), run(old)
