"""The office's own year (C4.10, C4.12, C7): meetings, bulletins, quarter reviews, assessment."""

import pytest

from keyflow import Refused
from keyflow.commands import Waive
from keyflow.plugin import Actor
from keyflow_keyprojects.assessing import lay_open, review_of, score_quarter
from keyflow_keyprojects.yearly import assess_year

from .days import CITY, KPMO, Days, day  # noqa: TID252 - tests are no package

CHAIR, UNIT = Actor("chair", {"meeting"}), Actor("unit-1", {"unit"})
MEMBERS = [f"member-{n}" for n in range(9)]
SEATS = {"present": MEMBERS[:7]}


def called(what):
    """Return what a meeting is called with."""
    return {"agenda": [{"kind": "other", "what": what}], "members": MEMBERS}


@pytest.fixture
def days():
    opened = []

    def begin(**more):
        opened.append(Days("K004", **more))
        return opened[-1]

    yield begin
    for one in opened:
        one.engine.close()


def codes(call, *args, **more):
    with pytest.raises(Refused) as no:
        call(*args, **more)
    return [finding.code for finding in no.value.findings]


def test_a_meeting_is_called_two_working_days_before_held_and_minuted(days):
    d = days().on("2011-01-31")
    meeting = d.of(d.office, "joint_meeting")["2011-02"].id
    # The first Friday, 4 February, is in the Spring Festival: it is held on Wednesday the 9th.
    d.fire(meeting, "notify", KPMO, called("K003: land"))
    assert d.told(meeting)[-1] == ("2011-01-31", "M27", "role:meeting")
    d.on("2011-02-09")
    assert codes(d.fire, meeting, "hold", CHAIR, {"present": MEMBERS[:4]}) == ["no-quorum"]
    d.fire(meeting, "hold", CHAIR, SEATS)
    minutes = d.engine.case(meeting).armed
    assert [(item.name, item.last.isoformat()) for item in minutes] == [("minutes", "2011-02-12")]
    d.fire(meeting, "minute", KPMO, {"minutes": "2011/2"})
    assert d.engine.case(meeting).outcome == "minuted"


def test_notice_comes_too_late_with_fewer_than_two_working_days_left(days):
    # Friday 4 March: the last day to call it is Wednesday.
    for until, refused in (("2011-03-02", False), ("2011-03-03", True)):
        d = days(begin="2011-02-28").on(until)
        meeting = d.of(d.office, "joint_meeting")["2011-03"].id
        if refused:
            assert codes(d.fire, meeting, "notify", KPMO, called("x")) == ["notice-too-late"]
        else:
            d.fire(meeting, "notify", KPMO, called("x"))


def test_a_meeting_that_nobody_holds_or_minutes_is_told(days):
    d = days().on("2011-01-04")
    d.engine.run_due()
    first = d.of(d.office, "joint_meeting")["2011-01"].id
    d.fire(first, "notify", KPMO, called("the year's list"))
    d.on("2011-01-08")
    late = [row for row in d.told(first) if "overdue" in row[1]]
    assert late == [
        ("2011-01-08", "M23-meeting-overdue", "role:kpmo"),
        ("2011-01-08", "M23-meeting-overdue", "role:meeting"),
    ]
    d.fire(first, "break_up", CHAIR, comment="4 of 9")
    assert d.engine.case(first).outcome == "no_quorum"


def test_a_quarter_is_frozen_scored_objected_to_reviewed_and_published_in_time(days):
    d = days().on("2011-04-15")
    review = d.of(d.office, "quarter_review")["2011-Q1"].id
    assert d.engine.case(review).state == "open"
    d.on("2011-04-18")
    assert d.engine.case(review).state == "frozen"
    score_quarter(d.engine, d.engine.case(review), by=KPMO)
    d.fire(review, "lay_open", KPMO)
    about = {"objection": {"subject": "K004"}}
    d.fire(review, "object", UNIT, about, "the March figure")
    answer = {"n": 1, "text": "it was measured", "upheld": False}
    d.fire(review, "answer", KPMO, {"answer": answer})
    d.on("2011-04-21")
    assert codes(d.fire, review, "review", KPMO) == ["objection-open"]
    d.on("2011-04-22")
    d.fire(review, "review", KPMO)
    d.fire(review, "publish", KPMO)
    case = d.engine.case(review)
    assert (case.state, day(case.since)) == ("published", "2011-04-22")
    closed = {row.armed.name: row.days for row in d.engine.deadlines(case=review, status="done")}
    assert closed == {"publication": 0, "cut": 0, "scoring": 0, "objection": 0}
    assert codes(d.fire, review, "restate", CITY) == ["not-from-here"]


def test_a_bulletin_that_does_not_come_is_reminded_and_overdue(days):
    d = days().on("2011-02-19")
    bulletin = d.of(d.office, "bulletin")["2011-01"].id
    assert d.told(bulletin) == [
        ("2011-02-16", "M23-bulletin", "role:kpmo"),
        ("2011-02-19", "M23-bulletin-overdue", "role:city"),
        ("2011-02-19", "M23-bulletin-overdue", "role:kpmo"),
    ]
    d.fire(bulletin, "publish", KPMO, {"issue": "2011/1"})
    assert d.engine.case(bulletin).outcome == "published"


def test_the_year_is_decided_by_the_city_by_the_end_of_january(days):
    d = days(begin="2011-12-20").on("2012-01-29")
    quarter = review_of(d.engine, "2011-Q4")
    score_quarter(d.engine, quarter, by=KPMO)
    lay_open(d.engine, quarter, by=KPMO)
    (annual,) = [c.id for p, c in d.of(d.office, "annual_assessment").items() if p == "2011"]
    assess_year(d.engine, d.engine.case(annual), by=KPMO, result="all targets met")
    d.fire(annual, "lay_open", KPMO)
    assert codes(d.fire, annual, "decide", KPMO)[0] == "not-allowed"
    d.on("2012-01-31")
    assert codes(d.fire, annual, "decide", CITY) == ["quarter-unpublished"]
    waiver = Waive(annual, "kp-quarters-published", "decide", "the fourth quarter follows")
    d.engine.do(waiver, by=CITY)
    d.fire(annual, "decide", CITY)
    assert d.engine.case(annual).state == "decided"
    late = {row.armed.name: row.days for row in d.engine.deadlines(case=annual, status="done")}
    assert late == {"draft": 0, "objection": 0, "decision": 0}
