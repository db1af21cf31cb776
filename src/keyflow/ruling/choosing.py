"""Who is chosen for one case: by its initiator, by an approver, or by an administrator."""

from collections.abc import Iterable, Mapping, Sequence

from keyflow.finding import Finding
from keyflow.model.approval import Approval, Group, Voter
from keyflow.model.desk import Choice, Round
from keyflow.ruling.added import counts_as
from keyflow.ruling.draft import Draft
from keyflow.ruling.findings import no
from keyflow.ruling.people import named_in
from keyflow.ruling.tally import Ballot, foregone, reachable


def chosen_by(policy: Approval, chooser: str) -> bool:
    """Tell whether a policy leaves it to somebody to choose who decides."""
    return any(v.chosen == chooser for part in policy.parts.values() for v in part.voters)


def choose(draft: Draft, person: str, people: Mapping[str, Sequence[str]]) -> None:
    """Keep whom somebody chooses with a vote, in place of whom they chose here before."""
    known = draft.desk.chosen
    if not known and not people:
        return
    kept = [one for one in known if (one.by, one.source) != (person, draft.state)]
    new = [Choice(person, draft.state, state, tuple(them)) for state, them in people.items()]
    if new or len(kept) < len(known):
        draft.desk = draft.desk.with_(chosen=(*kept, *new))


def settle_choices(draft: Draft, over: Round) -> None:
    """Let the choices hold of those who approved a round that was approved, and no others.

    Where somebody returned it, that is seen later: the votes may stand.
    """
    own = [one for one in draft.desk.chosen if one.source == over.state]
    votes = draft.desk.votes(over.n) if own else []
    if not own or any(task.answer == "return" for task in votes):
        return
    yes = [t.person for t in votes if over.approved and counts_as(draft.desk, t) == "approve"]
    holding = [one for person in dict.fromkeys(yes) for one in own if one.by == person]
    others = [one for one in draft.desk.chosen if one.source != over.state]
    draft.desk = draft.desk.with_(chosen=(*others, *holding))


def unchoose(draft: Draft, sources: Iterable[str]) -> None:
    """Let whom approvers chose in some states be chosen no more: their votes are void."""
    gone = set(sources)
    if any(one.source in gone for one in draft.desk.chosen):
        kept = tuple(one for one in draft.desk.chosen if one.source not in gone)
        draft.desk = draft.desk.with_(chosen=kept)


def arranged_voters(draft: Draft, group: Group, persons: Iterable[str]) -> list[Voter]:
    """Return the voters settled for one case in place of a policy's own.

    Who was a voter there already keeps what that voter has: weight, requirement and veto.
    """
    own = {
        person: voter.model_copy(update={"person": person, "data": None})
        for voter in group.voters
        for person in (named_in(draft, voter.data) if voter.data else (voter.person,))
    }
    return [own.get(person) or Voter(person=person) for person in persons]


def too_few(draft: Draft, state: str, policy: Approval, persons: Sequence[str]) -> list[Finding]:
    """Say that the persons settled for a state could never approve it, or refuse it, if so."""
    chosen = any(voter.chosen for part in policy.parts.values() for voter in part.voters)
    ballots: list[Ballot] = []
    for name, group in policy.parts.items():
        own = group.voters if chosen else arranged_voters(draft, group, dict.fromkeys(persons))
        for voter in own:
            if voter.chosen is None and voter.person is None and (voter.role is None or voter.each):
                return []  # nobody knows yet how many that will be
            ballot = Ballot(None, name, voter.weight, voter.required, voter.veto)
            ballots += [ballot] * (len(set(persons)) if voter.chosen else 1)
    if not reachable(policy, ballots):
        return [no("cannot-be-met", state=state, why=f"{len(ballots)} may vote")]
    return [no("cannot-be-refused", state=state)] if foregone(policy, ballots) else []
