"""The course's commands, on Linux, macOS and Windows: ``python course.py`` lists them.

Plain Python: nothing has to be installed before.  The Makefile is a thin face of this file.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
FITS = "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
NBVAL = ["--nbval", "--nbval-current-env", "--nbval-sanitize-with=tests/sanitize.cfg"]
NBVAL += ["--nbval-cell-timeout=180"]
PYTEST = ["-m", "pytest", "-q"]
# A process for every core, four at most: each holds PyTorch in memory.
AT_ONCE = ["-n", str(min(4, os.cpu_count() or 1)), "--dist"]
# glibc gives freed memory back at once and then pays for it again, at every training step: keep it.
ALWAYS = {
    "OMP_NUM_THREADS": "1",
    "MALLOC_TRIM_THRESHOLD_": "4000000000",
    "MALLOC_MMAP_THRESHOLD_": "4000000000",
}
LAB = {"PYTHONSTARTUP": str(ROOT / "tools" / "lab_start.py")}
# Warnings of our own code are errors in kernels too, and so is a figure that speaks by its hue alone.
STRICT = {"PYTHONSTARTUP": str(ROOT / "tools" / "kernel_start.py"), "LESSON_PROBE": "hues"}


IMPORTS = """
from importlinter.cli import lint_imports

raise SystemExit(lint_imports(no_cache=True, no_logo=True))
"""


class Command:
    """What a command says of itself, and the lines that the environment's Python gets one by one.

    Words after the command's name go to its last line; ``variables`` are set while it runs.
    """

    def __init__(self, says, *lines, variables=None):
        self.says, self.lines, self.variables = says, lines, variables or {}


COMMANDS = {
    "environment": Command("make .venv if it is missing"),
    "lab": Command("open JupyterLab at your copy of lesson 00, in work/", variables=LAB),
    "test": Command(
        "lint, unit and browser at once (and books where there is no Chromium): what CI runs",
        [*PYTEST, *AT_ONCE, "worksteal", "tests"],
    ),
    "lint": Command(
        "ruff, notebooks included, and the direction of imports between folders",
        ["-m", "ruff", "check", "."],
        ["-m", "ruff", "format", "--check", "."],
        ["-c", IMPORTS],
    ),
    "unit": Command(
        "unit tests, panels, exercises, structure of the notebooks",
        [*PYTEST, *AT_ONCE, "worksteal", "-m", "not browser", "tests"],
    ),
    "books": Command(
        "run every notebook and compare its outputs, strictly",
        [*PYTEST, *AT_ONCE, "loadfile", "-p", "no:cacheprovider", *NBVAL, "notebooks"],
        variables=STRICT,
    ),
    "browser": Command(
        "the same in JupyterLab, in a headless Chromium, where the panels move as well",
        [*PYTEST, *AT_ONCE, "worksteal", "-m", "browser", "tests"],
    ),
    "refresh": Command(
        "run all notebooks (or NOTEBOOK ...) in place and store their outputs", ["tools/refresh.py"]
    ),
    "pictures": Command(
        "draw the README's pictures, and the tables of README.md, RESULTS.md, TEACHING.md",
        ["tools/pictures.py"],
    ),
    "sweep": Command(
        "run stale experiments (NAME ..., --scheduler tcp://... for Dask)",
        ["-m", "helpers.experiments.sweep"],
    ),
    "stamp": Command(
        "prove that changed code gives a sweep's numbers, and stamp it (NAME ..., --before CHECKOUT)",
        ["-m", "helpers.experiments.stamp"],
    ),
    "bench": Command("measure and write data/results/bench.json", ["tests/bench"]),
    "grade": Command(
        "check handed-in notebooks: FOLDER (--seconds 60, --memory 4, --jobs 2, --seed 7), one table",
        ["tools/grade.py"],
    ),
    "handout": Command("copies of the lessons without outputs and solutions: FOLDER", ["tools/handout.py"]),
    "new-lesson": Command('begin a lesson: "What a gate costs"', ["tools/new_lesson.py"]),
    "tidy": Command("take out of saved notebooks what GitHub refuses", ["tools/tidy.py"]),
    "test-faults": Command(
        "every cell of every lesson twice, and too early, as after a restart",
        [*PYTEST, "tests/test_cells.py"],
        variables={"EVERY_LESSON": "1"},
    ),
    "test-rows": Command(
        "one row of every stored sweep trained again",
        [*PYTEST, *AT_ONCE, "worksteal", "-k", "row_trained_again", "tests/experiments"],
        variables={"EVERY_ROW": "1"},
    ),
    "audit": Command("known weaknesses of the versions in constraints.txt (network)", ["tools/audit.py"]),
    "test-matrix": Command(
        "the oldest and the newest releases (--oldest, --newest, --pythons 3.12)", ["tools/matrix.py"]
    ),
    "test-offline": Command(
        "test with the network taken away (Linux)",
        ["tools/offline.py", sys.executable, "course.py", "test"],
    ),
    "test-gpu": Command(
        "what needs a GPU, in eight minutes: one JSON, data/results/gpu.json (--out FILE)",
        ["tools/on_gpu.py"],
    ),
    "test-cpu": Command(
        "every lesson's claims on the CPU, outputs not compared", ["tools/execute.py", "--cpu"]
    ),
    "test-devices": Command(
        "every lesson's claims on a pretended device, as strict as a GPU",
        ["tools/execute.py", "--elsewhere"],
    ),
    "margins": Command("by how much claims hold (--seeds 20, NOTEBOOK ...)", ["tools/margins.py"]),
    "site": Command("the lessons as pages for a reader without Python, in site/", ["tools/make_site.py"]),
    "colab": Command(
        "write badge and address into every lesson: owner/name TAG (none: take them out)", ["tools/colab.py"]
    ),
    "test-colab": Command(
        "all lessons with Colab's versions, and the panels in the classic notebook (slow)",
        [*PYTEST, "-rP", "-p", "no:cacheprovider", "tests/colab/lessons.py"],
    ),
}


def chromium():
    """The command that starts Chromium, None if there is none."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def parts_of(name):
    """The commands that a command is made of.  The lessons run once: in a browser where there is one."""
    books = [] if chromium() else ["books"]
    parts = {"test": ["lint", *books, "test"], "refresh": ["refresh", "pictures"]}
    return parts.get(name, [name])


