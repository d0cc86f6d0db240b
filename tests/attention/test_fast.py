"""The fast forms answer as the taught layers do, or the layers answer themselves and a sentence says why."""

import os
import subprocess
import sys
from copy import deepcopy

import fast_checks
import pytest
import torch
from places import ROOT
from torch import nn

from helpers import gates
from helpers.attention import (
    CBAM,
    ECA,
    AttentionPool,
    ChannelAttention,
    SpatialAttention,
    SqueezeExcitation,
)
from helpers.attention.fast import FORMS, Fast, cpu, gpu

needs_c = pytest.mark.skipif(cpu.library()[0] is None, reason=cpu.library()[1])
KERNELS = ("pool_places", "pool_channels", "scale", "to_places", "to_channels", "to_map")
on_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
needs_triton = pytest.mark.skipif(gpu.triton is None, reason="Triton is not installed here")


@needs_c
@pytest.mark.parametrize("rectified", [False, True])
@pytest.mark.parametrize("shape", fast_checks.SHAPES)
@pytest.mark.parametrize("name", fast_checks.LAYERS)
def test_the_kernels_in_c_give_the_layer_and_its_gradients(name, shape, rectified):
    torch.manual_seed(0)
    layer = fast_checks.LAYERS[name]().train(shape[0] * shape[2] * shape[3] > 2)
    if shape[0] < 2:
        layer.eval()
    x = fast_checks.map_of(shape, rectified=rectified)
    assert not Fast(layer).why_not(x)
    assert fast_checks.furthest(layer, Fast, x) < 1e-5


@needs_c
@pytest.mark.parametrize("shape", fast_checks.SHAPES)
def test_a_pool_alone_is_that_of_the_joined_loop(shape):
    x = fast_checks.map_of(shape).detach()
    for over, dims in {"places": (2, 3), "channels": (1,)}.items():
        keep = over == "channels"
        torch.testing.assert_close(cpu.one_pool(x, "mean", over), x.mean(dims, keepdim=keep))
        assert torch.equal(cpu.one_pool(x, "max", over), x.amax(dims, keepdim=keep))


@needs_c
@pytest.mark.parametrize("channels", [1, 3, 4, 6])
@pytest.mark.parametrize("index", [False, True])
def test_channels_are_pooled_four_at_a_time_and_none_is_left_out(channels, index):
    x = fast_checks.map_of((2, channels, 5, 7)).detach()
    w = torch.rand(2, channels)
    scaled = x * w[..., None, None]
    pooled, at = cpu.pool_channels(x, w, index)
    top, where = scaled.max(1)
    torch.testing.assert_close(pooled, torch.stack([scaled.mean(1), top], 1))
    assert torch.equal(at.long(), where) if index else at is None
    alone = [cpu.one_pool(x, kind, "channels") for kind in ("mean", "max")]
    torch.testing.assert_close(torch.cat(alone, 1), cpu.pool_channels(x, None, index)[0])


