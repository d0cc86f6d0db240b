"""A sweep killed, interrupted or out of disk: one clear sentence each, and no row lost or doubled."""

import errno
import json
import os
import random
import signal
import sys
import time

import pytest
from sweep_tools import (
    finished,
    kill_group,
    places,
    register,
    start_sweep,
    wait_for_rows,
    without_process,
)

from helpers import datasets
from helpers.datasets import glyphs
from helpers.experiments import EXPERIMENTS, store as results, sweep, workers
from helpers.experiments.store import load


@pytest.fixture(autouse=True)
def tiny(monkeypatch):
    """The tiny experiment in this process, as tests/support/tiny_sweep.py has it in others."""
    register(monkeypatch)


@pytest.fixture(scope="module")
def serial(tmp_path_factory):
    """The rows of three seeds, computed one after the other in this process."""
    with pytest.MonkeyPatch.context() as patch:
        register(patch)
        folder = tmp_path_factory.mktemp("serial")
        return without_process(sweep.run("tiny", 3, 1, folder, tuning_seeds=(100,)))


def here(folder, seeds=3):
    """Run the sweep in this process."""
    return sweep.run("tiny", seeds, jobs=1, folder=folder, tuning_seeds=(100,))


class TestKilled:
    def test_kill_9_at_a_random_moment(self, tmp_path, serial):
        for after, jobs in ((1, "1"), (3, "2")):
            process = start_sweep(tmp_path, "--seeds", "3", "--jobs", jobs, seconds=0.1)
            wait_for_rows(process, tmp_path, after)
            time.sleep(random.uniform(0, 0.15))
            kill_group(process)
            assert finished(process)[0] == -signal.SIGKILL
            kept = places(tmp_path)
            assert len(set(kept)) == len(kept) >= after
        rows = here(tmp_path)["rows"]
        assert without_process(rows) == serial
        assert os.getpid() in {row["metrics"]["process"] for row in rows} != {os.getpid()}
        assert [path.name for path in tmp_path.iterdir()] == ["tiny.json"]

    def test_killed_while_writing(self, tmp_path, serial, monkeypatch):
        here(tmp_path, seeds=1)
        before = (tmp_path / "tiny.json").read_text()

        class Killed(BaseException):
            pass

        def die(*_):
            raise Killed

        with monkeypatch.context() as patch:
            patch.setattr(results.os, "fdopen", lambda *_, **__: die())
            patch.setattr(results.Path, "unlink", lambda *_, **__: None)  # who is killed does not clean up
            with pytest.raises(Killed):
                here(tmp_path)
        assert len(list(tmp_path.rglob("*"))) > 2 and (tmp_path / "tiny.json").read_text() == before
        assert without_process(here(tmp_path)) == serial
        assert [path.name for path in tmp_path.iterdir()] == ["tiny.json"]

    def test_a_worker_dies(self, tmp_path, serial):
        mark = tmp_path / "died"
        process = start_sweep(tmp_path, "--seeds", "3", "--jobs", "2", dies=mark)
        code, said = finished(process)
        stored = places(tmp_path)
        last = said.strip().splitlines()[-1]
        assert code == 1 and "Traceback" not in said
        assert last == (
            f"a worker died (out of memory?): {len(stored)} rows are stored; "
            "run the same command again to go on"
        )
        assert mark.exists() and ("wide", 1) not in stored
        mark.unlink()
        assert without_process(here(tmp_path)) == serial


class TestInterrupted:
    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_ctrl_c_keeps_whole_rows_only(self, tmp_path, jobs):
        settings = {"steps": 100, "seconds": 0.1}
        process = start_sweep(tmp_path, "--seeds", "8", "--jobs", jobs, **settings)
        wait_for_rows(process, tmp_path, 2)
        time.sleep(0.3)
        kill_group(process, signal.SIGINT)
        code, said = finished(process)
        assert code == 1 and "Traceback" not in said.replace("loky", "")
        assert "Stopped by you: every finished row is stored; run the same command again to go on." in said
        stored = load("tiny", tmp_path / "unfinished")["rows"]
        assert 2 <= len(stored) < 16
        EXPERIMENTS["tiny"].steps = 100
        for row in stored:
            again = sweep.run_one("tiny", row["variant"], row["seed"], row["lr"])
            assert without_process([again]) == without_process([row])

    def test_an_interrupt_inside_a_training_leaves_no_row(self, tmp_path, monkeypatch):
        make, asked = EXPERIMENTS["tiny"].make_batch, []

        def interrupting(*what, **how):
            asked.append(what)
            if len(asked) == 22:  # six trials and a row take three batches each: the training of "wide"
                signal.raise_signal(signal.SIGINT)
            return make(*what, **how)

        monkeypatch.setattr(EXPERIMENTS["tiny"], "make_batch", interrupting)
        with pytest.raises(KeyboardInterrupt):
            here(tmp_path, seeds=1)
        assert places(tmp_path) == [("plain", 0)] and len(asked) == 22
        assert asked[-1][1] == "train"
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

    def test_who_ignores_interrupts_goes_on_ignoring_them(self):
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            assert workers.alone(lambda: signal.raise_signal(signal.SIGINT)) is None
        finally:
            signal.signal(signal.SIGINT, before)


