"""The parts of the benchmark: each a function that returns {name of a figure: number}."""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import torch
from steps import data, loop

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def layers(pairs=40):
    """Forward + backward of each layer over the reference's, in turn on the same tensors: median ratio."""
    import timm.layers.cbam as timm_cbam
    from torchvision.ops import SqueezeExcitation

    from helpers.attention import ChannelAttention, SpatialAttention

    torch.set_num_threads(1)
    rivals = {
        "channel avg / torchvision": (
            ChannelAttention(64, hidden=4, pools="avg", bias=True),
            SqueezeExcitation(64, 4),
        ),
        "channel avg + max / timm": (
            ChannelAttention(64, hidden=4),
            timm_cbam.ChannelAttn(64, rd_channels=4),
        ),
        "spatial / timm": (SpatialAttention(7, norm=True), timm_cbam.SpatialAttn(7)),
    }
    x = torch.randn(16, 64, 56, 56, requires_grad=True)
    slope = torch.randn_like(x)

    def seconds(layer):
        x.grad = None
        start = time.process_time()
        layer(x).backward(slope)
        return time.process_time() - start

    ratios = {}
    for name, (ours, theirs) in rivals.items():
        measured = [seconds(ours) / seconds(theirs) for _ in range(pairs)]
        ratios[name] = round(statistics.median(measured[5:]), 3)
    return {"ratio": ratios, "tensor": list(x.shape), "pairs": pairs - 5}


def members(pairs=40):
    """Forward pass of every member over that of a 3 × 3 convolution, in turn on the same map: median ratio.

    One thread, one image, processor time.  On a machine that does nothing else.
    """
    from helpers.tables.members import MEMBERS

    torch.set_num_threads(1)
    x = torch.randn(1, 64, 56, 56)
    convolution = torch.nn.Conv2d(64, 64, 3, padding=1, bias=False)

    def seconds(layer):
        start = time.process_time()
        layer(x)
        return time.process_time() - start

    ratios = {}
    with torch.no_grad():
        for member in MEMBERS:
            layer = member.make(64).eval()
            measured = [seconds(layer) / seconds(convolution) for _ in range(pairs)]
            ratios[member.variant] = round(statistics.median(measured[5:]), 2)
    return {"ratio": ratios, "tensor": list(x.shape), "pairs": pairs - 5}


def imports(runs=5):
    """Seconds of imports beyond torch's own: for a worker of a sweep, and for a lesson."""
    rooms = ["datasets", "networks", "training", "gates", "explain", "experiments", "tables.gains", "lesson"]
    rooms += ["exercises", "panels.base", "plots.diagrams"]
    lesson = "; ".join(f"import helpers.{room}" for room in rooms)
    worker = "import helpers.experiments.sweep"
    found = {"worker": beyond("torch", worker, runs), "lesson": beyond("torch, torchvision", lesson, runs)}
    return {"seconds beyond torch": found, "runs": runs}


def beyond(first, then, runs):
    """Seconds that imports take after others, in a fresh Python: the median of ``runs``, one to warm up."""
    timed = f"import time, {first}; t = time.perf_counter(); {then}; print(time.perf_counter() - t)"
    command = [sys.executable, "-c", timed]
    seconds = [float(subprocess.check_output(command, cwd=ROOT)) for _ in range(runs + 1)]
    return round(statistics.median(seconds[1:]), 2)


TURN = """
import json, statistics, time
from helpers.panels.base import Panel
def turn(panel, moves=50):
    control = next(c for c in panel.controls.values() if hasattr(c, "max"))
    took = []
    for k in range(moves + 5):
        value = control.min + (control.max - control.min) * ((7 * k) % moves) / moves
        start = time.process_time()
        control.value = type(control.value)(value)
        took.append(1000 * (time.process_time() - start))
    return round(statistics.median(took[5:]), 1)
found = {type(p).__name__: p for p in list(globals().values()) if isinstance(p, Panel)}
print("BENCH" + json.dumps({name: turn(panel) for name, panel in found.items()}))
"""


def panels():
    """CPU milliseconds of a redraw, median of 50 moves of the first slider, in the lesson's own kernel."""
    import nbformat
    from nbclient import NotebookClient

    redraw = {}
    for path in LESSONS:
        book = nbformat.read(path, as_version=4)
        book.cells.append(nbformat.v4.new_code_cell(TURN))
        where = {"metadata": {"path": str(path.parent)}}
        NotebookClient(book, timeout=600, kernel_name="python3", resources=where).execute()
        said = "".join(output.get("text", "") for output in book.cells[-1].outputs)
        redraw[path.stem] = json.loads(said.split("BENCH")[1])
    return {"redraw ms": redraw}


def browser():
    """Milliseconds from key press to painted pixels: median of 15, headless Chromium, every lesson."""
    import shutil
    import tempfile

    from labpage import ARGS, latencies, open_notebook, panels as panels_of, run_all, show_cell
    from labserver import LabServer
    from places import CHROMIUM
    from playwright.sync_api import sync_playwright

    root = Path(tempfile.mkdtemp())
    for folder in ("notebooks", "helpers", "data"):
        shutil.copytree(ROOT / folder, root / folder)
    figures = {}
    with LabServer(root) as server, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        for path in LESSONS:
            page = chromium.new_page(viewport={"width": 1300, "height": 950})
            open_notebook(page, server, f"notebooks/{path.name}")
            run_all(page)
            show_cell(page, ".show()")
            panel = panels_of(page).first
            handle = panel.get_by_role("slider").first
            handle.scroll_into_view_if_needed()
            figures[path.stem] = round(statistics.median(latencies(page, panel, handle)))
            page.close()
            server.end_kernels()
        version = chromium.version
    return {"key to pixels ms": figures, "chromium": version}


def lessons():
    """Minutes of nbval over all lessons, one after the other, and processor minutes with it."""
    before = os.times()
    subprocess.run(["make", "-s", "books"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return {"minutes": round((after.elapsed - before.elapsed) / 60, 1), "cpu minutes": round(cpu / 60, 1)}


ALL = {part.__name__: part for part in (layers, members, data, loop, imports, panels, browser, lessons)}
