"""fit and evaluate: they learn, repeat to the bit, stop politely, and leave the network as they should."""

from functools import partial

import pytest
import torch

from helpers import training
from helpers.attention import SCSE, AttentionGate
from helpers.datasets import (
    Batch,
    cluttered_digits,
    corner_cue,
    fragment_scenes,
    plain_digits,
    unseen_clutter,
    unseen_sensors,
)
from helpers.networks import (
    CentreDetector,
    ConvNet,
    Embedder,
    SensorNet,
    UNet,
    build,
    detection_loss,
    mask_loss,
    prototype_loss,
)
from helpers.training import History, accuracy, evaluate, fit, predict


def bright_or_dark(n, split="train", seed=0):
    """A task that a tiny network learns at once: is the image bright?"""
    rng = seed if isinstance(seed, torch.Generator) else torch.Generator().manual_seed(seed)
    labels = torch.randint(2, (n,), generator=rng)
    return Batch(torch.rand(n, 1, 6, 8, generator=rng) + labels[:, None, None, None], labels)


def tiny(seed=0, **settings):
    return build(ConvNet, seed, widths=(4, 4), classes=2, **settings)


quick = partial(fit, make_batch=bright_or_dark, steps=40, batch_size=16, lr=2e-2, watch=False)


def test_it_learns():
    net = tiny()
    history = quick(net)
    assert len(history) == len(history.losses) == 40
    assert sum(history.losses[-5:]) < 0.5 * sum(history.losses[:5])
    assert evaluate(net, bright_or_dark(200, "test", 1)) > 0.95
    assert not history.interrupted and history.seconds > 0
    assert not net.training


def test_two_runs_are_equal_to_the_bit():
    nets = [tiny(), tiny()]
    first, second = (quick(net) for net in nets)
    assert first.losses == second.losses
    for one, other in zip(*(net.state_dict().values() for net in nets)):
        assert torch.equal(one, other)


def test_another_seed_sees_other_batches():
    assert quick(tiny(), seed=1, steps=3).losses != quick(tiny(), seed=2, steps=3).losses


def test_the_random_state_outside_is_neither_used_nor_touched():
    torch.manual_seed(0)
    before, first = torch.get_rng_state(), quick(tiny(), steps=3).losses
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(1)
    assert quick(tiny(), steps=3).losses == first


def test_batches_come_from_the_training_split_with_the_size_asked_for():
    asked = set()

    def make(n, split, rng):
        asked.add((n, split))
        return bright_or_dark(n, split, rng)

    quick(tiny(), make_batch=make, steps=3, batch_size=7)
    assert asked == {(7, "train")}


def test_every_step_is_adamw_on_one_rise_and_fall():
    """The same loop, written out: AdamW, a rate that rises for a fifth of the steps and then falls."""
    net, rng, losses = tiny().train(), torch.Generator().manual_seed(0), []
    optim = torch.optim.AdamW(net.parameters(), lr=2e-2, weight_decay=1e-2)
    rates = torch.optim.lr_scheduler.OneCycleLR(optim, 2e-2, total_steps=10, pct_start=0.2)
    for _ in range(10):
        batch = bright_or_dark(16, "train", rng)
        net.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(batch.images), batch.labels)
        loss.backward()
        optim.step()
        rates.step()
        losses.append(loss.item())
    assert quick(tiny(), steps=10).losses == pytest.approx(losses, abs=1e-4)


def test_another_loss():
    def negated(net, batch):
        return -training.cross_entropy(net, batch)

    assert quick(tiny(), loss=negated, steps=10).losses[0] == -quick(tiny(), steps=10).losses[0]


def failing(step, error, task=bright_or_dark):
    """The task, but it raises at the given step, the first being 0."""
    calls = iter(range(10**6))

    def make(n, split, rng):
        if next(calls) == step:
            raise error
        return task(n, split, rng)

    return make


