"""The directory of the memory store."""

from collections.abc import Sequence

from keyflow.model.directory import Entry
from keyflow.store.memory_audit import MemoryAudit


class MemoryDirectory(MemoryAudit):
    """Its entries, and the revision that changes with each write."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: dict[int, Entry] = {}
        self._directory_revision = ""

    def directory_revision(self) -> str:
        """Return the mark of the directory as it stands."""
        with self._lock:
            return self._directory_revision

    def directory(self) -> list[Entry]:
        """Return all entries of the directory, those that have ended too, in their order."""
        with self._lock:
            return [self._entries[n] for n in sorted(self._entries)]

    def enter(self, seen: str, revision: str, entries: Sequence[Entry]) -> bool:
        """Write new and changed entries; False, and nothing written, if another write was first."""
        with self._lock:
            if seen != self._directory_revision:
                return False
            self._directory_revision = revision
            self._entries |= {entry.n: entry for entry in entries}
            return True
