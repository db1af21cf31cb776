"""Hidden fields: who reads with `by` does not see what the state hides from them (D16)."""

import pytest

from keyflow import Actor
from keyflow.commands import Edit
from keyflow.errors import InputError
from tests.approvals.bureau import ANN, KI, LI, THREE, Approve

HIDDEN = {
    "state": {"hidden": {"memo": ["chief"], "level": []}, "writable": ["memo", "level"]},
    "schema": {"memo": "text", "level": {"type": "integer", "index": True}, "title": "text"},
}


@pytest.fixture
def review(bureau):
    """Return a bureau and a case that hides `memo` from all but the chief, and `level` from all."""
    b = bureau({"voters": THREE}, **HIDDEN)
    return b, b.begin(memo="secret", level=3, title="open")


def test_a_reader_sees_what_is_not_hidden_from_them(review):
    b, case = review
    seen = {who.id: dict(b.engine.case(case, by=who).data) for who in (LI, KI)}
    assert seen["li"] == {"memo": None, "level": None, "title": "open"}
    assert seen["ki"] == {"memo": "secret", "level": None, "title": "open"}
    assert b.engine.case(case).data["level"] == 3


def test_the_history_is_read_without_it_too(review):
    b, case = review
    told = b.engine.history(case, by=LI)
    assert "secret" not in str(told)
    assert [event.verb for event in told] == ["start", "fire"]
    assert {event.hash for event in told} == {""}, "with a hash one could try what is hidden"
    assert "secret" in str(b.engine.history(case, by=KI))
    assert b.engine.history(case)[0].hash


def test_a_list_and_an_inbox_hide_it_as_well(review):
    b, _ = review
    (listed,) = b.engine.cases(by=LI).cases
    (item,) = b.engine.inbox(by=LI).items
    assert (listed.data["memo"], item.case.data["memo"]) == (None, None)
    assert b.engine.cases().cases[0].data["memo"] == "secret"


def test_what_is_hidden_is_not_searched_by(review):
    b, _ = review
    for search in ({"where": {"level": 3}}, {"order": "-level"}):
        with pytest.raises(InputError, match="hidden"):
            b.engine.cases(workflow="permit", by=LI, **search)
        assert b.engine.cases(workflow="permit", **search).total == 1


def test_it_was_hidden_from_the_past_as_well(review):
    b, case = review
    then = b.clock.now
    b.do(Edit(case, {"memo": "other"}), ANN)
    assert b.engine.case(case, as_of=then, by=LI).data["memo"] is None
    assert "other" not in str(b.engine.history(case, as_of=b.clock.now, by=LI))


def test_it_is_seen_again_once_the_state_that_hid_it_is_left(review):
    b, case = review
    b.vote(case, "li", "wu", "he")
    assert b.engine.case(case, by=LI).data["memo"] == "secret"
    assert b.engine.history(case, by=LI)[0].hash


def test_a_preview_hides_it_from_who_asks(review):
    b, case = review
    shown = b.engine.preview(Approve(b.task(case, "li")), by=LI)
    assert shown.cases[0].data["memo"] is None
    b.vote(case, "wu", "he")
    last = b.engine.preview(Approve(b.task(case, "li")), by=LI)
    assert last.cases[0].state == "done"
    assert last.cases[0].data["memo"] is None, "not before it is done"


def test_with_a_directory_it_alone_says_who_sees(memory):
    class Office:
        def roles(self, person, case, at):
            return frozenset({"ann": {"owner"}, "boss": {"chief"}}.get(person, set()))

        def holders(self, role, case, at):
            return []

        def superior(self, person, level, at):
            return None

        def revision(self):
            return "1"

    b = memory({"voters": THREE}, directory=Office(), **HIDDEN)
    case = b.begin(by=Actor("ann"), memo="secret")
    assert b.engine.case(case, by=Actor("boss")).data["memo"] == "secret"
    assert b.engine.case(case, by=Actor("li")).data["memo"] is None
    with pytest.raises(InputError, match="directory alone"):
        b.engine.case(case, by=KI)
