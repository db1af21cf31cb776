from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from keyflow.errors import InputError
from keyflow.plugin import Check, Done, Finding, Money, Start
from keyflow.testing import attempt, case


class FundsInPlace(Check):
    kind = "funds-in-place"

    def examine(self, attempt):
        have = attempt.facts["funded"]
        if have >= Decimal("0.3"):
            return None
        return Finding("funds", "{have:} funded, 30% needed.".replace(":", ""), have=f"{have:.0%}")


def test_a_check_is_asked_in_one_line():
    poor = {"funded": Decimal("0.2")}
    found = FundsInPlace().examine(attempt("permit", facts=poor))
    assert found == Finding("funds", "20% funded, 30% needed.")


def test_values_have_the_types_they_come_with():
    given = {
        "name": "road",
        "lanes": 4,
        "urgent": True,
        "share": Decimal("0.3"),
        "total": Money(Decimal(5), "USD"),
        "day": date(2026, 1, 5),
        "at": datetime(2026, 1, 5, 8, tzinfo=UTC),
        "parts": ["a", "b"],
        "place": {"town": "x"},
        "nothing": None,
        "empty": [],
    }
    data = attempt(data=given).data
    assert {name: data[name] for name in given} == given | {
        "parts": ("a", "b"),
        "empty": (),
        "place": data["place"],
    }
    assert data["place"]["town"] == "x"


def test_a_schema_is_written_as_in_a_file():
    found = attempt(data={"total": "5"}, schema={"total": "money", "funded": {"type": "decimal"}})
    assert found.data["total"] == Money(Decimal(5), "CNY")
    assert found.data["funded"] is None
    with pytest.raises(InputError):
        attempt(data={"total": "much"}, schema={"total": "money"})


def test_children_become_its_own():
    children = [case(slot="permit", state="granted"), case(slot="permit"), case("other")]
    found = attempt(children=children)
    assert [item.state for item in found.children("permit")] == ["granted", "draft"]
    assert len({item.id for item in found.children()} | {found.case.id}) == 4
    assert {item.root for item in found.children()} == {found.case.id}


def test_a_parent_is_looked_up():
    found = attempt(parent=case("project", data={"name": "road"}))
    assert found.parent.data["name"] == "road"
    assert found.case.root == "project"
    assert attempt().parent is None


def test_the_past_is_pairs_or_whole_steps():
    step = Done("submit", "bob", "other", datetime(2025, 1, 1, tzinfo=UTC))
    found = attempt(past=[step, ("approve", "li")])
    assert [(done.trigger, done.actor) for done in found.done()] == [
        ("submit", "bob"),
        ("approve", "li"),
    ]
    assert found.done("submit") == (step,)


def test_time_place_and_words_are_as_given():
    now = datetime(2026, 3, 1, 20, tzinfo=UTC)
    found = attempt(
        "permit",
        by="li",
        roles=["office"],
        state="planning.ready",
        dest="construction",
        now=now,
        at=now - timedelta(hours=1),
        zone="Asia/Shanghai",
        comment="in order",
        workflow="project",
    )
    assert (found.trigger, found.actor.id, found.roles) == ("permit", "li", {"office"})
    assert (found.source, found.dest, found.comment) == (
        "planning.ready",
        "construction",
        "in order",
    )
    assert (found.now, found.at, found.day) == (now, now - timedelta(hours=1), date(2026, 3, 2))
    assert found.workflow == found.case.workflow == "project"


def test_an_operation_is_attempted_too():
    found = attempt("start", command=Start("project", "road"))
    assert found.command == Start("project", "road")
