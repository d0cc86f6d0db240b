# check("cbam block", what_and_where)
import torch

# right: calls the gates
def what_and_where(x, channel, spatial):
    return spatial(channel(x))

# right: multiplies by hand
def what_and_where(x, channel, spatial):
    x = channel.weights(x) * x
    x = spatial.weights(x) * x
    return x

# right: a loop over both
def what_and_where(x, channel, spatial):
    for gate in (channel, spatial):
        x = torch.mul(x, gate.weights(x).expand_as(x))
    return x

# wrong: where first
def what_and_where(x, channel, spatial):
    return channel(spatial(x))

# wrong: both from x, then multiplied
def what_and_where(x, channel, spatial):
    return x * channel.weights(x) * spatial.weights(x)

# wrong: both from x, then added
def what_and_where(x, channel, spatial):
    return channel(x) + spatial(x)

# wrong: adds x
def what_and_where(x, channel, spatial):
    y = channel(x)
    return x + spatial(y)

# wrong: the map scales x in place of what the first gate let through
def what_and_where(x, channel, spatial):
    y = channel(x)
    return x * spatial.weights(y)

# wrong: forgets where
def what_and_where(x, channel, spatial):
    return x * channel.weights(x)

# wrong: writes into x
def what_and_where(x, channel, spatial):
    x *= channel.weights(x)
    return x.mul_(spatial.weights(x))

# wrong: returns the weights
def what_and_where(x, channel, spatial):
    w = channel.weights(x)
    return w * spatial.weights(x * w)

# wrong: cuts the gradient
def what_and_where(x, channel, spatial):
    y = x * channel.weights(x).detach()
    return y * spatial.weights(y).detach()

# wrong: the average of both gates
def what_and_where(x, channel, spatial):
    y = channel(x)
    return (y + spatial(y)) / 2

# hostile: replaces the gate's method
def what_and_where(x, channel, spatial):
    channel.weights = lambda x: x
    spatial.weights = lambda x: x
    return x