class Watch:
    """Remembers what it is told."""

    def __init__(self):
        self.events = []

    def start(self, name, steps):
        self.events.append(("start", name, steps))

    def step(self, done, losses):
        self.events.append((done, len(losses)))

    def stop(self, history):
        self.events.append(("stop", len(history)))


def test_the_watch_is_told():
    watch = Watch()
    quick(tiny(), steps=3, watch=watch, name="a net")
    assert watch.events == [("start", "a net", 3), (1, 1), (2, 2), (3, 3), ("stop", 3)]


def test_an_interrupt_stops_with_one_sentence_and_keeps_what_was_learned(capsys):
    net, watch = tiny(), Watch()
    history = quick(net, make_batch=failing(5, KeyboardInterrupt()), watch=watch)
    assert isinstance(history, History) and history.interrupted and len(history) == 5
    said = capsys.readouterr().out
    assert said == "Stopped by you after 5 of 40 steps: the network keeps what it learned so far.\n"
    assert not net.training and watch.events[-1] == ("stop", 5)
    assert not torch.equal(net.classify.weight, tiny().classify.weight)


SMALL = (4, 4, 4)
JOBS = {
    "mask": (partial(UNet, widths=SMALL), mask_loss, partial(cluttered_digits, size=24)),
    "mask, gated": (
        partial(UNet, widths=SMALL, attention=SCSE, skip=AttentionGate),
        mask_loss,
        partial(cluttered_digits, size=24),
    ),
    "boxes": (partial(CentreDetector, widths=(*SMALL, 4)), detection_loss, fragment_scenes),
    "boxes, cue": (partial(CentreDetector, in_channels=3, widths=(*SMALL, 4)), detection_loss, corner_cue),
    "embedding": (partial(Embedder, backbone=ConvNet, widths=(4, 4)), prototype_loss, unseen_clutter),
    "embedding, sensors": (partial(Embedder, backbone=SensorNet), prototype_loss, unseen_sensors),
}


@pytest.mark.parametrize("job", JOBS)
class TestEveryLoss:
    def fit(self, job, make_batch=None, **settings):
        network, loss, task = JOBS[job]
        net = build(network, 0)
        start = [p.detach().clone() for p in net.parameters()]
        told = {"steps": 12, "batch_size": 6, "lr": 1e-2, "watch": False, **settings}
        history = fit(net, make_batch or task, loss=loss, **told)
        return net, start, history

    def test_it_learns_and_repeats_to_the_bit(self, job):
        net, _, history = self.fit(job, steps=25)
        again, _, same = self.fit(job, steps=25)
        assert history.losses == same.losses
        assert all(torch.equal(a, b) for a, b in zip(net.parameters(), again.parameters()))
        assert sum(history.losses[-5:]) < sum(history.losses[:5])
        assert not net.training

    def test_an_interrupt_keeps_what_was_learned(self, job, capsys):
        """Stopped while the seventh batch is made: the network is what six steps of twelve make it."""
        task = JOBS[job][2]
        net, start, history = self.fit(job, failing(6, KeyboardInterrupt(), task))
        said = capsys.readouterr().out
        assert said == "Stopped by you after 6 of 12 steps: the network keeps what it learned so far.\n"
        assert history.interrupted and len(history) == 6 and not net.training
        assert all(not torch.equal(p, q) for p, q in zip(net.parameters(), start))
        assert history.losses == self.fit(job)[2].losses[:6]
        output = predict(net, task(5, "test", 1).images)
        assert len(output) == 5 and torch.isfinite(output).all()

    def test_an_interrupt_within_a_step_keeps_the_network_whole(self, job, capsys):
        network, loss, task = JOBS[job]
        calls = []

        def stopping(net, batch):
            calls.append(batch)
            if len(calls) == 4:
                raise KeyboardInterrupt
            return loss(net, batch)

        net = build(network, 0)
        history = fit(net, task, steps=12, batch_size=6, lr=1e-2, loss=stopping, watch=False)
        assert "after 3 of 12 steps" in capsys.readouterr().out and len(history) == 3
        assert all(torch.isfinite(p).all() for p in net.parameters())


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 99 bytes"),
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        MemoryError("Unable to allocate memory"),
    ],
)
def test_too_little_memory_says_what_to_pass(error):
    net = tiny()
    with pytest.raises(MemoryError) as caught:
        quick(net, make_batch=failing(2, error))
    assert str(caught.value) == "not enough memory on cpu for 16 images at once: pass batch_size=8 or less"
    assert not net.training


