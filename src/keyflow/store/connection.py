"""The connection that a store lends: all the reads and writes of the contract."""

from keyflow.store.outbox import Outbox
from keyflow.store.queries import Querying
from keyflow.store.sealing import Sealing
from keyflow.store.writing import Writing


class SqlConnection(Writing, Querying, Outbox, Sealing):
    """One reader and writer with transactions of its own."""
