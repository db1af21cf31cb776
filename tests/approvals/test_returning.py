"""Return, recall, jump, reopen: what goes back, what closes with it, and how it goes on."""

from datetime import date

from keyflow import Actor
from keyflow.commands import (
    Arrange,
    Edit,
    Fire,
    Jump,
    Note,
    Owed,
    Recall,
    Reopen,
    Return,
    Suspend,
    Terminate,
)  # fmt: skip
from tests.approvals.bureau import (
    ADA,
    ANN,
    FI,
    GROUPS,
    HE,
    LA,
    LI,
    QI,
    THREE,
    WU,
    Approve,
    Reject,
    flow,
)  # fmt: skip

STEPS = {
    "stages": {
        "first": {
            "kind": "plain",
            "states": {"first": {"approval": {"voters": [{"person": "qi"}]}}},
        }
    },
    "ways": [
        {"trigger": "approved", "source": "first", "dest": "review"},
        {"trigger": "rejected", "source": "first", "dest": "bad"},
        {"trigger": "present", "source": "preparing", "dest": "first", "by": "owner"},
    ],
}


def stepped(opener, approval=None, **more):
    """Open a bureau in which qi decides in `first` before three people do in `review`."""
    return opener(approval or {"voters": THREE}, **STEPS, **more)


def presented(b, **data):
    """Begin a case, present it, and let qi approve it."""
    case = b.engine.start("permit", subject="x", by=ANN, data=data).id
    b.do(Fire(case, "present"), ANN)
    b.vote(case, "qi")
    return case


