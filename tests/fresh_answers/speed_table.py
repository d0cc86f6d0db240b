# check("speed table", contradictions)
from itertools import combinations

# right: groups first
def contradictions(rows):
    groups = {}
    for row in rows:
        groups.setdefault((row["device"], row["batch"], row["format"]), []).append(row)
    found = []
    for group in groups.values():
        for a, b in combinations(group, 2):
            less, more = sorted((a, b), key=lambda r: r["multiply_adds"])
            if less["multiply_adds"] < more["multiply_adds"] and less["images_per_second"] < more["images_per_second"]:
                found.append((less["network"], more["network"]))
    return found

# right: one comprehension, lists for pairs
def contradictions(rows):
    def conditions(r):
        return r["device"], r["batch"], r["format"]

    return [
        [a["network"], b["network"]]
        for a in rows
        for b in rows
        if conditions(a) == conditions(b)
        and (b["multiply_adds"] - a["multiply_adds"] > 0)
        and (b["images_per_second"] - a["images_per_second"] > 0)
    ]

# right: all conditions at once, as whatever else the row has
def contradictions(rows):
    numbers = ("network", "multiply_adds", "images_per_second")
    found = set()
    for a in rows:
        for b in rows:
            alike = all(a[k] == b[k] for k in a if k not in numbers)
            if alike and a["multiply_adds"] < b["multiply_adds"] and a["images_per_second"] < b["images_per_second"]:
                found.add((a["network"], b["network"]))
    return list(found)

# wrong: names alone
def contradictions(rows):
    return [r["network"] for r in rows]

# wrong: both directions of every pair
def contradictions(rows):
    found = []
    for a in rows:
        for b in rows:
            same = all(a[k] == b[k] for k in ("device", "batch", "format"))
            more = a["multiply_adds"] - b["multiply_adds"]
            if same and more * (a["images_per_second"] - b["images_per_second"]) > 0:
                found.append((a["network"], b["network"]))
    return found

# wrong: fewer multiply-adds and faster, which is no contradiction
def contradictions(rows):
    return [
        (a["network"], b["network"])
        for a in rows
        for b in rows
        if all(a[k] == b[k] for k in ("device", "batch", "format"))
        and a["multiply_adds"] < b["multiply_adds"]
        and a["images_per_second"] >= b["images_per_second"]
    ]

# wrong: images a second are divided by the batch
def contradictions(rows):
    return [
        (a["network"], b["network"])
        for a in rows
        for b in rows
        if a["device"] == b["device"]
        and a["multiply_adds"] < b["multiply_adds"]
        and a["images_per_second"] / a["batch"] < b["images_per_second"] / b["batch"]
    ]

# wrong: against the slowest alone
def contradictions(rows):
    if not rows:
        return []
    slowest = min(rows, key=lambda r: r["images_per_second"])
    return [
        (slowest["network"], b["network"])
        for b in rows
        if all(slowest[k] == b[k] for k in ("device", "batch", "format"))
        and slowest["multiply_adds"] < b["multiply_adds"]
        and slowest["images_per_second"] < b["images_per_second"]
    ]

# hostile: empties the table
def contradictions(rows):
    rows.clear()
    return []
