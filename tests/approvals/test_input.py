"""What comes in wrong is an `InputError` that names the place; nothing is written."""

from datetime import UTC, date, datetime
from types import ModuleType
from typing import Any, ClassVar

import pytest

from keyflow import Engine, InputError, load
from keyflow.commands import (
    AddSign,
    Answer,
    Approve,
    Arrange,
    Ask,
    Consult,
    Delegate,
    Owed,
    Recuse,
    Reject,
    Return,
    Transfer,
)  # fmt: skip
from keyflow.errors import DefinitionError, PluginFailed
from keyflow.plugin import Resolver, hookimpl
from tests.approvals.bureau import ANN, LI, flow
from tests.approvals.test_owing import STAGED
from tests.offices import START

ONE = {"voters": [{"person": "li"}, {"person": "wu"}]}
LATER = date(2030, 1, 31)
TASK = "c#1"


class Lot(Resolver):
    """Answers as a test has it."""

    kind = "lot"
    answer: ClassVar[Any] = None

    def resolve(self, case, at):
        return self.answer


def owing(due, **more):
    return Approve(TASK, owed=[Owed("map", due, **more)])


WRONG = [
    (lambda: owing(START.replace(tzinfo=None)), "owed[0].due: has no time zone"),
    (lambda: owing("2030-01-01"), "owed[0].due: must be a date or an instant, not str"),
    (lambda: owing(None), "owed[0].due: must be a date or an instant, not NoneType"),
    (lambda: owing(date(9999, 12, 31)), "owed[0].due: is too far ahead"),
    (lambda: owing(LATER, blocks=5), "owed[0].blocks: must be text, not int"),
    (lambda: owing(LATER, by="system"), "owed[0].by: 'system' is keyflow's own name"),
    (lambda: Approve(TASK, owed=[Owed(" ", LATER)]), "owed[0].what: must not be empty"),
    (lambda: Approve(TASK, owed=[Owed(5, LATER)]), "owed[0].what: must be text, not int"),
    (lambda: Approve(TASK, owed=[Owed("\0", LATER)]), "owed[0].what: holds a NUL"),
    (lambda: Approve(TASK, owed=[Owed("\ud800", LATER)]), "owed[0].what: holds a NUL"),
    (lambda: Approve(TASK, owed=[Owed("x" * 201, LATER)]), "owed[0].what: is 201 characters"),
    (lambda: Approve(TASK, owed=("a",)), "owed[0]: must be an Owed(what, due), not str"),
    (lambda: Approve(TASK, owed=None), "owed: must be a list of Owed(what, due)"),
    (lambda: Approve(TASK, owed=Owed("map", LATER)), "owed: must be a list of Owed"),
    (lambda: Approve(TASK, owed=[Owed("m", LATER)] * 501), "owed: holds 501 items"),
    (lambda: Approve(TASK, choose=None), "choose: must be a mapping from states"),
    (lambda: Approve(TASK, choose={"s": "abc"}), "choose.s: must be a list of at least one"),
    (lambda: Approve(TASK, choose={"s": []}), "choose.s: must be a list of at least one"),
    (lambda: Approve(TASK, choose={"s": ["role:x"]}), "choose.s: must not begin with 'role:'"),
    (lambda: Approve(TASK, choose={5: ["a"]}), "choose: must be text, not int"),
    (lambda: Approve(TASK, signature=5), "signature: must be text, not int"),
    (lambda: Approve(TASK, attachments="paper"), "attachments: must be a list of texts"),
    (lambda: Reject(TASK, attachments=[object()]), "attachments[0]: must be text, not object"),
    (lambda: Approve(TASK, attachments=["\ud800"]), "attachments[0]: holds a NUL"),
    (lambda: AddSign(TASK, ["q"], "middle"), "place: 'middle' is not one of before, after"),
    (lambda: AddSign(TASK, ["q"], "before", "some"), "mode: 'some' is not one of all, any"),
    (lambda: AddSign(TASK, ["system"]), "persons: 'system' is keyflow's own name"),
    (lambda: AddSign(TASK, ["role:x"]), "persons: must not begin with 'role:'"),
    (lambda: Return(TASK, straight_back="no"), "straight_back: must be True or False"),
    (lambda: Answer(TASK, "maybe"), "opinion: 'maybe' is not one of agree, disagree"),
    (lambda: Transfer(TASK, "role:desk"), "to: must not begin with 'role:'"),
    (lambda: Transfer(TASK, None), "to: must be text, not NoneType"),
    (lambda: Delegate(TASK, "system"), "to: 'system' is keyflow's own name"),
    (lambda: Recuse(TASK, to="system"), "to: 'system' is keyflow's own name"),
    (lambda: Arrange("c", "s", ["system"]), "persons: 'system' is keyflow's own name"),
    (lambda: Consult(TASK, ["role:role:x"], "2d"), "persons: must not begin with 'role:'"),
    (lambda: Ask("c", "system", "when?"), "person: 'system' is keyflow's own name"),
]


