"""What the numbers say: gains, costs and published figures as tables, never typed by hand."""

from .names import legend  # noqa: F401 lessons write tables.legend(...)
from .table import show  # noqa: F401 lessons write tables.show(...)
