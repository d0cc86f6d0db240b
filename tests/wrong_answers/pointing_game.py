"""Plausible wrong answers to the exercise "pointing game"; several were found in public code."""

PEAK = """def points_inside(maps, box):
    n, _, h, w = maps.shape
    at = {at}
    row, column = {place}
    top, left, bottom, right = {sides}
    return {result}
"""

PEAK_RIGHT = {
    "at": "maps.flatten(1).argmax(1)",
    "place": "at // w, at % w",
    "sides": "box.unbind(1)",
    "result": "(row >= top) & (row < bottom) & (column >= left) & (column < right)",
}


def peak(**changed):
    """The right answer with one or more of its lines changed."""
    return PEAK.format(**{**PEAK_RIGHT, **changed})


RESULT = PEAK_RIGHT["result"]

MASKS = """def points_inside(maps, box):
    masks = torch.zeros_like(maps).bool()
    for mask, (top, left, bottom, right) in zip(masks, box.tolist()):
        mask[:, top:bottom, left:right] = True
    return {result}
"""

CENTRE = """((maps[:, 0] * torch.arange(h)[:, None]).sum((1, 2)) / maps.sum((1, 2, 3))).round(), (
        (maps[:, 0] * torch.arange(w)).sum((1, 2)) / maps.sum((1, 2, 3))
    ).round()"""

MEANS = """(maps * masks).sum((1, 2, 3)) / masks.sum((1, 2, 3)) > (maps * ~masks).sum((1, 2, 3)) / (
        ~masks
    ).sum((1, 2, 3))"""

WRONG = {
    "pointing game": [
        ("divides by the height", peak(place="at // h, at % h"), "divided by the height"),
        ("row and column swapped", peak(place="at % w, at // w"), "row and column are swapped"),
        (
            "one peak for the batch",
            peak(at="maps[:, 0].argmax().expand(n) % (h * w)"),
            "one peak for the whole batch",
        ),
        (
            "bottom and right included",
            peak(result=RESULT.replace("<", "<=").replace(">==", ">=")),
            "bottom and right are counted in",
        ),
        ("top and left excluded", peak(result=RESULT.replace(">=", ">")), "top and left are left out"),
        ("smallest weight", peak(at="maps.flatten(1).argmin(1)"), "you look for the smallest weight"),
        ("centre of gravity", peak(place=CENTRE), "the centre of gravity"),
        ("averages compared", MASKS.format(result=MEANS), "you compare averages"),
        (
            "any large weight",
            MASKS.format(result="(maps * masks).flatten(1).max(1).values > 0.5"),
            "any large weight in the box counts",
        ),
        (
            "row and column one by one",
            peak(place="maps[:, 0].sum(2).argmax(1), maps[:, 0].sum(1).argmax(1)"),
            "from sums; the largest weight has both",
        ),
        ("row only", peak(result="(row >= top) & (row < bottom)"), "only the row is asked for"),
        ("column only", peak(result="(column >= left) & (column < right)"), "only the column is asked for"),
        ("first box for all", peak(sides="box[:1].expand(n, 4).unbind(1)"), "against the first box"),
        ("exchanged", peak(result=f"~({RESULT})"), "yes and no are exchanged"),
        ("the share", peak(result=f"({RESULT}).double().mean()"), "one number for the whole batch"),
        ("an axis left over", peak(result=f"({RESULT})[:, None]"), "an axis of length one is left over"),
        (
            "every peak with every box",
            peak(place="at[:, None] // w, at[:, None] % w"),
            "every peak was compared with every box",
        ),
        ("one answer per place", MASKS.format(result="maps * masks > 1"), "one answer per place"),
        ("a list", peak(result=f"({RESULT}).tolist()"), "it returned list"),
        ("the weight itself", peak(result="maps.flatten(1).max(1).values - 1.0"), "numbers in between"),
        (
            "changes the maps",
            "def points_inside(maps, box):\n    maps[maps < 1] = 0\n    return maps.sum((1, 2, 3)) > 0",
            "changes the maps or the boxes",
        ),
        ("all inside", peak(result="torch.ones(n).bool()"), "maps are judged wrongly"),
    ]
}
