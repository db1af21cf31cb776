"""Proofs about approvals: a round that nobody could decide, or whose result leads nowhere."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from keyflow.model.approval import Approval, Group, Role, Threshold, Voter
from keyflow.model.definition import State
from keyflow.model.schema import FieldSpec
from keyflow.model.workflow import Workflow
from keyflow.ruling.names import OPERATIONS, above_of, triggers, unknown

Place = tuple[str | int, ...]
Found = Iterable[tuple[Place, str, str]]
# A message and a hint, at a place within the policy.
Wrong = Iterator[tuple[Place, str, str]]


def lint_approvals(workflow: Workflow) -> Found:
    """Yield (path, message, hint) for everything about who decides that could never work."""
    for state in workflow.states:
        path = ("states", state.name)
        for name, roles in state.hidden.items():
            if name not in workflow.fields:
                yield (*path, "hidden"), *unknown("field", name, workflow.fields)
            yield from _roles(workflow, roles, (*path, "hidden", name))
        if state.approval is not None:
            for part, message, hint in _policy(workflow, state, state.approval):
                yield (*path, "approval", *part), message, hint
    yield from _todos(workflow)


def _policy(workflow: Workflow, state: State, policy: Approval) -> Wrong:
    if state.final:
        yield (), f"final state {state.name!r} has nobody to decide", "put it on the state before"
        return
    yield from _ways(workflow, state, policy)
    yield from _names(workflow, policy)
    yield from _unseen(state, policy)
    yield from _thresholds(policy)
    for place, voter in _voters(policy):
        yield from _voter(workflow, state, place, voter)
    yield from _apart(policy)


# the ways of the results


def _ways(workflow: Workflow, state: State, policy: Approval) -> Wrong:
    """Every result that can come about needs its way, and a way leads out of the state."""
    for result in _results(policy):
        dests = [
            way.dest
            for way in workflow.transitions
            if way.trigger == result and state.name in way.source
        ]
        if not dests:
            message = f"a round in {state.name!r} can be {result}, which leads nowhere"
            yield (), message, f"add a transition {result!r} from it"
        elif None in dests:
            message = f"{result!r} from {state.name!r} stays where it is, its round being over"
            yield (), message, "give it a `dest`"


def _results(policy: Approval) -> Iterator[str]:
    yield "approved"
    if policy.otherwise == "rejected" or _may_reject(policy):
        yield "rejected"
    if policy.otherwise == "returned":
        yield "returned"


def _may_reject(policy: Approval) -> bool:
    veto = any(voter.veto for _, voter in _voters(policy))
    rule = policy.rejecting
    if rule.groups is None:
        return veto or rule.heads != "never"
    able = sum(part.rejecting.heads != "never" for part in policy.parts.values())
    wanted = {"all": len(policy.parts), "any": 1}.get(str(rule.groups), rule.groups)
    return veto or (isinstance(wanted, int) and able >= wanted)


# names


def _names(workflow: Workflow, policy: Approval) -> Wrong:
    for option in ("edits", "must"):
        for number, name in enumerate(getattr(policy, option)):
            if name not in workflow.fields:
                yield (option, number), *unknown("field", name, workflow.fields)
    states = {state.name for state in workflow.states}
    known = states | triggers(workflow) | OPERATIONS | workflow.roles.keys()
    for number, name in enumerate(policy.apart):
        if name not in known and not above_of(workflow, name):
            message, hint = unknown("state, trigger or role", name, known)
            inside = [
                s.name for s in workflow.states if s.approval and s.name.startswith(f"{name}.")
            ]
            meant = f"did you mean {inside[0]!r}?" if inside else hint
            yield ("apart", number), message, meant
    if isinstance(policy.nobody, Role):
        yield from _roles(workflow, [policy.nobody.role], ("nobody",))


def _apart(policy: Approval) -> Wrong:
    """Nobody votes by a role whose holders the policy keeps apart."""
    asked = [((*place, "role"), voter.role) for place, voter in _voters(policy)]
    if isinstance(policy.nobody, Role):
        asked.append((("nobody",), policy.nobody.role))
    for place, role in asked:
        if role in policy.apart:
            message = f"whoever holds {role!r} is kept `apart` from deciding here"
            yield place, message, "let another role vote, or take it out of `apart`"


def _unseen(state: State, policy: Approval) -> Wrong:
    """Nobody changes with a vote what the state hides from them, or may hide."""
    voters = [voter.role for _, voter in _voters(policy)]
    for number, name in enumerate(policy.edits):
        seen_by = state.hidden.get(name)
        blind = [role for role in voters if seen_by is not None and role not in seen_by]
        if blind:
            who = f"role {blind[0]!r}" if blind[0] else "who votes not by a role"
            message = f"{name!r} is hidden here, and {who} may not see what they would change"
            hint = "let only roles vote that see it, or take it out of `edits`"
            yield ("edits", number), message, hint


def _roles(workflow: Workflow, roles: Iterable[str], path: Place) -> Wrong:
    for role in roles:
        if role not in workflow.roles:
            yield path, *unknown("role", role, workflow.roles)


def _names_people(spec: FieldSpec) -> bool:
    return spec.type != "map" and (spec.of or spec).type in {"person", "text"}


def _voter(workflow: Workflow, state: State, path: Place, voter: Voter) -> Wrong:
    fields = workflow.fields
    if voter.role is not None:
        yield from _roles(workflow, [voter.role], (*path, "role"))
    for option in ("data", "head"):
        name = getattr(voter, option)
        spec = fields.get(name)
        if name is not None and spec is None:
            yield (*path, option), *unknown("field", name, fields)
        elif spec is not None and not _names_people(spec):
            what = "person" if option == "data" else "unit"
            hint = "make it of type person or text, or a list of them"
            yield (*path, option), f"field {name!r} holds no {what}", hint
    others = [s for s in workflow.states if s.approval is not None and s.name != state.name]
    if voter.chosen == "previous" and not others:
        message = "nobody decides before it who could choose"
        yield (*path, "chosen"), message, "use `chosen: initiator`"


# thresholds


def _thresholds(policy: Approval) -> Wrong:
    yield from _foregone(policy)
    everybody = [voter for _, voter in _voters(policy)]
    for option in ("approve_when", "reject_when"):
        rule: Threshold | None = getattr(policy, option)
        if rule is not None:
            yield from _reachable((option,), rule, everybody, len(policy.parts))
    for name, part in policy.groups.items():
        for option in ("approve_when", "reject_when"):
            own: Threshold | None = getattr(part, option)
            place = ("groups", name, option)
            if own is not None and own.groups is not None:
                yield place, "a group has no groups", "count its voters: all, any, at_least, share"
            elif own is not None:
                yield from _reachable(place, own, part.voters, 0)
    yield from _sterile(policy)


def _foregone(policy: Approval) -> Wrong:
    """Find what is certain before anybody votes."""
    if policy.approving.heads == "never" and policy.otherwise != "approved":
        yield ("approve_when",), "it could never be approved", "say when it is"
    if policy.otherwise == "approved" and not _may_reject(policy):
        message = "nobody could turn it down, so it would pass without a vote"
        yield ("otherwise",), message, "say `reject_when`, or give somebody a `veto`"


def _sterile(policy: Approval) -> Wrong:
    """Find groups that can never approve, where all of them, or more than are left, must."""
    rule = policy.approving
    if rule.groups is None:
        return
    barren = [name for name, part in policy.groups.items() if part.approve_when.heads == "never"]
    fertile = len(policy.groups) - len(barren)
    wanted = {"all": len(policy.groups), "any": 1}.get(str(rule.groups), rule.groups)
    if barren and isinstance(wanted, int) and fertile < wanted:
        message = f"the group {barren[0]!r} never approves, so it could never be approved"
        yield ("groups", barren[0], "approve_when"), message, "say when it does"


def _reachable(place: Place, rule: Threshold, voters: Sequence[Voter], groups: int) -> Wrong:
    hint = "lower it, or say never"
    if isinstance(rule.groups, int) and rule.groups > groups:
        yield place, f"asks for {rule.groups} groups; there are {groups}", hint
    if rule.over is not None and Fraction(rule.over) == 1:
        yield place, "asks for more than all of the votes", "say all, or {share: 1}"
    seats = _fixed(voters)
    if seats is None:
        return
    if rule.at_least is not None and rule.at_least > len(seats):
        yield place, f"asks for {rule.at_least} votes; there are {len(seats)} voters", hint
    if rule.weight is not None and rule.weight > sum(seats.values()):
        yield place, f"asks for a weight of {rule.weight}; there is {sum(seats.values())}", hint


def _fixed(voters: Sequence[Voter]) -> Mapping[str, int] | None:
    """Return the weight of each seat; None where it is not known yet how many there will be."""
    seats: dict[str, int] = {}
    for number, voter in enumerate(voters):
        if voter.role is not None and not voter.each:
            seats[f"role {number}"] = voter.weight
        elif voter.person is not None:
            name = f"person {voter.person}"
            seats[name] = max(voter.weight, seats.get(name, 0))
        else:
            return None
    return seats


def _voters(policy: Approval) -> Iterator[tuple[Place, Voter]]:
    if not policy.groups:
        yield from ((("voters", number), voter) for number, voter in enumerate(policy.voters))
    for name, part in policy.groups.items():
        yield from _of_group(name, part)


def _of_group(name: str, part: Group) -> Iterator[tuple[Place, Voter]]:
    for number, voter in enumerate(part.voters):
        yield ("groups", name, "voters", number), voter


# what is to be done


def _todos(workflow: Workflow) -> Found:
    for number, way in enumerate(workflow.transitions):
        if way.todo and not set(way.by) & workflow.roles.keys():
            message = f"{way.trigger!r} is nobody's to do"
            yield (
                ("transitions", number, "todo"),
                message,
                "name in `by` the roles whose task it is",
            )
