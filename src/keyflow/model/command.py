"""The commands: every operation on a case as a frozen value, checked when it is made.

A catalogue, to be looked up in: it is as long as there are operations.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar

from keyflow.errors import InputError
from keyflow.model import limits
from keyflow.model.deadline import is_limit
from keyflow.model.frozen import NOTHING, FrozenDict, frozen
from keyflow.model.money import Money
from keyflow.model.values import identifier, is_blank, is_name, prose, somebody


def required(text: str) -> Any:
    """Return a field that must be given; `text` is its line of help."""
    return field(metadata={"help": text})


def optional(text: str, default: Any = "") -> Any:
    """Return a field that may be left out; `text` is its line of help."""
    if isinstance(default, dict):
        return field(default_factory=lambda: NOTHING, metadata={"help": text})
    return field(default=default, metadata={"help": text})


@dataclass(frozen=True)
class Command:
    """An operation somebody asks for. `verb` names it in events and on the command line."""

    verb: ClassVar[str] = ""
    offices: ClassVar[bool] = False  # whether `persons` may be `role:NAME` and `unit:NAME` too
    __match_args__: ClassVar[tuple[str, ...]]  # a dataclass's own list of its fields

    def __post_init__(self) -> None:
        for name, check in _checked(self.__match_args__):
            value = getattr(self, name)
            if value is not NOTHING and (check is not prose or value != ""):
                check(_named(value) if self.offices and check is _persons else value, name)
                if check is prose and value and is_blank(value):
                    object.__setattr__(self, name, "")
                elif check is _persons:
                    object.__setattr__(self, name, tuple(value))
        if getattr(self, "slot", None) is not None and getattr(self, "parent", None) is None:
            raise InputError("slot", "goes with `parent`, the case among whose children it is")
        data = getattr(self, "data", NOTHING)
        if data is not NOTHING:
            object.__setattr__(self, "data", _kept(data))

    @property
    def target(self) -> str | None:
        """The case it is addressed to; None when it makes one."""
        return getattr(self, "case", None)

    def payload(self) -> dict[str, Any]:
        """Its arguments as plain JSON, for comparing a repeat with the first try."""
        return {name: _jsonable(getattr(self, name)) for name in self.__match_args__}


@cache
def _checked(names: tuple[str, ...]) -> Sequence[tuple[str, Callable[[Any, str], object]]]:
    return [(name, _CHECKS[name]) for name in names if name in _CHECKS]


def _jsonable(value: Any) -> Any:
    if value is None or isinstance(value, (str, int)):
        return value
    match value:
        case list() | tuple():
            return [_jsonable(item) for item in value]
        case dict() | Mapping():  # the plain class first: the abstract one takes long to ask
            return {str(key): _jsonable(item) for key, item in value.items()}
        case Money():
            return {"amount": f"{value.amount:f}", "currency": value.currency}
        case datetime() | date():
            return value.isoformat()
        case _:
            return f"{value:f}" if isinstance(value, Decimal) else _exact(value)


def _exact(value: Any) -> Any:
    return repr(value) if isinstance(value, float) else value


def _name(value: Any, where: str) -> None:
    if not isinstance(value, str) or not is_name(value):
        raise InputError(where, f"{value!r} is not a name of letters, digits, '-' and '_'")


def _names(value: Any, where: str) -> None:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise InputError(where, "must be a list of names")
    for item in value:
        _name(item, where)


def _persons(value: Any, where: str) -> None:
    if isinstance(value, str) or not isinstance(value, Sequence) or not value:
        raise InputError(where, "must be a list of at least one person")
    if len(value) > limits.VOTERS:
        raise InputError(where, f"names {len(value)} persons; at most {limits.VOTERS} are allowed")
    for item in value:
        somebody(item, where)


def _named(value: Any) -> Any:
    """Return persons, or the bare names of roles and units that stand for them."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        return value
    known = ("role:", "unit:")
    return [
        item.partition(":")[2] if isinstance(item, str) and item.startswith(known) else item
        for item in value
    ]


def _maybe_id(value: Any, where: str) -> None:
    if value is not None:
        identifier(value, where)


def _told(value: Any, where: str) -> None:
    if is_blank(prose(value, where)):
        raise InputError(where, "must not be empty")


def _kept(data: Mapping[str, Any]) -> FrozenDict:
    """Return a copy that neither the host nor a plugin can change any more."""
    if not data:
        return NOTHING
    try:
        return data if type(data) is FrozenDict else frozen(data)
    except RecursionError:
        raise InputError("data", "is nested too deep") from None


def _mapping(value: Any, where: str) -> None:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise InputError(where, "must be a mapping from field names to values")


_CHECKS = {
    "case": identifier,
    "workflow": _name,
    "trigger": _name,
    "check": identifier,
    "subject": identifier,
    "person": somebody,
    "state": identifier,
    "outcome": _name,
    "deadline": identifier,
    "document": prose,
    "task": identifier,
    "to": _maybe_id,
    "into": _maybe_id,
    "persons": _persons,
    "parent": _maybe_id,
    "slot": _maybe_id,
    "comment": prose,
    "signature": prose,
    "reason": prose,
    "fields": _names,
    "text": _told,
    "data": _mapping,
}