def test_any_other_error_comes_through_as_it_is():
    net, watch = tiny(), Watch()
    with pytest.raises(RuntimeError, match="a mistake"):
        quick(net, make_batch=failing(2, RuntimeError("a mistake")), watch=watch)
    assert not net.training and watch.events[-1] == ("stop", 2)


@pytest.mark.parametrize("steps", [0, -3, 2.5, "many"])
def test_a_training_needs_steps(steps):
    with pytest.raises(ValueError, match=f"steps must be a whole number, 1 or more, got {steps!r}"):
        quick(tiny(), steps=steps)


@pytest.mark.parametrize(
    "loss, words", [(lambda net, batch: net(batch.images), "a tensor"), (lambda net, batch: None, "None")]
)
def test_a_loss_is_one_number(loss, words):
    with pytest.raises(ValueError, match=f"one number, got {words}.*is a .mean.. or a return missing"):
        quick(tiny(), loss=loss)


@pytest.mark.parametrize("lr", [0, -0.1, "fast", float("nan"), True])
def test_a_training_needs_a_rate(lr):
    with pytest.raises(ValueError, match="the learning rate must be a number above 0"):
        quick(tiny(), steps=2, lr=lr)


def test_a_label_beyond_the_classes_is_told_from_other_mistakes():
    def strange(n, split, rng):
        batch = bright_or_dark(n, split, rng)
        batch.labels[0] = 7
        return batch

    with pytest.raises(ValueError, match="a label is beyond the network's classes.*7.*classes="):
        quick(tiny(), make_batch=strange)
    with pytest.raises(IndexError, match="index 5 is out of bounds"):
        quick(tiny(), make_batch=failing(2, IndexError("index 5 is out of bounds")))


class TestJudging:
    @pytest.mark.parametrize("training_mode", [True, False])
    def test_the_mode_of_the_network_is_restored(self, training_mode):
        net = tiny().train(training_mode)
        statistics = net.stages[0].norm.running_mean.clone()
        evaluate(net, bright_or_dark(10))
        assert all(module.training == training_mode for module in net.modules())
        assert torch.equal(net.stages[0].norm.running_mean, statistics)

    def test_the_mode_is_restored_after_an_error_too(self):
        net = tiny().train()
        with pytest.raises(ValueError):
            predict(net, torch.rand(2, 3, 6, 8))
        assert net.training

    def test_no_image_is_said_in_a_sentence(self):
        with pytest.raises(ValueError, match=r"no image to predict for: got \(0, 1, 6, 6\)"):
            predict(tiny(), torch.rand(0, 1, 6, 6))

    def test_prediction_in_pieces_is_the_same(self):
        net, images = tiny(), bright_or_dark(10).images
        torch.testing.assert_close(predict(net, images, chunk=3), predict(net, images))
        torch.testing.assert_close(predict(net, images), net.eval()(images))
        assert not predict(net, images).requires_grad

    def test_accuracy_by_hand(self):
        logits = torch.tensor([[1.0, 2.0, 0.0], [3.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 2.0, 1.0]])
        assert accuracy(logits, Batch(torch.zeros(4, 1, 2, 2), torch.tensor([1, 0, 2, 0]))) == 0.75

    def test_another_metric(self):
        assert evaluate(tiny(), bright_or_dark(10), metric=lambda output, batch: len(output)) == 10


def test_a_real_task_for_two_steps():
    assert len(fit(build(ConvNet, widths=(4,)), plain_digits, steps=2, batch_size=8, watch=False)) == 2
