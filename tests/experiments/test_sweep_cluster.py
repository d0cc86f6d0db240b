"""A sweep on a Dask cluster: a real scheduler and two worker processes here, one of them killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sweep_tools import ROOT, finished, register, start_sweep, wait_for_rows, without_process

from helpers.experiments import sweep, workers
from helpers.experiments.store import load

distributed = pytest.importorskip(
    "dask.distributed", reason="Dask is not installed: pip install dask distributed"
)


def start(program, *arguments):
    """A process of Dask's that can import the tiny experiment, each job takes 0.2 seconds."""
    path = os.pathsep.join(map(str, (ROOT, ROOT / "tests" / "support")))
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            f"distributed.cli.dask_{program}",
            *arguments,
            "--dashboard-address",
            "127.0.0.1:0",
        ],
        env={**os.environ, "PYTHONPATH": path, "TINY_SECONDS": "0.2"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def end(process):
    """Kill a process and wait until it is gone."""
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """A scheduler's process, with its address; it has no workers yet."""
    file = tmp_path_factory.mktemp("scheduler") / "address.json"
    process = start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
    try:
        while not hasattr(process, "address") and process.poll() is None:
            with suppress(OSError, ValueError):  # not there yet, or not whole yet
                process.address = json.loads(file.read_text())["address"]
            time.sleep(0.05)
        yield process
    finally:
        end(process)


@pytest.fixture(scope="module")
def two_workers(scheduler, tmp_path_factory):
    """Two worker processes that nobody restarts, of two threads each."""
    folder = str(tmp_path_factory.mktemp("workers"))
    settings = ("--no-nanny", "--nthreads", "2", "--host", "127.0.0.1", "--local-directory", folder)
    processes = [start("worker", scheduler.address, *settings) for _ in range(2)]
    try:
        yield processes
    finally:
        for process in processes:
            end(process)


@pytest.fixture(autouse=True)
def tiny(monkeypatch):
    """The tiny experiment in this process too."""
    register(monkeypatch)


def last_line(said):
    """What a command said at its end."""
    return said.strip().splitlines()[-1]


# The order of these tests matters: the cluster grows, loses a worker, then its scheduler.


def test_a_scheduler_without_workers(scheduler, tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "SECONDS", 1)
    with pytest.raises(ValueError) as caught:
        sweep.run("tiny", folder=tmp_path, scheduler=scheduler.address)
    address = scheduler.address
    assert str(caught.value) == (
        f"the scheduler at {address} has no workers: start some with `dask worker {address}`"
    )


def test_one_worker_is_killed_and_all_rows_arrive_equal_to_serial_ones(scheduler, two_workers, tmp_path):
    process = start_sweep(tmp_path, "--scheduler", scheduler.address)
    wait_for_rows(process, tmp_path, 6)
    two_workers[0].kill()
    code, said = finished(process)
    assert code == 0, said
    stored = load("tiny", tmp_path)
    serial = sweep.run("tiny", jobs=1, folder=tmp_path / "serial", tuning_seeds=(100,))
    assert stored["tuning"] == serial["tuning"] and len(stored["rows"]) == 20
    assert without_process(stored) == without_process(serial)
    at_work = [row["metrics"]["process"] for row in stored["rows"]]
    assert set(at_work) == {worker.pid for worker in two_workers}
    assert at_work.count(two_workers[1].pid) > 10


def test_workers_with_other_code_are_refused(scheduler, two_workers, tmp_path):
    process = start_sweep(tmp_path, "--scheduler", scheduler.address, code="newer code")
    code, said = finished(process)
    assert code == 1 and "Traceback" not in said
    assert last_line(said) == "a worker has another version of the code: install the same one there"


def test_the_scheduler_dies(scheduler, two_workers, tmp_path):
    process = start_sweep(tmp_path, "--scheduler", scheduler.address)
    wait_for_rows(process, tmp_path, 3)
    scheduler.kill()
    code, said = finished(process)
    rows = load("tiny", tmp_path / "unfinished")["rows"]
    assert code == 1 and 3 <= len(rows) < 20
    told = f"the scheduler is gone: {len(rows)} rows are stored; run the same command again to go on"
    assert told in said.splitlines()


def test_nobody_listens_at_the_address(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    began = time.monotonic()
    with pytest.raises(ValueError) as caught:
        sweep.run("tiny", folder=tmp_path, scheduler=address)
    assert time.monotonic() - began < 15
    assert str(caught.value) == (
        f"no Dask scheduler answers at {address}: is it running, is the address right?"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["somewhere", "tcp://nobody.invalid:8786", "http://127.0.0.1:1", "mute"])
def test_what_is_no_scheduler(tmp_path, monkeypatch, address):
    monkeypatch.setattr(workers, "SECONDS", 1)
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        if address == "mute":  # someone answers the call and says nothing
            address = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(ValueError, match=f"no Dask scheduler answers at {address}: is it running"):
            sweep.run("tiny", folder=tmp_path, scheduler=address)
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("name, says", workers.DEATHS.items())
def test_every_death_is_a_sentence(tmp_path, monkeypatch, name, says):
    def dies(function, jobs, processes):
        yield function(*jobs[0])
        raise type(name, (Exception,), {})

    monkeypatch.setattr(workers, "here", dies)
    with pytest.raises(workers.WorkerDied) as caught:
        sweep.run("tiny", folder=tmp_path, tuning_seeds=())
    assert str(caught.value) == f"{says}: 1 rows are stored; run the same command again to go on"
    assert len(load("tiny", tmp_path / "unfinished")["rows"]) == 1


class NobodyLeft:
    """A client whose jobs are never done and whose workers never come back."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def map(self, *_, **__):
        return ["a job"]

    def wait_for_workers(self, count, timeout):
        assert (count, timeout) == (1, workers.PATIENCE)
        raise TimeoutError


def test_the_last_worker_does_not_come_back(tmp_path, monkeypatch):
    def wait(*_, **__):
        raise TimeoutError

    monkeypatch.setattr(workers, "connect", lambda address: NobodyLeft())
    monkeypatch.setattr(distributed, "wait", wait)
    with pytest.raises(workers.WorkerDied, match="^the last worker is gone: 0 rows are stored; run the same"):
        sweep.run("tiny", folder=tmp_path, scheduler="tcp://127.0.0.1:1")


def test_an_error_of_a_job_is_not_a_death(tmp_path, monkeypatch):
    def wrong(*job):
        raise RuntimeError("a mistake in the code")

    monkeypatch.setattr(sweep, "run_one", wrong)
    with pytest.raises(RuntimeError, match="^a mistake in the code$"):
        sweep.run("tiny", jobs=1, folder=tmp_path, tuning_seeds=())


def test_threads_of_one_process_take_turns():
    inside = []

    def job(number):
        inside.append(number)
        time.sleep(0.01)
        assert inside == [number]
        return inside.pop()

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(lambda n: workers.alone(job, n), range(8))) == list(range(8))
    assert threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT)
