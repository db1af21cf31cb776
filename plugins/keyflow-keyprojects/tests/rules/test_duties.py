from datetime import date

from keyflow_keyprojects.facts import Term
from keyflow_keyprojects.rules import duties

TERMS = [Term("lin", date(2010, 1, 1), date(2011, 5, 16)), Term("han", date(2011, 5, 16))]


def test_on_the_day_of_the_change_only_the_new_leader_holds_the_office():
    day = date(2011, 5, 16)
    assert duties.sponsor("han", TERMS, day) == []
    found = duties.sponsor("lin", TERMS, day)
    assert [each.code for each in found] == ["sponsor-not-in-office"]
    assert duties.sponsor("lin", TERMS, date(2011, 5, 15)) == []


def test_no_sponsor_is_told_apart_from_a_stranger():
    assert [e.code for e in duties.sponsor(None, TERMS, date(2011, 5, 1))] == ["sponsor-missing"]
    found = duties.sponsor("nobody", TERMS, date(2011, 5, 1))
    assert [each.code for each in found] == ["sponsor-not-in-office"]


def test_each_missing_duty_is_named():
    found = duties.responsible({"unit": "baisha"})
    assert [each.code for each in found] == ["head-missing", "dispatcher-missing"]


def test_a_person_is_told_once_what_they_did_before():
    earlier = [("submit", "ann"), ("submit", "ann"), ("verify", "li")]
    found = duties.separation("ann", earlier)
    assert [each.values["trigger"] for each in found] == ["submit"]
    assert duties.separation("wu", earlier) == []


def test_who_stands_in_may_become_the_sponsor_and_nobody_else_follows_themselves():
    found = duties.hand_over("lin", "lin", "lin")
    assert [each.code for each in found] == ["sponsor-unchanged"]
    assert duties.hand_over("lin", "lin", "lin", confirmed=True) == []


def test_a_meeting_is_held_on_its_day_and_broken_up_for_want_of_a_quorum_only():
    day = date(2011, 5, 6)
    assert duties.on_its_day(day, day) == duties.on_its_day(day, None) == []
    assert [each.code for each in duties.on_its_day(date(2011, 5, 5), day)] == ["meeting-ahead"]
    assert duties.lacking(2, 4) == []
    assert [each.code for each in duties.lacking(3, 4)] == ["quorum-there"]


def test_a_unit_that_is_not_on_the_roster_is_named():
    known = {"unit": "baisha", "head": "he", "dispatcher": "wu"}
    assert duties.responsible(known) == []
    found = duties.responsible(known | {"unit": "xx"}, known=False)
    assert [(each.code, each.values["unit"]) for each in found] == [("unit-unregistered", "xx")]
