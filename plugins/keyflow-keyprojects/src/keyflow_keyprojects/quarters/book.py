"""What is on record about a quarter: one reading of each kind of case, whatever their number."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from keyflow import Case, Engine, NotFound
from keyflow.store.contract import StoredDeadline
from keyflow_keyprojects.record.limits import is_kept, last_day
from keyflow_keyprojects.record.listedspans import day_of
from keyflow_keyprojects.record.register import every
from keyflow_keyprojects.roster import Org, is_scored
from keyflow_keyprojects.roster import units as units_of
from keyflow_keyprojects.rules.merits import Duty
from keyflow_keyprojects.rules.months import Quarter

_ALL = 10_000_000
# An item that went another way than by a decision says nothing of the department's time.
_UNDECIDED = frozenset({"refused", "withdrawn", "recalled"})
SOLVED = frozenset({"resolved", "closed"})
_INSTANT = timedelta(microseconds=1)
# The limits of a blocker: of its level, and at the top until the meeting (C4.9).
_LADDER = ("level", "meeting")


@dataclass(slots=True)
class View:
    """What is looked at: a quarter, as known at an instant, by plans as known at another.

    `numbers` limits it to some projects. `vetoes` are accidents by number, `cleared` the numbers of
    those whose red light no longer counts.
    With `whole_year` the months are all those up to the quarter's end.
    """

    engine: Engine
    quarter: Quarter
    known_at: datetime | None = None
    plan_at: datetime | None = None
    numbers: Collection[str] | None = None
    vetoes: Mapping[str, str] = field(default_factory=dict)
    cleared: Collection[str] = ()
    whole_year: bool = False

    @property
    def months(self) -> range:
        """The months that are looked at: the quarter's, or all up to its end."""
        until = self.quarter.months[-1]
        return range(1, until + 1) if self.whole_year else self.quarter.months

    def then(self, case: Case, at: datetime | None) -> Case | None:
        """Return a case as it was known at an instant; None where it was not begun."""
        if at is None or case.changed <= at:
            return case
        try:
            return self.engine.case(case.id, known_at=at)
        except NotFound:
            return None

    def projects(self) -> Iterator[Case]:
        """Yield the projects of the year's lists that may have been in the key list.

        Those that go on may stand on a later year's list by now.
        """
        since: dict[str, Any] = {"list_year": (">=", self.quarter.year)}
        wanted = [since] if self.numbers is None else [since | {"number": n} for n in self.numbers]
        for where in wanted:
            for case in every(self.engine, workflow="key-project", where=where):
                if self._is_of_the_year(case):
                    yield case

    def _is_of_the_year(self, case: Case) -> bool:
        year, data = self.quarter.year, case.data
        known = {one["list_year"] for one in data["plan_versions"] or ()}
        return bool(data["list_year"] == year or year in known)

    def in_year(self, case: Case) -> Case:
        """Return a project as it stood at last on the year's list, before it was carried over."""
        if case.data["list_year"] == self.quarter.year:
            return case
        for event in self.engine.history(case.id):
            if event.accepted and event.trigger == "carry_over":
                before = self.engine.case(case.id, known_at=event.recorded_at - _INSTANT)
                if before.data["list_year"] == self.quarter.year:
                    return before
        return case


