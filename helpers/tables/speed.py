"""What others have published about the cost of attention, with where it stands."""

from . import table

PUBLISHED = (  # project, number, what, what they say
    (
        "LeelaChessZero/lc0",
        496,
        "SE in a chess network on a GPU",
        "SE that also adds (SE-FiLM) costs 20%; one kernel for plain SE, another layer, cost 7%",
    ),
    (
        "LeelaChessZero/lc0",
        855,
        "one kernel for SE, a wider chess network",
        "from 11,340 to 11,666 positions a second",
    ),
    (
        "dmlc/gluon-cv",
        113,
        "SE with another operation for the average, in training",
        "from 462 to 643 images a second: the old gradient was slow",
    ),
    (
        "rwightman/pytorch-image-models",
        124,
        "ECA, which has almost no parameters",
        "about as slow as SE: the average is the cost",
    ),
    (
        "pytorch/pytorch",
        161138,
        "mean and maximum of one map, compiled",
        "one read would do; four kernels came out",
    ),
)


def show_published():
    """Show the table in a lesson, with a link to every report."""
    rows = [
        (f"[{project}, number {number}](https://github.com/{project}/issues/{number})", what, said)
        for project, number, what, said in PUBLISHED
    ]
    head = ("where", "what", "what they say")
    table.markdown(
        "Reports from public projects; we did not measure them again.\n\n" + table.as_markdown(head, rows)
    )
