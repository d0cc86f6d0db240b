"""Cells tagged "answer" or "claims": out of sight until a learner runs them; nothing tells them before."""

import ast
import re

FOLDED = ("answer", "claims")
TOLD = re.compile(r"\(measured ([^)]*?)(?: of [\d,]+)?(?:, you said [^)]*)?\)")  # without "of 100"
# What a front end may show of hidden outputs, their first line.
NEUTRAL = re.compile(r"^(?!.*(\d\.\d|\d ?%|✓|✗|\(measured)).+")


def tags(cell):
    """The tags of a cell."""
    return cell.metadata.get("tags", [])


def hide(notebook):
    """Fold the outputs of every answer, and cells of claims whole, for JupyterLab and for Colab."""
    for cell in notebook.cells:
        if set(tags(cell)) & set(FOLDED):
            cell.metadata.setdefault("jupyter", {})["outputs_hidden"] = True
            cell.metadata["collapsed"] = True
        if "claims" in tags(cell):
            cell.metadata["jupyter"]["source_hidden"] = True
            cell.metadata["cellView"] = "form"
    return notebook


def is_hidden(cell):
    """Whether a cell is folded as ``hide`` leaves it."""
    jupyter, claims = cell.metadata.get("jupyter", {}), "claims" in tags(cell)
    source = jupyter.get("source_hidden") and cell.metadata.get("cellView") == "form"
    return bool(jupyter.get("outputs_hidden") and cell.metadata.get("collapsed") and (source or not claims))


def given_away(notebook):
    """Where an executed lesson tells a result before the learner asks for it: a sentence for each place.

    Looked at are the words and the code from a question (``lesson.predict``) to its result, the code of the
    result, where its claims stand, whether answers and claims are folded, and the line that a front end shows
    in the place of a hidden output.  A lesson without questions keeps its claims where it likes.
    """
    found, since, options = [], [], []
    asks = any(calls(cell, "predict") for cell in notebook.cells)
    for place, cell in enumerate(notebook.cells):
        asked = calls(cell, "predict")
        since = [*since, cell] if since else [cell] * bool(asked)
        options += [options_of(call) for call in asked]
        here = list(faults(cell)) if cell.cell_type == "code" else []
        if asks and calls(cell, "claim") and not set(tags(cell)) & set(FOLDED):
            here.append("a claim stands in the open: it belongs into a cell tagged 'claims'")
        if since and calls(cell, "claim") and "claims" in tags(cell):
            here.append("a claim stands between a question and its result")
        if since and "answer" in tags(cell):
            results = [told for text in printed(cell) for told in TOLD.findall(text)]
            here += told_before(results, since, options)
            since, options = [], []
        found += [f"cell {place}: {fault}" for fault in here]
    return found


def faults(cell):
    """What is wrong with one code cell, whatever its result is."""
    marked, folded = tags(cell), set(tags(cell)) & set(FOLDED)
    if calls(cell, "measured") and "answer" not in marked:
        yield "it shows a result and is not tagged 'answer'"
    if "answer" in marked and calls(cell, "claim"):
        yield "a claim tells the result in the code of an answer: it belongs into a cell of its own after it"
    if "answer" in marked and "alt=" in cell.source:
        yield "words for a figure tell the result in the code of an answer: the figure's function knows them"
    if folded and not is_hidden(cell):
        yield "its output is in sight: run make refresh"
    first = next((line for text in printed(cell) for line in text.splitlines() if line.strip()), "")
    if folded and not NEUTRAL.match(first):
        yield f"hidden outputs begin with {first!r}: let a line without a result come first"


def told_before(results, cells, options):
    """The results that stand in the code or the words of these cells."""
    words = "\n".join(visible(cell) for cell in cells)
    # A number behind a letter is part of a name: AP50.
    numerals = {float(text.replace(",", "")) for text in re.findall(r"(?<![\w.])\d[\d,]*(?:\.\d+)?", words)}
    strings = [node.value for node in ast.walk(ast.parse(cells[-1].source)) if is_text(node)]
    for result in results:
        for number in re.findall(r"-?\d[\d,]*(?:\.\d+)?", result):
            value = abs(float(number.replace(",", "")))
            # Small whole numbers are everywhere, and so is 100: of 100, in percent.
            alike = {value, float(round(value)), float(round(100 * value))}
            if seen := sorted(same for same in alike & numerals if same != 100 and (same >= 10 or same % 1)):
                yield f"the result {number} stands before it, as {seen[0]:g}"
        for choice in (choice for choice in options if result in choice):
            named = [option for option in choice if any(option in text for text in strings)]
            if named == [result]:
                yield f"of all that can be chosen, only the result {result!r} stands in the code"


def visible(cell):
    """What a reader sees of a cell that has not been run; of a question, all but its scale."""
    if cell.cell_type != "code":
        return cell.source
    tree = ast.parse(cell.source)
    for call in calls(cell, "predict", tree):
        call.args, call.keywords = call.args[:1], []
    comments = re.findall(r"#.*", cell.source)
    return "\n".join([ast.unparse(tree), *comments])


def calls(cell, name, tree=None):
    """The calls of ``lesson.NAME(...)`` in a code cell."""
    if cell.cell_type != "code":
        return []
    nodes = ast.walk(tree or ast.parse(cell.source))
    made = [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return [c for c in made if c.func.attr == name and getattr(c.func.value, "id", "") == "lesson"]


def options_of(call):
    """The texts from which a question lets the learner choose; none for a number."""
    given = [word.value for word in call.keywords if word.arg == "options"]
    return [node.value for node in getattr(given[0], "elts", ()) if is_text(node)] if given else []


def is_text(node):
    """Whether a node of the code is a text."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def printed(cell):
    """The texts of a cell's outputs, in order."""
    return [o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.outputs]
