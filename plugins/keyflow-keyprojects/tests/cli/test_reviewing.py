"""A quarter from its scores to a restatement, and a year to its decision, as they are typed."""

import pytest

from ..days import Days  # noqa: TID252 - tests are no package
from .typed import Typed  # noqa: TID252

Q1 = "2011-Q1"
SAID = ("--progress", "walls", "--gap-note", "as planned",
        "--problem", "steel", "another supplier", "town-1", "2012-12-31")  # fmt: skip


@pytest.fixture
def office(tmp_path):
    url = f"sqlite:///{tmp_path / 'office.db'}"
    Days("K004", "K012", url=url).engine.close()
    return Typed(url)


def test_a_quarter_goes_from_scoring_to_a_restatement(office):
    office.on("2011-04-18")
    scored = office("quarter", Q1, "--by", "kpmo", "--remark", "K004", "late again")
    assert scored["scored"] == 4
    laid = office("lay-open", Q1)
    assert (laid["state"], laid["until"]) == ("scored", "2011-04-21")
    assert office("object", Q1, "K004", "--what", "the photo was there")["objection"] == 1
    assert "comment" not in office.refused("publish-quarter", Q1)
    answered = office("answer-objection", Q1, "1", "uphold", "--text", "so it was")
    assert answered["upheld"] is True
    (row,) = office("objections", Q1)
    assert (row["subject"], row["answer"], row["answered_by"]) == ("K004", "so it was", "kpmo")
    assert "异议" in office.text("objections", Q1, "--lang", "zh")
    assert {row["number"] for row in office("rescore", Q1, "K004", "--why", "n")} >= {"K004"}
    office.on("2011-04-22")
    assert office("publish-quarter", Q1, "--comment", "on the whole good")["state"] == "published"
    assert office("clearings", Q1) == []
    office.day = "2011-05-04"
    again = office("propose-restatement", Q1, "K012", "--why", "a figure was wrong")
    assert "K012" in {row["number"] for row in again}
    assert office("turn-down-restatement", Q1, "--why", "it is too little")["state"] == "published"
    assert "no rows" not in office.refused("propose-restatement", Q1, "--why", "nothing is wrong")
    cleared = ("propose-restatement", Q1, "--why", "the light", "--clear", "K012")
    assert "no later target of K012 is met" in office.refused(*cleared)
    office("propose-restatement", Q1, "K012", "--why", "a figure was wrong")
    assert office("approve-restatement", Q1)["state"] == "restated"
    assert "(v2, base-1)" in office.text("score", Q1, "K012")
    assert "迟报" in office.text("score", Q1, "K012", "--lang", "zh")
    assert office("close-review", Q1)["state"] == "closed"


def test_a_report_that_is_corrected_later_is_proposed_by_itself(office):
    month = ("K004", "2011-03")
    office.on("2011-04-08")
    amounts = ("--invested", "20000000", "--total", "301650000")
    office("file-report", *month, *amounts, *SAID)
    for step in ("verify-report", "accept-report"):
        office(step, *month)
    office.on("2011-04-18")
    for words in (("quarter", Q1, "--by", "kpmo"), ("lay-open", Q1)):
        office(*words)
    office.on("2011-04-22")
    office("publish-quarter", Q1)
    assert office("corrections", Q1) == []
    office.day = "2011-05-04"
    less = ("--invested", "10000000", "--total", "291650000")
    office("correct-report", *month, *less, "--why", "the supervisor measured less")
    for step in ("verify-report", "accept-report"):
        office(step, *month)
    assert "K004" in {row["number"] for row in office("corrections", Q1)}
    rows = office("propose-restatement", Q1, "--why", "measured anew")
    assert "K004" in {row["number"] for row in rows}


def test_a_year_is_assessed_laid_open_and_decided(office):
    assert "has not begun" in office.refused("lay-open", "2011")
    office.on("2012-01-06")
    month = ("K004", "2011-12")
    office("file-report", *month, "--invested", "20000000", "--total", "301650000", *SAID)
    for step in ("verify-report", "accept-report"):
        office(step, *month)
    office.on("2012-01-20")
    assert [row["number"] for row in office("assess-year", "2011")] == ["K004", "K012"]
    graded = office("assess-year", "2011", "--result", "the year's plan was missed")
    assert graded["state"] == "drafted"
    assert office("lay-open", "2011")["state"] == "objection"
    assert office("object", "2011", "K004", "--what", "it was done")["objection"] == 1
    office("answer-objection", "2011", "1", "reject", "--text", "it was not")
    assert "Units may object until 2012-01-22 00:00" in office.refused("decide-year", "2011")
    office.on("2012-01-30")
    assert "2011-Q1" in office.refused("decide-year", "2011")
    decided = office("decide-year", "2011", "--waive-quarters", "the office begins this year")
    assert (decided["state"], decided["decided_by"]) == ("decided", "city")
    less = ("--invested", "10000000", "--total", "291650000", "--why", "an audit")
    assert "2011" in office.refused("correct-report", *month, *less)
    agreed = office("agree-to-correction", *month, "--why", "an audit")
    assert agreed["agreed"] is True
    assert office("correct-report", *month, *less)["revision"] == 2


def test_a_period_that_is_none_is_refused(office):
    for words in (("rank", "2011-Q7"), ("score", "x", "K004"), ("lay-open", "2011-13")):
        assert "is not a quarter such as 2011-Q1, or a year" in office.refused(*words), words
    for words in (("quarter", "2011"), ("publish-quarter", "2011-Q0"), ("clearings", "2011")):
        assert "is not a quarter such as 2011-Q1" in office.refused(*words), words
