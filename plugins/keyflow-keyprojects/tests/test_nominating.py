"""Nomination (C4.0): its window, the five and ten working days, and silence as acceptance."""

import pytest

from keyflow import Refused
from keyflow.commands import Edit
from keyflow.plugin import Actor
from keyflow_keyprojects.city.engine import PANEL
from keyflow_keyprojects.office import accept_files, nominate

from .days import KPMO, PROJECTS, Days, at, day, last_days  # noqa: TID252 - tests are no package

MODEL = PROJECTS["K026"]
UNIT, OWNER = Actor(MODEL["head"], {"unit"}), Actor(MODEL["owner_contact"])
SOON, LATE = "M01-soon", "M02-late"


@pytest.fixture
def year(request):
    """The office from a day on, which `begin` says."""
    days = Days("K001", begin=getattr(request, "param", "2011-01-04"))
    yield days
    days.engine.close()


def begin(*days):
    return pytest.mark.parametrize("year", days, indirect=True)


def nominated(days, **changes):
    (case,) = nominate(days.engine, [MODEL | changes], UNIT)
    return case.id


def state(days, case):
    return days.engine.case(case).state


def findings(call, *args, **more):
    with pytest.raises(Refused) as no:
        call(*args, **more)
    return no.value.findings


def notices(days, case, *names):
    return [row for row in days.told(case) if row[1] in names]


# the window


@begin("2011-01-04", "2011-12-30")
def test_next_years_list_takes_nominations_up_to_30_december(year):
    year.on(day(year.clock.now), hour=23)
    assert state(year, nominated(year, list_year=2012)) == "screening.candidate"


@begin("2011-12-30")
def test_a_nomination_on_the_31st_is_refused_with_its_window_in_both_languages(year):
    year.on("2011-12-31", hour=0)
    (finding,) = findings(nominated, year, list_year=2012)
    assert finding.code == "nomination-closed"
    assert finding.text == (
        "For the list of 2012 projects are nominated from 2011-01-01 to 2011-12-30, "
        "not on 2011-12-31."
    )
    assert finding.say("zh") == (
        "2012 年度名单的申报期为 2011-01-01 至 2011-12-30，2011-12-31 不予受理。"
    )


@begin("2012-01-05")
def test_what_was_filed_in_time_may_be_entered_later(year):
    named = MODEL | {"list_year": 2012, "nominator": UNIT.id}
    given = {"subject": "K026", "by": UNIT, "data": named}
    late = year.engine.start("key-project", occurred_at=at("2011-12-30"), **given)
    assert day(late.opened) == "2011-12-30"


@pytest.mark.parametrize(("list_year", "code"), [(2013, "nomination-closed"), (2010, "list-past")])
def test_no_list_but_the_next_and_the_years_own_takes_nominations(year, list_year, code):
    assert [one.code for one in findings(nominated, year, list_year=list_year)] == [code]


@begin("2011-12-31")
def test_the_years_own_list_takes_additions_whose_windows_are_its_own(year):
    assert state(year, nominated(year, list_year=2011)) == "screening.candidate"


@begin("2011-12-30")
def test_a_candidate_is_not_moved_to_a_list_whose_window_is_over(year):
    case = nominated(year, list_year=2011)
    year.on("2011-12-31")
    (finding,) = findings(year.engine.do, Edit(case, {"list_year": 2012}), by=UNIT)
    assert finding.code == "nomination-closed"
    year.engine.do(Edit(case, {"site_zh": "东区"}), by=UNIT)


# five working days to answer a file


@begin("2011-04-01")
def test_who_does_not_answer_in_five_working_days_has_accepted_the_file(year):
    # Filed on Friday 1 April: 4 and 5 April are no working days, Saturday 2 April is one.
    case = nominated(year)
    assert last_days(year.engine, "file_check") == ["2011-04-11"]
    year.on("2011-04-11", hour=23)
    assert state(year, case) == "screening.candidate"
    assert notices(year, case, SOON) == [("2011-04-07", SOON, "role:kpmo")]
    year.on("2011-04-12", hour=0)
    event = year.engine.history(case)[-1]
    assert (state(year, case), event.actor) == ("screening.accepted", "system")
    assert (event.body["deemed"], day(event.occurred_at)) == ("deem_accepted", "2011-04-12")
    assert "article 32" in event.body["rule"]
    assert {row[2] for row in notices(year, case, "M12-file", "M12")} == {
        UNIT.id, OWNER.id, "role:kpmo",
    }  # fmt: skip


def test_a_file_that_counts_as_accepted_goes_to_a_panel_and_stays_as_it_was(year):
    case = nominated(year)
    year.on("2011-01-12")
    assert state(year, case) == "screening.accepted"
    change = Edit(case, {"site_zh": "东区"})
    assert [one.code for one in findings(year.engine.do, change, by=UNIT)] == ["not-writable"]
    accept_files(year.engine, [case], KPMO, PANEL)
    assert state(year, case) == "screening.screening"


def test_an_answer_in_time_ends_the_five_days(year):
    case = nominated(year)
    accept_files(year.engine, [case], KPMO, PANEL)
    year.on("2011-01-31")
    assert state(year, case) == "screening.screening"
    assert notices(year, case, SOON, "M12-file", "M12") == []


# ten working days to mend it


@begin("2011-03-01")
def test_the_owner_mends_a_returned_file_in_ten_working_days(year):
    case = nominated(year)
    accept_files(year.engine, [case], KPMO, PANEL)
    year.fire(case, "return_file", KPMO, comment="the land paper")
    assert state(year, case) == "screening.returned"
    assert last_days(year.engine, "file_mend") == ["2011-03-15"]
    with pytest.raises(Refused, match="cannot be fired from"):
        accept_files(year.engine, [case], KPMO, PANEL)
    year.on("2011-03-16")
    told = notices(year, case, "M02-soon", LATE)
    assert {row[:2] for row in told} == {("2011-03-11", "M02-soon"), ("2011-03-16", LATE)}
    assert {row[2] for row in told if row[1] == LATE} == {UNIT.id, OWNER.id, "role:kpmo"}
    year.engine.do(Edit(case, {"site_zh": "东区"}), by=UNIT)
    year.fire(case, "resubmit", OWNER)
    (late,) = (event.body["late"] for event in year.engine.history(case) if "late" in event.body)
    assert late[0][0::2] == ["file_mend", 1]
    assert last_days(year.engine, "file_check") == ["2011-03-23"]
    accept_files(year.engine, [case], KPMO, PANEL)
    assert state(year, case) == "screening.screening"


def test_who_hands_a_mended_file_in_does_not_accept_it(year):
    case = nominated(year)
    accept_files(year.engine, [case], KPMO, PANEL)
    year.fire(case, "return_file", KPMO, comment="the land paper")
    year.fire(case, "resubmit", OWNER)
    again = Actor(OWNER.id, {"kpmo"})
    assert findings(accept_files, year.engine, [case], again, PANEL)[0].check == "k30-separation"
    accept_files(year.engine, [case], KPMO, PANEL)
