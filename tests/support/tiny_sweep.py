"""The tiny experiment for processes of their own: importing this module registers it, in workers too.

Its jobs are functions of this module, so that a worker which receives one imports it first.
"""

import os
import signal
import time
from pathlib import Path

import sweep_tools

from helpers.experiments import EXPERIMENTS, sweep


def told(name, otherwise=""):
    """A setting from the environment."""
    return os.environ.get(f"TINY_{name}", otherwise)


def code(name):
    """In place of a fingerprint."""
    return told("CODE", "the code")


def run_one(name, variant, seed, lr):
    """A row; on request slowly, or killed: "wide" of seed 1 kills its process while the file DIES lacks."""
    time.sleep(float(told("SECONDS", "0")))
    died = told("DIES")
    if died and (variant, seed) == ("wide", 1) and not Path(died).exists():
        if not died.endswith("always"):
            Path(died).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return REALLY[0](name, variant, seed, lr)


def try_rate(*job):
    """A row of the tuning."""
    return REALLY[1](*job)


def main():
    """The command line of a sweep, into the folder that the environment names."""
    run = sweep.run
    sweep.run = lambda *a, **k: run(*a, folder=told("FOLDER"), tuning_seeds=(100,), **k)
    sweep.main()


EXPERIMENTS["tiny"] = sweep_tools.tiny_experiment()
EXPERIMENTS["tiny"].steps = int(told("STEPS", "2"))
sweep.REACH = 2  # three rates, whatever their scores
REALLY = sweep.run_one, sweep.try_rate
sweep.run_one, sweep.try_rate, sweep.fingerprint = run_one, try_rate, code
