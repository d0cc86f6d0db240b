# check("channel gate", ChannelGate)
import torch
import torch.nn.functional as F
from torch import nn

# right: 1 x 1 convolutions
class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        self.down = nn.Conv2d(channels, channels // reduction, 1)
        self.up = nn.Conv2d(channels // reduction, channels, 1)

    def weights(self, x):
        return self.up(self.down(F.adaptive_avg_pool2d(x, 1)).relu()).sigmoid()

    def forward(self, x):
        return self.weights(x) * x

# right: linear layers without bias, named one by one
class ChannelGate(nn.Module):
    def __init__(self, channels, reduction=16):
        super().__init__()
        self.fc1 = nn.Linear(channels, channels // reduction, bias=False)
        self.act = nn.ReLU(inplace=True)
        self.fc2 = nn.Linear(channels // reduction, channels, bias=False)

    def weights(self, x):
        b, c, _, _ = x.size()
        y = x.mean(dim=[2, 3])
        return torch.sigmoid(self.fc2(self.act(self.fc1(y)))).view(b, c, 1, 1)

    def forward(self, x):
        return x * self.weights(x).expand_as(x)

# right: bare parameters, multiplied from the right
class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        hidden = channels // reduction
        self.a = nn.Parameter(torch.randn(channels, hidden) * channels**-0.5)
        self.b = nn.Parameter(torch.randn(hidden, channels) * hidden**-0.5)

    def weights(self, x):
        s = torch.relu(x.flatten(2).mean(2) @ self.a) @ self.b
        return torch.sigmoid(s)[..., None, None]

    def forward(self, x):
        return x * self.weights(x)

# wrong: no sigmoid
class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(channels, channels // reduction), nn.ReLU(), nn.Linear(channels // reduction, channels))

    def weights(self, x):
        return self.mlp(x.mean((2, 3)))[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)

# wrong: twice the sigmoid's value
class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(channels, channels // reduction), nn.ReLU(), nn.Linear(channels // reduction, channels))

    def weights(self, x):
        return 2 * self.mlp(x.mean((2, 3))).sigmoid()[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)

# wrong: four hidden units, whatever the reduction
class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(channels, 4), nn.ReLU(), nn.Linear(4, channels))

    def weights(self, x):
        return self.mlp(x.mean((2, 3))).sigmoid()[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)

# wrong: dropout between the layers
class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        h = channels // reduction
        self.mlp = nn.Sequential(nn.Linear(channels, h), nn.ReLU(), nn.Dropout(0.5), nn.Linear(h, channels))

    def weights(self, x):
        return self.mlp(x.mean((2, 3))).sigmoid()[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)

# wrong: the squeeze is detached
class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        h = channels // reduction
        self.mlp = nn.Sequential(nn.Linear(channels, h), nn.ReLU(), nn.Linear(h, channels))

    def weights(self, x):
        with torch.no_grad():
            return self.mlp(x.mean((2, 3))).sigmoid()[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)

# wrong: the ReLU is missing
class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        h = channels // reduction
        self.mlp = nn.Sequential(nn.Linear(channels, h), nn.Linear(h, channels))

    def weights(self, x):
        return self.mlp(x.mean((2, 3))).sigmoid()[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)

# wrong: adds x, as in a residual block
class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        h = channels // reduction
        self.mlp = nn.Sequential(nn.Linear(channels, h), nn.ReLU(), nn.Linear(h, channels))

    def weights(self, x):
        return self.mlp(x.mean((2, 3))).sigmoid()[:, :, None, None]

    def forward(self, x):
        return x + x * self.weights(x)

# wrong: rounds the hidden width up
class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        h = -(-channels // reduction)
        self.mlp = nn.Sequential(nn.Linear(channels, h), nn.ReLU(), nn.Linear(h, channels))

    def weights(self, x):
        return self.mlp(x.mean((2, 3))).sigmoid()[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)

# wrong: the same weights for the whole batch
class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        h = channels // reduction
        self.mlp = nn.Sequential(nn.Linear(channels, h), nn.ReLU(), nn.Linear(h, channels))

    def weights(self, x):
        return self.mlp(x.mean((0, 2, 3))[None]).sigmoid()[:, :, None, None].expand(len(x), -1, 1, 1)

    def forward(self, x):
        return x * self.weights(x)

# hostile: works only in eval
class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        h = channels // reduction
        self.mlp = nn.Sequential(nn.Linear(channels, h), nn.ReLU(), nn.Linear(h, channels))

    def weights(self, x):
        if self.training:
            raise RuntimeError("not while training")
        return self.mlp(x.mean((2, 3))).sigmoid()[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)

# endless: its weights never come
class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()

    def weights(self, x):
        while True:
            pass

    forward = weights