@pytest.mark.parametrize(("make", "said"), WRONG, ids=range(len(WRONG)))
def test_a_command_is_not_even_made_of_it(make, said):
    with pytest.raises(InputError) as caught:
        make()
    assert str(caught.value).startswith(said)


def test_what_is_in_order_is_kept_in_one_form():
    due = datetime.fromisoformat("2030-01-01T08:00+08:00")
    made = Approve(
        TASK, owed=[Owed("map", due)], choose={"s": ["li"]}, attachments=[" ", "a"], signature=" "
    )
    assert made.owed == (Owed("map", datetime(2030, 1, 1, tzinfo=UTC)),)
    assert (made.choose, made.attachments, made.signature) == ({"s": ("li",)}, ("a",), "")


def test_a_day_that_has_passed_cannot_be_left_owing(bureau):
    b = bureau(ONE)
    case = b.begin()
    before = b.case(case)
    for due in (date(2010, 1, 1), b.clock.now):
        command = Approve(b.task(case, "li"), owed=[Owed("map", due)])
        with pytest.raises(InputError, match=r"owed\[0\].due: .* has passed already"):
            b.engine.do(command, by=LI)
        with pytest.raises(InputError, match="has passed already"):
            b.engine.preview(command, by=LI)
    assert b.case(case) == before


def test_two_who_look_alike_are_not_added_together(bureau):
    b = bureau(ONE)
    case = b.begin()
    with pytest.raises(InputError, match="'q' and 'Q' look like one person"):
        b.engine.do(AddSign(b.task(case, "li"), ["q", "Q"], "before"), by=LI)


def test_a_task_is_not_transferred_to_its_holder_in_other_letters(bureau):
    b = bureau(ONE)
    case = b.begin()
    assert b.refused(Transfer(b.task(case, "li"), "Li"), LI) == ["to-oneself"]


def test_a_voter_is_somebody_who_can_act():
    for name in ("system", "role:desk"):
        with pytest.raises(DefinitionError):
            flow({"voters": [{"person": name}]})


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("abc", "must return a list of persons, not a str"),
        (5, "must return a list of persons, not a int"),
        (["li", " z"], r"resolve\[1\]: must not begin or end with white space"),
        (["a\0"], r"resolve\[0\]: holds a control character"),
        (["system"], r"resolve\[0\]: 'system' is keyflow's own name"),
        ([5], r"resolve\[0\]: must be text, not int"),
    ],
)
def test_a_resolver_that_answers_with_something_else_fails_as_a_plugin(answer, said, monkeypatch):
    monkeypatch.setattr(Lot, "answer", answer)
    plugin = ModuleType("lots")
    plugin.keyflow_resolvers = hookimpl(lambda: [Lot], specname="keyflow_resolvers")
    policy = {"voters": [{"resolver": {"kind": "lot"}}]}
    drawn = {
        **STAGED,
        "stages": {**STAGED["stages"], "review": {"kind": "approval", "approval": policy}},
    }
    engine = Engine(None, [load(drawn, plugins=[plugin])], plugins=[plugin])
    case = engine.start("permit", subject="x", by=ANN)
    with pytest.raises(PluginFailed, match=said):
        engine.fire(case.id, "submit", by=ANN)
    assert engine.case(case.id) == case


def test_asking_without_an_actor_or_for_nothing_is_told_in_words():
    engine = Engine(None, [flow(ONE)])
    with pytest.raises(InputError, match="by: must be an Actor, not NoneType"):
        engine.inbox(by=None)
    with pytest.raises(InputError, match="box: 'attic' is not one of todo, done"):
        engine.inbox(by=LI, box="attic")
    with pytest.raises(InputError, match="commands: a NoneType is not a command"):
        engine.each(None, by=LI)


def test_an_actor_of_that_name_could_not_have_acted():
    engine = Engine(None, [flow(ONE)])
    with pytest.raises(InputError, match=r"data\.boss: 'system' is keyflow's own name"):
        engine.start("permit", subject="x", by=ANN, data={"boss": "system"})
