"""What lasts of an earlier round in the same state: seats handed on, recusals, votes, opinions."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from keyflow.model.approval import Approval
from keyflow.model.attempt import Done
from keyflow.model.desk import Round, Task
from keyflow.model.event import canonical, commitment
from keyflow.model.lookalikes import alike
from keyflow.model.schema import Data
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import against
from keyflow.ruling.matching import others_hold
from keyflow.ruling.step import Step
from keyflow.ruling.voters import seats

_GOING_BACK = frozenset({"return", "recall", "jump", "reopen", "unfulfilled"})


def digest(draft: Draft) -> str:
    """Return the digest of the fields marked `content`, as they are now (D16)."""
    content = {name: draft.raw.get(name) for name in draft.machine.content}
    return commitment(canonical(content)) if content else ""


def ballots(
    step: Step, draft: Draft, policy: Approval, number: int
) -> tuple[list[Task], list[Task]]:
    """Return the votes of a round about to open, and the opinions that bind them still.

    Raises `No` where somebody cannot be found.
    """
    first = draft.desk.last + 1
    tasks = [seat.task(step, n, number) for n, seat in enumerate(seats(step, draft, policy), first)]
    before = next((one for one in reversed(draft.desk.rounds) if one.state == draft.state), None)
    if before is None:
        return _asked_again(step, draft, policy, tasks), []
    votes, again = _lasting(step, draft, policy, tasks, before)
    if before.status == "void" or draft.desk.back == draft.state:
        votes += _added(step, draft, policy, before, votes, again)
    return _asked_again(step, draft, policy, votes), _opinions(draft, again)


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


def _lines(draft: Draft, before: Round) -> Mapping[tuple[str, int], list[Task]]:
    """Return each seat of a round, with whoever took it in turn from one recused."""
    votes = draft.desk.votes(before.n)
    own = [task for task in votes if task.place is None]
    return {seat: [task, *_takers(task, votes, before)] for seat, task in _numbered(own)}


def _takers(task: Task, votes: Sequence[Task], before: Round) -> Iterator[Task]:
    for other in votes:
        if other.under == task.n and other.place == "instead" and not _dropped(other, before):
            yield other
            yield from _takers(other, votes, before)


def _dropped(task: Task, before: Round) -> bool:
    """Tell whether somebody was in a round no more when it closed."""
    before_it = task.answer in {"taken-back", "not-needed"} and task.at != before.closed
    return task.status == "closed" and (before_it or task.answer == "removed")


def _lasting(
    step: Step, draft: Draft, policy: Approval, tasks: list[Task], before: Round
) -> tuple[list[Task], dict[int, Task]]:
    """Return the tasks of a round, seats that were handed on being asked where they are now.

    With them, by its number, what every task is now that was such a seat in the round `before`.
    """
    lines, asked = _lines(draft, before), {task.person for task in tasks}
    last, made, more = draft.desk.last + len(tasks), [], []
    again: dict[int, Task] = {}
    for seat, task in _numbered(tasks):
        line, chain = lines.get(seat, []), [task]
        if task.status == "waiting" and line:
            fit = _fit(step, draft, policy, line, asked - {task.person})
            chain = [_as_it_was(draft, policy, task, one, fit) for one in fit] or [task]
        for place, one in enumerate(chain[1:], 1):
            last += 1
            chain[place] = one.with_(n=last, under=chain[place - 1].n)
        made.append(chain[0])
        more += chain[1:]
        again |= {old.n: chain[min(at, len(chain) - 1)] for at, old in enumerate(line)}
    return [*made, *more], again


def _added(  # noqa: PLR0917 - who is asked on what now, where it was what before
    step: Step,
    draft: Draft,
    policy: Approval,
    before: Round,
    votes: Sequence[Task],
    again: dict[int, Task],
) -> list[Task]:
    """Return those who were added to a round that goes on; `again` gets them too.

    Straight back all of them are in it, as what was said before and after a vote belongs to it. Of
    a void round only those beside: they vote for themselves, the others for a vote that is void.
    """
    places = {"beside", "instead"} | ({"before", "after"} if before.status != "void" else set())
    asked = {task.person for task in votes}
    last = max(task.n for task in votes)
    found: list[Task] = []
    for old in draft.desk.votes(before.n):
        above, person = again.get(old.under or 0), old.owner or old.person
        if old.n in again or above is None or person is None:
            continue
        if old.place not in places or _dropped(old, before) or alike(person, *asked):
            continue
        if not against(step, draft, policy, person):
            last += 1
            new = _afresh(old, last, person, above)
            again[old.n] = _as_it_was(draft, policy, new, old, [old])
            found.append(again[old.n])
            asked.add(person)
    return found


def _afresh(old: Task, n: int, person: str, above: Task) -> Task:
    """Return the task of somebody added, to be asked again around its seat in a new round."""
    return old.with_(
        n=n, status="waiting", opened=above.opened, round=above.round, under=above.n,
        person=person, owner=None, answer=None, by=None, at=None, label="", seen="",
        signature="", attachments=(),
    )  # fmt: skip


def _as_it_was(draft: Draft, policy: Approval, task: Task, old: Task, line: Sequence[Task]) -> Task:
    """Return a seat as one of its line left it: recused, approved if that stands, or handed on."""
    new = task
    if old.place == "instead":
        new = new.with_(place="instead")
    if old.past or _taken_over(old):
        new = new.with_(person=old.owner or old.person, past=old.past, rights=())
    if _taken_over(old):
        new = new.with_(roles=(), people=())
    given = {"status": "done", "person": old.person, "by": old.by, "at": old.at, "label": "stands"}
    if old.status == "done" and old.answer == "recuse" and old.label != "apart":
        taken = old is not line[-1]
        marks = {"required": False, "veto": False} if taken else {}
        return new.with_(**given, answer="recuse", seen=old.seen, past=old.past, **marks)
    stands = draft.desk.back == draft.state and old.answer == "approve" and old.status == "done"
    if stands and old.seen == digest(draft) and not unfilled(draft.data, policy):
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
        handed = bool(task.past) or _taken_over(task)
        if handed and person and (alike(person, *asked) or against(step, draft, policy, person)):
            break
        recused = {one.person for one in kept}
        if task.place == "instead" and not others_hold(step, draft, policy, task, recused):
            break
        kept.append(task)
    return kept


def _taken_over(task: Task) -> bool:
    """Tell whether somebody by name took the seat of one recused; a role's may be its role's."""
    return task.place == "instead" and not task.roles


def _opinions(draft: Draft, again: Mapping[int, Task]) -> list[Task]:
    """Return what was answered to consultations, where it binds the seats of a new round too.

    It does where the case came straight back, and where the round before was void.
    """
    last = draft.desk.round
    if draft.desk.back != draft.state and (last is None or last.status != "void"):
        return []
    return [
        one.with_(under=seat.n, round=seat.round)
        for one in draft.desk.tasks
        if one.kind == "opinion" and one.status == "done" and (seat := again.get(one.under or 0))
    ]


def unfilled(data: Data, policy: Approval) -> list[str]:
    """Return the fields that must be filled to approve, and are not."""
    return [name for name in policy.must if _empty(data[name])]


def _empty(value: object) -> bool:
    return not value.strip() if isinstance(value, str) else value in (None, (), {})


def _asked_again(step: Step, draft: Draft, policy: Approval, tasks: list[Task]) -> list[Task]:
    """Return the tasks of a round, those being done whose persons are taken to approve again.

    Nobody is where approving takes more than a yes that was given before.
    """
    more = "approve" in policy.comment or policy.signature or policy.attachments
    if policy.again == "each" or more or unfilled(draft.data, policy):
        return tasks
    before = _approved_before(step, draft, policy)
    done = {"status": "done", "answer": "approve", "at": step.order.at, "label": "again"}
    return [
        task.with_(**done, seen=before[task.person])
        if task.status == "waiting" and task.person in before
        else task
        for task in tasks
    ]


def _approved_before(step: Step, draft: Draft, policy: Approval) -> dict[str | None, str]:
    """Return whose approvals in this case stand, with the digest of the content they approved.

    Of other content than now they do not, but where the policy keeps votes when it changes.
    """
    past = [one for one in step.past(draft.before.root) if one.case == draft.before.id]
    found = _in_a_row(draft, past) if policy.again == "consecutive" else _ever(draft, past)
    now, kept = digest(draft), policy.content == "keep"
    return {person: seen for person, seen in found if person and (kept or seen == now)}


def _in_a_row(draft: Draft, past: Sequence[Done]) -> Iterator[tuple[str | None, str]]:
    """Yield who approved in the round just before this, and the content they saw."""
    last = draft.desk.round
    if last is None or last.status != "approved" or last.closed is None:
        return
    if not any(one.trigger in _GOING_BACK and one.at >= last.closed for one in past):
        yield from (
            (task.person, task.seen) for task in draft.desk.votes() if task.answer == "approve"
        )


def _ever(draft: Draft, past: Sequence[Done]) -> Iterator[tuple[str | None, str]]:
    """Yield who approved since the case was last sent back, and the content they saw."""
    given: dict[int, Done] = {}
    for item in past:
        if item.trigger in _GOING_BACK:
            given.clear()
        elif item.trigger == "approve" and not item.undone:
            given[item.n] = item
    for n, item in given.items():
        if _stands(draft, n):
            task = draft.desk.task(n)
            yield item.person or item.actor, task.seen if task is not None else item.seen


def _stands(draft: Draft, n: int) -> bool:
    """Tell whether an approval stands with this command too, as far as the desk still knows it."""
    task = draft.desk.task(n)
    if task is None:
        return True
    found = draft.desk.round_of(task)
    return task.answer == "approve" and (found is None or found.status != "void")
