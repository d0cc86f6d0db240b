"""Controls of two relatives: non-local with one map for all places, and global context without attention."""

from .global_context import GlobalContext
from .non_local import NonLocal


class OneMap(NonLocal):
    """Non-local with one map for all places of an image: the average of theirs.

    The parameters are the same.  But all places then add the same numbers, and behind a ReLU a sum like this
    can hardly switch a channel off: so compare both with a ReLU behind the sum, too.
    """

    def weights(self, x):
        """For every place the same map, (N, HW, HW): no weight negative, every row sums to one."""
        maps = super().weights(x)
        return maps.mean(1, keepdim=True).expand_as(maps)


class UniformContext(GlobalContext):
    """Global context without attention: in place of the weighted average, that of all places.

    (N, C, H, W) -> the same.  It lacks the C + 1 parameters of the map, and nothing else.
    """

    def __init__(self, channels, reduction=4):
        super().__init__(channels, reduction)
        del self.pool

    def forward(self, x):
        return x + self.transform(x.mean((2, 3)))[:, :, None, None]
