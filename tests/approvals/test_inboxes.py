"""What lies in an inbox may be done by its reader: not their own case, nor a second vote."""

from contextlib import ExitStack

import pytest

from keyflow import Actor
from keyflow.commands import (
    AddSign,
    Answer,
    Approve,
    Claim,
    Consult,
    Delegate,
    Fire,
    Recuse,
    Reopen,
    Resolve,
    Return,
    TakeBack,
    Transfer,
    Unclaim,
    Urge,
)  # fmt: skip
from keyflow.model.desk import task_id
from keyflow.store.migrate import upgrade
from tests.approvals.bureau import ANN, LA, LATER, LI, LO, flow, opened
from tests.approvals.test_duties import Standing
from tests.approvals.test_telling import NOTICE, Away, told
from tests.offices import url_of

TWICE = {"voters": [{"role": "land"}, {"role": "land"}, {"person": "li"}]}
LU = Actor("lu", {"land"})
CHIEF = Actor("ann", {"owner", "land"})


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def bureau(request, tmp_path):
    """Return what opens a bureau with a policy in each kind of store."""
    url = url_of(request.param, tmp_path, request)
    with ExitStack() as stack:

        def open_(approval, *, directory=None, **more):
            if request.param == "postgres":
                upgrade(url)
            workflow = flow(approval, **more)
            return stack.enter_context(opened(workflow, url=url, directory=directory))

        yield open_


def lies(b, by, box="todo"):
    """Return the numbers of somebody's tasks, having compared the page with the count."""
    page = b.engine.inbox(by=by, box=box)
    assert page.total == len(page.items)
    assert page.exact
    assert b.engine.inbox(by=by, box=box, limit=1).total == page.total
    return [item.task.n for item in page.items]


def may(b, case, by):
    """Return the numbers of the tasks of a case that somebody may do, asked one by one."""
    open_ = [t.n for t in b.tasks(case) if t.status == "open"]
    return [n for n in open_ if not b.engine.why_not(Approve(task_id(case, n)), by=by)]


def agree(b, case, *people):
    """See that what lies with people is what they may do."""
    for by in people:
        assert lies(b, by) == may(b, case, by), by


def test_who_recused_themselves_has_the_roles_task_no_more(bureau):
    b = bureau(TWICE)
    case = b.begin()
    assert lies(b, LA) == lies(b, LO) == [1, 2]
    b.do(Recuse(task_id(case, 1)), LA)
    assert (lies(b, LA), lies(b, LO)) == ([], [2, 4])
    agree(b, case, LA, LO, LI, ANN)
    b.do(TakeBack(task_id(case, 1)), LA)
    assert lies(b, LA) == lies(b, LO) == [1, 2]


def test_who_voted_on_one_of_two_seats_has_the_other_no_more(bureau):
    b = bureau(TWICE)
    case = b.begin()
    b.do(Approve(task_id(case, 1)), LA)
    assert (lies(b, LA), lies(b, LO), lies(b, LA, "done")) == ([], [2], [1])
    agree(b, case, LA, LO, LI)
    b.do(TakeBack(task_id(case, 1)), LA)
    assert lies(b, LA) == lies(b, LO) == [1, 2]


def test_a_vote_by_name_is_the_persons_only_one_however_the_name_is_written(bureau):
    b = bureau(TWICE)
    case, li = b.begin(), Actor("li", {"land"})
    assert lies(b, li) == [1, 2, 3]
    b.do(Approve(task_id(case, 3)), li)
    assert (lies(b, li), lies(b, Actor("LI", {"land"})), lies(b, LA)) == ([], [], [1, 2])
    agree(b, case, li, Actor("LI", {"land"}), LA)


@pytest.mark.parametrize("how", ["skip", "decide"])
def test_who_began_a_case_has_its_tasks_where_the_policy_lets_them_decide(bureau, how):
    b = bureau({**TWICE, "initiator": how})
    case, alike = b.begin(by=CHIEF), Actor("ANN", {"land"})
    for who in (CHIEF, alike):
        assert lies(b, who) == ([1, 2] if how == "decide" else [])
    agree(b, case, CHIEF, alike, LA)
    b.begin(by=Actor("bo", {"owner"}), subject="y")
    assert sorted(lies(b, CHIEF)) == ([1, 1, 2, 2] if how == "decide" else [1, 2])


def test_in_the_next_round_it_is_everybodys_again_but_for_who_recused(bureau):
    b = bureau(TWICE)
    case = b.begin(by=CHIEF)
    b.do(Recuse(task_id(case, 1)), LA)
    b.do(Approve(task_id(case, 2)), LO)
    b.do(Return(b.task(case, "li"), comment="unclear"), LI)
    assert lies(b, LA) == lies(b, LO) == lies(b, LI) == []
    b.do(Fire(case, "submit"), ANN)
    agree(b, case, LA, LO, LI, CHIEF, LU)
    assert lies(b, LA) == lies(b, CHIEF) == []
    assert len(lies(b, LO)) == len(lies(b, LU)) == 2


