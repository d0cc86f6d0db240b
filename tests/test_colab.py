"""Google Colab: the address is written everywhere and taken out again, and the setup cell fetches once."""

import os
import shutil
import subprocess
import sys
import types
from pathlib import Path

import nbformat
import pytest

from helpers import colab as on_colab, lesson
from tools import colab, new_lesson

ROOT = Path(__file__).resolve().parents[1]
REPO, REF = "owner/name", "v1.0"
PARTS = ("notebooks", "helpers", "README.md", "tests/test_notebooks.py", "tools", "pyproject.toml")


def files(root):
    """The bytes of everything that ``make colab`` may write."""
    return {path.name: path.read_bytes() for path in [*(root / "notebooks").iterdir(), root / "README.md"]}


@pytest.fixture
def copy(tmp_path):
    """A copy of the lessons, as never published."""
    root = tmp_path / "copy"
    for part in PARTS:
        source, target = ROOT / part, root / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(
                source, target, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
            )
        else:
            shutil.copy(source, target)
    colab.write("", "", root)
    return root


def test_every_lesson_and_the_readme_name_the_same_address():
    lessons = [nbformat.read(path, as_version=4) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    (written,) = {colab.address(book) for book in lessons}
    before = files(ROOT)
    assert colab.write(*written) == []
    assert files(ROOT) == before


def test_an_address_is_written_everywhere_and_taken_out_byte_for_byte(copy):
    before = files(copy)
    assert len(colab.write(REPO, REF, copy)) == len(before)
    for path in (copy / "notebooks").glob("*.ipynb"):
        book = nbformat.read(path, as_version=4)
        assert book.cells[0].source.count(f"github/owner/name/blob/v1.0/notebooks/{path.name})") == 1
        assert colab.address(book) == (REPO, REF)
        assert colab.setup_of(book).metadata == colab.HIDDEN
        assert '"https://github.com/owner/name", "v1.0"' in colab.setup_of(book).source
    assert "blob/v1.0/notebooks/00_start_here.ipynb)" in (copy / "README.md").read_text()
    after = files(copy)
    assert colab.write(REPO, REF, copy) == [] and files(copy) == after
    colab.write("someone-else/other.name", "2026", copy)
    assert b"owner/name/" not in b"".join(files(copy).values())
    colab.write("", "", copy)
    assert files(copy) == before


def test_published_lessons_keep_their_form(copy):
    colab.write("an-owner-with-a-name-of-39-characters--/where-and-what", "v2026.11.25", copy)
    form = "in_order or machine or short or headings or setup"
    checks = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_notebooks.py", "-k", form]
    done = subprocess.run([sys.executable, *checks], cwd=copy, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run([*ruff, *command, "notebooks"], cwd=copy, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "repo, ref, said",
    [
        ("name", REF, "REPO has to be owner/name"),
        ("", REF, "REPO has to be owner/name"),
        ("https://github.com/owner/name", REF, "REPO has to be owner/name"),
        ("owner/name.git", REF, "REPO has to be owner/name"),
        ("owner/na me", REF, "REPO has to be owner/name"),
        ("owner/name;reboot", REF, "REPO has to be owner/name"),
        ("owner/..", REF, "REPO has to be owner/name"),
        (REPO, "", "REF has to be the name of a tag"),
        (REPO, "feature/one", "REF has to be the name of a tag"),
        (REPO, "v1 $(reboot)", "REF has to be the name of a tag"),
        (REPO, "--upload-pack=x", "REF has to be the name of a tag"),
        (REPO, "0a1b2c3d4e", "looks like a commit"),
    ],
)
def test_a_malformed_address_is_refused_in_one_sentence(copy, repo, ref, said):
    before = files(copy)
    with pytest.raises(ValueError, match=said) as refused:
        colab.write(repo, ref, copy)
    assert "\n" not in str(refused.value)
    assert files(copy) == before


def test_make_passes_on_what_it_is_given():
    done = subprocess.run(
        [sys.executable, "tools/colab.py", "name", "v1"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr == "REPO has to be owner/name, as in github.com/owner/name without .git: got 'name'\n"


def test_a_lesson_without_its_setup_cell_stops_everything(copy):
    path = copy / "notebooks" / "01_feature_maps.ipynb"
    book = nbformat.read(path, as_version=4)
    colab.setup_of(book).source = "import torch"
    nbformat.write(book, path)
    before = files(copy)
    with pytest.raises(ValueError, match="nothing was written, 01_feature_maps.ipynb: its first code cell"):
        colab.write(REPO, REF, copy)
    assert files(copy) == before


def test_a_new_lesson_is_published_like_the_others(monkeypatch):
    monkeypatch.setattr(new_lesson, "address", lambda: (REPO, REF))
    book = new_lesson.template("12", "What a gate costs", "12_what_a_gate_costs.ipynb")
    assert colab.address(book) == (REPO, REF)
    assert book.cells[0].source.endswith("blob/v1.0/notebooks/12_what_a_gate_costs.ipynb)")


# The setup cell: a process of its own, an empty folder, stand-ins for google.colab and GitHub.

LESSON = """
from pathlib import Path

def start():
    print("Ready, from", Path(__file__).parents[1].name)
"""


def project(root, says="Where & What: a stand-in."):
    """Lay a small `helpers` into a folder; ours says so in its first line."""
    (root / "helpers").mkdir(parents=True)
    (root / "helpers" / "__init__.py").write_text(f'"""{says}"""\n')
    (root / "helpers" / "lesson.py").write_text(LESSON)
    return root


@pytest.fixture
def github(tmp_path):
    """git believes that a bare repository on this disk is github.com/owner/name; its folder."""
    made, bare = tmp_path / "made", tmp_path / "github" / "name"
    project(made)
    for command in (
        f"git init -q {made}",
        f"git -C {made} add helpers",
        f"git -C {made} -c user.name=a -c user.email=a@b commit -q -m one",
        f"git -C {made} tag {REF}",
        f"git clone -q --bare {made} {bare}",
    ):
        subprocess.run(command.split(), check=True)
    settings = tmp_path / "gitconfig"
    settings.write_text(f'[url "file://{bare.parent}/"]\n\tinsteadOf = https://github.com/owner/\n')
    return bare


def run_cell(github, repo=REPO, ref=REF, times=1, is_colab=True):
    """Run the setup cell in /content's place: (what it printed, what it said on stderr, the folder)."""
    content = github.parents[1] / "content"
    content.mkdir(exist_ok=True)
    stand_in = "import sys, types; sys.modules['google.colab'] = types.ModuleType('google.colab')\n"
    git = {"GIT_CONFIG_GLOBAL": str(github.parents[1] / "gitconfig"), "GIT_TERMINAL_PROMPT": "0"}
    first = stand_in if is_colab else ""
    return *run_at(content, first, colab.setup_cell(repo, ref), times, **git), content


def run_at(folder, first="", cell=None, times=1, **variables):
    """Run a setup cell in a folder where this project is not installed: (stdout, stderr)."""
    script = first + "\n".join([cell or colab.setup_cell()] * times)
    # -S keeps out what is installed here; the stand-ins need nothing of it.
    python = [sys.executable, "-P", "-S", "-c", script]
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(python, cwd=folder, capture_output=True, text=True, env={**alone, **variables})
    return done.stdout, done.stderr


READY = f"Ready, from where-and-what-{REF}\n"


def test_the_setup_cell_fetches_the_project_once(github):
    said, errors, content = run_cell(github, times=2)
    assert (said, errors) == (READY * 2, "")
    assert [path.name for path in content.iterdir()] == [f"where-and-what-{REF}"]
    shutil.rmtree(github)  # from here on fetching again would fail
    assert run_cell(github)[:2] == (READY, "")


def test_a_fetch_that_was_broken_off_is_begun_again(github):
    said, errors, content = run_cell(github, ref="v9")
    assert said == ""
    assert errors.splitlines()[-1] == (
        "No `helpers` of Where & What: check the network, and run this cell again."
    )
    half = content / "where-and-what.part"
    (half / "helpers").mkdir(parents=True, exist_ok=True)
    (half / "helpers" / "lesson.py").write_text("broken off")
    assert run_cell(github)[:2] == (READY, "")
    assert [path.name for path in content.iterdir()] == [f"where-and-what-{REF}"]


SENTENCE = "No `helpers` of Where & What: open the whole project's folder, and restart the kernel.\n"


@pytest.mark.parametrize("is_colab", [True, False])
def test_where_nothing_is_found_one_sentence_says_what_to_do(github, is_colab):
    said, errors, content = run_cell(github, "", "", is_colab=is_colab)
    assert (said, errors) == ("", SENTENCE) and list(content.iterdir()) == []


def test_a_published_lesson_fetches_nothing_anywhere_but_on_colab(github):
    said, errors, content = run_cell(github, is_colab=False)
    assert said == "" and errors.count("\n") == 1 and list(content.iterdir()) == []


@pytest.mark.parametrize("folder", ["notebooks", "work", "a/grader's copy", "."])
def test_the_setup_cell_works_wherever_in_the_project_the_kernel_starts(tmp_path, folder):
    root = project(tmp_path / "où & что 课")
    (root / folder).mkdir(parents=True, exist_ok=True)
    assert run_at(root / folder, times=2, PYTHONIOENCODING="utf-8") == ("Ready, from où & что 课\n" * 2, "")


def test_the_installed_package_is_used_where_the_kernel_starts_elsewhere(tmp_path):
    installed, elsewhere = project(tmp_path / "installed"), tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert run_at(elsewhere, PYTHONPATH=str(installed)) == ("Ready, from installed\n", "")
    nearer = project(tmp_path / "elsewhere" / "copy")  # the project that the lesson lies in comes first
    assert run_at(nearer, PYTHONPATH=str(installed)) == ("Ready, from copy\n", "")


def test_somebody_elses_helpers_are_never_taken_for_ours(tmp_path):
    theirs, elsewhere = project(tmp_path / "theirs", "Helpers of another project."), tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert run_at(elsewhere, PYTHONPATH=str(theirs)) == ("", SENTENCE)
    assert run_at(theirs) == ("", SENTENCE)
    ours = project(theirs / "ours")
    assert run_at(ours, PYTHONPATH=str(theirs)) == ("Ready, from ours\n", "")
    loaded = run_at(ours, "import helpers\n", PYTHONPATH=str(theirs))
    assert loaded == ("", SENTENCE)


def test_the_package_says_in_its_first_line_that_it_is_this_one():
    assert (ROOT / "helpers" / "__init__.py").read_text(encoding="utf-8").startswith('"""Where & What')


def test_the_setup_cell_is_short_hidden_and_without_a_shell():
    def lines(*address):
        return [line for line in colab.setup_cell(*address).split("\n") if line.strip()]

    assert len(lines()) <= 12 and len(lines(REPO, REF)) <= 21
    assert lines()[0].startswith("# @title Setup") and "shell" not in colab.setup_cell(REPO, REF)
    assert "subprocess" not in colab.setup_cell()


# What Colab lacks.


class Done:
    returncode = 0


@pytest.fixture
def pip(monkeypatch):
    """Commands that would have run; ``monkeypatch`` puts google.colab into sys.modules."""
    commands = []
    monkeypatch.setitem(sys.modules, "google.colab", object())
    monkeypatch.setattr(on_colab.subprocess, "run", lambda command, **_: commands.append(command) or Done)
    return commands


def lacking(monkeypatch, *names):
    monkeypatch.setattr(on_colab, "find_spec", lambda name: None if name in names else object())


def test_only_what_is_missing_is_installed_and_nothing_else_is_touched(monkeypatch, pip, capsys):
    lacking(monkeypatch, "captum", "numpy", "ipywidgets")
    on_colab.complete()
    (command,) = pip
    assert command[-1] == "captum" and command[-2] == str(on_colab.VERSIONS)
    assert "--no-deps" in command and "numpy" not in command
    assert capsys.readouterr().out == ""
    lacking(monkeypatch)
    on_colab.complete()
    assert len(pip) == 1


def test_nothing_is_installed_anywhere_else(monkeypatch, pip):
    lacking(monkeypatch, "captum")
    monkeypatch.delitem(sys.modules, "google.colab")
    on_colab.complete()
    assert pip == []


def test_a_failing_pip_is_one_sentence(monkeypatch, pip, capsys):
    lacking(monkeypatch, "torchmetrics", "captum")
    monkeypatch.setattr(Done, "returncode", 1)
    on_colab.complete()
    assert capsys.readouterr().out == (
        "Colab lacks torchmetrics, captum, and pip failed: check the network, run this cell again.\n"
    )


def test_every_library_that_may_be_missing_has_its_version():
    pinned = {line.split("==")[0].replace("-", "_") for line in on_colab.VERSIONS.read_text().splitlines()}
    assert set(on_colab.NEEDED) <= pinned


def test_a_lesson_allows_widgets_of_others_on_colab_and_only_there(monkeypatch):
    lesson.start()
    asked, output = [], types.ModuleType("google.colab.output")
    output.enable_custom_widget_manager = lambda: asked.append("allowed")
    monkeypatch.setitem(sys.modules, "google.colab.output", output)
    lesson.start()
    assert asked == ["allowed"]
