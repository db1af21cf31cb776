"""`Diary`: an engine that can be left at any moment, and goes on from what is on record.

Every command gets a second of its own and is known by it. After a stop the day is played again:
what was done is answered from the record, what was refused is not tried twice, and what is read is
shown as it stood at that second; the first command that is not on record is done as ever.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from operator import eq, ge, gt, le, lt
from typing import Any

from keyflow import Case, Engine, Finding, NotFound, Refused
from keyflow.plugin import Notifier
from keyflow.store.contract import Page
from keyflow.testing import FakeIds
from keyflow_keyprojects.demo.cast import Clock
from keyflow_keyprojects.office import open_engine
from keyflow_keyprojects.record.register import Register
from keyflow_keyprojects.settings import DEFAULTS

_SECOND = timedelta(seconds=1)
_COMPARED = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}
_ALL = 1000


class Diary(Engine):
    """An engine whose commands are played by a programme.

    `wall` is its clock; `recorded` is the latest second on record when it was opened, or None.
    """

    wall: Clock
    recorded: datetime | None = None
    _refused: frozenset[tuple[str, datetime]] = frozenset()

    @classmethod
    def take_up(
        cls, url: str | None, wall: Clock, notifiers: Mapping[str, Notifier] | None = None
    ) -> "Diary":
        """Open a store to go on in it, by a clock."""
        register = Register(DEFAULTS.plan_rate)
        ids = FakeIds(wall)
        diary = open_engine(cls, url, register, clock=wall, notifiers=notifiers, ids=ids)
        diary.wall = wall
        diary.read_record()
        ids.begin(diary.recorded)
        return diary

    def read_record(self) -> None:
        """Read how far the record goes, and what was refused."""
        with self.store.connect() as connection:
            known = [(event.case, event.recorded, event.accepted) for event in
                     connection.all_events()]  # fmt: skip
        self.recorded = max((at for _, at, _ in known), default=None)
        self._refused = frozenset((case, at) for case, at, accepted in known if not accepted)

    @property
    def replaying(self) -> bool:
        """Whether there are seconds on record after the one the clock shows."""
        return self.recorded is not None and self.wall.now < self.recorded

    def do(self, command: Any, *, by: Any, key: str | None = None, **more: Any) -> Any:
        """Do a command in its own second."""
        again = self.replaying
        self.wall.now += _SECOND
        named = command if isinstance(command, list) else [command]
        if again and any((one.target, self.wall.now) in self._refused for one in named):
            raise Refused([Finding("on-record", "It was refused before.")])
        name = f"{self.wall.now.astimezone(UTC):%Y%m%dT%H%M%S}"
        return super().do(command, by=by, key=key or name, **more)

    def case(self, case: str, **more: Any) -> Case:
        """Return a case as it stood at this second."""
        if self.replaying and not more:
            more = {"known_at": self.wall.now}
        return super().case(case, **more)

    def cases(self, **query: Any) -> Page:
        """Return a page of cases as they stood at this second."""
        return self._then(**query) if self.replaying else super().cases(**query)

    def _then(
        self,
        *,
        limit: int = 50,
        offset: int = 0,
        order: str = "opened",
        parent: str | None = None,
        workflow: str | None = None,
        **tests: Any,
    ) -> Page:
        found = [case for case in self._known(parent, workflow) if _fits(case, tests)]
        name = order.removeprefix("-")
        found.sort(key=lambda case: getattr(case, name), reverse=order.startswith("-"))
        return Page(tuple(found[offset : offset + limit]), len(found))

    def _known(self, parent: str | None, workflow: str | None) -> Iterator[Case]:
        """Yield all cases there were at this second, each as it was."""
        offset, total = 0, 1
        while offset < total:
            page = super().cases(parent=parent, workflow=workflow, limit=_ALL, offset=offset)
            for case in page.cases:
                if case.changed <= self.wall.now:
                    yield case
                elif case.opened <= self.wall.now and (then := self._stood(case)) is not None:
                    yield then
            offset, total = offset + _ALL, page.total

    def _stood(self, case: Case) -> Case | None:
        try:
            return super().case(case.id, known_at=self.wall.now)
        except NotFound:
            return None  # begun later, for a period that had begun before


def _fits(case: Case, tests: Mapping[str, Any]) -> bool:
    """Tell whether a case passes the tests of a query: standing, state, subject, data fields."""
    where = tests.get("where") or {}
    return (
        all(_holds(case.data[name], test) for name, test in where.items())
        and _among(case.standing, tests.get("standing"))
        and _among(case.state, tests.get("state"))
        and _among(case.subject, tests.get("subject"))
    )


def _holds(value: Any, test: Any) -> bool:
    """Tell whether a field's value is the one asked for, or passes one or all of comparisons."""
    if not isinstance(test, list | tuple):
        return bool(value == test)
    tests = [test] if isinstance(test, tuple) else test
    return value is not None and all(_COMPARED[sign](value, bound) for sign, bound in tests)


def _among(value: str, wanted: Any) -> bool:
    return wanted is None or value == wanted or (not isinstance(wanted, str) and value in wanted)
