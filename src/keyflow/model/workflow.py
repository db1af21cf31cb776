"""`Workflow`: a whole definition, expanded to one flat machine. Frozen, hashed, stored."""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from keyflow.model.approval import Approval
from keyflow.model.base import Model
from keyflow.model.deadline import Clock, Deadline
from keyflow.model.definition import (
    CheckUse,
    Children,
    Hidden,
    Notice,
    Operation,
    Rule,
    State,
    Template,
    Transition,
)
from keyflow.model.obligation import Obligation
from keyflow.model.scenario import Cast, Scenario
from keyflow.model.schema import Schema
from keyflow.model.use import Several, Use
from keyflow.model.values import Currency, Dotted, Localized, Name, Names, spelled


def _bindings(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return dict.fromkeys(value)
    return value


Roles = Annotated[
    dict[
        Name,
        Annotated[
            str,
            spelled(r"data\.[A-Za-z][\w-]*", "must be data.FIELD, the field that names the holder"),
        ]
        | None,
    ],
    BeforeValidator(_bindings),
]
Slots = Annotated[dict[Name, Name | None], BeforeValidator(_bindings)]
Day = Annotated[
    str, spelled("[1-9][0-9]{0,4}(h|min|d)", "must be a number and a unit, such as 48h or 30d")
]
# In a file the kind alone, where it has no options.
CalendarUse = Annotated[
    Use,
    PlainSerializer(lambda use: use.model_dump() if use.options else use.kind),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object", "required": ["kind"]}]}),
]


class StageInfo(Model):
    """A stage of the expanded workflow, and the plugin that made it."""

    name: Name
    kind: str
    package: str
    title: Localized = {}


class Head(Model):
    """What the written and the expanded form of a definition share.

    `roles` maps each role to the data field that names its holder, or to nothing. `slots` names
    those that children are opened under by hand or by plugins, beside the ones that states open,
    each with the children's workflow, or nothing. One active root case per subject, unless `many`.
    `clocks` are limits over several states or over other limits, `obligations` duties that come
    again every period.
    `operations` says who may start, edit, note, suspend, resume, terminate, adopt and erase;
    unsaid, any role of the workflow may start, edit and note, and nobody the others. `zone` is
    where days begin and `calendar` says which are worked: a kind, or `kind` and its options.
    `currency` is that of plain money amounts; `backdate` how far back an event may lie; `reopen`
    how long after its end a case may be opened again; `clerks` are the roles that may enter what
    another person decided.
    """

    keyflow: Literal[1] = 1
    name: Name
    title: Localized = {}
    fields: Schema = Field(default_factory=dict, alias="schema", validate_default=True)
    roles: Roles = {}
    slots: Slots = {}
    clocks: dict[Name, Clock] = {}
    obligations: dict[Name, Obligation] = {}
    operations: dict[Operation, Rule] = {}
    clerks: Names = ()
    many: bool = False
    zone: str = "UTC"
    calendar: CalendarUse = Use(kind="weekdays")
    currency: Currency = "CNY"
    backdate: Day | None = None
    reopen: Day | None = None


class Workflow(Head):
    """The expanded form: states and transitions of all stages under dotted names.

    Everything a case will ever use is in it: checks with all options, and the sources of its
    texts. `hash` names it; a case keeps the definition it began with.
    """

    initial: Dotted
    stages: tuple[StageInfo, ...]
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    notices: tuple[Notice, ...] = ()

    def canonical(self) -> str:
        """Return it as sorted JSON; the same definition gives the same bytes."""
        plain = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @property
    def hash(self) -> str:
        """The SHA-256 of the canonical form, in hexadecimal."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    @property
    def by_name(self) -> Mapping[str, State]:
        """The states by name."""
        return {state.name: state for state in self.states}

    @property
    def opened(self) -> frozenset[str]:
        """The names of the workflows whose cases its states and obligations open."""
        children = (item.workflow for state in self.states for item in state.children.values())
        return frozenset((*children, *(duty.workflow for duty in self.obligations.values())))


class StateSpec(Model):
    """What a file adds to a state of a stage: the fields of `State` but for its name."""

    title: Localized = {}
    final: bool = False
    outcome: Name | None = None
    writable: Names = ()
    deadlines: dict[Name, Deadline] = {}
    children: dict[Name, Children] = {}
    approval: Approval | None = None
    hidden: Hidden = {}
    tags: Names = ()


class Everywhere(Model):
    """What holds for every transition of the workflow."""

    checks: tuple[CheckUse, ...] = ()


class StageUse(Use):
    """A stage in a file: its `kind` and options, and what the file adds to it.

    `states` adds to single states by their own names, `checks` to all transitions from it.
    """

    title: Localized = {}
    states: dict[Name, StateSpec] = {}
    checks: tuple[CheckUse, ...] = ()


class Document(Head):
    """The form people write: stages by kind, and the transitions that connect them.

    `scenarios` are ways a case may go and what is to come of them, `cast` the persons in them; both
    are tried by `keyflow check`, and are no part of the definition that a case keeps.
    """

    initial: str
    stages: Annotated[dict[Name, StageUse], Field(min_length=1)]
    transitions: tuple[Transition, ...] = ()
    everywhere: Everywhere = Everywhere()
    notices: tuple[Notice, ...] = ()
    templates: dict[Name, Template] = {}
    cast: Cast = {}
    scenarios: Several[Scenario] = ()
