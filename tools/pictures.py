"""The README's pictures and its machine-written parts: ``python tools/pictures.py``.

The pictures are taken from the stored sweeps and the films of the panels.
"""

import io
import json
import sys
from pathlib import Path

import matplotlib as mpl
import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from helpers.experiments import sweep  # noqa: E402
from helpers.plots.comparison import side_by_side  # noqa: E402
from helpers.plots.course_map import course_map  # noqa: E402
from helpers.plots.figures import png_of  # noqa: E402
from tools import overview  # noqa: E402
from tools.films import films_of  # noqa: E402

PICTURES = ROOT / "data" / "pictures"
PANEL = "02_channel_attention"  # the lesson whose first panel moves at the top of the README
MOVES = 4.8  # seconds; then the picture stands still
IN_CLUTTER = ["plain", "wide", "squeeze", "gate", "cbam", "attention pooling", "max pooling"]


def moving(picture, words):
    """A panel's film (films.py) as an animated WebP that is played once: bytes."""
    frames = np.split(np.asarray(Image.open(picture).convert("RGB")), len(json.loads(words)["steps"]))
    first, *others = [Image.fromarray(frame) for frame in frames]
    file, duration = io.BytesIO(), round(1000 * MOVES / len(frames))
    how = {"save_all": True, "append_images": others, "duration": duration, "loop": 1}
    first.save(file, "WEBP", quality=80, method=4, **how)
    return file.getvalue()


def pictures():
    """Every picture of the README and of RESULTS.md: {file name: bytes}."""
    clutter, one_rate = (sweep.load(name) for name in ("clutter", "clutter_one_rate"))
    rates = {"clutter, ten seeds": (one_rate, clutter)}
    shown, ends = {title: IN_CLUTTER for title in rates}, ["0.004 for everybody", "to each its own rate"]
    picture, words = films_of(PANEL)[0]
    return {
        "course_map.png": png_of(course_map()),
        "one_rate.png": png_of(side_by_side(rates, shown, ends)),
        "panel.webp": moving(picture, words.read_text(encoding="utf-8")),
    }


def main():
    """Write the pictures, and renew what is written by machine in the pages at the root."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, content in pictures().items():
        (PICTURES / name).write_bytes(content)
    overview.main()


if __name__ == "__main__":
    mpl.use("agg")
    main()
