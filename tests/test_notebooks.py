"""What nbval does not see: order, errors, pictures, alt text, stored state, size, form, taught text."""

import ast
import base64
import inspect
import io
import pkgutil
import re
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from PIL import Image

import helpers
from tools.new_lesson import FOLD
from tools.tidy import trouble

ROOT = Path(__file__).resolve().parents[1]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
BOOKS = {path.stem: nbformat.read(path, as_version=4) for path in PATHS}
each_book = pytest.mark.parametrize("name", BOOKS)


def code(name):
    return [cell for cell in BOOKS[name].cells if cell.cell_type == "code"]


def prose(name):
    return [cell.source for cell in BOOKS[name].cells if cell.cell_type == "markdown"]


def outputs(name):
    return [output for cell in code(name) for output in cell.outputs]


def test_the_lessons_are_there_in_order():
    assert [name[:2] for name in BOOKS] == [f"{k:02d}" for k in range(len(BOOKS))]
    assert len(BOOKS) >= 5


@each_book
def test_every_cell_was_executed_once_in_order_without_an_error(name):
    assert [cell.execution_count for cell in code(name)] == list(range(1, len(code(name)) + 1))
    assert not [output for output in outputs(name) if output.output_type == "error"]
    assert not [o for o in outputs(name) if o.output_type == "stream" and o.name == "stderr"]


@each_book
def test_pictures_decode_and_say_in_words_what_they_show(name):
    pictures = [output for output in outputs(name) if "image/png" in output.get("data", {})]
    assert pictures
    for output in pictures:
        image = Image.open(io.BytesIO(base64.b64decode(output.data["image/png"])))
        image.load()
        assert image.width <= 1000
        assert len(output.metadata["image/png"]["alt"]) > 20
        assert len(output.data["text/plain"]) > 20


@each_book
def test_nothing_of_a_machine_is_stored(name):
    assert trouble(BOOKS[name]) is None
    assert set(BOOKS[name].metadata) == {"kernelspec", "language_info"}
    text = (ROOT / "notebooks" / f"{name}.ipynb").read_text()
    assert len(text) < 1_500_000
    assert not re.search(r"/(home|root|Users|tmp|usr|opt|work)/\w", text)
    assert not re.search(r" at 0x[0-9a-f]{6}", text)


def is_beside(cell):
    """Whether a cell only asks for a guess, or holds claims that are folded."""
    asks = all(line.startswith(("lesson.predict(", "    ", ")")) for line in cell.source.splitlines())
    return cell.cell_type == "code" and (asks or "claims" in cell.metadata.get("tags", []))


@each_book
def test_a_result_is_measured_in_one_cell(name):
    """A second one of the same name would answer the first one's question."""
    names = [set(measured_names(cell.source)) for cell in code(name)]
    assert sum(map(len, names)) == len(set().union(*names))


def measured_names(source):
    """What lesson.measured is given by name in a cell."""
    words = [word for call in calls(source, "lesson.measured") for word in call.keywords]
    return [word.arg for word in words if word.arg not in (None, "form")]


def calls(source, function):
    """The calls of a function in a cell, as syntax trees."""
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [call for call in found if ast.unparse(call.func) == function]


@each_book
def test_a_question_has_the_name_of_a_result_that_a_later_cell_prints(name):
    """So no other result answers it, in whatever order a reader runs the cells."""
    asked = []
    for k, cell in enumerate(code(name)):
        for call in calls(cell.source, "lesson.predict"):
            words = {word.arg: word.value for word in call.keywords}
            assert "name" in words, f"{ast.unparse(call)} has no name="
            asked.append(words["name"].value)
            printed = "".join(o.text for c in code(name)[k + 1 :] for o in c.outputs if "text" in o)
            line = rf"^{re.escape(asked[-1].replace('_', ' '))} \(measured "
            assert re.search(line, printed, re.MULTILINE), f"no later cell measures {asked[-1]}"
    assert len(set(asked)) == len(asked)


@each_book
def test_what_is_said_of_a_result_is_out_of_sight_while_one_guesses(name):
    asked = [call for cell in code(name) for call in calls(cell.source, "lesson.predict")]
    names = {word.value.value for call in asked for word in call.keywords if word.arg == "name"}
    cells = BOOKS[name].cells
    for k, cell in enumerate(cells):
        told = calls(cell.source, "lesson.measured") if cell.cell_type == "code" else []
        if names & {word.arg for call in told for word in call.keywords}:
            below = next(c.source for c in cells[k + 1 :] if c.cell_type == "markdown")
            assert below.startswith((FOLD, "#", "**Change it")), below[:80]


