"""The month's figures for the bulletin, and the commands that show them (C7, E5)."""

import json
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner

from keyflow.store.migrate import upgrade
from keyflow_keyprojects.bulletins import month_figures, standings
from keyflow_keyprojects.cli import projects
from keyflow_keyprojects.fx import FxRate

from .days import PROBLEM, PROJECTS, Days, at  # noqa: TID252 - tests are no package

JUNE = FxRate("USD", "CNY", Decimal("6.4634"), date(2011, 6, 30), "ECB cross")
# K004 and K055 are of two units; K001 reports nothing.
NUMBERS = ("K004", "K055", "K001")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('office')}/office.db"
    upgrade(url)
    return url


@pytest.fixture(scope="module")
def office(store):
    """January and February of three projects: one late in February, one that never comes."""
    d = Days(*NUMBERS, url=store).on("2011-02-10")
    start = PROJECTS["K055"]["invested_before"]["amount"]
    d.file("K004", "2011-01", done=7_660_000, problems=[PROBLEM])
    d.file("K055", "2011-01", done=3_500_000, start=start, currency="USD")
    d.on("2011-03-09")
    d.file("K004", "2011-02", done=7_660_000, month=0, problems=[PROBLEM])
    yield d
    d.engine.close()


def test_a_month_is_summed_at_the_plan_rate(office):
    found = month_figures(office.engine, "2011-02", period_rate=JUNE)
    done = Decimal(7_660_000) + Decimal(3_500_000) * Decimal("6.6667")
    assert found["done"].amount == done
    assert found["rate"] == done / found["year_plan"].amount
    assert found["rate_effect"].amount == Decimal(3_500_000) * Decimal("-0.2033")
    assert (found["count"], found["stale"]) == (3, ["K055"])
    assert [(row["stage"], row["count"]) for row in found["stages"]] == [
        (stage, sum(case.stage == stage for case in map(office.project, NUMBERS)))
        for stage in dict.fromkeys(office.project(n).stage for n in sorted(NUMBERS))
    ]


def test_late_and_missing_reports_are_named(office):
    found = month_figures(office.engine, "2011-02")
    late = {row["number"]: (row["state"], row["days"]) for row in found["late"]}
    assert late == {"K004": ("late", 2), "K055": ("overdue", None), "K001": ("overdue", None)}


def test_lights_are_counted_and_the_worst_comes_first(office):
    found = month_figures(office.engine, "2011-02")
    assert sum(found["lights"].values()) == 3
    lit = [(row["number"], row["light"], row["light_points"]) for row in found["lit"]]
    # Nothing came of K001 for the second time.
    assert lit[:2] == [("K001", "red", Decimal("20.51")), ("K004", "yellow", Decimal("13.33"))]


def test_units_are_ranked_by_what_they_did_of_their_plans(office):
    ranking = month_figures(office.engine, "2011-02")["ranking"]
    rates = [row["rate"] for row in ranking]
    assert rates == sorted(rates, reverse=True)
    assert ranking[0]["rank"] == 1
    assert {row["unit"] for row in ranking} == {PROJECTS[n]["unit"] for n in NUMBERS}


def test_what_was_known_before_can_be_asked_for(office):
    then = month_figures(office.engine, "2011-02", known_at=at("2011-03-07"))
    assert then["stale"] == ["K004", "K055"]
    before = standings(office.engine, "2011-02", known_at=at("2011-02-09"))
    assert {each.done for each in before} == {None}


def typed(store, *words):
    done = CliRunner().invoke(projects, [*words, "--store", store])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_commands_show_reports_lights_and_figures(office, store):
    rows = json.loads(typed(store, "reports", "2011-02", "--json"))
    assert [(row["number"], row["state"], row["late"]) for row in rows] == [
        ("K001", "filing.open", False), ("K004", "accepted.received", True),
        ("K055", "filing.open", False),
    ]  # fmt: skip
    assert len(json.loads(typed(store, "reports", "2011-02", "--state", "filing", "--json"))) == 2
    (one,) = json.loads(typed(store, "report", "K004", "2011-02", "--json"))
    assert (one["revision"], one["reason"]) == (1, None)
    assert "K004" in typed(store, "report", "K004", "2011-02", "--lang", "en")
    lit = json.loads(typed(store, "lights", "--json"))
    assert {row["number"]: row["light"] for row in lit}["K004"] == "yellow"
    assert len(json.loads(typed(store, "lights", "--period", "2011-01", "--json"))) == 3
    months = json.loads(typed(store, "light", "K004", "--json"))
    assert [row["light"] for row in months] == ["green", "yellow"]
    known = json.loads(typed(store, "light", "K004", "--known-at", "2011-02-20", "--json"))
    assert [row["light"] for row in known] == ["green"]
    assert json.loads(typed(store, "figures", "2011-02", "--json"))["count"] == 3
    assert "排名" in typed(store, "figures", "2011-02", "--lang", "zh")
