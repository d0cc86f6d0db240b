"""Your own comparison: your network, your gates, your pictures, by the protocol of ``replicate``.

Every replicate deals the pictures out anew, gives every variant its own random start, and lets it try every
rate of one grid; the variant's own validation score chooses one; the test pictures judge it once.
"""

import time
from collections import Counter
from contextlib import closing
from functools import partial
from numbers import Integral, Real
from pickle import PicklingError

import joblib
import torch
from tqdm import tqdm

from .. import training
from ..printing import say
from ..training.progress import in_notebook
from . import source
from .comparison import Comparison, OwnStore
from .own_controls import CONTROLS, add_controls
from .own_replicate import Failed, Plan, on_worker, replicate, tried
from .replicate import PROTOCOL
from .replicated import AGAIN
from .workers import WorkerDied, forget, spread

RATES = (0.003, 0.01, 0.03, 0.1)
IN_NOTEBOOKS = []  # classes like Progress, the last one counts: see panels.comparing


class Progress:
    """One line in a terminal; a notebook has one of its own."""

    def __init__(self, jobs, seconds):
        """jobs: how many networks are to come;  seconds: how long that may take."""
        self.bar = tqdm(total=jobs, desc=f"comparison, about {in_words(seconds)}")

    def step(self, done, left):
        """done: how many networks are finished;  left: seconds that the others may take."""
        self.bar.update(done - self.bar.n)

    def stop(self):
        """Nothing more will come."""
        self.bar.close()


def compare(
    make,
    variants,
    data,
    minutes=20,
    file=None,
    *,
    steps=300,
    batch_size=64,
    rates=RATES,
    replicates=10,
    controls=CONTROLS,
    processes=-1,
    scheduler=None,
    device="cpu",
):
    """Compare variants of your network on your data: a ``Comparison``, which a notebook shows as it is.

    make        a function attention -> network that gives logits (N, classes), where ``attention`` is a
                function channels -> module, or None.  If it has a parameter ``classes`` it is told how many
                there are; if it has one called ``width``, a factor of all its channels, a wider network
                becomes one of the controls
    variants    {name: attention}, or {name: {parameter of make: value}}; "plain" is added if it lacks
    data        ``folder("pictures/")`` or ``labelled("pictures/")``
    minutes     of the clock for this call.  What does not fit is done by the next call with the same file
    file        where every finished row is stored, whole; the next call with the same file goes on from there
    steps       of every training, with batches of ``batch_size``
    rates       the grid of learning rates that every variant tries in every replicate
    replicates  how many there shall be in the end; choose it before you see numbers
    controls    of "wide", "added" (additive twin) and "blind", those that can be made are added.
                "plain again" is always there
    processes   at once on this machine (-1: one per processor core)
    scheduler   the address of a Dask scheduler, such as "tcp://host:8786", whose workers train
    device      "cpu", or one like "cuda", where the networks are trained one after the other

    After a change in a file that you imported, restart the kernel or reload it: what is fingerprinted is the
    file as it is now, what is trained is what was imported.
    Raises ValueError, in one sentence, before anything is trained, for what cannot be compared and for a
    budget that is too small; and WorkerDied when a worker died: what was finished stays in ``file``.
    """
    check_settings(minutes, steps, batch_size, rates, replicates, controls)
    check_pictures(data)
    plan = Plan(make, settings_of(variants), data, steps, batch_size, tuple(sorted(set(rates))), str(device))
    every = {name: tried(plan, name) for name in plan.variants}
    notes = add_controls(plan, every, controls)
    about, unread = described(plan, replicates, notes)
    store = OwnStore(file, plan.variants, **about)
    if unread and store.contents["rows"]:
        raise ValueError(
            f"{unread}, so nothing shows whether the rows in {store.path.name} were made with the same code: "
            "define it in a cell or in a file, or pass another file="
        )
    if unread:
        store.notes.append(f"{unread}, so this comparison cannot be resumed")
    plan.code = source.fingerprint(replicate)
    store.begin()
    for note in store.notes:
        say(f"{note[0].upper()}{note[1:]}.")
    jobs = missing(store, plan, replicates)
    cores = 1 if plan.device != "cpu" else joblib.effective_n_jobs(processes)
    seconds = {name: len(plan.rates) * steps * took / cores for name, took in every.items()}
    if jobs:
        check_budget(seconds, jobs, minutes, plan, scheduler)
        run(store, plan, jobs, seconds, minutes, cores, scheduler)
    return Comparison(store.contents, store.notes, store)


def check_settings(minutes, steps, batch_size, rates, replicates, controls):
    """ValueError for a budget or a protocol that is none."""
    training.check_steps(steps)
    if not isinstance(minutes, Real) or not minutes > 0:
        raise ValueError(f"minutes must be more than 0, got {minutes!r}")
    if not isinstance(batch_size, Integral) or batch_size < 2:
        raise ValueError(f"batch_size must be a whole number, 2 or more, got {batch_size!r}")
    grid = rates if isinstance(rates, tuple | list | set) else ()
    if not grid or any(not isinstance(rate, Real) or not rate > 0 for rate in grid):
        raise ValueError(f"rates are the learning rates to be tried, each above 0, got {rates!r}")
    if not isinstance(replicates, Integral) or replicates < 2:
        raise ValueError(f"an interval needs two replicates or more, got replicates={replicates!r}")
    if unknown := set(controls) - set(CONTROLS):
        raise ValueError(f"controls are of {CONTROLS}, got {sorted(unknown)}")


