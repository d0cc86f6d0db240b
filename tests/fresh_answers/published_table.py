# check("published table", judge)

# right: early returns on names
def judge(table):
    gated, plain, again, wide = table.gated, table.plain, table.again, table.wide
    if any(row.epochs != plain.epochs for row in (gated, again, wide) if row):
        return "trained otherwise"
    if not again:
        return "no floor"
    floor = max(plain.accuracy, again.accuracy) - min(plain.accuracy, again.accuracy)
    if not gated.accuracy - plain.accuracy > floor:
        return "no gain"
    if not wide:
        return "no control"
    return "stands" if gated.accuracy - wide.accuracy > floor else "more parameters"

# right: vars
def judge(table):
    rows = {name: row for name, row in vars(table).items() if row}
    epochs = [row.epochs for row in rows.values()]
    if min(epochs) != max(epochs):
        return "trained otherwise"
    if "again" not in rows:
        return "no floor"
    a = {name: row.accuracy for name, row in rows.items()}
    floor = abs(a["plain"] - a["again"])
    if a["gated"] - a["plain"] <= floor:
        return "no gain"
    if "wide" not in a:
        return "no control"
    return "more parameters" if a["gated"] - a["wide"] <= floor else "stands"

# right: a chain of conditions
def judge(t):
    same = len({r.epochs for r in (t.gated, t.plain, t.again, t.wide) if r is not None}) == 1
    floor = None if t.again is None else abs(t.plain.accuracy - t.again.accuracy)
    return (
        "trained otherwise" if not same
        else "no floor" if floor is None
        else "no gain" if t.gated.accuracy - t.plain.accuracy <= floor
        else "no control" if t.wide is None
        else "more parameters" if t.gated.accuracy - t.wide.accuracy <= floor
        else "stands"
    )

# wrong: only plain and gated are asked for their epochs
def judge(t):
    if t.gated.epochs != t.plain.epochs:
        return "trained otherwise"
    if t.again is None:
        return "no floor"
    floor = abs(t.again.accuracy - t.plain.accuracy)
    if t.gated.accuracy - t.plain.accuracy <= floor:
        return "no gain"
    if t.wide is None:
        return "no control"
    return "more parameters" if t.gated.accuracy - t.wide.accuracy <= floor else "stands"

# wrong: a floor of two points for everybody
def judge(t):
    rows = [r for r in (t.gated, t.plain, t.again, t.wide) if r]
    if len({r.epochs for r in rows}) > 1:
        return "trained otherwise"
    if t.again is None:
        return "no floor"
    if t.gated.accuracy - t.plain.accuracy <= 2:
        return "no gain"
    if t.wide is None:
        return "no control"
    return "more parameters" if t.gated.accuracy - t.wide.accuracy <= 2 else "stands"

# wrong: strictly below the floor
def judge(t):
    rows = [r for r in (t.gated, t.plain, t.again, t.wide) if r]
    if len({r.epochs for r in rows}) > 1:
        return "trained otherwise"
    if t.again is None:
        return "no floor"
    floor = abs(t.again.accuracy - t.plain.accuracy)
    if t.gated.accuracy - max(t.plain.accuracy, t.again.accuracy) < 0:
        return "no gain"
    if t.wide is None:
        return "no control"
    return "more parameters" if t.gated.accuracy < t.wide.accuracy else "stands"

# wrong: a missing row is an error
def judge(t):
    if len({t.gated.epochs, t.plain.epochs, t.again.epochs, t.wide.epochs}) > 1:
        return "trained otherwise"
    floor = abs(t.again.accuracy - t.plain.accuracy)
    if t.gated.accuracy - t.plain.accuracy <= floor:
        return "no gain"
    return "more parameters" if t.gated.accuracy - t.wide.accuracy <= floor else "stands"

# wrong: the control first
def judge(t):
    rows = [r for r in (t.gated, t.plain, t.again, t.wide) if r]
    if len({r.epochs for r in rows}) > 1:
        return "trained otherwise"
    if t.wide is None:
        return "no control"
    if t.again is None:
        return "no floor"
    floor = abs(t.again.accuracy - t.plain.accuracy)
    if t.gated.accuracy - t.plain.accuracy <= floor:
        return "no gain"
    return "more parameters" if t.gated.accuracy - t.wide.accuracy <= floor else "stands"

# wrong: the wide network against plain
def judge(t):
    rows = [r for r in (t.gated, t.plain, t.again, t.wide) if r]
    if len({r.epochs for r in rows}) > 1:
        return "trained otherwise"
    if t.again is None:
        return "no floor"
    floor = abs(t.again.accuracy - t.plain.accuracy)
    if t.gated.accuracy - t.plain.accuracy <= floor:
        return "no gain"
    if t.wide is None:
        return "no control"
    return "more parameters" if t.wide.accuracy - t.plain.accuracy > 3 * floor else "stands"

# wrong: yes or no
def judge(t):
    return t.gated.accuracy > t.plain.accuracy

# hostile: writes a better table
def judge(t):
    t.gated.accuracy += 10
    return "stands"
