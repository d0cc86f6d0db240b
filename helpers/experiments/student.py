"""Student's t distribution (1908), as SciPy has it.

SciPy is imported when the first interval is computed: a quarter of a second that a lesson's first cell
need not wait for.
"""


def quantile(freedom, below=0.975):
    """The t value with a share ``below`` of the distribution under it; by default that of a 95% interval."""
    from scipy.special import stdtrit

    return stdtrit(freedom, below)


def two_sided(t, freedom):
    """Chance of a value at least as far from zero as ``t``, on either side."""
    from scipy.special import stdtr

    return 2 * stdtr(freedom, -abs(t))
