"""Plausible wrong answers to the exercises of lesson 06; several were found in public code."""

RECALL = """def recall_at(vectors, labels, k):
    directions = {directions}
    cosines = {cosines}
    places = {places}
    right = {right}
    return {result}
"""
RIGHT = {
    "directions": "F.normalize(vectors, dim=1)",
    "cosines": "(directions @ directions.T).fill_diagonal_(-torch.inf)",
    "places": "cosines.topk(k, dim=1).indices",
    "right": "labels[places] == labels[:, None]",
    "result": "right.any(1).double().mean().item()",
}


def recall(**changed):
    """The right answer with one or more of its lines changed."""
    return RECALL.format(**{**RIGHT, **changed})


FOUND = "(right.sum(1) / ((labels[:, None] == labels).sum(1) - 1).clamp(min=1)).mean()"
WRONG = {
    "recall at k": [
        ("the query counts", recall(cosines="directions @ directions.T"), "every image is its own nearest"),
        ("vectors as they are", recall(directions="vectors"), "long vectors win"),
        (
            "Euclidean distance",
            recall(cosines="-torch.cdist(vectors, vectors).fill_diagonal_(torch.inf)"),
            "the Euclidean distance",
        ),
        (
            "the smallest cosine",
            recall(
                cosines="(directions @ directions.T).fill_diagonal_(torch.inf)",
                places="cosines.topk(k, dim=1, largest=False).indices",
            ),
            "the farthest images",
        ),
        (
            "columns normalised",
            recall(directions="F.normalize(vectors, dim=0)"),
            "the columns are normalised, as well or instead",
        ),
        (
            "both normalised",
            recall(directions="F.normalize(F.normalize(vectors, dim=0), dim=1)"),
            "only the vectors (axis 1)",
        ),
        (
            "correlation",
            recall(directions="F.normalize(vectors - vectors.mean(1, keepdim=True), dim=1)"),
            "that is a correlation",
        ),
        (
            "centred",
            recall(directions="F.normalize(vectors - vectors.mean(0), dim=1)"),
            "the mean of all vectors",
        ),
        ("places for labels", recall(right="places == labels[:, None]"), "places in the list are not labels"),
        ("misses", recall(result="1 - right.any(1).double().mean()"), "the share of misses"),
        ("per cent", recall(result="100 * right.any(1).double().mean()"), "this is in per cent"),
        ("a count", recall(result="right.any(1).sum()"), "how many hits there are"),
        ("k ignored", recall(places="cosines.topk(1, dim=1).indices"), "k is not used"),
        ("precision", recall(result="right.double().mean()"), "the share of right ones among the k"),
        ("all right", recall(result="right.all(1).double().mean()"), "all k have to be right"),
        (
            "a vote",
            recall(result="(labels[places].mode(1).values == labels).double().mean()"),
            "this is a vote of the k",
        ),
        ("the k-th only", recall(result="right[:, -1].double().mean()"), "only the k-th neighbour"),
        ("share of all right ones", recall(result=FOUND), "the share of all right ones"),
        (
            "the query takes a place",
            recall(
                cosines="directions @ directions.T",
                places="cosines.topk(k, dim=1).indices[:, 1:]",
                result="right.any(1).double().mean().item() if k > 1 else 0.0",
            ),
            "the query took the only place",
        ),
        (
            "the query takes a place, sometimes",
            recall(
                cosines="directions @ directions.T",
                places="cosines.topk(max(k, 2), dim=1).indices[:, 1:]",
            ),
            "only k - 1 others",
        ),
        (
            "zero on the diagonal",
            recall(cosines="(directions @ directions.T).fill_diagonal_(0)"),
            "every cosine is negative",
        ),
        (
            "the first dropped",
            recall(cosines="directions @ directions.T", places="cosines.topk(k + 1, dim=1).indices[:, 1:]"),
            "instead of dropping the first",
        ),
        ("image by image", recall(result="right.any(1)"), "take the mean over the images"),
        ("in place", recall(directions="vectors.div_(vectors.norm(dim=1, keepdim=True))"), "changes vectors"),
        ("NaN", recall(result="float('nan')"), "it gives nan, not a number"),
        ("half", recall(result="0.5 * right.any(1).double().mean()"), "it should be"),
    ],
}
DOOR = """def true_accepts(vectors, labels, allowed):
    row, column = torch.triu_indices(len(labels), len(labels), offset={offset})
    similar, same = (vectors @ vectors.T)[row, column], labels[row] == labels[column]
    strangers = {strangers}
    most = int(allowed * len(strangers))
    threshold = {threshold}
    return {result}
"""
OPEN = {
    "offset": "1",
    "strangers": "similar[~same].sort(descending=True).values",
    "threshold": "strangers[most]",
    "result": "(similar[same] > threshold).double().mean().item()",
}


def door(**changed):
    """The right answer with one or more of its lines changed."""
    return DOOR.format(**{**OPEN, **changed})


