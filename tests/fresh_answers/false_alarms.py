# check("false alarms", share_of_alarms)
from statistics import fmean, stdev

import numpy as np
from scipy.special import stdtrit

from helpers.experiments import statistics

# right: the course's own interval
def share_of_alarms(protocol, replays):
    alarms = 0
    for r in range(replays):
        new, old = protocol(range(10 * r, 10 * r + 10))
        mean, half = statistics.interval(np.subtract(new, old))
        if abs(mean) > half:
            alarms += 1
    return alarms / replays

# right: an array of gains, all replays at once
def share_of_alarms(protocol, replays):
    seeds = np.arange(10 * replays).reshape(replays, 10)
    gains = np.array([np.subtract(*protocol(row)) for row in seeds])
    half = stdtrit(9, 0.975) * gains.std(axis=1, ddof=1) / np.sqrt(10)
    return np.mean(np.abs(gains.mean(axis=1)) > half)

# right: plain Python, and a list of seeds
def share_of_alarms(protocol, replays):
    def alarm(r):
        ours, theirs = protocol([10 * r + k for k in range(10)])
        gains = [a - b for a, b in zip(ours, theirs)]
        half = 2.262157 * stdev(gains) / 10**0.5
        return not -half <= fmean(gains) <= half

    return sum(map(alarm, range(replays))) / replays

# right: the words of the verdict
def share_of_alarms(protocol, replays):
    said = []
    for r in range(replays):
        said.append(statistics.verdict(statistics.paired(*protocol(tuple(range(10 * r, 10 * (r + 1)))))))
    return 1 - sum(words.startswith("no clear difference") for words in said) / len(said)

# wrong: only where the first copy is better
def share_of_alarms(protocol, replays):
    return fmean(statistics.paired(*protocol(range(10 * r, 10 * r + 10))).low > 0 for r in range(replays))

# wrong: the end of the interval is on the wrong side
def share_of_alarms(protocol, replays):
    found = [statistics.paired(*protocol(range(10 * r, 10 * r + 10))) for r in range(replays)]
    return fmean(d.high > 0 or d.low < 0 for d in found)

# wrong: the seeds of all replays are the same
def share_of_alarms(protocol, replays):
    found = [statistics.paired(*protocol(range(10))) for r in range(replays)]
    return fmean(d.low > 0 or d.high < 0 for d in found)

# wrong: the seeds overlap
def share_of_alarms(protocol, replays):
    found = [statistics.paired(*protocol(range(5 * r, 5 * r + 10))) for r in range(replays)]
    return fmean(d.low > 0 or d.high < 0 for d in found)

# wrong: replays counted from 1
def share_of_alarms(protocol, replays):
    found = [statistics.paired(*protocol(range(10 * r, 10 * r + 10))) for r in range(1, replays + 1)]
    return fmean(d.low > 0 or d.high < 0 for d in found)

# wrong: one replay too few
def share_of_alarms(protocol, replays):
    found = [statistics.paired(*protocol(range(10 * r, 10 * r + 10))) for r in range(replays - 1)]
    return fmean([d.low > 0 or d.high < 0 for d in found] or [0])

# wrong: wins on at least eight of ten seeds, in place of an interval
def share_of_alarms(protocol, replays):
    found = [statistics.paired(*protocol(range(10 * r, 10 * r + 10))) for r in range(replays)]
    return fmean(d.wins >= 8 or d.wins <= 2 for d in found)

# wrong: one copy sorted, the pairs are lost
def share_of_alarms(protocol, replays):
    found = []
    for r in range(replays):
        new, old = protocol(range(10 * r, 10 * r + 10))
        found.append(statistics.paired(sorted(new), sorted(old)))
    return fmean(d.low > 0 or d.high < 0 for d in found)

# wrong: a normal quantile
def share_of_alarms(protocol, replays):
    alarms = 0
    for r in range(replays):
        gain = np.subtract(*protocol(range(10 * r, 10 * r + 10)))
        alarms += abs(gain.mean()) > 1.96 * gain.std(ddof=1) / len(gain) ** 0.5
    return alarms / replays

# wrong: five seeds of the ten
def share_of_alarms(protocol, replays):
    found = [statistics.paired(*protocol(range(10 * r, 10 * r + 5))) for r in range(replays)]
    return fmean(d.low > 0 or d.high < 0 for d in found)

# wrong: yes or no
def share_of_alarms(protocol, replays):
    found = [statistics.paired(*protocol(range(10 * r, 10 * r + 10))) for r in range(replays)]
    return any(d.low > 0 or d.high < 0 for d in found)

# hostile: the protocol is replaced by one that never errs
def share_of_alarms(protocol, replays):
    protocol.compare = lambda scores, tuning: scores[:, :, 1, 0] * 0
    return 0.05
