"""Which code decides the numbers of an experiment: followed from its recipe, name by name, and hashed."""

import ast
import hashlib
import inspect
import pkgutil
from functools import cache
from importlib import import_module

# Where the code that decides numbers lives.  What only watches (progress, plots) is not followed.
ROOMS = (
    "attention",
    "family",
    "relatives",
    "gates",
    "training",
    "metrics",
    "datasets",
    "networks",
    "experiments",
    "explain",
    "ablation",
    "sweep",
)
TABLES = ("EXPERIMENTS", "RECIPES")  # they lead to every experiment; of these only one counts
PACKAGE = __package__
ALWAYS = ((f"{PACKAGE}.sweep", "run_one"), (f"{PACKAGE}.sweep", "try_rate"))


def fingerprint(name):
    """A hash of the code that decides an experiment's numbers; words and checks do not count.

    Raises ValueError for an unknown experiment.
    """
    recipe, found = reached(name)
    bare = [dump(recipe), *([*place, dump(found[place])] for place in sorted(found))]
    return hashlib.sha256(repr(bare).encode()).hexdigest()[:16]


def reached(name):
    """An experiment's recipe, and all that it leads to: a syntax tree, {(module, name): syntax tree}."""
    rooms = {module: Room(module, inspect.getsource(import_module(module))) for module in module_names()}
    recipe = find_recipe(rooms, name)
    found = {(module, always): rooms[module].definitions[always] for module, always in ALWAYS}
    todo = [recipe, *((module, node) for (module, _), node in found.items())]
    while todo:
        module, node = todo.pop()
        for place in rooms[module].used(node, rooms) - found.keys():
            found[place] = rooms[place[0]].definitions[place[1]]
            todo.append((place[0], found[place]))
    return recipe[1], found


@cache
def module_names():
    """The full names of all modules in ROOMS."""
    names = []
    for room in ROOMS:
        module = import_module(f"{PACKAGE}.{room}")
        names.append(module.__name__)
        inner = pkgutil.iter_modules(getattr(module, "__path__", []), f"{module.__name__}.")
        names += [info.name for info in inner]
    return names


def find_recipe(rooms, name):
    """(module, syntax tree) of an experiment's entry in one of the RECIPES."""
    for module, room in rooms.items():
        table = room.definitions.get("RECIPES")
        for key, value in zip(table.value.keys, table.value.values) if table else ():
            if key.value == name:
                return module, value
    raise ValueError(f"there is no experiment {name!r} in any RECIPES")


@cache  # a text is taken apart once
class Room:
    """One module as a syntax tree: what it defines, and where its imported names come from."""

    def __init__(self, name, source):
        self.name, self.definitions, self.imported = name, {}, {}
        is_package = hasattr(import_module(name), "__path__")
        for node in what_decides(ast.parse(source)).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                self.definitions[node.name] = node
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    names = target.elts if isinstance(target, ast.Tuple) else [target]
                    self.definitions |= {n.id: node for n in names if isinstance(n, ast.Name)}
            elif isinstance(node, ast.ImportFrom) and node.level:
                parts = name.split(".") + [""] * is_package
                origin = ".".join(parts[: -node.level] + ([node.module] if node.module else []))
                self.imported |= {a.asname or a.name: (origin, a.name) for a in node.names}

    def used(self, node, rooms):
        """The places (module, name) that a syntax tree of this module refers to."""
        places = set()
        for part, local in parts(node):
            name = getattr(part, "value", part)
            if not isinstance(name, ast.Name) or name.id in local:
                continue
            if part is name:
                places.add(self.resolve(name.id, rooms))
            elif isinstance(part, ast.Attribute):
                origin, name = self.imported.get(name.id, ("", ""))
                if f"{origin}.{name}" in rooms:
                    places.add(rooms[f"{origin}.{name}"].resolve(part.attr, rooms))
        return places - {None}

    def resolve(self, name, rooms):
        """Where a name is defined, (module, name), through re-exports; None if not in these rooms."""
        if name in TABLES:
            return None
        if name in self.definitions:
            return self.name, name
        origin, original = self.imported.get(name, ("", ""))
        is_room = f"{origin}.{original}" in rooms
        return rooms[origin].resolve(original, rooms) if origin in rooms and not is_room else None


def parts(node, local=frozenset()):
    """Every part of a syntax tree, with the names that mean something else there: arguments, variables."""
    yield node, local
    for field, value in ast.iter_fields(node):
        inside = local
        if field == "body" and isinstance(node, ast.FunctionDef | ast.Lambda):
            stored = {
                n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
            inside = local | stored | {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)}
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from parts(child, inside)


def dump(node):
    """A syntax tree as nested lists, the same in every version of Python."""
    if isinstance(node, ast.AST):
        kept = [(f, v) for f, v in ast.iter_fields(node) if v not in (None, []) and f not in ("ctx", "kind")]
        return [type(node).__name__, *([f, dump(v)] for f, v in kept)]
    return [dump(n) for n in node] if isinstance(node, list) else repr(node)


def what_decides(tree):
    """The same tree without words, and without what can only stop a run: a run that stopped has no row.

    Words are docstrings.  What can only stop a run is an ``if`` that does nothing but raise, a last
    ``except`` that does nothing but raise, and a call of a ``check_...`` whose result nobody keeps.
    """
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            statements = getattr(node, field, None)
            if isinstance(statements, list):
                left = [s for s in statements if not is_word(s) and not only_stops(s)]
                setattr(node, field, left or [ast.Pass()] * (field == "body"))
        if isinstance(node, ast.JoinedStr):  # some releases of Python 3.12 leave empty pieces in it
            node.values = [piece for piece in node.values if getattr(piece, "value", None) != ""]
        handlers = getattr(node, "handlers", [])
        while handlers and all(map(raises, handlers[-1].body)):
            handlers.pop()
    return tree


def is_word(statement):
    """Whether a statement is only a constant, as a docstring is."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def raises(statement):
    """Whether nothing can come of a statement but an exception."""
    return isinstance(statement, ast.Raise) or only_stops(statement)


def only_stops(statement):
    """Whether a statement can stop a run but change nothing in one that goes on."""
    if isinstance(statement, ast.If):
        names_something = any(isinstance(part, ast.NamedExpr) for part in ast.walk(statement.test))
        return not statement.orelse and not names_something and all(map(raises, statement.body))
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and getattr(call.func, "id", "").startswith("check_")
