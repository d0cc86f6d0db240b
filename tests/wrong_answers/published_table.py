"""Wrong answers to "published table": what is wrong, the code, a part of the message."""


def with_change(old, new):
    """The right answer with one piece of it exchanged."""
    right = """def judge(table):
    rows = [row for row in (table.gated, table.plain, table.again, table.wide) if row is not None]
    if len({row.epochs for row in rows}) > 1:
        return "trained otherwise"
    if table.again is None:
        return "no floor"
    floor = abs(table.again.accuracy - table.plain.accuracy)
    if table.gated.accuracy - table.plain.accuracy <= floor:
        return "no gain"
    if table.wide is None:
        return "no control"
    return "more parameters" if table.gated.accuracy - table.wide.accuracy <= floor else "stands"
"""
    assert old in right
    return right.replace(old, new)


WRONG = {
    "published table": [
        (
            "epochs are not looked at",
            with_change("if len({row.epochs for row in rows}) > 1", "if False"),
            "networks that were trained for other numbers of epochs cannot be compared",
        ),
        (
            "any gain is a gain",
            with_change("table.plain.accuracy <= floor", "table.plain.accuracy <= 0"),
            "a gain that is no larger than the difference of two copies is none",
        ),
        (
            "the floor has a sign",
            with_change(
                "abs(table.again.accuracy - table.plain.accuracy)",
                "max(0.0, table.plain.accuracy - table.again.accuracy)",
            ),
            "the floor is a distance",
        ),
        (
            "the floor without abs",
            with_change(
                "abs(table.again.accuracy - table.plain.accuracy)",
                "table.again.accuracy - table.plain.accuracy",
            ),
            "plain again may also be worse than plain, so take abs",
        ),
        (
            "the wide network has to win",
            with_change("table.wide.accuracy <= floor", "table.wide.accuracy <= 0"),
            "a wide network that comes within the floor",
        ),
        (
            "the wide network is not needed",
            with_change('return "no control"', 'return "stands"'),
            "without a wide network the parameters may have done it",
        ),
        (
            "one fault for all",
            """def judge(table):
    return "no control"
""",
            "not every table has the same fault",
        ),
        (
            "the wide network does not count",
            with_change('"more parameters" if table.gated.accuracy - table.wide.accuracy <= floor else ', ""),
            "the wide network is not looked at",
        ),
    ]
}
