"""Government time and bottlenecks, counted by hand on the calendar of 2011 (E6)."""

from datetime import date
from decimal import Decimal

import pytest

from keyflow.plugin import Actor
from keyflow_keyprojects.blockers import raise_blocker
from keyflow_keyprojects.bottlenecks import bottlenecks
from keyflow_keyprojects.efficiency import efficiency, handled, limit_of
from keyflow_keyprojects.office import apply_anew

from .days import KPMO, Days  # noqa: TID252 - tests are no package

FUNC, UNIT = Actor("window-1", {"func", "drc", "nr", "ee", "hud", "wr"}), Actor("unit-1", {"unit"})


def accepted(d, number, code, day):
    """Apply for an item, have it accepted and taken into review, all on a day."""
    d.on(day)
    item = apply_anew(d.engine, d.project(number), code, by=KPMO).id
    d.fire(item, "submit", UNIT, {"received_on": date.fromisoformat(day)})
    d.fire(item, "accept", FUNC)
    d.fire(item, "review", FUNC)
    return item


def grant(d, item, day):
    d.on(day).fire(item, "grant", FUNC, {"document_number": f"N-{day}"})


@pytest.fixture(scope="module")
def autumn():
    """E6: 20 working days from 20 September; one with an expert review, one late, one running."""
    d = Days("K002", "K021", "K044", begin="2011-09-20")
    plain = accepted(d, "K021", "PRJ_VERIFY", "2011-09-20")
    expert = accepted(d, "K002", "PRJ_VERIFY", "2011-09-20")
    days = accepted(d, "K002", "EIA_FORM", "2011-09-20")
    d.on("2011-09-26").fire(expert, "special", FUNC, comment="expert review")
    d.on("2011-10-11").fire(expert, "end_special", FUNC)
    grant(d, days, "2011-10-20")
    grant(d, plain, "2011-10-21")
    late = accepted(d, "K044", "PRJ_VERIFY", "2011-10-24")
    grant(d, expert, "2011-11-02")
    accepted(d, "K044", "LAND_PREREVIEW", "2011-11-14")
    grant(d, late, "2011-11-23")
    return d


def test_e6_a_limit_is_used_by_its_own_days_without_its_pauses(autumn):
    found = {(one.subject[:4], one.code): one for one in handled(autumn.engine)}
    assert found["K021", "PRJ_VERIFY"][5:8] == ("wd", 20, 20)
    assert found["K002", "PRJ_VERIFY"][5:8] == ("wd", 20, 20)
    assert found["K002", "EIA_FORM"][5:8] == ("d", 30, 30)
    late = found["K044", "PRJ_VERIFY"]
    assert (late.used, late.overdue, late.decided) == (22, True, date(2011, 11, 23))


def test_each_item_has_median_slowest_and_share_in_time(autumn):
    rows = {row.key: row for row in efficiency(autumn.engine, on=date(2011, 11, 23))}
    verify = rows["PRJ_VERIFY"]
    assert (verify.decided, verify.running, verify.median) == (3, 0, 20)
    assert verify.slowest.subject.startswith("K044")
    assert (verify.limit_used, verify.in_time) == (1, Decimal(2) / 3)
    land = rows["LAND_PREREVIEW"]
    assert (land.decided, land.running, land.overdue) == (0, 1, 0)
    assert (land.median, land.slowest, land.in_time) == (None, None, None)
    assert land.items[0].used == 7  # 15 to 18 and 21 to 23 November


def test_units_and_stages_are_sums_of_their_items(autumn):
    units = {row.key: row for row in efficiency(autumn.engine, "unit", on=date(2011, 11, 23))}
    assert {key: row.decided for key, row in units.items()} == {"DRC": 3, "EE": 1, "NR": 0}


def test_working_and_calendar_days_are_never_put_together(autumn):
    stages = {row.days: row for row in efficiency(autumn.engine, "stage", year=2011)}
    assert {row.key for row in stages.values()} == {"approval"}
    # 20, 20 and 22 of 20 working days; 30 of 30 calendar days
    assert (stages["wd"].decided, stages["wd"].median, stages["wd"].slowest.used) == (3, 20, 22)
    assert (stages["d"].decided, stages["d"].median, stages["d"].slowest.used) == (1, 30, 30)
    (later,) = efficiency(autumn.engine, "stage", year=2012)
    assert (later.decided, later.running) == (0, 1)


def test_extensions_lengthen_a_limit():
    assert limit_of(("20wd", "10wd")) == (30, "wd")
    assert limit_of(("60d",)) == (60, "d")


def test_bottlenecks_say_where_how_much_money_waits_for_how_long(autumn):
    land = autumn.project("K044")
    raise_blocker(autumn.engine, land, "land", "the village has not moved", by=KPMO)
    raise_blocker(autumn.engine, land, "land", "a second plot", by=KPMO)
    autumn.on("2011-11-25")
    found = {(one.where, one.key): one for one in
             bottlenecks(autumn.engine, year=2011, on=date(2011, 11, 25))}  # fmt: skip
    blockers = found["blocker", "land"]
    assert blockers.projects == ("K044",)
    assert blockers.money == 220_480_000  # once, though two blockers hold it up
    assert (blockers.longest, blockers.median) == (2, 2)
    assert blockers.money_days == 4 * 220_480_000
    item = found["item", "LAND_PREREVIEW"]
    assert (item.projects, item.longest) == (("K044",), 11)
    step = found["step", "planning.land"]
    assert step.projects == ("K002", "K021", "K044")
    assert step.money == 128_790_000 + 163_450_000 + 220_480_000
    assert step.longest == 66  # since 20 September
    first = bottlenecks(autumn.engine, year=2011, on=date(2011, 11, 25))[0]
    assert first.where == "step"
