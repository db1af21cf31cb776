"""`Step`: one command while it is ruled: the drafts it makes, and whether a gate would open."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from keyflow.errors import InputError
from keyflow.finding import Finding
from keyflow.model import limits
from keyflow.model.armed import Armed
from keyflow.model.attempt import Attempt, Done
from keyflow.model.case import ENDED, SYSTEM, Actor, Case
from keyflow.model.desk import Task
from keyflow.model.desk_places import kept_out
from keyflow.model.erasure import Erasure
from keyflow.model.event import canonical
from keyflow.model.schema import Data, encode_fields
from keyflow.ruling.compiling import Gate
from keyflow.ruling.draft import Draft
from keyflow.ruling.findings import no, over
from keyflow.ruling.given import Order
from keyflow.ruling.judging import Judgement, judge
from keyflow.ruling.misspelt import unknown_trigger
from keyflow.ruling.passage import Asked, Passage
from keyflow.ruling.people import roles_of, stands_in_for
from keyflow.ruling.shut import held_below, held_here
from keyflow.ruling.world import World
from keyflow.ruling.writable import not_writable


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened in a case, for the notices that follow it.

    `holders` are those whose tasks it is about, but for who is `out` as they may do none of them.
    """

    event: str
    draft: Draft
    trigger: str
    source: str | None
    holders: tuple[str, ...] = ()
    deadline: Armed | None = None
    out: frozenset[str] = frozenset()


