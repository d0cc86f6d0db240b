"""Pictures of a learner's own comparison: its data and its result."""

import numpy as np

from .detection import framed
from .figures import TRUE, new_figure
from .seeds import seed_points


def own_points(result):
    """Every replicate of every variant of a ``Comparison`` as a point, mean and 95% interval: a Figure."""
    return seed_points(result.stored, label="accuracy on the test pictures", title="your comparison")


def damaged_pieces(batch, classes, each=2):
    """The first pieces of pictures with each kind of damage, a box around the damaged square: a Figure.

    batch  of a datasets.pictures.Damaged;  classes  its kinds of damage
    """
    chosen = [k for kind in range(len(classes)) for k in (batch.labels == kind).nonzero()[:each, 0].tolist()]
    figure = new_figure(9.0, 1.4)
    for k, axes in zip(chosen, np.atleast_1d(figure.subplots(1, len(chosen)))):
        axes.imshow(batch.images[k].permute(1, 2, 0).numpy())
        framed(axes, TRUE, batch.box[k : k + 1])
        axes.set(xticks=[], yticks=[], frame_on=False)
        axes.set_xlabel(classes[int(batch.labels[k])], fontsize=9, labelpad=3)
    kinds = ", ".join(classes[int(batch.labels[k])] for k in chosen)
    figure.alt = f"{len(chosen)} pieces of pictures, in each a box around a damaged square: {kinds}."
    return figure
