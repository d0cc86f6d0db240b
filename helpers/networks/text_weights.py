"""The weights of PP-OCRv4's text detector, from the published package rapidocr-onnxruntime (Apache-2.0).

They are no part of this project.  ``fetch_text_detector`` lets pip fetch the package's file once, 15 MB, and
puts it into data/downloads; its dependencies are not needed, and nothing of it is run.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from .onnx_weights import constants
from .text_detector import LEVELS, TextDetector

DOWNLOADS = Path(__file__).resolve().parents[2] / "data" / "downloads"
PACKAGE = "rapidocr-onnxruntime==1.4.4"
FILE = "rapidocr_onnxruntime-1.4.4-py3-none-any.whl"
SHA256 = "971d7d5f223a7a808662229df1ef69893809d8457d834e6373d3854bc1782cbf"
INSIDE = "rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx"
# pip refuses the package for Python 3.13, whose onnxruntime came later; the file is the same for all.
PIP = ["download", "--no-deps", "--only-binary=:all:", "--python-version", "3.11", "--retries", "0"]
PIP += ["--timeout", "10", "--quiet", "--disable-pip-version-check", "--no-input"]
HERE = "The text detector is here: networks.text_detector()."
FAILED = "The text detector could not be fetched: no network? The lesson goes on with its stored answers."
DAMAGED = "The text detector's file is not the one that was published: it was not kept."


def text_detector_present(folder=DOWNLOADS):
    """Whether the package's file lies in the folder."""
    return (Path(folder) / FILE).is_file()


def fetch_text_detector(folder=DOWNLOADS, seconds=120):
    """Let pip fetch the file unless it is there, and say in one sentence how it went: True or False.

    A file whose SHA-256 is not that of the published one is not kept; nothing is left half written.
    """
    folder = Path(folder)
    try:
        if text_detector_present(folder):
            published(folder / FILE)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder) as part:
                pip = [sys.executable, "-m", "pip", *PIP, "--dest", part, PACKAGE]
                subprocess.run(pip, check=True, capture_output=True, timeout=seconds)
                published(Path(part) / FILE)
                (Path(part) / FILE).replace(folder / FILE)
        print(HERE)
        return True
    except ValueError:
        print(DAMAGED)
    except (OSError, subprocess.SubprocessError):
        print(FAILED)
    return False


def published(path):
    """The bytes of the package's file; ValueError if they are not those that were published."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise ValueError(
            f"{path.name} in {path.parent.name} is not the published file (its SHA-256 differs): remove it, "
            "then call networks.fetch_text_detector()"
        )
    return content


def text_detector(folder=DOWNLOADS):
    """PP-OCRv4's text detector with its published weights, in eval mode, on the CPU.

    Raises ValueError if the package's file is not in the folder, or is another one.
    """
    path = Path(folder) / FILE
    if not text_detector_present(folder):
        raise ValueError(
            "the text detector is not in data/downloads: call networks.fetch_text_detector() once (15 MB)"
        )
    published(path)
    with zipfile.ZipFile(path) as package:
        return with_weights(constants(package.read(INSIDE)))


def with_weights(stored):
    """The network with these constants {name in the ONNX file: tensor}; ValueError if they do not fit."""
    net = TextDetector()
    try:
        state = {name: stored[source] for name, source in names().items()}
        state["head.3.bias"], state["head.6.bias"] = (
            state["head.3.bias"].ravel(),
            state["head.6.bias"].ravel(),
        )
        own = {name for name in net.state_dict() if not name.endswith("num_batches_tracked")}
        net.load_state_dict(state, strict=False)
        if own != set(state):
            raise KeyError(*(own ^ set(state)))
    except (KeyError, RuntimeError) as error:
        raise ValueError(f"these are not the weights of PP-OCRv4's text detector: {error}") from None
    return net.eval()


def names():
    """{name in TextDetector's state: name in the ONNX file}."""
    found = {"stem.0.weight": "conv2d_0.w_0"}
    found |= (
        norm("stem.1", "batch_norm2d_0") | norm("head.1", "batch_norm_0") | norm("head.4", "batch_norm_1")
    )
    for k in range(14):  # every block has two convolutions, and an affine behind each and each activation
        block = f"blocks.{k}"
        found |= both(f"{block}.depth.0", f"conv2d_{394 + 2 * k}")
        found |= both(f"{block}.depth.1", f"mobile_one_block_{2 * k}", shift="w_1")
        found |= both(f"{block}.point.0", f"conv2d_{395 + 2 * k}")
        found |= both(f"{block}.point.1", f"mobile_one_block_{2 * k + 1}", shift="w_1")
        found |= both(f"{block}.point.3", f"whswish_b_{2 * k + 2}", shift="w_1")
        if k not in (1, 3, 5, 10):  # those that halve the map have no activation in between
            found |= both(f"{block}.depth.3", f"whswish_b_{2 * k + 1}", shift="w_1")
    found |= excite("blocks.10", 96) | excite("blocks.11", 107)
    for k in range(len(LEVELS)):
        first = 135 + 6 * k
        found |= both(f"kept.{k}", f"conv2d_{131 + k}")
        found[f"into.{k}.conv.weight"] = f"conv2d_{first}.w_0"
        found[f"out_of.{k}.conv.weight"] = f"conv2d_{first + 3}.w_0"
        found |= excite(f"into.{k}", first + 1) | excite(f"out_of.{k}", first + 4)
    found["head.0.weight"] = "conv2d_159.w_0"
    return found | both("head.3", "conv2d_transpose_0") | both("head.6", "conv2d_transpose_1")


def both(ours, theirs, shift="b_0"):
    return {f"{ours}.weight": f"{theirs}.w_0", f"{ours}.bias": f"{theirs}.{shift}"}


def norm(ours, theirs):
    parts = {"weight": "w_0", "bias": "b_0", "running_mean": "w_1", "running_var": "w_2"}
    return {f"{ours}.{name}": f"{theirs}.{part}" for name, part in parts.items()}


def excite(ours, first):
    """The two layers of a gate."""
    gate = f"{ours}.attention.excite"
    return both(f"{gate}.0", f"conv2d_{first}") | both(f"{gate}.2", f"conv2d_{first + 1}")
