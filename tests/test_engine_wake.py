"""Whoever is told, in its transaction, what a command leaves to be done."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from keyflow import Actor, Engine, InputError, PluginFailed, Refused, StoreError
from keyflow.commands import Edit, Fire, Note, Resume, Suspend
from keyflow.plugin import Ahead
from tests.offices import START, flow, opened, url_of

RAY = Actor("ray", {"r"})
FLOW = """
name: w
initial: a
many: true
roles: [r]
schema: {until: instant}
operations: {suspend: {by: r}, resume: {by: r}}
stages:
  a: {kind: plain, states: {a: {writable: "*", deadlines: {d: {at: until}, e: {limit: 2h}}}}}
  b: final
transitions:
  - {trigger: go, source: a, dest: b, by: r}
  - {trigger: no, source: a, dest: b, by: system}
notices:
  - {on: [fired go, refused no], to: ["person:leo", "person:kim"], via: box, text: news}
"""
SOON = timedelta(hours=1)


class Bell:
    """Writes a row for each time it is told, on the command's connection; or raises."""

    def __init__(self):
        self.told, self.error = [], None

    def __call__(self, ahead, connection):
        self.told.append(ahead)
        connection.cursor().execute("INSERT INTO rung VALUES (1)")
        if self.error is not None:
            raise self.error


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path):
    url = url_of(request.param, tmp_path, request)
    database = create_engine(url.partition("?sync")[0])
    with database.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE rung (n INTEGER)")
    database.dispose()
    if request.param == "sqlite":
        from keyflow.store.migrate import upgrade

        upgrade(url)
    return url


@pytest.fixture
def bell():
    return Bell()


@pytest.fixture
def office(url, bell):
    with opened(url, [flow(FLOW)], wake=bell) as office:
        yield office


def rung(office):
    with office.engine.store.connect() as connection:
        cursor = connection.raw.cursor()
        cursor.execute("SELECT count(*) FROM rung")
        return cursor.fetchone()[0]


def start(office, **data):
    return office.engine.start("w", subject="s", by=RAY, data=data)


def test_it_is_told_of_messages_and_of_the_first_deadline_armed(office, bell):
    case = start(office, until=START + SOON)
    office.engine.do(Note(case.id, "nothing"), by=RAY)
    office.engine.do(Edit(case.id, {"until": START + 3 * SOON}), by=RAY)
    office.engine.do(Suspend(case.id, "rain"), by=RAY)
    office.engine.do(Resume(case.id), by=RAY)
    office.engine.fire(case.id, "go", by=RAY)
    assert bell.told == [
        Ahead(0, START + SOON),
        Ahead(0, START + 3 * SOON),
        Ahead(0, START + 2 * SOON),
        Ahead(2, None),
    ]
    assert rung(office) == 4


def test_what_it_writes_is_kept_with_the_command_or_not_at_all(office, bell):
    case = start(office)
    bell.error = OSError()
    with pytest.raises(PluginFailed, match="the wake failed"):
        office.engine.fire(case.id, "go", by=RAY)
    assert (rung(office), office.engine.case(case.id).state) == (1, "a")
    assert office.engine.outbox() == []
    bell.error = None
    office.engine.fire(case.id, "go", by=RAY)
    assert (rung(office), office.engine.case(case.id).state) == (2, "b")


def test_in_a_hosts_transaction_its_rows_go_with_the_hosts(office, url, bell):
    case = start(office)
    database = create_engine(url.partition("?sync")[0])
    with Session(database) as session:
        office.engine.within(session).fire(case.id, "go", by=RAY)
        session.rollback()
    assert rung(office) == 1
    with Session(database) as session, session.begin():
        office.engine.within(session).fire(case.id, "go", by=RAY)
    assert rung(office) == 2
    database.dispose()


def test_the_news_of_a_refusal_is_ahead_as_well(office, bell):
    case = start(office)
    with pytest.raises(Refused):
        office.engine.fire(case.id, "no", by=RAY)
    assert bell.told[1:] == [Ahead(2, None)]
    with pytest.raises(Refused):
        office.engine.do([Fire(case.id, "go"), Fire(case.id, "no")], by=RAY)
    assert rung(office) == 1 + 2


def test_a_deadline_that_is_handled_tells_of_what_comes_of_it(office, bell):
    start(office, until=START + SOON)
    office.clock.turn(hours=1)
    assert office.engine.run_due().expired == 1
    assert len(bell.told) == 1


def test_a_store_in_memory_has_no_transaction_to_tell_it_in(bell):
    with opened(None, [flow(FLOW)], wake=bell) as office, pytest.raises(StoreError):
        start(office)


def test_what_is_no_function_is_refused():
    with pytest.raises(InputError, match="wake: must be a function of ahead and connection"):
        Engine(None, [], wake="now")
