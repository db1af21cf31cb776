"""The third wall of guards: an allow-list walk of the tree that rule-engine made.

Nodes are known by the names of their classes, so that this module needs no rule-engine.
"""

from collections.abc import Iterator, Mapping
from typing import Any

DEPTH = 64
FUNCTIONS = ("abs", "all", "any", "max", "min", "sum")
MAY_HOLD = (
    "a guard may hold fields, now, today, numbers, texts, lists, comparisons, "
    "and/or/not/in, + - * / // %, ??, ?: and " + " ".join(f"${name}" for name in FUNCTIONS)
)
_SPOKEN = {
    "STRING": "text",
    "FLOAT": "a number",
    "DATETIME": "a date",
    "TIMEDELTA": "a span of time",
    "BOOLEAN": "true or false",
    "ARRAY": "a list",
    "NULL": "null",
}
# Every kind of node that may stand in a guard, with the attributes that hold its parts.
_PARTS: Mapping[str, tuple[str, ...]] = {
    "LogicExpression": ("left", "right"),
    "ComparisonExpression": ("left", "right"),
    "ArithmeticComparisonExpression": ("left", "right"),
    "AddExpression": ("left", "right"),
    "SubtractExpression": ("left", "right"),
    "ArithmeticExpression": ("left", "right"),
    "CoalesceExpression": ("left", "right"),
    "ContainsExpression": ("container", "member"),
    "TernaryExpression": ("condition", "case_true", "case_false"),
    "UnaryExpression": ("right",),
    "FunctionCallExpression": ("function", "arguments"),
    "ArrayExpression": ("value",),
    "SymbolExpression": (),
    "BooleanExpression": (),
    "DatetimeExpression": (),
    "TimedeltaExpression": (),
    "FloatExpression": (),
    "NullExpression": (),
    "StringExpression": (),
}
_NEEDS_VALUES = frozenset(
    {
        "ArithmeticComparisonExpression",
        "AddExpression",
        "SubtractExpression",
        "ArithmeticExpression",
    }
)


class GuardFailed(Exception):
    """A guard could not be evaluated on this data; the ruling counts it as a no."""


def check_tree(expression: Any) -> None:
    """Refuse with `ValueError` what is not allowed, and make operands insist on having a value."""
    _check_node(expression, 0)
    _expect(expression, "BOOLEAN", "a guard")


def _check_node(node: Any, depth: int) -> None:
    kind = type(node).__name__
    if kind not in _PARTS:
        msg = f"holds a {kind.removesuffix('Expression')} expression; {MAY_HOLD}"
        raise ValueError(msg)
    if depth > DEPTH:
        msg = f"is nested deeper than {DEPTH}; split it into several guards or a check"
        raise ValueError(msg)
    _check_types(kind, node)
    for part in _parts(kind, node):
        _check_node(part, depth + 1)
    if kind in _NEEDS_VALUES:
        node.left, node.right = _Present(node.left), _Present(node.right)


def _parts(kind: str, node: Any) -> Iterator[Any]:
    for attribute in _PARTS[kind]:
        part = getattr(node, attribute)
        if isinstance(part, list | tuple):
            yield from part
        else:
            yield part


def _check_types(kind: str, node: Any) -> None:
    if kind == "LogicExpression":
        _expect(node.left, "BOOLEAN", "each side of and/or")
        _expect(node.right, "BOOLEAN", "each side of and/or")
    elif kind == "TernaryExpression":
        _expect(node.condition, "BOOLEAN", "what stands before ?")
        _expect(node.case_false, _type(node.case_true), "what stands after :")
    elif kind == "UnaryExpression" and node.type == "not":
        _expect(node.right, "BOOLEAN", "what follows not")
    elif kind == "FunctionCallExpression":
        _expect_function(node.function)
    elif kind == "ComparisonExpression":
        _same(_type(node.left), _type(node.right))
    elif kind == "ContainsExpression" and _type(node.container) == "ARRAY":
        _same(_type(node.member), node.container.result_type.value_type.name)


def _type(node: Any) -> str:
    name: str = node.result_type.name
    return name


def _expect(node: Any, wanted: str, what: str) -> None:
    if _type(node) != wanted:
        found = _SPOKEN.get(_type(node), "something else")
        msg = f"{what} must be {_SPOKEN.get(wanted, wanted)}, not {found}"
        raise ValueError(msg)


def _expect_function(node: Any) -> None:
    if getattr(node, "scope", None) != "built-in" or node.name not in FUNCTIONS:
        msg = f"calls something other than a function; {MAY_HOLD}"
        raise ValueError(msg)


def _same(left: str, right: str) -> None:
    if left != right and not {left, right} & {"NULL", "UNDEFINED"}:
        msg = (
            f"compares {_SPOKEN.get(left, left)} with {_SPOKEN.get(right, right)}; "
            "they are never equal"
        )
        raise ValueError(msg)


class _Present:
    """A part of an expression that must have a value, so that null >= null is not a yes."""

    def __init__(self, node: Any) -> None:
        self._node = node

    def evaluate(self, thing: Any) -> Any:
        """Give the part's value, or raise `GuardFailed` where there is none."""
        value = self._node.evaluate(thing)
        if value is None:
            name = getattr(self._node, "name", "a part of the guard")
            msg = f"{name} is empty; test it first, as in: {name} != null and ..."
            raise GuardFailed(msg)
        return value
