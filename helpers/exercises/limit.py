"""One time limit for code that a learner wrote, on every system and against code that catches everything.

The work runs in a thread of its own.  When its time is over, an exception is sent into that thread again
and again.  Code that catches it runs under a tracer from then on, and the tracer sends the next one with
every line: a loop ends at the latest when it jumps back, because the jump stands outside its ``try``.

What this cannot stop, because no code of ours gets the interpreter back: one endless call in C that keeps
the interpreter's lock (``sum(itertools.repeat(1))``, a regular expression that explodes), a crash of the
interpreter, and ``os._exit``.  A call in C that gives the lock back (``time.sleep``) is left behind in its
thread.  Where that matters, run the check in a process of its own.
"""

import ctypes
import sys
import threading
import time

INSISTS = 1.0  # seconds in which the exception is sent again and again
OURS = (__file__, threading.__file__)  # what ends a thread in good order
STACK = 64 * 2**20  # bytes: some systems give a thread a small stack only


class Stopped(BaseException):
    """The time is over."""

    def __init__(self, *args):
        super().__init__(*args)
        frame = sys._getframe(1)
        while frame is not None:  # this runs in the thread that is to stop: trace it from here on
            frame.f_trace = insist
            frame = frame.f_back
        sys.settrace(insist)


def send(ident):
    """Raise Stopped in the thread with this number, as soon as it runs Python code again."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), ctypes.py_object(Stopped))


def insist(frame, event, arg):
    """The tracer: every line of code that is not ours brings the next exception."""
    if frame.f_code.co_filename not in OURS:
        send(threading.get_ident())
    return insist


def importing(ident):
    """Whether a thread is in an import, which would be left half done for the whole session."""
    frame = sys._current_frames().get(ident)
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def waited(done, ident, seconds):
    """Whether the work is done after this time; an import does not count, up to six times as long."""
    left, end = seconds, time.monotonic() + 6 * seconds
    while left > 0 and time.monotonic() < end:
        begin = time.monotonic()
        if done.wait(min(0.05, left)):
            return True
        if not importing(ident):
            left -= time.monotonic() - begin
    return False


def within(seconds, work):
    """What ``work()`` returns; TimeoutError if that takes longer.  Never raises what ``work`` raises.

    Returns (result, None) or (None, the exception).
    """
    outcome, done = [], threading.Event()

    def run():
        try:
            outcome.append((work(), None))
        except BaseException as error:  # whatever it is, it stays in this thread
            outcome.append((None, error))
        finally:
            sys.settrace(None)
            done.set()

    before = threading.stack_size(STACK)
    try:
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
    finally:
        threading.stack_size(before)
    try:
        in_time = waited(done, thread.ident, seconds)
    except BaseException:  # the learner pressed "stop"
        send(thread.ident)
        raise
    if in_time and outcome and not isinstance(outcome[0][1], Stopped):
        return outcome[0]
    end = time.monotonic() + INSISTS
    while not done.is_set() and time.monotonic() < end:
        send(thread.ident)
        thread.join(0.02)
    raise TimeoutError
