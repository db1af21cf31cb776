"""`Approval`: the policy on a state: who decides, and when enough of them have."""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from keyflow.model.base import Model
from keyflow.model.deadline import Deadline
from keyflow.model.use import Several, Use
from keyflow.model.values import Dotted, Name, Names, somebody

Verdict = Literal["approved", "rejected", "returned"]
VERDICTS = ("approved", "rejected", "returned")
Choice = Literal["approve", "reject", "abstain", "recuse"]
# What the people of a round may do besides deciding; a policy may forbid any of them.
Freedom = Literal[
    "add-sign", "remove-sign", "transfer", "delegate", "claim", "return", "recall", "take-back",
    "consult", "urge", "batch", "owe",
]  # fmt: skip


def _share(value: str) -> str:
    try:
        share = Fraction(value)
    except (ValueError, ZeroDivisionError):
        msg = "must be a share such as 2/3 or 0.5"
        raise ValueError(msg) from None
    if not 0 < share <= 1:
        msg = "must be above 0 and at most 1"
        raise ValueError(msg)
    return value


Share = Annotated[
    str, BeforeValidator(lambda v: str(v) if isinstance(v, int) else v), AfterValidator(_share)
]
Person = Annotated[str, AfterValidator(lambda value: somebody(value, "person"))]
_INTERVAL = re.compile(r"^[1-9][0-9]{0,4}(h|min|d)$")
Positive = Annotated[int, Field(ge=1, le=1_000_000)]


