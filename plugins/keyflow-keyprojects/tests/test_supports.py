"""N34: support is asked for, granted and used; it is reviewed when its project leaves."""

from datetime import date
from decimal import Decimal

import pytest

from keyflow import Refused
from keyflow.plugin import Actor
from keyflow_keyprojects import supports

from .days import CITY, KPMO, PROJECTS, Days  # noqa: TID252 - tests are no package

NUMBER = "K009"
OWNER = Actor(PROJECTS[NUMBER]["owner_contact"])
BANK = Actor("bank-clerk", {"stationed"})


@pytest.fixture
def d():
    found = Days(NUMBER, "P001", begin="2011-05-04")
    yield found
    found.engine.close()


def asked(d, kind="credit", amount="30000000", number=NUMBER, by=OWNER):
    project = d.engine.case(d.cases[number])
    return supports.ask_support(d.engine, project, kind, "working capital", amount, by=by)


def codes(call, *args, **more):
    with pytest.raises(Refused) as no:
        call(*args, **more)
    return [finding.code for finding in no.value.findings]


def test_credit_is_asked_for_granted_by_the_bank_used_and_closed(d):
    credit = asked(d)
    assert codes(supports.grant, d.engine, credit, "30000000.01", by=BANK) == ["support-too-much"]
    supports.grant(
        d.engine, credit, "20000000", by=BANK, document="HT-11", expires=date(2012, 2, 29)
    )
    supports.use(d.engine, credit, "12000000", by=OWNER)
    assert codes(supports.use, d.engine, credit, "11000000", by=OWNER) == ["support-falls"]
    assert codes(supports.use, d.engine, credit, "20000000.01", by=OWNER) == ["support-too-much"]
    supports.use(d.engine, credit, "20000000", by=OWNER)
    supports.close(d.engine, credit, by=KPMO)
    case = d.engine.case(credit.id)
    assert (case.outcome, case.data["granted_by"], str(case.data["used"])) == (
        "used", "bank-clerk", "20000000 CNY",
    )  # fmt: skip


def test_land_quota_is_counted_in_hectares_and_a_policy_not_at_all(d):
    assert codes(asked, d, "land_quota", None) == ["support-measure"]
    quota = asked(d, "land_quota", "4.5")
    supports.grant(d.engine, quota, "4.5", by=Actor("nr-window", {"func"}))
    assert d.engine.case(quota.id).data["granted_ha"] == Decimal("4.5")
    policy = asked(d, "policy", None)
    supports.grant(d.engine, policy, by=CITY)
    assert [case.subject for case in supports.supports(d.engine, kind="policy")] == [
        "K009/support/2"
    ]


def test_nothing_is_granted_to_a_project_that_is_not_in_the_key_list(d):
    reserve = asked(d, number="P001", by=Actor(PROJECTS["P001"]["owner_contact"]))
    assert codes(supports.grant, d.engine, reserve, "1", by=BANK) == ["support-not-listed"]
    key = asked(d)
    d.fire(d.cases[NUMBER], "exit", CITY, comment="no market")
    assert codes(supports.grant, d.engine, key, "1", by=BANK) == ["ended"]


def test_what_expires_does_so_after_its_last_day(d):
    credit = asked(d)
    assert codes(
        supports.grant, d.engine, credit, "1", by=BANK, expires=date(2011, 5, 3)
    ) == ["support-expired-before"]  # fmt: skip
    supports.grant(d.engine, credit, "1", by=BANK, expires=date(2011, 5, 10))
    d.on("2011-05-10", hour=23)
    assert d.engine.case(credit.id).state == "granted"
    d.on("2011-05-11")
    assert d.engine.case(credit.id).outcome == "expired"


def test_support_of_a_project_that_leaves_the_list_is_reviewed(d):
    credit, quota = asked(d), asked(d, "land_quota", "4")
    supports.grant(d.engine, credit, "20000000", by=BANK)
    supports.grant(d.engine, quota, "4", by=CITY)
    supports.use(d.engine, credit, "5000000", by=OWNER)
    asked(d, "subsidy", "1")  # never granted: nothing to review
    d.fire(d.cases[NUMBER], "exit", CITY, comment="no market")
    (review,) = supports.reviews(d.engine)
    assert [record["case"] for record in review.data["supports"]] == [credit.id, quota.id]
    assert str(review.data["supports"][0]["used"]) == "5000000 CNY"
    assert ("2011-05-04", "M03-support", "role:kpmo") in d.told(review.id)
    half = {credit.id: "keep"}
    assert codes(supports.decide_review, d.engine, review, half, by=CITY) == ["support-undecided"]
    assert codes(
        supports.decide_review, d.engine, review, half | {quota.id: "withdraw"}, by=KPMO
    ) == ["not-allowed"]  # fmt: skip
    supports.decide_review(d.engine, review, half | {quota.id: "withdraw"}, by=CITY)
    assert list(supports.reviews(d.engine)) == []


def test_of_a_project_that_is_demoted_it_is_withdrawn_with_the_decision(d):
    credit, quota = asked(d), asked(d, "land_quota", "4")
    supports.grant(d.engine, credit, "20000000", by=BANK)
    supports.grant(d.engine, quota, "4", by=CITY)
    d.fire(d.cases[NUMBER], "demote", CITY, comment="not this year")
    later = asked(d, "subsidy", "1")
    assert codes(supports.grant, d.engine, later, "1", by=CITY) == ["support-not-listed"]
    (review,) = supports.reviews(d.engine)
    assert review.data["left_by"] == "demote"
    supports.decide_review(d.engine, review, {credit.id: "keep", quota.id: "withdraw"}, by=CITY)
    assert d.engine.case(quota.id).outcome == "withdrawn"
    assert d.engine.case(credit.id).state == "granted"


def test_a_project_without_support_leaves_without_a_review(d):
    d.fire(d.cases[NUMBER], "exit", CITY, comment="no market")
    assert list(supports.reviews(d.engine, undecided=False)) == []
