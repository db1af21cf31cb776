"""What is hidden is told neither by a reason, nor by a deadline, nor by a message."""

import sys
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from keyflow import Refused
from keyflow.commands import Fire, Note
from keyflow.errors import DefinitionError
from keyflow.plugin import Check, Finding, hookimpl
from tests.approvals.bureau import FI, KI, LI, THREE, Approve, flow, opened

UNTIL = datetime(2031, 4, 5, 6, 7, 8, tzinfo=UTC)
SEE = ["chief"]


class Cap(Check):
    """Says the price where it is too high."""

    kind = "cap"
    inline = True

    def examine(self, attempt):
        price = attempt.data.get("price")
        return Finding("too-dear", "The price is {price}.", price=price) if price else None


@hookimpl
def keyflow_checks():
    return [Cap]


def tender(b_of, severity="block", **more):
    """Return a bureau, and a case in a state that hides its price and the day it is opened on."""
    check = {"kind": "cap", "severity": severity, "waivable": ["chief"]}
    ways = [{"trigger": "hasten", "source": "review", "dest": "done", "checks": [check],
             "by": ["finance", "chief"]}]  # fmt: skip
    approval = {"voters": [{"role": "finance"}, {"person": "li"}]}
    state = {
        "hidden": {"price": SEE, "until": SEE, "days": SEE},
        "deadlines": {"opening": {"at": "until"}, "answer": {"limit": "data.days"},
                      "open": {"limit": "30d"}},
    }  # fmt: skip
    schema = {"price": "integer", "until": "instant", "days": "text", "amount": "integer"}
    made = flow(
        approval, ways=ways, state=state, schema=schema, plugins=[sys.modules[__name__]], **more
    )
    b = b_of(None, made, plugins=[sys.modules[__name__]])
    return b, b.begin(price=77123, until=UNTIL, days="9d")


@pytest.fixture
def opener():
    with ExitStack() as stack:
        yield lambda _none, made, plugins: stack.enter_context(opened(made, plugins=plugins))


def test_a_reason_that_quotes_it_is_told_without_its_values(opener):
    b, case = tender(opener)
    hasten = Fire(case, "hasten")
    with pytest.raises(Refused) as no:
        b.engine.do(hasten, by=FI)
    (option,) = [one for one in b.engine.options(case, by=FI) if one.trigger == "hasten"]
    shown = [
        *no.value.findings, *no.value.refusals[0][2], *option.findings,
        *b.engine.preview(hasten, by=FI).findings,
        *(one.finding for one in b.engine.why_not(hasten, by=FI)),
    ]  # fmt: skip
    assert len(shown) == 5
    for finding in shown:
        assert (finding.code, finding.check, finding.waivable) == ("too-dear", "cap", ("chief",))
        assert "77123" not in f"{finding.words()} {finding.values}"
        assert finding.say("zh") == "cap的具体内容不对您显示。"
    assert "77123" not in str(no.value)


def test_who_may_see_it_is_told_why_and_so_is_the_record(opener):
    b, case = tender(opener)
    with pytest.raises(Refused, match="The price is 77123"):
        b.engine.do(Fire(case, "hasten"), by=KI)
    with pytest.raises(Refused):
        b.engine.do(Fire(case, "hasten"), by=FI)
    assert "77123" in str(b.engine.history(case)[-1].private)


def test_a_warning_is_told_without_its_values_too(opener):
    b, case = tender(opener, severity="warn")
    shown = b.engine.preview(Fire(case, "hasten"), by=FI)
    assert [item.code for item in shown.findings] == ["too-dear"]
    assert "77123" not in str(shown)
    assert b.engine.preview(Fire(case, "hasten"), by=KI).findings[0].text.endswith("77123.")


def test_an_end_that_is_counted_from_it_is_hidden_with_it(opener):
    b, case = tender(opener)
    names = lambda who: {item.name for item in b.engine.case(case, by=who).armed}  # noqa: E731
    assert names(KI) == {"opening", "answer", "open"}
    assert names(LI) == {"open"}
    assert "06:07:08" not in str(b.engine.history(case, by=LI))
    assert "06:07:08" in str(b.engine.history(case, by=KI))
    assert {item.name for item in b.do(Note(case, "x"), FI).armed} == {"open"}


def test_a_message_holds_it_only_for_who_may_see_it(opener):
    text = {"en": "Price {{ data.price }}, amount {{ data.amount }}, {{ event.due }}"}
    told = {"via": "box", "text": text}
    b, case = tender(
        opener,
        notices=[
            {**told, "on": ["opened task"], "to": ["holders", "chief"]},
            {**told, "on": ["overdue opening"], "to": ["finance", "chief"]},
        ],
    )
    said = {m.to: m.texts["en"].body for m in b.engine.outbox()}
    assert said == {
        "role:finance": "Price , amount , ",
        "li": "Price , amount , ",
        "role:chief": "Price 77123, amount , ",
    }
    b.clock.now = UNTIL + timedelta(days=1)
    b.engine.run_due()
    assert {m.to for m in b.engine.outbox() if "2031" in m.texts["en"].body} == {"role:chief"}
    assert b.case(case).state == "review"


def test_a_message_after_the_state_that_hid_it_tells_it(opener):
    notice = {"on": ["entered done"], "to": ["person:press"], "via": "box",
              "text": {"en": "{{ data.price }}"}}  # fmt: skip
    b, case = tender(opener, notices=[notice])
    b.do(Approve(b.task(case, "finance")), FI)
    b.do(Approve(b.task(case, "li")), LI)
    assert [m.texts["en"].body for m in b.engine.outbox()] == ["77123"]


@pytest.mark.parametrize(
    ("voters", "seen_by", "who"),
    [
        ([{"role": "land"}], ["chief"], "role 'land'"),
        ([{"role": "chief"}], [], "role 'chief'"),
        (THREE, ["chief"], "who votes not by a role"),
    ],
)
def test_what_voters_do_not_see_they_cannot_be_let_change(voters, seen_by, who):
    with pytest.raises(DefinitionError, match=f"'memo' is hidden here, and {who} may not see"):
        flow({"voters": voters, "edits": ["memo"]}, state={"hidden": {"memo": seen_by}})


def test_what_they_see_they_can():
    flow({"voters": [{"role": "chief"}], "edits": ["memo"]}, state={"hidden": {"memo": SEE}})
