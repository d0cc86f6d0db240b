"""The hints of an exercise, read from its card in the notebook."""

import json
import re
from pathlib import Path

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
HINT = re.compile(r"<summary>(Hint \d|The check says[^<]*)</summary>(.*?)</details>", re.DOTALL)
ELSEWHERE = "The hints stand below this cell: click on the grey lines."
NO_MORE = "No more hints. If your copy of the lesson has the solution, it stands below this cell."

_given = {}  # exercise: how many hints this learner has seen


def hints(name):
    """The hints of an exercise in their order; [] where the notebooks are not beside the package."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts = ["".join(cell["source"]) for cell in cells]
        for k, text in enumerate(texts):
            if cells[k]["cell_type"] == "code" and f'check("{name}"' in text:
                later = zip(cells[k + 1 :], texts[k + 1 :])
                after = next((t for cell, t in later if cell["cell_type"] == "markdown"), "")
                return [f"{title}: {' '.join(words.split())}" for title, words in HINT.findall(after)]
    return []


def next_hint(name):
    """The next hint of an exercise; after the last one, where the solution stands if it was not taken out."""
    found, seen = hints(name), _given.get(name, 0)
    _given[name] = seen + 1
    if not found:
        return ELSEWHERE
    return found[seen] if seen < len(found) else NO_MORE
