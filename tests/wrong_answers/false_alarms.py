"""Wrong answers to 'false alarms': what is wrong, the code, a part of the message."""

WRONG = {
    "false alarms": [
        (
            "one direction",
            """def share_of_alarms(protocol, replays):
    alarms = 0
    for r in range(replays):
        mean, half = statistics.interval(np.subtract(*protocol(range(10 * r, 10 * r + 10))))
        alarms += mean - half > 0
    return alarms / replays""",
            "only alarms for the first copy count",
        ),
        (
            "the verdict begins with worse",
            """def share_of_alarms(protocol, replays):
    found = [statistics.paired(*protocol(range(10 * r, 10 * r + 10))) for r in range(replays)]
    return sum(statistics.verdict(d).startswith("worse") for d in found) / replays""",
            "only alarms for the second copy count",
        ),
        (
            "the same seeds again and again",
            """def share_of_alarms(protocol, replays):
    found = [statistics.paired(*protocol(range(10))) for _ in range(replays)]
    return sum(d.low > 0 or d.high < 0 for d in found) / replays""",
            "every replay gets the same seeds",
        ),
        (
            "overlapping seeds",
            """def share_of_alarms(protocol, replays):
    found = [statistics.paired(*protocol(range(r, r + 10))) for r in range(replays)]
    return sum(d.low > 0 or d.high < 0 for d in found) / replays""",
            "neighbouring replays share seeds",
        ),
        (
            "a count",
            """def share_of_alarms(protocol, replays):
    found = [statistics.paired(*protocol(range(10 * r, 10 * r + 10))) for r in range(replays)]
    return sum(d.low > 0 or d.high < 0 for d in found)""",
            "this is the number of alarms, not their share",
        ),
        (
            "two intervals that do not overlap",
            """def share_of_alarms(protocol, replays):
    alarms = 0
    for r in range(replays):
        (a, u), (b, v) = (statistics.interval(side) for side in protocol(range(10 * r, 10 * r + 10)))
        alarms += a - u > b + v or b - v > a + u
    return alarms / replays""",
            "the intervals of both sides are compared",
        ),
        (
            "how often nothing is clear",
            """def share_of_alarms(protocol, replays):
    clear = 0
    for r in range(replays):
        d = statistics.paired(*protocol(range(10 * r, 10 * r + 10)))
        clear += d.low <= 0 <= d.high
    return clear / replays""",
            "this is the share without an alarm",
        ),
        (
            "a spread that is not divided",
            """def share_of_alarms(protocol, replays):
    alarms = 0
    for r in range(replays):
        new, old = protocol(range(10 * r, 10 * r + 10))
        gain = np.subtract(new, old)
        alarms += abs(gain.mean()) > stdtrit(9, 0.975) * gain.std(ddof=1)
    return alarms / replays""",
            "the spread is not divided by √n",
        ),
    ]
}