# The environment.


def venv_python(environment, system=os.name):
    """The Python of an environment: ``system`` is os.name, "nt" on Windows."""
    return Path(environment) / ("Scripts/python.exe" if system == "nt" else "bin/python")


def interpreters(named="", system=os.name):
    """The commands that may start a Python, the likeliest first; only ``named`` if there is one."""
    if named:
        return [[named]]
    minors = (13, 12, 11)
    launchers = [["py", f"-3.{minor}"] for minor in minors] if system == "nt" else []
    versions = [[f"python3.{minor}"] for minor in minors]
    running = getattr(sys, "_base_executable", sys.executable)  # not the one in .venv, which may be remade
    return [[running], ["python3"], *launchers, *versions, ["python"]]


def find_python():
    """The first interpreter that fits, as a command; exits with a sentence if there is none."""
    for command in interpreters(os.environ.get("PYTHON", "")):
        try:
            if subprocess.run([*command, "-c", FITS], capture_output=True).returncode == 0:
                return command
        except OSError:  # it is not there
            continue
    sys.exit(
        "No Python from 3.11 to 3.13 was found: install one and start with it, as in "
        "/path/to/python3.12 course.py lab"
    )


def install_lines(cpu, index):
    """What the environment's Python is asked for, in order: PyTorch's CPU build first, if wanted."""
    pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", "constraints.txt"]
    where = ["--index-url", index] if index else []
    first = [[*pip, "--no-deps", *where, "torch", "torchvision"], ["-c", IS_CPU]] if cpu else []
    return [*first, [*pip, "-e", ".[test]"]]


IS_CPU = """
import sys
from importlib.metadata import requires
from pip._vendor.packaging.requirements import Requirement

needed = [r for r in map(Requirement, requires("torch") or []) if not r.marker or r.marker.evaluate({"extra": ""})]
if any(r.name.startswith(("nvidia", "cuda")) for r in needed):
    sys.exit("That index gave PyTorch with CUDA: name one with the CPU build, as in --index URL "
             "(pytorch.org/get-started shows its address), and remove the folder .venv.")
"""  # noqa: E501


def recipe(root):
    """A checksum of all that decides what is installed; other changes leave the environment alone."""
    import tomllib  # here: an older Python only looks for a newer one

    text = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    project = text["project"]
    kept = [project.get(key) for key in ("requires-python", "dependencies", "optional-dependencies")]
    versions = (root / "constraints.txt").read_text(encoding="utf-8").split("\n")
    decides = [text["build-system"], text.get("tool", {}).get("setuptools"), kept, versions]
    decides += [install_lines(cpu, "") for cpu in (False, True)]
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()


