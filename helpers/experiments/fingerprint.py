"""Which code decides the numbers of an experiment: followed from its recipe, name by name, and hashed.

The hash does not know where code stands or what a function is called: every reference to code of this
project is replaced by the order in which it was discovered.  So code can move, and its sweeps stay current.
"""

import ast
import builtins
import hashlib
import inspect
import pkgutil
from functools import cache
from importlib import import_module

# Where the code that decides numbers lives, folders with all that is in them.
FOLLOWED = (
    "attention",
    "datasets",
    "networks",
    "training",
    "gates",
    "explain",
    "experiments",
)
LOOK_ON = ("training.progress", "experiments.store")  # what only shows or stores: known, and not followed
TABLES = ("EXPERIMENTS", "NEXT", "RECIPES")  # they lead to every experiment; of these only one counts
PACKAGE = __package__.split(".")[0]
ONE_RATE = tuple((f"{PACKAGE}.experiments.sweep", name) for name in ("run_one", "try_rate"))
OWN_RATES = ((f"{PACKAGE}.experiments.replicate", "run_replicate"),)
SHOWN = ("", "")  # the place of everything that only looks on
NOTHING = frozenset()
SCOPED = ("body", "elt", "key", "value", "generators")  # the parts of a scope that see its own names


def fingerprint(name):
    """A hash of the code that decides an experiment's numbers; words, checks and places do not count.

    Raises ValueError for an unknown experiment, and for a name that leads to code that is not followed.
    """
    return hashlib.sha256(repr(reached(name)[0]).encode()).hexdigest()[:16]


def reached(name):
    """All that decides an experiment: its code as nested lists, [(module, name), ...] in order of discovery.

    The code is the recipe's first, then that of every place.  A reference to a place is its number.
    """
    rooms = {module: Room(module, inspect.getsource(import_module(module))) for module in module_names()}
    module, recipe = find_recipe(rooms, name)
    places = list(protocol(name))
    code = [Dump(rooms, module, places).of(recipe)]
    for module, definition in places:  # the list grows while it is read
        code.append(Dump(rooms, module, places).of(rooms[module].definitions[definition]))
    return code, places


@cache
def module_names():
    """The full names of all modules that are followed."""
    names = []
    for name in FOLLOWED:
        module = import_module(f"{PACKAGE}.{name}")
        names.append(module.__name__)
        inner = pkgutil.walk_packages(getattr(module, "__path__", []), f"{module.__name__}.")
        names += [info.name for info in inner if not looks_on(info.name)]
    return names


def looks_on(module):
    """Whether a module is one of those that only show or store."""
    return module in [f"{PACKAGE}.{name}" for name in LOOK_ON]


def protocol(name):
    """The functions that train an experiment's networks: where all that decides begins."""
    recipe = import_module(f"{PACKAGE}.experiments").find(name)
    return OWN_RATES if getattr(recipe, "rates", ()) else ONE_RATE


def find_recipe(rooms, name):
    """(module, syntax tree) of an experiment's entry in one of the RECIPES, or of the NEXT."""
    title, stem = ("NEXT" if name.startswith("next/") else "RECIPES"), name.removeprefix("next/")
    for module, room in rooms.items():
        table = room.definitions.get(title)
        for key, value in zip(table.value.keys, table.value.values) if table else ():
            if key is not None and key.value == stem:  # no key: ``**`` and the table of another module
                return module, value
    raise ValueError(f"there is no experiment {name!r} in any {title}")


@cache  # a text is taken apart once
class Room:
    """One module as a syntax tree: what it defines, and where its imported names come from.

    imported  {name: (module of this package, original name)};  foreign  names from other packages
    """

    def __init__(self, name, source):
        self.name, self.definitions, self.imported, self.foreign = name, {}, {}, set()
        is_package, whole = hasattr(import_module(name), "__path__"), ast.parse(source)
        imports = [node for node in ast.walk(whole) if is_import(node)]
        for node in what_decides(whole).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                self.definitions[node.name] = node
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                self.definitions |= dict.fromkeys(stored_names(targets), node)
            elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                both = [self.definitions[node.target.id], node]  # a table that is written in two lines
                self.definitions[node.target.id] = ast.Module(both, type_ignores=[])
        for node in imports:
            if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").startswith(PACKAGE)):
                parts = name.split(".") + [""] * is_package
                origin = ".".join(parts[: -node.level]) if node.level else ""
                origin = ".".join(filter(None, (origin, node.module)))
                self.imported |= {a.asname or a.name: (origin, a.name) for a in node.names}
            else:
                self.foreign |= {(a.asname or a.name).split(".")[0] for a in node.names}

    def knows(self, name):
        """Whether a name is defined or imported here."""
        return name in self.definitions or name in self.imported

    def resolve(self, name, rooms):
        """What a name of this module means: a place (module, name), a module's name, or None if not ours.

        Raises ValueError when it leads to code of this package that is not followed, or nowhere.
        """
        if name in TABLES:
            return None
        if name in self.definitions:
            return self.name, name
        if name in self.imported:
            origin, original = self.imported[name]
            inner = f"{origin}.{original}"
            if looks_on(origin) or looks_on(inner):
                return SHOWN
            if origin in rooms and origin != self.name and rooms[origin].knows(original):
                return rooms[origin].resolve(original, rooms)  # a function before a module of the same name
            if inner in rooms:
                return inner
            if origin in rooms:
                return rooms[origin].resolve(original, rooms)
            raise ValueError(
                f"{self.name} uses {name!r} of {origin}, which the fingerprint does not follow: "
                "move that code, or name its module in FOLLOWED or LOOK_ON"
            )
        if name in self.foreign or hasattr(builtins, name) or name.startswith("__"):
            return None
        raise ValueError(f"{self.name} uses {name!r}, and the fingerprint cannot see where it comes from")


