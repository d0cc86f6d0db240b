"""Run an experiment for many seeds and keep every row: data/results/NAME.json."""

import argparse
import ast
import hashlib
import inspect
import json
import os
import platform
import tempfile
from pathlib import Path

import joblib
import torch
from tqdm import tqdm

from . import attention, datasets, experiments, gates, networks, training

RESULTS = Path(__file__).resolve().parents[1] / "data" / "results"
SEEDS = 10


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


def fingerprint(name):
    """A hash of all code that decides the numbers of an experiment; comments and docstrings do not count."""
    trees = [ast.parse(inspect.getsource(m)) for m in (attention, datasets, networks, gates, training)]
    trees += _reached(ast.parse(inspect.getsource(experiments)), name)
    bare = [_dump(_without_docstrings(tree)) for tree in trees]
    return hashlib.sha256(repr(bare).encode()).hexdigest()[:16]


def _reached(tree, name):
    """The recipe of one experiment, and every definition of its module that it leads to."""
    named = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    assigned = {n.targets[0].id: n for n in tree.body if isinstance(n, ast.Assign)}
    table = assigned.pop("EXPERIMENTS").value
    recipe = next(value for key, value in zip(table.keys, table.values) if key.value == name)
    named, found, todo = named | assigned, {}, [recipe, named["train"], named["test_batch"]]
    while todo:
        used = {n.id for n in ast.walk(todo.pop()) if isinstance(n, ast.Name)} & named.keys() - found.keys()
        found |= {word: named[word] for word in used}
        todo += [named[word] for word in used]
    return [recipe, named["train"], named["test_batch"], *(found[word] for word in sorted(found))]


def _dump(node):
    """A syntax tree as nested lists, the same in every version of Python."""
    if isinstance(node, ast.AST):
        kept = [(f, v) for f, v in ast.iter_fields(node) if v not in (None, []) and f not in ("ctx", "kind")]
        return [type(node).__name__, *([f, _dump(v)] for f, v in kept)]
    return [_dump(n) for n in node] if isinstance(node, list) else repr(node)


def _without_docstrings(tree):
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        first = body[0] if isinstance(body, list) and body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            node.body = body[1:] or [ast.Pass()]
    return tree


def environment():
    """What the numbers were made with: versions and the kind of machine."""
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "machine": platform.machine(),
        "device": "cpu",
        "threads": 1,
    }


def run_one(name, variant, seed):
    """Train and judge one network: a row of the results file."""
    torch.set_num_threads(1)
    experiment = experiments.EXPERIMENTS[name]
    net, history = experiments.train(experiment, variant, seed, watch=False)
    metrics = experiment.metrics(net, experiments.test_batch(experiment))
    return {
        "variant": variant,
        "seed": seed,
        "params": networks.parameters(net),
        "metrics": {key: round(value, 4) for key, value in metrics.items()},
        "seconds": round(history.seconds, 1),
    }


def load(name, folder=RESULTS):
    """A stored sweep as a dict; ValueError in one sentence if the file is missing or damaged."""
    path = Path(folder) / f"{name}.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ValueError(f"there are no stored results {path.name}: make them with `make sweep`") from None
    except json.JSONDecodeError:
        raise ValueError(f"{path.name} is damaged: delete it and run `make sweep` again") from None


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


def run(name, seeds=SEEDS, jobs=-1, folder=RESULTS):
    """Run what is missing of a sweep and store every row as it comes; a changed recipe starts anew."""
    path, experiment = Path(folder) / f"{name}.json", experiments.EXPERIMENTS[name]
    results = {"experiment": name, "fingerprint": fingerprint(name), "environment": environment(), "rows": []}
    if path.exists() and (stored := load(name, folder))["fingerprint"] == results["fingerprint"]:
        results = stored
    done = {(row["variant"], row["seed"]) for row in results["rows"]}
    order = list(experiment.variants)
    todo = [(v, s) for s in range(seeds) for v in order if (v, s) not in done]
    work = joblib.Parallel(n_jobs=jobs, return_as="generator_unordered")
    rows = work(joblib.delayed(run_one)(name, variant, seed) for variant, seed in todo)
    for row in tqdm(rows, total=len(todo), desc=name):
        results["rows"].append(row)
        results["rows"].sort(key=lambda r: (order.index(r["variant"]), r["seed"]))
        write_whole(path, json.dumps(results, indent=1) + "\n")
    return results


def main():
    """``python -m helpers.sweep [NAME ...]``: run the named sweeps, or all."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("names", nargs="*", default=list(experiments.EXPERIMENTS))
    parser.add_argument("--seeds", type=int, default=SEEDS)
    arguments = parser.parse_args()
    for name in arguments.names or experiments.EXPERIMENTS:
        run(name, arguments.seeds)


if __name__ == "__main__":
    main()
