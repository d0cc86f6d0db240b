"""course.py: its commands, the environment that it makes, the learner's copies, the workflow that uses it."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

import course

ROOT = Path(__file__).resolve().parents[1]


# Commands.


def test_every_command_names_files_that_are_there():
    for name, command in course.COMMANDS.items():
        for line in command.lines:
            for word in line:
                if word.startswith(("tools/", "tests/")):
                    assert (ROOT / word).exists(), f"{name}: {word}"
        for variable, value in command.variables.items():
            assert variable != "PYTHONSTARTUP" or Path(value).is_file(), name


def test_the_list_of_commands_needs_no_environment():
    done = subprocess.run([sys.executable, "-S", "course.py"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == ""
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(course.COMMANDS)


def asked_by_make(*words):
    """What make would run: the words after course.py, one list for each line."""
    done = subprocess.run(["make", "-n", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return [
        line.split(" course.py", 1)[1].split() for line in done.stdout.splitlines() if "course.py" in line
    ]


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
@pytest.mark.parametrize(
    "words, asked",
    [
        (["sweep", "NAME=clutter", "SCHEDULER=tcp://a:1"], "sweep clutter --scheduler tcp://a:1"),
        (["refresh", "BOOKS=a.ipynb b.ipynb"], "refresh a.ipynb b.ipynb"),
        (["margins", "SEEDS=2", "BOOKS=a.ipynb"], "margins --seeds 2 a.ipynb"),
        (["grade", "FOLDER=handed-in"], "grade handed-in"),
        (["handout", "FOLDER=copies"], "handout copies"),
        (["test-matrix", "OLDEST=1", "PYTHONS=3.12"], "test-matrix --oldest --pythons 3.12"),
        (["colab", "REPO=owner/name", "REF=v1"], 'colab "owner/name" "v1"'),
    ],
)
def test_make_passes_its_variables_on(words, asked):
    assert asked_by_make(*words) == [asked.split()]


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
def test_make_knows_every_command():
    plain = [name for name in course.COMMANDS if name != "pictures"]  # a part of refresh
    assert [line[0] for line in asked_by_make(*plain)] == plain


@pytest.fixture
def calls(monkeypatch):
    """The lines that would have run, and the status that each of them gives: (lines, statuses by word)."""
    lines, fails = [], set()

    def call(line, cwd, env):
        lines.append((line[1:], env))
        return 3 if fails & set(line[1:]) else 0

    monkeypatch.setattr(course.subprocess, "call", call)
    return lines, fails


@pytest.mark.parametrize("browser, ran", [("/a/chromium", ["tests"]), (None, ["notebooks", "tests"])])
def test_test_runs_its_parts_in_order_and_stops_at_the_first_that_fails(calls, monkeypatch, browser, ran):
    lines, fails = calls
    monkeypatch.setattr(course, "chromium", lambda: browser)
    assert course.run("test") == 0
    assert [line[1] for line, _ in lines[:2]] == ["ruff", "ruff"] and len(lines) == 3 + len(ran)
    assert [line[-1] for line, _ in lines[3:]] == ran, "every lesson is run and compared, once"
    assert "-m" not in lines[-1][0][2:], "unit tests and browser tests at once"
    assert all(env["LESSON_PROBE"] == "hues" for line, env in lines if "--nbval" in line)
    assert all(env["OMP_NUM_THREADS"] == "1" for _, env in lines)
    lines.clear()
    fails.add("format")
    assert course.run("test") == 3 and len(lines) == 2


def test_words_go_to_the_command_that_was_named(calls):
    lines, _ = calls
    course.run("refresh", ["notebooks/a.ipynb"])
    assert [line for line, _ in lines] == [["tools/refresh.py", "notebooks/a.ipynb"], ["tools/pictures.py"]]


def test_words_that_a_command_cannot_use_are_refused(capsys):
    assert course.read(["margins", "--seeds", "2"])[3] == ["--seeds", "2"]
    assert course.read(["lab", "--port=9000"])[3] == ["--port=9000"]
    for words in (["test", "all"], ["tset"]):
        with pytest.raises(SystemExit):
            course.read(words)
    said = capsys.readouterr().err
    assert "test takes no more words: got all" in said and "'tset'" in said


@pytest.mark.parametrize(
    "words, asked",
    [
        ("grade .", "grade HERE"),
        ("grade --seed 7 class3 --jobs=2", "grade --seed 7 HERE/class3 --jobs=2"),
        ("grade --jobs=2 class3", "grade --jobs=2 HERE/class3"),
        ("handout /a/b", "handout /a/b"),
        ("refresh a.ipynb", "refresh a.ipynb"),
    ],
)
def test_a_teachers_folder_lies_where_the_teacher_stands(words, asked, tmp_path, monkeypatch):
    ran = []
    monkeypatch.setattr(course, "make_environment", lambda *args: None)
    monkeypatch.setattr(course, "run", lambda name, words: ran.extend([name, *words]))
    monkeypatch.setattr(sys, "argv", ["course.py", *words.split()])
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        course.main()
    assert ran == asked.replace("HERE", str(tmp_path)).split()


def test_lab_opens_the_copies_and_names_the_file_that_its_kernels_run_first(calls):
    lines, _ = calls
    course.run("lab")
    ((line, variables),) = lines
    assert line[-1] == "--LabApp.default_url=/lab/tree/work/00_start_here.ipynb"
    assert Path(variables["PYTHONSTARTUP"]) == ROOT / "tools" / "lab_start.py"


# Windows, as values.


def test_where_the_python_of_an_environment_is():
    assert course.venv_python("e", "nt").as_posix() == "e/Scripts/python.exe"
    assert course.venv_python("e", "posix").as_posix() == "e/bin/python"


def test_windows_asks_its_launcher():
    assert ["py", "-3.12"] in course.interpreters("", "nt")
    assert ["py", "-3.12"] not in course.interpreters("", "posix")
    assert course.interpreters("C:/Python 3/python.exe", "nt") == [["C:/Python 3/python.exe"]]


def test_root_is_allowed_by_name_only_where_there_is_one(monkeypatch):
    monkeypatch.setattr(course.os, "getuid", lambda: 0, raising=False)
    assert "--allow-root" in course.lab_line()
    monkeypatch.delattr(course.os, "getuid")
    assert "--allow-root" not in course.lab_line()


def test_no_command_needs_a_shell():
    assert "shell=True" not in (ROOT / "course.py").read_text(encoding="utf-8")
    words = [word for command in course.COMMANDS.values() for line in command.lines for word in line]
    assert not {"bash", "sh", "make"} & set(words)


def test_without_a_python_that_fits_a_sentence_says_so(monkeypatch):
    monkeypatch.setenv("PYTHON", "no-such-python")
    with pytest.raises(SystemExit, match="No Python from 3.11 to 3.13 was found: install one"):
        course.find_python()


# The environment: a tiny project with a backend of its own, and a folder of wheels on a local server.

BACKEND = """
import zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(folder + "/" + name, "w") as wheel:
        info = "tiny-1.dist-info/"
        needs = "Requires-Dist: torch\\nRequires-Dist: torchvision\\nProvides-Extra: test\\n"
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\n" + needs)
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
    return name
