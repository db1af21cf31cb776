"""Answers a repeat from the record: is it the same command, and what was said to the first."""

from collections.abc import Sequence

from keyflow.answers import Outcome
from keyflow.asking import Asking
from keyflow.errors import Conflict
from keyflow.finding import Finding
from keyflow.history import fold, in_order
from keyflow.library import Library
from keyflow.model.event import Event
from keyflow.store.contract import Connection


def check_repeat(asking: Asking, number: int, used: Event | None) -> None:
    """Raise `Conflict` if the event that used a command's key is not that of the same command."""
    if used is not None and used.private is None:
        raise Conflict(
            f"key {asking.key!r} was used, and what it was used for has been erased since; "
            "look at the case, and give a new command a new key",
            reason="erased",
        )
    if used is None or (used.private or {}).get("payload") != asking.payload(number):
        raise Conflict(
            f"key {asking.key!r} was used for another command; give each command its own key",
            reason="key",
        )


def repeated(event: Event, latest: int, library: Library, connection: Connection) -> Outcome:
    """Return the first answer again, from a command's event and those of other cases it touched.

    The case is shown as the whole batch left it, with its event number `latest`. Who may waive a
    warning is not in the record, and so not in the answer.
    """
    events = in_order(connection.events(case=event.case))[:latest]
    touched = [
        other
        for member in event.body.get("touched", ())
        for other in connection.events(case=member)
        if other.id == event.id
    ]
    stood = events[event.seq - 2].body["standing"] if event.seq > 1 else None
    return Outcome(
        fold(events, library.machine(event.body["definition"], connection)),
        moved=bool(event.body.get("left")) or event.body["standing"] != stood,
        warnings=tuple(_warning(*row) for item in (event, *touched) for row in _found(item)),
        opened=tuple(item.case for item in touched if item.seq == 1),
        messages=event.body.get("messages", 0),
        replayed=True,
    )


def _found(event: Event) -> Sequence[tuple[str, str, dict[str, str]]]:
    return event.private.get("findings", ()) if event.private else ()


def _warning(check: str, code: str, words: dict[str, str]) -> Finding:
    said = {language: text for language, text in words.items() if language != "en"}
    return Finding(code, words["en"], severity="warn", check=check, translations=said)
