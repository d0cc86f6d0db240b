"""A worker of a sweep loads no widget, no figure and none of the libraries that only some measures need."""

import subprocess
import sys

from places import ROOT

HEAVY = ("ipywidgets", "matplotlib", "IPython", "sklearn", "torchvision", "torchmetrics", "skimage")


def test_what_a_worker_loads():
    asked = f"import sys, helpers.experiments.sweep; print(*[m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
