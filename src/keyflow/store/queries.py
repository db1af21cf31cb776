"""Answers a `CaseQuery` with a page of cases.

The shape of a query makes two statements, compiled once for each driver; its values are given to
them by the names of their parameters.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import eq, ge, gt, le, lt
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    false,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.elements import BindParameter, UnaryExpression

from keyflow.store import fields
from keyflow.store.case_rows import CASE, read_case
from keyflow.store.contract import CaseQuery, Fields, Filter, Page, SchemaOf
from keyflow.store.cursor import Cursor, Row
from keyflow.store.statements import Picked, number, word
from keyflow.store.tables import case, field

_TESTS = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}
_NAMED = ("workflow", "subject", "parent")
_COLUMNS = {name: case.c[name] for name in ("opened", "changed", "subject", "state")}
_REVISION = 20
_root = case.alias()
_READ = (
    *CASE[:_REVISION],
    select(_root.c.revision).where(_root.c.id == case.c.root).scalar_subquery(),
)
# So many shapes are kept; a list page has one, its filters and orders some dozens.
_KEPT = 256


class Shape(NamedTuple):
    """What of a query is in the text of its statements; a filter that is not asked for is None.

    `named` are the columns with one value; of the other filters it says how many values each has:
    `waiting` of all states, then of those of each definition, `where` the test and how many keys.
    `order` has names of columns, or `field`, with `-` before them for descending. `only` names the
    fields of the data that are read.
    """

    named: tuple[str, ...]
    roots: bool
    states: int | None
    stages: int | None
    standings: int | None
    waiting: tuple[int, ...] | None
    where: tuple[tuple[str, int], ...]
    order: tuple[str, ...]
    only: tuple[str, ...] | None


class _Ready(NamedTuple):
    """A statement's text, and the names of its parameters in order."""

    text: str
    names: Sequence[str]


class Querying(Cursor):
    """Pages of cases."""

    def cases(self, query: CaseQuery, schema: SchemaOf) -> Page:
        """Return a page of cases without their armed deadlines."""
        values: dict[str, Any] = {"limit": query.limit, "offset": query.offset}
        page, total = _ready(self._texts.dialect, _shape(query, values))
        rows = self._select(page, values)
        count = query.offset + len(rows)
        # A page that is not full is the last one, and tells by itself how many there are.
        if len(rows) == query.limit or (query.offset and not rows):
            ((count,),) = self._select(total, values)
        known = schema if query.only is None else _parts(schema, query.only)
        cases = (read_case(row, row[_REVISION], known, only=query.only) for row in rows)
        return Page(tuple(cases), count)

    def _select(self, ready: _Ready, values: Mapping[str, Any]) -> list[Row]:
        return self._fetch(ready.text, [values[name] for name in ready.names])


def _parts(schema: SchemaOf, names: Sequence[str]) -> SchemaOf:
    """Return the schemas without other fields than these, each made once."""

    @lru_cache
    def part(definition: str) -> Fields:
        fields = schema(definition)
        return {name: fields[name] for name in names if name in fields}

    return part


# From a query to its shape; each function puts the values of its part to the others.


def _shape(query: CaseQuery, values: dict[str, Any]) -> Shape:
    named = {name: getattr(query, name) for name in _NAMED if getattr(query, name) is not None}
    values |= named
    return Shape(
        tuple(named),
        query.roots_only,
        _many("state", query.states, values),
        _stages(query.stages, values),
        _many("standing", query.standings, values),
        _pairs(query.waiting, values),
        tuple(_filter(n, condition, values) for n, condition in enumerate(query.where)),
        tuple(_term(n, name, values) for n, name in enumerate(query.order)),
        None if query.only is None else tuple(query.only),
    )


def _many(name: str, wanted: Iterable[str] | None, values: dict[str, Any]) -> int | None:
    if wanted is None:
        return None
    found = {f"{name}{n}": value for n, value in enumerate(sorted(wanted))}
    values |= found
    return len(found)


def _stages(stages: Collection[str] | None, values: dict[str, Any]) -> int | None:
    for n, stage in enumerate(sorted(stages or ())):
        # Its states as a range, which has an index; `/` is what follows the dot.
        values |= {f"stage{n}_from": f"{stage}.", f"stage{n}_to": f"{stage}/"}
    return _many("stage", stages, values)


def _pairs(
    pairs: Collection[tuple[str, str]] | None, values: dict[str, Any]
) -> tuple[int, ...] | None:
    if pairs is None:
        return None
    states = defaultdict(set)
    for definition, state in pairs:
        states[definition].add(state)
    sizes = [_many("any", {state for _, state in pairs}, values)]
    # By size, as another order would be another shape.
    for n, (definition, names) in enumerate(sorted(states.items(), key=lambda item: len(item[1]))):
        values[f"definition{n}"] = definition
        sizes.append(_many(f"definition{n}_state", names, values))
    return tuple(size or 0 for size in sizes)


