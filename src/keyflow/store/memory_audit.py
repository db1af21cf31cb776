"""The seals of the memory store, and what an audit reads of it."""

from collections.abc import Iterator, Sequence

from keyflow.model.case import Case
from keyflow.model.desk_json import dump
from keyflow.model.event import canonical
from keyflow.model.schema import raw_of
from keyflow.store.contract import CaseRow, NewEvent, Seal
from keyflow.store.memory_outbox import MemoryOutbox


class MemoryAudit(MemoryOutbox):
    """The cases and their chains, with the seals over them."""

    def __init__(self) -> None:
        super().__init__()
        self._cases: dict[str, Case] = {}
        self._chains: dict[str, list[NewEvent]] = {}
        self._seals: dict[int, tuple[Seal, list[tuple[str, int, str]]]] = {}
        self._covered: dict[str, int] = {}
        # The cases with events that no seal covers.
        self._unsealed: set[str] = set()

    def unsealed(self, limit: int) -> list[tuple[str, int, str, int]]:
        """Return (case, seq, head, last number sealed) of cases that changed since, by id."""
        with self._lock:
            cases = [self._cases[case] for case in sorted(self._unsealed)[:limit]]
            return [(one.id, one.seq, one.head, self._covered.get(one.id, 0)) for one in cases]

    def seal(self, seal: Seal, entries: Sequence[tuple[str, int, str]]) -> bool:
        """Write a seal and what it covers; False if another seal of that number was first."""
        with self._lock:
            if seal.n in self._seals:
                return False
            self._seals[seal.n] = (seal, sorted(entries))
            self._covered.update((case, seq) for case, seq, _ in entries)
            self._unsealed -= {case for case, seq, _ in entries if seq == self._cases[case].seq}
            return True

    def seals(self) -> list[Seal]:
        """Return all seals in order."""
        with self._lock:
            return [self._seals[n][0] for n in sorted(self._seals)]

    def last_seal(self) -> Seal | None:
        """Return the seal with the highest number."""
        with self._lock:
            return self._seals[max(self._seals)][0] if self._seals else None

    def sealed(self, n: int) -> list[tuple[str, int, str]]:
        """Return the (case, seq, head) lines a seal covers, sorted."""
        with self._lock:
            return list(self._seals[n][1]) if n in self._seals else []

    def all_events(self) -> Iterator[NewEvent]:
        """Yield every event as stored, by case and number; `private` is empty once erased."""
        with self._lock:
            stored = [event for case in sorted(self._chains) for event in self._chains[case]]
        yield from stored

    def heads(self) -> Iterator[CaseRow]:
        """Yield what every case is, by id."""
        with self._lock:
            cases = [self._cases[case] for case in sorted(self._cases)]
        yield from map(_audited, cases)


def _audited(case: Case) -> CaseRow:
    return CaseRow(
        case=case.id,
        seq=case.seq,
        head=case.head,
        workflow=case.workflow,
        definition=case.definition,
        subject=case.subject,
        root=case.root,
        parent=case.parent,
        slot=case.slot,
        state=case.state,
        standing=case.standing,
        outcome=case.outcome,
        version=case.version,
        data=canonical(raw_of(case.data)),
        waivers=canonical([[item.check, item.trigger, item.seq] for item in case.waivers]),
        desk=canonical(dump(case.desk)),
        armed=len(case.armed),
        deadlines=tuple(sorted(case.armed, key=lambda item: item.id)),
    )
