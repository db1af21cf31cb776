"""N48: what an inspection finds is ordered to be mended; a clean one is written down as well."""

import pytest

from keyflow import Refused
from keyflow.plugin import Actor
from keyflow_keyprojects import orders
from keyflow_keyprojects.inspections import inspect, inspections

from .days import Days  # noqa: TID252 - tests are no package

SUPERVISION = Actor("inspector", {"supervision"})
NUMBER = "K009"


@pytest.fixture
def d():
    found = Days(NUMBER, begin="2011-05-03")
    yield found
    found.engine.close()


def test_each_finding_is_an_order_to_the_unit_with_its_limit_to_reply(d):
    project = d.project(NUMBER)
    first, second = inspect(d.engine, project, ["no rails", "no ledger"], by=SUPERVISION)
    assert [case.subject for case in (first, second)] == ["K009/order/1", "K009/order/2"]
    assert {case.data["addressee_unit"] for case in (first, second)} == {project.data["unit"]}
    assert (first.data["what"], first.data["subject_kind"]) == ("no rails", "inspection")
    assert orders.reply_days(d.engine)[first.id].isoformat() == "2011-05-10"
    (third,) = inspect(d.engine, project, ["dust"], by=SUPERVISION, colour="red")
    assert (third.subject, third.data["colour"]) == ("K009/order/3", "red")


def test_what_was_seen_is_read_back_with_the_orders_it_led_to(d):
    made = inspect(d.engine, d.project(NUMBER), ["no rails"], by=SUPERVISION)
    d.on("2011-06-14")
    assert inspect(d.engine, d.project(NUMBER), [], by=SUPERVISION) == []
    first, clean = inspections(d.engine)
    assert (first.number, first.by, [case.id for case in first.orders]) == (
        NUMBER,
        "inspector",
        [case.id for case in made],
    )
    assert "no rails" in first.said
    assert (clean.orders, "nothing found" in clean.said) == ((), True)


def test_who_may_issue_no_orders_writes_nothing_down(d):
    stranger = Actor("somebody", {"dispatcher"})
    with pytest.raises(Refused):
        inspect(d.engine, d.project(NUMBER), ["no rails"], by=stranger)
    assert inspections(d.engine) == []
