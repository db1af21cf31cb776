"""`Desk`: the tasks of a case and its round of votes. Frozen; only a ruling makes the next one."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from keyflow.model.frozen import NOTHING

Kind = Literal["vote", "todo", "copy", "circular", "question", "opinion", "owed"]
Status = Literal["waiting", "open", "done", "closed"]
# What somebody has to do, did, began, is to read or has read, may do for others, has asked others
# to do for them, what will be theirs to do, what is only as long as they keep a right, what they
# were chosen to decide later, and what of theirs they may not do.
Box = Literal[
    "todo", "done", "mine", "copied", "read", "delegated", "lent", "waiting", "held", "chosen",
    "barred",
]  # fmt: skip
Place = Literal["before", "after", "beside", "instead"]


class Task(NamedTuple):
    """One thing one person, or whoever holds a role, is asked to do in a case.

    `n` is its number in the case. It is `waiting` for its turn, `open`, `done` (then `answer` says
    what was answered and `by` who did it, where that is not `person`), or `closed` without having
    been needed (then `answer` says why). `round` is the number of the round it votes in, 0 outside.

    `person` holds it; without one any holder of `roles` may do it, and `people` are those a role
    bound to the data means now. `rights` are what made its person a voter, where that can be lost:
    `role`, `head` or `data` with a name, `superior` with a level; it is `lapsed` while the data
    name somebody else. `owner` is whom a delegated task comes back to. `under` is the task it was
    added to, and `place` where: before, after or beside it, or in its stead. `past` are the persons
    it was transferred from. `label` is a todo's trigger or what is owed, `blocks` what an owed item
    keeps shut; it waits until the round of its vote is approved. `seen` is the digest of the
    content that was voted on, `signature` and `attachments` say where what was given with the vote
    is kept.
    """

    n: int
    kind: Kind
    status: Status
    opened: datetime
    round: int = 0
    group: str = ""
    roles: tuple[str, ...] = ()
    person: str | None = None
    people: tuple[str, ...] = ()
    owner: str | None = None
    answer: str | None = None
    by: str | None = None
    at: datetime | None = None
    due: datetime | None = None
    weight: int = 1
    required: bool = False
    veto: bool = False
    under: int | None = None
    place: Place | None = None
    mode: str = ""
    past: tuple[str, ...] = ()
    label: str = ""
    blocks: str = ""
    seen: str = ""
    signature: str = ""
    attachments: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    lapsed: bool = False

    @property
    def live(self) -> bool:
        """Whether it is still to be done."""
        return self.status in {"waiting", "open"}

    @property
    def claimed(self) -> bool:
        """Whether it is a role's, and somebody's only as long as they hold the role."""
        own = self.person is not None and self.person not in self.people
        return own and bool(self.roles) and not self.past and self.owner is None and self.live

    @property
    def revocable(self) -> bool:
        """Whether it is somebody's only as long as they keep the right that brought it to them."""
        return self.claimed or (bool(self.rights) and self.owner is None and self.live)

    @property
    def by_data(self) -> bool:
        """Whether the case's own data made its person a voter: nothing else can end that."""
        return bool(self.rights) and all(right.startswith("data ") for right in self.rights)

    @property
    def handed_on(self) -> bool:
        """Whether this seat of a round was transferred, or its voter recused or taken over from."""
        if self.kind != "vote" or self.place not in {None, "instead"}:
            return False
        recused = self.answer == "recuse" and self.label != "apart"
        return bool(self.past) or self.place == "instead" or recused

    def with_(self, **changes: Any) -> "Task":
        """Return a copy with some fields changed."""
        return self._replace(**changes)


class Round(NamedTuple):
    """One round of votes: opened when its state was entered, from `source`.

    `status` is open, approved, rejected, returned, or why it was closed without a result; `seq` is
    the number of the event that closed it. With `initiator_out` the initiator does not decide.
    """

    n: int
    state: str
    opened: datetime
    source: str = ""
    status: str = "open"
    closed: datetime | None = None
    seq: int = 0
    initiator_out: bool = False

    @property
    def approved(self) -> bool:
        """Whether it was approved, by its votes or by its deadline."""
        return self.status.removeprefix("deemed-") == "approved"


_DOWN = frozenset({"rejected", "returned", "recalled"})


class Choice(NamedTuple):
    """Whom an approver, `by`, chose in the state `source` to decide later in `state`."""

    by: str
    source: str
    state: str
    people: tuple[str, ...]


