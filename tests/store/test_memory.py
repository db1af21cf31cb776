"""What is particular to memory."""

import pytest

from keyflow.errors import StoreError
from keyflow.store.memory import MemoryStore
from keyflow.testing.store_values import a_case, everything, opening, write


@pytest.fixture
def store():
    store = MemoryStore()
    yield store
    store.close()


def test_a_change_plugin_is_told_there_is_no_database(store):
    changes = opening(a_case("r"))
    changes.hooks.append(lambda _connection: None)
    before = everything(store)
    with pytest.raises(StoreError, match="database"):
        write(store, changes)
    assert everything(store) == before


def test_a_hosts_transaction_cannot_be_joined(store):
    with pytest.raises(StoreError, match="object"), store.borrow(object()):
        pass


def test_two_stores_share_nothing(store):
    assert write(store, opening(a_case("r")))
    assert everything(MemoryStore())[0] == []


def test_a_closed_store_has_forgotten_everything(store):
    assert write(store, opening(a_case("r")))
    store.close()
    assert everything(store)[0] == []


def test_locking_in_memory_changes_nothing(store):
    assert write(store, opening(a_case("r")))
    before = everything(store)
    with store.connect() as connection:
        connection.lock(["r"])
    assert everything(store) == before