def test_a_round_opened_again_by_taking_back_is_for_those_who_have_not_voted(bureau):
    b = bureau({**TWICE, "approve_when": {"at_least": 2}}, **LATER)
    case = b.begin(by=CHIEF)
    b.do(Approve(task_id(case, 1)), LA)
    b.do(Approve(task_id(case, 3)), LI)
    assert b.case(case).state == "later"
    assert lies(b, LO) == []
    b.do(TakeBack(task_id(case, 3)), LI)
    assert b.case(case).state == "review"
    agree(b, case, LA, LO, LI, CHIEF)
    assert (lies(b, LA), lies(b, LO), lies(b, CHIEF)) == ([], [2], [])


def test_votes_that_other_content_makes_void_are_everybodys_again(bureau):
    b = bureau({**TWICE, "content": "void", "edits": ["amount"]})
    case = b.begin(by=CHIEF)
    b.do(Approve(task_id(case, 1)), LA)
    assert lies(b, LA) == []
    b.do(Approve(task_id(case, 2), data={"amount": 5}), LO)
    agree(b, case, LA, LO, LI, CHIEF)
    assert len(lies(b, LA)) == 1
    assert lies(b, CHIEF) == lies(b, LO) == []


def test_a_case_reopened_is_asked_afresh(bureau):
    b = bureau({**TWICE, "approve_when": "any"})
    case = b.begin(by=CHIEF)
    assert b.do(Approve(task_id(case, 1)), LA).outcome == "done"
    assert lies(b, LO) == []
    b.do(Reopen(case, "a mistake"), CHIEF)
    assert b.case(case).state == "review"
    agree(b, case, LA, LO, LI, CHIEF)
    assert len(lies(b, LA)) == 2
    assert lies(b, CHIEF) == []


def test_a_transferred_seat_lies_with_whom_it_was_given_to(bureau):
    b = bureau(TWICE)
    case, mo = b.begin(), Actor("mo", {"land"})
    b.do(Transfer(task_id(case, 1), "mo"), LA)
    assert (lies(b, LA), lies(b, mo)) == ([2], [1, 2])
    b.do(Approve(task_id(case, 1)), mo)
    agree(b, case, mo, LA, LO)
    assert lies(b, mo) == []


def test_a_claimed_task_given_back_is_not_theirs_who_voted(bureau):
    b = bureau(TWICE)
    case = b.begin(by=CHIEF)
    b.do(Claim(task_id(case, 2)), LO)
    b.do(Approve(task_id(case, 1)), LA)
    agree(b, case, LA, LO, LU, CHIEF)
    assert lies(b, LO) == [2]
    b.do(Unclaim(task_id(case, 2)), LO)
    agree(b, case, LA, LO, LU, CHIEF)
    assert (lies(b, LA), lies(b, LU)) == ([], [2])


def test_a_claimed_task_whose_claimer_lost_the_role_is_not_theirs_who_voted(bureau):
    office = Standing(roles={"land": ["la", "lo", "lu"]})
    b = bureau(TWICE, directory=office)
    case, la, lo, lu = b.begin(by=Actor("ann")), *map(Actor, ("la", "lo", "lu"))
    b.do(Claim(task_id(case, 2)), lo)
    b.do(Approve(task_id(case, 1)), la)
    office._roles["land"] = ["la", "lu"]
    assert (lies(b, la), lies(b, lo), lies(b, lu)) == ([], [], [2])


def test_a_task_lent_to_who_voted_is_theirs_to_give_back(bureau):
    b = bureau(TWICE)
    case = b.begin()
    b.do(Approve(task_id(case, 1)), LA)
    b.do(Delegate(task_id(case, 3), "la"), LI)
    assert lies(b, LA) == [3]
    b.do(Resolve(task_id(case, 3)), LA)
    assert (lies(b, LA), lies(b, LI)) == ([], [3])


def test_who_was_added_and_votes_on_another_seat_has_none_left(bureau):
    b = bureau(TWICE)
    case = b.begin()
    b.do(AddSign(task_id(case, 3), ("la",), "before"), LI)
    assert lies(b, LA) == [1, 2, 4]
    b.do(Approve(task_id(case, 1)), LA)
    agree(b, case, LA, LO)
    assert lies(b, LA) == []


def test_what_is_asked_of_a_role_lies_neither_with_who_asked_nor_with_who_began(bureau):
    b = bureau({"voters": [{"person": "li"}]})
    case, li = b.begin(by=CHIEF), Actor("li", {"land"})
    b.do(Consult(task_id(case, 1), ("role:land",), "1d"), li)
    assert (lies(b, li), lies(b, CHIEF), lies(b, LA)) == ([1], [], [2])
    for who, code in ((li, "own-opinion"), (CHIEF, "own-request")):
        assert b.refused(Answer(task_id(case, 2), "agree"), who) == [code]
    b.do(Answer(task_id(case, 2), "agree"), LA)


