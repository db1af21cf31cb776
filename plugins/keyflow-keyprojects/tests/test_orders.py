"""C4.11 and E13: blue, yellow, red; a reply in time, more time asked for in time, a request."""

import pytest

from keyflow import Refused
from keyflow.plugin import Actor
from keyflow_keyprojects import orders
from keyflow_keyprojects.office import change_sponsor
from keyflow_keyprojects.roster import Org, Roster, register

from .days import CITY, KPMO, PROJECTS, Days, day  # noqa: TID252 - tests are no package

SUPERVISION = Actor("inspector", {"supervision"})
NUMBER = "K009"
HEAD = PROJECTS[NUMBER]["head"]
UNIT = Actor(HEAD)
BANK = Org("bank-of-somewhere", "bank", "某银行", "Bank of Somewhere", "the-director")


@pytest.fixture
def d():
    found = Days(NUMBER, begin="2011-05-03")
    yield found
    found.engine.close()


def issued(d, colour="blue", **more):
    by = more.pop("by", SUPERVISION)
    return orders.issue_order(d.engine, d.project(NUMBER), colour, "reply!", by=by, **more)


def codes(call, *args, **more):
    with pytest.raises(Refused) as no:
        call(*args, **more)
    return [finding.code for finding in no.value.findings]


def now(d, order):
    case = d.engine.case(order.id)
    due = [item.last.isoformat() for item in case.armed if item.name == "reply"]
    return case.state, case.data["colour"], *due


def test_without_a_reply_blue_becomes_yellow_becomes_red_and_the_head_is_called(d):
    order = issued(d)
    assert now(d, order) == ("waiting.issued", "blue", "2011-05-10")
    d.on("2011-05-11")
    assert now(d, order) == ("waiting.issued", "yellow", "2011-05-13")
    d.on("2011-05-14")
    assert now(d, order) == ("waiting.issued", "red", "2011-05-17")
    case = d.engine.case(order.id)
    assert (case.data["upgrades"], case.data["interview"]) == (2, True)
    d.on("2011-05-20")
    assert now(d, order)[:2] == ("waiting.issued", "red")
    upgraded = [(when, to) for when, notice, to in d.told(order.id) if notice == "M28"]
    assert upgraded == sorted(
        (when, to)
        for when in ("2011-05-03", "2011-05-11", "2011-05-14")
        for to in (HEAD, PROJECTS[NUMBER]["unit"])
    )
    assert ("2011-05-18", "M28-late", "role:supervision") in d.told(order.id)


def test_a_reply_stops_it_and_supervision_closes_it_independently(d):
    order = issued(d, by=KPMO)
    orders.acknowledge(d.engine, order, by=UNIT)
    d.on("2011-05-10")
    both = Actor("wears-two-hats", {"unit", "supervision"})
    assert codes(orders.reply, d.engine, order, "", by=both) == ["comment-required"]
    orders.reply(d.engine, order, "handed over today", by=both, evidence=("deed.pdf",))
    assert codes(orders.close, d.engine, order, by=both) == ["same-person"]
    assert codes(orders.close, d.engine, order, by=KPMO) == ["not-allowed"]
    d.on("2011-05-20")
    assert now(d, order) == ("replied", "blue")
    orders.close(d.engine, order, by=SUPERVISION)
    case = d.engine.case(order.id)
    assert (case.outcome, case.data["reply"]) == ("closed", "handed over today")
    assert list(orders.orders(d.engine)) == []


def test_a_rejected_reply_begins_the_limit_of_its_colour_afresh(d):
    order = issued(d, "yellow")
    orders.reply(d.engine, order, "we are looking into it", by=UNIT)
    d.on("2011-05-06")
    orders.reject(d.engine, order, "by when?", by=SUPERVISION)
    assert now(d, order) == ("waiting.rejected", "yellow", "2011-05-11")
    d.on("2011-05-12")
    assert now(d, order)[:2] == ("waiting.issued", "red")


def test_e13_a_justified_extension_asked_before_the_end_stops_the_upgrade(d):
    order = issued(d)
    d.on("2011-05-10")
    orders.ask_extension(d.engine, order, "3wd", "the survey is under way", by=UNIT)
    d.on("2011-05-12")
    # While the issuer looks at it nothing gets sharper.
    assert now(d, order)[:2] == ("asked", "blue")
    orders.answer_extension(d.engine, order, good=True, by=SUPERVISION)
    # The days of 10 and 11 May stood still: 12 May is the fifth, and three more.
    assert now(d, order) == ("waiting.acknowledged", "blue", "2011-05-17")
    d.on("2011-05-17", hour=20)
    assert now(d, order)[1] == "blue"
    d.on("2011-05-18")
    assert now(d, order)[1] == "yellow"
    assert codes(orders.ask_extension, d.engine, order, "2wd", "again", by=UNIT) == [
        "extension-used"
    ]


def test_e13_one_asked_after_the_end_does_not(d):
    order = issued(d)
    d.on("2011-05-11")
    assert now(d, order)[1] == "yellow"
    orders.ask_extension(d.engine, order, "3wd", "the survey is under way", by=UNIT)
    orders.answer_extension(d.engine, order, good=True, by=SUPERVISION)
    case = d.engine.case(order.id)
    assert (case.data["colour"], case.data["upgrades"]) == ("yellow", 1)


