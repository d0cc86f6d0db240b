"""A learner's own comparison: the protocol, what is stored, and one sentence for whatever goes wrong."""

import errno
import importlib
import json
import os
import signal
import subprocess
import sys
import threading

import pytest
import torch
from own_tools import Gate, TinyNet, compared, tiny_pictures
from places import ROOT

from helpers import networks, training
from helpers.experiments import comparing, comparison, own_replicate

VARIANTS = ["plain", "plain again", "wide", "SE", "SE added", "SE blind"]


class Jobs:
    """Counts the networks that are trained: what is handed to ``spread``."""

    def __init__(self, monkeypatch):
        self.count, really = 0, comparing.spread

        def spread(function, jobs, *where):
            self.count += len(jobs)
            return really(function, jobs, *where)

        monkeypatch.setattr(comparing, "spread", spread)


class TestProtocol:
    def test_every_variant_tries_every_rate_in_every_replicate_once(self, tmp_path, monkeypatch):
        jobs, file = Jobs(monkeypatch), tmp_path / "own.json"
        result = compared(file)
        rows = json.loads(file.read_text())["rows"]
        assert result.variants == VARIANTS and jobs.count == 6 * 2
        assert [(row["variant"], row["seed"]) for row in rows] == [(v, s) for v in VARIANTS for s in (0, 1)]
        assert all([lr for lr, _ in row["validation"]] == [0.01, 0.03] for row in rows)
        again = compared(file)
        assert jobs.count == 12 and again.stored == result.stored

    def test_settings_of_the_maker(self):
        result = compared(variants={"twice as wide": {"width": 2.0}}, rates=(0.01,), controls=())
        assert [row["params"] for row in result.stored["rows"]] == [122, 122, 122, 122, 242, 242]

    def test_the_time_decides_how_many_replicates_are_done_by_one_call(self):
        jobs = [(name, seed) for seed in range(4) for name in ("plain", "SE")]
        seconds = {"plain": 1.0, "SE": 2.0}
        assert comparing.within_budget(jobs, seconds, 7.0) == jobs[:4]
        assert comparing.within_budget(jobs[1:], seconds, 5.5) == jobs[1:4]
        assert comparing.within_budget(jobs, seconds, 100) == jobs

    def test_when_the_time_is_over_rows_stay_and_the_next_call_goes_on(self, tmp_path, monkeypatch):
        file, really = tmp_path / "own.json", comparing.spread

        def slow(*what):
            for row in really(*what):
                patch.setattr(comparing.time, "monotonic", lambda: 1e9)
                yield row

        with monkeypatch.context() as patch:
            patch.setattr(comparing, "spread", slow)
            first = compared(file)
        assert len(json.loads(file.read_text())["rows"]) == 1 and first.complete == []
        assert "0 of 2 replicates are complete" in first.verdict[0]
        assert compared(file).complete == [0, 1]


