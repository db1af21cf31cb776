"""Turns what the engine answers into plain JSON."""

from dataclasses import asdict, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from keyflow.cli.telling import told
from keyflow.finding import Finding

if TYPE_CHECKING:
    from keyflow.answers import Option, Outcome, Preview
    from keyflow.cli.dues import Due
    from keyflow.errors import Problem
    from keyflow.inboxes import InboxItem
    from keyflow.lifting import Blocker
    from keyflow.model.armed import Armed
    from keyflow.model.case import Case
    from keyflow.model.directory import Entry
    from keyflow.model.event import Event
    from keyflow.ruling.routing import Stop
    from keyflow.store.contract import StoredMessage

_CASE = (
    "id", "workflow", "definition", "subject", "state", "standing", "outcome", "version", "root",
    "parent", "slot", "opened", "since", "changed", "seq", "head",
)  # fmt: skip
_EVENT = (
    "case", "seq", "id", "verb", "trigger", "accepted", "actor", "source", "state", "comment",
    "text", "signature", "attachments", "occurred_at", "recorded_at", "key", "hash",
)  # fmt: skip


def flat(value: Any) -> Any:
    """Return a value with its dates and instants as ISO 8601 text."""
    match value:
        case date():
            return value.isoformat()
        case dict():
            return {name: flat(item) for name, item in value.items()}
        case list() | tuple():
            return [flat(item) for item in value]
        case _:
            return value


def _picked(thing: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: flat(getattr(thing, name)) for name in names}


def finding(found: Finding, language: str) -> dict[str, Any]:
    """Return a finding; `message` is its sentence in a language."""
    return {
        "code": found.code,
        "severity": found.severity,
        "check": found.check,
        "case": found.case,
        "waivable": list(found.waivable),
        "message": found.say(language),
    }


def blocker(shown: "Blocker", language: str) -> dict[str, Any]:
    """Return what stands in the way, and who could lift it."""
    who = {"lifted_by": list(shown.lifted_by), "nobody": shown.nobody}
    return finding(shown.finding, language) | who


def problem(shown: "Problem", language: str) -> dict[str, Any]:
    """Return what is wrong with a definition, and where; its sentences are in a language."""
    said = {"message": told(shown.message, language), "hint": told(shown.hint, language)}
    return asdict(shown) | said


def case(shown: "Case") -> dict[str, Any]:
    """Return a case with its data as they are stored, its open tasks, and its latest round."""
    return _picked(shown, _CASE) | {
        "data": dict(shown.data.raw),
        "armed": [armed(item) for item in shown.armed],
        "waivers": [asdict(item) for item in shown.waivers],
        "tasks": [{"id": task, **flat(item._asdict())} for task, item in shown.tasks.items()],
        "round": _round(shown),
    }


def _round(shown: "Case") -> dict[str, Any] | None:
    latest = shown.desk.round
    votes = [flat(task._asdict()) for task in shown.desk.votes()]
    return None if latest is None else flat(latest._asdict()) | {"votes": votes}


def armed(shown: "Armed") -> dict[str, Any]:
    """Return a running deadline with its levels, pauses and extensions."""
    parts = ("levels", "pauses", "extensions")
    named = {name: [flat(one._asdict()) for one in getattr(shown, name)] for name in parts}
    return {field.name: flat(getattr(shown, field.name)) for field in fields(shown)} | named


def due(shown: "Due") -> dict[str, Any]:
    """Return a deadline of a list: whose it is, how late, and with whom it lies."""
    row = shown.row
    said = {name: flat(getattr(row, name)) for name in row._fields if name not in {"armed", "days"}}
    more = {"days_late": shown.days, "lies_with": list(shown.whose), "deadline": armed(row.armed)}
    return said | more


def event(shown: "Event") -> dict[str, Any]:
    """Return an event: what happened, and how each check went."""
    return _picked(shown, _EVENT) | {
        "recorded_by": (shown.private or {}).get("recorded_by"),
        "checks": [asdict(item) for item in shown.checks],
        "findings": list(shown.sentences),
    }


def outcome(did: "Outcome", language: str) -> dict[str, Any]:
    """Return what a command did."""
    return {
        "case": case(did.case),
        "moved": did.moved,
        "warnings": [finding(item, language) for item in did.warnings],
        "opened": list(did.opened),
        "messages": did.messages,
        "replayed": did.replayed,
    }


def preview(shown: "Preview", language: str) -> dict[str, Any]:
    """Return what a command would do."""
    return {
        "allowed": shown.allowed,
        "findings": [finding(item, language) for item in shown.findings],
        "cases": [case(item) for item in shown.cases],
        "messages": [
            {"to": to, "channel": channel, "notice": notice}
            for to, channel, notice in shown.messages
        ],
        "erased": flat(asdict(shown.erased)) if shown.erased else None,
    }


def option(shown: "Option", language: str) -> dict[str, Any]:
    """Return a trigger and what stands in its way."""
    return {
        "trigger": shown.trigger,
        "dest": shown.dest,
        "allowed": shown.allowed,
        "comment_required": shown.comment_required,
        "findings": [finding(item, language) for item in shown.findings],
    }


def message(shown: "StoredMessage") -> dict[str, Any]:
    """Return a message of the outbox with its texts."""
    return dict(flat(asdict(shown)))


def inbox_item(shown: "InboxItem") -> dict[str, Any]:
    """Return a task of an inbox with what it is about; a case of one's own has none."""
    about = _picked(shown.case, ("workflow", "subject", "state", "standing"))
    return {
        "id": shown.id,
        "case": shown.case.id,
        **about,
        "since": flat(shown.at),
        "due": flat(shown.due),
        "for": shown.for_,
        "suspended": shown.suspended,
        "task": flat(shown.task._asdict()) if shown.task else None,
    }


def stop(shown: "Stop", language: str) -> dict[str, Any]:
    """Return one state on the way ahead, and who would be asked there."""
    return {
        "state": shown.state,
        "how": shown.how,
        "trigger": shown.trigger,
        "people": list(shown.people),
        "roles": list(shown.roles),
        "problems": [finding(item, language) for item in shown.problems],
    }


def entry(shown: "Entry") -> dict[str, Any]:
    """Return one line of the directory."""
    return {
        name: flat(shown.scope.plain() if name == "scope" else getattr(shown, name))
        for name in shown.__slots__
    }
