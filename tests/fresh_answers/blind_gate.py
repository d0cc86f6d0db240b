# check("blind gate", BlindGate)
import torch
import torch.nn.functional as F
from torch import nn

# right: a parameter of the final shape
class BlindGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.w = nn.Parameter(torch.randn(1, channels, 1, 1))

    def weights(self, x):
        return torch.sigmoid(self.w)

    def forward(self, x):
        return self.weights(x) * x

# right: for every image of the batch
class BlindGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.s = nn.Parameter(torch.full((channels,), 2.0))

    def weights(self, x):
        n, c = x.shape[:2]
        return self.s.sigmoid().repeat(n, 1).view(n, c, 1, 1)

    def forward(self, x):
        return x * self.weights(x).expand_as(x)

# right: an embedding with one row
class BlindGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.table = nn.Embedding(1, channels)

    def weights(self, x):
        zeros = torch.zeros(x.size(0), dtype=torch.long, device=x.device)
        return F.sigmoid(self.table(zeros)).unsqueeze(-1).unsqueeze(-1)

    def forward(self, x):
        return x.mul(self.weights(x))

# wrong: the scores depend on the size of the image
class BlindGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.s = nn.Parameter(torch.zeros(channels))

    def weights(self, x):
        return torch.sigmoid(self.s * x.shape[2])[None, :, None, None]

    def forward(self, x):
        return x * self.weights(x)

# wrong: random weights that are drawn in every call
class BlindGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.s = nn.Parameter(torch.zeros(channels))

    def weights(self, x):
        return torch.sigmoid(self.s + torch.randn(self.s.shape))[None, :, None, None]

    def forward(self, x):
        return x * self.weights(x)

# wrong: an ordinary gate without the MLP's second layer
class BlindGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.f = nn.Conv2d(channels, channels, 1, groups=channels, bias=False)

    def weights(self, x):
        return self.f(F.adaptive_avg_pool2d(x, 1)).sigmoid()

    def forward(self, x):
        return x * self.weights(x)

# wrong: batch normalisation takes the place of the weights
class BlindGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.bn = nn.BatchNorm2d(channels)

    def weights(self, x):
        return self.bn.weight.sigmoid()[None, :, None, None]

    def forward(self, x):
        return self.bn(x)

# wrong: the gate is frozen
class BlindGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.s = nn.Parameter(torch.zeros(channels), requires_grad=False)

    def weights(self, x):
        return self.s.sigmoid()[None, :, None, None]

    def forward(self, x):
        return x * self.weights(x)

# wrong: one weight per place
class BlindGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.s = nn.Parameter(torch.zeros(1, 1, 8, 8))

    def weights(self, x):
        return F.interpolate(self.s, x.shape[2:]).sigmoid()

    def forward(self, x):
        return x * self.weights(x)
