"""What others have published about the cost of attention, with where it stands."""

from . import table

PUBLISHED = [
    {
        "where": "LeelaChessZero/lc0, number 496",
        "what": "SE in a chess network on a GPU",
        "said": "SE costs 20%; with one kernel for all of it 7%",
    },
    {
        "where": "LeelaChessZero/lc0, number 855",
        "what": "one kernel for SE, the same network",
        "said": "from 11,340 to 11,666 positions a second",
    },
    {
        "where": "dmlc/gluon-cv, number 113",
        "what": "SE with another operation for the average",
        "said": "from 462 to 643 images a second",
    },
    {
        "where": "rwightman/pytorch-image-models, number 124",
        "what": "ECA, which has almost no parameters",
        "said": "about as slow as SE: the average is the cost",
    },
    {
        "where": "pytorch/pytorch, number 161138",
        "what": "mean and maximum of one map, compiled",
        "said": "one read would do; four kernels came out",
    },
]


def show_published():
    """Show the table in a lesson."""
    table.show(PUBLISHED, caption="Reports from public projects; we did not measure them again.")
