"""Student's t distribution (1908), as SciPy has it.

SciPy is imported when the first interval is computed: a quarter of a second that a lesson's first cell
need not wait for.
"""


def stdtrit(freedom, below):
    """The t value with a share ``below`` of the distribution under it, as ``scipy.special.stdtrit``."""
    from scipy import special

    return special.stdtrit(freedom, below)


def two_sided(t, freedom):
    """Chance of a value at least as far from zero as ``t``, on either side."""
    from scipy import special

    return 2 * special.stdtr(freedom, -abs(t))
