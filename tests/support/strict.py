"""The outputs of a lesson that ran elsewhere, compared with the stored ones by the rules of nbval."""

from copy import deepcopy

from nbval.plugin import IPyNbFile, coalesce_streams, get_sanitize_patterns
from places import ROOT

SANITIZED = ROOT / "tests" / "sanitize.cfg"


def code_cells(book):
    """The code cells of a notebook."""
    return [cell for cell in book.cells if cell.cell_type == "code"]


def differences(session, path, ran):
    """Where a lesson's outputs are not those stored at ``path``: one text for every such cell.

    session  pytest's own, which nbval needs
    ran      the notebook as it is after all its cells have run
    """
    stored = IPyNbFile.from_parent(session, path=path)
    stored.sanitize_patterns.update(get_sanitize_patterns(SANITIZED.read_text(encoding="utf-8")))
    found = []
    for item, cell in zip(stored.collect(), code_cells(ran), strict=True):
        # Copies, because coalesce_streams writes into what it is given.
        said, wanted = (coalesce_streams(deepcopy(outputs)) for outputs in (cell.outputs, item.cell.outputs))
        if item.options["check"] and not item.compare_outputs(said, wanted):
            warned = [output.text for output in cell.outputs if output.get("name") == "stderr"]
            found.append("\n".join([item.name, *item.comparison_traceback, *warned]))
    return found
