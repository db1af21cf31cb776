"""`Scenario`: a table of steps in a workflow file, and what is to come of them."""

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from keyflow.model import command, decision
from keyflow.model.base import Model
from keyflow.model.case import Standing
from keyflow.model.use import Several
from keyflow.model.values import Name, Names, identifier, instant, person, prose, spelled

# What a step may do beside firing a trigger, by the verb it is written with.
ACTS: Mapping[str, type[command.Command]] = {
    kind.verb: kind
    for kind in (
        command.Edit, command.Note, command.Waive, command.Suspend, command.Resume,
        command.Terminate,
        decision.Approve, decision.Reject, decision.Abstain, decision.Recuse, decision.Save,
        decision.Claim, decision.Unclaim, decision.Transfer, decision.Delegate, decision.Resolve,
        decision.AddSign, decision.RemoveSign, decision.Arrange, decision.Return, decision.Recall,
        decision.TakeBack, decision.Reopen, decision.Jump, decision.Consult, decision.Answer,
        decision.Fulfil, decision.MarkRead, decision.Copy, decision.Circulate, decision.Ask,
        decision.Urge,
    )
}  # fmt: skip

_SPAN = re.compile(r"\+?([1-9][0-9]{0,4})(min|h|d)\Z")
_UNITS = {"min": "minutes", "h": "hours", "d": "days"}
_ADDRESS = ("case", "task")


def _verb(verb: str) -> str:
    if verb not in ACTS:
        msg = f"must be one of {', '.join(sorted(ACTS))}; a trigger stands under `fire`"
        raise ValueError(msg)
    return verb