def test_one_that_is_not_justified_lets_the_limit_run_on(d):
    order = issued(d)
    d.on("2011-05-10")
    orders.ask_extension(d.engine, order, "10wd", "holidays", by=UNIT)
    orders.answer_extension(d.engine, order, good=False, by=SUPERVISION, comment="no reason")
    assert now(d, order) == ("waiting.acknowledged", "blue", "2011-05-10")
    d.on("2011-05-11")
    assert now(d, order)[1] == "yellow"


@pytest.mark.parametrize("limit", ["11wd", "3d", "0wd", "soon", ""])
def test_more_time_is_asked_for_in_working_days_and_not_for_too_many(d, limit):
    order = issued(d)
    assert codes(orders.ask_extension, d.engine, order, limit, "why not", by=UNIT) == [
        "extension-unreadable"
    ]


def test_a_request_to_a_stationed_unit_has_a_reply_date_and_gets_no_sharper(d):
    register(d.engine, Roster(units=[BANK]), by=KPMO)
    request = issued(d, None, unit=BANK.id)
    assert request.data["head"] == "the-director"
    assert (request.data["is_request"], request.data["colour"]) == (True, None)
    assert now(d, request) == ("waiting.issued", None, "2011-05-10")
    d.on("2011-05-20")
    case = d.engine.case(request.id)
    assert (case.state, case.data["upgrades"]) == ("waiting.issued", None)
    assert ("2011-05-11", "M28-late", "the-director") in d.told(request.id)
    orders.reply(d.engine, request, "the line is open", by=Actor("clerk", {"stationed"}))
    orders.close(d.engine, request, by=SUPERVISION)


OWN = Org("town-1", "town", "一镇", "Town 1", "li-wei")


@pytest.mark.parametrize(
    ("unit", "said", "code"),
    [
        (OWN, {}, "order-without-colour"),
        (OWN, {"is_request": False}, "order-without-colour"),
        (OWN, {"is_request": True}, "request-to-own"),
        (OWN, {"colour": "red", "is_request": True}, "request-to-own"),
        (BANK, {"colour": "red"}, "request-with-colour"),
        (BANK, {"colour": "red", "is_request": True}, "request-with-colour"),
        (BANK, {"is_request": False}, "request-with-colour"),
    ],
)
def test_the_roster_says_who_is_ordered_and_who_is_asked(d, unit, said, code):
    register(d.engine, Roster(units=[OWN, BANK]), by=KPMO)
    given = {"parent": d.cases[NUMBER], "slot": "order", "by": KPMO}
    data = {"what": "x", "addressee_unit": unit.id, "head": "h", "reply_limit": "5wd", **said}
    with pytest.raises(Refused) as no:
        d.engine.start("supervision-order", subject="K009/order/9", data=data, **given)
    (finding,) = no.value.findings
    assert finding.code == code
    assert finding.say("zh") != finding.say("en")
    assert unit.id in finding.say("zh") or code == "order-without-colour"


@pytest.mark.parametrize("kind", ["stationed", "bank", "owner", "leadership"])
def test_whom_the_city_does_not_govern_it_does_not_order(d, kind):
    register(d.engine, Roster(units=[Org("they", kind, "某单位", "They", "x")]), by=KPMO)
    assert codes(issued, d, "blue", unit="they") == ["request-with-colour"]
    assert issued(d, None, unit="they").data["is_request"] is True


def test_an_order_to_a_unit_nobody_heads_names_its_head(d):
    assert codes(issued, d, unit="nobody-knows-it") == ["field-required"]
    assert issued(d, unit="nobody-knows-it", head="ann").data["head"] == "ann"


def test_who_is_ordered_does_not_write_the_order(d):
    order = issued(d)
    for trigger in ("acknowledge", "reply"):
        assert codes(
            d.engine.fire, order.id, trigger, by=UNIT, comment="x", data={"reply_limit": "99wd"}
        ) == ["not-written"]  # fmt: skip


def test_an_order_may_be_on_a_unit_and_no_project(d):
    order = orders.issue_to_unit(
        d.engine, "DB-2011-7", "yellow", "two reports are missing", unit="town-1", head="li-wei",
        about="report", by=SUPERVISION,
    )  # fmt: skip
    d.on("2011-05-07")
    assert now(d, order) == ("waiting.issued", "red", "2011-05-10")
    assert [o.subject for o in orders.orders(d.engine, unit="town-1", colour="red")] == [
        "DB-2011-7"
    ]
    orders.withdraw(d.engine, order, "they were there", by=SUPERVISION)
    assert d.engine.case(order.id).outcome == "void"


def test_an_order_moves_to_the_new_sponsor(d):
    order = issued(d)
    d.on("2011-05-04")
    change_sponsor(d.engine, d.project(NUMBER), "lin-jianping", by=CITY)
    assert d.engine.case(order.id).data["sponsor"] == "lin-jianping"


def test_an_order_nobody_signs_for_is_told(d):
    order = issued(d)
    d.on("2011-05-05")
    late = [(when, to) for when, notice, to in d.told(order.id) if notice == "M28-late"]
    assert late == [("2011-05-05", to) for to in sorted([HEAD, "role:kpmo", "role:supervision"])]
    assert day(order.since) == "2011-05-03"
