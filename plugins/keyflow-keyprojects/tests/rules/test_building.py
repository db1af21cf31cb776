from datetime import date
from decimal import Decimal

from keyflow.plugin import Money
from keyflow_keyprojects.rules import building

DAY = date(2011, 5, 4)


def yuan(amount):
    return Money(Decimal(amount), "CNY")


def codes(reasons):
    return [each.code for each in reasons]


def test_only_open_blockers_of_the_level_count():
    known = [
        {"id": "b1", "type": "land", "level": 4},
        {"id": "b3", "type": "permit", "level": 3},
    ]
    assert [each.values["blocker"] for each in building.blockers(known, 4)] == ["b1"]
    assert len(building.blockers(known, 3)) == 2


def test_a_fifth_of_the_money_is_not_enough_and_three_tenths_are():
    share = Decimal("0.30")
    assert codes(building.funds([yuan(20)], yuan(100), share)) == ["funds-short"]
    assert building.funds([yuan(20), yuan(10)], yuan(100), share) == []
    assert codes(building.funds([], yuan(100), share)) == ["funds-short"]


def test_dollars_in_place_are_not_added_to_yuan():
    mixed = building.funds([Money(Decimal(90), "USD")], yuan(100), Decimal("0.3"))
    assert codes(mixed) == ["currency-mixed"]
    assert codes(building.funds([yuan(1)], None, Decimal("0.3"))) == ["amount-missing"]


def test_a_contractor_does_not_supervise_itself():
    assert building.builders("A", "B") == []
    assert codes(building.builders("A", "A")) == ["supervision-not-independent"]
    assert codes(building.builders(None, "")) == ["contractor-missing", "supervision-missing"]


def test_a_start_needs_date_photo_and_note():
    report = {"started_on": DAY, "photos": ["p1"], "supervision_note": "n1"}
    assert building.start_evidence(report, DAY) == []
    assert codes(building.start_evidence(None, DAY)) == ["evidence-missing"] * 3
    early = building.start_evidence(report | {"started_on": date(2011, 5, 5)}, DAY)
    assert codes(early) == ["evidence-in-future"]


def test_twelve_months_to_the_day_need_a_new_verification():
    since = date(2010, 5, 4)
    assert codes(building.reverified(since, None, DAY, 12)) == ["reverification-missing"]
    assert building.reverified(since, None, date(2011, 5, 3), 12) == []
    assert building.reverified(since, date(2011, 5, 1), DAY, 12) == []
    assert building.reverified(None, None, DAY, 12) == []


def test_a_verification_before_the_stop_or_in_the_future_does_not_count():
    since = date(2010, 5, 4)
    for verified in (date(2010, 5, 3), date(2011, 5, 5)):
        assert codes(building.reverified(since, verified, DAY, 12)) == ["reverification-missing"]


def test_a_milestone_must_be_the_projects_own_and_proven():
    report = {"step": "structure", "done_on": DAY, "evidence": ["photo"]}
    assert building.milestone_evidence(report, ["structure"], DAY) == []
    assert codes(building.milestone_evidence(report, ["land"], DAY)) == ["milestone-unknown"]
    bare = building.milestone_evidence(report | {"evidence": ()}, ["structure"], DAY)
    assert codes(bare) == ["evidence-missing"]
    assert codes(building.milestone_evidence(None, [], DAY)) == ["evidence-missing"] * 3
