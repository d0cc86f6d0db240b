"""Install the lower bounds of all dependencies, or the newest releases, for every Python, and test with them.

    python tools/matrix.py [--oldest] [--newest] [--pythons 3.11 3.12] [--tests ARGS] [--books NOTEBOOK ...]

Each combination gets an environment of its own in build/matrix, which is removed when it has passed; one
that failed stays.  The bounds are those of pyproject.toml.  uv resolves and installs: it knows the lowest
versions that fit together, and its cache is shared by all environments.
"""

import argparse
import re
import shlex
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from course import venv_python  # noqa: E402

PLACE = ROOT / "build" / "matrix"
WAYS = {"oldest": "lowest-direct", "newest": "highest"}
UNITS = ["-q", "-m", "not browser", "tests"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def pythons():
    """The versions of Python that the project is for, as pyproject.toml says: ["3.11", ...]."""
    wanted = SpecifierSet(PROJECT["requires-python"])
    return [f"3.{minor}" for minor in range(40) if f"3.{minor}.0" in wanted]


def find(version):
    """The interpreter of a version, from the PATH or from pyenv: its path, or None."""
    names = [
        shutil.which(f"python{version}"),
        *sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python")),
    ]
    for name in filter(None, names):
        ask = [name, "-c", "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"]
        if subprocess.run(ask, capture_output=True, text=True).stdout.strip() == version:
            return Path(name)
    return None


def bounds():
    """The lower bound of every direct dependency, those of the extras too: {name: version}."""
    extras = [text for texts in PROJECT["optional-dependencies"].values() for text in texts]
    found = {}
    for requirement in map(Requirement, [*PROJECT["dependencies"], *extras]):
        lowest = [s.version for s in requirement.specifier if s.operator in (">=", "==")]
        if requirement.name != PROJECT["name"]:
            found[requirement.name] = lowest[0]
    return found


def uv():
    """The path of uv: the one on the PATH, or one that is installed in build/matrix."""
    if there := shutil.which("uv"):
        return Path(there)
    python = venv_python(PLACE / "uv")
    own = python.with_name(f"uv{python.suffix}")
    if not own.exists():
        subprocess.run([sys.executable, "-m", "venv", PLACE / "uv"], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "uv"], check=True)
    return own


def resolve(way, python, chosen):
    """Which versions belong to a way, for a Python: {name: version}; the file ``chosen`` says so too."""
    command = [uv(), "pip", "compile", "-q", "--extra", "test", "--resolution", WAYS[way]]
    command += ["--only-binary", ":all:", "--no-annotate", "--no-header", "--python", python, "-o", chosen]
    chosen.unlink(missing_ok=True)  # an old one would be kept to
    subprocess.run([*command, "pyproject.toml"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return dict(re.findall(r"^([\w.-]+)==(\S+)", chosen.read_text(), flags=re.M))


def say_which(way, version, found):
    """Print the versions of the direct dependencies, and which lower bound cannot be had."""
    print(f"\n{way}, Python {version}:", ", ".join(f"{n} {found[n]}" for n in bounds()), flush=True)
    for name, bound in bounds().items() if way == "oldest" else ():
        if f"{found[name]}" not in SpecifierSet(f"=={bound}"):
            print(
                f"  {name} {bound} cannot be had here (no wheel, or unfit for the others): {found[name]}",
                flush=True,
            )


def test(python, tests, books):
    """Run the unit tests and execute the notebooks; the names of what failed."""
    parts = {"unit tests": [python, "-m", "pytest", *tests]} if tests else {}
    if books is not None:
        parts["notebooks"] = [python, "tools/execute.py", *books]
    return [name for name, command in parts.items() if subprocess.run(command, cwd=ROOT).returncode]


def install(way, version, environment):
    """Make an environment with the versions of a way; returns its Python."""
    subprocess.run([find(version), "-m", "venv", "--clear", "--without-pip", environment], check=True)
    python, chosen = venv_python(environment), PLACE / f"{environment.name}.txt"
    began = time.monotonic()
    say_which(way, version, resolve(way, python, chosen))
    subprocess.run([uv(), "pip", "install", "-q", "--python", python, "-r", chosen], cwd=ROOT, check=True)
    print(f"  installed in {time.monotonic() - began:.0f} s", flush=True)
    return python


def one(way, version, tests, books):
    """Install and test one combination; what failed, a list of names."""
    environment = PLACE / f"{way}-{version}"
    try:
        failed = test(install(way, version, environment), tests, books)
    except subprocess.CalledProcessError as error:
        print(f"  {error}")
        return ["installation"]
    if not failed:
        shutil.rmtree(environment)
    return failed


def main():
    """Every way with every Python that is here; says at the end what failed and what is absent."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for way in WAYS:
        parser.add_argument(f"--{way}", action="store_true", help=f"only the {way} releases")
    parser.add_argument("--pythons", nargs="+", default=pythons(), choices=pythons())
    parser.add_argument(
        "--tests", default=UNITS, type=shlex.split, help="arguments for pytest; empty for none"
    )
    parser.add_argument("--books", nargs="*", metavar="NOTEBOOK", help="only these; none for no notebook")
    asked = parser.parse_args()
    books = [] if asked.books is None else asked.books or None
    PLACE.mkdir(parents=True, exist_ok=True)
    here = [version for version in asked.pythons if find(version)]
    ways = [way for way in WAYS if getattr(asked, way)] or list(WAYS)
    results = {(way, version): one(way, version, asked.tests, books) for version in here for way in ways}
    print()
    for (way, version), failed in results.items():
        print(f"{way}, Python {version}: {' and '.join(failed) + ' FAILED' if failed else 'passed'}")
    for version in set(asked.pythons) - set(here):
        print(f"Python {version}: absent on this machine, not tested")
    sys.exit(any(results.values()) or not results)


if __name__ == "__main__":
    main()