def test_a_return_to_the_initiator_closes_the_round_and_voids_its_votes(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.vote(case, "li")
    b.do(Return(b.task(case, "wu"), comment="unclear"), WU)
    assert b.case(case).state == "preparing"
    assert b.votes(case) == ["li approve", "wu return", "he returned"]
    assert b.case(case).desk.round.status == "returned"
    b.do(Fire(case, "submit"), ANN)
    assert b.votes(case) == ["li open", "wu open", "he open"]
    assert b.case(case).desk.round.n == 2


def test_straight_back_keeps_the_votes_that_were_given(bureau):
    b = bureau({"voters": [{"role": "land"}, *THREE]})
    case = b.begin(amount=1)
    b.do(Approve(b.task(case, "land")), LA)
    b.vote(case, "li")
    b.do(Return(b.task(case, "wu"), straight_back=True), WU)
    b.do(Fire(case, "submit"), ANN)
    assert b.votes(case) == ["la approve", "li approve", "wu open", "he open"]
    assert b.case(case).desk.back is None


def test_straight_back_asks_again_who_saw_other_content(bureau):
    b = bureau({"voters": THREE}, operations={"edit": {"by": "owner"}})
    case = b.begin(amount=1)
    b.vote(case, "li")
    b.do(Return(b.task(case, "wu"), straight_back=True), WU)
    b.do(Edit(case, {"amount": 2}), ANN)
    b.do(Fire(case, "submit"), ANN)
    assert b.votes(case) == ["li open", "wu open", "he open"]


def test_a_return_to_the_previous_state_walks_on_from_there(bureau):
    b = stepped(bureau)
    case = presented(b)
    b.vote(case, "li")
    b.do(Return(b.task(case, "wu"), "previous"), WU)
    assert b.case(case).state == "first"
    b.vote(case, "qi")
    assert b.votes(case) == ["li open", "wu open", "he open"]


def test_straight_back_over_a_decision_keeps_the_votes_too(bureau):
    b = stepped(bureau)
    case = presented(b)
    b.vote(case, "li")
    b.do(Return(b.task(case, "wu"), "previous", straight_back=True), WU)
    b.vote(case, "qi")
    assert b.votes(case) == ["li approve", "wu open", "he open"]


def test_straight_back_skips_the_states_between(bureau):
    b = stepped(bureau)
    case = presented(b)
    b.do(Return(b.task(case, "wu"), "initiator", straight_back=True), WU)
    b.do(Fire(case, "present"), ANN)
    assert b.case(case).state == "review"


def test_straight_back_is_forgotten_by_a_rejection_and_by_another_way_back(bureau):
    b = stepped(bureau)
    case = presented(b)
    b.do(Return(b.task(case, "wu"), "previous", straight_back=True), WU)
    b.do(Recall(case), ANN)
    assert b.case(case).desk.back is None
    b.do(Fire(case, "present"), ANN)
    assert b.case(case).state == "first"


def test_a_way_that_does_not_lead_back_is_gone_as_written(memory):
    ways = [
        {"trigger": "shelve", "source": "preparing", "dest": "shelf", "by": "owner"},
        {"trigger": "fetch", "source": "shelf", "dest": "preparing", "by": "owner"},
    ]
    b = memory({"voters": THREE}, stages={"shelf": "plain"}, ways=ways)
    case = b.begin()
    b.do(Return(b.task(case, "wu"), straight_back=True), WU)
    assert b.do(Fire(case, "shelve"), ANN).state == "shelf"


def test_a_named_state_is_returned_to_only_if_the_case_was_there(bureau):
    b = stepped(bureau)
    case = presented(b)
    assert b.refused(Return(b.task(case, "wu"), "done"), WU) == ["never-there"]
    assert b.refused(Return(b.task(case, "wu"), "review"), WU) == ["never-there"]
    assert b.do(Return(b.task(case, "wu"), "first"), WU).state == "first"


def test_returning_has_its_refusals(bureau):
    policy = {"voters": THREE, "comment": "return", "resubmit": "walk", "in_order": True}
    b = bureau(policy)
    case = b.begin()
    task = b.task(case, "li")
    assert b.refused(Return(task), LI) == ["comment-required"]
    straight = Return(task, comment="c", straight_back=True)
    assert b.refused(straight, LI) == ["straight-back-fixed"]
    assert b.refused(Return(task, comment="c"), WU) == ["not-your-task"]
    assert b.refused(Return(b.task(case, "wu"), comment="c"), WU) == ["not-your-turn"]
    assert b.refused(Return(task, comment="c", into="01"), LI) == ["not-above"]
    b.do(Suspend(case, reason="s"), ADA)
    assert b.refused(Return(task, comment="c"), LI) == ["suspended"]


def test_returning_may_be_forbidden(memory):
    b = memory({"voters": THREE, "forbid": "return"})
    case = b.begin()
    assert b.refused(Return(b.task(case, "li")), LI) == ["forbidden-here"]


def test_a_policy_may_always_go_straight_back(memory):
    b = memory({"voters": THREE, "resubmit": "back"})
    case = b.begin()
    b.vote(case, "li")
    b.do(Return(b.task(case, "wu")), WU)
    b.do(Fire(case, "submit"), ANN)
    assert b.votes(case)[0] == "li approve"


def test_in_groups_a_return_closes_every_group(bureau):
    b = bureau({"groups": GROUPS})
    case = b.begin()
    b.vote(case, "li")
    b.do(Return(b.task(case, "he")), HE)
    assert b.votes(case) == ["li approve", "wu returned", "he return", "qi returned"]
    b.do(Fire(case, "submit"), ANN)
    assert b.votes(case) == ["li open", "wu open", "he open", "qi waiting"]


def test_the_deadline_of_the_round_goes_with_it_and_comes_afresh(bureau):
    deadlines = {"reply": {"limit": "3d", "overdue": "rejected"}}
    b = bureau({"voters": THREE}, state={"deadlines": deadlines})
    case = b.begin()
    first = b.case(case).armed
    b.do(Return(b.task(case, "li")), LI)
    assert b.case(case).armed == ()
    b.clock.turn(days=2)
    b.do(Fire(case, "submit"), ANN)
    assert b.case(case).armed[0].due > first[0].due


def test_who_returns_is_named_with_whom_they_stood_in_for(memory):
    b = memory({"voters": THREE}, directory=Office())
    case = b.begin(by=Actor("ann"))
    b.do(Return(b.task(case, "li")), Actor("sub"))
    task = b.case(case).desk.votes()[0]
    assert (task.person, task.by) == ("li", "sub")


class Office:
    """li is stood in for by sub."""

    def roles(self, person, case, at):
        return frozenset({"owner"} if person == "ann" else ())

    def holders(self, role, case, at):
        return ["ann"] if role == "owner" else []

    def superior(self, person, level, at):
        return None

    def revision(self):
        return "1"

    def principals(self, person, case, at):
        return ["li"] if person == "sub" else []


def test_what_a_void_vote_left_owing_is_void_with_it(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    owed = (Owed("survey", date(2011, 4, 1)),)
    b.do(Approve(b.task(case, "li"), owed=owed), LI)
    b.do(Return(b.task(case, "wu")), WU)
    assert b.look(case, "ann", "owed").answer == "returned"
    assert b.case(case).armed == ()


def test_what_a_standing_vote_left_owing_stays_owed(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    owed = (Owed("survey", date(2011, 4, 1)),)
    b.do(Approve(b.task(case, "li"), owed=owed), LI)
    b.do(Return(b.task(case, "wu"), straight_back=True), WU)
    b.do(Fire(case, "submit"), ANN)
    assert b.look(case, "ann", "owed").status == "waiting"
    assert b.votes(case) == ["li approve", "wu open", "he open"]


# recall


def test_the_initiator_recalls_a_case_that_is_being_decided(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.vote(case, "li")
    assert b.refused(Recall(case), LI) == ["not-the-initiator"]
    assert b.do(Recall(case, "a mistake"), ANN).state == "preparing"
    assert b.votes(case) == ["li approve", "wu recalled", "he recalled"]
    assert b.refused(Recall(case), ANN) == ["no-round"]
    assert b.engine.inbox(by=WU).total == 0


def test_recalling_may_be_forbidden_and_needs_a_live_case(bureau):
    b = bureau({"voters": THREE, "forbid": "recall"})
    case = b.begin()
    assert b.refused(Recall(case), ANN) == ["forbidden-here"]
    b.do(Suspend(case, reason="s"), ADA)
    assert b.refused(Recall(case), ANN) == ["suspended"]
    b.do(Terminate(case, outcome="off", reason="r"), ADA)
    assert b.refused(Recall(case), ANN) == ["ended"]


def test_a_workflow_may_let_others_recall(memory):
    b = memory({"voters": THREE}, operations={"recall": {"by": "finance"}})
    case = b.begin()
    assert b.do(Recall(case), FI).state == "preparing"


# jump


def test_an_administrator_jumps_and_what_was_open_is_closed(bureau):
    ways = [
        {"trigger": "note-it", "source": "later", "dest": "done", "by": "owner", "todo": True},
        {"trigger": "skip", "source": "preparing", "dest": "later", "by": "admin"},
    ]
    b = bureau({"voters": THREE}, stages={"later": "plain"}, ways=ways)
    case = b.begin()
    assert b.do(Jump(case, "later", "decided on paper"), ADA).state == "later"
    assert b.case(case).desk.votes()[0].answer == "jumped"
    assert b.case(case).desk.round.status == "jumped"
    assert b.engine.inbox(by=ANN).total == 1
    b.do(Jump(case, "review", "no, after all"), ADA)
    assert b.engine.inbox(by=ANN).total == 0, "what was to be done in the state left is not open"
    assert b.votes(case) == ["li open", "wu open", "he open"]


def test_jumping_has_its_refusals(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    assert b.refused(Jump(case, "preparing", "r"), ANN) == ["not-allowed"]
    assert b.refused(Jump(case, "preprating", "r"), ADA) == ["unknown-state"]
    assert b.refused(Jump(case, "done", "r"), ADA) == ["not-final"]
    b.do(Suspend(case, reason="s"), ADA)
    assert b.refused(Jump(case, "preparing", "r"), ADA) == ["suspended"]
    b.do(Terminate(case, outcome="off", reason="r"), ADA)
    assert b.refused(Jump(case, "preparing", "r"), ADA) == ["ended"]


# reopen


def test_a_case_is_reopened_where_it_was_decided_and_decided_afresh(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.vote(case, "li", "wu", "he")
    assert b.do(Reopen(case, "new facts"), ANN).state == "review"
    assert b.votes(case) == ["li open", "wu open", "he open"]
    b.vote(case, "li", how=Reject)
    assert b.case(case).outcome == "bad"


def test_reopening_has_its_refusals(bureau):
    b = bureau({"voters": [{"person": "li"}]})
    case = b.begin()
    assert b.refused(Reopen(case, "r"), ANN) == ["not-ended"]
    b.vote(case, "li")
    assert b.refused(Reopen(case, "r"), LI) == ["not-the-initiator"]
    other = b.begin()
    assert b.refused(Reopen(case, "r"), ANN) == ["already-live"]
    b.vote(other, "li")
    b.clock.turn(days=3)
    assert b.refused(Reopen(case, "r"), ANN) == ["window-over"]


def test_the_window_counts_from_the_last_end(memory):
    b = memory({"voters": [{"person": "li"}]}, operations={"note": {"by": "owner"}})
    case = b.begin()
    b.vote(case, "li")
    b.clock.turn(days=1)
    b.do(Reopen(case, "r"), ANN)
    b.clock.turn(days=1)
    b.vote(case, "li")
    b.clock.turn(days=1)
    b.do(Note(case, "still here"), ANN)
    assert b.do(Reopen(case, "r"), ANN).state == "review"


def test_a_workflow_without_a_window_reopens_nothing(memory):
    b = memory({"voters": [{"person": "li"}]}, reopen=None)
    case = b.begin()
    b.vote(case, "li")
    assert b.refused(Reopen(case, "r"), ANN) == ["never-reopened"]


# arrange


def test_an_administrator_settles_who_decides_in_one_case(bureau):
    b = bureau({"voters": THREE})
    case = b.engine.start("permit", subject="x", by=ANN).id
    b.do(Arrange(case, "review", ("qi", "li")), ADA)
    b.do(Fire(case, "submit"), ANN)
    assert b.votes(case) == ["qi open", "li open"]


def test_the_initiator_chooses_where_the_policy_says_so(bureau):
    b = bureau({"voters": [{"chosen": "initiator"}, {"person": "li"}]})
    case = b.engine.start("permit", subject="x", by=ANN).id
    assert b.refused(Fire(case, "submit"), ANN) == ["nobody-to-decide"]
    b.do(Arrange(case, "review", ("qi",)), ANN)
    b.do(Fire(case, "submit"), ANN)
    assert b.votes(case) == ["qi open", "li open"]


def test_arranging_has_its_refusals(bureau):
    b = bureau({"voters": THREE, "approve_when": {"at_least": 2}})
    case = b.engine.start("permit", subject="x", by=ANN).id
    assert b.refused(Arrange(case, "review", ("qi", "li")), ANN) == ["not-chosen-here"]
    assert b.refused(Arrange(case, "done", ("qi",)), ADA) == ["no-approval"]
    assert b.refused(Arrange(case, "review", ("qi",)), ADA) == ["cannot-be-met"]
    assert b.refused(Arrange(case, "review", ("ann", "qi")), ADA) == ["own-request"]
    assert b.refused(Arrange(case, "review", ("qi", "li")), QI) == [
        "not-the-initiator",
        "not-chosen-here",
    ]
    b.do(Fire(case, "submit"), ANN)
    assert b.refused(Arrange(case, "review", ("qi", "li")), ADA) == ["decision-open"]
    b.do(Terminate(case, outcome="off", reason="r"), ADA)
    assert b.refused(Arrange(case, "review", ("qi", "li")), ADA) == ["ended"]


def test_groups_are_not_arranged(memory):
    b = memory({"groups": GROUPS})
    case = b.engine.start("permit", subject="x", by=ANN).id
    assert b.refused(Arrange(case, "review", ("qi",)), ADA) == ["in-groups"]


def test_an_approver_chooses_who_decides_next(bureau):
    b = stepped(bureau, {"voters": [{"chosen": "previous"}]})
    case = b.engine.start("permit", subject="x", by=ANN).id
    b.do(Fire(case, "present"), ANN)
    task = b.task(case, "qi")
    assert b.refused(Approve(task), QI) == ["nobody-to-decide"]
    assert b.refused(Approve(task, choose={"first": ("li",)}), QI) == ["not-chosen-here"]
    assert b.refused(Approve(task, choose={"done": ("li",)}), QI) == ["no-approval"]
    assert b.refused(Approve(task, choose={"review": ("ann",)}), QI) == ["own-request"]
    b.do(Approve(task, choose={"review": ("li", "wu")}), QI)
    assert b.votes(case) == ["li open", "wu open"]


def test_the_workflows_of_this_page_load():
    assert flow({"voters": THREE}, **STEPS).by_name["first"].approval is not None
