"""N20, N22, N46: what is signed, listed or found by others is not changed by an edit."""

from datetime import date

import pytest

from keyflow import InputError, Refused
from keyflow.commands import Edit, Fire
from keyflow.plugin import Actor
from keyflow_keyprojects.city.engine import PANEL
from keyflow_keyprojects.lists import list_case
from keyflow_keyprojects.office import accept_files, adopt_list, decide, nominate
from keyflow_keyprojects.supports import ask_support, grant

from .days import CITY, KPMO, PROJECTS  # noqa: TID252 - tests are no package
from .office_life import panel_agrees  # noqa: TID252 - tests are no package

KEY, RESERVE = "K026", "P001"
UNIT = Actor(PROJECTS[KEY]["head"], {"unit"})
CHEAP = {"amount": "70400000.00", "currency": "CNY"}


def codes(call, *args, **more):
    with pytest.raises(Refused) as no:
        call(*args, **more)
    return [finding.code for finding in no.value.findings]


def owner(number):
    return Actor(PROJECTS[number]["owner_contact"])


def nominated(office, **changes):
    (case,) = nominate(office, [PROJECTS[KEY] | changes], UNIT)
    return case.id


def test_a_file_stays_as_the_panel_has_it_until_it_is_returned(office):
    case = nominated(office)
    office.do(Edit(case, {"site_zh": "东区"}), by=UNIT)
    accept_files(office, [case], KPMO, PANEL)
    for _ in ("before the panel", "proposed"):
        for change in ({"total": CHEAP}, {"sector_class": None}, {"documents": []}):
            for by in (UNIT, KPMO):
                assert codes(office.do, Edit(case, change), by=by) == ["not-writable"]
        office.do(Edit(case, {"dispatcher": "zhang"}), by=UNIT)
        if office.case(case).state == "screening.screening":
            panel_agrees(office, [case])
    office.fire(case, "return_file", by=KPMO, comment="another size")
    office.do(Edit(case, {"total": CHEAP}), by=UNIT)
    assert office.case(case).state == "screening.returned"


def test_what_a_nomination_needs_is_asked_again_when_it_is_listed(office):
    case = nominated(office, list="preliminary")
    accept_files(office, [case], KPMO, PANEL)
    panel_agrees(office, [case])
    decide(office, [office.case(case)], CITY)
    office.do(Edit(case, {"sector_class": None, "documents": []}), by=UNIT)
    found = [finding.code for finding in office.preview(Fire(case, "promote"), by=CITY).findings]
    assert (found.count("field-missing"), found.count("document-missing")) == (1, 4)


def test_a_list_is_not_adopted_against_the_policies_of_its_year(office):
    old = [{"policy": "land", "version": "1999", "met": True}]
    for stated, found in (
        (None, ["policy-unstated"] * 2),
        (old, ["policy-unstated", "policy-old"]),
    ):
        changed = PROJECTS[KEY] | {"policies": stated}
        missing = adopt_list(office, [changed], by=CITY, dry_run=True).missing
        assert [one.finding.code for one in missing] == found


def test_names_of_spaces_and_units_nobody_knows_are_not_listed(office):
    for change, code in (
        ({"name_zh": "  "}, "field-missing"),
        ({"unit": "no-such-unit"}, "unit-unregistered"),
        ({"planned_start": "2013-01-01", "planned_finish": "2011-01-01"}, "dates-astray"),
        ({"monthly_plan": PROJECTS[KEY]["monthly_plan"][:11]}, "monthly-plan-length"),
    ):
        missing = adopt_list(office, [PROJECTS[KEY] | change], by=CITY, dry_run=True).missing
        assert [one.finding.code for one in missing] == [code]


def test_who_answers_for_a_project_and_what_is_done_is_not_edited(office):
    (case,) = adopt_list(office, [PROJECTS["K023"]], by=CITY).cases
    for field, value in (
        ("dispatcher", None),
        ("head", "xx"),
        ("invested_total", {"amount": "1.00", "currency": "CNY"}),
        ("suspension_report", {"reason_class": "land"}),
    ):
        for by in (owner("K023"), KPMO):
            assert codes(office.do, Edit(case.id, {field: value}), by=by) == ["guarded-field"]
    for change in ({"built_ha": 99}, {"policies": []}, {"statistics_registered_on": "2011-05-01"}):
        assert codes(office.do, Edit(case.id, change), by=owner("K023")) == ["claimed-field"]
        office.do(Edit(case.id, change), by=KPMO)
    office.fire(case.id, "change_dispatcher", by=KPMO, data={"dispatcher": "wang"})
    office.fire(case.id, "change_head", by=KPMO, data={"head": "li"})
    assert (office.case(case.id).data["dispatcher"], office.case(case.id).data["head"]) == (
        "wang", "li",
    )  # fmt: skip


def test_a_preliminary_project_does_not_list_itself(office):
    (case,) = adopt_list(office, [PROJECTS[RESERVE]], by=CITY).cases
    total = PROJECTS["K001"]["total"]
    for change in ({"list": "key"}, {"list_year": 2012}, {"total": total}, {"effective": date.max}):
        for by in (owner(RESERVE), KPMO):
            assert codes(office.do, Edit(case.id, change), by=by) == ["guarded-field"]
    permit = {"permits": [{"item": "PRJ_FILING", "number": "1"}]}
    for by in (owner(RESERVE), UNIT):
        assert codes(office.do, Edit(case.id, permit), by=by) == ["claimed-field"]
    office.do(Edit(case.id, permit), by=Actor("bureau", {"dept"}))
    office.do(Edit(case.id, {"kind": "new", "code": "1105-379901-04-02-00701X"}), by=UNIT)
    assert list_case(office, 2011, "preliminary").data["holds"]["count"] == 1


def test_support_is_granted_to_who_is_under_way_on_the_key_list(office):
    (case,) = adopt_list(office, [PROJECTS[RESERVE] | {"list": "preliminary"}], by=CITY).cases
    asked = ask_support(office, case, "policy", "a tax holiday", by=KPMO)
    assert codes(grant, office, asked, by=CITY) == ["support-not-listed"]


def test_a_project_of_no_year_is_told_apart_from_a_fault_of_the_engine(office):
    with pytest.raises(InputError, match="of which year's list it is"):
        adopt_list(office, [PROJECTS[KEY] | {"list_year": None}], by=CITY, dry_run=True)