def _filter(n: int, condition: Filter, values: dict[str, Any]) -> tuple[str, int]:
    """Take each key that the value may mean, with the bounds of its kind."""
    values[f"where{n}"] = condition.field
    keys = [*fields.sought(condition.value)]
    for m, key in enumerate(keys):
        values |= {
            f"where{n}_key{m}": key,
            f"where{n}_from{m}": key[0],
            f"where{n}_to{m}": chr(ord(key[0]) + 1),
        }
    return condition.test, len(keys)


def _term(n: int, name: str, values: dict[str, Any]) -> str:
    plain = name.removeprefix("-")
    if plain in _COLUMNS:
        return name
    values[f"order{n}"] = plain
    return "-field" if name.startswith("-") else "field"


# From a shape to its statements.


@lru_cache(maxsize=_KEPT)
def _ready(dialect: Dialect, shape: Shape) -> tuple[_Ready, _Ready]:
    """Return the statements for a page and for how many there are in all."""
    conditions = [*_kind(shape), *_place(shape)]
    conditions += [_holds(n, test, keys) for n, (test, keys) in enumerate(shape.where)]
    page = (
        select(*_read(shape.only))
        .where(*conditions)
        .limit(number("limit"))
        .offset(number("offset"))
    )
    total = select(func.count()).select_from(case).where(*conditions)
    return _compiled(_ordered(page, shape.order), dialect), _compiled(total, dialect)


def _read(only: tuple[str, ...] | None) -> Iterator[ColumnElement[Any]]:
    for column in _READ:
        yield column if only is None or column is not case.c.data else Picked(column, only)


def _compiled(statement: Select[Any], dialect: Dialect) -> _Ready:
    compiled = statement.compile(dialect=dialect)
    return _Ready(str(compiled), getattr(compiled, "positiontup", None) or ())


def _kind(shape: Shape) -> Iterator[ColumnElement[bool]]:
    for name in shape.named:
        yield _column(shape, name) == word(name)
    if shape.roots:
        yield case.c.parent.is_(None)


def _place(shape: Shape) -> Iterator[ColumnElement[bool]]:
    if shape.states is not None:
        yield _among(_column(shape, "state"), "state", shape.states)
    if shape.stages is not None:
        state = _column(shape, "state")
        yield or_(false(), *(_within(state, n) for n in range(shape.stages)))
    if shape.standings is not None:
        yield _among(case.c.standing, "standing", shape.standings)
    if shape.waiting is not None:
        yield _waiting(*shape.waiting)


def _among(column: ColumnElement[str], name: str, count: int) -> ColumnElement[bool]:
    return column.in_(_words(name, count)) if count else false()


def _words(name: str, count: int) -> list[BindParameter[str]]:
    return [word(f"{name}{n}") for n in range(count)]


def _column(shape: Shape, name: str) -> ColumnElement[str]:
    """Return a column to compare; without its index where a subject or parent names few cases.

    SQLite would rather walk the index of a workflow, which has the order as well: all its cases.
    """
    few = next((one for one in ("subject", "parent") if one in shape.named), name)
    column = case.c[name]
    return column if few == name else column.concat(literal_column("''"))


def _within(state: ColumnElement[str], n: int) -> ColumnElement[bool]:
    inside = and_(state > word(f"stage{n}_from"), state < word(f"stage{n}_to"))
    return or_(state == word(f"stage{n}"), inside)


def _waiting(everywhere: int, *sizes: int) -> ColumnElement[bool]:
    choices = (
        and_(
            case.c.definition == word(f"definition{n}"),
            _among(case.c.state, f"definition{n}_state", size),
        )
        for n, size in enumerate(sizes)
    )
    # All the states once more and by themselves, as that is what has an index.
    return and_(_among(case.c.state, "any", everywhere), or_(false(), *choices))


def _holds(n: int, test: str, keys: int) -> ColumnElement[bool]:
    """Compare a field with all that the value may mean, each within its own kind."""
    means = (
        and_(
            _TESTS[test](field.c.value, word(f"where{n}_key{m}")),
            field.c.value >= word(f"where{n}_from{m}"),
            field.c.value < word(f"where{n}_to{m}"),
        )
        for m in range(keys)
    )
    found = select(field.c.case).where(field.c.name == word(f"where{n}"), or_(false(), *means))
    return case.c.id.in_(found)


def _ordered(page: Select[Any], order: Sequence[str]) -> Select[Any]:
    terms: list[UnaryExpression[Any]] = []
    source: FromClause = case
    for n, name in enumerate(order):
        plain = name.removeprefix("-")
        column = _COLUMNS.get(plain)
        if column is None:
            value = field.alias()
            named = value.c.name == word(f"order{n}")
            source = source.outerjoin(value, and_(value.c.case == case.c.id, named))
            column = value.c.value
        term = column.desc() if name.startswith("-") else column.asc()
        terms.append(term if plain in _COLUMNS else term.nulls_last())
    return page.select_from(source).order_by(*terms, case.c.id)