ALL = """def true_accepts(vectors, labels, allowed):
    similar, same = vectors @ vectors.T, labels[:, None] == labels
    strangers = similar[~same].sort(descending=True).values
    return (similar[same] > strangers[int(allowed * len(strangers))]).double().mean()
"""
WRONG["the door"] = [
    ("the whole matrix", ALL, "leave the diagonal out"),
    (
        "threshold over all pairs",
        door(strangers="similar.sort(descending=True).values"),
        "over all pairs: only pairs",
    ),
    (
        "threshold over the whole matrix",
        door(strangers="(vectors @ vectors.T).flatten().sort(descending=True).values"),
        "the diagonal too",
    ),
    (
        "threshold from friends",
        door(strangers="similar[same].sort(descending=True).values"),
        "from pairs of one class",
    ),
    (
        "false accepts",
        door(result="(similar[~same] > threshold).double().mean()"),
        "the share of strangers let in",
    ),
    ("all pairs", door(result="(similar > threshold).double().mean()"), "the share of all pairs let in"),
    ("false rejects", door(result="(similar[same] <= threshold).double().mean()"), "that stay outside"),
    ("sorted the other way", door(strangers="similar[~same].sort().values"), "sort from high to low"),
    (
        "low cosines open",
        door(
            strangers="similar[~same].sort().values",
            result="(similar[same] < threshold).double().mean()",
        ),
        "the door opens for low cosines",
    ),
    ("the threshold itself", door(result="threshold.item()"), "this is the threshold"),
    ("always 0", door(threshold="0.0"), "the threshold is always 0"),
    ("allowed as a cosine", door(threshold="1 - allowed"), "taken for a cosine"),
    ("a quantile", door(threshold="similar[~same].quantile(1 - allowed)"), "a quantile"),
    ("one too many", door(threshold="strangers[most + 1]"), "30 strangers come in, allowed are 29"),
    (
        "strangers one too few",
        door(threshold="strangers[max(most - 1, 0)]"),
        "only 28 strangers come in",
    ),
    ("at least one stranger", door(threshold="strangers[max(most, 1)]"), "one place off"),
    ("a count", door(result="(similar[same] > threshold).sum()"), "divide by the number"),
    ("pair by pair", door(result="similar[same] > threshold"), "is one number"),
    ("half", door(result="0.5 * (similar[same] > threshold).double().mean()"), "it should be"),
]
FROZEN = """def frozen_recall(net, seen, batch):
    with gates.record(net) as kept:
        training.predict(net, {of}.images)
    average = {average}
    with gates.replace(net, {change}):
        found = training.predict(net, {judged}.images)
    return {result}
"""
COLD = {
    "of": "seen",
    "average": "next(iter(kept.values())).mean(0, keepdim=True)",
    "change": "lambda weights: average.expand_as(weights)",
    "judged": "batch",
    "result": "metrics.hit_rate(found, batch.labels)",
}


def freeze(**changed):
    """The right answer with one or more of its lines changed."""
    return FROZEN.format(**{**COLD, **changed})


OUTSIDE = """def frozen_recall(net, seen, batch):
    with gates.replace(net, "mean"):
        pass
    return metrics.hit_rate(training.predict(net, batch.images), batch.labels)
"""
KEPT = """def frozen_recall(net, seen, batch):
    with gates.record(net) as kept:
        training.predict(net, seen.images)
    average = next(iter(kept.values())).mean(0, keepdim=True)
    next(iter(gates.gates(net).values())).weights = lambda x: average.expand(len(x), -1, -1, -1)
    return metrics.hit_rate(training.predict(net, batch.images), batch.labels)
"""
OWN = "metrics.hit_rate(training.predict(net, batch.images), batch.labels)"
WRONG["a frozen gate"] = [
    ("predicts outside", OUTSIDE, "the gate works as ever"),
    ("the average of the test", freeze(of="batch"), "over the test images"),
    ("one number", freeze(average="next(iter(kept.values())).mean()"), "one number for all channels"),
    (
        "channels averaged",
        freeze(change="lambda w: w.mean(1, keepdim=True).expand_as(w)"),
        "over the channels",
    ),
    ("open", freeze(change="'one'"), "the gate is open"),
    ("another image's", freeze(change="'other image'"), "the gate of another"),
    ("the first one's", freeze(average="next(iter(kept.values()))[:1]"), "the first seen one"),
    ("multiplied", freeze(change="lambda weights: weights * average"), "multiplies the image's own"),
    (
        "judged on the seen",
        freeze(judged="seen", result="metrics.hit_rate(found, seen.labels)"),
        "judged on the seen images",
    ),
    ("the cost", freeze(result=f"{OWN} - {COLD['result']}"), "this is what freezing costs:"),
    ("the cost, negative", freeze(result=f"{COLD['result']} - {OWN}"), "with a minus"),
    ("gate left changed", KEPT, "it still works with another gate"),
    ("a tensor", freeze(result="found"), "recall@1 is one number"),
    ("half", freeze(result=f"0.5 * {COLD['result']}"), "it should be"),
]
