"""What lasts of an earlier round in the same state: seats handed on, recusals, votes, opinions."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from keyflow.model.approval import Approval
from keyflow.model.desk import Task
from keyflow.model.event import canonical, commitment
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import against, alike
from keyflow.ruling.step import Step
from keyflow.ruling.voters import seats

_GOING_BACK = frozenset({"return", "recall", "jump", "reopen", "unfulfilled"})


def digest(draft: Draft) -> str:
    """Return the digest of the fields marked `content`, as they are now (D16)."""
    content = {name: draft.raw.get(name) for name in draft.machine.content}
    return commitment(canonical(content)) if content else ""


def ballots(step: Step, draft: Draft, policy: Approval, number: int) -> list[Task]:
    """Return the tasks of a round about to open; raises `No` where somebody cannot be found."""
    first = draft.desk.last + 1
    tasks = [seat.task(step, n, number) for n, seat in enumerate(seats(step, draft, policy), first)]
    lines = _lines(draft)
    return _asked_again(step, draft, policy, _lasting(step, draft, policy, tasks, lines))


def same_seat(one: Task, other: Task) -> bool:
    """Tell whether two tasks of different rounds are one seat."""
    return (one.place, _seat(one)) == (other.place, _seat(other))


def _seat(task: Task) -> str:
    """Say whose seat a task was at first: a role's, or a person's."""
    first = task.past[0] if task.past else task.owner or task.person
    return f"{task.group}/{'/'.join(task.roles) or first}"


def _numbered(tasks: Iterable[Task]) -> Iterator[tuple[tuple[str, int], Task]]:
    """Yield tasks with their seats; where a group asks a role twice, they are told apart."""
    seen: Counter[str] = Counter()
    for task in tasks:
        seen[_seat(task)] += 1
        yield (_seat(task), seen[_seat(task)]), task


def _lines(draft: Draft) -> Mapping[tuple[str, int], list[Task]]:
    """Return each seat of the latest round here, with whoever took it in turn from one recused."""
    found = [one for one in draft.desk.rounds if one.state == draft.state]
    votes = draft.desk.votes(found[-1].n) if found else []
    own = [task for task in votes if task.place is None]
    return {seat: [task, *_takers(task, votes)] for seat, task in _numbered(own)}


def _takers(task: Task, votes: Sequence[Task]) -> Iterator[Task]:
    for other in votes:
        if other.under == task.n and other.place == "instead" and other.answer != "taken-back":
            yield other
            yield from _takers(other, votes)


def _lasting(
    step: Step,
    draft: Draft,
    policy: Approval,
    tasks: list[Task],
    lines: Mapping[tuple[str, int], list[Task]],
) -> list[Task]:
    """Return the tasks of a round, seats that were handed on being asked where they are now."""
    asked = {task.person for task in tasks}
    last, made, more = draft.desk.last + len(tasks), [], []
    for seat, task in _numbered(tasks):
        line = lines.get(seat, [])
        if task.status == "waiting" and line:
            line = _fit(step, draft, policy, line, asked - {task.person})
            above, *taking = [_as_it_was(draft, task, one, line) for one in line] or [task]
            made.append(above)
            for one in taking:
                last += 1
                above = one.with_(n=last, under=above.n)
                more.append(above)
        else:
            made.append(task)
    return [*made, *more]


def _as_it_was(draft: Draft, task: Task, old: Task, line: Sequence[Task]) -> Task:
    """Return a seat as one of its line left it: recused, approved if that stands, or handed on."""
    new = task
    if old.place == "instead":
        new = new.with_(place="instead", roles=(), people=())
    if old.past or old.place == "instead":
        new = new.with_(person=old.owner or old.person, past=old.past)
    given = {"status": "done", "person": old.person, "by": old.by, "at": old.at, "label": "stands"}
    if old.status == "done" and old.answer == "recuse" and old.label != "apart":
        taken = old is not line[-1]
        marks = {"required": False, "veto": False} if taken else {}
        return new.with_(**given, answer="recuse", seen=old.seen, past=old.past, **marks)
    stands = draft.desk.back == draft.state and old.answer == "approve"
    if stands and old.status == "done" and old.seen == digest(draft):
        more = {"signature": old.signature, "attachments": old.attachments}
        return new.with_(**given, answer="approve", seen=old.seen, past=old.past, **more)
    return new


def _fit(
    step: Step, draft: Draft, policy: Approval, line: list[Task], asked: set[str | None]
) -> list[Task]:
    """Return a line without those who may not decide here now, or are asked for themselves."""
    kept: list[Task] = []
    for task in line:
        person = task.owner or task.person
        handed = bool(task.past) or task.place == "instead"
        if handed and person and (alike(person, *asked) or against(step, draft, policy, person)):
            break
        kept.append(task)
    return kept


def opinions(draft: Draft, tasks: Sequence[Task]) -> list[Task]:
    """Return what was answered to consultations, where it binds the seats of a new round too.

    It does where the case came straight back, and where the round before was void.
    """
    last = draft.desk.round
    if draft.desk.back != draft.state and (last is None or last.status != "void"):
        return []
    lines = _lines(draft)
    new = {
        old.n: task
        for seat, task in _numbered(t for t in tasks if t.place is None)
        for old in lines.get(seat, ())
    }
    taken = {task.under: task for task in tasks if task.place == "instead"}
    found = []
    for one in draft.desk.tasks:
        if one.kind == "opinion" and one.status == "done" and one.under in new:
            seat = new[one.under]
            while seat.n in taken:
                seat = taken[seat.n]
            found.append(one.with_(under=seat.n, round=seat.round))
    return found


def _asked_again(step: Step, draft: Draft, policy: Approval, tasks: list[Task]) -> list[Task]:
    """Return the tasks of a round, those being done whose persons are taken to approve again."""
    if policy.again == "each":
        return tasks
    before = _approved_before(step, draft, policy)
    done = {"status": "done", "answer": "approve", "at": step.order.at, "label": "again"}
    return [
        task.with_(**done, seen=digest(draft))
        if task.status == "waiting" and task.person in before
        else task
        for task in tasks
    ]


def _approved_before(step: Step, draft: Draft, policy: Approval) -> set[str | None]:
    """Return whose approvals in this case stand since it was last sent back."""
    if policy.again == "consecutive":
        last = draft.desk.round
        if last is None or last.status != "approved":
            return set()
        return {task.person for task in draft.desk.votes() if task.answer == "approve"} - {None}
    people: dict[int, str] = {}
    for item in step.past(draft.before.root):
        if item.case == draft.before.id:
            if item.trigger in _GOING_BACK:
                people.clear()
            elif item.trigger == "approve" and not item.undone:
                people[item.n] = item.person or item.actor
    return {person for n, person in people.items() if _stands(draft, n)}


def _stands(draft: Draft, n: int) -> bool:
    """Tell whether an approval stands with this command too, as far as the desk still knows it."""
    task = draft.desk.task(n)
    if task is None:
        return True
    found = draft.desk.round_of(task)
    return task.answer == "approve" and (found is None or found.status != "void")
