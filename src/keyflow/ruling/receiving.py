"""Whether somebody may come to hold a vote: by transfer, for one recused, or by being added."""

from keyflow.finding import Finding
from keyflow.model.approval import Approval
from keyflow.model.desk import Task
from keyflow.model.lookalikes import alike
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import against
from keyflow.ruling.findings import no
from keyflow.ruling.step import Step


def receivable(
    step: Step,
    draft: Draft,
    policy: Approval | None,
    person: str,
    *,
    task: Task | None = None,
    giver: str | None = None,
) -> list[Finding]:
    """Return what is against somebody holding a vote in the open round.

    `task` is the one they would receive, and `giver` who gives it: who took another seat of the
    giver's over may take this one as well, and one vote fills both.
    """
    found = against(step, draft, policy, person) if policy is not None else []
    if in_the_round(draft, person, task, giver):
        found.append(no("in-the-round", person=person))
    return found


def in_the_round(
    draft: Draft, person: str, task: Task | None = None, giver: str | None = None
) -> bool:
    """Tell whether somebody has a vote in the open round, or has cast one for another."""
    return any(
        alike(person, vote.owner or vote.person, vote.by)
        for vote in draft.desk.votes()
        if vote.status != "closed"
        and (task is None or vote.n != task.n)
        and not (giver is not None and vote.live and vote.past[-1:] == (giver,))
    )


def for_oneself(step: Step, principal: str | None, *persons: str) -> list[Finding]:
    """Nobody takes for themselves what they only do for somebody who is away."""
    actor = step.order.actor.id
    if principal is None or principal == actor:
        return []
    return [no("stands-in", person=one, other=principal) for one in persons if alike(one, actor)]
