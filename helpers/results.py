"""The stored results, data/results/NAME.json: read with care, written whole or not at all."""

import json
import os
import tempfile
from collections import Counter
from pathlib import Path

RESULTS = Path(__file__).resolve().parents[1] / "data" / "results"


def write_whole(path, text):
    """Write a file whole or not at all: into a neighbour first, then renamed over the old one."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def load(name, folder=None):
    """A stored sweep as a dict; ValueError in one sentence if the file is missing or damaged.

    A row that stands twice is damage too: it would count one seed as two.
    """
    path = Path(folder or RESULTS) / f"{name}.json"
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ValueError(
            f"there are no stored results {path.name}: make them with `make sweep NAME={name}`"
        ) from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise ValueError(
            f"{path.name} is damaged: delete it and run `make sweep NAME={name}` again"
        ) from None
    if not isinstance(stored, dict) or not isinstance(stored.get("rows"), list):
        raise ValueError(f"{path.name} holds no rows: delete it and run `make sweep NAME={name}` again")
    counted = Counter((row["variant"], row["seed"]) for row in stored["rows"])
    twice = [place for place, count in counted.items() if count > 1]
    if twice:
        variant, seed = twice[0]
        raise ValueError(f"{path.name} has seed {seed} of {variant!r} twice: delete one of the two rows")
    return stored


def column(results, variant, metric="accuracy"):
    """One metric of one variant, in the order of the seeds: a list of numbers."""
    rows = sorted((r for r in results["rows"] if r["variant"] == variant), key=lambda r: r["seed"])
    if not rows:
        raise ValueError(f"no variant {variant!r} in the results; there are {variants(results)}")
    if any(metric not in row["metrics"] for row in rows):
        raise ValueError(f"{variant!r} has no metric {metric!r}; it has {list(rows[0]['metrics'])}")
    return [row["metrics"][metric] for row in rows]


def variants(results):
    """The variants of a stored sweep, in the recipe's order."""
    return list(dict.fromkeys(row["variant"] for row in results["rows"]))


def rates(results):
    """The learning rate that each variant does best with on the validation split: {variant: rate}.

    Of every rate that was tried the mean score over its seeds counts; of equal ones, the smaller rate.
    """
    scores = {}
    for row in results.get("tuning", ()):
        scores.setdefault(row["variant"], {}).setdefault(row["lr"], []).append(row["score"])
    return {
        variant: max(sorted(tried), key=lambda lr: sum(tried[lr]) / len(tried[lr]))
        for variant, tried in scores.items()
    }
