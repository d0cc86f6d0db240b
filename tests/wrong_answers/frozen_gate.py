"""Plausible wrong answers to the exercise "a frozen gate"; several were found in public code."""

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

WRONG = {
    "a frozen gate": [
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
}
