"""What a trained network says, and how often it is right."""

import torch


def device_of(net):
    """The device on which the network's numbers lie."""
    return next(net.parameters()).device


@torch.no_grad()
def predict(net, images, chunk=500):
    """The network's output for images (N, C, H, W), in eval mode, at most ``chunk`` at a time."""
    if not len(images):
        raise ValueError(f"there is no image to predict for: got {tuple(images.shape)}")
    was_training = net.training
    net.eval()
    try:
        device = device_of(net)
        parts = images.chunk(-(-len(images) // chunk))  # of equal size: no batch of one at the end
        return torch.cat([net(part.to(device)) for part in parts])
    finally:
        net.train(was_training)


def accuracy(output, batch):
    """Share of images whose largest logit is the label's."""
    return (output.argmax(1) == batch.labels.to(output.device)).float().mean().item()


def evaluate(net, batch, metric=accuracy):
    """``metric(predictions, batch)``, for instance the accuracy on a test batch."""
    return metric(predict(net, batch.images), batch)
