"""On Google Colab: add what it lacks of the project's libraries, once, and allow widgets of others."""

import importlib
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

VERSIONS = Path(__file__).resolve().parents[1] / "constraints.txt"
NEEDED = ("torchmetrics", "lightning_utilities", "captum", "pycocotools")  # torchmetrics needs the second


def complete():
    """Install the libraries of ``NEEDED`` that are missing; does nothing anywhere but on Colab.

    With the versions of constraints.txt and without their dependencies, which Colab has: pip would
    change numpy or ipywidgets under the running kernel.  Says so in one sentence if it fails: only
    the lessons that measure (05 to 10) need them.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if "google.colab" not in sys.modules or not missing:
        return
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "-c", str(VERSIONS)]
    if subprocess.run([*pip, *missing], capture_output=True).returncode:
        print(f"Colab lacks {', '.join(missing)}, and pip failed: check the network, run this cell again.")
    importlib.invalidate_caches()


def allow_widgets():
    """Let Colab load widgets that are not its own (the layer over a panel's picture); nothing elsewhere."""
    if output := sys.modules.get("google.colab.output"):
        output.enable_custom_widget_manager()
