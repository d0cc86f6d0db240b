# check("own variants", variants)
import torch
from torch import nn

# right: a 1 x 1 convolution scores every place
class Base(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.score = nn.Conv2d(channels, 1, 1)


class MyGate(Base):
    def weights(self, x):
        return torch.sigmoid(self.score(x))

    def forward(self, x):
        return x * self.weights(x)


class Added(Base):
    weights = None

    def forward(self, x):
        return x + self.score(x)


variants = {"mine": {"attention": MyGate}, "mine added": {"attention": Added}}

# right: one hidden unit
class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.down, self.up = nn.Linear(channels, 1), nn.Linear(1, channels)

    def scores(self, x):
        return self.up(torch.tanh(self.down(x.mean((2, 3)))))[..., None, None]

    def weights(self, x):
        return self.scores(x).sigmoid()

    def forward(self, x):
        return self.weights(x) * x


class Twin(MyGate):
    weights = None

    def forward(self, x):
        return self.scores(x) + x


variants = {"mine added": {"attention": Twin}, "mine": {"attention": MyGate}}

# right: the spread of every channel, written with bare parameters
class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(channels))
        self.shift = nn.Parameter(torch.zeros(channels))

    def logits(self, x):
        spread = (x.flatten(2).var(2) + 1e-5).sqrt()
        return (spread * self.scale + self.shift).unsqueeze(-1).unsqueeze(-1)

    def weights(self, x):
        return 1 / (1 + torch.exp(-self.logits(x)))

    def forward(self, x):
        return x * self.weights(x)


class MyGateAdded(MyGate):
    weights = None

    def forward(self, x):
        return x + self.logits(x)


variants = dict(mine=dict(attention=MyGate))
variants["mine added"] = {"attention": MyGateAdded}

# wrong: the twin multiplies as well
class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.score = nn.Conv2d(channels, 1, 1)

    def weights(self, x):
        return self.score(x).sigmoid()

    def forward(self, x):
        return x * self.weights(x)


class Added(MyGate):
    weights = None

    def forward(self, x):
        return x * self.score(x)


variants = {"mine": {"attention": MyGate}, "mine added": {"attention": Added}}

# wrong: the twin has another number of parameters
class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.score = nn.Conv2d(channels, 1, 1)

    def weights(self, x):
        return self.score(x).sigmoid()

    def forward(self, x):
        return x * self.weights(x)


class Added(nn.Module):
    weights = None

    def __init__(self, channels):
        super().__init__()
        self.score = nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        return x + self.score(x)


variants = {"mine": {"attention": MyGate}, "mine added": {"attention": Added}}

# wrong: the weights do not look at the image
class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.table = nn.Parameter(torch.randn(channels))

    def logits(self, x):
        return self.table.view(1, -1, 1, 1).expand(len(x), -1, 1, 1)

    def weights(self, x):
        return self.logits(x).sigmoid()

    def forward(self, x):
        return x * self.weights(x)


class Added(MyGate):
    weights = None

    def forward(self, x):
        return x + self.logits(x)


variants = {"mine": {"attention": MyGate}, "mine added": {"attention": Added}}

# wrong: compares the image with its batch
class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.excite = nn.Linear(channels, channels)

    def logits(self, x):
        s = x.mean((2, 3))
        return self.excite(s - s.mean(0))[:, :, None, None]

    def weights(self, x):
        return self.logits(x).sigmoid()

    def forward(self, x):
        return x * self.weights(x)


class Added(MyGate):
    weights = None

    def forward(self, x):
        return x + self.logits(x)


variants = {"mine": {"attention": MyGate}, "mine added": {"attention": Added}}

# wrong: weights up to two
class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.score = nn.Conv2d(channels, 1, 1)

    def weights(self, x):
        return 2 * self.score(x).sigmoid()

    def forward(self, x):
        return x * self.weights(x)


class Added(MyGate):
    weights = None

    def forward(self, x):
        return x + self.score(x)


variants = {"mine": {"attention": MyGate}, "mine added": {"attention": Added}}

# wrong: layers in place of classes
class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.score = nn.Conv2d(channels, 1, 1)

    def weights(self, x):
        return self.score(x).sigmoid()

    def forward(self, x):
        return x * self.weights(x)


class Added(MyGate):
    weights = None

    def forward(self, x):
        return x + self.score(x)


variants = {"mine": {"attention": MyGate(16)}, "mine added": {"attention": Added(16)}}

# wrong: the twin is missing
class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.score = nn.Conv2d(channels, 1, 1)

    def weights(self, x):
        return self.score(x).sigmoid()

    def forward(self, x):
        return x * self.weights(x)


variants = {"mine": {"attention": MyGate}, "mine added": ...}

# wrong: the twin is the gate itself
class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.score = nn.Conv2d(channels, 1, 1)

    def weights(self, x):
        return self.score(x).sigmoid()

    def forward(self, x):
        return x * self.weights(x)


variants = {"mine": {"attention": MyGate}, "mine added": {"attention": MyGate}}

# wrong: the scores are detached
class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.score = nn.Conv2d(channels, 1, 1)

    def logits(self, x):
        return self.score(x).detach()

    def weights(self, x):
        return self.logits(x).sigmoid()

    def forward(self, x):
        return x * self.weights(x)


class Added(MyGate):
    weights = None

    def forward(self, x):
        return x + self.logits(x)


variants = {"mine": {"attention": MyGate}, "mine added": {"attention": Added}}

# wrong: weights says one thing and forward does another
class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.score = nn.Conv2d(channels, 1, 1)

    def weights(self, x):
        return self.score(x).sigmoid()

    def forward(self, x):
        return x + x * self.weights(x)


class Added(MyGate):
    weights = None

    def forward(self, x):
        return x + self.score(x)


variants = {"mine": {"attention": MyGate}, "mine added": {"attention": Added}}

# wrong: weights without the axes of length one
class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.excite = nn.Linear(channels, channels)

    def weights(self, x):
        return self.excite(x.mean((2, 3))).sigmoid()

    def forward(self, x):
        return x * self.weights(x)[:, :, None, None]


class Added(MyGate):
    weights = None

    def forward(self, x):
        return x + self.excite(x.mean((2, 3)))[:, :, None, None]


variants = {"mine": {"attention": MyGate}, "mine added": {"attention": Added}}

# wrong: the twin adds the weights after the sigmoid
class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.score = nn.Conv2d(channels, 1, 1)

    def weights(self, x):
        return self.score(x).sigmoid()

    def forward(self, x):
        return x * self.weights(x)


class Added(nn.Module):
    weights = None

    def __init__(self, channels):
        super().__init__()
        self.score = nn.Conv2d(channels, 1, 1)

    def forward(self, x):
        return x + self.score(x).sigmoid()


variants = {"mine": {"attention": MyGate}, "mine added": {"attention": Added}}

# wrong: dropout makes the weights random while training
class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.score = nn.Conv2d(channels, 1, 1)

    def weights(self, x):
        return nn.functional.dropout(self.score(x), 0.5, self.training).sigmoid()

    def forward(self, x):
        return x * self.score(x).sigmoid()


class Added(MyGate):
    weights = None

    def forward(self, x):
        return x + self.score(x)


variants = {"mine": {"attention": MyGate}, "mine added": {"attention": Added}}

# hostile: an endless chain of sub-dictionaries
variants = {}
variants["mine"] = variants
variants["mine added"] = variants

# hostile: a class whose construction leaves the kernel
class MyGate(nn.Module):
    def __init__(self, channels):
        raise SystemExit


variants = {"mine": {"attention": MyGate}, "mine added": {"attention": MyGate}}
