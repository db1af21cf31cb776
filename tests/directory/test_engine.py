"""An engine whose directory is in its store: rights as they stand at the commit, and inboxes."""

import sys
import threading
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from keyflow import Actor, Conflict, Engine, InputError, Refused, inboxes, load
from keyflow.commands import Claim
from keyflow.directory import StoredDirectory
from keyflow.plugin import Check, hookimpl
from keyflow.store.memory import MemoryStore
from keyflow.store.migrate import upgrade
from tests.offices import START, Clock, url_of

DAY = timedelta(days=1)
ANN, LI, WANG, ZHAO, LEA = map(Actor, ("ann", "li", "wang", "zhao", "lea"))

PERMIT = """
name: permit
initial: draft
roles: [owner, land, finance]
schema: {unit: text, amount: money}
stages:
  draft: {kind: plain, states: {draft: {writable: "*"}}}
  review:
    kind: approval
    approval:
      initiator: skip
      voters: [{role: land}, {role: finance, each: true}, {superior: 1}, {head: unit}]
  granted: final
  refused: final
transitions:
  - {trigger: submit, source: draft, dest: review, by: owner, checks: [meanwhile]}
  - {trigger: grant, source: review.approved, dest: granted, auto: true}
  - {trigger: refuse, source: review.rejected, dest: refused, auto: true}
"""
meanwhile = []


class Meanwhile(Check):
    """Lets something happen while a command is ruled."""

    kind = "meanwhile"
    inline = True

    def examine(self, attempt):
        while meanwhile:
            meanwhile.pop()()


@hookimpl
def keyflow_checks():
    return [Meanwhile]


@contextmanager
def opened(url, clock=None):
    if url is not None and url.startswith("postgres"):
        upgrade(url)
    plugin = sys.modules[__name__]
    permit = load(PERMIT, name="permit.yaml", plugins=[plugin])
    engine = Engine(url, [permit], directory="store", clock=clock or Clock(), plugins=[plugin])
    try:
        yield engine
    finally:
        engine.close()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def engine(request, tmp_path):
    with opened(url_of(request.param, tmp_path, request)) as engine:
        staff(engine.directory)
        yield engine


def staff(directory):
    directory.appoint("ann", "owner")
    directory.appoint("li", "land", unit="north")
    directory.appoint("wang", "land", unit="south")
    for person in ("fay", "fei"):
        directory.appoint(person, "finance")
    directory.set_superior("ann", "lea")
    directory.set_head("north", "nora")


def submitted(engine, subject="A mill", unit="north", amount="100 CNY"):
    case = engine.start("permit", subject=subject, data={"unit": unit, "amount": amount}, by=ANN)
    return engine.fire(case.id, "submit", by=ANN).case


def task_of(case, whose):
    return next(id for id, task in case.tasks.items() if whose in {task.person, *task.roles})


def codes(call):
    with pytest.raises(Refused) as told:
        call()
    return {finding.code for finding in told.value.findings}


def test_voters_are_who_the_directory_says(engine):
    case = submitted(engine)
    assert [(task.roles, task.person) for task in case.tasks.values()] == [
        (("land",), None),
        ((), "fay"),
        ((), "fei"),
        ((), "lea"),
        ((), "nora"),
    ]


def test_a_role_of_a_unit_decides_on_its_cases_only(engine):
    case = submitted(engine)
    land = task_of(case, "land")
    assert codes(lambda: engine.decide(land, "approve", by=WANG)) == {"not-your-task"}
    assert engine.inbox(by=WANG).total == 0
    assert [item.id for item in engine.inbox(by=LI).items] == [land]
    engine.decide(land, "approve", by=LI)
    assert engine.inbox(by=LI).total == 0
    assert [item.id for item in engine.inbox(by=LI, box="done").items] == [land]


def test_roles_that_an_actor_carries_are_refused(engine):
    with pytest.raises(InputError, match="directory"):
        engine.start("permit", subject="x", by=Actor("ann", {"owner"}))


def test_a_right_withdrawn_before_the_commit_is_withdrawn(engine):
    case = engine.start("permit", subject="A mill", data={"unit": "north"}, by=ANN)
    meanwhile.append(lambda: engine.directory.dismiss("ann", "owner"))
    assert codes(lambda: engine.fire(case.id, "submit", by=ANN)) == {"not-allowed"}
    assert engine.case(case.id).state == "draft"


def test_a_right_given_meanwhile_holds_for_who_asks_again(engine):
    case = engine.start("permit", subject="A mill", data={"unit": "north"}, by=ANN)
    engine.directory.dismiss("ann", "owner")
    assert codes(lambda: engine.fire(case.id, "submit", by=ANN)) == {"not-allowed"}
    engine.directory.appoint("ann", "owner")
    assert engine.fire(case.id, "submit", by=ANN).moved


