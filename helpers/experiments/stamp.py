"""Code that decides a sweep was rewritten: prove that it gives the same numbers, then stamp the sweep anew.

``python -m helpers.experiments.stamp NAME ...`` trains one network of every variant again, that of its first
row at the rate which the row chose, and one trial of a learning rate where the sweep has them.  If their
scores, validation and test, are equal to the stored ones, to the last digit, and today's code chooses the
stored rate in every row, the file gets the fingerprint of today's code, and the proof with its date.
Otherwise nothing is changed.

A recipe that has gained variants is stamped, too: its rows are proved in the same way, and the file goes to
data/unfinished, where the sweep trains the rest.  A sweep that was only begun is stamped where it lies.

Another kind of processor gives other digits.  There, ``--before CHECKOUT`` names a folder with the code as it
was when the sweep was current: both train the same rows, on this machine, and are compared.
"""

import argparse
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from tqdm import tqdm

from . import EXPERIMENTS, find, one_rate
from .fingerprint import fingerprint
from .replicate import chosen, run_replicate
from .store import RESULTS, load, unfinished, write_whole
from .sweep import environment, recipe_of, run_one, try_rate
from .workers import spread

UNEQUAL = ("seconds",)  # what is measured and not computed


# What runs in the other checkout: it may be older than some of today's folders.
OTHER = """
import json, sys
try:
    from helpers.experiments import fingerprint, sweep
except ImportError:
    from helpers import fingerprint, sweep
name, kind, row = json.loads(sys.argv[1])
lr = (row["lr"],)
job = (row["variant"], *lr, row["seed"]) if kind == "tuning" else (row["variant"], row["seed"], *lr)
function = sweep.try_rate if kind == "tuning" else sweep.run_one
if "validation" in row:
    from helpers.experiments.replicate import run_replicate as function
    job = (row["variant"], row["seed"], [lr for lr, _ in row["validation"]])
print(json.dumps([fingerprint.fingerprint(name), function(name, *job)]))
"""


def stamp(name, folder=RESULTS, jobs=-1, before=None):
    """Prove that today's code gives the stored numbers, and stamp the file; returns how many rows were equal.

    before  a checkout of the code by which the file is current: its rows, trained here, are compared

    Raises ValueError, in one sentence, for a sweep of another recipe, a checkout of other code and a row
    that differs; the file is left as it was.  A recipe with new variants: the file goes to data/unfinished.
    """
    path = where(name, folder)
    stored = load(path.stem, path.parent)
    of = one_rate.OF if name == one_rate.NAME else name
    recipe = json.loads(json.dumps(one_rate.recipe() if name == one_rate.NAME else recipe_of(find(name))))
    gained = recipe["variants"].keys() - stored["recipe"]["variants"].keys()
    known = {variant: how for variant, how in recipe["variants"].items() if variant not in gained}
    if stored["recipe"] != {**recipe, "variants": known}:
        raise ValueError(f"{path.name} has another recipe than today's code: run `make sweep NAME={name}`")
    place = unfinished(folder) / path.name if gained else path
    if place != path and place.exists():
        raise ValueError(f"{place} is there already, with rows of a sweep: move it away first")
    for row in stored["rows"]:
        if "validation" in row and chosen(dict(row["validation"])) != row["lr"]:
            raise ValueError(f"{path.name}: today's code chooses another rate for {told(row)}")
    todo = [(of, "rows", at_its_rate(row)) for row in first_of_each(stored["rows"])]
    if "protocol" not in stored:
        todo += [(of, "tuning", row) for row in stored["tuning"][:1]]
    todo = [(*job, before, stored["fingerprint"]) for job in todo]
    for row, again in tqdm(spread(both, todo, jobs), total=len(todo), desc=f"{name}, again"):
        if comparable(row) != comparable(again):
            raise ValueError(
                f"{path.name}: {told(row)}, is {comparable(again)} today and was "
                f"{comparable(row)}: the code gives other numbers (run `make sweep NAME={name}`), or this is "
                "another kind of processor (pass --before CHECKOUT)"
            )
    kept = {key: value for key, value in stored.items() if key != "tuning" or "protocol" not in stored}
    proof = {"date": date.today().isoformat(), "rows": len(todo), "code before": stored["fingerprint"]}
    kept |= {"recipe": recipe, "fingerprint": fingerprint(of)}
    kept["proofs"] = [*stored.get("proofs", []), proof | environment()]
    rows = {key: kept.pop(key) for key in ("tuning", "rows") if key in kept}
    write_whole(place, json.dumps(kept | rows, indent=1) + "\n")
    if place != path:
        path.unlink()
    return len(todo)