class TestStale:
    def kept(self, tmp_path):
        return sorted(path.name.partition("-")[0] for path in tmp_path.iterdir())

    @pytest.mark.parametrize(
        "part, change",
        [
            ("other networks", {"variants": {"SE": Gate, "more": {"width": 2.0}}}),
            ("other pictures", {"data": tiny_pictures(seed=1)}),
            ("another budget", {"steps": 4}),
            ("another budget", {"rates": (0.01,)}),
        ],
    )
    def test_rows_of_something_else_are_kept_under_another_name(self, tmp_path, part, change):
        file = tmp_path / "own.json"
        before = compared(file, controls=()).everything["rows"]
        result = compared(file, **{"controls": (), **change})
        assert self.kept(tmp_path) == ["own.json", "own.stale"]
        assert json.loads(next(tmp_path.glob("own.stale-*")).read_text())["rows"] == before
        assert f"the file own.json was made with {part}: it is kept as own.stale-" in " ".join(result.notes)

    def test_two_variants_in_turn_with_one_file_lose_no_row(self, tmp_path):
        def rows():
            files = [json.loads(path.read_text()) for path in tmp_path.iterdir()]
            return sum(len(one["rows"]) for one in files), len(files)

        file, settings = tmp_path / "own.json", {"controls": (), "steps": 1}
        for k, rate in enumerate((0.01, 0.03, 0.01, 0.03), 1):
            result = compared(file, rates=(rate,), **settings)
            assert rows() == (6 * k, k)
        assert result.notes[0].endswith("-2.json, and a new file begins")
        for rate in (0.01, 0.03, 0.01):  # not one network is trained
            with pytest.raises(ValueError, match="the budget is too small"):
                compared(file, rates=(rate,), minutes=1e-7, **settings)
            assert rows() == (24, 5), "a file without rows is not kept"

    def test_more_minutes_or_processes_are_no_change(self, tmp_path, monkeypatch):
        file = tmp_path / "own.json"
        compared(file, controls=())
        jobs = Jobs(monkeypatch)
        compared(file, controls=(), minutes=50, processes=2)
        assert jobs.count == 0 and self.kept(tmp_path) == ["own.json"]

    def test_without_a_source_it_trains_but_never_resumes(self, tmp_path):
        made = {}
        exec("def make(attention=None): return TinyNet(attention, 2, 4)", {"TinyNet": TinyNet}, made)
        file, settings = tmp_path / "own.json", {"maker": made["make"], "controls": ()}
        result = compared(file, **settings)
        assert "the source of 'make' cannot be read, so this comparison cannot be resumed" in result.notes
        before = file.read_text()
        with pytest.raises(ValueError) as caught:
            compared(file, **settings)
        assert str(caught.value) == (
            "the source of 'make' cannot be read, so nothing shows whether the rows in own.json were made "
            "with the same code: define it in a cell or in a file, or pass another file="
        )
        assert file.read_text() == before


def raises(attention=None):
    raise KeyError("channels")


def three_logits(attention=None):
    return TinyNet(attention, 3, 4)


def wrong_images(attention=None):
    return torch.nn.Linear(7, 2)


def no_network(attention=None):
    return None