def _span(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = _SPAN.match(value)
    if found is None:
        msg = "must be a number and a unit, such as 2d, 3h or 90min"
        raise ValueError(msg)
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _people(value: Any) -> Any:
    """Let a person's roles stand for the person."""
    if not isinstance(value, Mapping):
        return value
    return {
        name: {"roles": said} if isinstance(said, str | list | tuple) else said
        for name, said in value.items()
    }


Person = Annotated[str, AfterValidator(lambda value: person(value, "person"))]
Instant = Annotated[datetime, BeforeValidator(lambda value: instant(value, "instant"))]
Prose = Annotated[str, AfterValidator(lambda value: prose(value, "text"))]
Place = Annotated[
    str,
    spelled(
        r"\.|[A-Za-z][\w-]*(/[^/]+)*",
        "must be '.', the scenario's own case, or a child such as item/A1",
    ),
]
Listed = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Persons = Annotated[tuple[Person, ...], BeforeValidator(_listed), Field(min_length=1)]


class Substitute(Model):
    """Who stands in for somebody, from one day to another (both included; without one, always)."""

    person: Person
    since: Annotated[date | None, Field(alias="from")] = None
    until: date | None = None


class Member(Model):
    """Somebody in a scenario: the roles they hold, the superior above them, who stands in.

    `heads` names the units they are the head of. Roles alone may stand for the whole.
    """

    roles: Names = ()
    superior: Person | None = None
    heads: Names = ()
    substitutes: Several[Substitute] = ()


Cast = Annotated[
    dict[Annotated[str, AfterValidator(lambda v: identifier(v, "person"))], Member],
    BeforeValidator(_people),
]


class Debt(Model):
    """Something an approval leaves owing: what, by when, and what it keeps shut until then."""

    what: Prose
    due: date | datetime
    blocks: str = ""


class Expectation(Model):
    """What a case is expected to be. Only what is written is compared.

    `outcome: null` says that it has none. `open` are the holders of all open tasks but copies:
    persons, and roles nobody has claimed from. `unread` are those with a copy they have not read.
    `round` is what the latest round came to: open, approved, rejected, returned, recalled.
    `votes` are what its voters said, or why they need not: `{li: approve, wang: not-needed}`; one
    whose turn it is says `open`, one whose turn comes `waiting`, one who is not in it `none`.
    `opinions` are what the consulted said (`deemed` for silence), `owed` what became of what is
    owed, by its name. `data` are fields; `children` other cases of the family by their place.
    """

    state: str | None = None
    standing: Standing | None = None
    outcome: str | None = None
    open: Listed | None = None
    unread: Listed | None = None
    round: str | None = None
    votes: dict[str, str] = {}
    opinions: dict[str, str] = {}
    owed: dict[str, str] = {}
    data: dict[str, Any] = {}
    children: "dict[Place, Expected]" = {}


Expected = Annotated[
    Expectation,
    BeforeValidator(lambda value: {"state": value} if isinstance(value, str) else value),
]
Expectation.model_rebuild()


class Beginning(Model):
    """How a scenario's case begins: by whom, with which data; `refused` if it may not."""

    by: Person
    subject: str = "scenario"
    data: dict[str, Any] = {}
    comment: Prose = ""
    refused: Listed = ()


class Step(Model):
    """One line of a scenario: somebody does something, or time passes, or the cast changes.

    `fire` is a trigger; `do` any other verb (approve, return, add-sign, edit, …) with what it takes
    written beside it. `on` is the case, `task` whose task it is (a person, a role, a group, or what
    is owed), where it is not plain from who acts. `wait` lets so much time pass (or `+2d` stands
    alone), `until` all until an instant. `refused` lists the codes that must be among the
    reasons it is refused for; without it the step must be accepted. `expect` is looked at after it.
    """

    by: Person | None = None
    fire: Name | None = None
    do: Annotated[str, AfterValidator(_verb)] | None = None
    wait: Annotated[timedelta | None, BeforeValidator(_span)] = None
    until: Instant | None = None
    cast: Cast | None = None
    on: Place = "."
    task: str | None = None
    refused: Listed = ()
    expect: Expected | None = None
    occurred_at: Instant | None = None
    recorded_by: Person | None = None

    attachments: Listed = ()
    check: str = ""
    choose: dict[str, Names] = {}
    comment: Prose = ""
    data: dict[str, Any] = {}
    into: Place | None = None
    limit: str = ""
    mode: decision.Mode = "all"
    opinion: Literal["agree", "disagree", "defer", "reply"] | None = None
    outcome: Name | None = None
    owed: Several[Debt] = ()
    person: Person | None = None
    persons: Persons | None = None
    place: Literal["before", "after", "beside"] = "beside"
    reason: Prose = ""
    signature: str = ""
    state: str = ""
    straight_back: bool = False
    text: Prose = ""
    to: str | None = None
    trigger: Name | None = None

    @model_validator(mode="before")
    @classmethod
    def _time(cls, value: Any) -> Any:
        return {"wait": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one(self) -> "Step":
        said = [name for name in ("fire", "do", "wait", "until", "cast") if self._says(name)]
        if len(said) != 1:
            msg = "say one of fire, do, wait, until and cast"
            raise ValueError(msg)
        if why := self._unfit(said[0]):
            raise ValueError(why)
        return self

    def _says(self, name: str) -> bool:
        return getattr(self, name) is not None

    def _unfit(self, said: str) -> str:
        """Say what is too much or too little beside what the step does; "" if nothing is."""
        if said not in {"fire", "do"}:
            extra = sorted(self.model_fields_set - {said, "expect"})
            return f"nothing but `expect` goes with `{said}`: {', '.join(extra)}" if extra else ""
        if self.by is None:
            return "say who does it (`by`)"
        kind = self.kind
        takes = {item.name for item in fields(kind)} - {*_ADDRESS, "trigger"}
        takes |= {"trigger"} if kind is command.Waive else set()
        if "task" in self.model_fields_set and not issubclass(kind, decision.OnTask):
            return f"{kind.verb} is not about a task"
        if extra := sorted((self.model_fields_set & ARGUMENTS) - takes):
            return f"{kind.verb} takes no {', '.join(extra)}"
        needed = {i.name for i in fields(kind) if i.default is i.default_factory is MISSING}
        lacking = sorted(needed & takes - self.model_fields_set)
        return f"{kind.verb} needs {', '.join(lacking)}" if lacking else ""

    @property
    def kind(self) -> type[command.Command]:
        """The class of its command."""
        return ACTS[self.do] if self.do is not None else command.Fire

    @property
    def given(self) -> dict[str, Any]:
        """What its command is made of, as far as it is written."""
        return {name: getattr(self, name) for name in self.model_fields_set & ARGUMENTS}


ARGUMENTS = frozenset(
    {
        "attachments", "check", "choose", "comment", "data", "into", "limit", "mode", "opinion",
        "outcome", "owed", "person", "persons", "place", "reason", "signature", "state",
        "straight_back", "text", "to", "trigger",
    }
)  # fmt: skip


class Scenario(Model):
    """A way a case may go, and what is to come of it: tried by `keyflow check`.

    It begins `at` an instant: unless given, at nine o'clock of Monday, 5 January 2026 in the
    workflow's zone. `cast` are its persons, over those of the file. Each step takes a second.
    `expect` is what the case is after the last of its `steps`.
    """

    name: Annotated[str, Field(min_length=1, max_length=200)]
    at: Instant | None = None
    cast: Cast = {}
    start: Beginning
    steps: Several[Step] = ()
    expect: Expected = Expectation()
