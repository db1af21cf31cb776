"""The deadlines of the memory store, running and over."""

from bisect import insort
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from keyflow.model.armed import Armed
from keyflow.model.case import Case
from keyflow.model.obligation import OPENS
from keyflow.store.contract import Backlog, Changes, DeadlineQuery, StoredDeadline
from keyflow.store.memory_directory import MemoryDirectory


@dataclass(slots=True)
class _Kept:
    """A deadline with its case, and when it was over."""

    case: Case
    armed: Armed
    running: bool = True
    closed: datetime | None = None
    days: int | None = None


class MemoryDeadlines(MemoryDirectory):
    """The deadlines of a memory store."""

    def __init__(self) -> None:
        super().__init__()
        self._deadlines: dict[str, _Kept] = {}
        # Those of them that run: most are over, and every `run_due` asks.
        self._running: dict[str, _Kept] = {}
        # (when, id) of what is to come, in order, with some that no longer hold.
        self._coming: list[tuple[datetime, str]] = []

    def keep_deadlines(self, changes: Changes) -> None:
        """Take what a commit arms, changes and disarms."""
        for case in changes.created:
            for item in case.armed:
                self._run(case, item)
        for before, after in changes.updated:
            running = {item.id for item in after.armed}
            for item in before.armed:
                if item.id not in running:
                    kept = self._deadlines[item.id]
                    kept.running = False
                    del self._running[item.id]
                    kept.closed, kept.days = changes.closed.get(item.id, (None, None))
            known = set(before.armed)
            for item in after.armed:
                if item not in known or item.id not in self._deadlines:
                    self._run(after, item)

    def _run(self, case: Case, item: Armed) -> None:
        self._deadlines[item.id] = self._running[item.id] = _Kept(case, item)
        if item.next is not None:
            insort(self._coming, (item.next, item.id))

    def due(self, now: datetime, limit: int) -> list[tuple[str, str, datetime]]:
        """Return (case, deadline, when) of what of running deadlines has come, earliest first."""
        with self._lock:
            come: dict[str, datetime] = {}
            looked = 0
            for at, deadline in self._coming:
                if at > now or len(come) == limit:
                    break
                looked += 1
                kept = self._deadlines[deadline]
                if kept.running and kept.armed.next == at:
                    come[deadline] = at
            self._coming[:looked] = [(at, deadline) for deadline, at in come.items()]
        return [(self._deadlines[deadline].case.id, deadline, at) for deadline, at in come.items()]

    def backlog(self, now: datetime) -> Backlog:
        """Count what there is to do, and say since when or until when the first of it waits."""
        with self._lock:
            running = [kept.armed.next for kept in self._running.values()]
            messages, firsts, dead = self.waiting()
        nexts = [at for at in running if at is not None]
        come = sum(at <= now for at in nexts)
        return Backlog(now, come, messages, dead, min([*nexts, *firsts], default=None))

    def outdated(self, calendar: str, limit: int) -> list[tuple[str, str]]:
        """Return (case, deadline) of running ones counted by another version of a calendar."""
        kind = calendar.partition("@")[0]
        with self._lock:
            found = sorted(
                (kept.case.id, kept.armed.id)
                for kept in self._running.values()
                if kept.armed.calendar != calendar and kept.armed.calendar.partition("@")[0] == kind
            )
        return found[:limit]

    def counted(self, deadlines: Collection[str], calendar: str) -> None:
        """Note that deadlines have been counted afresh by a version of a calendar."""
        with self._lock:
            for deadline in deadlines:
                self._recounted(self._deadlines[deadline], calendar)

    def _recounted(self, kept: _Kept, calendar: str) -> None:
        kept.armed = replace(kept.armed, calendar=calendar)
        case = self._cases[kept.case.id]
        armed = tuple(kept.armed if item.id == kept.armed.id else item for item in case.armed)
        self._cases[case.id] = case.with_(armed=armed)

    def deadlines(self, query: DeadlineQuery) -> list[StoredDeadline]:
        """Return deadlines by their ends, earliest first."""
        with self._lock:
            found = [
                _stored(self._cases[kept.case.id], kept)
                for kept in self._deadlines.values()
                if _is_asked_for(kept, query)
            ]
        found.sort(key=lambda item: (item.armed.due, item.armed.id))
        return found[query.offset :][: query.limit]


def _stored(case: Case, kept: _Kept) -> StoredDeadline:
    return StoredDeadline(
        case.id,
        case.root,
        case.parent,
        case.slot,
        case.workflow,
        case.subject,
        case.state,
        case.outcome,
        kept.armed,
        kept.running,
        kept.closed,
        kept.days,
    )


def _is_asked_for(kept: _Kept, query: DeadlineQuery) -> bool:
    case = kept.case
    return (
        query.case in {None, case.id}
        and query.root in {None, case.root}
        and query.workflow in {None, case.workflow}
        and query.status in {None, "armed" if kept.running else "done"}
        and (query.before is None or kept.armed.due < query.before)
        and (query.slots is None or case.slot in query.slots)
        and query.openings == (kept.armed.overdue == OPENS)
    )
