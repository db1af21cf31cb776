"""`World`: the cases as read, and as the commands ruled so far would leave them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from keyflow.errors import NotFound
from keyflow.model.attempt import Deed, Done, deed_of
from keyflow.model.case import Case
from keyflow.model.event import Event
from keyflow.model.record import Changes, Family, NewMessage, event_of
from keyflow.ruling.draft import Draft
from keyflow.ruling.entries import Entry
from keyflow.ruling.given import Given, Order
from keyflow.ruling.machine import Machine

Written = tuple[Sequence[Entry], Sequence[NewMessage], Sequence[Callable[[Any], None]]]


class World:
    """One reading of some families, with what has been ruled on top of it.

    Several commands may be ruled one after the other; each sees the result of those before.
    """

    def __init__(self, given: Given) -> None:
        self.given = given
        # The database's clock at the latest reading, and whether the key asked about was used:
        # None where no family was read, which would say.
        self.read_at: datetime | None = None
        self.used: bool | None = None
        self._families: dict[str, Family] = {}
        self._cases: dict[str, Case] = {}
        self._members: dict[str, list[str]] = {}
        self._first: dict[str, Case] = {}
        self._latest: dict[str, tuple[Draft, Order]] = {}
        self._created: dict[str, None] = {}
        self._past: dict[str, Sequence[Done]] = {}
        self._done: list[tuple[str, Done]] = []
        self._facts: dict[str, Any] = {}
        self._alone: set[str] = set()
        self._written: list[Written] = []
        self._closed: dict[str, tuple[datetime, int]] = {}

    def load(self, cases: Iterable[str], key: str | None = None) -> None:
        """Read the families of these cases where need be, and whether `key` was used."""
        wanted = [case for case in cases if case not in self._cases]
        for family in self.given.reader.families(wanted, key) if wanted else ():
            if family.root not in self._families:
                self.read_at = max(self.read_at or family.now, family.now)
                self.used = bool(self.used or family.used)
                self._families[family.root] = family
                self._members[family.root] = [case.id for case in family.cases]
                self._cases.update((case.id, case) for case in family.cases)

    def case(self, case: str) -> Case:
        """Return a case as it stands; raises `NotFound`."""
        if case in self._latest:
            draft, order = self._latest.pop(case)
            self._cases[case] = draft.after(order, self._revision(draft.before.root))
        found = self._cases.get(case)
        if found is None:
            self.load([case])
            found = self._cases.get(case)
        if found is None:
            raise NotFound(f"no case {case!r} in this store")
        return found

    def members(self, root: str) -> Sequence[str]:
        """Return the ids of a family, root first, in the order they were opened."""
        return self._members.get(root, ())

    def machine(self, case: Case) -> Machine:
        """Return the compiled definition a case keeps."""
        return self.given.machine(case.definition)

    def facts(self, case: Case) -> Any:
        """Return the host's facts for a case, asked for once."""
        ask = self.given.facts
        if ask is not None and case.id not in self._facts:
            self._facts[case.id] = ask(case)
        return self._facts.get(case.id)

    def know(self, facts: Mapping[str, Any]) -> None:
        """Take facts that were asked for in one go."""
        self._facts.update(facts)

    def past(self, root: str) -> Sequence[Done]:
        """Return a family's accepted steps, oldest first, with those ruled here."""
        if root not in self._past:
            family = self._families.get(root)
            self._past[root] = () if family is None else self.given.reader.past(family)
        if not self._done:
            return self._past[root]
        return [*self._past[root], *(item for at, item in self._done if at == root)]

    def events(self, case: str) -> list[Event]:
        """Return the events of a case; those ruled here come last and are not linked yet."""
        known = () if case in self._created else self.given.reader.events(case)
        return [*known, *self._ruled(case)]

    def deeds(self, case: str) -> list[Deed]:
        """Return the accepted events of a case in short, those ruled here too."""
        known = () if case in self._created else self.given.reader.deeds(case)
        return [*known, *(deed_of(event) for event in self._ruled(case) if event.accepted)]

    def _ruled(self, case: str) -> Iterator[Event]:
        for entries, _, _ in self._written:
            for entry in entries:
                if entry.case.id == case:
                    yield event_of(entry.seal("", ""))

    def trail(self, case: str) -> list[tuple[str, datetime]]:
        """Return the states a case came to rest in, and when it entered each."""
        return [(deed.state, deed.at) for deed in self.deeds(case) if deed.entered]

    def live(self, workflow: str, subject: str) -> str | None:
        """Return the live root case of a workflow and subject, those begun here included."""
        for case in map(self.case, self._alone):
            if (case.workflow, case.subject) == (workflow, subject) and not case.ended:
                return case.id
        found = self.given.reader.live(workflow, subject)
        return None if found in self._first and self.case(str(found)).ended else found

    def take(self, draft: Draft, order: Order) -> None:
        """Take a case as a command leaves it; the case itself is made when somebody looks."""
        case = draft.before
        if draft.created:
            self._created[case.id] = None
            self._members.setdefault(case.root, []).append(case.id)
            if case.parent is None and not draft.machine.workflow.many and not draft.ended:
                self._alone.add(case.id)
        elif case.id not in self._created:
            self._first.setdefault(case.id, case)
        self._latest[case.id] = draft, order
        for deadline, days in draft.closed.items():
            self._closed[deadline] = order.at, days

    def lengthen(self, case: Case) -> None:
        """Take it that a refusal makes a case's chain one longer."""
        self._first.setdefault(case.id, case)
        self._cases[case.id] = case.with_(seq=case.seq + 1)

    def write(
        self,
        entries: Sequence[Entry],
        messages: Sequence[NewMessage] = (),
        done: Sequence[Done] = (),
        hooks: Sequence[Callable[[Any], None]] = (),
    ) -> None:
        """Add what the latest command writes."""
        self._written.append((entries, messages, hooks))
        if done:
            roots = {entry.case.id: entry.case.root for entry in entries}
            self._done += [(roots[item.case], item) for item in done if item.case in roots]

    def _revision(self, root: str) -> int:
        """Return the revision a family will have once this is committed."""
        family = self._families.get(root)
        return 1 if family is None else family.revision + 1

    def result(self) -> Changes:
        """Return all that must be written: every event sealed into its chain."""
        changes = Changes(alone=self._alone, closed=self._closed)
        heads: dict[str, str] = {}
        for entries, messages, hooks in self._written:
            changes.messages += messages
            changes.hooks += hooks
            for entry in entries:
                self._seal(entry, heads, changes)
        for case, head in heads.items():
            self._link(case, head)
        changes.created = [self._cases[case] for case in self._created]
        changes.updated = [(first, self._cases[case]) for case, first in self._first.items()]
        return changes

    def _seal(self, entry: Entry, heads: dict[str, str], changes: Changes) -> None:
        """Link an event into its chain; an accepted one raises its family's revision."""
        case = entry.case
        event = entry.seal(heads.get(case.id, case.head), self.given.new_salt())
        heads[case.id] = event.hash
        changes.events.append(event)
        family = self._families.get(case.root)
        if event.accepted and family is not None:
            changes.seen[case.root] = family.revision
            changes.raised.add(case.root)

    def _link(self, case: str, head: str) -> None:
        """Put the head of its chain on a case."""
        if case in self._latest:
            draft, order = self._latest.pop(case)
            self._cases[case] = draft.after(order, self._revision(draft.before.root), head)
        else:
            self._cases[case] = self._cases[case].with_(head=head)
