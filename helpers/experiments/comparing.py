"""Your own comparison: your network, your gates, your pictures, by the protocol of ``replicate``.

Every replicate deals the pictures out anew, gives every variant its own random start, and lets it try every
rate of one grid; the variant's own validation score chooses one; the test pictures judge it once.
"""

import inspect
import statistics
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import joblib
import torch
from tqdm import tqdm

from .. import explain, networks, training
from ..printing import say
from ..training.progress import Silent, in_notebook
from . import companions, source
from .comparison import IN_THE_BOX, Comparison, OwnStore
from .replicate import PROTOCOL, chosen
from .replicated import AGAIN, LUCK_OF_ITS_OWN
from .workers import WorkerDied, spread

RATES = (0.003, 0.01, 0.03, 0.1)
CONTROLS = ("wide", "added", "blind")
WIDER = [1 + k / 20 for k in range(1, 41)]  # factors of the width that are tried for the wide network
TIMED = 5  # training steps by which the duration of a run is estimated
IN_NOTEBOOKS = []  # classes like Progress, the last one counts: see panels.comparing


class Failed(ValueError):
    """A run that cannot be done, in one sentence."""


@dataclass
class Plan:
    """All that a worker must know.  variants: {name: settings of the maker}."""

    make: callable
    variants: dict
    data: object
    steps: int
    batch_size: int
    rates: tuple
    device: str = "cpu"
    code: str = ""


class Clock(Silent):
    """Looks at the time after every step."""

    def __init__(self):
        self.times = []

    def step(self, done, losses):
        self.times.append(time.perf_counter())

    def seconds(self):
        """Of a step: the median, without the first one, which sets everything up."""
        return statistics.median(after - before for before, after in pairwise(self.times))


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
    if not minutes > 0:
        raise ValueError(f"minutes must be more than 0, got {minutes}")
    if batch_size < 2:
        raise ValueError(f"batch_size must be 2 or more, got {batch_size}")
    if not rates or any(not rate > 0 for rate in rates):
        raise ValueError(f"rates are the learning rates to be tried, each above 0, got {rates}")
    if replicates < 2:
        raise ValueError(f"an interval needs two replicates or more, got replicates={replicates}")
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
    if not asked:
        raise ValueError("there is nothing to compare with plain: name a variant with a gate")
    return {"plain": plain, AGAIN: plain, **asked}


def build(plan, name, seed=0):
    """The network of a variant with its random start fixed by seed."""
    settings = dict(plan.variants[name])
    parameters = inspect.signature(plan.make).parameters
    if "classes" in parameters:
        settings.setdefault("classes", len(plan.data.classes))
    first = () if "attention" in parameters else (settings.pop("attention", None),)
    net = networks.build(partial(plan.make, *first), seed, **settings)
    if not isinstance(net, torch.nn.Module):
        raise TypeError(f"it returned {type(net).__name__} and no network")
    return net.to(plan.device)


def tried(plan, name):
    """Seconds of a training step of a variant; Failed, in one sentence, if it cannot be built or trained."""
    try:
        net = build(plan, name)
    except Exception as error:
        raise Failed(f"your maker raised an error for {name!r}: {in_one_line(error)}") from None
    make_batch = plan.data.batches("train", 0)
    batch = make_batch(plan.batch_size, "train", torch.Generator().manual_seed(0))
    shape, expected = tuple(batch.images.shape), (plan.batch_size, len(plan.data.classes))
    try:
        got = net(batch.images.to(plan.device))
    except Exception as error:
        raise Failed(f"the network of {name!r} fails on images {shape}: {in_one_line(error)}") from None
    got = tuple(got.shape) if isinstance(got, torch.Tensor) else type(got).__name__
    if got != expected:
        raise Failed(f"the network of {name!r} must give logits {expected} for images {shape}, got {got}")
    threads, clock = torch.get_num_threads(), Clock()
    torch.set_num_threads(1)
    try:
        training.fit(net, make_batch, TIMED, plan.batch_size, 1e-4, watch=clock)
    except Exception as error:
        raise Failed(f"the network of {name!r} cannot be trained: {in_one_line(error)}") from None
    finally:
        torch.set_num_threads(threads)
    return clock.seconds()