"""  # noqa: E501
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "tiny"
dependencies = ["torch", "torchvision"]
[tool.ruff]
line-length = 100
"""


def wheel(folder, name, version, needs=""):
    """Lay a wheel with one empty module into an index."""
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    info = f"{name}-{version}.dist-info"
    tag = "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = {
        f"{name}.py": "",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}",
        f"{info}/WHEEL": tag,
    }
    sums = [
        base64.urlsafe_b64encode(hashlib.sha256(t.encode()).digest()).rstrip(b"=") for t in files.values()
    ]
    record = "".join(f"{f},sha256={s.decode()},{len(t)}\n" for (f, t), s in zip(files.items(), sums))
    with zipfile.ZipFile(place / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for file, text in {**files, f"{info}/RECORD": record + f"{info}/RECORD,,\n"}.items():
            archive.writestr(file, text)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def index(tmp_path):
    """Two indexes on this machine, usual/ with CUDA and cpu/ without: the address of both."""
    folder = tmp_path / "index"
    cuda = "Requires-Dist: nvidia-cublas\n"
    wheel(folder / "usual", "torch", "2.14.1", cuda)
    wheel(folder / "usual", "nvidia_cublas", "1")
    (folder / "usual" / "nvidia_cublas").rename(folder / "usual" / "nvidia-cublas")
    wheel(folder / "usual", "torchvision", "0.29.1", "Requires-Dist: torch\n")
    wheel(folder / "cpu", "torch", "2.14.1+cpu")
    wheel(folder / "cpu", "torchvision", "0.29.1+cpu", "Requires-Dist: torch\n")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def tiny(tmp_path, index, monkeypatch):
    """A tiny project in a folder with a blank and other letters; pip looks into usual/ only."""
    root = tmp_path / "où & что 课"
    root.mkdir()
    (root / "pyproject.toml").write_text(PROJECT)
    (root / "backend.py").write_text(BACKEND)
    (root / "constraints.txt").write_text("torch==2.14.1\ntorchvision==0.29.1\n")
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PIP_INDEX_URL", f"{index}/usual")
    monkeypatch.setenv("PYTHON", sys.executable)
    return root


def installed(root):
    """{name: version} of what is in a project's environment."""
    names = (path.stem for path in (root / ".venv").rglob("*.dist-info"))
    return dict(name.split("-")[:2] for name in names)


def test_an_environment_is_made_once_and_again_when_what_is_installed_changes(tiny, capsys):
    course.make_environment(tiny)
    found = installed(tiny)
    assert found["torch"] == "2.14.1" and "nvidia_cublas" in found and "tiny" in found
    assert "about 6 GB on Linux" in capsys.readouterr().out
    text = PROJECT.replace("line-length = 100", "line-length = 90")
    (tiny / "pyproject.toml").write_bytes(text.replace("\n", "\r\n").encode())
    course.make_environment(tiny)
    assert capsys.readouterr().out == ""  # a setting of ruff's, and other line ends
    (tiny / "constraints.txt").write_text("torch==2.14.1\ntorchvision==0.29.0\n")
    with pytest.raises(SystemExit, match="The installation failed: check the internet connection"):
        course.make_environment(tiny)
    assert course.made(tiny) == {}


def test_the_cpu_build_comes_from_the_index_that_is_named_and_stays(tiny, index, capfd):
    course.make_environment(tiny, cpu=True, index=f"{index}/cpu")
    found = installed(tiny)
    assert found["torch"] == "2.14.1+cpu" and found["torchvision"] == "0.29.1+cpu"
    assert "nvidia_cublas" not in found and "tiny" in found
    assert "about 2 GB" in capfd.readouterr().out
    course.make_environment(tiny)  # without the option
    assert capfd.readouterr().out == ""
    (tiny / "constraints.txt").write_text("torch==2.14.1\ntorchvision==0.29.1\ntqdm==4\n")
    course.make_environment(tiny)
    assert installed(tiny)["torch"] == "2.14.1+cpu"
    assert course.made(tiny)["cpu"] and course.made(tiny)["index"] == f"{index}/cpu"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the usual build is the CPU's")
def test_an_index_without_the_cpu_build_is_named(tiny, capfd):
    with pytest.raises(SystemExit):
        course.make_environment(tiny, cpu=True)
    said = capfd.readouterr().err
    assert "That index gave PyTorch with CUDA: name one with the CPU build" in said
    assert course.made(tiny) == {}


def test_the_usual_build_is_not_changed_behind_your_back(tmp_path, monkeypatch):
    monkeypatch.setattr(course, "made", lambda root: {"recipe": "", "cpu": False, "index": ""})
    monkeypatch.setattr(course, "recipe", lambda root: "")
    with pytest.raises(SystemExit, match="remove .venv, then run this again"):
        course.make_environment(tmp_path, cpu=True)


def test_the_options_come_from_the_environment_too(monkeypatch):
    assert course.read(["lab"])[1:3] == (False, "")
    assert course.read(["lab", "--index", "http://here"])[1:3] == (True, "http://here")
    monkeypatch.setenv("COURSE_INDEX", "http://there")
    assert course.read(["lab"])[1:3] == (True, "http://there")
    monkeypatch.setenv("COURSE_INDEX", "")
    monkeypatch.setenv("COURSE_CPU", "1")
    assert course.read(["lab"])[1:3] == (True, "")


# The learner's copies.


def book(path, source, outputs=()):
    cell = {"cell_type": "code", "source": [source], "outputs": list(outputs)}
    path.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")


def test_copies_are_made_when_missing_and_never_overwritten(tmp_path, capsys):
    lessons, work = tmp_path / "notebooks", tmp_path / "work"
    lessons.mkdir()
    book(lessons / "00_a.ipynb", "x = 1")
    course.copy_lessons(tmp_path)
    assert (work / "00_a.ipynb").read_bytes() == (lessons / "00_a.ipynb").read_bytes()
    (work / "00_a.ipynb").write_text("my answer")
    book(lessons / "00_a.ipynb", "x = 1", ["other outputs"])
    book(lessons / "01_b.ipynb", "y = 1")
    course.copy_lessons(tmp_path)
    assert sorted(path.name for path in work.glob("*.ipynb")) == ["00_a.ipynb", "01_b.ipynb"]
    assert capsys.readouterr().out == ""
    for number, name in ((2, "00_a.new.ipynb"), (3, "00_a.new2.ipynb")):
        book(lessons / "00_a.ipynb", f"x = {number}")
        course.copy_lessons(tmp_path)
        assert capsys.readouterr().out == (
            f"00_a.ipynb has changed since you copied it: the new one is work/{name}\n"
        )
        assert f"x = {number}" in (work / name).read_text()
        course.copy_lessons(tmp_path)
        assert capsys.readouterr().out == ""
    assert (work / "00_a.ipynb").read_text() == "my answer"


def git(*words, at=ROOT):
    return subprocess.run(["git", *words], cwd=at, capture_output=True, text=True, check=True).stdout


def test_git_ignores_the_copies():
    assert git("check-ignore", "work/00_start_here.ipynb").strip() == "work/00_start_here.ipynb"


def test_a_clone_with_automatic_line_ends_is_the_same_to_the_byte(tmp_path):
    made, clone = tmp_path / "made", tmp_path / "clone"
    git("init", "-q", str(made))
    files = (".gitattributes", ".ci/run", "course.py", "Makefile", "data/README.md", "tests/sanitize.cfg")
    pictures = git("ls-files", "*.png", "*.pt").split()
    for name in (*files, *pictures):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, made / name)
    git("add", "--all", at=made)
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "one", at=made)
    git("clone", "-q", "-c", "core.autocrlf=true", "-c", "core.eol=crlf", str(made), str(clone))
    for name in (*files, *pictures):
        assert (clone / name).read_bytes() == (ROOT / name).read_bytes(), name