def test_a_write_of_nobodys_concern_only_rules_again(engine):
    case = engine.start("permit", subject="A mill", data={"unit": "north"}, by=ANN)
    meanwhile.append(lambda: engine.directory.appoint("max", "land"))
    assert engine.fire(case.id, "submit", by=ANN).moved
    assert [event.verb for event in engine.history(case.id)] == ["start", "fire"]


def test_a_substitute_decides_for_who_is_away_and_both_are_named(engine):
    case = submitted(engine)
    land = task_of(case, "land")
    engine.directory.substitute(
        "li", "zhao", None, START + DAY, up_to="100 CNY", amount_field="amount"
    )
    (item,) = engine.inbox(by=ZHAO, box="delegated").items
    assert (item.id, item.for_) == (land, "li")
    task = engine.decide(land, "approve", by=ZHAO).case.desk.task(item.task.n)
    assert (task.person, task.by) == ("li", "zhao")
    for person in (LI, ZHAO):
        assert [one.id for one in engine.inbox(by=person, box="done").items] == [land]


def test_a_substitute_does_nothing_beyond_what_it_was_given_for(engine):
    large, small = submitted(engine, "Dam", amount="101 CNY"), submitted(engine, "Hut")
    engine.directory.substitute(
        "li", "zhao", None, START + DAY, up_to="100 CNY", amount_field="amount"
    )
    refused = codes(lambda: engine.decide(task_of(large, "land"), "approve", by=ZHAO))
    assert refused == {"not-your-task"}
    page = engine.inbox(by=ZHAO, box="delegated")
    assert ([item.case.subject for item in page.items], page.total) == (["Hut"], 1)
    assert small.subject == "Hut"


def test_who_began_a_case_decides_for_nobody_in_it(engine):
    case = submitted(engine)
    engine.directory.substitute("li", "ann", None, START + DAY, chain=True)
    engine.directory.substitute("ann", "zhao", None, START + DAY)
    land = task_of(case, "land")
    assert codes(lambda: engine.decide(land, "approve", by=ANN)) == {"own-request"}
    assert codes(lambda: engine.decide(land, "approve", by=ZHAO)) == {"not-your-task"}


def test_a_substitution_that_ended_is_over(engine):
    case = submitted(engine)
    entry = engine.directory.substitute("li", "zhao", None, START + DAY)
    engine.directory.end(entry.n)
    refused = codes(lambda: engine.decide(task_of(case, "land"), "approve", by=ZHAO))
    assert refused == {"not-your-task"}
    assert engine.inbox(by=ZHAO, box="delegated").total == 0


def test_who_left_or_heads_the_unit_no_more_is_asked_no_longer(engine):
    case = submitted(engine)
    for person, change in (
        ("fay", lambda: engine.directory.leave("fay")),
        ("nora", lambda: engine.directory.set_head("north", "nick")),
        ("lea", lambda: engine.directory.set_superior("ann", "len")),
    ):
        who, task = Actor(person), task_of(case, person)
        assert [item.id for item in engine.inbox(by=who).items] == [task]
        change()
        assert codes(lambda task=task, who=who: engine.decide(task, "approve", by=who)) == {
            "right-lost"
        }
        assert engine.inbox(by=who).total == 0


def test_a_claimed_task_is_the_roles_again_when_its_claimer_is_dismissed(engine):
    case = submitted(engine)
    engine.directory.appoint("liu", "land", unit="north")
    liu, land = Actor("liu"), task_of(case, "land")
    engine.do(Claim(land), by=LI)
    assert [engine.inbox(by=who).total for who in (LI, liu, WANG)] == [1, 0, 0]
    engine.directory.dismiss("li", "land")
    assert [engine.inbox(by=who).total for who in (LI, liu, WANG)] == [0, 1, 0]
    engine.decide(land, "approve", by=liu)
    assert [engine.inbox(by=who).total for who in (LI, liu)] == [0, 0]


def test_a_substitutes_limit_is_asked_of_the_amount_they_write_too():
    permit = load(PERMIT.replace("initiator: skip", "initiator: skip\n      edits: [amount]"),
                  plugins=[sys.modules[__name__]])  # fmt: skip
    plugins = [sys.modules[__name__]]
    engine = Engine(None, [permit], directory="store", clock=Clock(), plugins=plugins)
    staff(engine.directory)
    case = submitted(engine)
    within = {"amount_field": "amount", "up_to": "100 CNY"}
    engine.directory.substitute("li", "zhao", None, START + DAY, **within)
    land = task_of(case, "land")
    more, less = {"amount": "101 CNY"}, {"amount": "99 CNY"}
    assert codes(lambda: engine.decide(land, "approve", by=ZHAO, data=more)) == {"not-your-task"}
    engine.decide(land, "approve", by=ZHAO, data=less)


