"""Wrong answers to 'used and useful': what is wrong, the code, a part of the message."""

MEANS = """
    g, s, p, a = (
        sum(results[k]) / len(results[k])
        for k in ("gate", "gate, another image's map", "plain", "plain again")
    )"""
WRONG = {
    "used and useful": [
        (
            "a map that is used is useful",
            f"""def used_and_useful(results):{MEANS}
    used = g - s > abs(p - a)
    return used, used""",
            "a map that is used counts as useful",
        ),
        (
            "two copies do not differ",
            f"""def used_and_useful(results):{MEANS}
    return g > s, g > p""",
            "the floor is missing",
        ),
        (
            "a loss is a difference, too",
            f"""def used_and_useful(results):{MEANS}
    floor = abs(p - a)
    return abs(g - s) > floor, abs(g - p) > floor""",
            "abs: a loss counts as a gain",
        ),
        (
            "the floor without abs",
            f"""def used_and_useful(results):{MEANS}
    floor = a - p
    return g - s > floor, g - p > floor""",
            "the floor has a sign",
        ),
        (
            "compared with the copy",
            f"""def used_and_useful(results):{MEANS}
    floor = abs(p - a)
    return g - s > floor, g - a > floor""",
            "the gate is compared with the copy",
        ),
        (
            "seed by seed",
            """def used_and_useful(results):
    mean = lambda row: sum(row) / len(row)
    floor = abs(mean(results["plain"]) - mean(results["plain again"]))
    pairs = [(a - b) for a, b in zip(results["gate"], results["gate, another image's map"])]
    gains = [(a - b) for a, b in zip(results["gate"], results["plain"])]
    return min(pairs) > floor, min(gains) > floor""",
            "every seed has to agree",
        ),
        (
            "one answer",
            f"""def used_and_useful(results):{MEANS}
    return g - p > abs(p - a)""",
            "expected 2 times True or False",
        ),
    ]
}