# The workflow.

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
JOBS = {
    name: job
    for path in WORKFLOWS
    for name, job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].items()
}
STEPS = [(name, step) for name, job in JOBS.items() for step in job["steps"]]


def test_the_workflow_runs_commands_that_course_py_has():
    ran = {(name, step["run"]) for name, step in STEPS if "run" in step}
    for name, line in ran:
        python, file, command = line.split()
        assert (python, file) == ("python", "course.py") and command in course.COMMANDS, name
    wanted = {"unit": ("lint", "unit"), "strict": ("browser",), "claims": ("test-cpu",)}
    for name, commands in {**wanted, "site": ("site",)}.items():
        assert {line.split()[-1] for job, line in ran if job == name} == set(commands)


def test_the_workflow_has_the_systems_and_the_pythons():
    matrix = JOBS["unit"]["strategy"]["matrix"]
    assert [name.split("-")[0] for name in matrix["os"]] == ["ubuntu", "macos", "windows"]
    assert matrix["python"] == ["3.11", "3.12", "3.13"]
    assert JOBS["strict"]["runs-on"].startswith("ubuntu") and JOBS["strict"]["env"]["BROWSER_REQUIRED"] == "1"


def test_actions_are_pinned_and_ask_for_no_more_than_they_need():
    for name, step in STEPS:
        assert ("uses" in step) != ("run" in step), name
        if "uses" in step:
            action, version = step["uses"].split("@")
            assert action.startswith("actions/") and version.count(".") == 2, step["uses"]
    for path in WORKFLOWS:
        text = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert set(text[True]) == {"push", "pull_request", "workflow_dispatch"}  # YAML reads `on` as true
        assert text["permissions"] == {"contents": "read"}
    rights = {name: job["permissions"] for name, job in JOBS.items() if "permissions" in job}
    assert rights == {"site": {"contents": "read", "pages": "write", "id-token": "write"}}
    assert "pull_request" in JOBS["site"]["if"] and set(JOBS["site"]["needs"]) == set(JOBS) - {"site"}
