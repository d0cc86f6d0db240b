"""Run one notebook where it lies, with the packages of this interpreter: ``execute.py IN OUT``."""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient


def main():
    """Store the executed notebook even if a cell fails: the test reads the errors in it."""
    source, target = map(Path, sys.argv[1:])
    book = nbformat.read(source, as_version=4)
    folder = {"metadata": {"path": str(source.parent)}}
    NotebookClient(book, timeout=1800, kernel_name="python3", allow_errors=True, resources=folder).execute()
    nbformat.write(book, target)


if __name__ == "__main__":
    main()