def where(name, folder=RESULTS):
    """The file of a sweep: in the folder of the results, or, if it was only begun, in data/unfinished.

    A "next/" sweep lies only there: in the results its name may be that of the sweep which it will replace.
    """
    file = f"{name.removeprefix('next/')}.json"
    begun, whole = unfinished(folder) / file, Path(folder) / file
    return begun if name.startswith("next/") or (begun.exists() and not whole.exists()) else whole


def told(row):
    """Which row it is, for a sentence."""
    return f"{row['variant']!r}, seed {row['seed']}"


def at_its_rate(row):
    """A row with the validation score of the rate that it chose, alone: what one training can repeat."""
    kept = [[lr, score] for lr, score in row.get("validation", ()) if lr == row["lr"]]
    return {**row, "validation": kept} if kept else row


def first_of_each(rows):
    """One row of every variant: that of its first seed."""
    first = {}
    for row in rows:
        first.setdefault(row["variant"], row)
    return list(first.values())


def both(name, kind, row, before, code):
    """A row as it was, stored or trained by the code in another checkout, and trained by today's code."""
    was = row if before is None else elsewhere(name, kind, row, before, code)
    if kind == "tuning":
        return was, try_rate(name, row["variant"], row["lr"], row["seed"])
    if "validation" in row:
        rates = [lr for lr, _ in row["validation"]]
        return was, run_replicate(name, row["variant"], row["seed"], rates)
    return was, run_one(name, row["variant"], row["seed"], row["lr"])


def elsewhere(name, kind, row, before, code):
    """A row trained by the code in another checkout; ValueError if that is not the stored file's code."""
    told = json.dumps([name, kind, row])
    done = subprocess.run(
        [sys.executable, "-c", OTHER, told],
        cwd=before,
        env={**os.environ, "PYTHONPATH": str(before)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise ValueError(f"the code in {before} cannot train {name}: {done.stderr.strip().splitlines()[-1]}")
    found, again = json.loads(done.stdout.strip().splitlines()[-1])
    if found != code:
        raise ValueError(f"{before} is not the code of {name}.json: check out the commit that made it")
    return again


def comparable(row):
    """A row without what differs from run to run."""
    return {key: value for key, value in row.items() if key not in UNEQUAL}


def main():
    """Stamp the named sweeps, or all that are of other code."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join([*EXPERIMENTS, one_rate.NAME])}"
    )
    parser.add_argument("--jobs", type=int, default=-1, help="processes at once (default: one per core)")
    parser.add_argument("--before", metavar="CHECKOUT", help="a folder with the code of the stored sweep")
    arguments = parser.parse_args()
    failed = 0
    for name in arguments.names or [*EXPERIMENTS, one_rate.NAME]:
        try:
            path, of = where(name), one_rate.OF if name == one_rate.NAME else name
            if load(path.stem, path.parent)["fingerprint"] == fingerprint(of):
                continue
            equal = stamp(name, jobs=arguments.jobs, before=arguments.before)
            print(f"{name}: {equal} rows are equal to the last digit")
        except ValueError as error:
            failed += 1
            print(error, file=sys.stderr)
    sys.exit(failed and 1)


if __name__ == "__main__":
    main()
