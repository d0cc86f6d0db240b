"""PP-OCRv4's text detector: its form, its weights from a file, and how the file comes here."""

import hashlib
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from skimage import data
from text_package import constant, model, onnx_of, random_detector, tensor, write_package

from helpers import gates, networks
from helpers.networks import text_weights
from helpers.networks.onnx_weights import constants
from helpers.networks.text_detector import HardGate, prepared

EXPECTED = Path(__file__).with_name("text_detector_expected.npy")
NET = random_detector()
X = torch.rand(2, 3, 64, 96, generator=torch.Generator().manual_seed(0))
published = pytest.mark.skipif(
    not networks.text_detector_present(),
    reason="the published weights are not in data/downloads: call networks.fetch_text_detector()",
)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A folder with a package of a random network, whose sum counts as the published one."""
    folder = tmp_path / "published"
    folder.mkdir()
    path = write_package(folder, NET)
    monkeypatch.setattr(text_weights, "SHA256", hashlib.sha256(path.read_bytes()).hexdigest())
    return folder


@pytest.fixture
def from_there(package, monkeypatch):
    """pip finds packages in that folder and nowhere else."""
    for name in [n for n in os.environ if n.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(package))
    return package


# The network.


def test_a_number_for_every_pixel_and_ten_gates():
    with torch.no_grad(), gates.record(NET) as seen:
        text = NET(X)
    assert text.shape == (2, 1, 64, 96) and text.min() >= 0 and text.max() <= 1
    assert [tuple(w.shape[1:]) for w in seen.values()] == [(192, 1, 1), (384, 1, 1)] + 4 * [
        (96, 1, 1)
    ] + 4 * [(24, 1, 1)]
    assert sum(p.numel() for p in NET.parameters()) == 1_171_593


@pytest.mark.parametrize("shape", [(3, 64, 96), (1, 1, 64, 96), (1, 3, 60, 96), (1, 3, 64, 80)])
def test_images_of_another_shape_are_one_sentence(shape):
    with pytest.raises(ValueError, match="multiples of 32, got") as caught:
        NET(torch.zeros(shape))
    assert "\n" not in str(caught.value)


def test_the_hard_gate_is_the_formula_and_reaches_both_ends():
    gate = HardGate(8, 0.2)
    x = 20 * torch.randn(64, 8, 5, 4, generator=torch.Generator().manual_seed(1))
    scores = gate.excite(x.mean((2, 3))[:, :, None, None])
    by_hand = torch.minimum(torch.maximum(0.2 * scores + 0.5, torch.tensor(0.0)), torch.tensor(1.0))
    weights = gate.weights(x)
    torch.testing.assert_close(weights, by_hand)
    assert (weights == 0).any() and (weights == 1).any()
    torch.testing.assert_close(gate(x), x * weights)


def test_images_are_prepared_as_the_package_does_it():
    red = torch.tensor([1.0, 0.0, 0.5]).view(1, 3, 1, 1)
    assert prepared(red).flatten().tolist() == [0.0, -1.0, 1.0]  # blue first, (x - 0.5) / 0.5


# The file.


def test_a_network_that_went_through_a_file_answers_the_same():
    again = text_weights.with_weights(constants(onnx_of(NET)))
    with torch.no_grad():
        assert torch.equal(again(X), NET(X))


def test_constants_in_nodes_and_initialisers_of_one_file():
    a, b, whole = torch.randn(3, 200), torch.tensor(2.5), torch.arange(3)
    content = model([constant("a", a)], [tensor(b, "b"), tensor(whole, "whole", kind=7)])
    found = constants(content)
    assert list(found) == ["b", "a"] or list(found) == ["a", "b"]
    assert torch.equal(found["a"], a) and torch.equal(found["b"], b)


@pytest.mark.parametrize(
    "content",
    [b"", b"text, no file", onnx_of(NET)[:100_000], b"\xff" * 40, model([constant("a", torch.ones(2))])[:-3]],
)
def test_bytes_that_are_no_such_file_are_one_sentence(content):
    with pytest.raises(ValueError, match="this is not an ONNX file that"):
        constants(content)


def test_weights_of_another_network_are_refused():
    stored = constants(onnx_of(NET))
    del stored["conv2d_107.w_0"]
    with pytest.raises(ValueError, match="not the weights of PP-OCRv4's text detector: .*conv2d_107.w_0"):
        text_weights.with_weights(stored)
    stored = constants(onnx_of(NET)) | {"conv2d_107.w_0": torch.zeros(2, 2)}
    with pytest.raises(ValueError, match="not the weights"):
        text_weights.with_weights(stored)


# Fetched once, from a stand-in.


def test_it_is_fetched_once_checked_and_read(from_there, tmp_path, capsys, monkeypatch):
    folder = tmp_path / "downloads"
    with pytest.raises(ValueError, match="not in data/downloads: call networks.fetch_text_detector"):
        networks.text_detector(folder)
    assert networks.fetch_text_detector(folder) is True
    assert [path.name for path in folder.iterdir()] == [text_weights.FILE]
    with torch.no_grad():
        assert torch.equal(networks.text_detector(folder)(X), NET(X))
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "nothing"))
    assert networks.fetch_text_detector(folder) is True, "what is there is not fetched again"
    assert capsys.readouterr().out == 2 * f"{text_weights.HERE}\n"


def test_without_a_network_it_is_one_line_and_nothing_is_left(from_there, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "nothing"))
    folder = tmp_path / "downloads"
    assert networks.fetch_text_detector(folder) is False
    assert capsys.readouterr().out == f"{text_weights.FAILED}\n" and not list(folder.iterdir())


def test_another_file_of_that_name_is_not_kept_and_not_read(from_there, tmp_path, capsys):
    path = from_there / text_weights.FILE
    path.write_bytes(path.read_bytes() + b"!")
    folder = tmp_path / "downloads"
    assert networks.fetch_text_detector(folder) is False
    assert capsys.readouterr().out == f"{text_weights.DAMAGED}\n" and not list(folder.iterdir())
    with pytest.raises(ValueError, match="its SHA-256 differs"):
        networks.text_detector(from_there)
    assert networks.fetch_text_detector(from_there) is False


def test_a_folder_that_cannot_be_written_is_one_line(from_there, tmp_path, capsys):
    taken = tmp_path / "taken"
    taken.write_text("a file stands where the folder should be")
    assert networks.fetch_text_detector(taken) is False
    assert capsys.readouterr().out == f"{text_weights.FAILED}\n"


# The published weights, where they are.


def a_page():
    """A part of a photographed page, (1, 3, 64, 160)."""
    page = torch.from_numpy(data.page()[64:128, :160].copy()).float() / 255
    return page.expand(1, 3, -1, -1)


@published
def test_the_published_network_answers_as_onnxruntime_did():
    with torch.no_grad():
        text = networks.text_detector()(prepared(a_page()))
    assert np.abs(text.numpy() - np.load(EXPECTED)).max() < 1e-4


@published
@pytest.mark.parametrize("size", [(64, 96), (96, 224)])
def test_the_published_network_answers_as_onnxruntime_does(size):
    runtime = pytest.importorskip(
        "onnxruntime", reason="onnxruntime is not installed: the stored answer is compared"
    )
    with zipfile.ZipFile(text_weights.DOWNLOADS / text_weights.FILE) as package:
        session = runtime.InferenceSession(
            package.read(text_weights.INSIDE), providers=["CPUExecutionProvider"]
        )
    page = torch.from_numpy(data.page()[: size[0], : size[1]].copy()).float().div(255).expand(1, 3, -1, -1)
    with torch.no_grad():
        ours = networks.text_detector()(prepared(page)).numpy()
    assert np.abs(ours - session.run(None, {"x": prepared(page).numpy()})[0]).max() < 1e-4


def test_the_stored_answer_is_one_that_finds_text():
    expected = np.load(EXPECTED)
    assert expected.shape == (1, 1, 64, 160) and 0.05 < (expected > 0.3).mean() < 0.5
