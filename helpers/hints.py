"""What a notebook says when a cell is run before the cells above it: Python's own words, and what to do."""

from IPython import get_ipython

HINT = (
    "{name!r} is not known here.  If it is spelled as in the cells above, they have not run since the kernel "
    "was started: run them first, from the top: Run > Run All Above Selected Cell in JupyterLab, "
    "Runtime > Run before in Colab."
)


def explain_unknown_names():
    """From now on every NameError in this notebook is followed by a hint.  Does nothing outside IPython."""
    shell = get_ipython()
    if shell is not None:
        shell.events.register("post_run_cell", hint)  # the same function is registered only once


def hint(result):
    """After a cell: print the hint if a name was not known."""
    if isinstance(result.error_in_exec, NameError):
        print(HINT.format(name=result.error_in_exec.name))
