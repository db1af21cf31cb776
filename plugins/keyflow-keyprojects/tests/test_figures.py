"""A list worked by hand: the rates of E5, the past as of any day, and the one number of a year."""

import sqlite3
import time
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from keyflow.commands import Suspend
from keyflow.store.migrate import upgrade
from keyflow_keyprojects.city.engine import city_engine
from keyflow_keyprojects.city.projects import key_projects
from keyflow_keyprojects.figures import GROUPINGS, portfolio, year_completed
from keyflow_keyprojects.fx import FxRate
from keyflow_keyprojects.lists import publish
from keyflow_keyprojects.office import adopt_list

from .days import CITY, PROJECTS, SETTLED, Days, at  # noqa: TID252 - tests are no package

MILLION = 1_000_000
JUNE = FxRate("USD", "CNY", Decimal("6.4634"), date(2011, 6, 30), "ECB cross")


def usd(amount):
    return {"amount": f"{amount}", "currency": "USD"}


def foreign(number="K051"):
    """E5's project: 100 M USD, 30 M planned in 2011, 12 M done by June."""
    plan = usd(30 * MILLION)
    own = PROJECTS[number]
    step = own["targets"]["stages"][0]["steps"][0] | {"amount": plan, "months": {"01": plan}}
    stage = own["targets"]["stages"][0] | {"amount": plan, "steps": [step]}
    changed = {
        "total": usd(100 * MILLION),
        "year_plan": plan,
        "invested_before": usd(0),
        "invested_total": usd(12 * MILLION),
        "monthly_plan": [plan] * 12,
        "targets": own["targets"] | {"amount": plan, "stages": [stage]},
    }
    return own | changed


@pytest.fixture
def e5(office):
    adopt_list(office, [foreign()], by=CITY)
    return office


def test_e5_the_effect_of_a_rate_is_shown_apart_and_moves_no_completion(e5):
    for rate, effect in ((None, "0"), (JUNE, "-2.4396")):
        whole = portfolio(e5, year=2011, rate=rate).whole
        assert whole.sums.done_year / MILLION == Decimal("80.0004")
        assert whole.sums.year_plan / MILLION == Decimal("200.001")
        assert whole.effect.done_year / MILLION == Decimal(effect)
        assert whole.completion == Decimal("0.4")
    assert (whole.sums.done_year + whole.effect.done_year) / MILLION == Decimal("77.5608")
    (line,) = whole.lines
    assert (line.currency, line.own.done_year, line.own.completion) == (
        "USD", 12 * MILLION, Decimal("0.4"))  # fmt: skip


@pytest.fixture(scope="module")
def adopted():
    engine = city_engine()
    adopt_list(engine, key_projects(), by=CITY)
    yield engine
    engine.close()


def test_every_grouping_holds_every_project_once_and_adds_up_to_the_whole(adopted):
    found = portfolio(adopted, year=2011)
    assert found.whole.count == 60
    assert found.whole.sums.total == Decimal("32000026000.00")
    assert found.whole.sums.year_plan == 10_200_000_000
    assert set(found.groups) == set(GROUPINGS)
    for groups in found.groups.values():
        assert sum(group.count for group in groups) == 60
        assert sum(group.sums.year_plan for group in groups) == 10_200_000_000
        numbers = Counter(line.number for group in groups for line in group.lines)
        assert set(numbers.values()) == {1}
    assert found.group("funding", "domestic").sums.total == 26_800_000_000
    assert found.group("funding", "foreign").count == 10
    assert found.group("light", "grey").count == 60
    with pytest.raises(KeyError):
        found.group("light", "red")


def test_another_rate_touches_foreign_money_only(adopted):
    found = portfolio(adopted, year=2011, rate=JUNE)
    assert found.group("funding", "domestic").effect == (0, 0, 0, 0)
    # 780 M USD at 6.4634 instead of 6.6667
    assert found.group("funding", "foreign").effect.total == Decimal("-158574000.00")
    assert found.whole.effect.total == Decimal("-158574000.00")


def test_an_empty_list_has_no_groups_and_no_completion(adopted):
    found = portfolio(adopted, year=2010)
    assert (found.whole.count, found.whole.completion) == (0, None)
    assert found.groups == dict.fromkeys(GROUPINGS, ())


