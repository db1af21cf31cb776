"""Reads the source of a template: what is not allowed in it, and which names it uses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from jinja2 import TemplateError, nodes

from keyflow.delivery.environment import FILTERS, TESTS, TEXT
from keyflow.delivery.plain import PLAIN

SOURCE = 8_000
NESTING = 40
LOOPS = 2

# A name and its parts; ANY stands for each member of a list or key of a map.
Chain = tuple[str | int, ...]
ANY = "*"

# Constructs a template may use, then names for the commonest of those it may not.
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.Test,
    nodes.If,
    nodes.CondExpr,
    nodes.For,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Const,
    nodes.List,
    nodes.Tuple,
)
_SPOKEN = {
    nodes.Call: "a call",
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
    nodes.BinExpr: "arithmetic",
    nodes.UnaryExpr: "arithmetic",
    nodes.Concat: "~",
    nodes.Block: "a block",
    nodes.Import: "import",
    nodes.FromImport: "import",
    nodes.Include: "include",
    nodes.Extends: "extends",
    nodes.Macro: "a macro",
    nodes.CallBlock: "a call",
    nodes.FilterBlock: "a filter block",
    nodes.With: "with",
    nodes.Scope: "autoescape",
    nodes.Slice: "a slice",
    nodes.Dict: "a dict",
}


# One text stands in many notices: each is read once.
_TEXTS = 2_000


def check_source(source: str) -> list[str]:
    """List what is not allowed in a template's source, one sentence each; none means good."""
    return [*_found(source)]


@lru_cache(_TEXTS)
def _found(source: str) -> tuple[str, ...]:
    if len(source) > SOURCE:
        return (f"the template is {len(source)} characters long; at most {SOURCE} are allowed",)
    try:
        tree = TEXT.parse(source)
    except TemplateError as error:
        return (f"line {getattr(error, 'lineno', 1)}: {error.message}",)
    except RecursionError:
        return ("the template is nested too deep",)
    except ValueError as error:
        return (f"the template cannot be read: {error}",)
    return tuple(dict.fromkeys(_complaints(tree, 0, 0)))


@dataclass(slots=True)
class Used:
    """The names a template uses with their lines, and those it asks for whether they are there."""

    names: list[tuple[int, Chain]] = field(default_factory=list)
    excused: set[Chain] = field(default_factory=set)


@lru_cache(_TEXTS)
def used(source: str) -> Used:
    """Return the names in a source that `check_source` has no complaint about."""
    found = Used()
    _read(TEXT.parse(source), {}, found)
    return found


def _read(node: nodes.Node, scope: Mapping[str, Chain], found: Used) -> None:
    if isinstance(node, nodes.For):
        _read_loop(node, scope, found)
        return
    if isinstance(node, nodes.Test | nodes.Filter) and node.name in {"defined", "none", "default"}:
        found.excused.update(_chains(node.node, scope))
    if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
        found.names += [(node.lineno, chain) for chain in _chains(node, scope)]
        node = _within(node)
    for child in node.iter_child_nodes():
        _read(child, scope, found)


def _read_loop(node: nodes.For, scope: Mapping[str, Chain], found: Used) -> None:
    _read(node.iter, scope, found)
    over = next(iter(_chains(node.iter, scope)), ())
    variable = node.target.name if isinstance(node.target, nodes.Name) else ""
    inner: dict[str, Chain] = {**scope, variable: (*over, ANY) if over else ()}
    inner["loop"] = ("loop",)
    for child in (*node.body, *filter(None, [node.test])):
        _read(child, inner, found)
    for child in node.else_:
        _read(child, scope, found)


def _within(node: nodes.Node) -> nodes.Node:
    """Return what a chain of parts hangs on, where that is no name."""
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        node = node.node
    return node


def _chains(node: Any, scope: Mapping[str, Chain]) -> Iterator[Chain]:
    """Yield the chain a node is, if it is one whose beginning is known."""
    match node:
        case nodes.Name(name=name):
            chain = scope.get(name, (name,))
            if chain:
                yield chain
        case nodes.Getattr(node=inner, attr=part):
            yield from ((*chain, part) for chain in _chains(inner, scope))
        case nodes.Getitem(node=inner, arg=nodes.Const(value=part)):
            yield from ((*chain, part) for chain in _chains(inner, scope))
        case nodes.Filter(node=inner, name="first" | "last"):
            yield from ((*chain, ANY) for chain in _chains(inner, scope))


def _complaints(node: nodes.Node, depth: int, loops: int) -> Iterator[str]:
    if depth > NESTING:
        yield f"line {node.lineno}: the template is nested deeper than {NESTING}"
        return
    loops += isinstance(node, nodes.For)
    complaint = _complaint(node, loops)
    if complaint:
        yield f"line {node.lineno or 1}: {complaint}"
        return
    for child in node.iter_child_nodes():
        yield from _complaints(child, depth + 1, loops)


def _complaint(node: nodes.Node, loops: int) -> str:
    match node:
        case nodes.For():
            return _loop_complaint(node, loops)
        case nodes.Name(name=name) | nodes.Getattr(attr=name):
            return _name_complaint(name)
        case nodes.Getitem(arg=key):
            return _key_complaint(key)
        case nodes.Filter() | nodes.Test():
            return _filter_complaint(node)
        case nodes.Const(value=value) if type(value) not in PLAIN:
            return f"the constant {value!r} is not allowed in a template"
        case _:
            allowed = isinstance(node, _ALLOWED)
            return "" if allowed else f"{_spoken(node)} is not allowed in a template"


def _spoken(node: nodes.Node) -> str:
    for kind in type(node).__mro__:
        if kind in _SPOKEN:
            return _SPOKEN[kind]
    return type(node).__name__.lower()


def _loop_complaint(node: nodes.For, loops: int) -> str:
    if loops > LOOPS:
        return "loops may be nested two deep, not three"
    if node.recursive or not isinstance(node.target, nodes.Name):
        return "a loop must have one plain variable and may not be recursive"
    return ""


def _name_complaint(name: str) -> str:
    if name.startswith("_") or name in {"self", "super", "caller"}:
        return f"the name {name!r} is not allowed in a template"
    return ""


def _key_complaint(key: nodes.Expr) -> str:
    if not isinstance(key, nodes.Const) or type(key.value) not in {str, int}:
        return "a key in [] must be a plain text or number"
    return _name_complaint(str(key.value))


def _filter_complaint(node: nodes.Filter | nodes.Test) -> str:
    what = "filter" if isinstance(node, nodes.Filter) else "test"
    limits = {name: most for name, (_, most) in FILTERS.items()} if what == "filter" else TESTS
    if node.node is None or node.name not in limits:
        return f"the {what} {node.name!r} is not known; known: {', '.join(sorted(limits))}"
    most = limits[node.name] if isinstance(limits, dict) else 0
    if len(node.args) > most or node.kwargs or node.dyn_args or node.dyn_kwargs:
        return f"the {what} {node.name!r} takes at most {most} arguments, without names"
    return ""
