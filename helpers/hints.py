"""What a notebook says when a cell is run before the cells above it: Python's own words, and what to do."""

from IPython import get_ipython

HINT = (
    "{name!r} is not known here.  If it is spelled as in the cells above, run those first, from the top: "
    "Run > Run All Above Selected Cell in JupyterLab, Runtime > Run before in Colab."
)


def explain_unknown_names():
    """From now on every NameError in this notebook is followed by a hint.  Does nothing outside IPython."""
    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc((NameError,), show_with_hint)


def show_with_hint(shell, kind, error, trace, tb_offset=None):
    """Show the error as always, then the hint: IPython calls this."""
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
    print(HINT.format(name=getattr(error, "name", None) or str(error)))
