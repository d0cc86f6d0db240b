"""One replicate of your own comparison: how a worker builds, trains and judges one of your variants."""

import inspect
import statistics
import time
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import torch
from torch.nn.parameter import is_lazy

from .. import explain, networks, training
from ..training.progress import Silent
from . import companions, source
from .comparison import IN_THE_BOX
from .replicate import chosen
from .replicated import AGAIN, LUCK_OF_ITS_OWN

TIMED = 5  # training steps by which the duration of a run is estimated


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
        again = trained(build(plan, name))
    except Exception as error:
        raise Failed(f"your maker raised an error for {name!r}: {in_one_line(error)}") from None
    if trained(net) & again:
        raise Failed(
            f"the network of {name!r} has the same weights every time it is built: build all of it inside "
            "your maker, or put a copy.deepcopy of a pretrained part there"
        )
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
        history = training.fit(net, make_batch, TIMED, plan.batch_size, 1e-4, watch=clock)
    except Exception as error:
        raise Failed(f"the network of {name!r} cannot be trained: {in_one_line(error)}") from None
    finally:
        torch.set_num_threads(threads)
    if history.interrupted:
        raise KeyboardInterrupt
    return clock.seconds()


def trained(net):
    """Where the numbers lie that a training changes: weights that learn, and running means."""
    learn = [weights for weights in net.parameters() if weights.requires_grad]
    running = [buffer for name, buffer in net.named_buffers() if "running_" in name]
    return {values.data_ptr() for values in (*learn, *running) if not is_lazy(values)} - {0}  # 0: no numbers


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
            with torch.random.fork_rng(devices=[]):  # dropout draws from the global random numbers
                torch.manual_seed(1000 + luck)
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
    mask = explain.box_mask(batch.box, batch.images.shape[-1])
    try:
        maps = list(explain.own_maps(net, batch.images).values())
        return {IN_THE_BOX: explain.energy(maps[-1], mask).mean().item()} if maps else {}
    except (ValueError, RuntimeError):  # it cannot be recorded, or its cells do not tile the images
        return {}  # and it is compared all the same


def in_one_line(error):
    """An error's kind and its first line."""
    first = (str(error).strip() or "no words").splitlines()[0]
    return first if isinstance(error, ValueError | MemoryError) else f"{type(error).__name__}: {first}"
