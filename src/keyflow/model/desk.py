"""`Desk`: the tasks of a case and its round of votes. Frozen; only a ruling makes the next one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from operator import attrgetter
from typing import Any, Literal

from keyflow.model.frozen import NOTHING

Kind = Literal["vote", "todo", "copy", "circular", "question", "opinion", "owed"]
Status = Literal["waiting", "open", "done", "closed"]
Box = Literal["todo", "done", "mine", "copied", "read", "delegated", "lent"]
Place = Literal["before", "after", "beside", "instead"]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing one person, or whoever holds a role, is asked to do in a case.

    `n` is its number in the case. It is `waiting` for its turn, `open`, `done` (then `answer` says
    what was answered and `by` who did it, where that is not `person`), or `closed` without having
    been needed (then `answer` says why). `round` is the number of the round it votes in, 0 outside.

    `person` holds it; without one any holder of `roles` may do it, and `people` are those a role
    bound to the data means now. `owner` is whom a delegated task comes back to. `under` is the task
    it was added to, and `place` where: before, after or beside it, or in its stead. `past` are the
    persons it was transferred from. `label` is a todo's trigger or what is owed, `blocks` what an
    owed item keeps shut; `seen` the digest of the content that was voted on.
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

    @property
    def live(self) -> bool:
        """Whether it is still to be done."""
        return self.status in {"waiting", "open"}

    def with_(self, **changes: Any) -> "Task":
        """Return a copy with some fields changed."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Round:
    """One round of votes: opened when its state was entered, from `source`.

    `status` is open, approved, rejected, returned, or why it was closed without a result; `seq` is
    the number of the event that closed it.
    """

    n: int
    state: str
    opened: datetime
    source: str = ""
    status: str = "open"
    closed: datetime | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """All tasks of a case that matter now, and its latest two rounds.

    `initiator` began the case. `arranged` maps a state to the persons chosen to decide there.
    `back` is the state a returned case goes straight back to. `urged` are the times people were
    urged in this round. Tasks of earlier rounds that are over are in the history only.
    """

    initiator: str | None = None
    rounds: tuple[Round, ...] = ()
    tasks: tuple[Task, ...] = ()
    arranged: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NOTHING)
    back: str | None = None
    urged: tuple[datetime, ...] = ()
    last: int = 0

    @property
    def round(self) -> Round | None:
        """The latest round."""
        return self.rounds[-1] if self.rounds else None

    def round_of(self, task: Task) -> Round | None:
        """Return the round a task votes in."""
        return next((one for one in self.rounds if one.n == task.round), None)

    @property
    def open_round(self) -> Round | None:
        """The round that is being decided."""
        return self.round if self.round is not None and self.round.status == "open" else None

    def task(self, n: int) -> Task | None:
        """Return a task by its number."""
        return next((task for task in self.tasks if task.n == n), None)

    def votes(self, n: int | None = None) -> list[Task]:
        """Return the voting tasks of a round, by default the latest."""
        number = n if n is not None else self.rounds[-1].n if self.rounds else 0
        return [task for task in self.tasks if task.kind == "vote" and task.round == number]

    def under(self, n: int, *places: str) -> list[Task]:
        """Return the tasks added to a task at some places."""
        return [task for task in self.tasks if task.under == n and task.place in places]

    def with_(self, **changes: Any) -> "Desk":
        """Return a copy with some fields changed."""
        return replace(self, **changes)

    def with_round(self, new: Round) -> "Desk":
        """Return a copy with a round in place of the one of its number, or as its latest.

        Tasks of rounds before the last two, and others done before this, are in the history only.
        """
        rounds = (*(one for one in self.rounds if one.n != new.n), new)[-2:]
        lasting = {one.n for one in rounds}
        tasks = (t for t in self.tasks if t.round in lasting or t.live or t.at == new.opened)
        return replace(self, rounds=rounds, tasks=tuple(tasks))

    def with_tasks(self, tasks: Iterable[Task]) -> "Desk":
        """Return a copy in which these tasks stand in place of those with their numbers."""
        new = {task.n: task for task in tasks}
        kept = [new.pop(task.n, task) for task in self.tasks]
        return replace(self, tasks=(*kept, *new.values()), last=max([self.last, *new]))


EMPTY = Desk()


def task_id(case: str, n: int) -> str:
    """Return the id of a task: its case's and its number."""
    return f"{case}#{n}"


def split_id(task: str) -> tuple[str, int]:
    """Return the case and number of a task's id; number 0 if it is none."""
    case, _, n = task.rpartition("#")
    return (case, int(n)) if case and n.isascii() and n.isdigit() and len(n) < 10 else (task, 0)


# Between values and JSON. What names people stands apart, as it must be erasable.

_NAMING = ("person", "people", "owner", "by", "past")
_INSTANTS = {"opened", "at", "due", "closed"}
_TUPLES = {"roles", "people", "past"}


class _Plainly:
    """Reads some fields of values of a class: those that are not as they are by default."""

    def __init__(self, cls: type[Any], names: Iterable[str]) -> None:
        wanted = set(names)
        self._known = [(item.name, item.default) for item in fields(cls) if item.name in wanted]
        self._read = attrgetter(*(name for name, _ in self._known))

    def __call__(self, value: Any) -> dict[str, Any]:
        """Return them as JSON."""
        read = zip(self._known, self._read(value), strict=True)
        found = {name: item for (name, default), item in read if item != default}
        for name in _INSTANTS & found.keys():
            found[name] = found[name].isoformat()
        return found


