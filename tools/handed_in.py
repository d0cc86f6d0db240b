"""What a handed-in notebook defines, read from its text: nothing of it runs here.

A notebook holds a whole lesson, and the check of one exercise needs a few lines of it.  ``needed``
finds them: the last binding of every name that the answer uses, and of the names that these use.
"""

import ast
import builtins
import re
import symtable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat
from IPython.core.inputtransformer2 import TransformerManager

HARMLESS = re.compile(r"\s*%%(time|timeit|capture|prun)\b[^\n]*\n")  # the cell below runs as it is
PLAIN = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Import,
    ast.ImportFrom,
    ast.Assign,
    ast.AnnAssign,
)
LATE = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
)  # what they use is looked up when they are called


@dataclass
class Statement:
    """A statement at the top of a cell, and the names that it reads and sets."""

    node: ast.stmt
    reads: set
    sets: set  # binds anew
    changes: set  # has bound before: ``variants["mine"] = ...``, ``table.append(...)``

    @property
    def text(self):
        return ast.unparse(self.node)


@dataclass
class Notebook:
    """All statements in order, {exercise: (place, the answer's expression)}, cells that are no Python."""

    statements: list = field(default_factory=list)
    checks: dict = field(default_factory=dict)
    broken: list = field(default_factory=list)


def read(path):
    """A Notebook.  Raises ValueError, in a sentence, for a file that is none."""
    try:
        cells = nbformat.read(Path(path), as_version=4).cells
    except Exception as error:  # JSON, schema and decoding errors have no common parent
        raise ValueError(f"the file does not open as a notebook ({type(error).__name__})") from None
    book = Notebook()
    for number, cell in enumerate((c for c in cells if c.cell_type == "code"), 1):
        try:
            source = TransformerManager().transform_cell(HARMLESS.sub("", cell.source, count=1))
            nodes = ast.parse(source).body
            found = [statement(node) for node in nodes]
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            book.broken.append(number)
            continue
        for one in found:
            for exercise, answer in checked(one.node):
                book.checks[exercise] = len(book.statements), answer
            book.statements.append(one)
    return book


def checked(node):
    """(exercise, expression) for every call of a function named ``check`` in a statement."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) == "check":
            given = dict(zip(("name", "answer"), call.args)) | {
                word.arg: word.value for word in call.keywords
            }
            name, answer = given.get("name"), given.get("answer")
            if isinstance(name, ast.Constant) and isinstance(name.value, str) and answer is not None:
                yield name.value, ast.unparse(answer)


def statement(node):
    """A Statement from its syntax tree."""
    top = symtable.symtable(ast.unparse(node), "cell", "exec")
    names = top.get_symbols()
    reads = {name.get_name() for name in names if name.is_referenced()} | set(globals_of(top))
    sets = {name.get_name() for name in names if name.is_assigned() or name.is_imported()}
    return Statement(node, reads, sets, {root(target) for target in targets(node)} - {None})


def globals_of(table):
    """Names that functions and classes inside a statement take from outside."""
    for inner in table.get_children():
        yield from (name.get_name() for name in inner.get_symbols() if name.is_global())
        yield from globals_of(inner)


def targets(node):
    """What a statement may change without binding it: assigned parts, objects whose method is called."""
    for part in ast.walk(node):
        if isinstance(part, (ast.Attribute, ast.Subscript)) and isinstance(part.ctx, (ast.Store, ast.Del)):
            yield part
        is_call = isinstance(part, ast.Expr) and isinstance(part.value, ast.Call)
        if is_call and isinstance(part.value.func, ast.Attribute) and not isinstance(node, LATE):
            yield part.value.func  # table.append(...), in a loop or under a with too
            if part.value.func.attr.endswith("_"):
                yield from part.value.args  # nn.init.zeros_(net.weight)


def unknown(expression):
    """The names that an expression takes from elsewhere."""
    return statement(ast.parse(expression).body[0]).reads - set(vars(builtins))


def root(node):
    """``a`` of ``a.b[0].c``; None if it begins with something else."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def needed(book, place, expression, spare=()):
    """The text of the statements before ``place`` that ``expression`` needs, in their order.

    spare  imports for names that nothing above binds: an answer may be written over a start's import,
           and runs all the same where that start ran before
    """
    above = book.statements[:place]
    imported = set().union(*(s.sets for s in above if isinstance(s.node, (ast.Import, ast.ImportFrom))))
    late, chosen = statement(ast.parse(expression).body[0]).reads, set()
    while True:
        wanted, before = set(late), len(chosen)
        for index in reversed(range(len(above))):
            one = above[index]
            if not (wanted & one.sets or wanted & one.changes - imported or "*" in stars(one.node)):
                continue
            chosen.add(index)
            if isinstance(one.node, PLAIN):  # what stood there before is gone, but for what this reads
                wanted -= one.sets
            wanted |= one.reads
            late |= one.reads if isinstance(one.node, LATE) else set()
        if len(chosen) == before:
            break
    used = late.union(*(above[index].reads for index in chosen))
    unbound = used.difference(*(s.sets for s in above))
    lent = [s.text for s in spare if s.sets & unbound and chosen]
    return "\n".join(lent + [above[index].text for index in sorted(chosen)])


@cache
def imports(path):
    """The import statements of a notebook."""
    return [s for s in read(path).statements if isinstance(s.node, (ast.Import, ast.ImportFrom))]


def stars(node):
    """The names of a ``from ... import``, where ``*`` may bind anything."""
    return [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else []
