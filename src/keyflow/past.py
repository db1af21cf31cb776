"""Cases as they stood: what had happened by an instant, and what was recorded by another."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from keyflow.history import as_of as happened
from keyflow.history import fold, in_order
from keyflow.library import Library
from keyflow.model.case import Case
from keyflow.model.event import Event
from keyflow.store.contract import CaseQuery, Connection, Page
from keyflow.store.memory_query import matches, ordered, shortened

_PAGE = 1000


def by_then(
    events: Sequence[Event], as_of: datetime | None, known_at: datetime | None
) -> list[Event]:
    """Leave those events that had happened by an instant, and that were recorded by another."""
    known = [event for event in events if known_at is None or event.recorded_at <= known_at]
    return known if as_of is None else happened(known, as_of)


def case_then(events: Sequence[Event], library: Library, connection: Connection) -> Case | None:
    """Return the case that such events leave; None where it had not begun."""
    if not events or events[0].seq > 1:
        return None
    return fold(events, library.machine(events[0].body["definition"], connection))


def cases_then(
    query: CaseQuery,
    as_of: datetime | None,
    known_at: datetime | None,
    library: Library,
    connection: Connection,
) -> Page:
    """Return a page of cases as they stood then.

    Every case that could be meant is made of its events: the time is linear in how many there are.
    """
    then = [
        case
        for events in _chains(query, library, connection)
        if (case := case_then(by_then(events, as_of, known_at), library, connection)) is not None
        and matches(case, query)
    ]
    sorted_ = ordered(then, query.order)
    page = sorted_[query.offset :][: query.limit]
    return Page(tuple(shortened(case, query.only) for case in page), len(sorted_))


def _chains(query: CaseQuery, library: Library, connection: Connection) -> Iterator[list[Event]]:
    """Yield the events of each case that may match, whatever its state was."""
    roots: dict[str, set[str]] = {}
    for case in _candidates(query, library, connection):
        roots.setdefault(case.root, set()).add(case.id)
    for root, wanted in roots.items():
        events = sorted(connection.events(root=root), key=attrgetter("case"))
        for case, chain in groupby(events, key=attrgetter("case")):
            if case in wanted:
                yield in_order([*chain])


def _candidates(query: CaseQuery, library: Library, connection: Connection) -> Iterator[Case]:
    asked = CaseQuery(
        workflow=query.workflow,
        subject=query.subject,
        parent=query.parent,
        roots_only=query.roots_only,
        limit=_PAGE,
    )
    while True:
        page = connection.cases(asked, lambda hash: library.fields(hash, connection))
        yield from page.cases
        if asked.offset + len(page.cases) >= page.total:
            return
        asked = replace(asked, offset=asked.offset + _PAGE)
