"""Blockers, orders and support from their beginning to their end, as they are typed."""

import pytest

from ..days import Days  # noqa: TID252 - tests are no package
from .typed import Typed  # noqa: TID252


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('desk') / 'office.db'}"
    Days("K004", "K009", url=url).engine.close()
    return url


@pytest.fixture
def office(store):
    return Typed(store)


def test_a_blocker_climbs_and_is_solved_and_closed(office):
    office.day = "2011-03-01T09:00"
    raised = office("raise-blocker", "K009", "--type", "land", "--what", "cottages",
                    "--needs-land-ha", "1.5", "--due", "2011-03-31",
                    "--on", "2011-02-28")  # fmt: skip
    blocker = raised["blocker"]
    assert (blocker, raised["state"]) == ("K009/blocker/1", "open.l1")
    for level in (2, 3, 4):
        office.day = f"2011-03-01T1{level}:00"
        up = office("escalate-blocker", blocker, "--why", "it cannot wait")
        assert up["state"] == f"open.l{level}"
    assert office("solve-blocker", blocker, "--how", "handed over")["state"] == "resolved"
    assert "--why" in office.refused("reopen-blocker", blocker)
    again = office("reopen-blocker", blocker, "--why", "one cottage stands", "--as", "kpmo",
                   "--by", "kpmo-clerk")  # fmt: skip
    assert again["state"] == "open.l4"
    office("solve-blocker", blocker, "--how", "all gone", "--on", "2011-03-01")
    said = office.text("close-blocker", blocker, "--lang", "zh")
    assert "制约问题: K009/blocker/1" in said
    assert "状态: 已销号" in said
    assert "土地" in office.text("blockers", "--all", "--lang", "zh")
    assert "第2级：主管部门" in office.text("blocker", blocker, "--lang", "zh")


def test_who_says_that_it_is_solved_depends_on_its_level(office):
    office.day = "2011-03-02"
    blocker = office("raise-blocker", "K004", "--what", "dust")["blocker"]
    head = office("solve-blocker", blocker, "--how", "watered")
    assert head["state"] == "resolved"
    office("reopen-blocker", blocker, "--why", "no")
    office("escalate-blocker", blocker, "--why", "no")
    assert office("annul-blocker", blocker, "--why", "it was fog")["state"] == "void"


def test_an_order_is_signed_for_replied_to_and_closed(office):
    office.day = "2011-03-02"
    order = office("issue-order", "K009", "--colour", "yellow", "--what", "start!")["order"]
    assert office("acknowledge-order", order)["state"] == "waiting.acknowledged"
    asked = office("ask-extension", order, "--limit", "2wd", "--why", "rain")
    assert asked["state"] == "asked"
    assert "comment" in office.refused("answer-extension", order, "refuse")
    more = office("answer-extension", order, "agree")
    assert (more["state"], more["until"]) == ("waiting.acknowledged", "2011-03-09")
    office("reply-order", order, "--text", "begun", "--evidence", "a.jpg")
    assert office("reject-order", order, "--why", "where?")["state"] == "waiting.rejected"
    office("reply-order", order, "--text", "begun, see b.jpg", "--evidence", "b.jpg")
    assert office("close-order", order, "--why", "seen")["state"] == "closed"
    other = office("issue-order", "K009", "--what", "again")["order"]
    gone = office("withdraw-order", other, "--why", "twice")
    assert gone["state"] == "void"
    assert "--head" in office.refused("order-unit", "DB-2011-7", "--unit", "x", "--what", "why?")
    to_unit = office("order-unit", "DB-2011-7", "--unit", "yuntan", "--what", "why?")
    assert to_unit["order"] == "DB-2011-7"
    shown = office.text("orders", "--all", "--lang", "zh")
    assert "黄色" in shown
    assert "办结" in shown


def test_support_is_asked_for_granted_and_used(office):
    office.day = "2011-03-03"
    asked = office("request-support", "K009", "--kind", "land_quota", "--what", "quota",
                   "--amount", "4")  # fmt: skip
    support = asked["support"]
    granted = office("grant-support", support, "--amount", "3", "--expires", "2011-12-31",
                     "--document", "L-1")  # fmt: skip
    assert (granted["state"], granted["granted"]) == ("granted", "3 ha")
    assert office("use-support", support, "--amount", "2.5")["used"] == "2.5 ha"
    assert office("close-support", support)["state"] == "used"
    credit = office("request-support", "K009", "--kind", "credit", "--what", "loan",
                    "--amount", "5000000")["support"]  # fmt: skip
    assert office("refuse-support", credit, "--why", "no collateral")["state"] == "refused"
    policy = office("request-support", "K009", "--kind", "policy", "--what", "rates")["support"]
    office("grant-support", policy)
    assert office("withdraw-support", policy, "--why", "a new rule")["state"] == "withdrawn"
    assert "用地指标" in office.text("supports", "--all", "--lang", "zh")
