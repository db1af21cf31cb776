"""The parts of a definition: states, transitions, and what hangs on them."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from keyflow.finding import Severity
from keyflow.model.approval import Approval
from keyflow.model.base import Model
from keyflow.model.deadline import Deadline
from keyflow.model.use import Several, Use
from keyflow.model.values import Dotted, Localized, Name, Names, spelled

_FOLLOWS = re.compile(
    r"(entered|left|fired|refused|warned|overdue|moved|withdrawn|opened|closed) [A-Za-z*][\w.*-]*\Z"
)


def _follows(value: str) -> str:
    if not _FOLLOWS.match(value):
        msg = (
            "must say what it follows: entered S, left S, fired T, refused T, warned D, overdue D, "
            "moved D, withdrawn D, opened or closed round or task"
        )
        raise ValueError(msg)
    return value


def _from_nobody(value: Any) -> Any:
    return dict.fromkeys(value, ()) if isinstance(value, list | tuple) else value


Hidden = Annotated[dict[Name, Names], BeforeValidator(_from_nobody)]


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
    """A plan on a transition or an operation: plugin code that returns commands belonging to it."""


class ChangeUse(Use):
    """A change on a transition: plugin code that writes the host's rows in the same commit."""


class Children(Model):
    """The child cases a state opens when it is entered.

    One case of `workflow`, or one for `each` member of that list or map field of the data. Its
    subject ends with the member: the text, the key, or the first field of the record. The member,
    and what `data` names (`child field: parent field`), becomes the child's data.
    """

    workflow: Name
    each: Name | None = None
    data: dict[Name, Name] = {}


class FileCommand(Model):
    """A command written in the file: fire a trigger in the parent or in children of a name."""

    fire: Name
    on: Annotated[
        str,
        spelled(r"parent|child [A-Za-z][\w-]*", "must be parent, or child and a slot: child item"),
    ]


class State(Model):
    """Where a case waits.

    `final` ends the case with `outcome` (its last name part unless given). `writable` names the
    data fields that may change while it lasts (`*` for all). `deadlines` and `children` map a
    name to what is armed and opened on entry. `approval` is who decides here: entering opens a
    round. `hidden` names data fields that are not shown while it lasts, each with the roles that
    see them all the same.
    """

    name: Dotted
    title: Localized = {}
    final: bool = False
    outcome: Name | None = None
    writable: Names = ()
    deadlines: dict[Name, Deadline] = {}
    children: dict[Name, Children] = {}
    approval: Approval | None = None
    hidden: Hidden = {}
    tags: Names = ()


class Transition(Model):
    """A way from one state to another.

    `trigger` is what is fired; `source` one or more states; `dest` the state entered, None for an
    internal transition that stays without leaving, `=` for one that leaves and enters again. `by`
    names the roles that may fire it (`*` for anyone). `when` is an expression over the data that
    chooses among ways of one trigger. An `auto` one is fired by the system once all holds.
    `while` says in which standing it is open: active, suspended or any. `writes` names the data
    fields that may be given with it; left out, those that its state lets be written.
    """

    trigger: Name
    source: Names
    dest: str | None = None
    title: Localized = {}
    by: Names = ()
    when: str | None = None
    auto: bool = False
    todo: bool = False
    during: Annotated[Literal["active", "suspended", "any"], Field(alias="while")] = "active"
    comment: Literal["optional", "required"] = "optional"
    writes: Names | None = None
    checks: Several[CheckUse] = ()
    plans: Several[PlanUse] = ()
    changes: Several[ChangeUse] = ()
    commands: Several[FileCommand] = ()
    tags: Names = ()


class Notice(Model):
    """Who is told what, after which event, through which channel.

    `on` names what it follows: `entered S`, `left S` (a state or a whole stage), `fired T`,
    `refused T`; `opened` round, task, todo, copy, circular, question, opinion or owed, and `closed`
    round, opinion or owed; and of a deadline `warned D`, `overdue D`, `moved D` and `withdrawn D`;
    `D.LEVEL` is one level of it. `to` holds roles, `actor`, `data.FIELD` or `person:ID`, and after
    what is about tasks `holders`, those whose they are. The text is a `template` from a plugin or
    the file, or `subject` and `text` in place, one per language.
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
    """Who may do an operation on a case (`by`, roles), the checks on it, and what belongs to it."""

    by: Names = ()
    checks: Several[CheckUse] = ()
    plans: Several[PlanUse] = ()


Operation = Literal[
    "start", "adopt", "edit", "note", "suspend", "resume", "terminate", "erase",
    "recall", "reopen", "jump", "arrange", "hand-over", "copy", "circulate", "ask", "urge",
]  # fmt: skip
