"""What a training step is made of: the share of the data, and our loop against one with a DataLoader."""

import statistics
import time

import torch
from torch.utils.data import DataLoader, TensorDataset

from helpers import networks, training
from helpers.experiments import EXPERIMENTS

GOAL = 0.15  # of a step, for making the batch
TASKS = ("cued_colour", "sensors", "clutter", "recognition", "recognition_clutter")
TASKS += ("segmentation", "segmentation_cue", "detection", "detection_cue")


def seconds_of(function, *arguments, **settings):
    """Processor seconds of a call, and what it returned."""
    start = time.process_time()
    result = function(*arguments, **settings)
    return time.process_time() - start, result


def plain(recipe):
    """The recipe's plain network, always the same."""
    return networks.build(recipe.network, 0, **recipe.settings)


def one_run(recipe, steps):
    """Processor seconds of a run of the plain network: (for making batches, altogether)."""
    making, make_batch = [], recipe.batches("train")

    def timed(*arguments):
        took, batch = seconds_of(make_batch, *arguments)
        making.append(took)
        return batch

    settings = {"steps": steps, "batch_size": recipe.batch_size, "loss": recipe.loss, "watch": False}
    altogether, _ = seconds_of(training.fit, plain(recipe), timed, **settings)
    return sum(making), altogether


def data(steps=40, runs=5):
    """Share of a step that goes into making the batch: plain network, processor time, median of runs."""
    torch.set_num_threads(1)
    shares, milliseconds = {}, {}
    for name in TASKS:
        one_run(EXPERIMENTS[name], 5)
        measured = [one_run(EXPERIMENTS[name], steps) for _ in range(runs)]
        shares[name] = round(statistics.median(making / whole for making, whole in measured), 3)
        milliseconds[name] = round(1000 * statistics.median(making for making, _ in measured) / steps, 1)
    return {"share of a step": shares, "goal": GOAL, "ms for a batch": milliseconds, "runs": runs}


def usual_loop(net, images, labels, batch_size, lr):
    """The loop of most tutorials, over a DataLoader; otherwise equal to training.fit.  Returns the losses."""
    loader = DataLoader(TensorDataset(images, labels), batch_size, num_workers=0)
    optim = torch.optim.AdamW(net.parameters(), lr, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optim, lr, total_steps=len(loader), pct_start=0.2)
    net.to(memory_format=torch.channels_last).train()
    losses = []
    for batch, answers in loader:
        batch = batch.contiguous(memory_format=torch.channels_last)
        optim.zero_grad()
        value = torch.nn.functional.cross_entropy(net(batch), answers)
        value.backward()
        optim.step()
        schedule.step()
        losses.append(value.item())
    return losses


def loop(steps=40, pairs=9):
    """Seconds per step of training.fit over those of the usual loop, in turn, one thread: median ratio.

    The usual loop gets its images made beforehand, at no cost; ours makes them as it goes.  Both see
    the same images in the same order, and both lose the same.
    """
    torch.set_num_threads(1)
    ratios = {}
    for name in ("cued_colour", "sensors", "clutter"):
        recipe, size = EXPERIMENTS[name], EXPERIMENTS[name].batch_size
        make_batch, rng = recipe.batches("train"), torch.Generator().manual_seed(0)
        batches = [make_batch(size, "train", rng) for _ in range(steps)]
        images, labels = (torch.cat([getattr(b, part) for b in batches]) for part in ("images", "labels"))
        measured = []
        for _ in range(pairs + 1):
            settings = {"steps": steps, "batch_size": size, "lr": recipe.lr, "watch": False}
            ours, history = seconds_of(training.fit, plain(recipe), make_batch, **settings)
            theirs, losses = seconds_of(usual_loop, plain(recipe), images, labels, size, recipe.lr)
            if not torch.allclose(torch.tensor(history.losses), torch.tensor(losses), atol=1e-3):
                raise RuntimeError(f"{name}: the two loops did not do the same")
            measured.append(ours / theirs)
        ratios[name] = round(statistics.median(measured[1:]), 3)
    return {"ratio": ratios, "steps": steps, "pairs": pairs}
