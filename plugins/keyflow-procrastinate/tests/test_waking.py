"""A job is kept with what it is for, in one transaction, and never makes anybody wait."""

import asyncio
from datetime import timedelta

import pytest
from procrastinate_shop import FLOW, RAY, later
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from keyflow import AsyncEngine, Engine, InputError, PluginFailed, load
from keyflow.commands import Edit, Fire, Note
from keyflow_procrastinate import Wake, upgrade


def test_a_command_that_writes_a_message_defers_a_job_for_now(shop):
    case = shop.start()
    assert shop.jobs() == []
    shop.tell(case)
    assert shop.jobs() == [("todo", None)]
    shop.engine.do(Note(case.id, "nothing to do"), by=RAY)
    assert len(shop.jobs()) == 1


def test_a_hosts_rollback_takes_the_job_along(shop):
    case = shop.start()
    with Session(shop.database) as session:
        shop.engine.within(session).fire(case.id, "tell", by=RAY)
        session.rollback()
    assert shop.jobs() == []
    with Session(shop.database) as session, session.begin():
        shop.engine.within(session).fire(case.id, "tell", by=RAY)
    assert len(shop.jobs()) == len(shop.engine.outbox()) == 1


def test_commands_of_one_transaction_share_a_job(shop):
    first, second = shop.start(), shop.start()
    with Session(shop.database) as session, session.begin():
        for case in (first, second, first):
            shop.engine.within(session).fire(case.id, "tell", by=RAY)
    shop.engine.do([Fire(first.id, "tell"), Fire(second.id, "tell")], by=RAY)
    assert shop.jobs() == [("todo", None)] * 2
    assert len(shop.engine.outbox()) == 5


def test_a_deadline_before_the_next_sweep_has_a_job_at_its_instant(shop):
    soon, far = later(seconds=20), later(hours=2)
    shop.start(until=far)
    assert shop.jobs() == []
    case = shop.start(until=soon)
    assert shop.jobs() == [("todo", soon)]
    shop.engine.do(Edit(case.id, {"until": soon + timedelta(seconds=9)}), by=RAY)
    assert shop.jobs()[1:] == [("todo", soon + timedelta(seconds=9))]


def test_no_command_waits_for_the_wake_of_another(shop):
    slow, quick = shop.start(), shop.start()
    with Session(shop.database) as session, session.begin():
        shop.engine.within(session).fire(slow.id, "tell", by=RAY)
        with shop.database.begin() as other:
            other.exec_driver_sql("SET LOCAL lock_timeout = 500")
            shop.engine.within(other).fire(quick.id, "tell", by=RAY)
    assert len(shop.jobs()) == 2


def test_where_the_job_cannot_be_written_nothing_is_kept(shop):
    case = shop.start()
    shop.ask("ALTER TABLE procrastinate_jobs RENAME TO gone")
    with pytest.raises(PluginFailed, match="the wake failed"):
        shop.tell(case)
    assert shop.engine.case(case.id).version == 1
    assert shop.engine.outbox() == []
    shop.ask("ALTER TABLE gone RENAME TO procrastinate_jobs")
    assert shop.tell(case).case.version == 2


def test_a_store_elsewhere_than_in_postgresql_is_refused(tmp_path):
    engine = Engine(f"sqlite:///{tmp_path / 'k.db'}", [load(FLOW)], wake=Wake())
    case = engine.start("order", subject="s", by=RAY)
    with pytest.raises(InputError, match="procrastinate lives in PostgreSQL"):
        engine.fire(case.id, "tell", by=RAY)
    with pytest.raises(ValueError, match="procrastinate lives in PostgreSQL"):
        upgrade("sqlite:///k.db")
    engine.close()


@pytest.mark.parametrize(("driver", "jobs"), [("psycopg_async", 1), ("asyncpg", 0)])
def test_an_async_host_defers_on_its_own_connection(shop, driver, jobs):
    case = shop.start()

    async def tell():
        database = create_async_engine(shop.url.replace("+psycopg", f"+{driver}"))
        face = AsyncEngine(shop.engine)
        async with AsyncSession(database) as session, session.begin():
            await face.within(session, lambda engine: engine.fire(case.id, "tell", by=RAY))
        async with AsyncSession(database) as session:
            await face.within(session, lambda engine: engine.fire(case.id, "tell", by=RAY))
            await session.rollback()
        await database.dispose()

    asyncio.run(tell())
    assert len(shop.jobs()) == jobs
    assert len(shop.engine.outbox()) == 1
