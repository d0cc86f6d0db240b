"""What a diagnosis says: a table of gates, printed, in a notebook, or as a DataFrame."""

from dataclasses import dataclass, field

from .statistics import Row

EFFECTS = ("opened", "averaged", "another's")  # the columns of what a change of the weights does


@dataclass
class Diagnosis:
    """What ``diagnose`` found: ``rows``, one per gate, and ``warnings`` about the network as a whole.

    ``diagnosis["stages.0.attention"]`` is the row of a gate, ``diagnosis.verdicts`` is {gate: verdict}.
    Printed it is a table, and below it one sentence for every finding.
    """

    rows: list
    images: int
    accuracy: float = None
    warnings: list = field(default_factory=list)
    swapped: int = None

    def __getitem__(self, gate):
        found = {row.gate: row for row in self.rows}
        if gate not in found:
            raise ValueError(f"there is no gate {gate!r}; there are {list(found)}")
        return found[gate]

    @property
    def verdicts(self):
        """{gate: its verdict in a word or two}."""
        return {row.gate: row.verdict for row in self.rows}

    def _head(self):
        count = f"{len(self.rows)} gate{'s' if len(self.rows) > 1 else ''} on {self.images} images"
        if self.swapped not in (None, self.images):
            count += f" ({self.swapped} of them for the swaps)"
        return count if self.accuracy is None else f"{count}, accuracy {self.accuracy:.3f}"

    def _sentences(self):
        found = [f"{row.gate or 'the gate'}: {text}" for row in self.rows for text in row.sentences()]
        return found + [f"warning: {text}" for text in self.warnings]

    def __str__(self):
        lines = [Row.HEAD, *(row.cells() for row in self.rows)]
        widths = [max(len(line[k]) for line in lines) for k in range(len(Row.HEAD))]
        table = ["  ".join(cell.ljust(w) for cell, w in zip(line, widths)).rstrip() for line in lines]
        return "\n".join([self._head(), *table, *self._sentences()])

    __repr__ = __str__

    def _repr_markdown_(self):
        costs = any(row.lost for row in self.rows)  # then the head says "points", not every cell
        head = [f"{name}, points" if costs and name in EFFECTS else name for name in Row.HEAD]
        lines = [head, ["---"] * len(head)]
        for row in self.rows:
            cells = dict(zip(Row.HEAD, (cell.removesuffix(" points") for cell in row.cells())))
            cells["gate"] = cells["gate"].replace(".", ".<wbr>")  # a long name may break
            cells["verdict"] = f"**{cells['verdict']}**"
            for name in ("range", "weights"):  # these may not
                cells[name] = cells[name].replace(" ", "\N{NO-BREAK SPACE}")
            lines.append(cells.values())
        table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
        return "\n\n".join([self._head(), table, "\n".join(f"- {text}" for text in self._sentences())])

    def to_pandas(self):
        """The table as a pandas DataFrame, one row per gate, with numbers.  ImportError without pandas."""
        try:
            from pandas import DataFrame
        except ImportError as error:
            raise ImportError("to_pandas needs pandas: pip install pandas, or use .rows") from error
        return DataFrame([row.numbers_of() for row in self.rows])
