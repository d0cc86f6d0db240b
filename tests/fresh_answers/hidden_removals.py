# check("hidden removals", hidden)
import torch

# right: masks that multiply
def hidden(read, x, a, b):
    def answers(off):
        keep = torch.ones(1, x.shape[1], 1, 1, dtype=x.dtype)
        for channel in off:
            keep[0, channel] = 0
        return read(x * keep).argmax(1)
    whole = answers([])
    fooled = (answers([a]) == whole) & (answers([b]) == whole) & (answers([a, b]) != whole)
    return fooled.float().mean()

# right: image by image
def hidden(read, x, a, b):
    count = 0
    for image in x:
        def say(*off):
            y = image.clone()
            for channel in off:
                y[channel] = 0
            return int(read(y[None]).argmax())
        count += say(a) == say() == say(b) != say(a, b)
    return count / len(x)

# right: a loop with no_grad and a list
def hidden(read, x, a, b):
    said = []
    with torch.no_grad():
        for off in ([], [a], [b], [a, b]):
            y = x.clone()
            y[:, off] = 0.0
            said.append(read(y).max(1).indices)
    full, one, two, both = said
    return torch.mean(((one == full) * (two == full) * (both != full)).double()).item()

# wrong: the images that change without both
def hidden(read, x, a, b):
    y = x.clone()
    y[:, [a, b]] = 0
    return (read(y).argmax(1) != read(x).argmax(1)).double().mean().item()

# wrong: removes all channels between the two
def hidden(read, x, a, b):
    def answers(*off):
        y = x.clone()
        for k in off:
            y[:, k] = 0
        return read(y).argmax(1)
    full = answers()
    low, high = min(a, b), max(a, b)
    both = answers(*range(low, high + 1))
    return ((answers(a) == full) & (answers(b) == full) & (both != full)).double().mean().item()

# wrong: the second removal goes on from the first, so that b is never off alone
def hidden(read, x, a, b):
    full = read(x).argmax(1)
    y = x.clone()
    y[:, a] = 0
    one = read(y).argmax(1)
    y[:, b] = 0
    both = read(y).argmax(1)
    return ((one == full) & (both != full)).double().mean().item()

# wrong: the share among those that both removals leave alone
def hidden(read, x, a, b):
    def answers(*off):
        y = x.clone()
        y[:, list(off)] = 0
        return read(y).argmax(1)
    full = answers()
    calm = (answers(a) == full) & (answers(b) == full)
    return ((answers(a, b) != full) & calm).sum().item() / max(1, calm.sum().item())

# wrong: a and b exchanged for other channels' average
def hidden(read, x, a, b):
    def answers(*off):
        y = x.clone()
        for k in off:
            y[:, k] = x.mean(1)
        return read(y).argmax(1)
    full = answers()
    return ((answers(a) == full) & (answers(b) == full) & (answers(a, b) != full)).double().mean().item()

# wrong: only the channels' numbers above their mean go
def hidden(read, x, a, b):
    def answers(*off):
        y = x.clone()
        for k in off:
            y[:, k] = y[:, k].clamp(max=y[:, k].mean())
        return read(y).argmax(1)
    full = answers()
    return ((answers(a) == full) & (answers(b) == full) & (answers(a, b) != full)).double().mean().item()

# wrong: true or false for the whole batch
def hidden(read, x, a, b):
    def answers(*off):
        y = x.clone()
        y[:, list(off)] = 0
        return read(y).argmax(1)
    full = answers()
    return float(bool(((answers(a) == full) & (answers(b) == full) & (answers(a, b) != full)).any()))

# hostile: changes the network
def hidden(read, x, a, b):
    for p in read.parameters():
        p.data.zero_()
    return 0.0