class Book:
    """All that belongs to the projects in a quarter, by project, each kind in one reading."""

    def __init__(self, view: View) -> None:
        self.view = view

    @cached_property
    def roster(self) -> dict[str, Org]:
        """The units on the roster, by id."""
        return units_of(self.view.engine)

    @cached_property
    def projects(self) -> list[Case]:
        """The projects of the year, but for those that are only nominated."""
        return [case for case in self.view.projects() if case.stage != "screening"]

    @cached_property
    def reports(self) -> dict[str, list[Case]]:
        """The year's monthly reports up to the quarter's end."""
        quarter = self.view.quarter
        first, last = f"{quarter.year}-01", f"{quarter.year}-{quarter.months[-1]:02}"
        return self._cases("monthly-report", {"period": [(">=", first), ("<=", last)]})

    @cached_property
    def items(self) -> dict[str, list[Duty]]:
        """The approval items whose limit ended in the quarter."""
        return {
            case: [
                Duty(row.subject.rpartition("/")[2], ok)
                for row in rows
                if row.state not in _UNDECIDED
                and row.outcome != "parent-ended"
                and (ok := self.in_time(row)) is not None
            ]
            for case, rows in self.limits("approval-item", "decision").items()
        }

    @cached_property
    def problems(self) -> dict[str, list[Duty]]:
        """The blockers that were to be solved in the quarter, and the orders to be answered.

        What was asked of those whom the city cannot order costs a project nothing (N11).
        """
        found: dict[str, list[Duty]] = defaultdict(list)
        for root, _, duty in self._blockers():
            found[root].append(duty)
        for root, case, duty in self.orders("supervision-order", "reply"):
            if self.is_ordered(case, case.data["addressee_unit"]):
                found[root].append(duty)
        return found

    def is_ordered(self, case: Case, unit: str) -> bool:
        """Tell whether an order or resolution is one, and not a request: its unit is scored."""
        return not case.data["is_request"] and is_scored(self.roster, unit)

    def _blockers(self) -> Iterator[tuple[str, Case, Duty]]:
        """Yield a duty for each blocker: solved by the day promised, or at each of its levels.

        A day promised in a later quarter takes no limit of its levels away (N44).
        """
        for root, case, levels in self._told("blocker", *_LADDER):
            ok = self._solved(case, levels)
            if ok is not None:
                yield root, case, Duty(case.subject.rpartition("/")[2], ok)

    def _solved(self, case: Case, levels: list[StoredDeadline]) -> bool | None:
        promised = case.data["due"]
        if promised is None or promised > self.view.quarter.last:
            return self._all_in_time(levels)
        closed = [row.closed for row in levels if row.closed is not None]
        done = case.state in SOLVED and len(closed) == len(levels)
        solved = day_of(max(closed)) if done else None
        if self.view.quarter.holds(promised):
            return solved is not None and solved <= promised
        return False if self._is_open_still(solved) else None

    def orders(self, workflow: str, name: str) -> Iterator[tuple[str, Case, Duty]]:
        """Yield (root, case, duty) of orders or resolutions whose limit ended in the quarter."""
        for root, case, rows in self._told(workflow, name):
            ok = self._all_in_time(rows)
            if ok is not None:
                yield root, case, Duty(case.subject, ok)

    def _told(self, workflow: str, *names: str) -> Iterator[tuple[str, Case, list[StoredDeadline]]]:
        """Yield (root, case, limits) of what was to be done; what was taken back is left out."""
        cases = self._by_id(workflow)
        of: dict[tuple[str, str], list[StoredDeadline]] = defaultdict(list)
        for root, rows in self.limits(workflow, *names).items():
            for row in rows:
                of[root, row.case].append(row)
        for (root, identity), rows in of.items():
            case = cases[identity]
            if case.state != "void" and case.outcome != "parent-ended":
                yield root, case, rows

    def _all_in_time(self, rows: Iterable[StoredDeadline]) -> bool | None:
        judged = [ok for row in rows if (ok := self._judged(row)) is not None]
        return all(judged) if judged else None

    def _judged(self, row: StoredDeadline) -> bool | None:
        """Judge a limit that ended in the quarter, or before it while nothing was done still."""
        kept = self.in_time(row)
        if kept is None and last_day(row) < self.view.quarter.first:
            closed = None if row.closed is None else day_of(row.closed)
            return False if self._is_open_still(closed) and not _stands(row) else None
        return kept

    def _is_open_still(self, done: date | None) -> bool:
        """Tell whether what is long due was still not done at the quarter's end."""
        return done is None or done > self.view.quarter.last

    def in_time(self, row: StoredDeadline) -> bool | None:
        """Tell whether a limit that ended in the quarter was kept; None for any other."""
        if not self.view.quarter.holds(last_day(row)) or _stands(row):
            return None
        return is_kept(row, self.view.known_at)

    def limits(self, workflow: str, *names: str) -> dict[str, list[StoredDeadline]]:
        """Return the limits of some names of all cases of a workflow, by their projects."""
        engine, found = self.view.engine, defaultdict[str, list[StoredDeadline]](list)
        roots = [None] if self.view.numbers is None else [case.id for case in self.projects]
        for root in roots:
            rows = engine.deadlines(workflow=workflow, root=root, status=None, limit=_ALL)
            for row in rows:
                if row.armed.name in names:
                    found[row.root].append(row)
        return found

    def _by_id(self, workflow: str) -> dict[str, Case]:
        cases = self._cases(workflow, {})
        return {case.id: case for found in cases.values() for case in found}

    def _cases(self, workflow: str, where: Mapping[str, Any]) -> dict[str, list[Case]]:
        found: dict[str, list[Case]] = defaultdict(list)
        parents = [None] if self.view.numbers is None else [case.id for case in self.projects]
        for parent in parents:
            for case in every(
                self.view.engine, workflow=workflow, parent=parent, where=where or None
            ):
                found[case.root].append(case)
        return found


def _stands(row: StoredDeadline) -> bool:
    return row.armed.paused_at is not None
