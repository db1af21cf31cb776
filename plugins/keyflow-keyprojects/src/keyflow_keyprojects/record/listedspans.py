"""Since when a project is in a year's list, and when it was on hold: as its own history says.

Most projects were adopted with the list and are still in it: of them nothing more is read than the
case. Only of the others the history is asked for.
"""

from datetime import date, datetime, timedelta

from keyflow import Case, Engine, Event
from keyflow_keyprojects.dates import ZONE
from keyflow_keyprojects.rules.months import Span

_BECOMES = frozenset({"split", "merged"})
_COMES, _GOES = frozenset({"select", "promote"}), frozenset({"demote", "drop"})


def day_of(instant: datetime) -> date:
    """Return the day an instant lies on, where the office is."""
    return instant.astimezone(ZONE).date()


def spans(
    engine: Engine, case: Case, year: int, known_at: datetime | None = None
) -> tuple[list[Span], list[Span]]:
    """Return when a project was in the year's key list, and when on hold, as was known then."""
    if _plain(case):
        return [Span(date(year, 1, 1))], []
    events = [e for e in engine.history(case.id, known_at=known_at) if e.accepted]
    listed, held = _listed(case, events, year), _held(events, case)
    if case.ended:
        left = _left(case)
        listed = [span._replace(until=min(span.until or left, left)) for span in listed]
    return listed, held


def _plain(case: Case) -> bool:
    """Tell whether nothing can have changed its standing since the list was adopted."""
    data = case.data
    return (
        case.standing == "active"
        and data["list"] == data["adopted_list"] == "key"
        and data["suspension_report"] is None
    )


def _left(case: Case) -> date:
    """Return its last day: the month of a split or merger is that of what it has become."""
    left = day_of(case.since)
    return left.replace(day=1) - timedelta(days=1) if case.outcome in _BECOMES else left


def _listed(case: Case, events: list[Event], year: int) -> list[Span]:
    """Follow a project into the list and out of it."""
    data, found = case.data, list[Span]()
    if data["adopted_list"] == "key":
        found.append(Span(date(year, 1, 1)))
    elif (data["split_from"] or data["merged_from"]) and data["list"] == "key":
        found.append(Span(day_of(case.opened)))
    first = _effective(case, year)
    for event in events:
        fired, day = _fired(event), day_of(event.occurred_at)
        if fired & _COMES and not (found and found[-1].until is None):
            found.append(Span(max(day, first)))
        if fired & _GOES and found:
            found[-1] = found[-1]._replace(until=day)
    return found


def _effective(case: Case, year: int) -> date:
    """Return from when what listed a project last in a year holds (K31)."""
    known = [one["effective"] for one in case.data["plan_versions"] or ()
             if one["list_year"] == year]  # fmt: skip
    return known[0] if known else date.min


def _held(events: list[Event], case: Case) -> list[Span]:
    """Return the days on hold; the day on which it goes on is none of them.

    The last time begins with the day since when it stands still, where that is before it was
    decided.
    """
    found: list[Span] = []
    standing = "active"
    for event in events:
        before, standing = standing, event.body["standing"]
        day = day_of(event.occurred_at)
        if before != "suspended" and standing == "suspended":
            found.append(Span(day))
        elif before == "suspended" and standing != "suspended":
            found[-1] = found[-1]._replace(until=day - timedelta(days=1))
    since = (case.data["suspension_report"] or {}).get("since")
    if found and since is not None and since < found[-1].since:
        found[-1] = found[-1]._replace(since=since)
    return found


def _fired(event: Event) -> set[str | None]:
    return {event.trigger, *(step[0] for step in event.body.get("steps", ()))}
