"""The README's pictures and table, taken from notebooks and sweeps: ``python tools/pictures.py``."""

import base64
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from helpers.experiments import sweep  # noqa: E402
from helpers.plots.figures import png_of  # noqa: E402
from helpers.plots.seeds import seed_points  # noqa: E402
from helpers.tables import what_helps_where as summary  # noqa: E402

PICTURES = ROOT / "data" / "pictures"


def panel_picture(notebook):
    """The picture of the first panel that a notebook shows, as PNG bytes."""
    book = nbformat.read(notebook, as_version=4)
    for output in (o for cell in book.cells for o in cell.get("outputs", ())):
        data = output.get("data", {})
        if "image/png" in data and data["text/plain"].startswith("Panel"):
            return base64.b64decode(data["image/png"])
    raise ValueError(f"{Path(notebook).name} shows no panel")


def main():
    """Write both pictures, and renew the README's table."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    panel = panel_picture(ROOT / "notebooks" / "02_channel_attention.ipynb")
    (PICTURES / "panel.png").write_bytes(panel)
    results = sweep.load("cued_colour")
    (PICTURES / "cued_colour.png").write_bytes(png_of(seed_points(results, sweep.variants(results))))
    summary.main()


if __name__ == "__main__":
    main()
