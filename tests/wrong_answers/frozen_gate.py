"""Wrong answers to 'a frozen gate': what is wrong, the code, a part of the message."""

WRONG = {
    "a frozen gate": [
        (
            "predicts outside",
            """def frozen_recall(net, seen, batch):
    with gates.replace(net, "mean"):
        pass
    return metrics.hit_rate(training.predict(net, batch.images), batch.labels)""",
            "the gate works as ever: predict inside of the with-block",
        ),
        (
            "gate left changed",
            """def frozen_recall(net, seen, batch):
    with gates.record(net) as kept:
        training.predict(net, seen.images)
    average = next(iter(kept.values())).mean(0, keepdim=True)
    next(iter(gates.gates(net).values())).weights = lambda x: average.expand(len(x), -1, -1, -1)
    return metrics.hit_rate(training.predict(net, batch.images), batch.labels)""",
            "its numbers, gradients, mode or hooks are not what they were",
        ),
        (
            "the average of the test",
            """def frozen_recall(net, seen, batch):
    with gates.record(net) as kept:
        training.predict(net, batch.images)
    average = next(iter(kept.values())).mean(0, keepdim=True)
    with gates.replace(net, lambda weights: average.expand_as(weights)):
        found = training.predict(net, batch.images)
    return metrics.hit_rate(found, batch.labels)""",
            "the average comes from the test images (batch), not from the",
        ),
        (
            "one number",
            """def frozen_recall(net, seen, batch):
    with gates.record(net) as kept:
        training.predict(net, seen.images)
    average = next(iter(kept.values())).mean()
    with gates.replace(net, lambda weights: average.expand_as(weights)):
        found = training.predict(net, batch.images)
    return metrics.hit_rate(found, batch.labels)""",
            "one number for all channels; every channel keeps its own ave",
        ),
        (
            "channels averaged",
            """def frozen_recall(net, seen, batch):
    with gates.record(net) as kept:
        training.predict(net, seen.images)
    average = next(iter(kept.values())).mean(0, keepdim=True)
    with gates.replace(net, lambda w: w.mean(1, keepdim=True).expand_as(w)):
        found = training.predict(net, batch.images)
    return metrics.hit_rate(found, batch.labels)""",
            "averaged over the channels of each image, not over the image",
        ),
        (
            "open",
            """def frozen_recall(net, seen, batch):
    with gates.record(net) as kept:
        training.predict(net, seen.images)
    average = next(iter(kept.values())).mean(0, keepdim=True)
    with gates.replace(net, 'one'):
        found = training.predict(net, batch.images)
    return metrics.hit_rate(found, batch.labels)""",
            "the gate is open, every weight is 1",
        ),
    ]
}
