"""E1: the yearly lists as versioned cases, their headline at three rates, and long lists."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from keyflow import InputError, NotFound, Refused
from keyflow.plugin import Actor
from keyflow_keyprojects import adopting
from keyflow_keyprojects.city.projects import key_projects, preliminary_projects
from keyflow_keyprojects.fx import PLAN_RATE
from keyflow_keyprojects.lists import (
    against_published,
    headline_at,
    list_case,
    members_at,
    plan_rate,
    publish,
    versions,
)
from keyflow_keyprojects.office import adopt_list
from keyflow_keyprojects.portfolio import NOTICE_2011, PRELIMINARY_2011, completion, percent

CITY, KPMO = Actor("city", {"city"}), Actor("kpmo-1", {"kpmo"})
PRINTED = {"key": NOTICE_2011, "preliminary": PRELIMINARY_2011}


def whole(office, **more):
    return adopt_list(office, key_projects() + preliminary_projects(), by=CITY, **more)


def test_both_lists_are_kept_with_date_rate_and_printed_headline(office):
    whole(office, published=PRINTED, adopted_on=date(2011, 1, 20))
    case = list_case(office, 2011)
    assert (case.subject, case.state, case.data["version"]) == ("KEY-2011", "in_force", 1)
    assert case.data["adopted_on"] == date(2011, 1, 20)
    assert case.data["adopted_by"] == "city"
    assert plan_rate(office, 2011).rate == Decimal("6.6667")
    assert headline_at(office, 2011)["total"] == Decimal("320.00026")
    assert headline_at(office, 2011)["year_plan"] == 102
    assert headline_at(office, 2011, "preliminary")["total"] == 366
    assert percent(Decimal(102), Decimal(320)) == Decimal("31.9")
    (first,) = versions(office, 2011)
    assert first.total == {"CNY": Decimal(26_800_000_000), "USD": Decimal(780_000_000)}
    assert first.effective == date(2011, 1, 20)


@pytest.mark.parametrize(
    ("rate", "total", "shown", "within"),
    [
        ("6.6667", "320.00026", "320", True),
        ("6.6227", "319.65706", "320", True),
        ("6.3009", "317.14702", "317", False),
    ],
)
def test_the_printed_total_is_met_within_rounding_or_the_city_is_warned(
    office, rate, total, shown, within
):
    used = replace(PLAN_RATE, rate=Decimal(rate))
    whole(office, published=PRINTED, rate=used)
    (line,) = (line for line in against_published(office, 2011) if line.term == "total")
    assert (line.computed, line.shown, line.within) == (Decimal(total), shown, within)
    event = next(e for e in office.history(list_case(office, 2011).id) if e.verb == "adopt")
    results = {check.check: check.result for check in event.checks}
    assert results["kp-list-headline"] == ("pass" if within else "warn")


def test_a_rate_does_not_move_what_is_completed(office):
    whole(office)
    entries = members_at(office, 2011)
    ratios = {e.number: completion(e.year_plan, e.total) for e in entries}
    other = replace(PLAN_RATE, rate=Decimal("6.3009"))
    assert headline_at(office, 2011, rate=other)["total"] == Decimal("317.14702")
    assert {e.number: completion(e.year_plan, e.total) for e in members_at(office, 2011)} == ratios
    assert len(ratios) == 60


def test_the_headline_may_be_printed_later_and_then_is_a_fact(office):
    whole(office)
    assert against_published(office, 2011) == []
    assert publish(office, 2011, NOTICE_2011, by=CITY).warnings == ()
    assert all(line.within for line in against_published(office, 2011))
    with pytest.raises(Refused):
        publish(office, 2011, NOTICE_2011, by=KPMO)


def test_nobody_writes_on_a_list_by_hand(office):
    whole(office)
    case = list_case(office, 2011)
    row = {"number": "K999", "funding": "domestic", "total": "1"}
    for trigger, data in (
        ("amend", {"change": {"lines": [{"after": row}]}}),
        ("audit", {}),
        ("publish", {"versions": []}),
    ):
        with pytest.raises(Refused):
            office.fire(case.id, trigger, by=CITY, data=data)


def test_a_figure_the_members_do_not_come_to_is_a_warning(office):
    whole(office)
    outcome = publish(office, 2011, {"total": Decimal(34)}, by=CITY)
    (warning,) = outcome.warnings
    assert (warning.code, warning.values["computed"]) == ("headline-differs", "320")


def test_a_published_figure_is_corrected_for_a_reason_and_what_was_said_is_kept(office, clock):
    whole(office)
    publish(office, 2011, {"total": Decimal(34), "count": Decimal(60)}, by=CITY)
    then = clock()
    clock.tick(days=1)
    with pytest.raises(Refused, match="say why"):
        publish(office, 2011, {"total": Decimal(320)}, by=CITY)
    publish(office, 2011, {"total": Decimal(320)}, by=CITY, reason="misprint")
    case = list_case(office, 2011)
    assert case.data["published"] == {"total": 320, "count": 60}
    assert office.case(case.id, known_at=then).data["published"]["total"] == 34


def test_nothing_is_published_that_is_no_figure_of_a_headline(office):
    whole(office)
    with pytest.raises(Refused, match="bogus is no figure"):
        publish(office, 2011, {"bogus": Decimal(3)}, by=CITY)


def test_a_list_in_force_takes_no_more_projects(office):
    adopt_list(office, key_projects()[:3], by=CITY)
    with pytest.raises(Refused, match="KEY-2011 is in force with 3 projects"):
        adopt_list(office, key_projects()[3:5], by=CITY)  # in May, which is a window
    with pytest.raises(Refused, match="in force"):
        adopt_list(office, key_projects()[:3], by=CITY)
    (missing,) = adopt_list(office, key_projects()[3:5], by=CITY, dry_run=True).missing
    assert (missing.number, missing.check) == ("KEY-2011", "list-in-force")
    assert office.cases(workflow="key-project").total == 3
    assert [one.count for one in versions(office, 2011)] == [3]


def test_neither_does_its_case(office):
    adopt_list(office, key_projects()[:3], by=CITY)
    with pytest.raises(Refused, match="takes no more"):
        office.fire(list_case(office, 2011).id, "take_in", by=CITY, data={"expected": 9})


def test_the_other_list_may_be_adopted_from_a_file_of_its_own(office):
    adopt_list(office, key_projects()[:3], by=CITY)
    adopt_list(office, preliminary_projects()[:2], by=CITY)
    assert [one.count for one in versions(office, 2011, "preliminary")] == [2]
    with pytest.raises(Refused, match="PRELIMINARY-2011"):
        adopt_list(office, preliminary_projects()[2:3], by=CITY)


@pytest.mark.parametrize(
    ("projects", "why"),
    [
        ([], "these are none"),
        (key_projects()[:1] + key_projects(2012)[1:2], "of 2011 and 2012"),
        ([key_projects()[0] | {"entry_stage": "ramp_up"}], "none of approval, planning"),
    ],
)
def test_what_is_no_list_of_a_year_is_not_adopted(office, projects, why):
    with pytest.raises(InputError, match=why):
        adopt_list(office, projects, by=CITY, dry_run=True)


def test_what_was_known_of_a_list_then_can_be_asked_for(office, clock):
    whole(office)
    then = clock()
    clock.tick(days=2)
    project = office.cases(workflow="key-project", subject="K003").cases[0]
    office.fire(project.id, "exit", by=CITY, comment="cannot be built")
    assert len(members_at(office, 2011)) == 59
    assert len(members_at(office, 2011, known_at=then)) == 60
    assert len(members_at(office, 2011, as_of=date(2011, 5, 31))) == 60


def test_a_year_without_a_list_has_none(office):
    with pytest.raises(NotFound, match="KEY-2031"):
        members_at(office, 2031)


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(adopting, "BATCH", 4)


@pytest.mark.usefixtures("small_batches")
def test_a_long_list_is_taken_in_piece_by_piece_and_comes_into_force_whole(office):
    found = adopt_list(office, key_projects()[:10] + preliminary_projects()[:3], by=CITY)
    assert [case.subject for case in found.cases][:2] == ["K001", "K002"]
    assert len(found.cases) == 13
    assert (len(members_at(office, 2011)), len(versions(office, 2011))) == (10, 1)
    assert versions(office, 2011)[0].count == 10
    assert list_case(office, 2011, "preliminary").state == "in_force"


@pytest.mark.usefixtures("small_batches")
def test_one_missing_thing_at_its_end_keeps_a_long_list_out_from_its_beginning(office):
    projects = key_projects()[:10]
    projects[9] |= {"sponsor": None}
    with pytest.raises(Refused, match="No city leader") as refused:
        adopt_list(office, projects, by=CITY)
    assert [number for number, *_ in refused.value.refusals] == [9]
    assert office.cases(workflow="key-project").total == 0


@pytest.mark.usefixtures("small_batches")
def test_a_long_list_that_broke_off_goes_on_where_it_stopped(office):
    class Broken(Exception):
        pass

    projects, do = key_projects()[:10], office.do

    def breaks(commands, **more):
        if office.cases(workflow="key-project").total >= 4:
            raise Broken
        return do(commands, **more)

    office.do = breaks
    with pytest.raises(Broken):
        adopt_list(office, projects, by=CITY)
    office.do = do
    assert list_case(office, 2011).state == "preparing"
    adopt_list(office, projects, by=CITY)
    assert list_case(office, 2011).state == "in_force"
    assert len(members_at(office, 2011)) == 10


def test_last_years_project_is_carried_over_with_a_plan_of_its_own(office):
    (case,) = adopt_list(office, [key_projects()[3]], by=CITY).cases
    again = next(p for p in key_projects(2012) if p["number"] == case.subject)
    (same,) = adopt_list(office, [again], by=CITY).cases
    assert same.id == case.id
    assert (same.data["list_year"], same.data["plan_version"]) == (2012, 1)
    assert [one["list_year"] for one in same.data["plan_versions"]] == [2011, 2012]
    assert [entry.number for entry in members_at(office, 2011)] == [case.subject]
    assert [entry.number for entry in members_at(office, 2012)] == [case.subject]


def test_a_preliminary_project_is_promoted_and_not_carried_straight_into_the_key_list(office):
    # What is scored begins with its promotion (C9), which asks whether it is ready (K09).
    reserve = preliminary_projects()[0]
    adopt_list(office, [reserve], by=CITY)
    straight = next(p for p in key_projects(2012) if p["number"] == "K004")
    straight = straight | {"number": reserve["number"], "name_zh": reserve["name_zh"]}
    with pytest.raises(Refused) as refused:
        adopt_list(office, [straight], by=CITY)
    assert "kp-carried-over" in {finding.check for finding in refused.value.findings}
