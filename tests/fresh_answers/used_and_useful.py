# check("used and useful", used_and_useful)
import statistics

import numpy as np
import torch

# right: numpy means, a list
def used_and_useful(results):
    m = {k: np.mean(v) for k, v in results.items()}
    luck = np.abs(m["plain"] - m["plain again"])
    return [m["gate"] > m["gate, another image's map"] + luck, m["gate"] > m["plain"] + luck]

# right: plain Python's bools
def used_and_useful(results):
    mean = statistics.fmean
    luck = abs(mean(results["plain"]) - mean(results["plain again"]))
    cost = mean(results["gate"]) - mean(results["gate, another image's map"])
    gain = mean(results["gate"]) - mean(results["plain"])
    return bool(cost > luck), bool(gain > luck)

# right: tensors
def used_and_useful(results):
    g, s, p, a = (torch.tensor(results[k]).double().mean()
                  for k in ("gate", "gate, another image's map", "plain", "plain again"))
    floor = max(p, a) - min(p, a)
    return (g - s) > floor, (g - p) > floor

# wrong: the largest seed counts
def used_and_useful(results):
    g, s, p, a = (max(results[k]) for k in ("gate", "gate, another image's map", "plain", "plain again"))
    return g - s > abs(p - a), g - p > abs(p - a)

# wrong: the floor is two points
def used_and_useful(results):
    g, s, p = (statistics.fmean(results[k]) for k in ("gate", "gate, another image's map", "plain"))
    return g - s > 0.02, g - p > 0.02

# wrong: the better copy is the rival
def used_and_useful(results):
    g, s, p, a = (statistics.fmean(results[k]) for k in
                  ("gate", "gate, another image's map", "plain", "plain again"))
    return g - s > abs(p - a), g > max(p, a)

# wrong: useful is used
def used_and_useful(results):
    g, s, p, a = (statistics.fmean(results[k]) for k in
                  ("gate", "gate, another image's map", "plain", "plain again"))
    return g - p > abs(p - a), g - s > abs(p - a)

# wrong: medians
def used_and_useful(results):
    g, s, p, a = (statistics.median(results[k]) for k in
                  ("gate", "gate, another image's map", "plain", "plain again"))
    return g - s > abs(p - a), g - p > abs(p - a)

# wrong: useful only where it is used
def used_and_useful(results):
    g, s, p, a = (statistics.fmean(results[k]) for k in
                  ("gate", "gate, another image's map", "plain", "plain again"))
    used = g - s > abs(p - a)
    return used, used and g - p > abs(p - a)

# wrong: twice the floor
def used_and_useful(results):
    g, s, p, a = (statistics.fmean(results[k]) for k in
                  ("gate", "gate, another image's map", "plain", "plain again"))
    return g - s > 2 * abs(p - a), g - p > 2 * abs(p - a)

# wrong: words in place of truth
def used_and_useful(results):
    return "used", "not useful"

# wrong: all is well
def used_and_useful(results):
    return True, True

# hostile: adds rows to the table
def used_and_useful(results):
    results["more"] = [1.0]
    return True, False