class Step:
    """One command being ruled. It collects drafts; nothing outside it changes."""

    def __init__(
        self, world: World, order: Order, perform: Callable[["Step", Asked], None]
    ) -> None:
        self.world = world
        self.order = order
        self.perform = perform
        self.drafts: dict[str, Draft] = {}
        self.news: list[News] = []
        self.done: list[Done] = []
        self.hooks: list[Callable[[Any], None]] = []
        self.erased: list[Erasure] = []
        # Operations that were permitted and whose plans are still to be performed.
        self.permitted: list[tuple[Draft, Gate, Attempt, Asked]] = []
        self.commands = 0
        # Whether any case here has a desk, where rounds and tasks have to be looked at.
        self.desks = False
        self.depth = 0

    def draft(self, case: str) -> Draft:
        """Return the draft of a case, begun if need be."""
        draft = self.drafts.get(case)
        if draft is None:
            found = self.world.case(case)
            draft = self.drafts[case] = Draft(found, self.world.machine(found))
            self.desks = self.desks or draft.machine.has_desk
        return draft

    def view(self, case: str) -> Case:
        """Return a case as it stands within this command."""
        draft = self.drafts.get(case)
        return draft.view() if draft else self.world.case(case)

    def family(self, root: str) -> list[Case]:
        """Return the cases of a family as they stand within this command."""
        return [self.view(case) for case in self.members(root)]

    def members(self, root: str) -> list[str]:
        """Return the ids of a family, each parent before its children."""
        begun = [d.before.id for d in self.drafts.values() if d.created and d.before.root == root]
        return [*self.world.members(root), *begun]

    def below(self, case: Case) -> list[Draft]:
        """Return the drafts of the open descendants of a case, each parent before its children."""
        known = {case.id}
        found = []
        for member in self.members(case.root):
            draft = self.drafts.get(member)
            other = draft.before if draft else self.world.case(member)
            standing = draft.standing if draft else other.standing
            if other.parent in known and standing not in ENDED:
                known.add(member)
                found.append(draft or self.draft(member))
        return found

    def on_hold(self, draft: Draft) -> bool:
        """Tell whether a case or an ancestor of it is suspended."""
        case: Draft | Case = draft
        parent = draft.before.parent
        while case.standing != "suspended":
            if parent is None:
                return False
            case = self.view(parent)
            parent = case.parent
        return True

    def stopped(self, draft: Draft) -> list[Finding]:
        """Say that a case is over or on hold, where it is."""
        if draft.standing in ENDED:
            return [over(draft.outcome)]
        return [no("suspended")] if self.on_hold(draft) else []

    def did(
        self, draft: Draft, trigger: str, actor: Actor, person: str | None = None, n: int = 0
    ) -> None:
        """Remember a step for the checks that ask about the past; of a vote, whose and on what."""
        at, case = self.order.at, draft.before.id
        for_ = person if person != actor.id else None
        self.done.append(Done(trigger, actor.id, case, at, draft.state, for_, n))

    def tell(
        self,
        draft: Draft,
        event: str,
        trigger: str,
        source: str | None,
        holders: tuple[str, ...] = (),
        *,
        deadline: Armed | None = None,
        about: Sequence[Task] = (),
    ) -> None:
        """Remember something that happened, if anybody is to be told of it.

        `about` are the tasks of its `holders`, some of whom may not do them.
        """
        if draft.machine.notices and draft.machine.told(event):
            out = kept_out(draft.desk, *about)
            self.news.append(News(event, draft, trigger, source, holders, deadline, out))

    def patch(self, draft: Draft, data: Mapping[str, Any]) -> dict[str, Any]:
        """Encode data fields; raises `InputError` naming the field."""
        if not data:
            return {}
        workflow = draft.machine.workflow
        patch = encode_fields(workflow.fields, data, "data", workflow.currency)
        if len(canonical({**draft.raw, **patch}).encode()) > limits.DATA:
            raise InputError("data", f"is larger than {limits.DATA} bytes in all")
        return patch

    def consider(self, draft: Draft, trigger: str, asked: Asked) -> Passage:
        """Find the gate a trigger would pass, and judge it without passing."""
        before = self._before(draft, trigger)
        if asked.actor is not SYSTEM:
            if draft.desk.tasks and (roles := _entrusted(draft, trigger, asked.actor)):
                asked = asked._replace(extra=asked.extra.union(roles))
            if before is None and draft.machine.is_result(draft.state, trigger):
                before = no("decide-instead", trigger=trigger)
        passage = Passage(self, draft, trigger, asked)
        if before is not None:
            passage.judgement = Judgement([before])
            return passage
        draft.machine.move(trigger, passage)
        if passage.gate is None:
            passage.judgement = Judgement([no("no-way", trigger=trigger, state=draft.state)])
        return passage

    def _before(self, draft: Draft, trigger: str) -> Finding | None:
        machine = draft.machine
        if draft.standing in ENDED:
            return over(draft.outcome)
        if machine.gates(draft.state, trigger):
            return None
        if not machine.knows(trigger):
            return unknown_trigger(trigger, machine.triggers(draft.state))
        return no(
            "not-from-here",
            trigger=trigger,
            state=draft.state,
            sources=", ".join(machine.sources(trigger)),
        )

    def judge(
        self, draft: Draft, gate: Gate, attempt: Attempt, patch: Mapping[str, Any]
    ) -> Judgement:
        """Judge a gate: the case's standing first, then what may be written, then the checks."""
        waived = draft.waived(attempt.trigger)
        if gate.reads_past:
            self.world.past(draft.before.root)
        judgement = judge(gate, attempt, self.world.given.workers, waived)
        first = self._standing(draft, gate.transition.during)
        if gate.transition.comment == "required" and not attempt.comment:
            first.append(no("comment-required", what=attempt.trigger))
        if patch:
            first += not_writable(draft, patch, gate.transition.writes)
        if draft.desk.tasks or draft.machine.opens:
            first += self.owed(draft, attempt.trigger, attempt.dest)
        if first:
            judgement.findings[:0] = first
        return judgement

    def _standing(self, draft: Draft, during: str) -> list[Finding]:
        held = self.on_hold(draft)
        if during == "active":
            return [no("suspended")] if held else []
        return [no("not-suspended")] if during == "suspended" and not held else []

    def owed(self, draft: Draft, trigger: str, dest: str | None) -> list[Finding]:
        """Say what is still owed, here or below, that keeps a way shut."""
        found = held_here(draft, trigger, dest) if draft.desk.tasks else []
        if draft.machine.opens:
            found += held_below(draft, trigger, dest, self.family(draft.before.root))
        return found

    def attempt(
        self, draft: Draft, trigger: str, dest: str | None, asked: Asked, data: Data
    ) -> Attempt:
        """Put together the value that checks, plans and changes are given."""
        case = draft.before if draft.untouched else draft.view()
        return Attempt(
            trigger,
            asked.command,
            case,
            asked.actor,
            self.roles(draft, asked),
            draft.state,
            draft.state if dest == "=" else dest,
            data,
            self.world.facts(case),
            self,
            draft.machine.zone,
        )

    @property
    def now(self) -> datetime:
        """The engine's clock."""
        return self.order.now

    @property
    def at(self) -> datetime:
        """When the command's deed happened."""
        return self.order.at

    def past(self, root: str) -> list[Done]:
        """Return what was done in a family, this command's own steps included."""
        family = set(self.members(root))
        return [*self.world.past(root), *(item for item in self.done if item.case in family)]

    def roles(self, draft: Draft, asked: Asked) -> frozenset[str]:
        """Return the roles somebody has for a case."""
        own = self.rights(asked.actor, draft)
        return own | asked.extra if asked.extra else own

    def rights(self, actor: Actor, draft: Draft) -> frozenset[str]:
        """Return the roles of an actor's own, when the deed was done and still (D17).

        Who enters a deed of their own later must hold the role then and now; a clerk who enters
        it for somebody asks for what they held then (D20).
        """
        directory, order = self.world.given.directory, self.order
        own = roles_of(actor, draft, directory, order.at)
        if directory is not None and self._later:
            own &= roles_of(actor, draft, directory, order.now)
        return own

    def principals(self, person: str, draft: Draft) -> Sequence[str]:
        """Return for whom somebody may act as a substitute, when the deed was done and still."""
        directory, order = self.world.given.directory, self.order
        then = stands_in_for(person, draft, directory, order.at)
        if then and self._later:
            now = stands_in_for(person, draft, directory, order.now)
            return [one for one in then if one in now]
        return then

    @property
    def _later(self) -> bool:
        order = self.order
        return order.at is not order.now and order.recorded_by is None


def _entrusted(draft: Draft, trigger: str, actor: Actor) -> tuple[str, ...]:
    """Return the roles in whose stead somebody does a thing to do that was transferred to them."""
    for task in draft.desk.tasks:
        mine = task.person == actor.id and task.owner is None
        if task.kind == "todo" and task.status == "open" and task.label == trigger:
            return task.roles if mine and task.past else ()
    return ()
