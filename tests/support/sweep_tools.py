"""Helpers of the sweep tests: sources changed on the fly, a results file by hand, a tiny experiment."""

import inspect
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from helpers import training
from helpers.datasets import plain_digits
from helpers.experiments import EXPERIMENTS, Experiment, sweep
from helpers.networks import ConvNet

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 600  # more than any of these sweeps takes, even where ten programs share a core


def edited(monkeypatch, where, old, new):
    """inspect.getsource(where) returns a changed text; the file on disk stays as it is."""
    getsource = inspect.getsource
    changed = getsource(where).replace(old, new)
    assert changed != getsource(where), f"{old!r} is not in the source"
    monkeypatch.setattr(inspect, "getsource", lambda thing: changed if thing is where else getsource(thing))


def fake_results():
    """Rows out of order, as an interrupted sweep may leave them."""
    rows = [("plain", 2, 0.3, 0.1), ("plain", 0, 0.1, 0.2), ("plain", 1, 0.2, 0.3)]
    rows += [("gate", 1, 0.8, 0.5), ("gate", 0, 0.9, 0.6)]
    keys = ("variant", "seed")
    return {
        "rows": [
            {**dict(zip(keys, row)), "metrics": {"accuracy": accuracy, "mean": mean}}
            for *row, accuracy, mean in rows
        ]
    }


def tiny_metrics(net, batch):
    """The accuracy, a number that no two networks share, and which process it was."""
    total = sum(p.detach().double().sum() for p in net.parameters())
    return {"accuracy": training.evaluate(net, batch), "sum": float(total), "process": os.getpid()}


def tiny_experiment(**settings):
    """An experiment whose trainings take a moment."""
    usual = {
        "make_batch": plain_digits,
        "network": ConvNet,
        "settings": {"widths": (2,), "halvings": 1},
        "steps": 2,
        "lr": 1e-3,
        "variants": {"plain": {}, "wide": {"widths": (3,)}},
        "metrics": tiny_metrics,
        "test_images": 50,
        "name": "tiny",
    }
    return Experiment(**{**usual, **settings})


def register(patch):
    """The tiny experiment in this process, as tiny_sweep has it in others: three rates at most."""
    patch.setitem(EXPERIMENTS, "tiny", tiny_experiment())
    patch.setattr(sweep, "fingerprint", lambda name: "the code")
    patch.setattr(sweep, "REACH", 2)


def without_process(results):
    """The rows of a sweep without what differs from run to run."""
    rows = results["rows"] if isinstance(results, dict) else results
    return [
        {
            **{key: row[key] for key in row if key != "seconds"},
            "metrics": {key: value for key, value in row["metrics"].items() if key != "process"},
        }
        for row in rows
    ]


def start_sweep(folder, *arguments, **settings):
    """``python -m helpers.experiments.sweep tiny`` as a process group, writing to ``folder``: a Popen.

    settings become environment variables for tests/support/tiny_sweep.py: SECONDS, DIES, STEPS.
    """
    path = os.pathsep.join(map(str, (ROOT, ROOT / "tests" / "support")))
    told = {f"TINY_{key.upper()}": str(value) for key, value in settings.items()}
    return subprocess.Popen(
        [sys.executable, "-c", "import tiny_sweep; tiny_sweep.main()", "tiny", *arguments],
        env={**os.environ, **told, "TINY_FOLDER": str(folder), "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    )


def places(folder):
    """Which rows are stored, without reading the file as a sweep would."""
    paths = [path for path in (folder / "unfinished" / "tiny.json", folder / "tiny.json") if path.exists()]
    rows = json.loads(paths[0].read_text())["rows"] if paths else []
    return [(row["variant"], row["seed"]) for row in rows]


def wait_for_rows(process, folder, count):
    """Until that many rows are stored, or the process ends."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None and len(places(folder)) < count:
        time.sleep(0.02)


def kill_group(process, how=signal.SIGKILL):
    """Send a signal to a process and all that it started."""
    os.killpg(process.pid, how)


def finished(process):
    """Exit status and what a process said on stderr; nothing of it is left."""
    try:
        _, said = process.communicate(timeout=SECONDS)
    finally:
        with suppress(ProcessLookupError):
            kill_group(process)
    return process.returncode, said
