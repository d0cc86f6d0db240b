"""Take out of notebooks what front ends save in them: ``python tools/tidy.py [NOTEBOOK ...]``.

A notebook that was saved in Colab holds the state of its widgets, but not in the place where GitHub and
nbconvert look for it: they refuse the whole notebook.  Sources and outputs stay as they are.
"""

import re
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from helpers.experiments.store import write_whole  # noqa: E402

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
KEEP = {"tags", "jupyter", "cellView", "collapsed"}  # of a cell's metadata


def trouble(book):
    """What a front end has saved in a notebook, as one sentence; None if there is nothing."""
    added = sorted(set(book.metadata) - set(METADATA))
    added += sorted({key for cell in book.cells for key in cell.metadata} - KEEP)
    if "widgets" in added:
        return "the state of its widgets is saved in it, which GitHub refuses to show: run `make tidy`"
    if added or any("id" not in cell for cell in book.cells):
        return f"it was saved by Colab or JupyterLab with {', '.join(added) or 'no ids'}: run `make tidy`"
    return None


def tidy(book):
    """The same notebook with the metadata that all lessons have, and with the ids of its cells."""
    book = nbformat.v4.upgrade(book)  # Colab saves format 4.0, which has no ids
    for cell in book.cells:
        kept = cell.metadata.get("id", "")  # where Colab puts the id that the cell had
        if re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", kept):
            cell.id = kept
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k in KEEP})
    book.metadata = nbformat.from_dict(METADATA)
    nbformat.validate(book)
    return book


def main():
    """The named notebooks, or all lessons; says which of them it has changed."""
    for path in [Path(name) for name in sys.argv[1:]] or sorted((ROOT / "notebooks").glob("*.ipynb")):
        try:
            book = nbformat.read(path, as_version=4)
        except (OSError, ValueError, KeyError, AttributeError, TypeError, nbformat.ValidationError) as error:
            sys.exit(f"{path} cannot be read as a notebook: {(str(error).splitlines() or [error])[0]}")
        found = trouble(book)
        if found:
            write_whole(path, nbformat.writes(tidy(book)) + "\n")
            print(f"{path.name} is tidy now: {found.partition(': ')[0]}")


if __name__ == "__main__":
    main()
