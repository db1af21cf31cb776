"""The parts of a definition: states, transitions, and what hangs on them."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    Field,
    ModelWrapValidatorHandler,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from keyflow.finding import Severity
from keyflow.model.base import Model
from keyflow.model.values import Dotted, Localized, Name, Names, plain

_LIMIT = re.compile(r"([1-9][0-9]{0,4})(h|min|d|wd)\Z")
_FOLLOWS = re.compile(r"(entered|left|fired|refused|overdue) [A-Za-z*][\w.*-]*\Z")


def _limit(value: str) -> str:
    if not _LIMIT.match(value):
        msg = "must be a number and a unit, such as 48h, 90min, 30d or 5wd"
        raise ValueError(msg)
    return value


def _follows(value: str) -> str:
    if not _FOLLOWS.match(value):
        msg = "must say what it follows: entered S, left S, fired T, refused T or overdue D"
        raise ValueError(msg)
    return value


T = TypeVar("T")
# Annotated wide, so that authors may give lists; stored as a tuple.
Several = Annotated[Sequence[T], AfterValidator(tuple)]
Limit = Annotated[str, AfterValidator(_limit)]


class Use(Model):
    """A plugin used at one place: its `kind` and its options; `by` names who attached it.

    In a file the options stand beside `kind`: `{kind: funds, share: "0.3"}`.
    """

    kind: str
    options: dict[str, Any] = {}

    @model_validator(mode="wrap")
    @classmethod
    def _gather(cls, value: Any, handler: ModelWrapValidatorHandler["Use"]) -> "Use":
        if isinstance(value, str):
            value = {"kind": value}
        if isinstance(value, Mapping):
            own = {name: item for name, item in value.items() if name in cls.model_fields}
            loose = {name: item for name, item in value.items() if name not in cls.model_fields}
            value = own | {"options": plain({**own.get("options", {}), **loose})}
        return handler(value)

    @model_serializer(mode="wrap")
    def _spread(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields: dict[str, Any] = handler(self)
        options: dict[str, Any] = fields.pop("options", {})
        return fields | options


class CheckUse(Use):
    """A check at one place.

    `id` is its name in findings and waivers (its kind unless given), `severity` how much a
    finding weighs, `waivable` the roles that may waive it. None means what the check's class says.
    """

    id: str | None = None
    severity: Severity | None = None
    waivable: Names | None = None
    attached_by: str | None = None


class PlanUse(Use):
    """A plan on a transition: plugin code that returns the commands belonging to the step."""


class ChangeUse(Use):
    """A change on a transition: plugin code that writes the host's rows in the same commit."""


class Deadline(Model):
    """A limit on a state: armed when the state is entered, disarmed when it is left.

    Either `limit` (`48h`, `90min`, `30d`, `5wd`) counted from entry, or `at`, the instant field
    of the case's data that holds it. Days and working days: the first is not counted, the last is
    whole, and late begins at midnight in the workflow's zone. `overdue` is the trigger that fires
    then, or `notify`.
    """

    limit: Limit | None = None
    at: Name | None = None
    overdue: Name = "notify"

    @model_validator(mode="after")
    def _one(self) -> "Deadline":
        if (self.limit is None) == (self.at is None):
            msg = "give either `limit` or `at`"
            raise ValueError(msg)
        return self


class Children(Model):
    """The child cases a state opens when it is entered.

    One case of `workflow`, or one for `each` member of that list or map field of the data. The
    member, or what `data` names (`child field: parent field`), becomes the child's data.
    """

    workflow: Name
    each: Name | None = None
    data: dict[Name, Name] = {}


class FileCommand(Model):
    """A command written in the file: fire a trigger in the parent or in children of a name."""

    fire: Name
    on: Annotated[str, Field(pattern=r"^(parent|child [A-Za-z][\w-]*)$")]


class State(Model):
    """Where a case waits.

    `final` ends the case with `outcome` (its last name part unless given). `writable` names the
    data fields that may change while it lasts (`*` for all). `deadlines` and `children` map a
    name to what is armed and opened on entry.
    """

    name: Dotted
    title: Localized = {}
    final: bool = False
    outcome: Name | None = None
    writable: Names = ()
    deadlines: dict[Name, Deadline] = {}
    children: dict[Name, Children] = {}
    tags: Names = ()


class Transition(Model):
    """A way from one state to another.

    `trigger` is what is fired; `source` one or more states; `dest` the state entered, None for an
    internal transition that stays without leaving, `=` for one that leaves and enters again. `by`
    names the roles that may fire it (`*` for anyone). `when` is an expression over the data that
    chooses among ways of one trigger. An `auto` one is fired by the system once all holds.
    `while` says in which standing it is open: active, suspended or any.
    """

    trigger: Name
    source: Names
    dest: str | None = None
    title: Localized = {}
    by: Names = ()
    when: str | None = None
    auto: bool = False
    during: Annotated[Literal["active", "suspended", "any"], Field(alias="while")] = "active"
    comment: Literal["optional", "required"] = "optional"
    checks: Several[CheckUse] = ()
    plans: Several[PlanUse] = ()
    changes: Several[ChangeUse] = ()
    commands: Several[FileCommand] = ()
    tags: Names = ()


class Notice(Model):
    """Who is told what, after which event, through which channel.

    `on` names what it follows: `entered S`, `left S` (a state or a whole stage), `fired T`,
    `refused T`, `overdue D`. `to` holds roles, `actor`, `data.FIELD` or `person:ID`. The text is a
    `template` from a plugin or the file, or `subject` and `text` in place, one per language.
    """

    on: Annotated[Several[Annotated[str, AfterValidator(_follows)]], Field(min_length=1)]
    to: Annotated[Names, Field(min_length=1)]
    via: Name
    id: str | None = None
    template: str | None = None
    subject: Localized = {}
    text: Localized = {}
    attached_by: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_event(cls, value: Any) -> Any:
        if isinstance(value, Mapping) and isinstance(value.get("on"), str):
            return {**value, "on": (value["on"],)}
        return value


class Template(Model):
    """A text for notices: `subject` and `text`, one jinja2 source per language."""

    subject: Localized = {}
    text: Localized


class Rule(Model):
    """Who may do an operation on a case (`by`, roles), and the checks on it."""

    by: Names = ()
    checks: Several[CheckUse] = ()


Operation = Literal["start", "adopt", "edit", "note", "suspend", "resume", "terminate", "erase"]
