"""Every store keeps the one contract."""

import pytest

from keyflow.store.memory import MemoryStore
from keyflow.store.migrate import upgrade
from keyflow.store.sql import SqlStore
from keyflow.testing.store import StoreContract


class TestMemory(StoreContract):
    @pytest.fixture
    def store(self):
        store = MemoryStore()
        yield store
        store.close()


class TestDatabase(StoreContract):
    @pytest.fixture
    def store(self, store_url):
        upgrade(store_url)
        store = SqlStore(store_url)
        yield store
        store.close()
