"""Devices: what needs CUDA (marked gpu), what a pretended device shows, and what lessons may say."""

import ast
import sys
from pathlib import Path

import nbformat
import pytest
import torch
from device_checks import TASKS, learns_on, says_the_same

from helpers import datasets, experiments, explain, gates, networks, training

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tools"))

import elsewhere  # noqa: E402

PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
on_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")


@pytest.fixture
def there():
    """The pretended device."""
    with elsewhere.Elsewhere(), elsewhere.FromNumbers():
        yield elsewhere.DEVICE


@pytest.mark.gpu
@on_cuda
@pytest.mark.parametrize("name", TASKS)
def test_every_task_learns_on_a_gpu(name):
    learns_on(torch.device("cuda"), name)


@pytest.mark.gpu
@on_cuda
def test_a_network_says_the_same_on_a_gpu():
    says_the_same(torch.device("cuda"))


@pytest.mark.parametrize("name", TASKS)
def test_every_task_learns_on_a_pretended_device(name, there):
    learns_on(there, name)


def test_maps_and_batches_on_a_pretended_device(there):
    recipe = experiments.EXPERIMENTS["clutter"]
    net = networks.build(recipe.network, 0, **recipe.settings, **recipe.variants["gate"]).eval().to(there)
    batch = datasets.cluttered_digits(6, "test", 0).to(there)
    assert batch.images.device == there and batch[2:4].mask.device == there
    assert explain.grad_cam(net, batch.images).shape[0] == 6
    for how in ("one", "mean", "invert", "shuffle", "other image"):
        with gates.replace(net, how):
            assert training.predict(net, batch.images).device == there


@pytest.mark.parametrize(
    "mistake",
    [
        lambda x: x.numpy(),
        lambda x: x + torch.ones(3),
        lambda x: torch.stack([x, torch.ones(3)]),
        lambda x: torch.ones(3)[x > 0],
    ],
)
def test_the_pretended_device_is_as_strict_as_a_gpu(mistake, there):
    x = torch.tensor([1.0, 2.0, 3.0], device=there)
    with pytest.raises((TypeError, RuntimeError, IndexError)):
        mistake(x)
    assert (x * 2).cpu().numpy().tolist() == [2, 4, 6] and x.tolist() == [1, 2, 3]


def test_no_lesson_names_a_device():
    """They take what lesson.start() chooses: cuda, mps or the CPU."""
    for path in PATHS:
        cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        assert "device = lesson.start()" in cells[0].source
        for cell in cells:
            for node in ast.walk(ast.parse(cell.source)):
                words = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
                assert not (isinstance(words, str) and words.split(":")[0] in ("cuda", "mps")), path.name
                assert getattr(node, "attr", "") not in ("cuda", "mps"), f"{path.name}: cuda without fallback"