@needs_triton
def test_the_kernels_in_triton_give_the_same_in_its_interpreter():
    path = [str(ROOT), str(ROOT / "tests" / "support")]
    more = {"TRITON_INTERPRET": "1", "PYTHONPATH": os.pathsep.join(path), "OMP_NUM_THREADS": "1"}
    script = ROOT / "tests" / "support" / "in_interpreter.py"
    done = subprocess.run(
        [sys.executable, script], env={**os.environ, **more}, capture_output=True, text=True, timeout=600
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 2 * len(fast_checks.LAYERS), done.stderr
    assert all(float(line.split()[-1]) < 1e-5 for line in lines), lines


@needs_triton
@pytest.mark.parametrize("kernel", KERNELS)
def test_the_kernels_in_triton_compile_for_a_gpu(kernel):
    """Also where there is none: the compiler comes with Triton.  All options on, all of them off."""
    from triton.backends.compiler import GPUTarget
    from triton.compiler import ASTSource, compile

    function = getattr(gpu, f"_{kernel}")
    whole = {"at": "*i32", "where": "*i32", "C": "i32", "P": "i32"}
    halves = dict.fromkeys(("x", "w", "s", "y", "dy", "dx"), "*fp16")
    for on in (True, False):
        fixed = {n: 128 if n == "BLOCK" else on for n in function.arg_names if n == "BLOCK" or n[:3] == "HAS"}
        types = {
            n: "constexpr" if n in fixed else {**whole, **halves}.get(n, "*fp32") for n in function.arg_names
        }
        built = compile(ASTSource(function, types, fixed), target=GPUTarget("cuda", 80, 32))
        assert "ptx" in built.asm


@pytest.mark.gpu
@on_cuda
@pytest.mark.parametrize("rectified", [False, True])
@pytest.mark.parametrize("shape", [*fast_checks.SHAPES, (4, 16, 56, 56)])
@pytest.mark.parametrize("name", fast_checks.LAYERS)
def test_the_kernels_on_a_gpu_give_the_layer_and_its_gradients(name, shape, rectified):
    torch.manual_seed(0)
    layer = fast_checks.LAYERS[name]().cuda().train(shape[0] == 3)
    x = fast_checks.map_of(shape, "cuda", rectified)
    assert not Fast(layer).why_not(x)
    assert fast_checks.furthest(layer, Fast, x) < 1e-5


@pytest.mark.parametrize("form", ["eager", "blocks", "kernel"])
@pytest.mark.parametrize("order", ["channel-spatial", "spatial-channel"])
def test_every_form_answers_for_every_layer_one_image_at_a_time_too(form, order):
    torch.manual_seed(0)
    x = fast_checks.map_of((5, 16, 6, 6))
    for layer in (ECA(16), CBAM(16, 4, order=order, norm=True), SqueezeExcitation(16)):
        with torch.no_grad():
            fast = Fast(layer.eval(), form, megabytes=1e-6)
            assert torch.allclose(fast(x), layer(x), atol=1e-6)
    assert list(fast.parameters()) == list(layer.parameters())


def test_where_a_form_has_nothing_the_layer_answers_and_a_sentence_says_why(monkeypatch):
    torch.manual_seed(0)
    x, layer = fast_checks.map_of((3, 16, 6, 6)), ChannelAttention(16, 4, norm=True)
    last = x.contiguous(memory_format=torch.channels_last)
    for fast, given, why in (
        (Fast(layer), last, "channels_last"),
        (Fast(deepcopy(layer).double()), x.double(), "float32"),
        (Fast(deepcopy(layer).bfloat16()), x.bfloat16(), "float32"),
        (Fast(ECA(16)), x, "no kernel for ECA"),
        (Fast(CBAM(16, order="spatial-channel")), x, "no kernel for CBAM"),
        (Fast(layer, "blocks"), x, "no_grad"),
    ):
        assert why in fast.why_not(given)
        assert torch.equal(fast(given), fast.layer(given))
    with torch.no_grad():
        assert "eval()" in Fast(layer, "blocks").why_not(x)
    cpu.library.cache_clear()
    monkeypatch.setattr(cpu, "COMPILERS", ("no-such-compiler",))
    monkeypatch.delenv("CC", raising=False)
    assert "no C compiler" in Fast(layer).why_not(x)
    cpu.library.cache_clear()


def test_without_a_working_compiler_the_compiled_form_is_the_layer_and_says_so(monkeypatch):
    x, layer = fast_checks.map_of((2, 16, 6, 6)), SqueezeExcitation(16)

    def broken(module, **settings):
        def call(x):
            raise RuntimeError("no compiler")

        return call

    monkeypatch.setattr(torch, "compile", broken)
    fast = Fast(layer, "compiled")
    assert torch.equal(fast(x), layer(x)) and "C++ compiler" in fast.why_not(x)
    assert torch.equal(fast(x), layer(x))


@needs_c
def test_mixed_precision_is_the_layers_own():
    torch.manual_seed(0)
    x, layer = fast_checks.map_of((3, 16, 6, 6)), CBAM(16, 4, norm=True)
    with torch.autocast("cpu", torch.bfloat16):
        want, got = layer(x), Fast(layer)(x)
    assert got.dtype == want.dtype and (got - want).abs().max() < 0.02


@needs_c
def test_a_replaced_gate_and_a_listener_are_served_by_the_layer():
    torch.manual_seed(0)
    x, layer = fast_checks.map_of((3, 16, 6, 6)), SqueezeExcitation(16)
    fast = Fast(layer).eval()
    with torch.no_grad(), gates.replace(fast, "one"):
        assert "replaced" in fast.why_not(x) and torch.equal(fast(x), x)
    assert not fast.why_not(x) and not torch.equal(fast(x), x)


@pytest.mark.parametrize("form", FORMS)
def test_bad_input_is_the_layers_own_sentence(form):
    fast = Fast(CBAM(16, 4), form)
    for x in ("a map", torch.zeros(16, 4, 4), torch.zeros(2, 8, 4, 4), torch.zeros(2, 16, 4, 4).long()):
        with pytest.raises(ValueError, match="expected a feature map"):
            fast(x)


@pytest.mark.parametrize(
    "settings, says",
    [
        ({"form": "quick"}, "form must be one of"),
        ({"megabytes": 0}, "above 0"),
        ({"layer": "CBAM"}, "a layer"),
    ],
)
def test_bad_settings_are_one_sentence(settings, says):
    with pytest.raises(ValueError, match=says):
        Fast(**{"layer": SpatialAttention(), **settings})


@needs_c
@pytest.mark.parametrize("form", FORMS)
def test_a_copy_answers_alike(form):
    torch.manual_seed(0)
    x, fast = fast_checks.map_of((2, 16, 6, 6)), Fast(CBAM(16, 4), form)
    if form != "compiled":  # it takes a minute
        fast(x)
    assert torch.equal(deepcopy(fast).layer(x), fast.layer(x)) and deepcopy(fast).form == form


@needs_c
def test_what_is_no_number_stays_none():
    x = fast_checks.map_of((2, 16, 6, 6))
    x[0, 3, 2, 2] = float("nan")
    for name in ("channel max", "spatial", "CBAM"):
        layer = fast_checks.LAYERS[name]().eval()
        with torch.no_grad():
            assert torch.equal(Fast(layer)(x).isnan(), layer(x).isnan()), name


@needs_c
@pytest.mark.filterwarnings("ignore")  # the tracer's own
def test_where_a_kernel_would_read_no_numbers_the_layer_answers(monkeypatch):
    torch.manual_seed(0)
    monkeypatch.setattr(cpu, "_call", None)  # a kernel would end the process
    x, layer = fast_checks.map_of((2, 16, 6, 6)), CBAM(16, 4).eval()
    elsewhere = Fast(deepcopy(layer).to("meta"))
    assert "on meta" in elsewhere.why_not(x.to("meta"))
    assert elsewhere(x.to("meta")).shape == x.shape
    more = fast_checks.map_of((5, 16, 6, 6))
    with torch.no_grad():
        for form in ("blocks", "kernel"):
            traced = torch.jit.trace(Fast(layer, form, megabytes=1e-6), x, check_trace=False)
            torch.testing.assert_close(traced(more), layer(more))
        exported = torch.export.export(Fast(layer), (x,)).module()
        torch.testing.assert_close(exported(x), layer(x))


OTHERS = {
    "reflected edges": nn.Conv2d(2, 1, 3, padding=1, padding_mode="reflect", bias=False),
    "dilated": nn.Conv2d(2, 1, 3, padding=2, dilation=2, bias=False),
    "oblong": nn.Conv2d(2, 1, (3, 5), padding=(1, 2)),
    "two layers": nn.Sequential(nn.Conv2d(2, 1, 3, padding=1), nn.Conv2d(1, 1, 1)),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_another_convolution_in_a_gate_answers_itself(kind):
    x, layer = fast_checks.map_of((2, 16, 6, 7)), SpatialAttention(3)
    layer.conv = OTHERS[kind]
    with torch.no_grad():
        torch.testing.assert_close(Fast(layer)(x), layer(x))


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
def test_numbers_of_another_format_are_the_layers_own_error(dtype):
    fast = Fast(SpatialAttention(3).to(dtype))
    with pytest.raises(RuntimeError, match="should be the same"):
        fast(fast_checks.map_of((2, 16, 6, 7)))


@pytest.mark.parametrize("shape", [(5, 8, 6, 6), (1, 8, 8, 8)])
def test_a_layer_that_pools_is_asked_in_blocks_too(shape):
    x, layer = fast_checks.map_of(shape), AttentionPool(8)
    with torch.no_grad():
        torch.testing.assert_close(Fast(layer, "blocks", megabytes=1e-6)(x), layer(x))
