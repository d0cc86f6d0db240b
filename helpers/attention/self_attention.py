"""Self-attention with several heads, over the places of a feature map."""

from torch import nn

from .checks import check_map, hidden_width


class SelfAttention(nn.Module):
    """The same with several heads, each with queries, keys and values of its own: (N, C, H, W) -> the same.

    Vaswani et al., NeurIPS 2017, over the H * W places.  At the start it changes nothing.
    """

    def __init__(self, channels, heads=1, reduction=1):
        super().__init__()
        self.channels, self.heads, hidden = channels, heads, hidden_width(channels, reduction)
        if hidden % heads:
            raise ValueError(f"{heads} heads cannot share {hidden} numbers: pass a divisor of {hidden}")
        self.query, self.key, self.value = (nn.Linear(channels, hidden) for _ in range(3))
        self.out = nn.Linear(hidden, channels)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def split(self, read, x):
        """What a layer reads at every place, divided among the heads: (N, heads, HW, width of a head)."""
        check_map(x, self.channels)
        return read(x.flatten(2).mT).unflatten(2, (self.heads, -1)).transpose(1, 2)

    def weights(self, x):
        """For every head and place a map, (N, heads, HW, HW): every row sums to one."""
        query, key = self.split(self.query, x), self.split(self.key, x)
        return (query @ key.mT / query.shape[3] ** 0.5).softmax(3)

    def forward(self, x):
        found = self.weights(x) @ self.split(self.value, x)  # (N, heads, HW, width of a head)
        return x + self.out(found.transpose(1, 2).flatten(2)).mT.unflatten(2, x.shape[2:])