class Threshold(Model):
    """When enough have said so: exactly one of the fields.

    `all`, `any` and `never` speak of heads; `at_least` counts heads; `share` (at least) and `over`
    (more than) are shares of the base's weight, such as `2/3`; `weight` is a sum of weights;
    `groups` says how many groups must have come to it: `all`, `any` or a number.
    """

    heads: Literal["all", "any", "never"] | None = None
    at_least: Positive | None = None
    share: Share | None = None
    over: Share | None = None
    weight: Positive | None = None
    groups: Literal["all", "any"] | Positive | None = None

    @model_validator(mode="before")
    @classmethod
    def _word(cls, value: Any) -> Any:
        return {"heads": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one(self) -> "Threshold":
        if len(self.model_fields_set) != 1:
            msg = (
                "say one of all, any, never, {at_least: 2}, {share: 2/3}, {over: 1/2}, "
                "{weight: 50} or {groups: all}"
            )
            raise ValueError(msg)
        return self


def _opposite(approving: Threshold) -> Threshold:
    """Return when it is rejected where nothing is said: by one no, if all must approve; else never.

    Where not all must, one no decides nothing: that too few are left to approve is `otherwise`.
    """
    if approving.heads == "all":
        return Threshold(heads="any")
    return Threshold(groups="any") if approving.groups == "all" else Threshold(heads="never")


class Voter(Model):
    """Who is asked: one task, or several where it names several people.

    `role` is one task for whoever holds it when deciding; with `each`, one for each holder when
    the round opens. `person` names somebody, `data` a field that does. `superior` is the
    initiator's superior at that level, `superiors` all of them up to it, `head` the head of the
    unit a data field names. `chosen` persons are named by the initiator or by the previous
    approver. `resolver` is a plugin that answers with persons.

    `weight` counts in shares and sums. Without a `required` voter's approval nothing is approved;
    a rejection by one who has a `veto` rejects.
    """

    role: Name | None = None
    person: Person | None = None
    data: Name | None = None
    superior: Annotated[int, Field(ge=1, le=20)] | None = None
    superiors: Annotated[int, Field(ge=1, le=20)] | None = None
    head: Name | None = None
    chosen: Literal["initiator", "previous"] | None = None
    resolver: Use | None = None
    each: bool = False
    weight: Positive = 1
    required: bool = False
    veto: bool = False

    @model_validator(mode="after")
    def _one(self) -> "Voter":
        sources = (
            self.role, self.person, self.data, self.superior, self.superiors, self.head,
            self.chosen, self.resolver,
        )  # fmt: skip
        if sum(source is not None for source in sources) != 1:
            msg = (
                "name exactly one of role, person, data, superior, superiors, head, chosen and "
                "resolver"
            )
            raise ValueError(msg)
        if self.each and self.role is None:
            msg = "`each` goes with a role"
            raise ValueError(msg)
        return self


class Group(Model):
    """Voters who come to a result of their own; `in_order` asks one after the other (依次会签).

    Without `approve_when` all must agree. Without `reject_when` one no rejects where all must
    agree; elsewhere it only takes away from the approvals that are needed.
    """

    voters: Annotated[Several[Voter], Field(min_length=1)]
    approve_when: Threshold = Threshold(heads="all")
    reject_when: Threshold | None = None
    in_order: bool = False

    @cached_property
    def rejecting(self) -> Threshold:
        """When it rejects."""
        return self.reject_when or _opposite(self.approve_when)


class Role(Model):
    """A role that stands in."""

    role: Name


def _interval(value: str) -> str:
    if not _INTERVAL.fullmatch(value):
        msg = "must be a number and a unit, such as 2d, 3h or 90min"
        raise ValueError(msg)
    return value


class Urging(Model):
    """How often the people of a round may be urged: `most` times, at least `every` apart."""

    most: Positive = 3
    every: Annotated[
        str, AfterValidator(_interval), Field(json_schema_extra={"pattern": _INTERVAL.pattern})
    ] = "1h"


class Approval(Model):
    """The policy on a state. Entering the state opens a round; its result fires the way so named.

    Voters stand in `voters`, or in `groups` with a result each. `approve_when` and `reject_when`
    are independent; rejection is looked at first, and where neither holds once all are in, the
    result is `otherwise`. Unsaid, all must approve and one no rejects; where `approve_when` asks
    for less than all, one no rejects nothing unless `reject_when` says so. A round closes `early`,
    once every way of going on gives one result, or when all are in (`full`).

    `initiator` says what becomes of a voter who is the initiator: `decide` all the same, `skip`
    them, ask their `superior`, or `refuse` to open the round. `nobody` says what happens when no
    voter is found. `again` says when somebody who approved in this case before is taken to approve:
    never (`each` time), `once` per case, or if `consecutive`. `apart` names states, triggers and
    roles: who decided, fired or holds one of them may not decide here.

    `comment` names the choices that need one; `signature` and `attachments` what approving needs.
    `edits` names the data fields voters may change, `must` those that must be filled to approve.
    `content` says what happens to votes when a field marked `content` changes: `void` them all and
    ask afresh, `ask` those again who voted, or `keep` them. `resubmit` says how it goes on after a
    return: `walk` all states again, straight `back`, or as the one who returns has `chosen`.
    `forbid` names what the people of the round may not do. `deadline` limits each round, and its
    `overdue` may be a result; `task_deadline` limits each task from when it is its turn,
    and only tells.
    """

    voters: Several[Voter] = ()
    groups: dict[Name, Group] = {}
    approve_when: Threshold | None = None
    reject_when: Threshold | None = None
    otherwise: Verdict = "rejected"
    in_order: bool = False
    close: Literal["early", "full"] = "early"
    initiator: Literal["decide", "skip", "superior", "refuse"] = "skip"
    nobody: Literal["refuse", "approve", "reject"] | Role = "refuse"
    again: Literal["each", "once", "consecutive"] = "each"
    apart: tuple[Dotted, ...] = ()
    comment: tuple[Literal["approve", "reject", "abstain", "recuse", "return"], ...] = ()
    signature: bool = False
    attachments: bool = False
    edits: Names = ()
    must: Names = ()
    content: Literal["void", "ask", "keep"] = "ask"
    resubmit: Literal["walk", "back", "chosen"] = "chosen"
    forbid: tuple[Freedom, ...] = ()
    urging: Urging = Urging()
    deadline: Deadline | None = None
    task_deadline: Deadline | None = None

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        several = {
            name for name in ("apart", "comment", "forbid") if isinstance(value.get(name), str)
        }
        return {**value, **{name: [value[name]] for name in several}}

    @model_validator(mode="after")
    def _either(self) -> "Approval":
        if bool(self.voters) == bool(self.groups):
            msg = "give either `voters` or `groups`"
            raise ValueError(msg)
        if self.groups and self.in_order:
            msg = "`in_order` belongs to a group where there are groups"
            raise ValueError(msg)
        for name in ("approve_when", "reject_when"):
            rule: Threshold | None = getattr(self, name)
            if rule is not None and rule.groups is not None and not self.groups:
                msg = f"{name} speaks of groups; there are none"
                raise ValueError(msg)
        return self

    @cached_property
    def parts(self) -> Mapping[str, Group]:
        """The groups by name; voters outside groups are one group without a name."""
        if self.groups:
            return self.groups
        return {
            "": Group(
                voters=self.voters,
                approve_when=self.approving,
                reject_when=self.rejecting,
                in_order=self.in_order,
            )
        }

    @cached_property
    def approving(self) -> Threshold:
        """When it is approved."""
        default = Threshold(groups="all") if self.groups else Threshold(heads="all")
        return self.approve_when or default

    @cached_property
    def rejecting(self) -> Threshold:
        """When it is rejected."""
        return self.reject_when or _opposite(self.approving)