class Disk:
    """Stands in for results.write_whole: full for the calls that it is told."""

    def __init__(self, full, number=errno.ENOSPC):
        self.full, self.number, self.calls, self.really = full, number, 0, results.write_whole

    def __call__(self, path, text):
        self.calls += 1
        if self.calls in self.full:
            raise OSError(self.number, os.strerror(self.number))
        self.really(path, text)


class TestFullDisk:
    @pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
    def test_rows_wait_and_are_written_later(self, tmp_path, serial, monkeypatch, capsys, number):
        monkeypatch.setattr(results, "write_whole", Disk({7, 8}, number))  # after the six of the tuning
        assert without_process(here(tmp_path)) == serial
        said = capsys.readouterr().err
        assert "the disk is full: 1 rows wait in memory; free some space" in said
        assert "the disk is full: 2 rows wait in memory" in said and "3 rows wait" not in said
        assert without_process(load("tiny", tmp_path)) == serial

    def test_the_last_rows_are_tried_once_more_at_the_end(self, tmp_path, serial, monkeypatch):
        monkeypatch.setattr(results, "write_whole", Disk({11, 12}))
        here(tmp_path)
        assert without_process(load("tiny", tmp_path)) == serial

    def test_still_full_at_the_end_the_error_lists_the_rows(self, tmp_path, serial, monkeypatch):
        monkeypatch.setattr(results, "write_whole", Disk({11, 12, 13}))
        with pytest.raises(OSError) as caught:
            here(tmp_path)
        first, *rows = str(caught.value).splitlines()
        assert first == "tiny.json cannot be written (No space left on device), it lacks these rows:"
        assert len(places(tmp_path)) == 4
        kept = load("tiny", tmp_path / "unfinished")["rows"] + [json.loads(row) for row in rows]
        kept.sort(key=lambda row: (row["variant"], row["seed"]))
        assert without_process(kept) == serial

    def test_rows_that_wait_are_not_lost_when_something_else_stops_it(self, tmp_path, monkeypatch):
        really = sweep.run_one

        def stop(name, variant, seed, lr):
            if seed == 1:
                raise KeyboardInterrupt
            return really(name, variant, seed, lr)

        monkeypatch.setattr(sweep, "run_one", stop)
        monkeypatch.setattr(results, "write_whole", Disk({7, 8}))
        with pytest.raises(KeyboardInterrupt):
            here(tmp_path)
        assert places(tmp_path) == [("plain", 0), ("wide", 0)]

    def test_a_folder_that_cannot_be_written_stops_it_at_once(self, tmp_path, monkeypatch):
        monkeypatch.setattr(results, "write_whole", Disk(range(100), errno.EACCES))
        with pytest.raises(
            OSError, match=r"tiny.json cannot be written \(Permission denied\), it lacks"
        ) as caught:
            here(tmp_path)
        assert len(str(caught.value).splitlines()) == 2


class TestFiles:
    @pytest.mark.parametrize("cut", [0, 1, 50, -3])
    def test_a_truncated_file_is_not_overwritten(self, tmp_path, cut):
        path = tmp_path / "tiny.json"
        here(tmp_path, seeds=1)
        path.write_text(path.read_text()[:cut])
        before = path.read_text()
        with pytest.raises(
            ValueError, match="tiny.json is damaged: delete it and run `make sweep NAME=tiny` again"
        ):
            here(tmp_path)
        assert path.read_text() == before

    @pytest.mark.parametrize("text", ["[1, 2]", '{"rows": [7]}', '{"name": "package.json"}'])
    def test_a_foreign_file_is_not_overwritten(self, tmp_path, text):
        path = tmp_path / "tiny.json"
        path.write_text(text)
        with pytest.raises(ValueError, match="delete it and run `make sweep NAME=tiny` again"):
            here(tmp_path)
        assert path.read_text() == text

    def test_a_row_twice(self, tmp_path):
        stored = here(tmp_path, seeds=1)
        stored["rows"].append(stored["rows"][0])
        (tmp_path / "tiny.json").write_text(json.dumps(stored))
        with pytest.raises(
            ValueError, match="tiny.json has seed 0 of 'plain' twice: delete one of the two rows"
        ):
            here(tmp_path)

    def test_a_row_of_a_variant_that_the_recipe_lacks(self, tmp_path):
        stored = here(tmp_path, seeds=1)
        stored["rows"][0]["variant"] = "huge"
        (tmp_path / "tiny.json").write_text(json.dumps(stored))
        with pytest.raises(
            ValueError, match="tiny.json has a row of 'huge', which the recipe lacks: delete it"
        ):
            here(tmp_path)


def test_an_unknown_experiment(tmp_path):
    with pytest.raises(ValueError, match=r"there is no experiment 'tinny'; there are \['cued_colour', "):
        sweep.run("tinny", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_garments_are_missing(tmp_path, monkeypatch):
    EXPERIMENTS["tiny"].source = "garments"
    monkeypatch.setattr(glyphs, "garments_present", lambda folder=None: False)
    datasets.garments.cache_clear()
    with pytest.raises(
        ValueError, match=r"Fashion-MNIST is not in data/downloads: call datasets.download_garm"
    ):
        here(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_dask_is_not_installed(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "dask.distributed", None)
    with pytest.raises(ValueError, match="a scheduler needs Dask: pip install dask distributed"):
        sweep.run("tiny", folder=tmp_path, scheduler="tcp://127.0.0.1:8786")
