# check("two verdicts", two_verdicts)
from statistics import fmean, stdev

import numpy as np
from scipy.special import stdtrit

from helpers.experiments import statistics

# right: the course's intervals
def two_verdicts(own, other_image, plain, floor):
    use, gain = statistics.paired(own, other_image), statistics.paired(own, plain)
    return use.low > 0, gain.low > 0 and gain.mean > floor

# right: by hand, with numpy
def two_verdicts(own, other_image, plain, floor):
    def span(a, b):
        g = np.array(a) - np.array(b)
        return g.mean(), stdtrit(len(g) - 1, 0.975) * g.std(ddof=1) / np.sqrt(len(g))

    (m, h), (n, k) = span(own, other_image), span(own, plain)
    return bool(m > h), bool((n > k) & (n > floor))

# right: plain Python, a list
def two_verdicts(own, other_image, plain, floor):
    found = []
    for rival, least in ((other_image, 0), (plain, floor)):
        gains = [a - b for a, b in zip(own, rival)]
        half = float(stdtrit(len(gains) - 1, 0.975)) * stdev(gains) / len(gains) ** 0.5
        found.append(fmean(gains) - half > 0 and fmean(gains) > least)
    return found

# wrong: forgets the floor
def two_verdicts(own, other_image, plain, floor):
    return statistics.paired(own, other_image).low > 0, statistics.paired(own, plain).low > 0

# wrong: the floor for both
def two_verdicts(own, other_image, plain, floor):
    use, gain = statistics.paired(own, other_image), statistics.paired(own, plain)
    return use.low > 0 and use.mean > floor, gain.low > 0 and gain.mean > floor

# wrong: the mean alone, twice
def two_verdicts(own, other_image, plain, floor):
    return np.mean(own) > np.mean(other_image), np.mean(own) - np.mean(plain) > floor

# wrong: useful only if it is used
def two_verdicts(own, other_image, plain, floor):
    used = statistics.paired(own, other_image).low > 0
    gain = statistics.paired(own, plain)
    return used, used and gain.low > 0 and gain.mean > floor

# wrong: one verdict for both
def two_verdicts(own, other_image, plain, floor):
    gain = statistics.paired(own, plain)
    return gain.low > 0 and gain.mean > floor

# wrong: plain minus own
def two_verdicts(own, other_image, plain, floor):
    use, gain = statistics.paired(own, other_image), statistics.paired(plain, own)
    return use.low > 0, gain.low > 0 and gain.mean > floor

# wrong: sorted columns are not paired
def two_verdicts(own, other_image, plain, floor):
    own, other_image, plain = sorted(own), sorted(other_image), sorted(plain, reverse=True)
    use, gain = statistics.paired(own, other_image), statistics.paired(own, plain)
    return use.low > 0, gain.low > 0 and gain.mean > floor

# wrong: text for an answer
def two_verdicts(own, other_image, plain, floor):
    use, gain = statistics.paired(own, other_image), statistics.paired(own, plain)
    return "used" if use.low > 0 else "not used", "useful" if gain.low > 0 else "not useful"