class Dump:
    """Turns syntax trees of one module into nested lists, the same in every version of Python.

    places  all that was found so far; what is new is added at the end
    """

    def __init__(self, rooms, module, places):
        self.rooms, self.room, self.places = rooms, rooms[module], places

    def of(self, node, local=NOTHING):
        """A definition or expression; local: the names that mean something else here."""
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            node = without_name(node)
        return self.tree(node, local)

    def tree(self, node, local):
        if isinstance(node, list):
            return [self.tree(part, local) for part in node]
        if not isinstance(node, ast.AST):
            return repr(node)
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            meaning = self.meaning(node, local)
            if meaning == SHOWN:
                return ["looks on"]
            if isinstance(meaning, tuple):
                return ["place", self.number(meaning)]
            if meaning is not None:
                raise ValueError(
                    f"{self.room.name} hands {meaning} about as a whole: name what it needs of it"
                )
        fields = [
            (f, v) for f, v in ast.iter_fields(node) if v not in (None, []) and f not in ("ctx", "kind")
        ]
        inside = local | bound_by(node)
        if isinstance(node, ast.ClassDef):  # its statements see its fields, its methods do not
            seen = [local if isinstance(s, ast.FunctionDef) else inside for s in node.body]
            body = [self.tree(statement, names) for statement, names in zip(node.body, seen)]
            rest = [[f, self.tree(v, local)] for f, v in fields if f != "body"]
            return [type(node).__name__, *rest, ["body", body]]
        within = SCOPED if is_scope(node) else ()
        return [
            type(node).__name__,
            *([f, self.tree(v, inside if f in within else local)] for f, v in fields),
        ]

    def meaning(self, node, local):
        """The place or the module that a name or a chain of names stands for; None if it is not ours."""
        if isinstance(node, ast.Name):
            return None if node.id in local else self.room.resolve(node.id, self.rooms)
        if not isinstance(node, ast.Attribute):
            return None
        of = self.meaning(node.value, local) if isinstance(node.value, ast.Name | ast.Attribute) else None
        if not isinstance(of, str):
            return of if of == SHOWN else None
        inner, room = f"{of}.{node.attr}", self.rooms[of]
        return (
            inner
            if inner in self.rooms and not room.knows(node.attr)
            else room.resolve(node.attr, self.rooms)
        )

    def number(self, place):
        if place not in self.places:
            self.places.append(place)
        return self.places.index(place)


def is_scope(node):
    """Whether a syntax tree has names of its own."""
    return isinstance(
        node, ast.FunctionDef | ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    )


@cache  # every experiment walks through the same trees
def bound_by(node):
    """The names that a function, a lambda, a comprehension or a class gives a meaning of its own."""
    if isinstance(node, ast.ClassDef):
        return frozenset(stored_names([s for s in node.body if isinstance(s, ast.Assign | ast.AnnAssign)]))
    if not is_scope(node):
        return NOTHING
    arguments = [a.arg for a in ast.walk(getattr(node, "args", node)) if isinstance(a, ast.arg)]
    caught = [h.name for h in ast.walk(node) if isinstance(h, ast.ExceptHandler) and h.name]
    inner = [
        n.name for n in ast.walk(node) if isinstance(n, ast.FunctionDef | ast.ClassDef) and n is not node
    ]
    return frozenset([*stored_names([node]), *arguments, *caught, *inner])


def stored_names(nodes):
    """The names that are assigned anywhere in these syntax trees."""
    walked = (part for node in nodes for part in ast.walk(node))
    return [p.id for p in walked if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)]


@cache
def without_name(node):
    """The same definition, called nothing: a name alone decides no number."""
    fields = {field: value for field, value in ast.iter_fields(node) if field != "name"}
    return type(node)(**{**fields, "name": ""})


def what_decides(tree):
    """The same tree without words, imports, and what can only stop a run: a run that stopped has no row.

    Words are docstrings; where an import stands decides nothing.  What can only stop a run is an ``if``
    that does nothing but raise, a last ``except`` that does nothing but raise, and a call of a
    ``check_...`` whose result nobody keeps.
    """
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            statements = getattr(node, field, None)
            if isinstance(statements, list):
                left = [s for s in statements if not (is_word(s) or is_import(s) or only_stops(s))]
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


def is_import(statement):
    """Whether a statement is an import."""
    return isinstance(statement, ast.Import | ast.ImportFrom)


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