@dataclass(frozen=True)
class Start(Command):
    """Begin a case of a workflow."""

    verb: ClassVar[str] = "start"

    workflow: str = required("the workflow's name")
    subject: str = required("the host's key for what the case is about")
    data: Mapping[str, Any] = optional("fields of the workflow's schema", {})
    parent: str | None = optional("the case it belongs to", None)
    slot: str | None = optional("the name it is opened under in its parent", None)
    comment: str = optional("a comment")


@dataclass(frozen=True)
class Adopt(Command):
    """Take an existing matter in, at a named state, with the reason why it starts there."""

    verb: ClassVar[str] = "adopt"

    workflow: str = required("the workflow's name")
    subject: str = required("the host's key for what the case is about")
    state: str = required("the state it is in already")
    reason: str = required("why it starts there")
    data: Mapping[str, Any] = optional("fields of the workflow's schema", {})
    parent: str | None = optional("the case it belongs to", None)
    slot: str | None = optional("the name it is opened under in its parent", None)


@dataclass(frozen=True)
class Fire(Command):
    """Ask for a trigger."""

    verb: ClassVar[str] = "fire"

    case: str = required("the case's id")
    trigger: str = required("the trigger to fire")
    data: Mapping[str, Any] = optional("fields to change with it", {})
    comment: str = optional("a comment")


@dataclass(frozen=True)
class Edit(Command):
    """Change fields of a case's data that its state lets be written."""

    verb: ClassVar[str] = "edit"

    case: str = required("the case's id")
    data: Mapping[str, Any] = required("fields to change")
    reason: str = optional("why")


@dataclass(frozen=True)
class Note(Command):
    """Write something down in a case's history; nothing else changes."""

    verb: ClassVar[str] = "note"

    case: str = required("the case's id")
    text: str = required("what to write down")


@dataclass(frozen=True)
class Waive(Command):
    """Waive one check for one trigger, until it is used or the state is left."""

    verb: ClassVar[str] = "waive"

    case: str = required("the case's id")
    check: str = required("the check's id")
    trigger: str = required("the trigger it is waived for")
    reason: str = required("why; it stays in the history")


@dataclass(frozen=True)
class Suspend(Command):
    """Put a case and its descendants on hold."""

    verb: ClassVar[str] = "suspend"

    case: str = required("the case's id")
    reason: str = required("why")
    data: Mapping[str, Any] = optional("fields to change with it", {})


@dataclass(frozen=True)
class Resume(Command):
    """Take a case off hold."""

    verb: ClassVar[str] = "resume"

    case: str = required("the case's id")
    reason: str = optional("why")
    data: Mapping[str, Any] = optional("fields to change with it", {})


@dataclass(frozen=True)
class PauseClock(Command):
    """Stop one of a case's clocks, for a class of reasons and with the paper that says so."""

    verb: ClassVar[str] = "pause-clock"

    case: str = required("the case's id")
    deadline: str = required("the deadline's name")
    reason: str = required("the class of the reason, one word")
    document: str = optional("what refers to the paper")
    comment: str = optional("a comment")


@dataclass(frozen=True)
class ResumeClock(Command):
    """Let a clock run again that was stopped."""

    verb: ClassVar[str] = "resume-clock"

    case: str = required("the case's id")
    deadline: str = required("the deadline's name")
    comment: str = optional("a comment")


@dataclass(frozen=True)
class ExtendLimit(Command):
    """Lengthen a limit before its end."""

    verb: ClassVar[str] = "extend-limit"

    case: str = required("the case's id")
    deadline: str = required("the deadline's name")
    limit: str = required("how much more, such as 10wd")
    reason: str = required("the class of the reason, one word")
    document: str = optional("what refers to the paper")
    comment: str = optional("a comment")

    def __post_init__(self) -> None:
        super().__post_init__()
        if not is_limit(self.limit):
            raise InputError("limit", "must be a number and a unit, such as 48h, 30d or 5wd")


@dataclass(frozen=True)
class StopClock(Command):
    """End a clock for good, though what it waits for is not done."""

    verb: ClassVar[str] = "stop-clock"

    case: str = required("the case's id")
    deadline: str = required("the deadline's name")
    reason: str = required("why; it stays in the history")


@dataclass(frozen=True)
class Terminate(Command):
    """End a case before its time, with an outcome such as withdrawn or cancelled."""

    verb: ClassVar[str] = "terminate"

    case: str = required("the case's id")
    outcome: str = required("what became of it, one word")
    reason: str = required("why")
    data: Mapping[str, Any] = optional("fields to change with it", {})


@dataclass(frozen=True)
class Erase(Command):
    """Erase one person's private words and personal data from a case that is over, for good."""

    verb: ClassVar[str] = "erase"

    case: str = required("the case's id")
    person: str = required("whose data to erase")
    reason: str = required("why, without naming the person")
    fields: tuple[str, ...] = optional("personal fields about them that others gave", ())

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "fields", tuple(self.fields))


@dataclass(frozen=True)
class Expire(Command):
    """A deadline or a level of it has come; only the engine asks this, when it is due."""

    verb: ClassVar[str] = "expire"

    case: str = required("the case's id")
    deadline: str = required("the deadline's id")


@dataclass(frozen=True)
class Recount(Command):
    """A calendar says something else now; only the engine asks this, when `run_due` sees it."""

    verb: ClassVar[str] = "recount"

    case: str = required("the case's id")
    deadline: str = required("the deadline's id")


@dataclass(frozen=True)
class Advance(Command):
    """Try a case's automatic transitions again; only the engine asks this."""

    verb: ClassVar[str] = "advance"

    case: str = required("the case's id")
