"""Guard expressions (`when:`) over a case's data: the only door to rule-engine.

A source passes three walls before it is kept: an allow-list of tokens, so that nothing dangerous
is ever built (rule-engine computes constants while it parses); rule-engine's own type check
against the workflow's schema; and an allow-list walk of the tree.
"""

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from decimal import Context as DecimalContext
from difflib import get_close_matches
from typing import Any

from keyflow.model.schema import Data, FieldSpec
from keyflow.ruling.guard_tree import MAY_HOLD, GuardFailed, check_tree

__all__ = ["Condition", "Guard", "GuardFailed", "compile_guard"]

LENGTH = 1_000

Reader = Callable[[Data, datetime], Any]

_TOKEN = re.compile(
    r"""(?P<space>[ \t\n]+)
      | (?P<text>[dt]?(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
      | (?P<number>[0-9]{1,30}(?:\.[0-9]{1,30})?(?![\w.]))
      | (?P<function>\$(?:abs|all|any|max|min|sum)(?!\w))
      | (?P<word>(?:and|or|not|in|true|false|null)(?!\w))
      | (?P<name>(?!(?:for|if|inf|nan)(?!\w))[A-Za-z_][A-Za-z0-9_]*)
      | (?P<close>[)\]])
      | (?P<index>\[)
      | (?P<operator>[=!<>]=|<(?!<)|>(?!>)|\?\??|//?|\*(?!\*)|[-+%:,(])
    """,
    re.VERBOSE,
)
_OPERAND = frozenset({"text", "number", "name", "close"})
# The scalar types of a schema, as rule-engine names them.
_TYPES = {
    "text": "STRING",
    "person": "STRING",
    "integer": "FLOAT",
    "decimal": "FLOAT",
    "money": "FLOAT",
    "date": "DATETIME",
    "instant": "DATETIME",
    "boolean": "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """A checked expression; `names` are the symbols it reads."""

    source: str
    names: frozenset[str]
    _rule: Any

    def holds(self, data: Data, now: datetime) -> bool:
        """Tell whether the guard holds for `data` at `now`, an aware instant.

        `today` is the day of `now` in its own zone, and a date stands for its midnight in UTC, so
        compare dates with `today` and instants with `now`. A field that is empty equals only
        `null`, is false where true or false is asked for, and may not be ordered or counted with:
        then, and whenever else there is no answer, `GuardFailed` is raised.
        """
        try:
            return bool(self._rule.evaluate((data, now)))
        except GuardFailed:
            raise
        except Exception as error:
            why = getattr(error, "message", "") or str(error)
            msg = f"guard {self.source!r} has no answer: {why} (is a field empty?)"
            raise GuardFailed(msg) from error


class Condition:
    """The `when` of a transition, which was checked when its file was loaded.

    It is compiled when it is first asked: a command comes to few of them, and most to none.
    """

    __slots__ = ("_fields", "_guard", "source")

    def __init__(self, source: str, fields: Mapping[str, FieldSpec]) -> None:
        self.source = source
        self._fields = fields
        self._guard: Guard | None = None

    def holds(self, data: Data, now: datetime) -> bool:
        """Tell whether it holds, as `Guard.holds` does; one that does not compile has no answer."""
        if self._guard is None:
            try:
                self._guard = compile_guard(self.source, self._fields)
            except ValueError as error:
                msg = f"guard {self.source!r} cannot be asked here: {error}"
                raise GuardFailed(msg) from error
        return self._guard.holds(data, now)


def compile_guard(source: str, fields: Mapping[str, FieldSpec]) -> Guard:
    """Check an expression against a schema and make it ready to be asked.

    A money field `total` gives two symbols: `total`, the amount, and `total_currency` (unless a
    field has that name). Raises `ValueError`, saying what is wrong, for an unknown name, types that
    do not fit or a construct that is not allowed, and when rule-engine is not installed.
    """
    _check_tokens(source)
    readers, types = _symbols(fields)
    rule = _parse(source, readers, types, fields)
    expression = rule.statement.expression
    check_tree(expression)
    names = frozenset(types.keys() & rule.context.symbols)
    _refuse_clash(names & fields.keys())
    return Guard(source, names, rule)


def _refuse_clash(names: Set[str]) -> None:
    for name in sorted(names & {"now", "today"}):
        msg = f"{name!r} means the time in a guard and is a field as well; rename the field"
        raise ValueError(msg)


def _check_tokens(source: str) -> None:
    if len(source) > LENGTH:
        msg = f"is {len(source)} characters long; at most {LENGTH} are allowed in a guard"
        raise ValueError(msg)
    position, before = 0, ""
    while position < len(source):
        token = _TOKEN.match(source, position)
        if token is None or (token.lastgroup == "index" and before in _OPERAND):
            snippet = source[position : position + 12]
            msg = f"{snippet!r} at character {position + 1} is not allowed here; {MAY_HOLD}"
            raise ValueError(msg)
        if token.lastgroup != "space":
            before = token.lastgroup or ""
        position = token.end()


def _symbols(fields: Mapping[str, FieldSpec]) -> tuple[dict[str, Reader], dict[str, str]]:
    readers: dict[str, Reader] = {"now": lambda _, now: now, "today": lambda _, now: now.date()}
    types = {"now": "DATETIME", "today": "DATETIME"}
    for name, spec in fields.items():
        if spec.type == "money":
            readers |= {name: _amount(name), f"{name}_currency": _currency(name)}
            types |= {name: "FLOAT", f"{name}_currency": "STRING"}
    for name, spec in fields.items():
        if spec.type in _TYPES and spec.type != "money":
            readers[name], types[name] = _field(name), _TYPES[spec.type]
        elif spec.type == "list" and spec.of and spec.of.type in _TYPES.keys() - {"money"}:
            readers[name], types[name] = _field(name), f"ARRAY {_TYPES[spec.of.type]}"
    return readers, types


def _field(name: str) -> Reader:
    return lambda data, _: data[name]


def _amount(name: str) -> Reader:
    return lambda data, _: getattr(data[name], "amount", None)


def _currency(name: str) -> Reader:
    return lambda data, _: getattr(data[name], "currency", None)


def _parse(
    source: str,
    readers: Mapping[str, Reader],
    types: Mapping[str, str],
    fields: Mapping[str, FieldSpec],
) -> Any:
    try:
        # Not at the top: rule-engine builds its grammar when imported, which takes 0.6 s.
        import rule_engine  # type: ignore[import-untyped]  # noqa: PLC0415
    except ImportError:
        msg = "guards need rule-engine; run: pip install 'keyflow[guards]'"
        raise ValueError(msg) from None
    named = {name: _data_type(rule_engine.DataType, kind) for name, kind in types.items()}
    context = rule_engine.Context(
        resolver=lambda thing, name: readers[name](*thing),
        type_resolver=named,
        default_timezone="utc",
        decimal_context=DecimalContext(prec=60),
    )
    try:
        return rule_engine.Rule(source, context=context)
    except rule_engine.errors.SymbolResolutionError as error:
        raise ValueError(_unknown(error.symbol_name, types, fields)) from None
    except rule_engine.errors.RuleSyntaxError as error:
        raise ValueError(_unreadable(source, error.token)) from None
    except (rule_engine.errors.EngineError, ArithmeticError, TypeError, RecursionError) as error:
        msg = f"does not fit together: {getattr(error, 'message', '') or error}"
        raise ValueError(msg) from None


def _data_type(data_type: Any, kind: str) -> Any:
    family, _, member = kind.partition(" ")
    found = getattr(data_type, family)
    return found(getattr(data_type, member)) if member else found


def _unknown(name: str, types: Mapping[str, str], fields: Mapping[str, FieldSpec]) -> str:
    if name in fields:
        return (
            f"{name!r} is a {fields[name].type} that a guard cannot read; "
            "it reads plain fields and lists of them"
        )
    near = get_close_matches(name, types, n=1)
    known = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(types))}"
    return f"{name!r} is not a field here; {known}"


def _unreadable(source: str, token: Any) -> str:
    if token is None:
        return "ends too early; something is missing at its end" if source.strip() else "is empty"
    return f"cannot be understood at character {token.lexpos + 1}, near {token.value!r}"
