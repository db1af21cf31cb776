"""`Armed`: a deadline that is running, and how it is written as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from keyflow.model.clock import Extension, Pause


class Level(NamedTuple):
    """A warning before the end or a step up after it, that is still to come."""

    at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class Armed:
    """A deadline that is running: `name` as in the definition, `due` the instant from which late.

    `overdue` is what happens then: a trigger, or `notify`; once it has, it is `late` and runs on
    until what it waits for is done. `levels` are still to come, `reached` the names of those that
    were. A `movable` one counts `limits` (the limit and its extensions) from `since` without the
    `pauses`; the others are an instant. `paused_at` is set while it stands still; then nothing of
    it comes due. `last` is its last whole day, `provisional` tells that it is not certain yet.
    `calendar` says by which calendar's version it was counted; two that differ in that alone are
    equal.
    """

    id: str
    name: str
    state: str
    due: datetime
    overdue: str
    movable: bool = True
    paused_at: datetime | None = None
    late: bool = False
    levels: tuple[Level, ...] = ()
    reached: tuple[str, ...] = ()
    since: datetime | None = None
    limits: tuple[str, ...] = ()
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    last: date | None = None
    provisional: bool = False
    calendar: str = field(default="", compare=False)

    @property
    def next(self) -> datetime | None:
        """When something is to be done about it; None while it stands still, or if nothing is."""
        if self.paused_at is not None:
            return None
        ends = [] if self.late else [self.due]
        return min([*ends, *(level.at for level in self.levels)], default=None)

    @property
    def standing_still(self) -> tuple[Pause, ...]:
        """The pauses that are not over."""
        return tuple(pause for pause in self.pauses if pause.until is None)

    def stands_for(self, reason: str) -> bool:
        """Tell whether it stands still for a reason."""
        return any(pause.reason == reason for pause in self.standing_still)


def by_due(armed: Iterable[Armed]) -> tuple[Armed, ...]:
    """Return deadlines in the order every store keeps them."""
    return tuple(sorted(armed, key=lambda item: (item.due, item.id)))


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None


def plain(item: Armed) -> list[Any]:
    """Return a deadline as an event keeps it: the plain columns, then what else there is of it."""
    kept = [item.id, item.name, item.state, item.due.isoformat(), item.overdue, item.movable]
    return [*kept, _text(item.paused_at), rest(item)]


def rest(item: Armed) -> dict[str, Any]:
    """Return what a deadline says beside its plain columns, as JSON, without what is as usual."""
    said = {
        "late": item.late,
        "levels": [[level.at.isoformat(), level.name] for level in item.levels],
        "reached": item.reached,
        "since": _text(item.since),
        "limits": item.limits,
        "pauses": [[p.since.isoformat(), _text(p.until), *p[2:]] for p in item.pauses],
        "extensions": [[e.limit, e.at.isoformat(), *e[2:]] for e in item.extensions],
        "last": item.last.isoformat() if item.last is not None else None,
        "provisional": item.provisional,
    }
    return {name: value for name, value in said.items() if value}


def unplain(row: Sequence[Any]) -> Armed:
    """Read what `plain` returned."""
    identity, name, state, due, overdue, movable, paused, said = row
    return made(
        identity, name, state, datetime.fromisoformat(due), overdue, movable, _instant(paused), said
    )


def made(  # noqa: PLR0917 - the plain columns, in their order
    id: str,
    name: str,
    state: str,
    due: datetime,
    overdue: str,
    movable: bool,
    paused_at: datetime | None,
    said: Mapping[str, Any],
    calendar: str = "",
) -> Armed:
    """Make a deadline of its plain columns and of what `rest` returned."""
    last = said.get("last")
    return Armed(
        id,
        name,
        state,
        due,
        overdue,
        movable,
        paused_at,
        late=said.get("late", False),
        levels=tuple(
            Level(datetime.fromisoformat(at), level) for at, level in said.get("levels", ())
        ),
        reached=tuple(said.get("reached", ())),
        since=_instant(said.get("since")),
        limits=tuple(said.get("limits", ())),
        pauses=tuple(
            Pause(datetime.fromisoformat(since), _instant(until), reason, document)
            for since, until, reason, document in said.get("pauses", ())
        ),
        extensions=tuple(
            Extension(limit, datetime.fromisoformat(at), reason, document)
            for limit, at, reason, document in said.get("extensions", ())
        ),
        last=date.fromisoformat(last) if last is not None else None,
        provisional=said.get("provisional", False),
        calendar=calendar,
    )
