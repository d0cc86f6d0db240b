"""Films of panels, for readers without Python: what a panel shows and says while its main control is moved.

A film is one picture (WebP) with a dozen frames below each other, and a file of words (JSON).  ``start`` is a
probe of the kernel in which tools/refresh.py runs a lesson (see kernel_start.py): it films every panel when
it is shown.  make_site.py puts the films into the pages.
"""

import io
import json
import os
from pathlib import Path

import numpy as np
from PIL import Image

from helpers.panels.base import Panel

FILMS = Path(__file__).resolve().parents[1] / "data" / "pages"
FRAMES = 12
LARGEST = 290_000  # bytes of a picture; with its words a film stays below 300 KB
# Without loss if that is small enough, else as good as it can be.
WAYS = ({"lossless": True, "quality": 50}, *({"quality": quality} for quality in (80, 70, 60, 45, 30)))


def settings(control):
    """Up to FRAMES values of a control, the one that it has among them: [(name, value)]."""
    if hasattr(control, "options"):
        every = list(zip(control._options_labels, control._options_values))
    else:
        count = round((control.max - control.min) / control.step) + 1
        values = [round(control.min + k * control.step, 9) for k in range(count)]
        every = [(f"{value:.10g}", value) for value in values]
    here = [value for _, value in every].index(control.value)
    chosen = np.unique(np.linspace(0, len(every) - 1, min(FRAMES, len(every))).round().astype(int))
    chosen[np.abs(chosen - here).argmin()] = here
    return [every[k] for k in chosen]


def film(panel):
    """A panel's film: (frames below each other, (n * height, width, 3) bytes; words)."""
    name = panel.main or next(iter(panel.controls))
    control, frames, steps = panel.controls[name], [], []
    choices = settings(control)
    for label, value in choices:
        with panel.as_if(**{name: value}) as readout:
            frames.append(panel.live.pixels()[..., :3].copy())
        steps.append({"name": label, "says": readout})
    words = {"panel": panel.title, "control": control.description, "steps": steps}
    return np.concatenate(frames), {**words, "start": [v for _, v in choices].index(control.value)}


def packed(pixels):
    """The picture of a film as the bytes of a WebP file; ValueError if it cannot be made small enough."""
    for how in WAYS:
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "WEBP", method=4, **how)
        if file.tell() <= LARGEST:
            return file.getvalue()
    raise ValueError(f"a film of {len(pixels)} x {pixels.shape[1]} pixels does not fit into {LARGEST} bytes")


def films_of(lesson, folder=FILMS):
    """The films of a lesson, by its name, in the order of its panels: [(picture, words)], both paths."""
    words = sorted(folder.glob(f"{lesson}-*.json"), key=lambda path: int(path.stem.rpartition("-")[2]))
    return [(path.with_suffix(".webp"), path) for path in words]


def start():
    """From now on every panel that is shown is filmed, into the folder FILMS of the environment."""
    show, folder, count = Panel.show, Path(os.environ["FILMS"]), iter(range(1, 1000))

    def filmed(panel):
        show(panel)
        pixels, words = film(panel)
        target = folder / str(next(count))
        target.with_suffix(".webp").write_bytes(packed(pixels))
        target.with_suffix(".json").write_text(json.dumps(words, indent=1), encoding="utf-8")

    Panel.show = filmed
