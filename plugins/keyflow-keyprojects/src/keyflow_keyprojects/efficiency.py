"""Government time (N31): days used against the limit for each approval item, unit and stage.

The day a limit begins is not counted, the day of the decision is, and days on which it stood still
are not; days are those of the limit's own unit, working days by the calendar `cn` or calendar days.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Literal, NamedTuple

from keyflow import Engine
from keyflow.store.contract import StoredDeadline
from keyflow_keyprojects.dates import is_worked
from keyflow_keyprojects.items.catalogue import load_catalogue
from keyflow_keyprojects.record.limits import is_kept
from keyflow_keyprojects.record.listedspans import day_of
from keyflow_keyprojects.record.register import every

By = Literal["item", "unit", "stage", "budget"]
_LIMIT = re.compile(r"([0-9]+)(wd|d)")
_ALL = 10_000_000
_DAY = timedelta(days=1)
_OWNER = "OWNER"  # what the owner files is nobody's government time
# What went another way than by a decision says nothing of the department's time.
_UNDECIDED = frozenset({"refused", "withdrawn", "recalled"})
_BUDGET = "approval_stage"
# Where a project is that has been handed over; from elsewhere it says nothing of its budget.
_WENT_ON = frozenset({"planning", "construction", "acceptance", "ramp_up", "closed"})


class Handled(NamedTuple):
    """An approval item or a stage's budget and its limit: `days` are `wd` working or `d` calendar.

    `decided` is the day of the decision, None while the limit runs; `overdue` tells that it is
    over, or was when it was decided.
    """

    case: str
    subject: str
    code: str
    lead: str
    stage: str
    days: str
    limit: int
    used: int
    decided: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Efficiency:
    """How a part of the government uses its limits of one kind of days: `wd` working, `d` calendar.

    `median` and `slowest` are `days`; working and calendar days are never put together.
    `limit_used` is the median part of the limit that was used, `in_time` the part of the decided
    ones that kept it; both None where none was. `overdue` of the `running` ones are late.
    """

    key: str
    days: str
    items: tuple[Handled, ...]
    decided: int
    running: int
    overdue: int
    median: Decimal | None
    slowest: Handled | None
    limit_used: Decimal | None
    in_time: Decimal | None


def efficiency(
    engine: Engine, by: By = "item", *, year: int | None = None, on: date | None = None
) -> list[Efficiency]:
    """Return the use of limits by item, by who leads (`unit`) or by stage, the slowest part first.

    `budget` is the approval stage of each project as a whole (C4.1), without what an owner who was
    held up took. Who has limits in working days and in calendar days has a row of each.
    With `year`, of what was decided in it or still runs; running ones are counted up to `on`.
    """
    found: dict[tuple[str, str], list[Handled]] = defaultdict(list)
    for each in budgets(engine, on=on) if by == "budget" else handled(engine, on=on):
        if year is None or each.decided is None or each.decided.year == year:
            found[_key(each, by), each.days].append(each)
    rows = [_efficiency(*of, items) for of, items in found.items()]
    return sorted(rows, key=lambda row: (-(row.limit_used or 0), row.key, row.days))


def _key(each: Handled, by: By) -> str:
    return {"item": each.code, "unit": each.lead}.get(by, each.stage)


def _efficiency(key: str, days: str, items: Iterable[Handled]) -> Efficiency:
    known = tuple(sorted(items, key=lambda each: each.subject))
    done = [each for each in known if each.decided is not None]
    running = [each for each in known if each.decided is None]
    return Efficiency(
        key,
        days,
        known,
        len(done),
        len(running),
        sum(each.overdue for each in running),
        _middle(Decimal(each.used) for each in done),
        max(done, key=lambda each: each.used, default=None),
        _middle(Decimal(each.used) / each.limit for each in done),
        Decimal(sum(not each.overdue for each in done)) / len(done) if done else None,
    )


def _middle(numbers: Iterable[Decimal]) -> Decimal | None:
    known = list(numbers)
    return median(known) if known else None


def handled(engine: Engine, *, on: date | None = None, of: str | None = None) -> Iterator[Handled]:
    """Yield every approval item whose limit was decided or runs; running ones up to a day.

    `of` is the case of one project.
    """
    items = every(engine, workflow="approval-item", parent=of, only=["lead_role"])
    leads = {case.id: case.data["lead_role"] or "" for case in items}
    until = on or date.today()  # noqa: DTZ011 - the office's own day, where nobody says which
    for row in engine.deadlines(workflow="approval-item", root=of, status=None, limit=_ALL):
        lead = leads.get(row.case, "")
        if row.armed.name == "decision" and lead != _OWNER and not _undecided(row):
            yield _handled(row, lead, until)


def budgets(engine: Engine, *, on: date | None = None, of: str | None = None) -> Iterator[Handled]:
    """Yield the budget of every project's approval stage that was used or runs, up to a day.

    `of` is the case of one project; `decided` is the day on which it was handed over.
    """
    until = on or date.today()  # noqa: DTZ011 - the office's own day, where nobody says which
    for row in engine.deadlines(workflow="key-project", root=of, status=None, limit=_ALL):
        went_on = row.running or row.state.partition(".")[0] in _WENT_ON
        if row.armed.name == _BUDGET and went_on:
            yield _handled(row, "", until)._replace(code=_BUDGET, stage="approval")


def _undecided(row: StoredDeadline) -> bool:
    return not row.running and (row.state in _UNDECIDED or row.outcome == "parent-ended")


def _handled(row: StoredDeadline, lead: str, on: date) -> Handled:
    code = row.subject.rpartition("/")[2]
    limit, unit = limit_of(row.armed.limits)
    closed = None if row.closed is None else day_of(row.closed)
    item = load_catalogue().get(code)
    return Handled(
        row.case,
        row.subject,
        code,
        lead,
        item.stage if item else "",
        unit,
        limit,
        used(row, closed or on, unit),
        closed,
        not is_kept(row) if closed else row.armed.late,
    )


def limit_of(limits: Iterable[str]) -> tuple[int, str]:
    """Return how many days a limit and its extensions are, and of which unit: `wd` or `d`."""
    parts = [found.groups() for limit in limits if (found := _LIMIT.fullmatch(limit))]
    return sum(int(count) for count, _ in parts), parts[0][1] if parts else "wd"


def used(row: StoredDeadline, until: date, unit: str) -> int:
    """Return the days of a limit that were used by the end of a day."""
    since = row.armed.since
    if since is None:
        return 0
    counts: Callable[[date], bool] = is_worked if unit == "wd" else _always
    stops = [(day_of(p.since), day_of(p.until) if p.until else until + _DAY)
             for p in row.armed.pauses]  # fmt: skip
    day, days = day_of(since) + _DAY, 0
    while day <= until:
        days += counts(day) and not any(first <= day < last for first, last in stops)
        day += _DAY
    return days


def _always(_day: date) -> bool:
    return True
