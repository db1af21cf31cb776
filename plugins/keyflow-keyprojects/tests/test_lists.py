"""E1: adopting the list, its headline, and what a dry run says."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from keyflow import InputError, Refused
from keyflow.commands import Waive
from keyflow.plugin import Actor
from keyflow.store.migrate import upgrade
from keyflow_keyprojects.city.engine import PANEL, city_engine
from keyflow_keyprojects.city.faults import planted_faults, with_faults
from keyflow_keyprojects.city.people import leaders
from keyflow_keyprojects.city.projects import key_projects, preliminary_projects
from keyflow_keyprojects.facts import Term
from keyflow_keyprojects.fx import PLAN_RATE
from keyflow_keyprojects.lists import headline_at, members_at, versions
from keyflow_keyprojects.office import (
    accept_files,
    adopt_list,
    adopted_headline,
    build_engine,
    decide,
    headline_now,
    nominate,
    preliminary_headline,
)
from keyflow_keyprojects.portfolio import NOTICE_2011, compare
from keyflow_keyprojects.roster import Person, Roster, register

from .office_life import panel_agrees  # noqa: TID252 - tests are no package

CITY, KPMO = Actor("city", {"city"}), Actor("kpmo-1", {"kpmo"})
UNIT = Actor("unit-1", {"unit"})
FAULTY = with_faults(key_projects(), planted_faults()) + preliminary_projects()


@pytest.fixture(scope="module")
def adopted(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('list') / 'office.db'}"
    upgrade(url)
    engine = city_engine(url)
    adopt_list(engine, key_projects() + preliminary_projects(), by=CITY)
    yield engine
    engine.close()


def test_the_headline_is_the_published_one(adopted):
    figures = adopted_headline(adopted, 2011)
    assert [line.term for line in compare(figures, NOTICE_2011) if not line.within] == []
    assert figures["count"] == 60
    assert figures["total"] == Decimal("320.00026")
    assert figures["year_plan"] == 102
    assert preliminary_headline(adopted, 2011)["total"] == 366


@pytest.mark.parametrize(
    ("rate", "total", "within"),
    [("6.6227", "319.65706", True), ("6.3009", "317.14702", False)],
)
def test_another_rate_moves_the_headline_only(adopted, rate, total, within):
    figures = adopted_headline(adopted, 2011, replace(PLAN_RATE, rate=Decimal(rate)))
    assert figures["total"] == Decimal(total)
    lines = {line.term: line for line in compare(figures, NOTICE_2011)}
    assert lines["total"].within is within
    assert lines["foreign_total"].computed == Decimal("7.8")


def test_the_dry_run_names_everything_at_once_and_writes_nothing(office):
    found = adopt_list(office, FAULTY, by=CITY, dry_run=True)
    assert office.cases(workflow="key-project").total == 0
    wanted = {(number, fault.check) for number, fault in planted_faults().items()}
    # The project whose code was taken is named as well as the one that took it.
    assert {(item.number, item.check) for item in found.missing} == wanted | {
        ("K032", "k02-duplicate")
    }
    assert all(item.finding.say("zh") != item.finding.say("en") for item in found.missing)


def test_one_missing_thing_keeps_the_whole_list_out(office):
    with pytest.raises(Refused) as refused:
        adopt_list(office, FAULTY, by=CITY)
    assert len(refused.value.refusals) == len(planted_faults()) + 1
    assert office.cases(workflow="key-project").total == 0


def test_only_the_city_adopts_a_list(office):
    with pytest.raises(Refused, match="Only city"):
        adopt_list(office, key_projects()[:1], by=KPMO)


def test_a_selection_is_whole_or_nothing(office):
    projects = [p | {"sponsor": None} if p["number"] == "K002" else p for p in key_projects()[:5]]
    cases = nominate(office, [*projects, preliminary_projects()[0]], UNIT)
    accept_files(office, [case.id for case in cases], KPMO, PANEL)
    panel_agrees(office, [case.id for case in cases])
    with pytest.raises(Refused) as refused:
        decide(office, cases, CITY)
    ((number, command, findings),) = refused.value.refusals
    assert (number, command.trigger) == (1, "select")
    assert [finding.check for finding in findings] == ["k05-sponsor"]
    found = office.cases(workflow="key-project").cases
    assert {case.state for case in found} == {"screening.proposed"}
    assert members_at(office, 2011) == []


def test_a_selected_project_enters_the_first_stage_that_is_not_complete(office):
    wanted = {"K009": "approval.preparing", "K002": "planning.land", "K008": "construction.pending",
              "K004": "construction.running", "K001": "construction.running"}  # fmt: skip
    projects = [p for p in key_projects() if p["number"] in wanted]
    cases = nominate(office, [*projects, preliminary_projects()[0]], UNIT)
    accept_files(office, [case.id for case in cases], KPMO, PANEL)
    panel_agrees(office, [case.id for case in cases])
    found = {case.subject: case.state for case in decide(office, cases, CITY)}
    assert found == wanted | {"P001": "preliminary"}
    assert {entry.number for entry in members_at(office, 2011)} == set(wanted)
    assert [entry.number for entry in members_at(office, 2011, "preliminary")] == ["P001"]
    assert [one.version for one in versions(office, 2011)] == [1, 2]


def test_a_candidate_doubles_one_in_the_list_or_one_beside_it(adopted):
    again = key_projects()[0] | {"number": "N1"}
    with pytest.raises(Refused, match="already belongs to K001"):
        nominate(adopted, [again], UNIT)
    new = again | {"name_zh": "新项目", "code": "1101-379901-04-02-00900A"}
    with pytest.raises(Refused, match="already belongs to N"):
        nominate(adopted, [new, new | {"number": "N2", "name_zh": "另一个"}], UNIT)


def test_a_leader_who_left_sponsors_nothing_more():
    engine = build_engine()
    gone = [
        Person(one.id, one.zh, terms=(Term(one.id, date(2010, 1, 1), date(2011, 1, 1)),))
        for one in leaders()
    ]
    register(engine, Roster(gone), by=Actor("kpmo-1", {"kpmo"}))
    found = adopt_list(engine, key_projects()[:3], by=CITY, dry_run=True)
    assert {item.check for item in found.missing} == {"k05-sponsor"}


def test_ended_projects_leave_the_headline_of_now_but_not_the_adopted_one(adopted):
    (case,) = adopted.cases(workflow="key-project", subject="K060").cases
    adopted.do(Waive(case.id, "k31-window", "exit", "any month"), by=CITY)
    adopted.fire(case.id, "exit", by=CITY, comment="no start")
    assert headline_now(adopted, 2011)["count"] == 59
    assert adopted_headline(adopted, 2011)["count"] == 60
    assert headline_at(adopted, 2011)["count"] == 59
    assert headline_at(adopted, 2011, version=1) == adopted_headline(adopted, 2011)


def test_the_list_a_project_was_adopted_in_cannot_be_rewritten(adopted):
    (case,) = adopted.cases(workflow="key-project", subject="K002").cases
    with pytest.raises(Refused, match="adopted_list"):
        adopted.fire(case.id, "split", by=CITY, data={"adopted_list": "preliminary"}, comment="no")
    with pytest.raises(InputError):
        adopted.fire(case.id, "split", by=CITY, data={"adopted": "preliminary"}, comment="no")
