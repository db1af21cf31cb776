"""With a directory the roles of who acts come from it alone, project by project (N01, N05, D17)."""

import pytest

from keyflow import InputError, Refused
from keyflow.plugin import Actor
from keyflow_keyprojects.city.engine import register_city
from keyflow_keyprojects.demo.cast import Clock
from keyflow_keyprojects.office import adopt_list, build_engine, open_year
from keyflow_keyprojects.reports import file_report, report_of, verify_report

from .days import PROBLEM, PROJECTS, at, figures  # noqa: TID252 - tests are no package

OWN = PROJECTS["K004"]
CITY, KPMO = Actor("mayor-wu"), Actor("clerk-lin")


@pytest.fixture
def office():
    clock = Clock(at("2011-01-04"))
    engine = build_engine(directory="store", clock=clock)
    appoint = engine.directory.appoint
    appoint(CITY.id, "city")
    appoint(KPMO.id, "kpmo")
    appoint(OWN["dispatcher"], "dispatcher", unit=OWN["dispatcher"], field="dispatcher")
    for clerk, unit in (("clerk-own", OWN["department"]), ("clerk-other", "tourism")):
        appoint(clerk, "dept", unit=unit, field="department")
    register_city(engine, by=KPMO)
    open_year(engine, 2011, by=KPMO)
    adopt_list(engine, [OWN], by=CITY)
    clock.now = at("2011-02-08")
    engine.run_due()
    yield engine
    engine.close()


def test_roles_that_a_host_vouches_for_count_no_more(office):
    with pytest.raises(InputError, match="the directory alone"):
        open_year(office, 2012, by=Actor("somebody", {"kpmo"}))
    with pytest.raises(Refused):
        open_year(office, 2012, by=Actor("clerk-own"))


def test_a_clerk_verifies_the_reports_of_their_own_department(office):
    assert OWN["department"] != "tourism"
    report = report_of(office, "K004", "2011-01")
    said = figures(problems=[PROBLEM])
    filed = file_report(office, report, said, by=Actor(OWN["dispatcher"]))
    with pytest.raises(Refused):
        verify_report(office, filed, by=Actor("clerk-other"))
    assert verify_report(office, filed, by=Actor("clerk-own")).state == "checking.verified"
