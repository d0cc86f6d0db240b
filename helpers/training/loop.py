"""One ``fit`` for every task."""

import time
from dataclasses import dataclass, field
from numbers import Integral, Real

import torch
import torch.nn.functional as F

from .evaluation import device_of
from .progress import Silent, default


@dataclass
class History:
    """What a run did: the loss of every step, seconds, and whether it was interrupted."""

    losses: list = field(default_factory=list)
    seconds: float = 0.0
    interrupted: bool = False

    def __len__(self):
        return len(self.losses)


def cross_entropy(net, batch):
    """Classification loss, averaged over the batch."""
    return F.cross_entropy(net(batch.images), batch.labels)


def check_steps(steps):
    """Raise ValueError, in one sentence, unless a run can have that many steps."""
    if not isinstance(steps, Integral) or steps < 1:
        raise ValueError(f"the number of steps must be a whole number, 1 or more, got {steps!r}")


def check_rate(lr):
    """Raise ValueError, in one sentence, unless it can be a learning rate."""
    if isinstance(lr, bool) or not isinstance(lr, Real) or not 0 < lr < float("inf"):
        raise ValueError(f"the learning rate must be a number above 0, such as 0.03, got {lr!r}")


def check_loss(value):
    """Raise ValueError, in one sentence, unless a loss gave one number that can be followed backward."""
    if not isinstance(value, torch.Tensor) or value.numel() != 1:
        got = f"a tensor {tuple(value.shape)}" if isinstance(value, torch.Tensor) else repr(value)
        raise ValueError(f"the loss must return one number, got {got}: is a .mean() or a return missing?")


def fit(
    net,
    make_batch,
    steps=400,
    batch_size=64,
    lr=2e-3,
    seed=0,
    loss=cross_entropy,
    name="network",
    watch=None,
):
    """Train ``net`` in place on fresh random batches and leave it in eval mode; returns a History.

    The optimiser is AdamW (Loshchilov & Hutter, 2019).

    make_batch  (n, split, seed) -> Batch, for instance datasets.cued_colour
    lr          highest learning rate; it rises for a fifth of the steps, then falls (Smith, 2018)
    watch       what shows the progress: one line (default), a progress.LiveCurve(), or False for nothing

    Interrupting the kernel stops the training; the network keeps what it has learned so far.
    Raises ValueError for a number of steps, a learning rate or a loss that is none and for a label that the
    network does not know, and MemoryError, with a remedy, when the device has not enough memory for a batch.
    """
    check_steps(steps)
    check_rate(lr)
    watch = Silent() if watch is False else watch or default()
    device, history = device_of(net), History()
    rng = torch.Generator().manual_seed(seed)
    optim = torch.optim.AdamW(net.parameters(), lr, weight_decay=1e-2)
    rising = 0.2 if steps >= 10 else 0.35  # OneCycleLR divides by steps * rising - 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(optim, lr, total_steps=steps, pct_start=rising)
    # Channels next to each other in memory: a quarter less time on a CPU, the same numbers.
    net.to(memory_format=torch.channels_last).train()
    watch.start(name, steps)
    began = time.perf_counter()
    try:
        for step in range(steps):
            batch = make_batch(batch_size, "train", rng).to(device)
            batch.images = batch.images.contiguous(memory_format=torch.channels_last)
            optim.zero_grad()
            value = loss(net, batch)
            check_loss(value)
            value.backward()
            optim.step()
            schedule.step()
            history.losses.append(value.item())
            watch.step(step + 1, history.losses)
    except KeyboardInterrupt:
        history.interrupted = True
        done = len(history)
        print(f"Stopped by you after {done} of {steps} steps: the network keeps what it learned so far.")
    except IndexError as error:
        if not str(error).startswith("Target"):
            raise
        told = str(error).rstrip(".")
        raise ValueError(
            f"a label is beyond the network's classes ({told}): build it with classes="
        ) from None
    except (MemoryError, RuntimeError) as error:
        if "memory" not in str(error):
            raise
        raise MemoryError(
            f"not enough memory on {device} for {batch_size} images at once: "
            f"pass batch_size={max(1, batch_size // 2)} or less"
        ) from None
    finally:
        net.eval()
        history.seconds = time.perf_counter() - began
        watch.stop(history)
    return history
