"""A host's transaction: what its rollback takes, what its savepoint keeps, what it saw before."""

import django.db
import pytest
from django.conf import settings
from django.db import transaction
from django.db.utils import ConnectionHandler
from sqlalchemy import create_engine, make_url, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from keyflow.errors import Busy, Conflict, InputError, StoreError
from keyflow.store.migrate import upgrade
from keyflow.store.sql import SqlStore
from keyflow.testing.store_values import a_case, moving, opening, read, schema, write

if not settings.configured:
    settings.configure(USE_TZ=True)
    django.setup()


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "host_order"
    id: Mapped[int] = mapped_column(primary_key=True)
    note: Mapped[str]


@pytest.fixture
def store(store_url):
    upgrade(store_url)
    store = SqlStore(store_url)
    assert write(store, opening(a_case("r")))
    yield store
    store.close()


@pytest.fixture
def engine(store, store_url):
    engine = create_engine(store_url)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def step(store, session, case="r", *, hook=None, **changes):
    """Do what the engine does in a host's transaction: lock, read, write."""
    with store.borrow(session) as connection:
        connection.lock([case])
        (family,) = connection.families([case], schema)
        step = moving(family.cases[0], **changes)
        step.hooks = [hook] if hook else []
        return connection.apply(step)


def fail(_connection=None):
    raise ZeroDivisionError


def step_and_fail(store, session):
    with transaction.atomic():
        assert step(store, session)
        fail()


def seq(store, case="r"):
    return read(store, case).seq


def test_what_the_host_commits_stays(store, engine):
    with Session(engine) as session, session.begin():
        session.add(Order(id=1, note="mine"))
        assert step(store, session)
        assert seq(store) == 1
    assert seq(store) == 2
    with Session(engine) as session:
        assert session.get(Order, 1).note == "mine"


def test_a_hosts_rollback_takes_everything_along(store, engine):
    with Session(engine) as session:
        assert step(store, session)
        session.rollback()
    assert seq(store) == 1


def test_a_host_that_read_before_it_wrote_is_still_right(store, engine):
    with Session(engine) as session, session.begin():
        assert session.scalars(select(Order)).all() == []
        session.connection().exec_driver_sql("SELECT revision FROM keyflow_case").fetchall()
        assert step(store, session)
    assert seq(store) == 2


def test_an_unflushed_change_is_seen(store, engine):
    with Session(engine) as session, session.begin():
        session.add(Order(id=7, note="not flushed"))
        with store.borrow(session) as connection:
            assert connection.host is session
            cursor = connection.raw.cursor()
            cursor.execute("SELECT note FROM host_order")
            assert cursor.fetchall() == [("not flushed",)]


def test_a_hosts_savepoint_takes_only_what_came_after_it(store, engine):
    with Session(engine) as session, session.begin():
        assert step(store, session)
        inner = session.begin_nested()
        assert step(store, session)
        inner.rollback()
        session.add(Order(id=2, note="after"))
    assert seq(store) == 2


def test_two_commands_share_a_transaction(store, engine):
    with Session(engine) as session, session.begin():
        assert step(store, session)
        assert step(store, session)
    assert seq(store) == 3


def test_what_moved_is_undone_to_the_savepoint_and_the_host_goes_on(store, engine):
    stale = moving(read(store, "r"))
    assert write(store, moving(read(store, "r")))
    with Session(engine) as session, session.begin():
        session.add(Order(id=3, note="kept"))
        with store.borrow(session) as connection:
            connection.lock(["r"])
            assert not connection.apply(stale)
        session.add(Order(id=4, note="kept too"))
    with Session(engine) as session:
        assert len(session.scalars(select(Order)).all()) == 2
    assert seq(store) == 2


def test_a_used_key_is_a_conflict_and_the_host_goes_on(store, engine):
    assert write(store, moving(read(store, "r"), key="k"))
    with Session(engine) as session, session.begin():
        with pytest.raises(Conflict, match="'k'"):
            step(store, session, key="k")
        session.add(Order(id=5, note="kept"))
    assert seq(store) == 2
    with Session(engine) as session:
        assert session.get(Order, 5)


def test_an_error_in_between_undoes_ours_and_leaves_the_hosts(store, engine):
    with Session(engine) as session, session.begin():
        session.add(Order(id=6, note="kept"))
        with pytest.raises(ZeroDivisionError):
            step(store, session, hook=fail)
        assert session.get(Order, 6)
    assert seq(store) == 1


def test_a_case_is_started_inside_a_transaction(store, engine):
    with Session(engine) as session:
        with store.borrow(session) as connection:
            connection.lock([])
            assert connection.apply(opening(a_case("new")))
            assert connection.families(["new"], schema)
        session.rollback()
    with store.connect() as connection:
        assert connection.families(["new"], schema) == []


def test_the_lock_keeps_others_out_until_the_host_ends(store_url, engine, store):
    hurried = f"{store_url}?busy_timeout=50" if store_url.startswith("sqlite") else store_url
    other = SqlStore(hurried)
    stale = moving(read(store, "r"))
    with Session(engine) as session, session.begin(), store.borrow(session) as connection:
        connection.lock(["r"])
        with other.connect() as second:
            if store_url.startswith("postgresql"):
                second.raw.execute("SET lock_timeout = 50")
            with pytest.raises(Busy):
                second.apply(stale)
    other.close()
    assert write(store, stale)


