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
