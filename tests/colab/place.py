"""A place like Google Colab: its versions, an empty folder with the notebooks, a stand-in for GitHub."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

from helpers.colab import NEEDED
from tools import colab

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = Path(__file__).with_name("versions.txt")
PLACE = ROOT / "build" / "colab"
PYTHON = PLACE / "env" / "bin" / "python"
REPO, REF = "owner/name", "v1.0"
STAND_IN = """
import sys, types

output = types.ModuleType("google.colab.output")
output.enable_custom_widget_manager = lambda: None
sys.modules |= {"google.colab": types.ModuleType("google.colab"), "google.colab.output": output}
"""


def pythons():
    """The interpreters that may be here, Colab's own version first."""
    for version in ("3.13", "3.12", "3.11"):
        yield from filter(None, [shutil.which(f"python{version}")])
        yield from map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}"))
    yield sys.executable


def works(python):
    """Whether an interpreter starts and is new enough (a version manager's shim may not)."""
    new = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([python, "-c", new], capture_output=True).returncode == 0


def environment():
    """Make the environment with Colab's versions if it is not there (6 GB)."""
    made, wanted = PLACE / "env" / "made", VERSIONS.read_text()
    if made.exists() and made.read_text() == wanted:
        return
    python = next(path for path in pythons() if works(path))
    print(f"Making an environment with Colab's versions from {python}: some minutes, once.", file=sys.stderr)
    subprocess.run([python, "-m", "venv", "--clear", PYTHON.parents[1]], check=True)
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "-r", VERSIONS], check=True)
    made.write_text(wanted)


def git(*words, at=ROOT):
    """Run git; returns what it printed."""
    who = ["-c", "user.name=colab", "-c", "user.email=colab@localhost"]
    command = ["git", *who, "-C", str(at), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def publish():
    """Commit and tag the working tree, its address written into it, in a bare repository: `github.com`."""
    tree, bare = PLACE / "tree", PLACE / "github" / "name"
    for folder in (tree, bare):
        shutil.rmtree(folder, ignore_errors=True)
    for name in git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0"):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tree / name)
    colab.write(REPO, REF, tree)
    git("init", "--quiet", at=tree)
    git("add", "--all", at=tree)
    git("commit", "--quiet", "--no-verify", "--message", "published", at=tree)
    git("tag", REF, at=tree)
    git("clone", "--quiet", "--bare", str(tree), str(bare))
    settings = f'[url "file://{bare.parent}/"]\n\tinsteadOf = https://github.com/owner/\n'
    (PLACE / "gitconfig").write_text(settings)
    return tree


def lay_out(content):
    """Everything that a test needs: a folder gets the published notebooks without outputs, nothing else,
    and the environment lacks what Colab lacks."""
    environment()
    subprocess.run([PYTHON, "-m", "pip", "uninstall", "--quiet", "--yes", *NEEDED], check=True)
    for path in sorted((publish() / "notebooks").glob("*.ipynb")):
        book = nbformat.read(path, as_version=4)
        for cell in book.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(book, content / path.name)
    startup = PLACE / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True, exist_ok=True)
    (startup / "colab.py").write_text(STAND_IN)


def variables():
    """The environment variables of a program that runs there."""
    here = {"GIT_CONFIG_GLOBAL": "gitconfig", "IPYTHONDIR": "ipython", "JUPYTER_RUNTIME_DIR": "runtime"}
    here |= {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data"}
    only = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "JUPYTER_PATH")}
    quiet = {"OMP_NUM_THREADS": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    return {**only, **quiet, **{key: str(PLACE / path) for key, path in here.items()}}
