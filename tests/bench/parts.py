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


SHAPES = ((16, 64, 56, 56), (32, 256, 14, 14), (8, 32, 112, 112))
LAYER_GOAL = {"forward": 1.0, "forward + backward": 0.85}  # of the reference's time


def layers(pairs=25):
    """Each layer's time over the reference's, in turn on the same tensors: median ratio; and in copies.

    The limit of a layer is a copy of the feature map, read once and written once: ``copies`` says how many of
    them a forward pass costs.  Processor time, one thread.
    """
    torch.set_num_threads(1)
    ratios, copies = {way: {} for way in LAYER_GOAL}, {}
    for shape in SHAPES:
        x = torch.randn(shape)
        copy = statistics.median(seconds(lambda t: t.clone(), x, False) for _ in range(pairs))
        for name, (ours, theirs) in rivals(shape[1]).items():
            key = f"{name}, {shape}"
            for way, grad in zip(LAYER_GOAL, (False, True)):
                took = [(seconds(ours, x, grad), seconds(theirs, x, grad)) for _ in range(pairs)][5:]
                ratios[way][key] = round(statistics.median(mine / other for mine, other in took), 3)
                if not grad:
                    copies[key] = round(statistics.median(mine for mine, _ in took) / copy, 1)
    return {"ratio": ratios, "goal": LAYER_GOAL, "copies of a forward pass": copies, "pairs": pairs - 5}


def rivals(channels):
    """Our layers and the same of torchvision or timm: {name: (ours, theirs)}."""
    from timm.layers import cbam
    from torchvision.ops import SqueezeExcitation as Squeeze

    from helpers.attention import CBAM, ChannelAttention, SpatialAttention, SpatialMap, SqueezeExcitation

    hidden = channels // 16
    one_pool = ChannelAttention(channels, hidden=hidden, pools="avg", bias=True)
    both_pools = ChannelAttention(channels, hidden=hidden)
    block = CBAM(channels, reduction=16, norm=True)
    return {
        "squeeze / torchvision": (SqueezeExcitation(channels, 16), Squeeze(channels, hidden)),
        "channel avg / torchvision": (one_pool, Squeeze(channels, hidden)),
        "channel avg + max / timm": (both_pools, cbam.ChannelAttn(channels, rd_channels=hidden)),
        "map / timm": (SpatialMap(7), cbam.SpatialAttn(7)),
        "spatial / timm": (SpatialAttention(7, norm=True), cbam.SpatialAttn(7)),
        "cbam / timm": (block, cbam.CbamModule(channels, rd_channels=hidden)),
    }


def seconds(layer, x, grad):
    """Processor seconds of one forward pass, with ``grad`` of the backward pass, too."""
    x = x.detach().requires_grad_(grad)
    start = time.process_time()
    with torch.set_grad_enabled(grad):
        out = layer(x)
    if grad:
        out.backward(x.detach())
    return time.process_time() - start


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
    controls = list(panel.controls.values())
    slider = next((c for c in controls if hasattr(c, "max")), None)
    chosen = next((c for c in controls if hasattr(c, "index")), None)
    took = []
    for k in range(moves + 5):
        start = time.process_time()
        if slider is None:  # a panel of lists
            chosen.index = k % len(chosen.options)
        else:
            value = slider.min + (slider.max - slider.min) * ((7 * k) % moves) / moves
            slider.value = type(slider.value)(value)
        took.append(1000 * (time.process_time() - start))
    return round(statistics.median(took[5:]), 1)
found = {type(p).__name__: p for p in list(globals().values()) if isinstance(p, Panel)}
print("BENCH" + json.dumps({name: turn(panel) for name, panel in found.items()}))
"""


def panels():
    """CPU milliseconds of a redraw: median of 50 moves of a panel's first slider, or list, in its lesson."""
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
    """Milliseconds from a key, and from a pointer, to painted pixels: medians of 15 and of 20 presses.

    The first panel of every lesson in JupyterLab, in a headless Chromium.  The key moves the first slider (or
    list), the pointer presses two places of a part of the picture, in turn.
    """
    import shutil
    import tempfile

    from labpage import ARGS, open_notebook
    from labserver import LabServer
    from places import CHROMIUM
    from playwright.sync_api import sync_playwright

    root = Path(tempfile.mkdtemp())
    for folder in ("notebooks", "helpers", "data"):
        shutil.copytree(ROOT / folder, root / folder)
    keys, pointers = {}, {}
    with LabServer(root) as server, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        for path in LESSONS:
            page = chromium.new_page(viewport={"width": 1300, "height": 950})
            open_notebook(page, server, f"notebooks/{path.name}")
            keys[path.stem], pointers[path.stem] = pressed(page)
            print(path.stem, keys[path.stem], pointers[path.stem], flush=True)
            page.close()
            server.end_kernels()
        version = chromium.version
    return {"key to pixels ms": keys, "pointer to pixels ms": pointers, "goal": 60, "chromium": version}


def pressed(page):
    """Run a lesson as far as its first panel: milliseconds for a key and for a pointer, rounded medians."""
    import labpage

    labpage.show_cell(page, ".show()")
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-above')")
    labpage.run_cell(page, ".show()")
    panel = labpage.panels(page).first
    labpage.show_panel(page, panel)
    handle, part = panel.locator("[role=slider], select").first, part_that_moves(page, panel)
    by_key = labpage.latencies(page, panel, handle)
    by_pointer = labpage.touch_latencies(page, panel, part) if part else None
    return [took and round(statistics.median(took)) for took in (by_key, by_pointer)]


def part_that_moves(page, panel):
    """The first part of the picture whose two places of ``touch_latencies`` show two things, or None.

    None where a part of the picture is one button: there a second press changes nothing.
    """
    import labpage

    for part in labpage.parts(panel).all():
        seen = []
        for place in (0.3, 0.7, 0.3, 0.7):  # a network's first answer takes seconds, its second none
            page.mouse.click(*labpage.spot(part, place, place))
            page.wait_for_timeout(1500)
            seen.append(labpage.pixels(panel))
        if seen[2] != seen[3]:
            return part
    return None


def lessons():
    """Minutes of nbval over all lessons, one after the other, and processor minutes with it."""
    before = os.times()
    subprocess.run(["make", "-s", "books"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return {"minutes": round((after.elapsed - before.elapsed) / 60, 1), "cpu minutes": round(cpu / 60, 1)}


ALL = {part.__name__: part for part in (layers, members, data, loop, imports, panels, browser, lessons)}