def made(root):
    """What the environment's own note says, {} if it was never completed."""
    try:
        note = json.loads((root / ".venv" / "made").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def make_environment(root=ROOT, cpu=False, index=""):
    """Make .venv once: Python, the exact versions of constraints.txt, this project.  Does nothing twice.

    cpu    PyTorch's CPU build, from ``index`` or from where pip is configured to look
    An environment that was made with the CPU build keeps it.
    """
    environment, note, wanted = root / ".venv", made(root), recipe(root)
    python = venv_python(environment)
    if note and cpu and not note["cpu"]:
        sys.exit("This environment holds PyTorch as it usually comes: remove .venv, then run this again.")
    if note.get("recipe") == wanted and python.exists():
        return
    cpu, index = cpu or note.get("cpu", False), index or note.get("index", "")
    base = find_python()
    if subprocess.run([*base, "-c", "import venv, ensurepip"], capture_output=True).returncode:
        sys.exit(
            "This Python has no venv module: "
            "on Debian or Ubuntu install it with: sudo apt install python3-venv"
        )
    size = "2 GB" if cpu else "6 GB on Linux"
    print(f"Making .venv with {' '.join(base)}: about {size}, a few minutes, once.", flush=True)
    (environment / "made").unlink(missing_ok=True)
    lines = [[*base, "-m", "venv", environment]]
    lines += [[python, *line] for line in install_lines(cpu, index)]
    for line in lines:
        if subprocess.run(line, cwd=root).returncode:
            sys.exit(
                f"The installation failed: check the internet connection and the free disk space ({size}), "
                "then run the same command again."
            )
    made_now = json.dumps({"recipe": wanted, "cpu": cpu, "index": index})
    (environment / "made").write_text(made_now, encoding="utf-8")


# The learner's own copies.


def fingerprint(lesson):
    """A checksum of a lesson's cells without their outputs."""
    cells = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
    said = [[cell["cell_type"], "".join(cell["source"])] for cell in cells]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def copy_lessons(root=ROOT):
    """Copy lessons into work/ where they are missing; nothing there is ever overwritten.

    A lesson that has changed since it was copied is laid beside the old copy, once, and a line says so.
    """
    work = root / "work"
    note = work / ".copied.json"
    work.mkdir(exist_ok=True)
    copied = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
    for lesson in sorted((root / "notebooks").glob("*.ipynb")):
        now, target = fingerprint(lesson), work / lesson.name
        if target.exists() and copied.get(lesson.name) == now:
            continue
        if target.exists():
            target = free_name(target)
            print(f"{lesson.name} has changed since you copied it: the new one is work/{target.name}")
        part = target.with_suffix(".part")
        shutil.copyfile(lesson, part)
        part.replace(target)
        copied[lesson.name] = now
        note.write_text(json.dumps(copied, indent=1), encoding="utf-8")


def free_name(path):
    """``05.new.ipynb`` beside ``05.ipynb``, or ``05.new2.ipynb`` and so on if that is taken."""
    names = (path.with_suffix(f".new{k or ''}.ipynb") for k in (0, *range(2, 1000)))
    return next(name for name in names if not name.exists())


# Running.


def lab_line():
    """The line that starts JupyterLab; root has to be allowed by name (Windows has none)."""
    is_root = hasattr(os, "getuid") and os.getuid() == 0
    first = "--LabApp.default_url=/lab/tree/work/00_start_here.ipynb"
    return ["-m", "jupyterlab", *["--allow-root"] * is_root, first]


def lines_of(name, words):
    """A command's lines with the words that followed its name."""
    lines = [list(line) for line in COMMANDS[name].lines]
    if name == "lab":
        lines = [lab_line()]
    if words:
        lines[-1] += words
    return lines


def run(name, words=()):
    """Run a command's parts one after the other until one fails; the exit status."""
    for part in parts_of(name):
        variables = {**os.environ, **ALWAYS, **COMMANDS[part].variables}
        for line in lines_of(part, list(words) if part == name else []):
            if status := subprocess.call([venv_python(ROOT / ".venv"), *line], cwd=ROOT, env=variables):
                return status
    return 0


def listing():
    """The commands and what they do."""
    return "\n".join(f"{name:<13} {command.says}" for name, command in COMMANDS.items())


def read(words):
    """The command line: (name, cpu, index, the words for the command itself)."""
    parser = argparse.ArgumentParser(
        prog="course.py",
        description=listing(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND")
    parser.add_argument(
        "--cpu",
        action="store_true",
        default=bool(os.environ.get("COURSE_CPU")),
        help="make .venv with PyTorch's CPU build (or COURSE_CPU=1)",
    )
    parser.add_argument(
        "--index",
        metavar="URL",
        default=os.environ.get("COURSE_INDEX", ""),
        help="where the CPU build is (or COURSE_INDEX=URL): see pytorch.org/get-started",
    )
    asked, rest = parser.parse_known_args(words)
    takes_words = asked.command == "lab" or (COMMANDS[asked.command].lines and asked.command != "test")
    if rest and not takes_words:
        parser.error(f"{asked.command} takes no more words: got {' '.join(rest)}")
    return asked.command, asked.cpu or bool(asked.index), asked.index, rest


def from_here(words):
    """The words of grade and handout with FOLDER made absolute: their lines run in ROOT."""
    whole = []
    for word, last in zip(words, ["", *words]):
        is_value = last.startswith("--") and "=" not in last
        whole.append(word if word.startswith("-") or is_value else str(Path.cwd() / word))
    return whole


def main():
    """``python course.py COMMAND ...``"""
    if sys.version_info < (3, 11):  # noqa: UP036 - whatever Python is there may start this file
        sys.exit(subprocess.call([*find_python(), __file__, *sys.argv[1:]]))
    if sys.argv[1:] in ([], ["help"]):
        print(listing())
        return
    name, cpu, index, words = read(sys.argv[1:])
    if name in ("grade", "handout"):
        words = from_here(words)
    make_environment(ROOT, cpu, index)
    if name == "lab":
        copy_lessons()
    try:
        sys.exit(run(name, words))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
