"""Wrong answers to 'two verdicts': what is wrong, the code, a part of the message."""

BEGIN = """def two_verdicts(own, other_image, plain, floor):
    use = statistics.paired(own, other_image)
    gain = statistics.paired(own, plain)
    return """

WRONG = {
    "two verdicts": [
        ("no floor", BEGIN + "use.low > 0, gain.low > 0", "the floor is not asked for"),
        ("swapped", BEGIN + "gain.low > 0 and gain.mean > floor, use.low > 0", "used and useful are swapped"),
        ("means alone", BEGIN + "use.low > 0, gain.mean > floor", "useful looks at the mean gain alone"),
        (
            "above the floor as a whole",
            BEGIN + "use.low > 0, gain.low > floor",
            "your code wants the whole interval",
        ),
        (
            "used is useful",
            BEGIN + "use.low > 0, use.low > 0 and gain.low > 0 and gain.mean > floor",
            "the two questions are separate",
        ),
        (
            "any clear swap",
            BEGIN + "use.low > 0 or use.high < 0, gain.low > 0 and gain.mean > floor",
            "other gates that are clearly better count as use",
        ),
        (
            "a loss",
            BEGIN + "use.low > 0, (gain.low > 0 or gain.high < 0) and abs(gain.mean) > floor",
            "a clear loss counts as a gain",
        ),
        (
            "the swapped network",
            """def two_verdicts(own, other_image, plain, floor):
    use, gain = statistics.paired(own, other_image), statistics.paired(other_image, plain)
    return use.low > 0, gain.low > 0 and gain.mean > floor""",
            "useful compares the swapped network with plain",
        ),
    ]
}
