"""Recognition: images -> vectors of length one, near each other where the class is the same."""

import torch
import torch.nn.functional as F
from torch import nn


class Embedder(nn.Module):
    """A network that places images on a sphere.  images (N, C, H, W) -> embeddings (N, dims), length 1

    backbone    the class of a classifier; its last layer gives ``dims`` numbers instead of logits
    classes     how many classes there are in training, each with a prototype: a vector to be learned
    scale       how sharply the training tells similarities apart: logits are scale * cosine

    Trained by a softmax over the cosines to the prototypes (Wang et al., NormFace, ACM MM 2017).
    For classes never seen only the embeddings count; the prototypes have done their work.
    """

    def __init__(self, backbone, classes=6, dims=32, scale=16.0, **settings):
        super().__init__()
        self.backbone, self.scale = backbone(classes=dims, **settings), scale
        self.prototypes = nn.Parameter(0.1 * torch.randn(classes, dims))

    def forward(self, images):
        return F.normalize(self.backbone(images), dim=1)

    def logits(self, embeddings):
        """scale * cosine of every embedding (N, dims) with every prototype: (N, classes)."""
        return self.scale * embeddings @ F.normalize(self.prototypes, dim=1).T


def prototype_loss(net, batch):
    """Cross entropy of an Embedder's cosines: each embedding is drawn to the prototype of its class."""
    return F.cross_entropy(net.logits(net(batch.images)), batch.labels)