def test_an_inbox_of_sure_and_other_tasks_is_paged_as_one(engine):
    engine.directory.appoint("li", "finance")
    engine.directory.appoint("liu", "land", unit="north")
    engine.directory.set_head("south", "sun")
    cases = [submitted(engine, f"s{n}", ("north", "south")[n % 2]) for n in range(6)]
    expected = sorted(
        id
        for case in cases
        for id, task in case.tasks.items()
        if task.person == "li" or (task.roles and case.data["unit"] == "north")
    )
    assert len(expected) == 9
    pages = [engine.inbox(by=LI, limit=2, offset=offset) for offset in range(0, 12, 2)]
    assert [item.id for page in pages for item in page.items] == expected
    assert {(page.total, page.exact) for page in pages} == {(9, True)}


def test_an_inbox_that_is_too_long_to_look_through_says_so(engine, monkeypatch):
    monkeypatch.setattr(inboxes, "_FAR", 2)
    for number in range(3):
        submitted(engine, f"s{number}")
    page = engine.inbox(by=LI)
    assert (len(page.items), page.total, page.exact) == (2, 2, False)
    assert engine.inbox(by=ANN, box="mine").exact


def test_a_host_may_keep_the_directory_elsewhere_or_nowhere(tmp_path):
    engine = Engine(f"sqlite:///{tmp_path / 'k.db'}")
    with pytest.raises(InputError, match='directory="store"'):
        _ = engine.directory
    engine.close()
    with pytest.raises(InputError, match='"store"'):
        Engine(directory="elsewhere")


def test_a_directory_opened_alone_serves_an_engine_that_is_given_it():
    permit = load(PERMIT, name="permit.yaml", plugins=[sys.modules[__name__]])
    store = MemoryStore()
    directory = StoredDirectory(store, clock=Clock())
    staff(directory)
    plugins = [sys.modules[__name__]]
    engine = Engine(store, [permit], directory=directory, clock=Clock(), plugins=plugins)
    case = submitted(engine)
    assert engine.inbox(by=LI).total == 1
    meanwhile.append(lambda: directory.dismiss("ann"))
    again = engine.start("permit", subject="b", data={"unit": "north"}, by=ANN)
    assert codes(lambda: engine.fire(again.id, "submit", by=ANN)) == {"not-allowed"}
    assert engine.case(case.id).state == "review.deciding"


def test_in_a_hosts_transaction_the_directory_is_compared_as_well(postgres_url):
    with opened(postgres_url) as engine:
        staff(engine.directory)
        case = engine.start("permit", subject="A mill", data={"unit": "north"}, by=ANN)
        database = create_engine(postgres_url)
        meanwhile.append(lambda: engine.directory.dismiss("ann", "owner"))
        with database.connect() as host:
            with pytest.raises(Conflict):
                engine.within(host).fire(case.id, "submit", by=ANN)
            host.rollback()
        with database.connect() as host:
            assert codes(lambda: engine.within(host).fire(case.id, "submit", by=ANN)) == {
                "not-allowed"
            }
        database.dispose()


def test_a_commit_waits_for_a_write_to_the_directory_that_was_first(postgres_url):
    with opened(postgres_url) as engine:
        staff(engine.directory)
        case = engine.start("permit", subject="A mill", data={"unit": "north"}, by=ANN)
        answers = []

        def fire():
            try:
                answers.append(engine.fire(case.id, "submit", by=ANN))
            except Refused as refused:
                answers.append({finding.code for finding in refused.findings})

        address = make_url(postgres_url).set(drivername="postgresql")
        firing = threading.Thread(target=fire)
        with psycopg.connect(address.render_as_string(hide_password=False)) as office:
            office.execute("UPDATE keyflow_directory SET until = since WHERE person = 'ann'")
            office.execute("UPDATE keyflow_meta SET value = 'new' WHERE key = 'directory'")
            firing.start()
            firing.join(0.5)
            assert answers == []
        firing.join(30)
        assert answers == [{"not-allowed"}]


def test_who_lost_a_role_cannot_act_for_the_time_when_they_had_it():
    clock, plugin = Clock(), sys.modules[__name__]
    text = PERMIT.replace("initial:", "backdate: 9d\ninitial:").replace(
        "roles:", "clerks: [finance]\nroles:"
    )
    permit = load(text, name="permit.yaml", plugins=[plugin])
    engine = Engine(None, [permit], directory="store", clock=clock, plugins=[plugin])
    staff(engine.directory)
    case = engine.start("permit", subject="A mill", data={"unit": "north"}, by=ANN)
    then = clock.turn(days=1)
    clock.turn(days=1)
    engine.directory.dismiss("ann", "owner")
    clock.turn(hours=1)
    assert codes(lambda: engine.fire(case.id, "submit", by=ANN, occurred_at=then)) == {
        "not-allowed"
    }
    clerk = Actor("fay")
    entered = engine.fire(case.id, "submit", by=ANN, occurred_at=then, recorded_by=clerk)
    assert entered.case.state == "review.deciding"