class TestOneSentence:
    @pytest.mark.parametrize(
        "settings, says",
        [
            ({"maker": raises}, "your maker raised an error for 'plain': KeyError: 'channels'"),
            (
                {"maker": three_logits},
                "the network of 'plain' must give logits (4, 2) for images (4, 3, 24, 24), got",
            ),
            (
                {"maker": wrong_images},
                "the network of 'plain' fails on images (4, 3, 24, 24): RuntimeError: mat1",
            ),
            (
                {"maker": no_network},
                "your maker raised an error for 'plain': TypeError: it returned NoneType",
            ),
            (
                {"variants": {"plain": None}},
                "there is nothing to compare with plain: name a variant with a gate",
            ),
            (
                {"variants": {"wide": {"width": 2.0}}},
                "there is nothing to compare with plain: name a variant with a gate; 'wide' is the name of a",
            ),
            ({"variants": [Gate]}, 'variants is a dict such as {"plain": None, "SE": SqueezeExcitation}'),
            (
                {"data": "pictures/"},
                'data is what experiments.folder("pictures/") or experiments.labelled("pic',
            ),
            ({"minutes": 0}, "minutes must be more than 0, got 0"),
            ({"steps": 0}, "the number of steps must be a whole number, 1 or more, got 0"),
            ({"rates": (0.1, -1)}, "rates are the learning rates to be tried, each above 0, got (0.1, -1)"),
            ({"replicates": 1}, "an interval needs two replicates or more, got replicates=1"),
            ({"replicates": 2.0}, "an interval needs two replicates or more, got replicates=2.0"),
            ({"batch_size": 4.0}, "batch_size must be a whole number, 2 or more, got 4.0"),
            ({"rates": 0.01}, "rates are the learning rates to be tried, each above 0, got 0.01"),
            ({"minutes": "5"}, "minutes must be more than 0, got '5'"),
            ({"controls": ("twin",)}, "controls are of ('wide', 'added', 'blind'), got ['twin']"),
        ],
    )
    def test_before_anything_is_trained(self, tmp_path, settings, says):
        with pytest.raises(ValueError) as caught:
            compared(tmp_path / "own.json", **settings)
        assert str(caught.value).startswith(says) and "\n" not in str(caught.value)
        assert list(tmp_path.iterdir()) == []

    def test_a_budget_too_small_for_one_replicate(self):
        with pytest.raises(ValueError) as caught:
            compared(minutes=1e-7)
        assert str(caught.value).startswith(
            "the budget is too small for one replicate: 12 trainings of 3 steps take about a second here: "
            "pass minutes="
        )

    @pytest.mark.parametrize("text", ["", "[1, 2]", '{"rows": []}', '{"name": "package"}'])
    def test_a_file_of_something_else_is_not_touched(self, tmp_path, text):
        file = tmp_path / "own.json"
        file.write_text(text)
        with pytest.raises(
            ValueError, match="own.json is no stored comparison, or it is damaged: pass another"
        ):
            compared(file)
        assert file.read_text() == text

    def test_a_file_that_cannot_be_written(self, tmp_path, monkeypatch):
        def refuse(*_):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))

        monkeypatch.setattr(comparison, "write_whole", refuse)
        with pytest.raises(ValueError) as caught:
            compared(tmp_path / "own.json")
        assert str(caught.value) == "own.json cannot be written (Permission denied): pass another file="

    def test_a_training_that_fails_later_keeps_the_rows(self, tmp_path, monkeypatch):
        really = own_replicate.build

        def fails(plan, name, seed=0):
            if (name, seed) == ("SE", 1):
                raise RuntimeError("no luck\nin many lines")
            return really(plan, name, seed)

        monkeypatch.setattr(own_replicate, "build", fails)
        with pytest.raises(ValueError) as caught:
            compared(tmp_path / "own.json")
        assert str(caught.value) == (
            "'SE', replicate 1, cannot be trained: RuntimeError: no luck: 9 rows are stored in own.json; "
            "call compare again to go on"
        )
        assert len(json.loads((tmp_path / "own.json").read_text())["rows"]) == 9

    def test_a_full_disk_loses_nothing(self, tmp_path, monkeypatch):
        file, really, calls = tmp_path / "own.json", comparison.write_whole, []

        def full(*what):
            calls.append(what)
            if len(calls) > 3:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            really(*what)

        monkeypatch.setattr(comparison, "write_whole", full)
        result = compared(file, controls=())
        assert result.complete == [0, 1] and len(json.loads(file.read_text())["rows"]) == 2
        lacks = "the file own.json lacks 4 rows (No space left on device): they are in memory;"
        assert any(note.startswith(lacks) for note in result.notes)
        monkeypatch.undo()
        result.save()
        assert comparison.read(file)["rows"] == result.everything["rows"]

    def test_what_cannot_be_sent_to_processes(self, tmp_path):
        lock = threading.Lock()

        def locked(attention=None):
            with lock:
                return TinyNet(attention, 2, 4)

        with pytest.raises(ValueError) as caught:
            compared(tmp_path / "own.json", maker=locked, processes=2)
        assert str(caught.value) == (
            "your maker or your gates hold something that cannot be sent to other processes (an open file, a "
            "lock): build it inside the maker, or pass processes=1"
        )

    @pytest.mark.parametrize("after", [1, 3])
    def test_stopped_by_you_before_anything_is_stored(self, tmp_path, monkeypatch, after):
        really = own_replicate.Clock.step

        def step(clock, done, losses):
            really(clock, done, losses)
            if done == after:
                signal.raise_signal(signal.SIGINT)

        monkeypatch.setattr(own_replicate.Clock, "step", step)
        with pytest.raises(KeyboardInterrupt):
            compared(tmp_path / "own.json")
        assert list(tmp_path.iterdir()) == []

    def test_stopped_by_you(self, tmp_path, monkeypatch):
        really, trained = training.fit, []

        def fit(net, make_batch, steps, *what, **how):
            trained.append(steps)
            if trained.count(3) == 5:
                signal.raise_signal(signal.SIGINT)
            return really(net, make_batch, steps, *what, **how)

        monkeypatch.setattr(training, "fit", fit)
        result = compared(tmp_path / "own.json", controls=())
        assert "stopped by you: call compare again to go on" in result.notes
        assert len(json.loads((tmp_path / "own.json").read_text())["rows"]) == 2


