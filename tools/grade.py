"""Check handed-in notebooks: ``python course.py grade FOLDER`` writes one table, FOLDER/grades.csv.

One row for every exercise of every notebook: who, exercise, passed, message.  FOLDER holds a folder
for each learner, or notebooks whose names begin with the learner's.  What a notebook
prints counts for nothing: the definitions are read from its text and checked here, each in a process of
its own, on cases of this run's seed.
"""

import argparse
import csv
import io
import json
import multiprocessing
import os
import secrets
import signal
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from helpers.experiments.store import write_whole  # noqa: E402
from tools import handed_in  # noqa: E402
from tools.judge import judge  # noqa: E402

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
START = 300  # seconds for a process to load PyTorch on a busy machine
LONGEST = 500  # letters of a message
# A server that has loaded PyTorch forks one process for each answer.  Only Linux forks safely: elsewhere
# every answer begins with a fresh Python.
CONTEXT = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
if sys.platform == "linux":
    CONTEXT.set_forkserver_preload(["tools.grade"])  # and so all that a process would import anew


@dataclass
class Row:
    """A row of the table."""

    who: str
    exercise: str
    passed: bool
    message: str


@dataclass
class Limits:
    """What one answer may use."""

    seconds: float = 60
    memory: int = 4 * 2**30  # bytes


def course():
    """{lesson: {exercise: the answer's expression}}, as the course's own notebooks call their checks."""
    books = {path.stem: handed_in.read(path) for path in LESSONS}
    return {stem: {name: answer for name, (_, answer) in book.checks.items()} for stem, book in books.items()}


def lesson_of(path, lessons, book=None):
    """The lesson that a notebook copies, by its file's name or by the checks that it calls; "" if none."""
    named = [stem for stem in lessons if stem in path.stem]
    if named or book is None:
        return named[0] if named else ""
    best = max(lessons, key=lambda stem: len(set(lessons[stem]) & set(book.checks)))
    return best if set(lessons[best]) & set(book.checks) else ""


def learner(path, folder, lessons):
    """The first folder below FOLDER; without one, the file's name without the lesson's."""
    parts = path.relative_to(folder).parts
    if len(parts) > 1:
        return parts[0]
    rest = path.stem.replace(lesson_of(path, lessons) or path.stem, "").strip(" _-.")
    return rest or path.stem


def answers(path, folder, lessons):
    """[(row, code, expression)] of a notebook; code is None where the row already says all."""
    who = learner(path, folder, lessons)
    try:
        book = handed_in.read(path)
    except ValueError as error:
        names = lessons.get(lesson_of(path, lessons), [""])
        return [(Row(who, name, False, f"{error}: {path.name}"), None, None) for name in names]
    lesson = lesson_of(path, lessons, book)
    if not lesson:
        return [(Row(who, "", False, f"no exercise of the course is in {path.name}"), None, None)]
    found, spare = [], handed_in.imports(next(p for p in LESSONS if p.stem == lesson))
    for exercise, usual in lessons[lesson].items():
        place, expression = book.checks.get(exercise, (len(book.statements), usual))
        code = handed_in.needed(book, place, expression, spare)
        if not code and handed_in.unknown(expression):
            found.append(
                (Row(who, exercise, False, f"nothing in {path.name} defines {expression}"), None, None)
            )
            continue
        note = f" (cell {book.broken[0]} is no Python)" if book.broken else ""
        found.append((Row(who, exercise, False, note), code, expression))
    return found


def judged(row, code, expression, seed, limits):
    """The row with its verdict, from a process of its own that is ended when its time is over."""
    if code is None:
        return row
    (here, there), token = CONTEXT.Pipe(duplex=False), secrets.token_hex()
    # The folder is ours: a process that is killed could not remove its own.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        given = there, token, code, expression, row.exercise, seed, limits.memory, folder
        process = CONTEXT.Process(target=judge, args=given, daemon=True)
        process.start()
        there.close()
        try:
            passed, message = heard(here, token, limits.seconds)
        except EOFError:
            process.join(5)
            passed, message = False, f"the process ended before the check did (exit code {process.exitcode})"
        finally:
            end(process)
            here.close()
    return Row(row.who, row.exercise, passed, one_line(message + row.message))


def heard(channel, token, seconds):
    """(passed, message) from the process that judges.  Raises EOFError if it ends without a word."""
    try:
        if not channel.poll(START):
            return False, f"the process did not start within {START} seconds: try fewer --jobs"
        channel.recv_bytes(64)
        if not channel.poll(seconds):
            return False, f"stopped after {seconds:g} seconds"
    except BrokenPipeError:  # how Windows says it
        raise EOFError from None
    try:
        word, passed, message = json.loads(channel.recv_bytes(2**20))
    except (OSError, ValueError, TypeError):
        word = ""
    if word != token:
        return False, "the process sent something that is no verdict of the check"
    return passed, message


def end(process):
    """End a process and what it has started."""
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def one_line(text):
    """A message as a table shows it: one line, not endless, and never a formula of the spreadsheet."""
    text = " ".join(str(text).encode("utf-8", "replace").decode("utf-8").split())[:LONGEST]
    return "'" + text if text.startswith(("=", "+", "-", "@")) else text


def table(rows):
    """The rows as CSV text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["who", "exercise", "passed", "message"])
    for row in rows:
        passed = "yes" if row.passed else "no"
        writer.writerow([one_line(row.who), row.exercise, passed, one_line(row.message)])
    return text.getvalue()


def grade(folder, seed, limits, jobs=1):
    """All rows of a folder, learner by learner.  Raises ValueError if there is no notebook in it."""
    folder = Path(folder)
    books = [p for p in sorted(folder.rglob("*.ipynb")) if ".ipynb_checkpoints" not in p.parts]
    if not books:
        raise ValueError(f"there is no notebook in {folder}: name the folder that holds what was handed in")
    lessons = course()
    tasks = [task for path in books for task in answers(path, folder, lessons)]
    with ThreadPoolExecutor(jobs) as threads:
        return list(threads.map(lambda task: judged(*task, seed, limits), tasks))


def main(words=None):
    """``python tools/grade.py FOLDER [--seconds 60] [--memory 4] [--jobs 2] [--seed 7]``"""
    parser = argparse.ArgumentParser(prog="course.py grade", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=Limits.seconds, help="for one exercise")
    parser.add_argument("--memory", type=float, default=4, help="gigabytes for one exercise (Linux)")
    parser.add_argument(
        "--jobs", type=int, default=max(1, (os.cpu_count() or 2) // 2), help="exercises at a time"
    )
    parser.add_argument("--seed", type=int, default=None, help="the cases of an earlier run again")
    asked = parser.parse_args(words)
    seed = secrets.randbelow(2**31) if asked.seed is None else asked.seed
    try:
        rows = grade(asked.folder, seed, Limits(asked.seconds, int(asked.memory * 2**30)), asked.jobs)
    except ValueError as error:
        sys.exit(f"{error}.")
    name, text = "grades.csv", "\ufeff" + table(rows)  # with this mark Excel reads UTF-8
    try:
        write_whole(asked.folder / name, text)
    except OSError:  # open in a spreadsheet, on Windows: nothing that was graded is lost
        name = f"grades-{seed}.csv"
        write_whole(asked.folder / name, text)
    passed, people = sum(row.passed for row in rows), len({row.who for row in rows})
    print(f"{people} learners, {passed} of {len(rows)} exercises passed (seed {seed}): see {name}")


if __name__ == "__main__":
    main()
