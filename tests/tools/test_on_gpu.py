"""The command for a GPU, tried on a CPU as on a machine that has neither pytest nor Jupyter."""

import json
import subprocess
import sys

from places import ROOT

GONE = (
    "pytest",
    "_pytest",
    "ipywidgets",
    "IPython",
    "ipykernel",
    "anywidget",
    "nbformat",
    "nbclient",
    "captum",
)
WITHOUT = f"""
import importlib.util, runpy, sys

class Gone:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {GONE!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}")

there = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name in {GONE!r} else there(name)
sys.meta_path.insert(0, Gone())
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_every_part_runs_without_pytest_and_jupyter_and_writes_one_file(tmp_path):
    out = tmp_path / "gpu.json"
    words = ["tools/on_gpu.py", "--cpu", "--out", str(out)]
    done = subprocess.run([sys.executable, "-c", WITHOUT, *words], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(out.read_text())
    assert found["failed"] == {} and found["device"].startswith("a CPU")
    assert {"kernels", "half", "layers", "devices", "sweep"} <= set(found)
    assert "ipywidgets" in found["lessons"]["not run"] and "pytest" in found["missing"]


def test_after_its_time_no_part_begins(tmp_path):
    out = tmp_path / "gpu.json"
    words = ["tools/on_gpu.py", "--cpu", "--out", str(out), "--seconds", "-1"]
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert set(json.loads(out.read_text())["failed"].values()) == {"the time was over"}