def add_controls(plan, every, controls):
    """Add the controls that can be made to the plan; returns a sentence for each that cannot."""
    notes, asked = [], [name for name in plan.variants if name not in ("plain", AGAIN)]
    gated = {name: gate for name in asked if (gate := plan.variants[name].get("attention")) is not None}
    for kind, make_control in (("added", companions.added), ("blind", companions.blind)):
        for name, gate in gated.items() if kind in controls else ():
            control = f"{name} {kind}"
            if control in plan.variants:  # the learner's own
                continue
            plan.variants[control] = {**plan.variants[name], "attention": partial(make_control, gate)}
            try:
                every[control] = tried(plan, control)
            except Failed as error:
                del plan.variants[control]
                reason = str(error).partition(": ")[2]
                notes.append(f"there is no {control!r}: {reason}")
    if "wide" in controls and "wide" not in plan.variants:
        notes += add_wide(plan, every)
    order = ["plain", AGAIN, *(["wide"] if "wide" in plan.variants else [])]
    for name in asked:
        order += [name, *(f"{name} {kind}" for kind in ("added", "blind"))]
    plan.variants = {name: plan.variants[name] for name in dict.fromkeys(order) if name in plan.variants}
    return notes


def add_wide(plan, every):
    """Add a network with as many parameters as the largest; returns a sentence if that is impossible."""
    if "width" not in inspect.signature(plan.make).parameters:
        return ["there is no 'wide': your maker has no parameter width, a factor of all its channels"]
    largest = max(networks.parameters(build(plan, name)) for name in plan.variants)
    for factor in WIDER:
        plan.variants["wide"] = {**plan.variants["plain"], "width": factor}
        try:
            enough = networks.parameters(build(plan, "wide")) >= largest
        except Exception as error:
            del plan.variants["wide"]
            return [
                f"there is no 'wide': your maker raised an error for width={factor}: {in_one_line(error)}"
            ]
        if enough:
            every["wide"] = tried(plan, "wide")
            return []
    del plan.variants["wide"]
    return [
        f"there is no 'wide': with width={WIDER[-1]} it still has fewer parameters than the largest variant"
    ]


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


def on_worker(plan, variant, seed):
    """``replicate``, on a worker elsewhere; ValueError if other code of the course is installed there."""
    if source.fingerprint(replicate) != plan.code:
        raise Failed("a worker has another version of the course's code: install the same one there")
    return replicate(plan, variant, seed)


def replicate(plan, variant, seed):
    """Train a variant with every rate, judge the one that validates best: a row, as sweeps have it."""
    torch.set_num_threads(1)
    validation = plan.data.held_out("validation", seed).to(plan.device)
    luck = seed + LUCK_OF_ITS_OWN * (variant == AGAIN)
    scores, best, seconds = {}, None, 0.0
    for lr in plan.rates:
        try:
            net = build(plan, variant, luck)
            began = time.process_time()
            make_batch = plan.data.batches("train", seed)
            training.fit(net, make_batch, plan.steps, plan.batch_size, lr, seed=1000 + luck, watch=False)
            seconds += time.process_time() - began
            scores[lr] = round(training.evaluate(net, validation), 4)
        except Exception as error:
            raise Failed(f"{variant!r}, replicate {seed}, cannot be trained: {in_one_line(error)}") from None
        if lr == chosen(scores):
            best = net
    test = plan.data.held_out("test", seed).to(plan.device)
    metrics = {"accuracy": training.evaluate(best, test)} | where(best, test)
    return {
        "variant": variant,
        "seed": seed,
        "params": networks.parameters(best),
        "metrics": {name: round(value, 4) for name, value in metrics.items()},
        "lr": chosen(scores),
        "seconds": round(seconds / len(plan.rates), 2),
        "validation": [list(pair) for pair in sorted(scores.items())],
    }


def where(net, batch):
    """{IN_THE_BOX: which share of its last map's weight a network puts there}; {} without a map or a box."""
    adds = any(isinstance(part, companions.Added) for part in net.modules())
    if batch.box is None or adds:
        return {}
    try:
        maps = list(explain.own_maps(net, batch.images).values())
    except ValueError:  # a gate that cannot be recorded is compared all the same
        return {}
    if not maps:
        return {}
    mask = explain.box_mask(batch.box, batch.images.shape[-1])
    return {IN_THE_BOX: explain.energy(maps[-1], mask).mean().item()}


def in_one_line(error):
    """An error's kind and its first line."""
    first = (str(error).strip() or "no words").splitlines()[0]
    return first if isinstance(error, ValueError | MemoryError) else f"{type(error).__name__}: {first}"


def in_words(seconds):
    """A duration: "a second", "12 minutes", "2.5 hours"."""
    if seconds < 1.5:
        return "a second"
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
