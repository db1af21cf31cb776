from datetime import date
from decimal import Decimal

import pytest

from keyflow.plugin import Money
from keyflow_keyprojects.rules import land, policies
from keyflow_keyprojects.settings import DEFAULTS

LIMITS = DEFAULTS.idle_land
CONTRACT = {"number": "TD-1", "signed_on": date(2011, 3, 1), "start_by": date(2011, 9, 1),
            "area_ha": Decimal(6), "site": "plot 3"}  # fmt: skip


def codes(reasons):
    return [each.code for each in reasons]


def site(**changed):
    given = {"started": False, "start_by": date(2011, 3, 1), "stopped_since": None,
             "built_ha": Decimal(3), "land_ha": Decimal(9), "invested": Money("25", "CNY"),
             "total": Money("100", "CNY")} | changed  # fmt: skip
    return land.Site(**given)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2012, 3, 1), []),
        (date(2012, 3, 2), ["land-idle"]),
        (date(2013, 3, 1), ["land-idle"]),
        (date(2013, 3, 2), ["land-taken-back"]),
    ],
)
def test_land_is_idle_after_a_year_and_taken_back_after_two(day, found):
    assert codes(land.idle(site(), day, LIMITS)) == found


def test_who_has_started_or_has_no_contract_is_not_idle():
    day = date(2014, 1, 1)
    assert land.idle(site(started=True), day, LIMITS) == []
    assert land.idle(site(start_by=None), day, LIMITS) == []


@pytest.mark.parametrize(
    ("built", "invested", "found"),
    [
        ("3", "25", []),
        ("2.99", "25", ["land-idle-area"]),
        ("3", "24.99", ["land-idle-invested"]),
        ("0", "0", ["land-idle-area", "land-idle-invested"]),
    ],
)
def test_early_stops_of_a_year_are_idle_below_a_third_or_a_quarter(built, invested, found):
    stopped = site(started=True, stopped_since=date(2011, 5, 4), built_ha=Decimal(built),
                   invested=Money(invested, "CNY"))  # fmt: skip
    assert codes(land.idle(stopped, date(2012, 5, 4), LIMITS)) == []
    assert codes(land.idle(stopped, date(2012, 5, 5), LIMITS)) == found


def test_what_nobody_stated_of_a_stop_counts_as_nothing():
    unknown = site(started=True, stopped_since=date(2011, 5, 4), built_ha=None, invested=None)
    found = ["land-idle-area", "land-idle-invested"]
    assert codes(land.idle(unknown, date(2013, 1, 1), LIMITS)) == found
    no_land = unknown._replace(land_ha=None, invested=unknown.total)
    assert land.idle(no_land, date(2013, 1, 1), LIMITS) == []


def test_land_is_supplied_by_contract_or_quota_or_both():
    need = Decimal(8)
    assert codes(land.supplied(None, Decimal(0), need, "plot 3")) == ["land-missing"]
    assert codes(land.supplied(CONTRACT, Decimal(0), need, "plot 3")) == ["land-short"]
    assert land.supplied(CONTRACT, Decimal(2), need, "plot 3") == []
    assert land.supplied(None, need, need, "plot 3") == []
    assert land.supplied(None, Decimal(0), Decimal(0), "plot 3") == []
    assert codes(land.supplied(CONTRACT, Decimal(2), need, "plot 4")) == ["land-site"]
    half = {"number": "TD-1", "area_ha": need}
    assert codes(land.supplied(half, Decimal(0), need, None)) == ["land-contract-incomplete"] * 3
    early = CONTRACT | {"start_by": date(1990, 1, 1)}
    assert codes(land.supplied(early, Decimal(2), need, "plot 3")) == ["land-start"]
    assert codes(land.supplied(CONTRACT, Decimal(2), need, None)) == ["land-site"]


def stated(*versions, met=True):
    names = ("land", "industry")
    return [{"policy": name, "version": version, "met": met}
            for name, version in zip(names, versions, strict=False)]  # fmt: skip


def test_the_policy_in_force_on_the_day_counts():
    known = DEFAULTS.policies
    may, june = date(2011, 5, 31), date(2011, 6, 1)
    assert policies.in_force(known, may) == {"industry": "2005", "land": "2010"}
    assert policies.satisfied(stated("2010", "2005"), known, may) == []
    assert codes(policies.satisfied(stated("2010", "2005"), known, june)) == ["policy-old"]
    assert policies.satisfied(stated("2010", "2011"), known, june) == []
    assert codes(policies.satisfied(stated("2010"), known, may)) == ["policy-unstated"]
    no = stated("2010", "2005", met=False)
    assert codes(policies.satisfied(no, known, may)) == ["policy-not-met"] * 2
