"""An engine as the office knew it at an instant: all that is read of it is of then."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from keyflow import Case, Engine, Event
from keyflow.store.contract import StoredDeadline, StoredMessage
from keyflow_keyprojects.record.register import every

_ALL = 10_000_000


def known_then(engine: Engine, at: datetime) -> Engine:
    """Return an engine to be read: its cases, limits and messages are those known at an instant."""
    return cast("Engine", _KnownThen(engine, at))


def known_by(engine: Engine) -> datetime | None:
    """Return the instant an engine tells of; None where it tells of now."""
    return engine.at if isinstance(engine, _KnownThen) else None


class _KnownThen:
    """Reads an engine as of an instant; an earlier one that is asked for stays."""

    def __init__(self, engine: Engine, at: datetime) -> None:
        self._engine, self.at = engine, at

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def case(self, case: str, **asked: Any) -> Case:
        return self._engine.case(case, **self._then(asked))

    def cases(self, **asked: Any) -> Any:
        return self._engine.cases(**self._then(asked))

    def history(self, case: str, **asked: Any) -> list[Event]:
        return self._engine.history(case, **self._then(asked))

    def outbox(self, **asked: Any) -> list[StoredMessage]:
        return [message for message in self._engine.outbox(**asked) if message.at <= self.at]

    def deadlines(
        self, *, status: str | None = "armed", before: datetime | None = None, **asked: Any
    ) -> Sequence[StoredDeadline]:
        """Return the limits that ran then, and those that were over, earliest first."""
        wanted = {name: asked[name] for name in ("case", "root", "workflow") if asked.get(name)}
        cases = {case.id: case for case in self._cases(**wanted)}
        found = [] if status == "done" else list(_running(cases.values()))
        if status != "armed":
            over = self._engine.deadlines(status="done", limit=_ALL, **wanted)
            found += [
                row._replace(state=cases[row.case].state, outcome=cases[row.case].outcome)
                for row in over
                if row.case in cases and row.closed is not None and row.closed <= self.at
            ]
        return sorted(
            (row for row in found if before is None or row.armed.due < before),
            key=lambda row: row.armed.due,
        )

    def _cases(
        self, case: str | None = None, root: str | None = None, workflow: str | None = None
    ) -> Iterator[Case]:
        if case is not None:
            yield self.case(case)
            return
        found = every(cast("Engine", self), **({"workflow": workflow} if workflow else {}))
        yield from (each for each in found if root in {None, each.root})

    def _then(self, asked: dict[str, Any]) -> dict[str, Any]:
        given = asked.get("known_at")
        return asked | {"known_at": self.at if given is None else min(given, self.at)}


def _running(cases: Any) -> Iterator[StoredDeadline]:
    for case in cases:
        for armed in case.armed:
            yield StoredDeadline(
                case.id, case.root, case.parent, case.slot, case.workflow, case.subject,
                case.state, case.outcome, armed, running=True,
            )  # fmt: skip
