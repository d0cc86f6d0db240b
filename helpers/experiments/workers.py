"""Where jobs run: processes of this machine, or the workers of a Dask cluster."""

import signal
import threading
from concurrent.futures import Future
from contextlib import closing

import joblib
from joblib.externals.loky import get_reusable_executor

DEATHS = {  # by the names of errors, so that Dask need not be installed
    "TerminatedWorkerError": "a worker died (out of memory?)",
    "BrokenProcessPool": "a worker died (out of memory?)",
    "KilledWorker": "a job killed all the workers that tried it (out of memory?)",
    "FutureCancelledError": "the scheduler is gone",
    "FuturesCancelledError": "the scheduler is gone",
    "CancelledError": "the scheduler is gone",
    "CommClosedError": "the scheduler is gone",  # it died while a result was on its way
    "ModuleNotFoundError": "a worker lacks this project or a package that it needs",
}
LOCK = threading.Lock()
SECONDS = 10  # to wait for a scheduler, and for its first worker
PATIENCE = 60  # seconds without any worker until a sweep in progress gives up


def spread(function, jobs, processes=-1, scheduler=None):
    """The results of function(*job) for every job, in the order in which they are ready.

    processes  at once on this machine (-1: one per processor core)
    scheduler  the address of a Dask scheduler, such as "tcp://host:8786": its workers run the jobs

    Raises ValueError when no scheduler answers or it has no workers, WorkerDied when a worker or
    the scheduler died.
    """
    results = on_cluster(function, jobs, scheduler) if scheduler else here(function, jobs, processes)
    try:
        with closing(results):
            yield from results
    except Exception as error:
        if type(error).__name__ not in DEATHS:
            raise
        raise WorkerDied(DEATHS[type(error).__name__]) from None


def here(function, jobs, processes):
    """Spread jobs over processes of this machine."""
    with joblib.parallel_config(backend="loky", n_jobs=processes, inner_max_num_threads=1):
        work = joblib.Parallel(return_as="generator_unordered")
        yield from work(joblib.delayed(alone)(function, *job) for job in jobs)


def forget():
    """End the processes that earlier calls left here: they remember the modules of that time."""
    get_reusable_executor().shutdown()


def on_cluster(function, jobs, scheduler):
    """Spread jobs over a Dask cluster; the jobs of a worker that dies go to another one.

    joblib has a Dask backend too, but it waits forever for a job that killed all its workers.
    """
    with connect(scheduler) as client:
        from dask.distributed import wait

        waiting = client.map(alone, [function] * len(jobs), *zip(*jobs), pure=False)
        while waiting:
            try:
                ready, waiting = wait(waiting, timeout=SECONDS, return_when="FIRST_COMPLETED")
            except TimeoutError:
                if not has_workers(client, PATIENCE):
                    raise WorkerDied("the last worker is gone") from None
                continue
            yield from [future.result() for future in ready]


def connect(scheduler):
    """A Dask client; ValueError when no scheduler answers at the address, or it has no workers."""
    try:
        from dask.distributed import Client
    except ImportError:
        raise ValueError("a scheduler needs Dask: pip install dask distributed") from None
    try:
        client = within(SECONDS + 2, Client, scheduler, timeout=SECONDS)
    except (OSError, TimeoutError, ValueError):
        raise ValueError(
            f"no Dask scheduler answers at {scheduler}: is it running, is the address right?"
        ) from None
    if not has_workers(client, SECONDS):
        client.close()
        raise ValueError(
            f"the scheduler at {scheduler} has no workers: start some with `dask worker {scheduler}`"
        )
    return client


def within(seconds, function, *what, **how):
    """function(*what, **how); TimeoutError if it takes longer.

    Dask's own timeout does not cover a server that takes the call and says nothing, such as its dashboard.
    """
    answer = Future()

    def work():
        try:
            answer.set_result(function(*what, **how))
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return answer.result(seconds)


def has_workers(client, seconds):
    """Whether a worker is there, or comes in time."""
    try:
        client.wait_for_workers(1, timeout=seconds)
    except TimeoutError:
        return False
    return True


class WorkerDied(RuntimeError):
    """What was running is lost, what was yielded is not."""


class Stopped(BaseException):
    """An interrupt during a job."""


def alone(function, *job):
    """function(*job), nothing beside it in this process, and no result if it is interrupted.

    Threads of one process share torch's random numbers, so that two jobs at once would spoil each
    other.  ``fit`` answers an interrupt with a network that is only half trained; a sweep must not
    keep its row, so an interrupt comes as another error here, and leaves as KeyboardInterrupt.
    """
    in_main = threading.current_thread() is threading.main_thread()  # which alone gets signals
    usual = signal.default_int_handler
    with LOCK:
        if not in_main or signal.getsignal(signal.SIGINT) is not usual:
            return function(*job)
        signal.signal(signal.SIGINT, stop)
        try:
            return function(*job)
        except Stopped:
            raise KeyboardInterrupt from None
        finally:
            signal.signal(signal.SIGINT, usual)


def stop(*_):
    """Handle SIGINT."""
    raise Stopped