def test_a_core_connection_is_as_good_as_a_session(store, engine):
    with engine.begin() as connection:
        assert step(store, connection)
    assert seq(store) == 2


def test_an_autocommit_connection_has_no_transaction_to_join(store, engine):
    with (
        engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        pytest.raises((InputError, StoreError), match="autocommit"),
    ):
        step(store, connection)
    assert seq(store) == 1


def test_what_is_no_session_is_refused(store):
    with pytest.raises(InputError, match="a str cannot be used"), store.borrow("session"):
        pass


def drivers(url):
    """Return the async addresses of a database."""
    if url.startswith("sqlite"):
        return [make_url(url).set(drivername="sqlite+aiosqlite")]
    url = make_url(url)
    return [url, url.set(drivername="postgresql+asyncpg")]


@pytest.mark.anyio
async def test_an_async_session_lends_its_connection(store, engine, store_url):
    for url in drivers(store_url):
        before = seq(store)
        async_engine = create_async_engine(url)
        async with AsyncSession(async_engine) as session, session.begin():
            session.add(Order(id=before, note="unflushed"))
            assert await session.run_sync(lambda inner: step(store, inner))
        assert seq(store) == before + 1
        async with AsyncSession(async_engine) as session:
            assert await session.run_sync(lambda inner: step(store, inner))
            await session.rollback()
        assert seq(store) == before + 1
        async with AsyncSession(async_engine) as session, session.begin():
            stale = await session.run_sync(lambda inner: refused(store, inner))
            assert not stale
            assert await session.run_sync(lambda inner: step(store, inner))
        assert seq(store) == before + 2
        await async_engine.dispose()


def refused(store, session):
    with store.borrow(session) as connection:
        connection.lock(["r"])
        changes = moving(connection.families(["r"], schema)[0].cases[0])
        changes.seen["r"] -= 1
        return connection.apply(changes)


@pytest.mark.anyio
async def test_an_async_session_itself_is_refused_with_the_way_out(store, store_url):
    async_engine = create_async_engine(drivers(store_url)[0])
    async with AsyncSession(async_engine) as session:
        with pytest.raises(InputError, match="run_sync"), store.borrow(session):
            pass
    await async_engine.dispose()


@pytest.mark.anyio
async def test_many_rows_go_through_every_async_driver(store, engine, store_url):
    names = [f"many {number}" for number in range(5)]
    assert write(store, opening(*(a_case(name) for name in names)))
    for url in drivers(store_url):
        async_engine = create_async_engine(url)
        async with AsyncSession(async_engine) as session, session.begin():
            assert await session.run_sync(lambda inner: many(store, inner, names))
        await async_engine.dispose()
    assert {seq(store, name) for name in names} == {1 + len(drivers(store_url))}


def many(store, session, names):
    with store.borrow(session) as connection:
        connection.lock(names)
        changes = [moving(family.cases[0]) for family in connection.families(names, schema)]
        first = changes[0]
        for other in changes[1:]:
            first.seen |= other.seen
            first.raised |= other.raised
            first.updated += other.updated
            first.events += other.events
        return connection.apply(first)


@pytest.fixture
def django_connection(store, store_url):
    """Return a Django connection of this thread, with no Django project around it."""
    url = make_url(store_url)
    sqlite = url.get_backend_name() == "sqlite"
    database = {
        "ENGINE": f"django.db.backends.{'sqlite3' if sqlite else 'postgresql'}",
        "NAME": url.database,
    }
    if not sqlite:
        database |= {"USER": url.username or "", "PASSWORD": url.password or ""}
        database |= {"HOST": url.host or url.query.get("host", ""), "PORT": url.port or ""}
    handler = ConnectionHandler({"default": database})
    connection = handler["default"]
    before = django.db.connections
    transaction.connections = django.db.connections = handler
    yield connection
    connection.close()
    transaction.connections = django.db.connections = before


def test_django_commits_and_rolls_back_ours_with_its_own(store, django_connection):
    with transaction.atomic():
        with django_connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM keyflow_case")
        assert step(store, django_connection)
    assert seq(store) == 2
    with pytest.raises(ZeroDivisionError):
        step_and_fail(store, django_connection)
    assert seq(store) == 2


def test_djangos_savepoint_takes_only_what_came_after_it(store, django_connection):
    with transaction.atomic():
        assert step(store, django_connection)
        with pytest.raises(ZeroDivisionError):
            step_and_fail(store, django_connection)
        assert not refused(store, django_connection)
    assert seq(store) == 2


def test_django_sees_a_case_it_started_and_its_unsaved_rows_are_seen(store, django_connection):
    with transaction.atomic():
        with django_connection.cursor() as cursor:
            cursor.execute("CREATE TABLE host (note text)")
            cursor.execute("INSERT INTO host VALUES ('mine')")
        with store.borrow(django_connection) as connection:
            connection.lock([])
            cursor = connection.raw.cursor()
            cursor.execute("SELECT note FROM host")
            assert cursor.fetchall() == [("mine",)]
            assert connection.apply(opening(a_case("new")))
        transaction.set_rollback(True)
    with store.connect() as connection:
        assert connection.families(["new"], schema) == []


def test_django_without_a_transaction_is_refused(store, django_connection):
    with pytest.raises(InputError, match="atomic"), store.borrow(django_connection):
        pass
