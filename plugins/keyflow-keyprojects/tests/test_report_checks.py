"""What a monthly report is asked when it is handed in (K40 to K46), and how its sponsor is told."""

from datetime import date
from decimal import Decimal

import pytest

from keyflow import Refused
from keyflow.commands import Fire, Start
from keyflow.plugin import Actor, Money
from keyflow_keyprojects import reports
from keyflow_keyprojects.fx import FxRate, rate_effect
from keyflow_keyprojects.portfolio import completion
from keyflow_keyprojects.rules.report import BEGINNING, Before, Figures, adds_up, no_fall

from .days import KPMO, PROBLEM, PROJECTS, Days, day, figures  # noqa: TID252 - tests are no package

NUMBER, FOREIGN = "K004", "K055"
STEP = 19_150_000  # a month of K004's plan


@pytest.fixture(scope="module")
def base():
    """The office on the first days of February, read only."""
    d = Days(NUMBER, FOREIGN).on("2011-02-09")
    yield d
    d.engine.close()


@pytest.fixture
def days():
    opened = []

    def begin(*numbers):
        opened.append(Days(*(numbers or (NUMBER,))))
        return opened[-1]

    yield begin
    for one in opened:
        one.engine.close()


def asked(d, said, number=NUMBER, period="2011-01"):
    """Return the checks that would find something, with the severity and code of each."""
    report = d.reports(number)[period]
    dispatcher, _, _ = d.people(number)
    preview = d.engine.preview(Fire(report.id, "submit", said), by=dispatcher)
    return [(f.check, f.severity, f.code) for f in preview.findings]


def test_a_whole_report_passes_every_check(base):
    assert asked(base, figures()) == []


def test_a_shortfall_of_a_cent_needs_a_problem(base):
    short = f"{STEP - Decimal('0.01'):f}"
    assert asked(base, figures(short)) == [("k44-problems", "block", "shortfall-unexplained")]
    assert asked(base, figures(short, problems=[PROBLEM])) == []
    without = [{name: PROBLEM[name] for name in ("what", "unit")}]
    assert asked(base, figures(problems=without)) == [
        ("k44-problems", "block", "problem-incomplete")
    ]


def test_cumulative_figures_go_on_from_what_was_before(base):
    wrong = figures(start="281650101")
    assert asked(base, wrong) == [("k42-cumulative", "block", "cumulative-astray")]
    assert asked(base, figures(start="281650100")) == []  # 0.01 of 10,000
    fell = figures("-1", problems=[PROBLEM])
    assert ("k41-no-fall", "block", "cumulative-fell") in asked(base, fell)
    assert asked(base, {**fell, "correction_reason": "counted twice in December"}) == []
    year = {"invested_year": {"amount": "1", "currency": "CNY"}}
    assert asked(base, figures(**year)) == [("k42-cumulative", "block", "year-astray")]


