"""What trained members look at: whether weights follow the frame, and whose maps are whose."""

from .. import gates
from ..datasets import reframed
from ..training import predict


def first_weights(net, images):
    """What the gates of the first stage give: a list of tensors, one for each gate."""
    with gates.record(net) as seen:
        predict(net, images)
    return [weights for name, weights in seen.items() if name.startswith("stages.0.")]


def moved_by_frame(net, images, cue):
    """How far the first stage's weights move when only the frame's colour changes, as a share of their mean.

    The mean over all pairs of colours; of two gates, the one that moves more.
    """
    red, green, blue = (first_weights(net, reframed(images, cue, colour)) for colour in range(3))
    shares = []
    for triple in zip(red, green, blue):
        apart = sum((a - b).abs().mean() for a, b in zip(triple, (*triple[1:], triple[0]))) / 3
        shares.append((apart / sum(w.mean() for w in triple) * 3).item())
    return max(shares)


def own_share(maps):
    """How much of a place's weight lies elsewhere than in the image's average map: 0 (all alike) to 1."""
    return (0.5 * (maps - maps.mean(1, keepdim=True)).abs().sum(2)).mean().item()
