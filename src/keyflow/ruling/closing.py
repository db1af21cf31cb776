"""How rounds and tasks end: with a result, or because their state is left or their case is over."""

from collections.abc import Sequence
from datetime import datetime

from keyflow.model.approval import VERDICTS
from keyflow.model.desk import Round, Task
from keyflow.ruling.choosing import settle_choices
from keyflow.ruling.draft import Draft
from keyflow.ruling.owing import with_the_round
from keyflow.ruling.step import Step
from keyflow.ruling.timing import OPINION

_TO_READ = frozenset({"copy", "circular"})


def close(step: Step, draft: Draft, why: str, *, voted: bool = False) -> None:
    """Close the open round; what its votes settled is not needed of the others any more."""
    found = draft.desk.open_round
    if found is None:
        return
    answer = "not-needed" if voted else why
    left = [
        task
        for task in draft.desk.tasks
        if task.live and task.round == found.n and task.kind != "owed"
    ]
    over = [task.with_(status="closed", answer=answer, at=step.order.at) for task in left]
    ended = found._replace(status=why, closed=step.order.at, seq=draft.before.seq + 1)
    desk = draft.desk.with_tasks(over) if over else draft.desk
    draft.desk = desk.with_round(ended)
    with_the_round(step, draft, found, why, answer)
    if draft.desk.chosen:
        settle_choices(draft, ended)
    step.tell(draft, "closed round", why, draft.state)


def by_votes(draft: Draft, found: Round) -> bool:
    """Tell whether a round came to its result by its votes: nobody returned it, no time lapsed."""
    sent_back = any(task.answer in {"return", "returned"} for task in draft.desk.votes(found.n))
    return found.status in VERDICTS and not sent_back


def unanswered(draft: Draft) -> int:
    """Return how many reasoned disagreements in the open round nobody has approved against."""
    out = {task.n for task in draft.desk.votes() if task.answer != "approve"}
    opinions = (task for task in draft.desk.tasks if task.kind == "opinion" and task.under in out)
    return sum(task.answer == "disagree" for task in opinions)


def drop(step: Step, draft: Draft, tasks: Sequence[Task], why: str) -> None:
    """Close tasks that are not wanted any more."""
    over = [task.with_(status="closed", answer=why, at=step.order.at) for task in tasks]
    draft.desk = draft.desk.with_tasks(over) if over else draft.desk


def lapsed(draft: Draft, task: Task, at: datetime) -> bool:
    """Tell whether the time for an opinion is over, though `run_due` may not have come to it."""
    name = f"{OPINION}{task.n}"
    return any(i.name == name and i.paused_at is None and i.due <= at for i in draft.armed)


def deem(step: Step, draft: Draft, opinions: Sequence[Task]) -> None:
    """Take silence as consent: the time for these opinions is over; it is recorded as deemed."""
    silent = [task for task in opinions if task.live]
    if not silent:
        return
    draft.desk = draft.desk.with_tasks(
        task.with_(status="done", answer="deemed", at=step.order.at) for task in silent
    )
    names = {f"{OPINION}{task.n}" for task in silent}
    draft.armed = tuple(item for item in draft.armed if item.name not in names)
    step.tell(draft, "closed opinion", "deemed", draft.state)


def leave(step: Step, draft: Draft, trigger: str, actor: str) -> None:
    """Close what belongs to a state that is left: its round, and its tasks in the inbox.

    A result that goes its way while the round is open was not voted for: a deadline brought it.
    It is recorded as deemed, never as a decision.
    """
    if not draft.desk.tasks:
        return
    deemed = draft.machine.is_result(draft.state, trigger) and draft.desk.open_round is not None
    if deemed:
        draft.extra["deemed"] = trigger
    close(step, draft, f"deemed-{trigger}" if deemed else "left")
    at = step.order.at
    over = []
    for task in draft.desk.tasks:
        if task.live and task.kind == "todo":
            done = task.label == trigger
            over.append(
                task.with_(status="done", answer=trigger, person=actor, at=at)
                if done
                else task.with_(status="closed", answer="not-needed", at=at)
            )
        elif task.live and task.kind == "opinion":
            over.append(task.with_(status="closed", answer="not-needed", at=at))
    if over:
        draft.desk = draft.desk.with_tasks(over)


def end_all(step: Step, draft: Draft) -> None:
    """Close everything on the desk of a case that is over but what is only to be read."""
    close(step, draft, "ended")
    live = [task for task in draft.desk.tasks if task.live and task.kind not in _TO_READ]
    if live:
        draft.desk = draft.desk.with_tasks(
            task.with_(status="closed", answer="ended", at=step.order.at) for task in live
        )
