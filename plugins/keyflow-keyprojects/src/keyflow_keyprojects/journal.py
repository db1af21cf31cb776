"""The office's journal (N30, N33): what happened in the store, by whom, and who was told.

One reading of all events in the order of their cases, or of the cases of one project.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Literal, NamedTuple

from keyflow import Case, Engine, Event, Workflow
from keyflow.model.record import NewEvent, event_of
from keyflow.store.contract import StoredMessage
from keyflow_keyprojects.record.knownthen import known_by
from keyflow_keyprojects.record.listedspans import day_of
from keyflow_keyprojects.record.register import every

_ALL = 10_000_000
CITY = ("city",)
# What is done to a case as a whole, where the city alone may.
_OPERATIONS: tuple[Literal["adopt", "suspend", "resume"], ...] = ("adopt", "suspend", "resume")


class Entry(NamedTuple):
    """An event and the case it belongs to."""

    workflow: str
    subject: str
    event: Event

    @property
    def what(self) -> str:
        """What was asked for: a trigger, or a verb such as adopt."""
        if self.event.trigger:
            return self.event.trigger
        steps = self.event.body.get("steps") or ()
        return str(steps[0][0]) if self.event.verb == "expire" and steps else self.event.verb


def journal(engine: Engine, wanted: Callable[[NewEvent], bool]) -> list[Entry]:
    """Return the events that are wanted, of all cases, by the time they were recorded."""
    found: list[Entry] = []
    workflow = subject = ""
    until = known_by(engine)
    with engine.store.connect() as connection:
        for stored in connection.all_events():
            first = stored.seq == 1
            if first or wanted(stored):
                event = event_of(stored)
            if first:
                workflow, subject = event.body["workflow"], event.body["subject"]
            if wanted(stored) and (until is None or stored.recorded <= until):
                found.append(Entry(workflow, subject, event))
    return sorted(found, key=lambda entry: (entry.event.recorded_at, entry.subject))


def of_day(engine: Engine, day: date) -> list[Entry]:
    """Return what was recorded on a day (N33)."""
    return journal(engine, lambda event: day_of(event.recorded) == day)


def decisions(engine: Engine) -> list[Entry]:
    """Return what only the city decides: what it decided, and who else tried (N01)."""
    own = city_only(engine)
    ways = {trigger for triggers in own.values() for trigger in triggers}
    verbs = {*_OPERATIONS, "waive"}
    found = journal(engine, lambda event: event.trigger in ways or event.verb in verbs)
    return [entry for entry in found if _is_the_citys(entry, own)]


def city_only(engine: Engine) -> Mapping[str, frozenset[str]]:
    """Return, by workflow, the triggers and operations that nobody but the city may ask for."""
    found = {}
    for name, workflow in definitions(engine).items():
        triggers = {way.trigger for way in workflow.transitions if tuple(way.by) == CITY}
        rules = ((verb, workflow.operations.get(verb)) for verb in _OPERATIONS)
        triggers |= {verb for verb, rule in rules if rule and tuple(rule.by) == CITY}
        found[name] = frozenset(triggers)
    return found


def definitions(engine: Engine) -> Mapping[str, Workflow]:
    """Return the newest definition of each workflow that the store's cases keep."""
    with engine.store.connect() as connection:
        machines = [engine.library.machine(kept, connection) for kept in connection.definitions()]
    return {machine.workflow.name: machine.workflow for machine in machines}


def _is_the_citys(entry: Entry, own: Mapping[str, frozenset[str]]) -> bool:
    return entry.event.verb == "waive" or entry.what in own.get(entry.workflow, ())


def of_project(engine: Engine, project: Case) -> list[Entry]:
    """Return what happened to a project and all that belongs to it (N30), oldest first."""
    cases = [project, *every(engine, parent=project.id)]
    found = [
        Entry(case.workflow, case.subject, event)
        for case in cases
        for event in engine.history(case.id)
    ]
    return sorted(found, key=lambda entry: (entry.event.recorded_at, entry.subject))


def messages_by_event(
    messages: Iterable[StoredMessage],
) -> Mapping[tuple[str, datetime], list[StoredMessage]]:
    """Return messages by the case and the instant of the event that brought them."""
    found: dict[tuple[str, datetime], list[StoredMessage]] = defaultdict(list)
    for message in messages:
        found[message.case, message.at].append(message)
    return found


def told(engine: Engine, day: date | None = None) -> Iterator[StoredMessage]:
    """Yield the messages of a day, or all of them, oldest first (N33, C6)."""
    for message in engine.outbox(limit=_ALL):
        if day is None or day_of(message.at) == day:
            yield message
