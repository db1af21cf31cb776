"""Filters and sorts cases in memory the way the databases do it.

A case without a value matches no condition on it and is sorted last, whichever the direction.
"""

from collections.abc import Iterable, Sequence
from operator import eq, ge, gt, le, lt
from typing import Any

from keyflow.model.case import ENDED, Case
from keyflow.model.desk import EMPTY
from keyflow.model.schema import part_of, raw_of
from keyflow.store.contract import CaseQuery, Filter
from keyflow.store.fields import key_of, sought

_TESTS = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}
_COLUMNS = {"opened", "changed", "subject", "state"}


def matches(case: Case, query: CaseQuery) -> bool:
    """Tell whether a query asks for this case."""
    if query.states is not None and case.state not in query.states:
        return False  # as most are, where a state is asked for
    if query.waiting is not None and (case.definition, case.state) not in query.waiting:
        return False
    return _is_kind(case, query) and _is_at(case, query) and _holds(case, query.where)


def wants_open(query: CaseQuery) -> bool:
    """Tell whether a query asks for cases that are not over."""
    return query.standings is not None and not set(ENDED) & set(query.standings)


def _is_kind(case: Case, query: CaseQuery) -> bool:
    return (
        query.workflow in (None, case.workflow)
        and query.subject in (None, case.subject)
        and query.parent in (None, case.parent)
        and not (query.roots_only and case.parent is not None)
    )


def _is_at(case: Case, query: CaseQuery) -> bool:
    return (query.stages is None or case.stage in query.stages) and (
        query.standings is None or case.standing in query.standings
    )


def _holds(case: Case, where: Sequence[Filter]) -> bool:
    return all(_passes(key_of(case, condition.field), condition) for condition in where)


def _passes(value: str | None, condition: Filter) -> bool:
    return value is not None and any(
        value[0] == key[0] and _TESTS[condition.test](value, key) for key in sought(condition.value)
    )


def shortened(case: Case, only: Sequence[str] | None) -> Case:
    """Return a case with no more of its data than a query asks for, and no desk then."""
    if only is None:
        return case
    return case.with_(data=part_of(case.data.fields, raw_of(case.data), only), desk=EMPTY)


def ordered(cases: Iterable[Case], order: Sequence[str]) -> list[Case]:
    """Return the cases in the order asked for; ties go by id."""
    found = sorted(cases, key=lambda case: case.id)
    for name in reversed(order):
        keyed = [(_sort_key(case, name.removeprefix("-")), case) for case in found]
        present = [(key, case) for key, case in keyed if key is not None]
        present.sort(key=lambda pair: pair[0], reverse=name.startswith("-"))
        absent = [case for key, case in keyed if key is None]
        found = [case for _, case in present] + absent
    return found


def _sort_key(case: Case, name: str) -> Any:
    return getattr(case, name) if name in _COLUMNS else key_of(case, name)
