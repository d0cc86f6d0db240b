"""The stored results, data/results/NAME.json: read with care, written whole or not at all."""

import errno
import json
import os
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

from tqdm import tqdm

RESULTS = Path(__file__).resolve().parents[2] / "data" / "results"
FULL = (errno.ENOSPC, errno.EDQUOT)  # the disk, or one's share of it
PLACES = {"tuning": ("variant", "lr", "seed"), "rows": ("variant", "seed")}  # where a row stands
TYPES = {"variant": str, "seed": int, "lr": float | int, "score": float | int, "metrics": dict}


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
    check_rows(stored, path.name, name)
    if "protocol" in stored:
        stored["tuning"] = as_tuning(stored["rows"])
    return stored


def check_rows(stored, file, name):
    """Raise ValueError in one sentence unless every row of a stored sweep is whole and stands there once."""
    again = f"delete it and run `make sweep NAME={name}` again"
    if not isinstance(stored, dict) or not isinstance(stored.get("rows"), list):
        raise ValueError(f"{file} holds no rows: {again}")
    for kind, place in PLACES.items():
        rows = stored.get(kind, [])
        needed = (*place, "score" if kind == "tuning" else "metrics")
        if not all(isinstance(row, dict) and is_whole(row, needed) for row in rows):
            raise ValueError(f"{file} has a row that lacks something: {again}")
        counted = Counter(tuple(row[key] for key in place) for row in rows)
        twice = [where for where, count in counted.items() if count > 1]
        if twice:
            variant, seed = twice[0][0], twice[0][-1]
            raise ValueError(f"{file} has seed {seed} of {variant!r} twice: delete one of the two rows")


def is_whole(row, needed):
    """Whether a row has what it needs, each of its type."""
    return all(isinstance(row.get(key), TYPES[key]) for key in needed)


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


def parameter_count(results, variant):
    """How many numbers a variant's network learns, as stored with its rows."""
    return next(row["params"] for row in results["rows"] if row["variant"] == variant)


def mean_scores(tuning):
    """How well each variant did with each rate, mean over the seeds: {variant: {rate: score}}."""
    scores = {}
    for row in tuning:
        scores.setdefault(row["variant"], {}).setdefault(row["lr"], []).append(row["score"])
    return {v: {lr: sum(of) / len(of) for lr, of in tried.items()} for v, tried in scores.items()}


def rates(results):
    """The learning rate that each variant does best with on the validation split: {variant: rate}.

    Of every rate that was tried the mean score over its seeds counts; of equal ones, the smaller rate.
    """
    scores = mean_scores(results.get("tuning", ()))
    return {variant: max(sorted(tried), key=tried.get) for variant, tried in scores.items()}


def own_rates(results):
    """The learning rate of every replicate: {(variant, seed): rate}."""
    return {(row["variant"], row["seed"]): row["lr"] for row in results["rows"]}


def as_tuning(rows):
    """What the replicates' validation scores say of every rate, in the form of rows of a tuning."""
    return [
        {"variant": row["variant"], "lr": lr, "seed": row["seed"], "score": score}
        for row in rows
        for lr, score in row["validation"]
    ]


def unfinished(folder):
    """Where sweeps lie that are not complete: data/unfinished for data/results, a folder inside any other."""
    return RESULTS.parent / "unfinished" if Path(folder) == RESULTS else Path(folder) / "unfinished"


class Store:
    """A sweep that grows row by row, always whole on the disk, in the order of the variants.

    It grows in data/unfinished, where no lesson looks, and is moved to the results when it is complete.
    Results of other code are never overwritten: they get another name.  A full disk stops nothing: rows
    wait in memory and are written with the next one that fits.

    name  of the experiment; "next/NAME" is the one that will take its place, and stays in data/unfinished
    """

    def __init__(self, name, folder, variants, **about):
        stem = name.removeprefix("next/")
        self.path, self.order, self.waiting = unfinished(folder) / f"{stem}.json", list(variants), []
        self.finished = None if name != stem else Path(folder) / f"{stem}.json"
        self.contents = {"experiment": stem, **about, "tuning": [], "rows": []}
        for rest in self.path.parent.glob(f"{self.path.name}*.part"):  # of a write that was killed
            rest.unlink(missing_ok=True)
        for path in (self.finished, self.path):
            if path is not None and path.exists():
                self.take(load(stem, path.parent), path)

    def take(self, stored, path):
        """Go on with a file's rows, if they are of this code; put an unfinished file of other code aside."""
        if stored.get("fingerprint") == self.contents["fingerprint"]:
            self.contents |= stored
            self.check_variants()
        elif path == self.path:
            put_aside(path, stored, self.path.parent)

    def check_variants(self):
        """Raise ValueError for a row of a variant that the recipe does not have."""
        for row in self.contents["tuning"] + self.contents["rows"]:
            if row["variant"] not in self.order:
                raise ValueError(
                    f"{self.path.name} has a row of {row['variant']!r}, which the recipe lacks: delete it"
                )

    def keep(self, rates):
        """Forget rows that were trained with another learning rate than {variant: rate} says."""
        rows = self.contents["rows"]
        rows[:] = [row for row in rows if row.get("lr") == rates[row["variant"]]]

    def add(self, kind, row):
        """Take a row of "tuning" or "rows" and write the file."""
        rows = self.contents[kind]
        if "validation" in row:  # a replicate that tried more rates takes the place of its first row
            rows[:] = [r for r in rows if (r["variant"], r["seed"]) != (row["variant"], row["seed"])]
        rows.append(row)
        rows.sort(key=lambda r: (self.order.index(r["variant"]), r["seed"], r["lr"]))
        self.waiting.append(row)
        try:
            self.write()
        except OSError as error:
            if error.errno not in FULL:
                raise
            count = len(self.waiting)
            tqdm.write(f"the disk is full: {count} rows wait in memory; free some space", sys.stderr)

    def write(self):
        """Write the whole file; nothing waits any more."""
        derived = ("tuning",) if "protocol" in self.contents else ()
        kept = {key: value for key, value in self.contents.items() if key not in derived}
        write_whole(self.path, json.dumps(kept, indent=1) + "\n")
        self.waiting.clear()

    def finish(self):
        """Move the complete sweep to the results; what lies there of other code gets another name."""
        if self.finished is None or not self.path.exists():
            return
        if self.finished.exists():
            there = load(self.finished.stem, self.finished.parent)
            if there.get("fingerprint") != self.contents["fingerprint"]:
                put_aside(self.finished, there, self.path.parent)
        self.finished.parent.mkdir(parents=True, exist_ok=True)
        self.path.replace(self.finished)
        with suppress(OSError):  # other sweeps may lie there
            self.path.parent.rmdir()

    def close(self):
        """Write what waits; raise OSError, with the rows as text, if that is still impossible."""
        if not self.waiting:
            return
        try:
            self.write()
        except OSError as error:
            rows = "\n".join(json.dumps(row) for row in self.waiting)
            raise OSError(
                f"{self.path.name} cannot be written ({error.strerror}), it lacks these rows:\n{rows}"
            ) from None


def put_aside(path, stored, folder):
    """Rename a results file of other code: NAME.stale-FINGERPRINT.json in ``folder``; returns its new path.

    Where that name is taken (the same code was put aside before), -2 follows it, then -3, and so on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem, number = f"{path.stem}.stale-{stored.get('fingerprint', 'unknown')}", 1
    kept = folder / f"{stem}.json"
    while kept.exists():
        number += 1
        kept = folder / f"{stem}-{number}.json"
    path.replace(kept)
    return kept
