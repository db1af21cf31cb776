"""The verbs inside a host's own transaction: its commit and its rollback are ours."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from keyflow import Actor, Engine, InputError, Refused
from keyflow.commands import Fire, Note
from tests import office_plugins
from tests.offices import ANN, BOB, FULL, Clock, item, project


@pytest.fixture
def office(sqlite_url):
    host = create_engine(sqlite_url)
    engine = Engine(sqlite_url, [project(), item()], clock=Clock(), plugins=[office_plugins])
    with host.begin() as connection:
        connection.execute(text("CREATE TABLE host_row (id TEXT, name TEXT)"))
    yield host, engine
    engine.close()
    host.dispose()


def rows(host):
    with host.connect() as connection:
        return connection.execute(text("SELECT count(*) FROM host_row")).scalar()


def test_facts_are_given_the_hosts_session_or_nothing(sqlite_url):
    given = []

    def facts(cases, session):
        given.append(session)
        return {}

    host = create_engine(sqlite_url)
    engine = Engine(sqlite_url, [project(), item()], clock=Clock(), facts=facts)
    case = engine.start("project", subject="Ring road", by=ANN, data=FULL)
    engine.fire(case.id, "submit", by=ANN)
    engine.preview(Note(case.id, "x"), by=ANN)
    engine.options(case.id, by=ANN)
    assert set(given) == {None}
    given.clear()
    with Session(host) as session:
        within = engine.within(session)
        within.start("project", subject="Other", by=ANN, data=FULL)
        within.options(case.id, by=ANN)
        within.do(Note(case.id, "x"), by=ANN)
        assert {*map(id, given)} == {id(session)}
        session.rollback()
    engine.close()
    host.dispose()


@pytest.mark.parametrize("ends", ["commit", "rollback"])
def test_the_hosts_end_is_ours(office, ends):
    host, engine = office
    with Session(host) as session:
        session.execute(text("INSERT INTO host_row VALUES ('1', 'x')"))
        within = engine.within(session)
        case = within.start("project", subject="Ring road", by=ANN, data=FULL, key="s")
        done = within.fire(case.id, "submit", by=ANN, key="f")
        assert within.case(case.id) == done.case
        assert [o.trigger for o in within.options(case.id, by=ANN)]
        assert within.preview(Note(case.id, "x"), by=ANN).allowed
        assert within.fire(case.id, "submit", by=ANN, key="f").replayed
        getattr(session, ends)()
    kept = ends == "commit"
    assert rows(host) == kept
    assert engine.cases().total == kept
    assert len(engine.outbox()) == 2 * kept
    # a rollback frees the keys
    if not kept:
        assert engine.start("project", subject="Other", by=ANN, data=FULL, key="s")


def test_a_refusal_rides_in_the_hosts_transaction_and_leaves_it_usable(office):
    host, engine = office
    case = engine.start("project", subject="Ring road", by=ANN, data=FULL)
    with Session(host) as session:
        session.execute(text("INSERT INTO host_row VALUES ('1', 'x')"))
        with pytest.raises(Refused):
            engine.within(session).do([Fire(case.id, "submit"), Fire(case.id, "close")], by=ANN)
        engine.within(session).do(Note(case.id, "still here"), by=ANN)
        session.commit()
    assert [event.verb for event in engine.history(case.id)] == ["start", "fire", "note"]
    assert rows(host) == 1


def test_a_refusal_that_was_rolled_back_can_be_recorded_afterwards(office):
    host, engine = office
    case = engine.start("project", subject="Ring road", by=ANN, data=FULL)
    with Session(host) as session:
        with pytest.raises(Refused) as no:
            engine.within(session).fire(case.id, "close", by=BOB)
        session.rollback()
    assert len(engine.history(case.id)) == 1
    engine.do(Note(case.id, "meanwhile"), by=ANN)
    engine.record(no.value)
    event = engine.history(case.id)[-1]
    assert (event.seq, event.accepted, event.actor) == (3, False, "bob")


def test_nobody_passes_for_the_system_inside_a_hosts_transaction(office):
    host, engine = office
    case = engine.start("project", subject="Ring road", by=ANN, data=FULL)
    with Session(host) as session:
        for spoof in (Actor("system"), Actor("eve", {"system"})):
            with pytest.raises(InputError, match="system"):
                engine.within(session).fire(case.id, "lapse", by=spoof)
            with pytest.raises(InputError, match="system"):
                engine.within(session).preview(Fire(case.id, "lapse"), by=spoof)
        session.rollback()
    assert engine.case(case.id).state == "preparing"
