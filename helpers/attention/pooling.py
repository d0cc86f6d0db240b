"""Spatial attention in place of average pooling."""

from torch import nn

from .checks import check_map


class AttentionPool(nn.Module):
    """Spatial attention in place of average pooling: softmax over places.  (N, C, H, W) -> (N, C)

    The weights of an image sum to one, so a place can only win what another loses.  Like the attention
    of Bahdanau et al. (ICLR 2015), but over H * W places, and with one learned kernel for all images.
    """

    def __init__(self, channels):
        super().__init__()
        self.channels = channels
        self.score = nn.Conv2d(channels, 1, kernel_size=1)

    def logits(self, x):
        """One score per place, (N, 1, H, W), before the softmax."""
        check_map(x, self.channels)
        return self.score(x)

    def weights(self, x):
        """The attention map, (N, 1, H, W): not negative, and each image's weights sum to one."""
        logits = self.logits(x)
        return logits.flatten(2).softmax(2).view_as(logits)

    def forward(self, x):
        return (x * self.weights(x)).sum((2, 3))