class Desk(NamedTuple):
    """All tasks of a case that matter now, and its latest two rounds.

    Of an earlier round only the seats that were handed on are kept, where it is its state's latest.

    `initiator` began the case. `arranged` maps a state to the persons chosen to decide there.
    `chosen` are the choices of approvers, which go before that. `back` is the state a returned case
    goes straight back to, `back_seen` the digest of its content when it was returned. `urged` are
    the times people were urged in this round. `undone` are the child cases that had ended when the
    case went back over what opened them: no join counts them. Tasks of earlier rounds that are over
    are in the history only.
    """

    initiator: str | None = None
    rounds: tuple[Round, ...] = ()
    tasks: tuple[Task, ...] = ()
    arranged: Mapping[str, tuple[str, ...]] = NOTHING
    back: str | None = None
    urged: tuple[datetime, ...] = ()
    last: int = 0
    chosen: tuple[Choice, ...] = ()
    back_seen: str = ""
    undone: tuple[str, ...] = ()

    @property
    def round(self) -> Round | None:
        """The latest round."""
        return self.rounds[-1] if self.rounds else None

    def round_of(self, task: Task) -> Round | None:
        """Return the round a task votes in."""
        for one in self.rounds:
            if one.n == task.round:
                return one
        return None

    @property
    def open_round(self) -> Round | None:
        """The round that is being decided."""
        latest = self.rounds[-1] if self.rounds else None
        return latest if latest is not None and latest.status == "open" else None

    @property
    def turned_down(self) -> bool:
        """Whether the latest round was rejected or sent back: nothing that is owed binds then."""
        return bool(self.rounds) and self.rounds[-1].status.removeprefix("deemed-") in _DOWN

    def task(self, n: int) -> Task | None:
        """Return a task by its number."""
        for task in self.tasks:
            if task.n == n:
                return task
        return None

    def votes(self, n: int | None = None) -> list[Task]:
        """Return the voting tasks of a round, by default the latest."""
        number = n if n is not None else self.rounds[-1].n if self.rounds else 0
        return [task for task in self.tasks if task.kind == "vote" and task.round == number]

    def settled(self, state: str) -> tuple[str, ...]:
        """Return the persons settled for a state in this case: chosen by all who did, or arranged.

        They stand in the order of the choosers' seats, whoever of them voted first.
        """
        chosen = dict.fromkeys(p for one in self.chosen if one.state == state for p in one.people)
        return tuple(chosen) or self.arranged.get(state, ())

    def going_back(self, state: str | None, seen: str = "") -> "Desk":
        """Return a copy that goes straight back to a state, its content being this; or nowhere."""
        return (
            self
            if (self.back, self.back_seen) == (state, seen)
            else self._replace(back=state, back_seen=seen)
        )

    def under(self, n: int, *places: str) -> list[Task]:
        """Return the tasks added to a task at some places."""
        return [task for task in self.tasks if task.under == n and task.place in places]

    def with_(self, **changes: Any) -> "Desk":
        """Return a copy with some fields changed."""
        return self._replace(**changes)

    def with_round(self, new: Round) -> "Desk":
        """Return a copy with a round in place of the one of its number, or as its latest.

        Tasks of rounds before the last two, and others done before this, are in the history only:
        but for seats handed on in the latest round of a state, which are so in the next one too.
        Several rounds that one command closes are kept until the next, which may take it back.
        """
        all_ = (*[one for one in self.rounds if one.n != new.n], new)
        lasting = {one.n for one in all_[-2:]} | {o.n for o in all_ if o.closed == new.opened}
        if len(lasting) == len(all_) and not [t for t in self.tasks if t.round not in lasting]:
            return self._replace(rounds=all_)  # as mostly: nothing of it is over
        last = {one.state: one.n for one in all_}.values()
        handed = {t.n for t in self.tasks if t.handed_on and t.round in last}
        kept = lasting | {t.round for t in self.tasks if t.n in handed}
        rounds = (one for one in all_ if one.n in kept)
        tasks = (
            t
            for t in self.tasks
            if t.round in lasting or t.live or t.at == new.opened or t.n in handed
        )
        return self._replace(rounds=tuple(rounds), tasks=tuple(tasks))

    def with_tasks(self, tasks: Iterable[Task]) -> "Desk":
        """Return a copy in which these tasks stand in place of those with their numbers."""
        new = {task.n: task for task in tasks}
        kept = [new.pop(task.n, task) for task in self.tasks]
        return self._replace(tasks=(*kept, *new.values()), last=max([self.last, *new]))


EMPTY = Desk()


_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


def task_id(case: str, n: int) -> str:
    """Return the id of a task: its case's and its number."""
    return f"{case}#{n}"


@lru_cache(maxsize=1_000)
def split_id(task: str) -> tuple[str, int]:
    """Return the case and number of a task's id; number 0 if it is none."""
    case, _, n = task.rpartition("#")
    return (case, int(n)) if case and _NUMBER.fullmatch(n) else (task, 0)


def without(desk: Desk, person: str) -> Desk:
    """Return a desk that no longer names somebody."""
    if desk is EMPTY:
        return desk

    def forgotten(task: Task) -> Task:
        named: dict[str, Any] = {
            name: None for name in ("person", "owner", "by") if getattr(task, name) == person
        } | {
            name: tuple(one for one in getattr(task, name) if one != person)
            for name in ("people", "past")
            if person in getattr(task, name)
        }
        if person in {task.person, task.by} and (task.signature or task.attachments):
            named |= {"signature": "", "attachments": ()}
        return task.with_(**named) if named else task

    arranged = {
        state: tuple(one for one in people if one != person)
        for state, people in desk.arranged.items()
    }
    chosen = tuple(
        one._replace(
            by="" if one.by == person else one.by,
            people=tuple(name for name in one.people if name != person),
        )
        for one in desk.chosen
    )
    return desk.with_(
        initiator=None if desk.initiator == person else desk.initiator,
        tasks=tuple(map(forgotten, desk.tasks)),
        arranged=arranged or NOTHING,
        chosen=chosen,
    )
