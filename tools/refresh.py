"""Execute notebooks in place: the only way in which stored outputs are made.

Without widget state, with the same metadata everywhere, and written whole or not at all.  The films of a
lesson's panels, for the pages, are written with it.
"""

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from helpers.experiments.sweep import write_whole  # noqa: E402
from tools.answers import hide  # noqa: E402
from tools.films import FILMS, films_of  # noqa: E402
from tools.tidy import tidy  # noqa: E402

START = Path(__file__).with_name("kernel_start.py")


def refresh(path, films=FILMS):
    """Run every cell of a notebook and store what it printed and drew, and the films of its panels."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    films.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=films, prefix=".") as made:
        probe = {"PYTHONSTARTUP": str(START), "LESSON_PROBE": "films", "FILMS": made}
        client.execute(env={**os.environ, **probe})
        write_whole(path, nbformat.writes(hide(tidy(notebook))) + "\n")
        for old in films_of(path.stem, films):
            for file in old:
                file.unlink()
        for file in Path(made).iterdir():
            file.replace(films / f"{path.stem}-{file.name}")


def main():
    """``python tools/refresh.py [NOTEBOOK ...]``: the named notebooks, or all of them."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    paths = [Path(a).resolve() for a in sys.argv[1:]] or sorted((ROOT / "notebooks").glob("*.ipynb"))
    for path in paths:
        print(f"{path.name} ...", flush=True)
        try:
            refresh(path)
        except CellExecutionError as error:
            sys.exit(f"{path.name} was left as it was, a cell failed:\n{error}")


if __name__ == "__main__":
    main()