@pytest.fixture(scope="module")
def spring():
    """Three projects; January reported of one on 9 February, another held and one out in March."""
    d = Days("K004", "K005", "K006").on("2011-02-09")
    d.file("K004", "2011-01")
    d.on("2011-03-14")
    data = {"suspension_report": {"reason_class": "land", "expected_end": "2011-09-30"}}
    d.engine.do(
        [Suspend(d.cases["K005"], "land is missing", data=data)], by=CITY
    )  # fmt: skip
    d.on("2011-03-15")
    d.fire(d.cases["K006"], "cancel", CITY, SETTLED, comment="gone")
    return d


def test_the_portfolio_stands_as_of_any_day(spring):
    def then(day):
        return portfolio(spring.engine, year=2011, as_of=date.fromisoformat(day))

    assert then("2011-01-03").whole.count == 0
    assert then("2011-02-08").whole.sums.done_year == 0
    after = then("2011-02-09")
    assert after.whole.sums.done_year == 19_150_000
    assert [line.number for line in after.group("light", "green").lines] == ["K004"]
    assert after.group("stage", "construction").count == 3
    held = then("2011-03-14")
    assert held.group("stage", "suspended").lines[0].number == "K005"
    assert held.whole.count == 3
    assert then("2011-03-15").whole.count == 2
    assert portfolio(spring.engine, year=2011).whole.count == 2


def test_what_was_known_is_asked_apart(spring):
    known = portfolio(spring.engine, year=2011, known_at=at("2011-02-08"))
    assert known.whole.sums.done_year == 0
    now = portfolio(spring.engine, year=2011, known_at=at("2011-02-10"))
    assert now.whole.sums.done_year == 19_150_000


def test_the_year_is_one_number_with_the_version_of_its_list(spring):
    plan = Decimal("2.298") + Decimal("1.7842") + Decimal("2.6049")
    assert year_completed(spring.engine, 2011).announced == plan  # as adopted
    publish(spring.engine, 2011, {"year_plan": Decimal("6.5")}, by=CITY)
    found = year_completed(spring.engine, 2011)
    assert found.completed == Decimal("0.1915")
    assert found.announced == Decimal("6.5")
    assert found.ratio == Decimal("0.1915") / Decimal("6.5")
    assert found.version == 2
    assert found.effective == date(2011, 4, 1)
    before = year_completed(spring.engine, 2011, known_at=at("2011-02-08"))
    assert (before.completed, before.version) == (0, 1)


def test_a_year_without_a_list_has_nothing_done(office):
    found = year_completed(office, 2011)
    assert (found.completed, found.ratio, found.version) == (0, None, None)


# many projects

COPIED = ("id", "root", "subject", "sole")


def multiplied(folder, times):
    """Return a store that holds the list so many times, each time under other numbers."""
    path = folder / f"{times}.db"
    url = f"sqlite:///{path}"
    upgrade(url)
    engine = city_engine(url)
    adopt_list(engine, key_projects(), by=CITY)
    engine.close()
    store = sqlite3.connect(path)
    columns = [row[1] for row in store.execute("PRAGMA table_info(keyflow_case)")]
    own = "SELECT id FROM keyflow_case WHERE workflow = 'key-project' AND id NOT LIKE '%/%'"
    values = [f"{name} || ?1" if name in COPIED else name for name in columns]
    store.execute("CREATE TEMP TABLE own AS " + own)
    for n in range(1, times):
        store.execute(
            f"INSERT INTO keyflow_case SELECT {', '.join(values)} FROM keyflow_case"
            " WHERE id IN (SELECT id FROM own)",
            (f"/{n}",),
        )
        store.execute(
            'INSERT INTO keyflow_field SELECT "case" || ?1, name, value FROM keyflow_field'
            ' WHERE "case" IN (SELECT id FROM own)',
            (f"/{n}",),
        )
    store.commit()
    store.close()
    return city_engine(url)


def read_in(engine):
    """Return how many projects a portfolio has, and the quickest of three readings in seconds."""
    took = []
    for _ in range(3):
        begun = time.process_time()
        found = portfolio(engine, year=2011)
        took.append(time.process_time() - begun)
    engine.close()
    return found.whole.count, min(took)


def test_a_portfolio_of_ten_thousand_projects_takes_ten_times_as_long_as_of_a_thousand(tmp_path):
    few, short = read_in(multiplied(tmp_path, 17))
    many, long = read_in(multiplied(tmp_path, 167))
    assert (few, many) == (1020, 10_020)
    assert long < 25 * short
    assert long < 4  # about half a second on a quiet machine; the bound is for a busy one