def check_pictures(data):
    """ValueError for data that cannot be dealt out."""
    if not all(hasattr(data, name) for name in ("classes", "batches", "held_out")):
        raise ValueError(
            'data is what experiments.folder("pictures/") or experiments.labelled("pictures/") gives, got '
            f"{type(data).__name__}"
        )


def settings_of(variants):
    """{name: settings of the maker}, plain twice and first; ValueError if there is nothing to compare."""
    if not isinstance(variants, dict) or not all(isinstance(name, str) for name in variants):
        raise ValueError('variants is a dict such as {"plain": None, "SE": SqueezeExcitation}')
    asked = {name: dict(v) if isinstance(v, dict) else {"attention": v} for name, v in variants.items()}
    plain = asked.pop("plain", {"attention": None})
    asked.pop(AGAIN, None)
    if not set(asked) - {"wide"}:
        raise ValueError(
            "there is nothing to compare with plain: name a variant with a gate"
            + "; 'wide' is the name of a control" * bool(asked)
        )
    return {"plain": plain, AGAIN: plain, **asked}


def described(plan, replicates, notes):
    """What is stored beside the rows, and a sentence if something has no source: (dict, "" or sentence)."""
    budget = {"steps": plan.steps, "batch_size": plan.batch_size, "rates": list(plan.rates)}
    covers, unread = {}, ""
    parts = {
        "networks": (plan.make, plan.variants),
        "data": (plan.data,),
        "budget": (budget, plan.device),
        "course": (replicate,),
    }
    for part, things in parts.items():
        try:
            covers[part] = source.fingerprint(*things)
        except source.Unreadable as error:
            covers[part], unread = "unread", str(error)
    recipe = budget | {"replicates": replicates, "classes": list(plan.data.classes), "notes": notes}
    about = {
        "fingerprint": source.fingerprint(covers),
        "covers": covers,
        "protocol": PROTOCOL,
        "recipe": recipe | {"variants": list(plan.variants)},
        "environment": {"torch": torch.__version__, "device": plan.device},
    }
    return about, unread


def missing(store, plan, replicates):
    """The (variant, seed) that have no row, one replicate after the other."""
    there = {(row["variant"], row["seed"]) for row in store.contents["rows"]}
    return [(v, s) for s in range(replicates) for v in plan.variants if (v, s) not in there]


def check_budget(seconds, jobs, minutes, plan, scheduler):
    """ValueError when the minutes are too few to finish one more replicate on this machine."""
    first = sum(seconds[variant] for variant, seed in jobs if seed == jobs[0][1])
    if scheduler or first <= 60 * minutes:
        return
    trainings = sum(seed == jobs[0][1] for _, seed in jobs) * len(plan.rates)
    raise ValueError(
        f"the budget is too small for one replicate: {trainings} trainings of {plan.steps} steps take about "
        f"{in_words(first)} here: pass minutes={first / 60:.2g} or more, or fewer steps, rates or variants"
    )


def run(store, plan, jobs, seconds, minutes, cores, scheduler):
    """Train and judge, and store every row as it comes, until all is done or the time is over."""
    began, left = time.monotonic(), sum(seconds[variant] for variant, _ in jobs)
    end = began + 60 * minutes
    if not scheduler:
        jobs = within_budget(jobs, seconds, 60 * minutes)
    shown_by = IN_NOTEBOOKS[-1] if IN_NOTEBOOKS and in_notebook() else Progress
    show = shown_by(len(jobs), min(left, 60 * minutes))
    function = partial(on_worker, plan) if scheduler else partial(replicate, plan)
    processes = 1 if plan.device != "cpu" else min(cores, len(jobs))
    forget()  # your own modules may have been loaded again since
    try:
        with closing(spread(function, jobs, processes, scheduler)) as rows:
            for done, row in enumerate(rows, 1):
                store.add("rows", row)
                passed = time.monotonic() - began
                show.step(done, min(passed / done * (len(jobs) - done), max(0, end - time.monotonic())))
                if time.monotonic() > end:
                    break
    except KeyboardInterrupt:
        store.notes.append("stopped by you: call compare again to go on")
    except PicklingError:
        raise ValueError(
            "your maker or your gates hold something that cannot be sent to other processes (an open file, a "
            "lock): build it inside the maker, or pass processes=1"
        ) from None
    except (WorkerDied, Failed) as error:
        raise type(error)(f"{error}: {store.kept()}") from None
    finally:
        show.stop()
        store.close()


def within_budget(jobs, seconds, most):
    """The jobs of as many whole replicates as fit into the time, of the first one at least."""
    counted, kept, time_of = Counter(seed for _, seed in jobs), [], 0.0
    for seed in counted:
        of_seed = [job for job in jobs if job[1] == seed]
        time_of += sum(seconds[variant] for variant, _ in of_seed)
        if kept and time_of > most:
            break
        kept += of_seed
    return kept


def in_words(seconds):
    """A duration: "a second", "12 minutes", "2.5 hours"."""
    if seconds < 1.5:
        return "a second"
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
