"""A month's papers of a project from the first of the month on, as they are typed."""

import json

import pytest

from ..days import PROJECTS, Days  # noqa: TID252 - tests are no package
from .typed import Typed  # noqa: TID252

MONTH = ("K004", "2011-01")
FIGURES = ("--invested", "20000000", "--total", "301650000")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('filing') / 'office.db'}"
    Days("K004", url=url).on("2011-02-01").engine.close()
    return url


@pytest.fixture
def office(store):
    return Typed(store)


def test_a_month_goes_from_filing_to_a_correction(office, tmp_path):
    office.on("2011-02-09")
    draft = office("file-report", *MONTH, "--invested", "19000000", "--draft")
    assert draft["state"] == "filing.draft"
    short = office.refused("file-report", *MONTH, "--invested", "20000000", "--lang", "zh")
    assert "invested_total" in short
    filed = office(
        "file-report", *MONTH, *FIGURES, "--progress", "foundations", "--evidence", "a.jpg",
        "--problem", "no steel", "another supplier", "town-1", "2011-03-31",
    )  # fmt: skip
    assert (filed["report"], filed["state"], filed["late"]) == (
        "K004/monthly_report/2011-01",
        "checking.submitted",
        False,
    )
    assert office("return-report", *MONTH, "--why", "no crane in the photo")["state"] == (
        "filing.returned"
    )
    said = tmp_path / "january.json"
    said.write_text(json.dumps({"progress": "foundations, by crane", "invested": 19150000}))
    office("file-report", *MONTH, *FIGURES, "--file", str(said))
    assert office("verify-report", *MONTH)["state"] == "checking.verified"
    assert office("accept-report", *MONTH)["state"] == "accepted.received"
    assert office("brief-sponsor", *MONTH, "--briefing", "in time")["state"] == "accepted.briefed"
    noted = office("acknowledge-report", *MONTH, "--instructions", "go on")
    assert noted["state"] == "accepted.noted"
    office.on("2011-02-14")
    corrected = office("correct-report", *MONTH, "--invested", "20500000", "--total",
                       "302150000", "--why", "a bill came late")  # fmt: skip
    assert (corrected["state"], corrected["revision"]) == ("checking.submitted", 2)
    # What was not given stays as it was.
    said = office("sections", *MONTH)
    assert said["progress"] == "foundations, by crane"
    assert said["problems"].startswith("no steel → another supplier")
    rows = office("report", *MONTH)
    assert [(row["revision"], row["month"]) for row in rows] == [
        (1, "20000000 CNY"),
        (2, "20500000 CNY"),
    ]
    # By the office's clock, wherever the store keeps its instants.
    assert rows[0]["submitted"] == "2011-02-09T09:00:00+08:00"
    assert "已报" in office.text("reports", "2011-01", "--lang", "zh")
    assert "2011-02-09 09:00" in office.text("report", *MONTH)


def test_several_reports_of_a_month_are_verified_and_accepted_at_once(tmp_path):
    url = f"sqlite:///{tmp_path / 'office.db'}"
    days = Days("K004", "K012", url=url).on("2011-02-09")
    plan = PROJECTS["K012"]
    first, before = (plan["monthly_plan"][0]["amount"], plan["invested_before"]["amount"])
    days.file("K004", "2011-01", accept=False)
    days.file("K012", "2011-01", accept=False, done=first, start=before)
    days.engine.close()
    office, both = Typed(url), ("K012", "K004", "2011-01")
    office.day = "2011-02-10"
    assert [row["state"] for row in office("verify-report", *both)] == ["checking.verified"] * 2
    assert office.text("accept-report", *both).count("accepted.received") == 2
    # What is refused says of which project, also in JSON.
    office("brief-sponsor", "K004", "2011-01")
    refused = office.refused("acknowledge-report", "K012", "2011-01")
    assert "refused: K012/monthly_report/2011-01" in refused
    told = office.refused("accept-report", *both, "--json")
    (finding,) = json.loads(told)["error"]["findings"]
    assert (finding["code"], finding["subject"]) == (
        "not-from-here", "K012/monthly_report/2011-01",
    )  # fmt: skip


def test_a_file_that_holds_no_report_is_refused(office, tmp_path):
    for text, said in (("{", "is no JSON"), ("[]", "must hold an object")):
        file = tmp_path / "report.json"
        file.write_text(text)
        assert said in office.refused("file-report", *MONTH, "--file", str(file))


def test_a_contact_is_logged_and_the_bulletin_published(office):
    office.on("2011-02-25")
    contact = office("log-contact", *MONTH, "--met-on", "2011-01-20", "--what", "the road")
    assert contact["state"] == "logged"
    (logged,) = office("contacts", "--number", "K004")[:1]
    assert (logged["met_on"], logged["what"]) == ("2011-01-20", "the road")
    assert office("publish-bulletin", "2011-01", "--issue", "No. 1")["state"] == "published"


def test_a_month_that_is_none_is_refused(office):
    for words in (
        ("reports", "2011-13"),
        ("report", "K004", "2011-1"),
        ("briefings", "2011"),
        ("sections", "K004", "x"),
        ("figures", "2011-00"),
        ("verify-report", "K004", "2011-Q1"),
    ):
        assert "is not a month such as 2011-03" in office.refused(*words), words
    assert "不是2011-03 这样的月份" in office.refused("reports", "2011-13", "--lang", "zh")
