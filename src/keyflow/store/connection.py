"""The connection that a store lends: all the reads and writes of the contract."""

from collections.abc import Collection
from typing import Any

from keyflow.store.deadlines import Deadlines
from keyflow.store.directory import StoredOffices
from keyflow.store.inbox import Inbox
from keyflow.store.outbox import Outbox
from keyflow.store.queries import Querying
from keyflow.store.sealing import Sealing
from keyflow.store.writing import Writing


class SqlConnection(Writing, Querying, Deadlines, Inbox, StoredOffices, Outbox, Sealing):
    """One reader and writer with transactions of its own."""

    @property
    def host(self) -> Any:
        """What a host's facts are given: the DB-API connection."""
        return self.raw

    def lock(self, cases: Collection[str]) -> None:
        """Do nothing: in a transaction of our own, `apply` locks what it writes."""
