"""What the documents say of a running office: read from its cases."""

from datetime import datetime

import pytest

from keyflow import Actor, NotFound
from keyflow_keyprojects.city.projects import key_projects
from keyflow_keyprojects.office import adopt_list, open_year
from keyflow_keyprojects.paper.document import Table, said
from keyflow_keyprojects.paper.finding import Wanted
from keyflow_keyprojects.paper.html import to_html
from keyflow_keyprojects.paper.reading import DOCUMENTS, paper

CITY, KPMO = Actor("city", {"city"}), Actor("kpmo-1", {"kpmo"})
PROJECTS = [p for p in key_projects() if p["number"] in {"K004", "K055"}]


@pytest.fixture
def february(office, clock):
    """An office on 20 February 2011: K004 reported for January, K055 did not yet."""
    clock.set(datetime.fromisoformat("2011-01-04T01:00:00+00:00"))
    open_year(office, 2011, by=KPMO)
    adopt_list(office, PROJECTS, by=CITY)
    clock.set(datetime.fromisoformat("2011-02-20T01:00:00+00:00"))
    office.run_due()
    report = next(case for case in reports(office) if case.data["number"] == "K004")
    plan = report.data["monthly_plan"][0]
    total = report.data["invested_before"] + plan
    said = {"invested": plan, "invested_total": total, "progress": "主体施工"}
    office.fire(report.id, "submit", by=Actor(report.data["dispatcher"]), data=said)
    office.fire(report.id, "verify", by=Actor("clerk-1", {"dept"}))
    office.fire(report.id, "accept", by=KPMO)
    return office


def reports(office):
    return office.cases(workflow="monthly-report", where={"period": "2011-01"}).cases


def tables(document):
    return [[[said(cell) for cell in row] for row in block.rows]
            for block in document.blocks if isinstance(block, Table)]  # fmt: skip


def test_the_bulletin_counts_what_was_accepted_and_who_was_late(february):
    document = paper(february, "bulletin", Wanted("2011-01"), "zh")
    page = to_html(document)
    plan = PROJECTS[0]["monthly_plan"][0]["amount"]
    done = f"{int(float(plan)) / 10_000:,.4f}".rstrip("0").rstrip(".")
    assert "在册重点项目 2 个，年度计划" in page
    assert f"累计完成 {done} 万元" in page
    late = next(rows for rows in tables(document) if {"迟报", "逾期未报"} & set(rows[0]))
    assert [(row[0], row[3], row[4]) for row in late] == [
        ("K004", "迟报", "5"),
        ("K055", "逾期未报", "—"),
    ]
    ranking = tables(document)[-1]
    assert [row[0] for row in ranking] == ["1", "2"]
    assert ranking[1][-1] == "0.0%"


def test_the_bulletin_tells_what_was_known_before_the_report_came(february):
    before = datetime.fromisoformat("2011-02-10T00:00:00+00:00")
    page = to_html(paper(february, "bulletin", Wanted("2011-01", known_at=before), "en"))
    assert "done so far CNY 0.00 million" in page


def test_the_briefing_tells_the_report_of_a_project(february):
    document = paper(february, "briefing", Wanted("2011-01", "K004"), "zh")
    assert document.title.endswith(PROJECTS[0]["name_zh"])
    assert ("阶段", "建设") in document.meta
    assert dict(document.meta)["包项目领导"] != PROJECTS[0]["sponsor"]
    assert "主体施工" in to_html(document)


def test_agenda_quarter_and_year_are_printed_of_cases_that_are_still_empty(february):
    agenda = paper(february, "agenda", Wanted("2011-02"), "zh")
    assert agenda.title == "大项目联席会议议程"
    meeting = february.cases(workflow="joint-meeting").cases[0]
    assert paper(february, "minutes", Wanted(case=meeting.id), "en").meta
    assert paper(february, "minutes", Wanted(case=meeting.subject), "en").meta


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_paper_about_nothing_is_not_found(office, document):
    wanted = Wanted("2009-01", "K999")
    if document == "bulletin":
        assert "0" in to_html(paper(office, document, wanted, "en"))
        return
    with pytest.raises(NotFound):
        paper(office, document, wanted, "en")
