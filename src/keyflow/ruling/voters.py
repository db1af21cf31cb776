"""Who is asked when a round opens: a policy's voters as tasks, each with a person or a role."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from keyflow.errors import FAILURES, InputError, PluginFailed
from keyflow.model.approval import Approval, Role, Voter
from keyflow.model.desk import Task
from keyflow.model.lookalikes import alike, folded
from keyflow.model.values import somebody
from keyflow.ruling.choosing import arranged_voters
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import against
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
    rights: tuple[str, ...] = ()

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
            rights=self.rights,
        )


def seats(step: Step, draft: Draft, policy: Approval) -> list[Seat]:
    """Return the seats of a round about to open; raises `No` where somebody cannot be found."""
    found: list[Seat] = []
    arranged = draft.desk.settled(draft.state)
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
    found = _persons(step, draft, voter)
    return [Seat("", voter, person, rights=rights) for person, rights in found]


def _role(step: Step, draft: Draft, policy: Approval, voter: Voter, role: str) -> list[Seat]:
    """Return the seats of a role: one for whoever holds it, if some holder may decide at all.

    Where all who are known to hold it may not, the first of them is asked like a person, so that
    the policy's rules on the initiator and on duties say what becomes of the seat.
    """
    directory = step.world.given.directory
    bound = bound_to(draft, role) if directory is None else ()
    if directory is not None:
        held, right = tuple(directory.holders(role, draft.view(), step.order.at)), f"role {role}"
    elif role in draft.machine.bound:
        held, right = bound, f"data {draft.machine.bound[role].removeprefix('data.')}"
    elif voter.each:
        raise No([no("needs-directory", who=role, state=draft.state)], draft.before.id)
    else:
        return [Seat("", voter, roles=(role,))]
    if voter.each:
        return [Seat("", voter, person, rights=(right,)) for person in held]
    if held and all(against(step, draft, policy, person) for person in held):
        first = next((one for one in held if one == draft.desk.initiator), held[0])
        return [Seat("", voter, first)]
    return [Seat("", voter, roles=(role,), people=bound)] if held else []


# A person, and the rights that make them a voter, which they may lose; none where they are named.
Found = tuple[str, tuple[str, ...]]


def _persons(step: Step, draft: Draft, voter: Voter) -> list[Found]:
    if voter.data is not None:
        found = [_able(draft, voter.data, one) for one in named_in(draft, voter.data)]
        return [(one, (f"data {voter.data}",)) for one in found]
    if voter.superior or voter.superiors or voter.head:
        return _by_the_directory(step, draft, voter)
    if voter.person is not None:
        return [(voter.person, ())]
    chosen = draft.desk.settled(draft.state) if voter.chosen is not None else ()
    return [(one, ()) for one in chosen or _resolved(step, draft, voter)]


def _able(draft: Draft, field: str, named: str) -> str:
    """Return whom a field names; raises `No` where nobody can be called so, as a text may say."""
    try:
        return somebody(named, field)
    except InputError as error:
        who = f"data {field} ({named!r})"
        raise No([no("nobody-to-decide", who=who, state=draft.state)], draft.before.id) from error


def _by_the_directory(step: Step, draft: Draft, voter: Voter) -> list[Found]:
    directory, at = step.world.given.directory, step.order.at
    if directory is None:
        raise No([no("needs-directory", who=said(voter), state=draft.state)], draft.before.id)
    if voter.head is not None:
        heads = [directory.head(unit, at) for unit in named_in(draft, voter.head)]
        return [(head, (f"head {voter.head}",)) for head in heads if head]
    initiator = draft.desk.initiator
    if initiator is None:
        return []
    levels = [voter.superior] if voter.superior else range(1, (voter.superiors or 0) + 1)
    above = [(directory.superior(initiator, level, at), level) for level in levels]
    return [(one, (f"superior {level}",)) for one, level in above if one]


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
    kept = [
        replace(seat, answer="recuse", label="apart")
        if seat.answer is None and seat.person and against(step, draft, policy, seat.person)
        else seat
        for seat in _merged(left)
    ]
    return kept if policy.nobody == "refuse" else _with_stand_ins(draft, policy, kept)


def _with_stand_ins(draft: Draft, policy: Approval, found: list[Seat]) -> list[Seat]:
    """Let the rule for nobody stand in for groups all of whose voters are kept apart.

    Requirement and veto go with the seat: those kept apart have neither.
    """
    more: list[Seat] = []
    left = {seat.group for seat in found if seat.label != "apart"}
    for group in dict.fromkeys(seat.group for seat in found if seat.group not in left):
        voters = [seat.voter for seat in found if seat.group == group]
        marks = {name: any(getattr(one, name) for one in voters) for name in ("required", "veto")}
        stand_in = _nobody(draft, policy, voters[0].model_copy(update=marks))
        more += [replace(seat, group=group) for seat in stand_in]
    bare = {"required": False, "veto": False}
    return [
        seat if seat.group in left else replace(seat, voter=seat.voter.model_copy(update=bare))
        for seat in found
    ] + more


def _without_initiator(
    step: Step, draft: Draft, policy: Approval, found: list[Seat]
) -> Iterator[Seat]:
    initiator, directory = draft.desk.initiator, step.world.given.directory
    for seat in found:
        own = seat.person is not None and alike(seat.person, initiator)
        if seat.person is None or not own or policy.initiator == "decide":
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
                yield replace(seat, person=above, rights=("superior 1",))
            else:
                nobody = _nobody(draft, policy, seat.voter)
                yield from (replace(other, group=seat.group) for other in nobody)


def _merged(found: list[Seat]) -> list[Seat]:
    """Give a person one seat in a group: the heaviest, with the duties of all; and one spelling."""
    kept: dict[tuple[str, str], Seat] = {}
    spelt: dict[str, str] = {}
    for number, seat in enumerate(found):
        form = folded(seat.person) if seat.person else f"\n{number}"
        key, other = (seat.group, form), kept.get((seat.group, form))
        if other is None:
            person = seat.person and spelt.setdefault(form, seat.person)
            kept[key] = seat if person == seat.person else replace(seat, person=person, rights=())
            continue
        voter = seat.voter.model_copy(
            update={
                "weight": max(seat.voter.weight, other.voter.weight),
                "required": seat.voter.required or other.voter.required,
                "veto": seat.voter.veto or other.voter.veto,
            }
        )
        both = other.rights and seat.rights
        rights = tuple(dict.fromkeys((*other.rights, *seat.rights))) if both else ()
        kept[key] = replace(other, voter=voter, rights=rights)
    return list(kept.values())
