"""The vote algebra: what a set of votes comes to. It never depends on their order (D14).

Rejection is looked at first, then approval; where neither holds once all are in, the result is
`otherwise`. More approval never makes a result worse: so it is certain, and the round may close,
as soon as it is the same whether all who are left approve or all reject.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from keyflow.model.approval import Approval, Group, Threshold, Verdict

Vote = Literal["approve", "reject", "abstain", "recuse"]


class Ballot(NamedTuple):
    """One voter's say: None while it is out."""

    vote: Vote | None
    group: str = ""
    weight: int = 1
    required: bool = False
    veto: bool = False


class Tally(NamedTuple):
    """The result so far, None while it is open, and whether every voter is in."""

    result: Verdict | None
    complete: bool
    approve: int
    reject: int
    abstain: int
    out: int


def count(policy: Approval, ballots: Sequence[Ballot], *, over: bool = False) -> Tally:
    """Return what the votes come to, and the result once it is certain (or once all are in).

    Where all are waited for, one that is certain is the result too once the time is `over`.
    """
    said = [ballot.vote for ballot in ballots]
    left = said.count(None)
    best = result(policy, _filled(ballots, "approve") if left else ballots)
    certain = not left or (
        (over or policy.close == "early") and best == result(policy, _filled(ballots, "reject"))
    )
    return Tally(
        best if certain else None,
        not left,
        said.count("approve"),
        said.count("reject"),
        said.count("abstain"),
        left,
    )


def _filled(ballots: Iterable[Ballot], vote: Vote) -> list[Ballot]:
    return [
        ballot
        if ballot.vote is not None
        else Ballot(vote, ballot.group, ballot.weight, ballot.required, ballot.veto)
        for ballot in ballots
    ]


def result(policy: Approval, ballots: Sequence[Ballot]) -> Verdict:
    """Return the result of a full set of votes."""
    if [ballot for ballot in ballots if ballot.veto and ballot.vote == "reject"]:
        return "rejected"
    if _reached(policy.rejecting, ballots, "reject", policy.parts):
        return "rejected"
    lacking = [ballot for ballot in ballots if ballot.required and ballot.vote != "approve"]
    if not lacking and _reached(policy.approving, ballots, "approve", policy.parts):
        return "approved"
    return policy.otherwise


def _of_group(group: Group, ballots: Sequence[Ballot]) -> Vote | None:
    """Return what a group came to: approve, reject, or neither."""
    if _reached(group.rejecting, ballots, "reject", {}):
        return "reject"
    return "approve" if _reached(group.approve_when, ballots, "approve", {}) else None


def _reached(
    rule: Threshold, ballots: Sequence[Ballot], vote: Vote, groups: Mapping[str, Group]
) -> bool:
    if rule.heads == "never":
        return False
    if rule.groups is not None:
        came = [_of_group(group, _in(ballots, name)) == vote for name, group in groups.items()]
        return _enough_groups(rule.groups, came)
    mine = [ballot for ballot in ballots if ballot.vote == vote]
    if not mine and rule.heads is not None:
        return False
    base = [ballot for ballot in ballots if ballot.vote != "recuse"]
    if rule.heads is not None:
        return rule.heads == "any" or len(mine) == len(base)
    if rule.at_least is not None:
        return len(mine) >= rule.at_least
    return _enough_weight(rule, sum(b.weight for b in mine), sum(b.weight for b in base))


def _enough_weight(rule: Threshold, weight: int, whole: int) -> bool:
    if rule.weight is not None:
        return weight >= rule.weight
    if rule.share is not None:
        return bool(whole) and weight >= Fraction(rule.share) * whole
    return bool(whole) and weight > Fraction(rule.over or 1) * whole


def _in(ballots: Sequence[Ballot], group: str) -> list[Ballot]:
    return [ballot for ballot in ballots if ballot.group == group]


def _enough_groups(wanted: Literal["all", "any"] | int, came: Sequence[bool]) -> bool:
    if wanted == "all":
        return all(came)
    return sum(came) >= (1 if wanted == "any" else wanted)


def certain(policy: Approval, ballots: Sequence[Ballot], left: Collection[int]) -> bool:
    """Tell whether it is approved once those left to vote approve, whatever becomes of the rest.

    `left` holds places in `ballots`.
    """
    voted = [
        ballot._replace(vote="approve") if place in left else ballot
        for place, ballot in enumerate(ballots)
    ]
    return count(policy, voted).result == "approved"


def foregone(policy: Approval, ballots: Sequence[Ballot]) -> bool:
    """Tell whether it is approved whatever these voters say, none of whom has said anything yet."""
    if policy.otherwise != "approved" or any(b.vote not in {None, "recuse"} for b in ballots):
        return False
    return result(policy, _filled(ballots, "reject")) == "approved"


def reachable(policy: Approval, ballots: Sequence[Ballot]) -> bool:
    """Tell whether these voters can still approve it."""
    return result(policy, _filled(ballots, "approve")) == "approved"