SCRIPT = """
import os, signal, sys
from pathlib import Path
import own_tools
from helpers import experiments

os.environ["MAIN"] = str(os.getpid())

class MyGate(own_tools.Gate):
    def weights(self, x):
        mark = Path(os.environ["MARK"])
        if self.training and os.environ["MAIN"] != str(os.getpid()) and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().weights(x)

def my_network(attention=None, classes=2, width=1.0):
    return own_tools.make(attention, classes, width)

settings = own_tools.SHORT | {"processes": 2, "file": sys.argv[1]}
try:
    experiments.compare(my_network, {"SE": MyGate}, own_tools.tiny_pictures(), **settings)
except (ValueError, RuntimeError) as error:
    sys.exit(str(error))
"""


class TestWorkers:
    """Classes of a script's or a notebook's own travel to processes; a process that dies is told."""

    def run(self, file, mark):
        path = os.pathsep.join(map(str, (ROOT, ROOT / "tests" / "support")))
        script = file.with_suffix(".py")
        script.write_text(SCRIPT)
        environment = {**os.environ, "PYTHONPATH": path, "MARK": str(mark)}
        command = [sys.executable, str(script), str(file)]
        return subprocess.run(command, env=environment, capture_output=True, text=True)

    def test_a_worker_dies_and_the_next_call_goes_on(self, tmp_path):
        file, mark = tmp_path / "own.json", tmp_path / "died"
        died = self.run(file, mark)
        told = died.stderr.strip().splitlines()[-1]
        stored = len(comparison.read(file)["rows"])
        assert died.returncode == 1 and mark.exists() and "Traceback" not in died.stderr.replace("loky", "")
        assert told == (
            f"a worker died (out of memory?): {stored} rows are stored in own.json; "
            "call compare again to go on"
        )
        done = self.run(file, mark)
        assert done.returncode == 0, done.stderr
        rows = comparison.read(file)["rows"]
        assert len(rows) == 12 and len({(row["variant"], row["seed"]) for row in rows}) == 12
        serial = compared().stored["rows"]
        assert [row["metrics"] for row in rows] == [row["metrics"] for row in serial]

    def test_a_file_that_was_loaded_again_is_new_in_the_processes_too(self, tmp_path, monkeypatch):
        monkeypatch.syspath_prepend(tmp_path)
        settings, found = {"controls": (), "processes": 2, "steps": 1, "rates": (0.01,)}, []
        for channels in (4, 16):
            text = f"import own_tools\ndef make(gate): return own_tools.TinyNet(gate, 2, {channels})\n"
            (tmp_path / "nets_in_a_file.py").write_text(text)
            module = sys.modules.get("nets_in_a_file")
            module = importlib.reload(module) if module else importlib.import_module("nets_in_a_file")
            rows = compared(maker=module.make, **settings).everything["rows"]
            found.append((rows[0]["params"], networks.parameters(module.make(None))))
        assert found == [(122, 122), (482, 482)]

    def test_without_dask(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "dask.distributed", None)
        with pytest.raises(ValueError, match="^a scheduler needs Dask: pip install dask distributed$"):
            compared(scheduler="tcp://127.0.0.1:1")

    def test_on_a_cluster(self):
        distributed = pytest.importorskip("dask.distributed", reason="Dask is not installed")
        settings = {"n_workers": 1, "threads_per_worker": 1, "processes": False, "dashboard_address": None}
        with distributed.LocalCluster(protocol="tcp://", host="127.0.0.1", **settings) as cluster:
            rows = compared(scheduler=cluster.scheduler_address).stored["rows"]
        metrics = [row["metrics"] for row in rows]
        assert metrics == [row["metrics"] for row in compared().stored["rows"]]