def test_the_overdue_box_leaves_out_what_may_not_be_done(bureau):
    b = bureau({**TWICE, "task_deadline": {"limit": "1h"}})
    case = b.begin()
    b.do(Approve(task_id(case, 1)), LA)
    b.clock.turn(hours=3)
    assert (lies(b, LA, "overdue"), lies(b, LO, "overdue")) == ([], [2])


def test_pages_add_up_to_what_may_be_done(bureau):
    b = bureau(TWICE)
    cases = [b.begin(subject=f"s{n}", by=CHIEF if n % 2 else ANN) for n in range(6)]
    for case in cases[:4]:
        b.do(Approve(task_id(case, 1)), LA)
    assert b.engine.inbox(by=LO, limit=1).total == 8
    assert b.engine.inbox(by=CHIEF, limit=1).total == 0
    pages = [b.engine.inbox(by=LA, limit=3, offset=at) for at in (0, 3, 6)]
    assert [len(page.items) for page in pages] == [3, 1, 0]
    assert {page.total for page in pages} == {4}
    assert {item.case.id for page in pages for item in page.items} == {*cases[4:]}


def test_by_a_directory_it_is_the_same(bureau):
    office = Standing(roles={"land": ["la", "lo", "ann"]})
    b = bureau(TWICE, directory=office)
    case, la, lo, ann = b.begin(by=Actor("ann")), *map(Actor, ("la", "lo", "ann"))
    b.do(Approve(task_id(case, 1)), la)
    assert (lies(b, la), lies(b, lo), lies(b, ann)) == ([], [2], [])
    agree(b, case, la, lo, ann)


def test_who_stands_in_may_do_it_neither_voting_themselves_nor_for_who_voted(bureau):
    office = Standing(
        {"sub": ["la"], "lo": ["li"], "zhao": ["li"], "ann": ["li"]},
        roles={"land": ["la", "lo", "lu"]},
    )
    b = bureau(TWICE, directory=office)
    case = b.begin(by=Actor("ann"))
    sub, lo, zhao, ann = people = [*map(Actor, ("sub", "lo", "zhao", "ann"))]
    expected = {sub: [1, 2], lo: [], zhao: [3], ann: []}
    for who in people:
        assert lies(b, who, "delegated") == expected[who], who
        assert may(b, case, who) == expected[who] + ([1, 2] if who == lo else [])
    b.do(Approve(task_id(case, 1)), Actor("la"))
    assert lies(b, sub, "delegated") == may(b, case, sub) == []
    b.do(Approve(task_id(case, 3)), zhao)
    assert lies(b, zhao, "delegated") == []


def test_a_hand_that_voted_for_another_has_no_vote_left(bureau):
    office = Standing({"zhao": ["li"]}, roles={"land": ["la"]})
    b = bureau({"voters": [{"role": "land"}, {"person": "li"}]}, directory=office)
    case, zhao = b.begin(by=Actor("ann")), Actor("zhao")
    b.do(Approve(b.task(case, "li")), zhao)
    office._roles["land"] = ["la", "zhao", "Zhao"]
    for who, code in ((zhao, "already-voted"), (Actor("Zhao"), "look-alike")):
        assert lies(b, who) == []
        assert b.refused(Approve(b.task(case, "land")), who) == [code]


# who is told


def test_a_new_task_is_told_to_those_of_its_role_who_may_do_it(bureau):
    office = Standing(roles={"land": ["la", "lo", "lu", "ann"]})
    b = bureau({**TWICE, "in_order": True}, directory=office, notices=[NOTICE])
    case, ann = b.engine.start("permit", subject="x", by=Actor("ann")).id, Actor("ann")
    assert [who for who, _ in told(b, Fire(case, "submit"), ann)] == ["la", "lo", "lu"]
    b.do(Recuse(task_id(case, 1)), Actor("la"))
    new = told(b, Approve(b.task(case, "land")), Actor("lo"))
    assert [who for who, _ in new] == ["lu"]


def test_those_are_urged_who_may_do_it_and_who_stands_in_for_them(bureau):
    office = Away({"zhao": ["la"], "sub": ["lo"]}, roles={"land": ["la", "lo", "ann"]})
    notices = [{**NOTICE, "on": ["fired urge"]}]
    b = bureau(TWICE, directory=office, notices=notices)
    case = b.begin(by=Actor("ann"))
    b.do(Approve(task_id(case, 1)), Actor("la"))
    assert [who for who, _ in told(b, Urge(case), Actor("ann"))] == ["li", "lo", "sub"]


def test_a_role_named_in_a_notice_is_told_as_ever(bureau):
    office = Standing(roles={"land": ["la", "lo", "ann"]})
    b = bureau(TWICE, directory=office, notices=[{**NOTICE, "to": ["land", "holders"]}])
    case = b.engine.start("permit", subject="x", by=Actor("ann")).id
    new = told(b, Fire(case, "submit"), Actor("ann"))
    assert [who for who, _ in new] == ["ann", "la", "li", "lo"]