@each_book
def test_the_line_in_the_place_of_a_hidden_result_is_no_html(name):
    """JupyterLab shows there what a hidden output begins with: a line of words, not the source of a table."""
    hidden = [cell for cell in code(name) if cell.metadata.get("jupyter", {}).get("outputs_hidden")]
    first = [cell.outputs[0].get("data", {}) for cell in hidden if cell.outputs]
    assert not [data for data in first if "text/html" in data or "text/markdown" in data]


def only_defines(source):
    """Whether a cell defines a class or a function, and does nothing else than import: what is taught."""
    kinds = {type(statement) for statement in ast.parse(source).body}
    imports = {ast.Import, ast.ImportFrom}
    return bool(kinds - imports) and kinds - imports <= {ast.ClassDef, ast.FunctionDef}


@each_book
def test_code_cells_are_short(name):
    shown = code(name)[1:]  # the setup cell is hidden, and has a test of its own
    counted = [len([line for line in cell.source.split("\n") if line.strip()]) for cell in shown]
    most = [20 if is_beside(cell) or only_defines(cell.source) else 16 for cell in shown]
    assert not [cell.source for cell, lines, limit in zip(shown, counted, most) if lines > limit]
    lengths = sorted(counted)
    assert lengths[len(lengths) // 2] <= 10
    assert len([cell for cell in BOOKS[name].cells if not is_beside(cell)]) <= 55


@each_book
def test_no_cell_escapes_the_comparison_unless_it_says_why(name):
    printing = [cell for cell in code(name) if cell.outputs]
    ignored = [
        c for c in printing if "NBVAL_IGNORE_OUTPUT" in c.source or "nbval-ignore-output" in c.metadata
    ]
    assert len(ignored) <= 0.15 * len(printing)
    assert all("because" in cell.source for cell in ignored)
    alone = "# NBVAL_IGNORE_OUTPUT"  # with words behind it, on the same line, nbval does not know it
    assert all(alone in cell.source.splitlines() for cell in ignored if "nbval-" not in str(cell.metadata))
    for cell in code(name):
        for trap in ("interact(", "Output(", "clear_output", "update_display", "plt.show", "display_id"):
            assert trap not in cell.source, f"{trap} breaks the comparison of outputs"
        assert not cell.source.rstrip().endswith(";")


@each_book
def test_claims_hold_in_the_stored_outputs(name):
    printed = "".join(o.text for o in outputs(name) if o.output_type == "stream")
    assert "✗ not here" not in printed
    assert printed.count("✓") >= 5


@each_book
def test_a_lesson_that_asks_for_guesses_says_at_its_end_how_good_they_were(name):
    sources = [cell.source for cell in code(name)]
    asks = any("lesson.predict(" in source for source in sources)
    assert asks == any("lesson.how_good()" in source for source in sources)
    claims, guesses = ("".join(sources).count(f"lesson.{what}(") for what in ("claim", "predict"))
    assert not asks or claims <= 10, "claims are what the text leans on"
    assert not asks or 2 <= guesses <= 5, "few enough that each is thought about"


@each_book
def test_headings_lead_the_reader(name):
    text = re.sub(r"```.*?```", "", "\n\n".join(prose(name)), flags=re.S)
    levels = [len(marks) for marks in re.findall(r"^(#+) ", text, flags=re.M)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:]))
    assert "You will be able to" in prose(name)[0]
    for part in ("Your turn", "What we saw", "did not see", "References", "Next"):
        assert part.lower() in text.lower(), f"the part {part!r} is missing"
    assert "**What to see.**" in text


def test_the_setup_cell_is_the_same_everywhere():
    first = {code(name)[0].source for name in BOOKS}
    assert len(first) == 1
    assert "lesson.start()" in first.pop()


def package_definitions():
    """Every public class and function of the package: {name: its source}."""
    found = {}
    for info in pkgutil.walk_packages(helpers.__path__, "helpers."):
        if info.name.startswith("helpers.exercises"):
            continue  # a check may bear the name of the answer that it checks
        module = import_module(info.name)
        for name, thing in vars(module).items():
            is_own = inspect.isclass(thing) or inspect.isfunction(thing)
            if is_own and thing.__module__ == module.__name__ and not name.startswith("_"):
                found.setdefault(name, []).append(inspect.getsource(thing))
    return found


def same_text(source):
    """A definition without formatting and comments, and wherever its imports stand; docstrings count."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.body = [part for part in node.body if not isinstance(part, ast.Import | ast.ImportFrom)]
    return ast.unparse(tree)


def test_taught_code_is_the_package_to_the_letter():
    package, taught = package_definitions(), set()
    for name in BOOKS:
        for cell in code(name):
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name in package:
                    versions = [same_text(source) for source in package[node.name]]
                    assert same_text(ast.unparse(node)) in versions, (
                        f"{name}: {node.name} is not the package's text"
                    )
                    taught.add(node.name)
    assert {"ChannelAttention", "SpatialAttention", "AttentionPool", "CBAM", "bottleneck"} <= taught
