"""Who is asked when a round opens: a policy's voters as tasks, each with a person or a role."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from keyflow.errors import FAILURES, InputError, PluginFailed
from keyflow.model.approval import Approval, Role, Voter
from keyflow.model.desk import Task
from keyflow.model.values import somebody
from keyflow.ruling.choosing import arranged_voters
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import against, folded
from keyflow.ruling.findings import no
from keyflow.ruling.judging import describe
from keyflow.ruling.passage import No
from keyflow.ruling.people import bound_to, named_in
from keyflow.ruling.step import Step


@dataclass(frozen=True, slots=True)
class Seat:
    """One ballot to be: whose it is, and `answer` where it is given already, with the reason."""

    group: str
    voter: Voter
    person: str | None = None
    roles: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    answer: str | None = None
    label: str = ""

    def task(self, step: Step, n: int, round_: int) -> Task:
        """Return the task of this seat."""
        voter, at = self.voter, step.order.at
        return Task(
            n=n,
            kind="vote",
            status="waiting" if self.answer is None else "done",
            opened=at,
            round=round_,
            group=self.group,
            roles=self.roles,
            person=self.person,
            people=self.people,
            weight=voter.weight,
            required=voter.required,
            veto=voter.veto,
            answer=self.answer,
            at=None if self.answer is None else at,
            label=self.label,
        )


def seats(step: Step, draft: Draft, policy: Approval) -> list[Seat]:
    """Return the seats of a round about to open; raises `No` where somebody cannot be found."""
    found: list[Seat] = []
    arranged = draft.desk.arranged.get(draft.state, ())
    replaced = bool(arranged) and not any(
        voter.chosen for group in policy.parts.values() for voter in group.voters
    )
    for name, group in policy.parts.items():
        if replaced:
            voters = arranged_voters(draft, group, arranged)
            new = [Seat(name, voter, voter.person) for voter in voters]
            return _settled(step, draft, policy, new)
        for voter in group.voters:
            people = _people(step, draft, policy, voter)
            if not people:
                people = _nobody(draft, policy, voter)
            found += [replace(seat, group=name) for seat in people]
    return _settled(step, draft, policy, found)


def _people(step: Step, draft: Draft, policy: Approval, voter: Voter) -> list[Seat]:
    if voter.role is not None:
        return _role(step, draft, policy, voter, voter.role)
    return [Seat("", voter, person) for person in _persons(step, draft, voter)]


def _role(step: Step, draft: Draft, policy: Approval, voter: Voter, role: str) -> list[Seat]:
    """Return the seats of a role: one for whoever holds it, if some holder may decide at all.

    Where all who are known to hold it may not, the first of them is asked like a person, so that
    the policy's rules on the initiator and on duties say what becomes of the seat.
    """
    directory = step.world.given.directory
    bound = bound_to(draft, role) if directory is None else ()
    if directory is not None:
        held = tuple(directory.holders(role, draft.view(), step.order.at))
    elif role in draft.machine.bound:
        held = bound
    elif voter.each:
        raise No([no("needs-directory", who=role, state=draft.state)], draft.before.id)
    else:
        return [Seat("", voter, roles=(role,))]
    if voter.each:
        return [Seat("", voter, person) for person in held]
    if held and all(against(step, draft, policy, person) for person in held):
        first = next((one for one in held if one == draft.desk.initiator), held[0])
        return [Seat("", voter, first)]
    return [Seat("", voter, roles=(role,), people=bound)] if held else []


def _persons(step: Step, draft: Draft, voter: Voter) -> Sequence[str]:  # noqa: PLR0911 - by source
    if voter.person is not None:
        return (voter.person,)
    if voter.data is not None:
        return named_in(draft, voter.data)
    if voter.chosen is not None:
        return draft.desk.arranged.get(draft.state, ())
    if voter.resolver is not None:
        return _resolved(step, draft, voter)
    directory, at = step.world.given.directory, step.order.at
    if directory is None:
        raise No([no("needs-directory", who=said(voter), state=draft.state)], draft.before.id)
    if voter.head is not None:
        units = named_in(draft, voter.head)
        return [head for unit in units if (head := directory.head(unit, at))]
    initiator = draft.desk.initiator
    if initiator is None:
        return ()
    levels = [voter.superior] if voter.superior else range(1, (voter.superiors or 0) + 1)
    return [one for level in levels if (one := directory.superior(initiator, level or 1, at))]


def _resolved(step: Step, draft: Draft, voter: Voter) -> Sequence[str]:
    use = voter.resolver
    if use is None:
        return ()
    resolver = draft.machine.resolver(use)
    case = draft.view()
    try:
        found: list[str] = step.world.given.workers.call(
            lambda: _several(resolver.resolve(case, step.order.at)), resolver.timeout
        )
    except InputError as error:
        wrong = f"the resolver {use.kind} answered with something other than persons: {error}"
        raise PluginFailed(wrong) from error
    except FAILURES as error:
        raise PluginFailed(f"the resolver {use.kind} failed: {describe(error)}") from error
    return found


def _several(answer: Any) -> list[str]:
    """Return the persons a resolver names; a single text would fall apart into its letters."""
    if isinstance(answer, str | Mapping) or not isinstance(answer, Iterable):
        raise InputError("resolve", f"must return a list of persons, not a {type(answer).__name__}")
    return [somebody(person, f"resolve[{number}]") for number, person in enumerate(answer)]


def _nobody(draft: Draft, policy: Approval, voter: Voter) -> list[Seat]:
    if isinstance(policy.nobody, Role):
        return [Seat("", voter, roles=(policy.nobody.role,), label="nobody")]
    if policy.nobody == "refuse":
        raise No([no("nobody-to-decide", who=said(voter), state=draft.state)], draft.before.id)
    return [Seat("", voter, answer=policy.nobody, label="nobody")]


def said(voter: Voter) -> str:
    """Say who a voter is meant to be."""
    named = voter.model_dump(exclude_defaults=True, exclude={"weight", "required", "veto", "each"})
    return ", ".join(f"{name} {value}" for name, value in named.items())


def _settled(step: Step, draft: Draft, policy: Approval, found: list[Seat]) -> list[Seat]:
    """Apply the rules on the initiator, on duties, and on the same person twice."""
    left = list(_without_initiator(step, draft, policy, found))
    for group in {seat.group for seat in found} - {seat.group for seat in left}:
        voter = next(seat.voter for seat in found if seat.group == group)
        left += [replace(seat, group=group) for seat in _nobody(draft, policy, voter)]
    return [
        replace(seat, answer="recuse", label="apart")
        if seat.answer is None and seat.person and against(step, draft, policy, seat.person)
        else seat
        for seat in _merged(left)
    ]


def _without_initiator(
    step: Step, draft: Draft, policy: Approval, found: list[Seat]
) -> Iterator[Seat]:
    initiator, directory = draft.desk.initiator, step.world.given.directory
    for seat in found:
        if seat.person is None or seat.person != initiator or policy.initiator == "decide":
            yield seat
        elif policy.initiator == "refuse":
            finding = no("initiator-decides", person=seat.person, state=draft.state)
            raise No([finding], draft.before.id)
        elif policy.initiator == "superior":
            if directory is None:
                finding = no("needs-directory", who="superior", state=draft.state)
                raise No([finding], draft.before.id)
            above = directory.superior(seat.person, 1, step.order.at)
            if above:
                yield replace(seat, person=above)
            else:
                nobody = _nobody(draft, policy, seat.voter)
                yield from (replace(other, group=seat.group) for other in nobody)


def _merged(found: list[Seat]) -> list[Seat]:
    """Give a person one seat in a group: the heaviest, with the duties of all."""
    kept: dict[tuple[str, str], Seat] = {}
    for number, seat in enumerate(found):
        key = (seat.group, folded(seat.person) if seat.person else f"\n{number}")
        other = kept.get(key)
        if other is None:
            kept[key] = seat
            continue
        voter = seat.voter.model_copy(
            update={
                "weight": max(seat.voter.weight, other.voter.weight),
                "required": seat.voter.required or other.voter.required,
                "veto": seat.voter.veto or other.voter.veto,
            }
        )
        kept[key] = replace(other, voter=voter)
    return list(kept.values())


def enough(step: Step, draft: Draft, policy: Approval, tasks: Sequence[Task]) -> set[int]:
    """Return the places of the tasks that can be voted on, each by a person of its own.

    One person has one vote a round. Where it is known who holds the roles, two roles that only
    one person holds are one vote.
    """
    out = {place: task for place, task in enumerate(tasks) if task.status != "done"}
    own = {task.person for task in tasks}
    holders = {
        place: known
        for place, task in out.items()
        if task.person is None and (known := _holders(step, draft, task)) is not None
    }
    able = {
        place: [one for one in known if one not in own and not against(step, draft, policy, one)]
        for place, known in holders.items()
    }
    seated: dict[str, int] = {}
    return (out.keys() - able.keys()) | {p for p in able if _seat(p, able, seated, set())}


def _holders(step: Step, draft: Draft, task: Task) -> Sequence[str] | None:
    """Return who may take a role's task; None where only the host knows."""
    directory = step.world.given.directory
    if directory is None:
        return task.people or None
    return [one for role in task.roles for one in directory.holders(role, draft.view(), step.at)]


def _seat(
    place: int, able: Mapping[int, Sequence[str]], seated: dict[str, int], tried: set[str]
) -> bool:
    """Give a place to somebody, others moving on if need be (a matching by alternating paths)."""
    for person in able[place]:
        if person not in tried:
            tried.add(person)
            if person not in seated or _seat(seated[person], able, seated, tried):
                seated[person] = place
                return True
    return False
