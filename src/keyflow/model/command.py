"""The commands: every operation on a case as a frozen value, checked when it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from keyflow.errors import InputError
from keyflow.model.money import Money
from keyflow.model.values import identifier, is_name, prose


def _help(text: str) -> Any:
    return field(metadata={"help": text})


def _optional(text: str, default: Any = "") -> Any:
    if isinstance(default, dict):
        return field(default_factory=dict, metadata={"help": text})
    return field(default=default, metadata={"help": text})


@dataclass(frozen=True)
class Command:
    """An operation somebody asks for. `verb` names it in events and on the command line."""

    verb: ClassVar[str] = ""

    def __post_init__(self) -> None:
        for item in fields(self):
            _CHECKS.get(item.name, _anything)(getattr(self, item.name), item.name)

    @property
    def target(self) -> str | None:
        """The case it is addressed to; None when it makes one."""
        return getattr(self, "case", None)

    def payload(self) -> dict[str, Any]:
        """Its arguments as plain JSON, for comparing a repeat with the first try."""
        return {item.name: _jsonable(getattr(self, item.name)) for item in fields(self)}


def _jsonable(value: Any) -> Any:
    match value:
        case Mapping():
            return {str(key): _jsonable(item) for key, item in value.items()}
        case list() | tuple():
            return [_jsonable(item) for item in value]
        case Money():
            return {"amount": f"{value.amount:f}", "currency": value.currency}
        case Decimal():
            return f"{value:f}"
        case datetime() | date():
            return value.isoformat()
        case _:
            return repr(value) if isinstance(value, float) else value


def _anything(_value: Any, _field: str) -> None:
    return None


def _name(value: Any, where: str) -> None:
    if not isinstance(value, str) or not is_name(value):
        raise InputError(where, f"{value!r} is not a name of letters, digits, '-' and '_'")


def _maybe_id(value: Any, where: str) -> None:
    if value is not None:
        identifier(value, where)


def _mapping(value: Any, where: str) -> None:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise InputError(where, "must be a mapping from field names to values")


_CHECKS = {
    "case": identifier,
    "workflow": _name,
    "trigger": _name,
    "check": identifier,
    "subject": identifier,
    "person": identifier,
    "state": identifier,
    "outcome": _name,
    "parent": _maybe_id,
    "slot": _maybe_id,
    "comment": prose,
    "reason": prose,
    "text": prose,
    "data": _mapping,
}


@dataclass(frozen=True)
class Start(Command):
    """Begin a case of a workflow."""

    verb: ClassVar[str] = "start"

    workflow: str = _help("the workflow's name")
    subject: str = _help("the host's key for what the case is about")
    data: Mapping[str, Any] = _optional("fields of the workflow's schema", {})
    parent: str | None = _optional("the case it belongs to", None)
    slot: str | None = _optional("the name it is opened under in its parent", None)
    comment: str = _optional("a comment")


@dataclass(frozen=True)
class Adopt(Command):
    """Take an existing matter in, at a named state, with the reason why it starts there."""

    verb: ClassVar[str] = "adopt"

    workflow: str = _help("the workflow's name")
    subject: str = _help("the host's key for what the case is about")
    state: str = _help("the state it is in already")
    reason: str = _help("why it starts there")
    data: Mapping[str, Any] = _optional("fields of the workflow's schema", {})
    parent: str | None = _optional("the case it belongs to", None)
    slot: str | None = _optional("the name it is opened under in its parent", None)


@dataclass(frozen=True)
class Fire(Command):
    """Ask for a trigger."""

    verb: ClassVar[str] = "fire"

    case: str = _help("the case's id")
    trigger: str = _help("the trigger to fire")
    data: Mapping[str, Any] = _optional("fields to change with it", {})
    comment: str = _optional("a comment")


@dataclass(frozen=True)
class Edit(Command):
    """Change fields of a case's data that its state lets be written."""

    verb: ClassVar[str] = "edit"

    case: str = _help("the case's id")
    data: Mapping[str, Any] = _help("fields to change")
    reason: str = _optional("why")


@dataclass(frozen=True)
class Note(Command):
    """Write something down in a case's history; nothing else changes."""

    verb: ClassVar[str] = "note"

    case: str = _help("the case's id")
    text: str = _help("what to write down")


@dataclass(frozen=True)
class Waive(Command):
    """Waive one check for one trigger, until it is used or the state is left."""

    verb: ClassVar[str] = "waive"

    case: str = _help("the case's id")
    check: str = _help("the check's id")
    trigger: str = _help("the trigger it is waived for")
    reason: str = _help("why; it stays in the history")


@dataclass(frozen=True)
class Suspend(Command):
    """Put a case and its descendants on hold."""

    verb: ClassVar[str] = "suspend"

    case: str = _help("the case's id")
    reason: str = _help("why")
    data: Mapping[str, Any] = _optional("fields to change with it", {})


@dataclass(frozen=True)
class Resume(Command):
    """Take a case off hold."""

    verb: ClassVar[str] = "resume"

    case: str = _help("the case's id")
    reason: str = _optional("why")
    data: Mapping[str, Any] = _optional("fields to change with it", {})


@dataclass(frozen=True)
class Terminate(Command):
    """End a case before its time, with an outcome such as withdrawn or cancelled."""

    verb: ClassVar[str] = "terminate"

    case: str = _help("the case's id")
    outcome: str = _help("what became of it, one word")
    reason: str = _help("why")
    data: Mapping[str, Any] = _optional("fields to change with it", {})


@dataclass(frozen=True)
class Erase(Command):
    """Erase one person's private words and personal data from a case's history for good."""

    verb: ClassVar[str] = "erase"

    case: str = _help("the case's id")
    person: str = _help("whose data to erase")
    reason: str = _help("why, without naming the person")


@dataclass(frozen=True)
class Expire(Command):
    """A deadline has passed; only the engine asks this, when `run_due` finds it due."""

    verb: ClassVar[str] = "expire"

    case: str = _help("the case's id")
    deadline: str = _help("the deadline's id")


@dataclass(frozen=True)
class Advance(Command):
    """Try a case's automatic transitions again; only the engine asks this."""

    verb: ClassVar[str] = "advance"

    case: str = _help("the case's id")
