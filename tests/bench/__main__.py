"""Measure and write data/results/bench.json: ``python tests/bench [PART ...]``.

Parts: layers, members, data, loop, imports, panels, browser, lessons.  A part that is not run keeps its
last figures.  Each part says how it measures; figures of different machines are not to be compared.
"""

import datetime
import json
import os
import platform
import sys
from pathlib import Path

# glibc gives freed memory back at once and then pays for it again: with it, the same layer takes
# 7 or 15 ms by luck.  Keep it, for every layer alike.
KEEP_MEMORY = {"MALLOC_TRIM_THRESHOLD_": "4000000000", "MALLOC_MMAP_THRESHOLD_": "4000000000"}
ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

import torch  # noqa: E402

from helpers.experiments.sweep import write_whole  # noqa: E402


def machine():
    """On what the figures were measured, and when."""
    info = Path("/proc/cpuinfo")
    models = [x for x in info.read_text().splitlines() if x.startswith("model name")] if info.exists() else []
    return {
        "date": datetime.date.today().isoformat(),
        "processor": models[0].split(": ")[1] if models else platform.processor(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "device": torch.cuda.get_device_name() if torch.cuda.is_available() else "none besides the processor",
    }


def main():
    """Run the parts and store their figures beside those of the parts that were not run."""
    if os.environ.get("MALLOC_TRIM_THRESHOLD_") is None and sys.platform == "linux":
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **KEEP_MEMORY})
    import parts

    path = ROOT / "data" / "results" / "bench.json"
    figures = json.loads(path.read_text()) if path.exists() else {}
    for name in sys.argv[1:] or parts.ALL:
        print(f"{name} ...", flush=True)
        figures[name] = {"machine": machine(), **parts.ALL[name]()}
        print(json.dumps(figures[name], indent=1))
        write_whole(path, json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
