"""What is due when: lists of deadlines, and how the end of one came about, day by day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from keyflow.answers import Explanation
from keyflow.deciding import Deciding
from keyflow.errors import NotFound
from keyflow.model import limits
from keyflow.model.clock import Day
from keyflow.model.values import identifier, instant, whole
from keyflow.ruling import clock
from keyflow.ruling.arming import definition_of
from keyflow.ruling.timing import merged
from keyflow.store.contract import DeadlineQuery, StoredDeadline


class Dated(Deciding):
    """The readings that deal with time."""

    def deadlines(
        self,
        *,
        case: str | None = None,
        root: str | None = None,
        workflow: str | None = None,
        status: Literal["armed", "done"] | None = "armed",
        before: datetime | None = None,
        limit: int = 1000,
        offset: int = 0,
    ) -> Sequence[StoredDeadline]:
        """Return deadlines by their ends, earliest first: running ones, or those that are over.

        `root` means a case and all below it, `before` those that end before an instant. `armed`
        tells `due`, `last` (the last whole day), `late`, `provisional` and `paused_at`; of one that
        is over, `closed` is when that was and `days` how many working days late.
        """
        for field, value in (("case", case), ("root", root), ("workflow", workflow)):
            if value is not None:
                identifier(value, field)
        whole(limit, "limit", 1, limits.SAFE_INTEGER)
        whole(offset, "offset", 0, limits.SAFE_INTEGER)
        until = None if before is None else instant(before, "before")
        with self._connect() as connection:
            return connection.deadlines(
                DeadlineQuery(case, root, workflow, status, until, limit=limit, offset=offset)
            )

    def obligations(
        self,
        *,
        root: str | None = None,
        status: Literal["armed", "done"] | None = "armed",
        before: datetime | None = None,
        limit: int = 1000,
        offset: int = 0,
    ) -> Sequence[StoredDeadline]:
        """Return the deadlines of the cases that obligations opened, by their ends.

        `slot` names the obligation, `parent` is whose it is; of what is over, `outcome` and `state`
        tell what became of it, and `days` how late.
        """
        query = DeadlineQuery(root=root, status=status, limit=limit, offset=offset)
        return self._of_obligations(query, before)

    def openings(
        self, *, root: str | None = None, before: datetime | None = None, limit: int = 1000
    ) -> Sequence[StoredDeadline]:
        """Return what obligations will open next: `armed.name` from `armed.due` on."""
        query = DeadlineQuery(root=root, status="armed", openings=True, limit=limit)
        return self._of_obligations(query, before)

    def _of_obligations(
        self, query: DeadlineQuery, before: datetime | None
    ) -> Sequence[StoredDeadline]:
        if query.root is not None:
            identifier(query.root, "root")
        whole(query.limit, "limit", 1, limits.SAFE_INTEGER)
        whole(query.offset, "offset", 0, limits.SAFE_INTEGER)
        until = None if before is None else instant(before, "before")
        library = self._runner.given.library
        with self._connect() as connection:
            machines = [library.machine(hash, connection) for hash in connection.definitions()]
            named = sorted({name for one in machines for name in one.workflow.obligations})
            slots = None if query.openings else tuple(named)
            return connection.deadlines(replace(query, before=until, slots=slots))

    def explain(
        self,
        case: str,
        deadline: str,
        *,
        as_of: datetime | None = None,
        known_at: datetime | None = None,
    ) -> Explanation:
        """Return how the end of a running deadline came about, day by day.

        Raises `NotFound` where the case has no such deadline running, and `PluginFailed` where its
        calendar cannot say.
        """
        found = self.case(case, as_of=as_of, known_at=known_at)
        item = next((item for item in found.armed if item.name == deadline), None)
        if item is None:
            running = ", ".join(item.name for item in found.armed) or "none"
            raise NotFound(f"no deadline {deadline!r} runs in this case; running: {running}")
        with self._connect() as connection:
            machine = self._runner.given.library.machine(found.definition, connection)
        days: tuple[Day, ...] = ()
        if item.since is not None and item.limits:
            days = tuple(
                clock.explain(
                    item.limits,
                    item.since,
                    machine.zone,
                    machine.calendar,
                    merged(item.pauses),
                    roll=definition_of(machine, item).roll,
                )
            )
        return Explanation(item, item.due, days)