def test_too_much_is_asked_about_and_more_than_the_total_refused(base):
    plan, total, start = 229_800_000, 644_000_000, 281_650_000
    assert asked(base, figures(plan * 3 // 2)) == []
    assert asked(base, figures(plan * 3 // 2 + 1)) == [("k43-year-plan", "warn", "above-share")]
    assert asked(base, figures(total - start + 1)) == [
        ("k43-year-plan", "warn", "above-share"),
        ("k43-total", "block", "above-share"),
    ]


def test_a_report_in_yuan_for_a_plan_in_dollars_is_refused(base):
    # E5
    start = PROJECTS[FOREIGN]["invested_before"]["amount"]
    said = figures("3470770", start=start, problems=[PROBLEM])
    found = asked(base, said, FOREIGN)
    assert {(check, severity) for check, severity, _ in found} >= {("k45-currency", "block")}
    assert sum(check == "k45-currency" for check, _, _ in found) == 2
    assert asked(base, figures("3470770", start=start, currency="USD"), FOREIGN) == []


def test_completion_is_the_same_at_every_rate_and_the_rates_effect_stands_apart():
    # E5: 30 M USD planned, 12 M done by June
    plan, done = Money(Decimal(30_000_000), "USD"), Money(Decimal(12_000_000), "USD")
    adopted = FxRate("USD", "CNY", Decimal("6.6667"), date(2010, 12, 31), "plan")
    june = FxRate("USD", "CNY", Decimal("6.4634"), date(2011, 6, 30), "ECB cross")
    assert completion(done, plan) == Decimal("0.4")
    assert adopted.convert(done).amount == Decimal(80000400)
    assert june.convert(done).amount == Decimal(77560800)
    assert rate_effect(done, adopted, june).amount == Decimal(-2439600)


def test_a_second_report_of_a_month_is_refused(days):
    d = days().on("2011-02-09")
    first = d.reports(NUMBER)["2011-01"]
    again = {name: value for name, value in first.data.raw.items() if value is not None}
    command = Start("monthly-report", "K004/again", again, parent=d.cases[NUMBER],
                    slot="monthly_report")  # fmt: skip
    other = d.engine.do(command, by=KPMO).case
    dispatcher, _, _ = d.people(NUMBER)
    d.fire(first.id, "submit", dispatcher, figures())
    with pytest.raises(Refused) as no:
        d.fire(other.id, "submit", dispatcher, figures())
    assert [finding.check for finding in no.value.findings] == ["k40-period-open"]


def test_februarys_cumulative_goes_in_with_a_gap_note_when_january_is_missing(days):
    # E3, last part
    d = days().on("2011-03-07")
    said = {"done": str(2 * STEP), "month": str(STEP)}
    with pytest.raises(Refused) as no:
        d.file(NUMBER, "2011-02", **said)
    assert [finding.code for finding in no.value.findings] == ["gap-unexplained"]
    assert no.value.findings[0].values["months"] == "2011-01"
    d.file(NUMBER, "2011-02", **said, gap_note="一月完成 1915 万元 / 19.15 M in January")
    d.on("2011-04-16")
    found = d.reports(NUMBER)
    assert [found[month].state for month in ("2011-01", "2011-02", "2011-03")] == [
        "missed", "accepted.received", "missed",
    ]  # fmt: skip
    assert d.project(NUMBER).data["invested_total"].amount == 281_650_000 + 2 * STEP


def test_nobody_slips_other_fields_in_with_a_report(days):
    d = days().on("2011-02-09")
    report = d.reports(NUMBER)["2011-01"].id
    dispatcher, dept, _ = d.people(NUMBER)
    for trigger in ("save", "submit"):
        with pytest.raises(Refused):
            d.fire(report, trigger, dispatcher, figures(due_limit="500wd"))
    d.fire(report, "submit", dispatcher, figures())
    with pytest.raises(Refused):
        d.fire(report, "verify", dept, {"late": False})


def test_the_sponsor_is_briefed_in_three_working_days_and_takes_note(days):
    d = days().on("2011-02-10")
    january = d.file(NUMBER, "2011-01", suggestions="尽快供电 / power soon", problems=[PROBLEM])
    d.on("2011-02-16")
    late = [row for row in d.told(january) if row[1] == "M23-briefing"]
    assert late == [("2011-02-15", "M23-briefing", to) for to in
                    (PROJECTS[NUMBER]["department"], "role:kpmo")]  # fmt: skip
    dispatcher, dept, _ = d.people(NUMBER)
    case = d.engine.case(january)
    with pytest.raises(Refused):
        reports.brief_sponsor(d.engine, [case], by=dispatcher)
    (case,) = reports.brief_sponsor(d.engine, [case], by=dept, briefing="请协调供电 / power")
    (told,) = [m for m in d.engine.outbox(limit=999) if m.notice == "M26"]
    sponsor = PROJECTS[NUMBER]["sponsor"]
    assert told.to == sponsor
    assert "19,150,000.00 CNY" in told.texts["zh"].body
    assert "materials are short" in told.texts["en"].body
    assert "尽快供电" in told.texts["zh"].body
    with pytest.raises(Refused):
        reports.acknowledge(d.engine, [case], by=dept)
    (case,) = reports.acknowledge(d.engine, [case], by=Actor(sponsor), instructions="同意 / yes")
    assert (case.state, case.data["instructions"]) == ("accepted.noted", "同意 / yes")
    assert case.data["briefed_by"] == dept.id
    assert day(case.since) == "2011-02-16"
    assert reports.brief_sponsor(d.engine, [], by=dept) == []


def test_reports_are_found_filed_and_checked_by_the_functions_of_the_pack(days):
    d = days().on("2011-02-10")
    dispatcher, dept, kpmo = d.people(NUMBER)
    january = reports.report_of(d.engine, d.cases[NUMBER], "2011-01")
    assert reports.report_of(d.engine, NUMBER, "2011-01").id == january.id
    before = reports.goes_on_from(d.engine, january)
    assert (before.period, before.total.amount) == ("the beginning", 281_650_000)
    reports.save_draft(d.engine, january, {"progress": "桩基 / piles"}, by=dispatcher)
    (january,) = reports.file_reports(d.engine, [(january, figures())], by=dispatcher)
    assert january.data["invested_year"].amount == STEP
    january = reports.return_report(d.engine, january, by=dept, reason="photos?")
    january = reports.file_report(d.engine, january, {"evidence": ["gate.jpg"]}, by=dispatcher)
    january = reports.verify_report(d.engine, january, by=dept)
    january = reports.accept_report(d.engine, january, by=kpmo)
    assert january.state == "accepted.received"
    with pytest.raises(LookupError):
        reports.report_of(d.engine, d.cases[NUMBER], "2013-01")
    assert reports.invested_by(d.engine, d.cases[NUMBER], "2011-06").amount == STEP
    assert reports.invested_by(d.engine, d.cases[NUMBER], "2010-12") is None


def test_how_a_project_stood_at_first_is_said_in_the_language_of_the_reader():
    began = Before(BEGINNING, Money(Decimal(100), "CNY"))
    march = Before("2011-03", Money(Decimal(100), "CNY"))
    given = Figures("2011-04", Money(Decimal(1), "CNY"), Money(Decimal(50), "CNY"))
    for before, said in ((began, "加此前累计 100 CNY"), (march, "加 2011-03 累计 100 CNY")):
        (astray,) = adds_up(given, before, None, Decimal(0))
        assert said in astray.chinese.format(**astray.values)
        (fell,) = no_fall(given.total, before, None)
        assert said.removeprefix("加") in fell.chinese.format(**fell.values)
