# check("a frozen gate", frozen_recall)
import torch

from helpers import gates, training
from helpers.experiments import metrics

# right: the two blocks written out
def frozen_recall(net, seen, batch):
    with gates.record(net) as kept:
        training.predict(net, seen.images)
    (name, w), = kept.items()
    mean = w.mean(dim=0)

    def frozen(weights):
        return mean.unsqueeze(0).repeat(len(weights), 1, 1, 1)

    with gates.replace(net, frozen):
        return metrics.hit_rate(training.predict(net, batch.images), batch.labels)

# right: the average as a sum over the images
def frozen_recall(net, seen, batch):
    with gates.record(net) as kept:
        training.predict(net, seen.images)
    weights = list(kept.values())[0]
    average = sum(weights) / len(weights)
    with gates.replace(net, lambda w: torch.zeros_like(w) + average):
        found = training.predict(net, batch.images)
    return float(metrics.hit_rate(found, batch.labels))

# right: recorded with the name of the gate
def frozen_recall(net, seen, batch):
    name = next(iter(gates.gates(net)))
    with gates.record(net) as heard:
        _ = training.predict(net, seen.images)
    still = torch.mean(heard[name], 0, True)
    with gates.replace(net, lambda w: still.expand(w.shape)):
        vectors = training.predict(net, batch.images)
    return metrics.hit_rate(vectors, batch.labels)

# wrong: the average of the test images
def frozen_recall(net, seen, batch):
    with gates.record(net) as kept:
        training.predict(net, batch.images)
    average = next(iter(kept.values())).mean(0, keepdim=True)
    with gates.replace(net, lambda w: average.expand_as(w)):
        return metrics.hit_rate(training.predict(net, batch.images), batch.labels)

# wrong: one number for all channels
def frozen_recall(net, seen, batch):
    with gates.record(net) as kept:
        training.predict(net, seen.images)
    average = next(iter(kept.values())).mean()
    with gates.replace(net, lambda w: average.expand_as(w)):
        return metrics.hit_rate(training.predict(net, batch.images), batch.labels)

# wrong: nothing is frozen
def frozen_recall(net, seen, batch):
    return metrics.hit_rate(training.predict(net, batch.images), batch.labels)

# wrong: predicts after the block
def frozen_recall(net, seen, batch):
    with gates.record(net) as kept:
        training.predict(net, seen.images)
    average = next(iter(kept.values())).mean(0, keepdim=True)
    with gates.replace(net, lambda w: average.expand_as(w)):
        pass
    return metrics.hit_rate(training.predict(net, batch.images), batch.labels)

# wrong: overwrites the gate for good
def frozen_recall(net, seen, batch):
    with gates.record(net) as kept:
        training.predict(net, seen.images)
    average = next(iter(kept.values())).mean(0, keepdim=True)
    gate = next(iter(gates.gates(net).values()))
    gate.weights = lambda x: average.expand(len(x), -1, 1, 1)
    gate.forward = lambda x: x * average
    return metrics.hit_rate(training.predict(net, batch.images), batch.labels)

# wrong: the first image's gate
def frozen_recall(net, seen, batch):
    with gates.record(net) as kept:
        training.predict(net, seen.images)
    first = next(iter(kept.values()))[:1]
    with gates.replace(net, lambda w: first.expand_as(w)):
        return metrics.hit_rate(training.predict(net, batch.images), batch.labels)

# wrong: recall on the seen images
def frozen_recall(net, seen, batch):
    with gates.record(net) as kept:
        training.predict(net, seen.images)
    average = next(iter(kept.values())).mean(0, keepdim=True)
    with gates.replace(net, lambda w: average.expand_as(w)):
        return metrics.hit_rate(training.predict(net, seen.images), seen.labels)

# wrong: the gate is opened, not frozen
def frozen_recall(net, seen, batch):
    with gates.replace(net, lambda w: torch.ones_like(w)):
        return metrics.hit_rate(training.predict(net, batch.images), batch.labels)

# wrong: the average of the replaced batch itself
def frozen_recall(net, seen, batch):
    with gates.replace(net, lambda w: w.mean(0, keepdim=True).expand_as(w)):
        return metrics.hit_rate(training.predict(net, batch.images), batch.labels)

# wrong: the median
def frozen_recall(net, seen, batch):
    with gates.record(net) as kept:
        training.predict(net, seen.images)
    middle = next(iter(kept.values())).median(0, keepdim=True).values
    with gates.replace(net, lambda w: middle.expand_as(w)):
        return metrics.hit_rate(training.predict(net, batch.images), batch.labels)

# hostile: leaves the block open
def frozen_recall(net, seen, batch):
    net.block = gates.replace(net, lambda w: torch.zeros_like(w))
    net.block.__enter__()
    return 0.5
