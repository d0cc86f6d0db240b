"""What a panel asks of the batch and the networks that it is given: one sentence for what it cannot show."""

import torch

from ..attention import check_map
from ..datasets import Batch
from ..training import predict

LARGEST = 512  # pixels on a side: more would not be seen, and a network would need much memory for it


def check_batch(batch, *truth, least=1, square=True, channels=None):
    """Raise ValueError, in one sentence, unless a batch can be shown.

    truth   what the panel reads beside images and labels: "mask", "cue", ...
    least   how many images it needs
    square  whether they must be as high as wide;  channels  how many channels they must have
    """
    if not isinstance(batch, Batch):
        raise ValueError(f"expected a Batch from helpers.datasets, got {type(batch).__name__}")
    check_images(batch.images, least, square, channels)
    for name in ("labels", *truth):
        values = getattr(batch, name)
        if values is None:
            raise ValueError(f"the panel reads the batch's {name}, which this one lacks: take another task")
        if len(values) != len(batch):
            raise ValueError(f"{len(batch)} images cannot have {len(values)} {name}: cut both alike")
        if values.dim() == 4 and values.shape[2:] != batch.images.shape[2:]:
            raise ValueError(
                f"{name} of {tuple(values.shape)} does not lie on images of {tuple(batch.images.shape)}: "
                "make both of one size"
            )
    for name in {"mask", "distractors"} & set(truth):
        blank = (~getattr(batch, name).flatten(1).any(1)).nonzero().ravel().tolist()
        if blank:
            raise ValueError(f"image {blank[0]} has no pixel in its {name}: choose images that have some")
    if "present" in truth and not batch.present.any(1).all():
        empty = int(batch.present.any(1).int().argmin())
        raise ValueError(f"image {empty} has no object to be found: choose images that have one")


def check_images(images, least, square, channels):
    """Raise ValueError, in one sentence, unless these are enough images (N, C, H, W) of finite numbers."""
    check_map(images)
    shape = tuple(images.shape)
    if len(images) < least:
        count = {1: "one image", 2: "at least two images"}.get(least, f"at least {least} images")
        raise ValueError(f"the panel needs {count}, the batch has {len(images) or 'none'}")
    if max(shape[2:]) > LARGEST:
        raise ValueError(
            f"images of {shape[2]} x {shape[3]} are too large: at most {LARGEST} x {LARGEST} are shown"
        )
    if square and shape[2] != shape[3]:
        raise ValueError(f"the panel shows images that are as high as wide, got {shape}")
    if channels not in (None, shape[1]):
        raise ValueError(f"the panel shows images of {channels} channel, got {shape[1]} channels: {shape}")
    broken = (~images.isfinite()).flatten(1).any(1).nonzero().ravel().tolist()
    if broken:
        raise ValueError(
            f"{len(broken)} of {len(images)} images hold values that are not numbers (nan or inf), the first "
            f"is image {broken[0]}: look at how they were made"
        )


def check_networks(*nets, images=None):
    """Raise ValueError, in one sentence, for what is no network, diverged or cannot read images."""
    for net in nets:
        if not isinstance(net, torch.nn.Module):
            raise ValueError(f"expected a network, got {type(net).__name__}")
        for name, values in net.state_dict().items():
            if not values.isfinite().all():
                raise ValueError(
                    f"{name} of {type(net).__name__} holds values that are not numbers (nan or inf): "
                    "build the network anew and train it with a smaller learning rate"
                )
        if images is not None:
            try:
                predict(net, images[:2])
            except RuntimeError as error:  # torch's own, about sizes and kinds of numbers
                raise ValueError(
                    f"this {type(net).__name__} cannot read {images.dtype} images of {tuple(images.shape)}: "
                    f"{str(error).splitlines()[0]}"
                ) from None
