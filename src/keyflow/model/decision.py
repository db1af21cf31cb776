"""The commands of approvals: what people do with their tasks and with a round of votes.

A catalogue, to be looked up in: it is as long as there are operations.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Literal, get_args

from keyflow.errors import InputError
from keyflow.model import limits
from keyflow.model.command import Command, optional, required
from keyflow.model.desk import split_id
from keyflow.model.frozen import NOTHING, FrozenDict
from keyflow.model.owed import Owed, owed_of
from keyflow.model.values import identifier, one_of, somebody, texts

Mode = Literal["all", "any", "order"]
Where = Literal["before", "after", "beside"]
Opinion = Literal["agree", "disagree", "defer", "reply"]


def _set(command: Command, name: str, value: object) -> None:
    object.__setattr__(command, name, value)


def _chosen(value: Any) -> FrozenDict:
    """Return who decides in which state; raises `InputError` for what names nobody."""
    if isinstance(value, FrozenDict) and not value:
        return value
    if not isinstance(value, Mapping):
        raise InputError("choose", "must be a mapping from states to lists of persons")
    found = {}
    for state, people in value.items():
        where = f"choose.{identifier(state, 'choose')}"
        if isinstance(people, str | Mapping) or not isinstance(people, Iterable):
            raise InputError(where, "must be a list of at least one person")
        found[state] = tuple(somebody(person, where) for person in people)
        if not 0 < len(found[state]) <= limits.VOTERS:
            raise InputError(where, "must be a list of at least one person")
    return FrozenDict(found)


@dataclass(frozen=True)
class OnTask(Command):
    """A command addressed to a task."""

    task: str = required("the task's id")

    @cached_property
    def target(self) -> str:
        """The case the task belongs to."""
        return split_id(self.task)[0]

    @property
    def number(self) -> int:
        """The task's number in its case; 0 if the id is none."""
        return split_id(self.task)[1]


@dataclass(frozen=True)
class Approve(OnTask):
    """Approve (同意), if need be with items still owed (容缺)."""

    verb: ClassVar[str] = "approve"

    comment: str = optional("why")
    data: Mapping[str, Any] = optional("fields to change with it", {})
    signature: str = optional("where the signature is kept")
    attachments: tuple[str, ...] = optional("where attached papers are kept", ())
    owed: tuple[Owed, ...] = optional("what is still owed: WHAT,DUE[,BLOCKS]", ())
    choose: Mapping[str, tuple[str, ...]] = optional("who decides later: STATE=PERSON,…", {})

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.attachments != ():
            _set(self, "attachments", texts(self.attachments, "attachments", limits.VOTERS))
        if self.owed != ():
            _set(self, "owed", owed_of(self.owed))
        if self.choose is not NOTHING:
            _set(self, "choose", _chosen(self.choose))


@dataclass(frozen=True)
class Reject(OnTask):
    """Reject (不同意); this is not a return."""

    verb: ClassVar[str] = "reject"

    comment: str = optional("why")
    data: Mapping[str, Any] = optional("fields to change with it", {})
    signature: str = optional("where the signature is kept")
    attachments: tuple[str, ...] = optional("where attached papers are kept", ())

    def __post_init__(self) -> None:
        super().__post_init__()
        _set(self, "attachments", texts(self.attachments, "attachments", limits.VOTERS))


@dataclass(frozen=True)
class Abstain(OnTask):
    """Abstain (弃权): counted among those asked, for neither side."""

    verb: ClassVar[str] = "abstain"

    comment: str = optional("why")


@dataclass(frozen=True)
class Recuse(OnTask):
    """Recuse oneself (回避): no longer counted; a required voter names who takes the task."""

    verb: ClassVar[str] = "recuse"

    comment: str = optional("why")
    to: str | None = optional("who takes the task instead", None)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.to is not None:
            somebody(self.to, "to")


@dataclass(frozen=True)
class Save(OnTask):
    """Save an opinion without deciding (暂存)."""

    verb: ClassVar[str] = "save"

    comment: str = required("the opinion so far")


@dataclass(frozen=True)
class Claim(OnTask):
    """Take a role's task as one's own (认领)."""

    verb: ClassVar[str] = "claim"


@dataclass(frozen=True)
class Unclaim(OnTask):
    """Give a claimed task back to its role (取消认领)."""

    verb: ClassVar[str] = "unclaim"

    comment: str = optional("why")


@dataclass(frozen=True)
class Transfer(OnTask):
    """Give a task to somebody else for good (转办)."""

    verb: ClassVar[str] = "transfer"

    to: str = required("who decides from now on")
    comment: str = optional("why")
    whose: str | None = optional("whose share goes, where it is delegated; else the helper's", None)

    def __post_init__(self) -> None:
        super().__post_init__()
        somebody(self.to, "to")


@dataclass(frozen=True)
class Delegate(OnTask):
    """Ask somebody to work on a task that then comes back (委派)."""

    verb: ClassVar[str] = "delegate"

    to: str = required("who is to help")
    comment: str = optional("what is asked")

    def __post_init__(self) -> None:
        super().__post_init__()
        somebody(self.to, "to")


@dataclass(frozen=True)
class Resolve(OnTask):
    """Give a delegated task back with an opinion; its owner decides."""

    verb: ClassVar[str] = "resolve"

    comment: str = optional("the opinion")


