"""Plan adjustments: reconciled and decided whole, or refused whole (C2, K31, N24); Wujin 2012."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyflow import InputError, Refused
from keyflow.commands import Adopt, Edit
from keyflow.plugin import Actor, Money
from keyflow.store.migrate import upgrade
from keyflow_keyprojects import adjustments
from keyflow_keyprojects.adjustments import decide, draft, dry_run, propose
from keyflow_keyprojects.city.engine import city_engine
from keyflow_keyprojects.city.projects import key_projects, preliminary_projects
from keyflow_keyprojects.lists import headline_at, list_case, members_at, plan_rate, versions
from keyflow_keyprojects.office import adopt_list, merge
from keyflow_keyprojects.plans.becoming import planned, proposal
from keyflow_keyprojects.plans.planning import adjusted, shared
from keyflow_keyprojects.rules import adjusting, lists
from keyflow_keyprojects.rules.plans import targets
from keyflow_keyprojects.rules.sums import split as shares

from .conftest import data_of  # noqa: TID252 - tests are no package

CITY, KPMO = Actor("city", {"city"}), Actor("kpmo-1", {"kpmo"})
CLEAN = {p["number"]: p for p in key_projects() + preliminary_projects()}
JUNE = date(2011, 6, 1)
YI = Decimal(100_000_000)


def cny(amount):
    return Money(Decimal(amount), "CNY")


def adopted(office, *numbers):
    cases = adopt_list(office, [CLEAN[number] for number in numbers], by=CITY).cases
    return {case.subject: case for case in cases}


def proposed(office, lines, number="ADJ-2011-05", effective=JUNE, **more):
    case = draft(
        office, number, 2011, lines, by=KPMO, reason="May window", effective=effective, **more
    )
    return propose(office, case, by=KPMO)


def numbers(office, **query):
    return {entry.number for entry in members_at(office, 2011, **query)}


def test_one_decision_moves_projects_and_makes_one_version_of_the_list(office):
    cases = adopted(office, "K002", "K003", "K004", "K009")
    plan = cases["K009"].data["year_plan"]
    smaller = Money(plan.amount - 10_000_000, "CNY")
    lines = [
        adjustments.remove(cases["K003"], "no start"),
        adjustments.demote(cases["K002"], "funds are not secured"),
        adjustments.reamount(cases["K009"], "a smaller first phase", year_plan=smaller),
        adjustments.redate(cases["K004"], "steel", planned_finish=date(2012, 12, 31)),
    ]
    done = decide(office, proposed(office, lines), by=CITY)
    assert done.outcome == "decided"
    assert office.case(cases["K003"].id).outcome == "exited"
    demoted, small, moved = (office.case(cases[n].id) for n in ("K002", "K009", "K004"))
    assert (demoted.state, demoted.data["list"]) == ("preliminary", "preliminary")
    assert small.data["year_plan"] == smaller
    assert targets(small.data["targets"], smaller) == []
    assert moved.data["planned_finish"] == date(2012, 12, 31)
    assert [(one.version, one.count) for one in versions(office, 2011)] == [(1, 4), (2, 2)]
    assert versions(office, 2011)[1].decision == "ADJ-2011-05"
    assert numbers(office, kind="preliminary") == {"K002"}


def test_it_counts_from_the_first_of_the_next_month(office):
    cases = adopted(office, "K002", "K003")
    decide(office, proposed(office, [adjustments.remove(cases["K003"], "no start")]), by=CITY)
    assert numbers(office, as_of=date(2011, 5, 31)) == {"K002", "K003"}
    assert numbers(office, as_of=JUNE) == {"K002"}
    assert numbers(office, version=1) == {"K002", "K003"}
    assert headline_at(office, 2011, version=1)["count"] == 2


@pytest.mark.parametrize(
    ("effective", "why"),
    [
        (date(2011, 6, 15), "first of a month"),
        (date(2011, 5, 1), "2011-06-01 at the earliest"),
    ],
)
def test_it_takes_effect_on_the_first_of_a_later_month(office, effective, why):
    cases = adopted(office, "K002", "K003")
    lines = [adjustments.remove(cases["K003"], "no start")]
    with pytest.raises(Refused, match=why):
        decide(office, proposed(office, lines, effective=effective), by=CITY)


def test_outside_the_windows_only_the_city_may_have_it_decided(office, clock):
    cases = adopted(office, "K002", "K003")
    clock.set(datetime(2011, 7, 4, tzinfo=UTC))
    lines = [adjustments.remove(cases["K003"], "no start")]
    case = proposed(office, lines, effective=date(2011, 8, 1))
    with pytest.raises(Refused, match="months 5, 9, 12, not in month 7"):
        decide(office, case, by=CITY)
    with pytest.raises(Refused):
        adjustments.waive_window(office, case, "flood", by=KPMO)
    adjustments.waive_window(office, case, "flood", by=CITY)
    assert decide(office, case, by=CITY).outcome == "decided"


def test_sums_that_do_not_reconcile_are_refused_whole(office):
    cases = adopted(office, "K002", "K003")
    lines = [adjustments.remove(cases["K003"], "no start")]
    case = draft(office, "ADJ-1", 2011, lines, by=KPMO, reason="May", effective=JUNE)
    after = deepcopy(case.data.raw["after"])
    after["key"]["total"]["CNY"] = "1"
    with pytest.raises(Refused, match="comes to"):
        office.fire(case.id, "propose", by=KPMO, data={"after": after})


def test_a_list_that_changed_since_the_draft_refuses_it_whole(office):
    cases = adopted(office, "K002", "K003", "K004")
    case = proposed(office, [adjustments.remove(cases["K003"], "no start")])
    office.fire(cases["K002"].id, "exit", by=CITY, comment="cannot be built")
    with pytest.raises(Refused, match="count is 2, not 3"):
        decide(office, case, by=CITY)
    assert office.case(cases["K003"].id).standing == "active"
    assert len(versions(office, 2011)) == 2


def test_one_unfit_line_keeps_all_of_them_out_and_a_dry_run_names_all(office):
    cases = adopted(office, "K002", "K003", "K004", "P001", "P002")
    lines = [
        adjustments.remove(cases["K003"], "no start"),
        adjustments.promote(cases["P001"], "ready"),
        adjustments.promote(cases["P002"], "ready"),
    ]
    case = proposed(office, lines)
    found = dry_run(office, case, by=CITY)
    assert {problem.number for problem in found} == {"P001", "P002"}
    checks = {problem.finding.check for problem in found}
    assert {"k05-sponsor", "k08-targets", "k09-promotion"} <= checks
    with pytest.raises(Refused):
        decide(office, case, by=CITY)
    assert office.case(cases["K003"].id).standing == "active"
    assert len(versions(office, 2011)) == 1


def test_a_plan_is_changed_by_an_adjustment_only(office):
    case = adopted(office, "K009")["K009"]
    plan = {"year_plan": case.data.raw["year_plan"]}
    with pytest.raises(Refused, match="by an adjustment only"):
        office.fire(case.id, "adjust_plan", by=CITY, data={"adjusting": plan})
    unit = Actor("unit-1", {"unit"})
    with pytest.raises(Refused, match="not changed by hand"):
        office.do(Edit(case.id, {"year_plan": case.data.raw["total"]}), by=unit)


def test_the_baseline_stays_and_every_adjustment_makes_a_version(office):
    case = adopted(office, "K009")["K009"]
    first = case.data["plan_versions"][0]
    assert (case.data["plan_version"], first["basis"]) == (1, "adopted")
    less = Money(case.data["year_plan"].amount / 2, "CNY")
    line = adjustments.reamount(case, "later", year_plan=less)
    decide(office, proposed(office, [line]), by=CITY)
    case = office.case(case.id)
    kept, now = case.data["plan_versions"]
    assert kept == first
    assert (now["version"], now["decision"], now["effective"]) == (2, "ADJ-2011-05", JUNE)
    assert now["year_plan"] == less
    assert now["monthly_plan"][-1] == less


def test_a_plan_below_what_is_done_is_refused(office):
    case = adopted(office, "K004")["K004"]
    line = adjustments.reamount(case, "less", total=cny(1000), year_plan=cny(500))
    with pytest.raises(Refused, match="is invested already"):
        decide(office, proposed(office, [line]), by=CITY)


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        ({"year_plan": cny("100000000.005")}, "finer than a cent"),
        ({"year_plan": cny(-1)}, "below nothing"),
        ({"year_plan": Money(Decimal(5_000_000), "USD")}, "is kept in CNY"),
        ({"year_plan": cny(1000 * YI)}, "more than the total"),
        ({"planned_start": date(2012, 5, 1), "planned_finish": date(2012, 3, 1)}, "before the"),
    ],
)
def test_what_cannot_be_meant_is_not_even_proposed(office, plan, why):
    case = adopted(office, "K009")["K009"]
    with pytest.raises(Refused, match=why):
        proposed(office, [adjustments.reamount(case, "typo", **plan)])
    (draft_,) = office.cases(workflow="plan-adjustment").cases
    assert draft_.state == "draft"


def test_a_decision_names_all_that_refuses_it_with_the_project(office):
    cases = adopted(office, "K004", "K009", "P001")
    lines = [
        adjustments.reamount(cases["K004"], "less", total=cny(1000), year_plan=cny(500)),
        adjustments.promote(cases["P001"], "ready"),
        adjustments.redate(cases["K009"], "typo", planned_finish=date(2010, 12, 31)),
    ]
    with pytest.raises(Refused) as error:
        decide(office, proposed(office, lines), by=CITY)
    said = [finding.say() for finding in error.value.findings]
    assert {text.partition(":")[0] for text in said} >= {"K004", "P001", "K009"}
    assert any("is invested already" in text for text in said)
    assert {f.say("zh").partition("：")[0] for f in error.value.findings} >= {"K004", "P001"}


def test_a_project_without_targets_has_no_year_plan_to_adjust(office):
    case = adopted(office, "P001")["P001"]
    with pytest.raises(InputError, match="not broken down"):
        adjustments.reamount(case, "more", year_plan=cny(1000))


def test_a_project_without_papers_is_split_as_well(office):
    bare = {n: v for n, v in CLEAN["K023"].items() if n not in {"permits", "benefits", "funds"}}
    bare |= {f"{stage}_items": [] for stage in ("approval", "planning", "construction")}
    (case,) = adopt_list(office, [bare], by=CITY).cases
    parts = proposal(case.data.raw, (60, 40), ("甲", "乙"), ("A", "B"))
    decide(office, proposed(office, [adjustments.split(case, parts, "two sites")]), by=CITY)
    assert numbers(office) == {"K023A", "K023B"}


def test_a_key_and_a_preliminary_project_are_not_merged(office):
    cases = adopted(office, "K046", "P001")
    into = {"number": "K046M", "name_zh": "合", "name_en": "M",
            "sponsor": cases["K046"].data["sponsor"]}  # fmt: skip
    members = [cases["K046"], cases["P001"]]
    with pytest.raises(Refused, match="key 2011, preliminary 2011"):
        merge(office, members, into, by=CITY, comment="one site")


def test_split_and_merge_belong_to_an_adjustment_as_well(office):
    cases = adopted(office, "K023", "K046", "K030")
    before = list_case(office, 2011).data["holds"]
    parts = proposal(cases["K023"].data.raw, (60, 40), ("甲", "乙"), ("A", "B"))
    into = {"number": "K046M", "name_zh": "合", "name_en": "M",
            "sponsor": cases["K046"].data["sponsor"]}  # fmt: skip
    lines = [
        adjustments.split(cases["K023"], parts, "two sites"),
        adjustments.merge([cases["K046"], cases["K030"]], into, "one site"),
    ]
    decide(office, proposed(office, lines), by=CITY)
    assert numbers(office) == {"K023A", "K023B", "K046M"}
    after = list_case(office, 2011).data["holds"]
    assert (after["total"], after["year_plan"]) == (before["total"], before["year_plan"])


def test_the_plan_rate_changes_by_an_adjustment_and_completion_does_not(office):
    # E5: the rate of the roll-up is a decision; what is done of a plan is in its own currency.
    case = adopted(office, "K053")["K053"]
    june = replace(plan_rate(office, 2011), rate=Decimal("6.4634"), source="ECB cross")
    before, plan = headline_at(office, 2011), case.data["year_plan"]
    decide(office, proposed(office, [], rate=june), by=CITY)
    assert plan_rate(office, 2011).rate == Decimal("6.4634")
    assert [one.rate for one in versions(office, 2011)] == [Decimal("6.6667"), Decimal("6.4634")]
    assert headline_at(office, 2011)["total"] < before["total"]
    assert headline_at(office, 2011)["foreign_total"] == before["foreign_total"]
    assert office.case(case.id).data["year_plan"] == plan
    assert office.case(case.id).data["plan_version"] == 1


def test_who_proposed_does_not_decide(office):
    cases = adopted(office, "K002", "K003")
    both = Actor("both", {"city", "kpmo"})
    lines = [adjustments.remove(cases["K003"], "no start")]
    case = draft(office, "ADJ-1", 2011, lines, by=both, reason="May", effective=JUNE)
    propose(office, case, by=both)
    with pytest.raises(Refused, match="somebody else"):
        decide(office, case, by=both)


# Wujin 2012, in 100 million CNY: 208 projects of 1773.0 and 514.0 planned; 21 of 162 and 48.3 out,
# 41 of 192.4 and 50.7 in, 9 from 42.2 and 17.7 to 36.6 and 15.4 (A01, A02).
def wujin(prefix, count, total, plan):
    """Return so many projects that sum to a total and a year plan."""
    model = CLEAN["K004"]
    totals = shares(Decimal(total) * YI, [1] * count, Decimal(1))
    plans = shares(Decimal(plan) * YI, [1] * count, Decimal(1))
    for n, (whole, year) in enumerate(zip(totals, plans, strict=True), start=1):
        money = {"amount": f"{whole:f}", "currency": "CNY"}
        amount = {"amount": f"{year:f}", "currency": "CNY"}
        yield {
            **model,
            "number": f"{prefix}{n:03}",
            "name_zh": f"{prefix}{n:03}项目",
            "code": None,
            "land_ha": "1.00",
            "total": money,
            "invested_before": {"amount": "0", "currency": "CNY"},
            "invested_total": {"amount": "0", "currency": "CNY"},
            **planned(model, amount, shared(model, amount)),
        }


def test_the_change_of_wujin_2012_is_one_commit_that_reconciles(office):
    out, stay = list(wujin("X", 21, "162", "48.3")), list(wujin("R", 9, "42.2", "17.7"))
    rest = list(wujin("S", 178, "1568.8", "448.0"))
    cases = {c.subject: c for c in adopt_list(office, [*out, *stay, *rest], by=CITY).cases}
    fresh = [
        Adopt("key-project", project["number"], "screening.proposed", "argued", project)
        for project in wujin("N", 41, "192.4", "50.7")
    ]
    candidates = [outcome.case for outcome in office.do(fresh, by=CITY)]
    smaller = list(wujin("R", 9, "36.6", "15.4"))
    lines = [adjustments.remove(cases[p["number"]], "out") for p in out]
    lines += [adjustments.add(case, "in") for case in candidates]
    lines += [
        adjustments.reamount(
            cases[p["number"]],
            "planned anew",
            total=cny(p["total"]["amount"]),
            year_plan=cny(p["year_plan"]["amount"]),
        )
        for p in smaller
    ]
    before = headline_at(office, 2011)
    assert (before["count"], before["total"], before["year_plan"]) == (
        208, Decimal("1773.0"), Decimal("514.0"),
    )  # fmt: skip
    decide(office, proposed(office, lines), by=CITY)
    after = headline_at(office, 2011)
    assert (after["count"], after["total"], after["year_plan"]) == (
        228, Decimal("1797.8"), Decimal("514.1"),
    )  # fmt: skip
    assert headline_at(office, 2011, version=1) == before
    assert len(versions(office, 2011)) == 2


AMOUNTS = st.integers(1, 10**9)


def part(number, amount):
    return {"number": number, "total": {"amount": str(amount), "currency": "CNY"}}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(AMOUNTS, st.integers(0, 3)), min_size=2, max_size=12), st.data())
def test_whatever_lines_say_money_is_conserved_or_it_is_refused(rows, data):
    listed = [
        {"number": f"N{n}", "total": {"amount": str(total), "currency": "CNY"}}
        for n, (total, _) in enumerate(rows)
    ]
    lines = []
    for row, (total, op) in zip(listed, rows, strict=True):
        if op == 1:
            moves = [{"list": "key", "before": row}]
            lines.append({"op": "remove", "number": row["number"], "moves": moves, "reason": "x"})
        if op == 2:
            cut = data.draw(st.integers(0, total))
            ends = {"A": cut, "B": total - cut}
            parts = [part(row["number"] + end, amount) for end, amount in ends.items()]
            moves = [{"list": "key", "before": row}, *({"list": "key", "after": p} for p in parts)]
            lines.append({"op": "split", "number": row["number"], "moves": moves, "reason": "x"})
    held = lists.sums(listed)
    gone = sum(total for total, op in rows if op == 1)
    after = lists.moved(
        held,
        [m["before"] for line in lines for m in line["moves"] if "before" in m],
        [m["after"] for line in lines for m in line["moves"] if "after" in m],
    )
    assert after["total"].get("CNY", 0) == held["total"]["CNY"] - gone
    assert adjusting.reconcile({"key": held}, lines, {"key": after}) == []
    wrong = {**after, "total": {"CNY": after["total"].get("CNY", Decimal(0)) + 1}}
    assert adjusting.reconcile({"key": held}, lines, {"key": wrong})


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 10**12), st.sampled_from(sorted(p["number"] for p in key_projects())))
def test_a_plan_of_any_amount_still_adds_up_at_every_level(cents, number):
    whole = CLEAN[number]
    amount = {"amount": f"{Decimal(cents) / 100:f}", "currency": whole["total"]["currency"]}
    data = data_of("key-project", {**whole, **adjusted(whole, {"year_plan": amount})})
    assert targets(data["targets"], data["year_plan"]) == []
    assert data["monthly_plan"][-1] == data["year_plan"]


def test_an_adjustment_is_the_same_on_a_database(tmp_path):
    url = f"sqlite:///{tmp_path / 'office.db'}"
    upgrade(url)
    engine = city_engine(url, clock=lambda: datetime(2011, 5, 4, tzinfo=UTC))
    cases = adopted(engine, "K002", "K003")
    decide(engine, proposed(engine, [adjustments.remove(cases["K003"], "no start")]), by=CITY)
    assert numbers(engine) == {"K002"}
    engine.close()


def finds(office, lines, **more):
    with pytest.raises(Refused) as no:
        proposed(office, lines, **more)
    return [finding.code for finding in no.value.findings]


def test_an_adjustment_is_of_the_year_of_the_lists_it_moves(office):
    cases = adopted(office, "K002", "K003")
    line = adjustments.remove(cases["K003"], "no start")
    other = draft(office, "ADJ-X", 2012, [line], by=KPMO, reason="x", effective=JUNE)
    with pytest.raises(Refused) as no:
        propose(office, other, by=KPMO)
    assert [one.code for one in no.value.findings] == ["list-not-kept", "list-unstated"]
    assert office.case(cases["K003"].id).standing == "active"


def test_a_line_plans_something_anew_that_can_be(office):
    case = adopted(office, "K009")["K009"]
    plan = case.data["year_plan"]
    assert finds(office, [adjustments.redate(case, "r")]) == ["line-without-plan"]
    stages = adjustments.reamount(case, "r", stages={"construction": cny(5)})
    assert finds(office, [stages], number="A-0") == ["stages-without-plan"]
    for number, line, code in (
        ("A-1", adjustments.reamount(case, "r", year_plan=plan, stages={"nonsense": plan}),
         "stage-unknown"),
        ("A-2", adjustments.redate(case, "r", planned_start=date(2099, 1, 1)), "dates-astray"),
    ):  # fmt: skip
        found = dry_run(office, proposed(office, [line], number=number), by=CITY)
        assert [one.finding.code for one in found] == [code]


def test_an_adjustment_takes_effect_in_its_year_and_after_the_one_before(office):
    cases = adopted(office, "K002", "K003", "K004")
    line = adjustments.remove(cases["K003"], "no start")
    assert finds(office, [line], effective=date(2019, 7, 1)) == ["effective-too-late"]
    july = proposed(office, [line], number="A-1", effective=date(2011, 7, 1))
    decide(office, july, by=CITY)
    again = adjustments.remove(cases["K002"], "no start")
    assert finds(office, [again], number="A-2") == ["effective-before-latest"]
    # What the city says of a project by itself follows the latest version, too.
    office.fire(cases["K004"].id, "exit", by=CITY, comment="no start")
    assert [one.effective for one in versions(office, 2011)] == [
        date(2011, 5, 4), date(2011, 7, 1), date(2011, 7, 1),
    ]  # fmt: skip


def test_a_project_that_leaves_by_itself_leaves_on_the_first_of_a_later_month(office):
    case = adopted(office, "K002", "K003")["K003"]
    for day, code in (("2001-01-15", "early"), ("2011-06-02", "not-first"), ("2031-01-01", "late")):
        with pytest.raises(Refused) as no:
            office.fire(case.id, "exit", by=CITY, comment="x", data={"effective": day})
        assert [code in one.code for one in no.value.findings] == [True]
    office.fire(case.id, "exit", by=CITY, comment="x", data={"effective": JUNE})
    assert versions(office, 2011)[-1].effective == JUNE


def test_a_rate_is_above_zero(office):
    adopted(office, "K002")
    for name, rate in (("R-1", Decimal(0)), ("R-2", Decimal(-5))):
        data = {"number": name, "year": 2011, "effective": JUNE, "plan_rate": {"rate": rate}}
        case = office.start("plan-adjustment", subject=name, by=KPMO, data=data)
        with pytest.raises(Refused, match="must be above zero"):
            propose(office, case, by=KPMO)


def test_what_does_not_stand_on_a_list_is_neither_taken_off_it_nor_planned_anew(office):
    cases = adopted(office, "K002", "K003")
    before = adjustments.remove(cases["K002"], "drafted before it left")
    office.fire(cases["K002"].id, "exit", by=CITY, comment="cannot be built")
    with pytest.raises(InputError, match="K002 does not stand on the key list of 2011") as error:
        draft(office, "ADJ-1", 2011, [before], by=KPMO, reason="May", effective=JUNE)
    assert error.value.zh == "K002 不在 2011 年重点项目名单上"
    gone = office.case(cases["K002"].id)
    for line in (adjustments.remove, adjustments.redate):
        with pytest.raises(InputError, match="has ended"):
            line(gone, "too late")
