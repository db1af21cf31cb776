"""The suite every store must pass: subclass `StoreContract` and give it a `store` fixture.

    class TestMine(StoreContract):
        @pytest.fixture
        def store(self):
            store = MyStore()
            yield store
            store.close()

The store must be fresh and empty for each test.
"""

from keyflow.testing.store_cases import CasesContract
from keyflow.testing.store_deadlines import DeadlinesContract
from keyflow.testing.store_directory import DirectoryContract
from keyflow.testing.store_history import HistoryContract
from keyflow.testing.store_inbox import InboxContract
from keyflow.testing.store_messages import MessagesContract
from keyflow.testing.store_queries import QueriesContract
from keyflow.testing.store_seals import SealsContract


class StoreContract(
    CasesContract,
    DeadlinesContract,
    HistoryContract,
    QueriesContract,
    InboxContract,
    DirectoryContract,
    MessagesContract,
    SealsContract,
):
    """Every promise of `keyflow.store.contract`, as tests."""
