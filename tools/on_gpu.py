"""Everything that needs a GPU, in at most eight minutes: python course.py test-gpu.

Asks for no more than PyTorch, NumPy, scikit-learn, scikit-image, torchmetrics and Matplotlib, with what
these bring along.  What else is there (timm, Triton, ipywidgets) is used, and the result says what was
missing.  It writes one JSON with the device's name after every part, whole or not at all, so that a part
that fails costs no other.
"""

import argparse
import ast
import contextlib
import io
import json
import os
import platform
import sys
import time
import warnings
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]
os.environ.setdefault("OMP_NUM_THREADS", "1")

import torch  # noqa: E402

SHAPES = ((128, 64, 56, 56), (128, 256, 14, 14))  # the first is larger than a GPU's cache
QUICK = ((2, 64, 8, 8),)  # to try this file out on a CPU
WANTED = ("timm", "triton", "pytest", "ipywidgets", "IPython", "captum", "pycocotools")


def device_name(device):
    """What the figures were measured on."""
    return torch.cuda.get_device_name() if device.type == "cuda" else f"a CPU, {platform.machine()}"


def kernels(device, quick):
    """The fused kernels against the taught layers, with gradients: the largest difference for each layer."""
    import fast_checks

    from helpers.attention.fast import Fast

    found = {}
    for name, make in fast_checks.LAYERS.items():
        for shape in (*fast_checks.SHAPES, (4, 16, 56, 56)):
            torch.manual_seed(0)
            layer = make().to(device).train(shape[0] == 3)
            for rectified in (False, True):
                x = fast_checks.map_of(shape, device, rectified)
                found[name] = max(found.get(name, 0), fast_checks.furthest(layer, Fast, x))
                if why := Fast(layer).why_not(x):
                    raise RuntimeError(f"{name} was not answered by a kernel: {why}")
    wrong = {name: far for name, far in found.items() if not far < 1e-5}
    if wrong:
        raise RuntimeError(f"these differ by more than 1e-5: {wrong}")
    return found


def half(device, quick):
    """Half precision and channels_last: how far each is from float32, and whether a kernel answered."""
    from helpers.attention import CBAM
    from helpers.attention.fast import Fast

    torch.manual_seed(0)
    layer, x, found = CBAM(16, 4).to(device), torch.randn(4, 16, 28, 28, device=device), {}
    fast = Fast(layer)
    with torch.no_grad():
        want = layer(x)
        for kind in (torch.float16, torch.bfloat16):
            with torch.autocast(device.type, kind):
                found[f"autocast {kind}"] = (fast(x).float() - want).abs().max().item()
            short = Fast(CBAM(16, 4).to(device, kind))
            short.layer.load_state_dict(layer.state_dict())
            y = x.to(kind)
            found[f"{kind}, by {short.why_not(y) or 'kernel'}"] = (short(y).float() - want).abs().max().item()
        last = x.contiguous(memory_format=torch.channels_last)
        found[f"channels_last, by {fast.why_not(last) or 'kernel'}"] = (fast(last) - want).abs().max().item()
    if max(found.values()) > 0.1:
        raise RuntimeError(f"too far from float32: {found}")
    return found