_named = _Plainly(Task, _NAMING)
_open = _Plainly(Task, {item.name for item in fields(Task)} - {*_NAMING})
_round = _Plainly(Round, [item.name for item in fields(Round)])


def _made(plain: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(plain)
    for name in made.keys() & _INSTANTS:
        made[name] = datetime.fromisoformat(made[name])
    for name in made.keys() & _TUPLES:
        made[name] = tuple(made[name])
    return made


def dump(desk: Desk) -> dict[str, Any]:
    """Return a desk as plain JSON, as a case's row keeps it."""
    public, private = changed(EMPTY, desk)
    return public | {"names": private} if private else public


def parse(plain: Mapping[str, Any]) -> Desk:
    """Read what `dump` returned."""
    if not plain:
        return EMPTY
    public = {name: item for name, item in plain.items() if name != "names"}
    return applied(EMPTY, public, plain.get("names"))


def changed(before: Desk, after: Desk) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what an event says of the change of a desk: openly, and who is named, in private.

    Both are JSON. `applied` makes the desk after of the one before and of both.
    """
    known = {task.n: task for task in before.tasks}
    new = [task for task in after.tasks if known.get(task.n) is not task]
    public: dict[str, Any] = {}
    private: dict[str, Any] = {}
    if new:
        public["tasks"] = [_open(task) for task in new]
        names = {str(task.n): _named(task) for task in new}
        private["tasks"] = {n: named for n, named in names.items() if named}
    if gone := known.keys() - {task.n for task in after.tasks}:
        public["gone"] = sorted(gone)
    if after.rounds is not before.rounds:
        public["rounds"] = list(map(_round, after.rounds))
    if after.urged != before.urged:
        public["urged"] = [at.isoformat() for at in after.urged]
    if after.back != before.back:
        public["back"] = after.back
    if after.last != before.last:
        public["last"] = after.last
    if after.initiator != before.initiator:
        private["initiator"] = after.initiator
    if after.arranged != before.arranged:
        private["arranged"] = {state: list(people) for state, people in after.arranged.items()}
    return public, {name: item for name, item in private.items() if item not in ({}, None)}


def applied(before: Desk, public: Mapping[str, Any], private: Mapping[str, Any] | None) -> Desk:
    """Return the desk that an event leaves; who was erased from it is missing."""
    named = private or {}
    people: Mapping[str, Any] = named.get("tasks", {})
    tasks = [
        Task(**_made({**plain, **people.get(str(plain["n"]), {})}))
        for plain in public.get("tasks", ())
    ]
    changes: dict[str, Any] = {}
    if "rounds" in public:
        changes["rounds"] = tuple(Round(**_made(one)) for one in public["rounds"])
    if "urged" in public:
        changes["urged"] = tuple(datetime.fromisoformat(at) for at in public["urged"])
    if "initiator" in named:
        changes["initiator"] = named["initiator"]
    if "arranged" in named:
        changes["arranged"] = {state: tuple(them) for state, them in named["arranged"].items()}
    changes |= {name: public[name] for name in ("back", "last") if name in public}
    gone = set(public.get("gone", ()))
    kept = before.with_(tasks=tuple(task for task in before.tasks if task.n not in gone))
    return kept.with_tasks(tasks).with_(**changes)


def without(desk: Desk, person: str) -> Desk:
    """Return a desk that no longer names somebody."""
    if desk is EMPTY:
        return desk

    def forgotten(task: Task) -> Task:
        named = {
            name: None for name in ("person", "owner", "by") if getattr(task, name) == person
        } | {
            name: tuple(one for one in getattr(task, name) if one != person)
            for name in ("people", "past")
            if person in getattr(task, name)
        }
        return task.with_(**named) if named else task

    arranged = {
        state: tuple(one for one in people if one != person)
        for state, people in desk.arranged.items()
    }
    return desk.with_(
        initiator=None if desk.initiator == person else desk.initiator,
        tasks=tuple(map(forgotten, desk.tasks)),
        arranged=arranged or NOTHING,
    )


# What an inbox is made of.


def lying(
    desk: Desk, opened: datetime
) -> dict[tuple[int, str, Box], tuple[datetime, datetime | None]]:
    """Return where each task lies, with since when, and until when it is due.

    A key is the task's number, whose inbox it is, and which part of that.
    """
    found: dict[tuple[int, str, Box], tuple[datetime, datetime | None]] = {}
    if desk.initiator is not None:
        found[0, f"p:{desk.initiator}", "mine"] = (opened, None)
    for task in desk.tasks:
        for holder, box in _places(task):
            since = task.opened if task.status == "open" else task.at or task.opened
            found[task.n, holder, box] = (since, task.due)
    return found


# What stays in an inbox when its task is in the history only.
LASTING: frozenset[Box] = frozenset({"done", "mine", "read"})


def _places(task: Task) -> Iterator[tuple[str, Box]]:
    read = task.kind in {"copy", "circular"}
    if task.status == "done":
        for person in dict.fromkeys((task.person, task.by)):
            if person is not None:
                yield f"p:{person}", "read" if read else "done"
    if task.status != "open":
        return
    for holder in holders(task):
        yield holder, "copied" if read else "todo"
    if task.owner is not None and task.kind in {"vote", "todo"}:
        yield f"p:{task.person}", "delegated"
        yield f"p:{task.owner}", "lent"


def holders(task: Task) -> Sequence[str]:
    """Return whose a task is: `p:` and a person, or `r:` and a role."""
    if task.person is not None:
        return (f"p:{task.person}",)
    return (*(f"p:{person}" for person in task.people), *(f"r:{role}" for role in task.roles))
