"""Builds the statement for a page of cases from a `CaseQuery`."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from operator import eq, ge, gt, le, lt
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, false, func, or_, select
from sqlalchemy.sql.elements import UnaryExpression

from keyflow.store import fields
from keyflow.store.contract import CaseQuery, Filter, Page, SchemaOf
from keyflow.store.cursor import Cursor
from keyflow.store.rows import CASE, read_case
from keyflow.store.tables import case, field

_TESTS = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}
_COLUMNS = {name: case.c[name] for name in ("opened", "changed", "subject", "state")}
_REVISION = 19
_root = case.alias()
_READ = (
    *CASE[:_REVISION],
    select(_root.c.revision).where(_root.c.id == case.c.root).scalar_subquery(),
)


class Querying(Cursor):
    """Pages of cases."""

    def cases(self, query: CaseQuery, schema: SchemaOf) -> Page:
        """Return a page of cases without their armed deadlines."""
        conditions = [*_kind(query), *_place(query), *map(_holds, query.where)]
        page = select(*_READ).where(*conditions).limit(query.limit).offset(query.offset)
        rows = self._select(_ordered(page, query.order))
        (total,) = self._select(select(func.count()).select_from(case).where(*conditions))[0]
        return Page(tuple(read_case(row, row[_REVISION], schema) for row in rows), total)

    def _select(self, statement: Select[Any]) -> list[Sequence[Any]]:
        compiled = statement.compile(
            dialect=self._texts.dialect, compile_kwargs={"render_postcompile": True}
        )
        values = compiled.params
        return self._fetch(compiled.string, [values[name] for name in compiled.positiontup or ()])


def _kind(query: CaseQuery) -> Iterator[ColumnElement[bool]]:
    for column, value in (
        (case.c.workflow, query.workflow),
        (case.c.subject, query.subject),
        (case.c.parent, query.parent),
    ):
        if value is not None:
            yield column == value
    if query.roots_only:
        yield case.c.parent.is_(None)


def _place(query: CaseQuery) -> Iterator[ColumnElement[bool]]:
    if query.states is not None:
        yield case.c.state.in_(sorted(query.states))
    if query.stages is not None:
        yield or_(false(), *map(_within, sorted(query.stages)))
    if query.standings is not None:
        yield case.c.standing.in_(sorted(query.standings))
    if query.waiting is not None:
        yield _waiting(query.waiting)


def _within(stage: str) -> ColumnElement[bool]:
    """Say it as a range of states, which have an index; `/` is what follows the dot."""
    inside = and_(case.c.state > f"{stage}.", case.c.state < f"{stage}/")
    return or_(case.c.state == stage, inside)


def _waiting(pairs: Collection[tuple[str, str]]) -> ColumnElement[bool]:
    states = defaultdict(set)
    for definition, state in pairs:
        states[definition].add(state)
    choices = (
        and_(case.c.definition == definition, case.c.state.in_(sorted(names)))
        for definition, names in sorted(states.items())
    )
    # All the states once more and by themselves, as that is what has an index.
    return and_(case.c.state.in_(sorted({state for _, state in pairs})), or_(false(), *choices))


def _holds(condition: Filter) -> ColumnElement[bool]:
    """Compare a field with all that the value may mean, each within its own kind."""
    test = _TESTS[condition.test]
    means = (
        and_(
            test(field.c.value, key),
            field.c.value >= key[0],
            field.c.value < chr(ord(key[0]) + 1),
        )
        for key in fields.sought(condition.value)
    )
    found = select(field.c.case).where(field.c.name == condition.field, or_(false(), *means))
    return case.c.id.in_(found)


def _ordered(page: Select[Any], order: Sequence[str]) -> Select[Any]:
    terms: list[UnaryExpression[Any]] = []
    source: FromClause = case
    for name in order:
        plain = name.removeprefix("-")
        column = _COLUMNS.get(plain)
        if column is None:
            value = field.alias()
            source = source.outerjoin(value, and_(value.c.case == case.c.id, value.c.name == plain))
            column = value.c.value
        term = column.desc() if name.startswith("-") else column.asc()
        terms.append(term if plain in _COLUMNS else term.nulls_last())
    return page.select_from(source).order_by(*terms, case.c.id)
