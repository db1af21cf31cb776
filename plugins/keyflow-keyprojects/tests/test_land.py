"""K17 and K29: no land without contract or quota; land that lies idle becomes a blocker."""

from datetime import date

import pytest

from keyflow import Refused
from keyflow.commands import Edit
from keyflow.plugin import Actor
from keyflow_keyprojects import blockers, supports

from .days import CITY, KPMO, PROJECTS, Days, at, day  # noqa: TID252 - tests are no package

NR = Actor("nr-window", {"func", "nr"})
NUMBER = "K002"  # in planning


@pytest.fixture
def d():
    found = Days(NUMBER, begin="2011-03-01")
    yield found
    found.engine.close()


def codes(call, *args, **more):
    with pytest.raises(Refused) as no:
        call(*args, **more)
    return [finding.code for finding in no.value.findings]


def supply(d, contract=None):
    data = {"land_contract": contract} if contract else {}
    return d.fire(d.cases[NUMBER], "land_supplied", NR, data)


def open_land(d):
    found = blockers.blockers_of(d.engine, d.project(NUMBER))
    return [(case.subject, case.data["rule"], case.state) for case in found]


def grant_what_it_needs(d):
    owner = Actor(PROJECTS[NUMBER]["owner_contact"])
    cases = d.engine.cases(parent=d.cases[NUMBER], workflow="approval-item", limit=200).cases
    item = next(case for case in cases if case.data["code"] == "LAND_SUPPLY")
    for trigger, by, data in (
        ("submit", owner, None), ("accept", NR, None), ("review", NR, None),
        ("grant", NR, {"document_number": "TD"}),
    ):  # fmt: skip
        d.fire(item.id, trigger, by, data)


def test_without_contract_or_quota_a_land_blocker_is_opened(d):
    grant_what_it_needs(d)
    assert codes(supply, d) == ["land-missing"]
    found = blockers.supply_land(d.engine, d.project(NUMBER), by=NR)
    assert (found.workflow, found.data["type"], found.data["rule"]) == (
        "blocker",
        "land",
        "k17-land",
    )
    again = blockers.supply_land(d.engine, d.project(NUMBER), by=NR)
    assert again.id == found.id
    quota = supports.ask_support(
        d.engine, d.project(NUMBER), "land_quota", "quota", PROJECTS[NUMBER]["land_ha"],
        by=Actor(PROJECTS[NUMBER]["head"]),
    )  # fmt: skip
    supports.grant(d.engine, quota, PROJECTS[NUMBER]["land_ha"], by=CITY)
    moved = blockers.supply_land(d.engine, d.project(NUMBER), by=NR)
    assert (moved.workflow, moved.state) == ("key-project", "planning.permit")
    assert [item.name for item in moved.armed if "idle" in item.name] == []


def test_land_not_built_on_is_idle_after_a_year_and_again_after_two(d):
    grant_what_it_needs(d)
    contract = blockers.land_contract(
        d.project(NUMBER), date(2011, 3, 1), start_by=date(2011, 3, 1)
    )
    project = supply(d, contract).case
    ends = {i.name: i.last.isoformat() for i in project.armed if i.name in {"idle", "taken_back"}}
    assert ends == {"idle": "2012-03-01", "taken_back": "2013-03-01"}
    d.clock.now = at("2012-03-01", 20)
    d.engine.run_due()
    assert open_land(d) == []
    d.clock.now = at("2012-03-02")
    d.engine.run_due()
    (found,) = open_land(d)
    assert found[:2] == ("K002/blocker/1", "k29-idle-land")
    (blocker,) = blockers.blockers_of(d.engine, d.project(NUMBER))
    assert (day(blocker.opened), blocker.data["opened_on"]) == ("2012-03-02", date(2012, 3, 2))
    told = {(notice, to) for when, notice, to in d.told(d.cases[NUMBER]) if when == "2012-03-02"}
    assert ("M20-land", PROJECTS[NUMBER]["head"]) in told
    # It is not opened a second time while it is open, and once more after the second year.
    blockers.solve(d.engine, blocker, "they will build", by=Actor(PROJECTS[NUMBER]["head"]))
    blockers.close(d.engine, blocker, by=KPMO)
    d.clock.now = at("2013-03-02")
    d.engine.run_due()
    assert [row[0] for row in open_land(d)] == ["K002/blocker/1", "K002/blocker/2"]
    assert "收回土地" in blockers.blockers_of(d.engine, d.project(NUMBER))[1].data["what"]


def test_a_stop_of_a_year_with_little_built_is_idle_and_with_enough_it_is_not(monkeypatch):
    own = PROJECTS["K023"]
    monkeypatch.setitem(PROJECTS, "K023", own | {"invested_total": own["total"]})
    for built, count in (("0", 1), (own["land_ha"], 0)):
        d = Days("K023", begin="2011-03-01")
        case = d.cases["K023"]
        d.engine.do(Edit(case, {"built_ha": built}), by=KPMO)
        report = {"since": date(2011, 3, 1), "reason": "steel", "site_protection": "fenced"}
        owner = Actor(PROJECTS["K023"]["owner_contact"])
        d.fire(case, "report_stop", owner, {"stop_report": report}, "no steel")
        d.clock.now = at("2012-03-02", 12)
        d.engine.run_due()
        found = blockers.blockers_of(d.engine, d.engine.case(case))
        assert [b.data["rule"] for b in found] == ["k29-idle-land"] * count
        d.engine.close()
