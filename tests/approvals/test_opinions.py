"""Who is consulted: persons, whoever holds a role, the head of a unit; not who asks or began it."""

from datetime import timedelta

import pytest

from keyflow import Actor, Engine
from keyflow.commands import Answer, Approve, Consult
from keyflow.errors import InputError
from tests.approvals.bureau import ANN, LA, LI, LO, QI, Bureau, flow
from tests.offices import START, Box, Clock

ONE = {"voters": [{"person": "li"}]}


def asked(b, case, *persons, limit="2d"):
    return Consult(b.task(case, "li"), persons, limit)


def test_a_role_is_consulted_and_who_holds_it_answers(bureau):
    b = bureau(ONE)
    case = b.begin()
    b.do(asked(b, case, "role:land", "qi"), LI)
    assert b.engine.inbox(by=LA).total == b.engine.inbox(by=LO).total == 1
    shown = b.engine.preview(Approve(b.task(case, "li")), by=LI)
    assert shown.findings[0].text == "The opinion of land, qi is still awaited."
    opinion = b.task(case, "land", "opinion")
    assert b.refused(Answer(opinion, "agree"), QI) == ["not-your-task"]
    b.do(Answer(opinion, "disagree", "the river"), LA)
    assert (b.look(case, "la", "opinion").person, b.engine.inbox(by=LO).total) == ("la", 0)
    b.do(Answer(b.task(case, "qi", "opinion"), "agree"), QI)
    assert b.refused(Approve(b.task(case, "li")), LI) == ["answer-the-objection"]


def test_a_role_that_is_silent_has_agreed(memory):
    b = memory(ONE)
    case = b.begin()
    b.do(asked(b, case, "role:land"), LI)
    b.clock.turn(days=4)
    assert b.engine.run_due().expired == 1
    assert b.vote(case, "li").outcome == "done"


@pytest.fixture
def town():
    clock, box = Clock(), Box()
    engine = Engine("sqlite://", [flow(ONE)], directory="store", clock=clock,
                    notifiers={"box": box})  # fmt: skip
    book = engine.directory
    book.appoint("ann", "owner", since=START)
    book.appoint("la", "land", since=START)
    book.set_head("waterworks", "wei", since=START)
    yield Bureau(engine, clock, box), book
    engine.close()


def test_a_unit_is_consulted_and_its_head_answers(town):
    b, _ = town
    case = b.begin(by=Actor("ann"))
    b.do(asked(b, case, "unit:waterworks", "role:land"), LI)
    b.do(Answer(b.task(case, "wei", "opinion"), "agree"), Actor("wei"))
    b.do(Answer(b.task(case, "land", "opinion"), "agree"), Actor("la"))
    assert b.vote(case, "li").outcome == "done"


def test_where_nobody_could_answer_nobody_is_consulted(town, memory):
    b, book = town
    case = b.begin(by=Actor("ann"))
    assert b.refused(asked(b, case, "unit:roads"), LI) == ["nobody-to-decide"]
    assert b.refused(asked(b, case, "role:finance"), LI) == ["nobody-to-decide"]
    book.appoint("li", "finance", since=START)
    assert b.refused(asked(b, case, "role:finance"), LI) == ["nobody-to-decide"]
    b = memory(ONE)
    case = b.begin()
    assert b.refused(asked(b, case, "unit:waterworks"), LI) == ["needs-directory"]
    with pytest.raises(InputError, match="no role 'water'"):
        b.do(asked(b, case, "role:water"), LI)


def test_who_asked_does_not_answer_by_a_role_or_for_another(town):
    b, book = town
    case = b.begin(by=Actor("ann"))
    book.appoint("li", "land", since=START)
    book.substitute("wei", "li", START, START + timedelta(days=9))
    b.do(asked(b, case, "role:land", "wei"), LI)
    for who in ("land", "wei"):
        answer = Answer(b.task(case, who, "opinion"), "agree")
        assert b.refused(answer, LI) == ["own-opinion"]


def test_who_began_the_case_is_not_consulted_on_it(bureau):
    b = bureau(ONE)
    case = b.begin()
    assert b.refused(asked(b, case, "ann"), LI) == ["own-request"]
    assert b.refused(asked(b, case, "Ann"), LI) == ["own-request"]
    b.do(asked(b, case, "role:land"), LI)
    answer = Answer(b.task(case, "land", "opinion"), "agree")
    assert b.refused(answer, Actor("ann", {"land"})) == ["own-request"]


def test_where_they_may_decide_they_may_be_consulted(memory):
    b = memory(ONE | {"initiator": "decide"})
    case = b.begin()
    b.do(asked(b, case, "ann"), LI)
    b.do(Answer(b.task(case, "ann", "opinion"), "agree"), ANN)


def test_nobody_is_consulted_twice_in_two_spellings(memory):
    b = memory(ONE)
    case = b.begin()
    with pytest.raises(InputError, match="'wa' and 'Wa' look like one person"):
        b.do(asked(b, case, "wa", "Wa"), LI)
    b.do(asked(b, case, "wa", "role:land"), LI)
    assert b.refused(asked(b, case, "Wa"), LI) == ["consulted"]
    assert b.refused(asked(b, case, "role:land"), LI) == ["consulted"]


@pytest.mark.parametrize("limit", ["data.memo", "soon", "0d", ""])
def test_the_time_for_an_opinion_is_a_number_and_a_unit(memory, limit):
    b = memory(ONE)
    case = b.begin()
    with pytest.raises(InputError, match="must be a number and a unit"):
        b.do(asked(b, case, "qi", limit=limit), LI)


@pytest.mark.parametrize("persons", [("role:",), ("unit:",), ("role:role:x",), "role:land", ()])
def test_what_names_nobody_is_bad_input(memory, persons):
    b = memory(ONE)
    case = b.begin()
    with pytest.raises(InputError, match="persons"):
        Consult(b.task(case, "li"), persons, "2d")