def layers(device, quick):
    """SE, map and CBAM in copies of their input: eager, compiled, by kernels; timm's CBAM beside them.

    ``share of the limit`` is what the layer has to move, read for each pool and written once, over its time.
    """
    from helpers.attention import CBAM, SpatialMap, SqueezeExcitation
    from helpers.attention.fast import Fast
    from helpers.training import speed

    has_to_move = {"SE": 1.5, "map": 1.5, "CBAM": 2.0}
    copies, share = {}, {}
    for shape in QUICK if quick else SHAPES:
        x, channels = torch.randn(shape, device=device), shape[1]
        plain = {"SE": SqueezeExcitation(channels), "map": SpatialMap(), "CBAM": CBAM(channels)}
        rivals = {}
        for name, layer in plain.items():
            layer.to(device)
            rivals |= {f"{name} eager": layer, f"{name} kernel": Fast(layer)}
            if not quick:
                rivals[f"{name} compiled"] = Fast(layer, "compiled")
        if find_spec("timm"):
            from timm.layers.cbam import CbamModule

            rivals["CBAM timm"] = CbamModule(channels, rd_channels=channels // 16).to(device).eval()
        for way in (False, True):
            said = "forward and backward" if way else "forward"
            for name, took in speed.in_copies(rivals, x, backward=way, rounds=5 if quick else 30).items():
                copies[f"{name}, {said}, {shape}"] = round(took, 2)
                if not way:
                    share[f"{name}, {shape}"] = round(has_to_move[name.split()[0]] / took, 2)
    return {"copies": copies, "share of the limit": share}


def devices(device, quick):
    """The tests marked gpu: every task learns on the device, a network says the same there."""
    import device_checks

    for name in list(device_checks.TASKS)[: 2 if quick else None]:
        device_checks.learns_on(device, name)
    device_checks.says_the_same(device)
    return {"tasks": len(device_checks.TASKS)}


def sweep(device, quick):
    """One row of a sweep, trained here: its measures beside those of the stored row, which a CPU trained."""
    from helpers import experiments
    from helpers.experiments import store

    recipe = experiments.EXPERIMENTS["cued_colour"]
    recipe = replace(recipe, steps=5) if quick else recipe
    stored = store.load("cued_colour")
    found = {}
    for variant in ("plain", "squeeze"):
        rate, row = recipe.rate(variant), store.column(stored, variant)[0]
        began = time.monotonic()
        net, _ = experiments.train(recipe, variant, seed=0, lr=rate, device=device, watch=False)
        score = recipe.metrics(net, experiments.test_batch(recipe, 50 if quick else None))["accuracy"]
        seconds = round(time.monotonic() - began, 1)
        found[variant] = {"accuracy": score, "stored": row, "seconds": seconds}
    return found


def lessons(device, quick, until):
    """The claims of every lesson, cell by cell in this process: ticks, crosses and errors of each."""
    missing = [name for name in ("ipywidgets", "IPython", "captum") if find_spec(name) is None]
    if missing:
        return {"not run": f"the lessons need {', '.join(missing)}"}
    found = {}
    for path in sorted((ROOT / "notebooks").glob("*.ipynb"))[: 1 if quick else None]:
        if time.monotonic() > until:
            found[path.stem] = "not run: the time was over"
            continue
        found[path.stem] = claims_of(path)
    return found


def claims_of(path):
    """How the cells of one lesson run, in their order: {"ticks": 8, "crosses": [...], "errors": [...]}."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    names, printed, errors = {"__name__": "lesson"}, io.StringIO(), []
    for number, cell in enumerate(c for c in cells if c["cell_type"] == "code"):
        tree = ast.parse("".join(cell["source"]))
        try:
            with contextlib.redirect_stdout(printed), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(compile(tree, f"{path.stem}, cell {number}", "exec"), names)
        except Exception as error:
            errors.append(f"cell {number}: {type(error).__name__}: {error}")
    lines = printed.getvalue().splitlines()
    crosses = [line for line in lines if line.startswith("✗ not here")]
    return {"ticks": sum(line.startswith("✓") for line in lines), "crosses": crosses, "errors": errors}


PARTS = {"kernels": kernels, "half": half, "layers": layers, "devices": devices, "sweep": sweep}


def main():
    """``python tools/on_gpu.py [--out FILE] [--seconds 480] [--cpu]``: a status of 1 if a part failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "results" / "gpu.json")
    parser.add_argument("--seconds", type=float, default=480, help="no part begins after this time")
    parser.add_argument("--cpu", action="store_true", help="try this file out on a CPU, on small tensors")
    asked = parser.parse_args()
    if not (torch.cuda.is_available() or asked.cpu):
        print("No CUDA here: nothing was run. `make test-devices` pretends a second device.")
        return
    from helpers.experiments.store import write_whole

    device, until = torch.device("cpu" if asked.cpu else "cuda"), time.monotonic() + asked.seconds
    missing = [name for name in WANTED if find_spec(name) is None]
    result = {"device": device_name(device), "torch": torch.__version__, "missing": missing, "failed": {}}
    parts = {**PARTS, "lessons": lambda *given: lessons(*given, until)}
    for name, part in parts.items():
        began = time.monotonic()
        if began > until:
            result["failed"][name] = "the time was over"
        else:
            try:
                result[name] = part(device, asked.cpu)
            except Exception as error:
                result["failed"][name] = f"{type(error).__name__}: {str(error).splitlines()[0][:300]}"
        said = result["failed"].get(name, "done")
        print(f"{name}: {said} ({time.monotonic() - began:.0f} s)", flush=True)
        write_whole(asked.out, json.dumps(result, indent=1) + "\n")
    print(f"Written to {asked.out}: {result['device']}")
    sys.exit(bool(result["failed"]))


if __name__ == "__main__":
    main()
