"""Execute notebooks without comparing texts: every cell must run, and no claim may print a cross.

For machines whose numbers are their own: another device, another processor, other releases.
"""

import argparse
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
import torch
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
START = Path(__file__).with_name("kernel_start.py")
CROSS = "✗ not here"


@dataclass
class Ran:
    """What an execution showed: crosses and errors, a line of text each, and how many ticks."""

    crosses: list
    errors: list
    ticks: int


def execute(path, probe="", timeout=900, **environment):
    """Run a notebook in a fresh kernel, errors or not; the file itself stays as it is.

    probe  a module of tools/ that the kernel starts first;  timeout  seconds for a cell
    The rest are environment variables of the kernel.
    """
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=timeout,
        startup_timeout=600,  # a busy machine
        kernel_name="python3",
        allow_errors=True,
        store_widget_state=False,
        resources={"metadata": {"path": str(Path(path).parent)}},
    )
    own = {"OMP_NUM_THREADS": "1", "PYTHONSTARTUP": str(START), "LESSON_PROBE": probe}
    client.execute(env={**os.environ, **own, **environment})
    return read(notebook)


def read(notebook):
    """Crosses, errors and ticks in the outputs of an executed notebook."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    outputs = [(number, output) for number, cell in enumerate(code, 1) for output in cell.outputs]
    lines = [
        (number, line)
        for number, output in outputs
        if output.output_type == "stream" and output.name == "stdout"
        for line in output.text.splitlines()
    ]
    return Ran(
        crosses=[f"cell {number}: {line}" for number, line in lines if line.startswith(CROSS)],
        errors=[f"cell {n}: {o.ename}: {o.evalue}" for n, o in outputs if o.output_type == "error"],
        ticks=sum(line.startswith("✓") for _, line in lines),
    )


def report(path, ran, seconds):
    """Print how a notebook ran; returns whether all was well."""
    well = not ran.crosses and not ran.errors
    print(f"{'ok  ' if well else 'FAIL'} {path.name}: {ran.ticks} claims hold, {seconds:.0f} s", flush=True)
    for line in (*ran.errors, *ran.crosses):
        print(f"     {line}", flush=True)
    return well


def main():
    """``python tools/execute.py [--elsewhere | --cpu] [NOTEBOOK ...]``: these notebooks, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--elsewhere", action="store_true", help="on a pretended device: see elsewhere.py")
    parser.add_argument(
        "--cuda", action="store_true", help="only where CUDA is: lessons choose it themselves"
    )
    parser.add_argument("--cpu", action="store_true", help="on the CPU, whatever else there is")
    parser.add_argument("books", nargs="*", type=Path, metavar="NOTEBOOK")
    asked = parser.parse_args()
    if asked.cuda and not torch.cuda.is_available():
        print("No CUDA here: the lessons were not executed. `make test-devices` pretends a second device.")
        return
    well = []
    for path in [book.resolve() for book in asked.books] or BOOKS:
        began = time.monotonic()
        ran = execute(path, "elsewhere" * asked.elsewhere or "on_cpu" * asked.cpu)
        well.append(report(path, ran, time.monotonic() - began))
    sys.exit(not all(well))


if __name__ == "__main__":
    main()