@dataclass(frozen=True)
class AddSign(OnTask):
    """Add people to a round (加签): before or after one's own decision, or beside it."""

    verb: ClassVar[str] = "add-sign"

    persons: tuple[str, ...] = required("who is added")
    place: Where = optional("before, after or beside", "beside")
    mode: Mode = optional("how those added before or after decide: all, any, or in order", "all")
    comment: str = optional("why")

    def __post_init__(self) -> None:
        super().__post_init__()
        one_of(self.place, "place", get_args(Where))
        one_of(self.mode, "mode", get_args(Mode))


@dataclass(frozen=True)
class RemoveSign(OnTask):
    """Remove somebody from a round who has not acted yet (减签)."""

    verb: ClassVar[str] = "remove-sign"

    reason: str = required("why")


@dataclass(frozen=True)
class Return(OnTask):
    """Send a case back to be done again (退回).

    It enters the state anew. With `straight_back` it afterwards comes straight back here, and the
    votes in between stand; otherwise it walks all states again. With `into` it is that case, a
    parent of this one, that goes back.
    """

    verb: ClassVar[str] = "return"

    to: str = optional("initiator, previous, or a state's name", "initiator")
    comment: str = optional("why")
    straight_back: bool = optional("whether it comes straight back here afterwards", False)
    into: str | None = optional("the parent case that goes back", None)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.straight_back, bool):
            raise InputError("straight_back", "must be True or False")


@dataclass(frozen=True)
class TakeBack(OnTask):
    """Take one's own decision back while nobody has acted on it (取回)."""

    verb: ClassVar[str] = "take-back"

    reason: str = optional("why")


@dataclass(frozen=True)
class Consult(OnTask):
    """Ask others for their opinion before deciding (征求意见); silence is consent in the end.

    Of a `role:NAME` whoever holds it may answer, of a `unit:NAME` its head.
    """

    verb: ClassVar[str] = "consult"
    offices: ClassVar[bool] = True

    persons: tuple[str, ...] = required("who is asked: persons, role:NAME, unit:NAME")
    limit: str = required("how long they have, such as 5wd")
    comment: str = optional("what is asked")


@dataclass(frozen=True)
class Answer(OnTask):
    """Answer a consultation or a question.

    To a consultation: `agree`, `disagree` (with reasons), or `defer`, which agrees subject to a
    higher authority. To a question: `reply`.
    """

    verb: ClassVar[str] = "answer"

    opinion: Opinion = required("agree, disagree, defer, reply")
    comment: str = optional("the reasons, or the reply")

    def __post_init__(self) -> None:
        super().__post_init__()
        one_of(self.opinion, "opinion", get_args(Opinion))


@dataclass(frozen=True)
class MarkRead(OnTask):
    """Mark a copy or a circulated paper as read (已阅)."""

    verb: ClassVar[str] = "read"


@dataclass(frozen=True)
class Fulfil(OnTask):
    """Record that what an approval left owing has been handed in (补齐)."""

    verb: ClassVar[str] = "fulfil"

    comment: str = optional("what was handed in")


@dataclass(frozen=True)
class Recall(Command):
    """Call a case back from a round of votes, as the one who began it (撤回)."""

    verb: ClassVar[str] = "recall"

    case: str = required("the case's id")
    reason: str = optional("why")


@dataclass(frozen=True)
class Reopen(Command):
    """Open a case again after its end, within the workflow's window (终态收回)."""

    verb: ClassVar[str] = "reopen"

    case: str = required("the case's id")
    reason: str = required("why")


@dataclass(frozen=True)
class Jump(Command):
    """Put a case into any of its states, as an administrator (跳转)."""

    verb: ClassVar[str] = "jump"

    case: str = required("the case's id")
    to: str = required("the state")
    reason: str = required("why")


@dataclass(frozen=True)
class Arrange(Command):
    """Settle who decides in a later state of this one case (追加)."""

    verb: ClassVar[str] = "arrange"

    case: str = required("the case's id")
    state: str = required("the state")
    persons: tuple[str, ...] = required("who decides there, in this order")
    reason: str = optional("why")


@dataclass(frozen=True)
class Copy(Command):
    """Send people a copy, which each marks as read (抄送)."""

    verb: ClassVar[str] = "copy"

    case: str = required("the case's id")
    persons: tuple[str, ...] = required("who gets a copy")
    comment: str = optional("what it is about")


@dataclass(frozen=True)
class Circulate(Command):
    """Circulate a case to people who sign that they have read it, and may pass it on (传阅)."""

    verb: ClassVar[str] = "circulate"

    case: str = required("the case's id")
    persons: tuple[str, ...] = required("who is to read it")
    comment: str = optional("what it is about")


@dataclass(frozen=True)
class Urge(Command):
    """Urge those whose turn it is (催办); nothing else changes."""

    verb: ClassVar[str] = "urge"

    case: str = required("the case's id")
    comment: str = optional("what to tell them")


@dataclass(frozen=True)
class Ask(Command):
    """Ask somebody about a case without moving it (沟通)."""

    verb: ClassVar[str] = "ask"

    case: str = required("the case's id")
    person: str = required("who is asked")
    text: str = required("the question")


# What counts as having decided: who recuses has not.
VOTES = frozenset({"approve", "reject", "abstain"})
DECISIONS: Mapping[str, type[Approve | Reject | Abstain | Recuse]] = {
    kind.verb: kind for kind in (Approve, Reject, Abstain, Recuse)
}
