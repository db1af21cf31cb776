"""Who is asked when a round opens: the initiator, nobody, the same person, duties, a directory."""

import pytest

from keyflow import Actor, Engine, Refused, load
from keyflow.commands import Fire, Recall
from tests.approvals.bureau import ANN, LA, LI, THREE, Approve
from tests.approvals.test_returning import STEPS


class Office:
    """A directory: who holds which role, and who is whose superior."""

    def __init__(self, roles=(), above=(), heads=()):
        self._roles = {"owner": ["ann", "li", "boss"], **dict(roles)}
        self._above, self._heads = dict(above), dict(heads)

    def roles(self, person, case, at):
        return frozenset(role for role, people in self._roles.items() if person in people)

    def holders(self, role, case, at):
        return list(self._roles.get(role, ()))

    def superior(self, person, level, at):
        for _ in range(level):
            person = self._above.get(person)
        return person

    def revision(self):
        return "1"

    def head(self, unit, at):
        return self._heads.get(unit)


def begun(b, by=ANN, **data):
    """Begin a case; return what submitting it makes of its votes, or the codes against it."""
    case = b.engine.start("permit", subject="x", by=by, data=data).id
    try:
        b.engine.fire(case, "submit", by=by)
    except Refused as no:
        assert b.engine.case(case).state == "preparing"
        return [finding.code for finding in no.findings]
    return b.votes(case) if b.case(case).state == "review" else b.case(case).outcome


WITH_ANN = [{"person": "ann"}, {"person": "li"}]


@pytest.mark.parametrize(
    ("rule", "votes"),
    [
        ("decide", ["ann open", "li open"]),
        ("skip", ["li open"]),
        ("refuse", ["initiator-decides"]),
        ("superior", ["needs-directory"]),
    ],
)
def test_what_becomes_of_an_initiator_who_is_an_approver(bureau, rule, votes):
    assert begun(bureau({"voters": WITH_ANN, "initiator": rule})) == votes


def test_an_initiators_superior_decides_in_their_place(memory):
    office = Office(above={"ann": "boss"})
    b = memory({"voters": WITH_ANN, "initiator": "superior"}, directory=office)
    assert begun(b, Actor("ann")) == ["boss open", "li open"]


@pytest.mark.parametrize(
    ("rule", "came"),
    [("refuse", ["nobody-to-decide"]), ("approve", "done"), ("reject", "bad"),
     ({"role": "chief"}, ["chief open"])],
)  # fmt: skip
@pytest.mark.parametrize("voter", [{"data": "boss"}, {"person": "ann"}])
def test_where_nobody_is_left_the_policy_says_what_comes_of_it(memory, rule, came, voter):
    assert begun(memory({"voters": [voter], "nobody": rule})) == came


@pytest.mark.parametrize(
    ("rule", "came"),
    [("refuse", ["cannot-be-met"]), ("approve", "done"), ("reject", "bad"),
     ({"role": "chief"}, ["ann recuse", "chief open"])],
)  # fmt: skip
def test_where_duties_keep_everybody_apart_the_same_rule_says_what_comes_of_it(memory, rule, came):
    policy = {"voters": [{"person": "ann", "required": True}], "initiator": "decide"}
    assert begun(memory({**policy, "apart": "submit", "nobody": rule})) == came


def test_a_group_that_duties_empty_is_decided_by_the_same_rule(memory):
    groups = {"one": {"voters": [{"person": "ann"}]}, "two": {"voters": [{"person": "li"}]}}
    policy = {"groups": groups, "apart": "submit", "initiator": "decide"}
    b = memory({**policy, "nobody": {"role": "chief"}})
    assert begun(b) == ["ann recuse", "li open", "chief open"]


def test_who_stands_in_where_all_are_kept_apart_is_asked_for_duties_too(memory):
    office = Office(roles={"chief": ["ann"]})
    policy = {"voters": [{"person": "ann"}], "apart": "submit", "initiator": "decide"}
    b = memory({**policy, "nobody": {"role": "chief"}}, directory=office)
    assert begun(b, Actor("ann")) == ["cannot-be-met"]


def test_an_initiator_in_other_letters_is_skipped_too(bureau):
    assert begun(bureau({"voters": [{"person": "ANN"}, {"person": "li"}]})) == ["li open"]


def test_a_group_that_skipping_empties_is_decided_by_the_same_rule(memory):
    groups = {"one": {"voters": [{"person": "ann"}]}, "two": {"voters": [{"person": "li"}]}}
    assert begun(memory({"groups": groups})) == ["nobody-to-decide"]
    b = memory({"groups": groups, "nobody": "approve"})
    assert begun(b) == ["li open", " approve"]


def test_voters_come_from_the_data_the_superiors_and_the_heads_of_units(memory):
    office = Office(above={"ann": "b1", "b1": "b2", "b2": "b3"}, heads={"roads": "he"})
    ask = [{"data": "people"}, {"superior": 2}, {"superiors": 3}, {"head": "title"}]
    b = memory({"voters": ask}, directory=office)
    votes = begun(b, Actor("ann"), people=["li", "wu"], title="roads")
    assert votes == ["li open", "wu open", "b2 open", "b1 open", "b3 open", "he open"]


def test_each_holder_of_a_role_is_asked_where_the_directory_knows_them(memory):
    office = Office(roles={"land": ["la", "lo", "ann"]})
    b = memory({"voters": [{"role": "land", "each": True}]}, directory=office)
    assert begun(b, Actor("ann")) == ["la open", "lo open"]
    alone = memory({"voters": [{"role": "land", "each": True}]})
    assert begun(alone) == ["needs-directory"]


def test_a_role_whose_only_holder_is_the_initiator_is_not_waited_for(memory):
    office = Office(roles={"land": ["ann"]})
    b = memory({"voters": [{"role": "land"}, {"person": "li"}]}, directory=office)
    assert begun(b, Actor("ann")) == ["li open"]
    b = memory({"voters": [{"role": "land"}]}, directory=office)
    assert begun(b, Actor("ann")) == ["nobody-to-decide"]


def test_a_role_that_nobody_holds_is_nobody(memory):
    b = memory({"voters": [{"role": "land"}]}, directory=Office())
    assert begun(b, Actor("ann")) == ["nobody-to-decide"]


def test_two_roles_that_one_person_alone_holds_cannot_both_vote(memory):
    two = {"voters": [{"role": "land"}, {"role": "finance"}]}
    office = Office(roles={"land": ["la"], "finance": ["la"]})
    assert begun(memory(two, directory=office), Actor("ann")) == ["cannot-be-met"]
    more = Office(roles={"land": ["la", "lo"], "finance": ["la"]})
    votes = begun(memory(two, directory=more), Actor("ann"))
    assert votes == ["land open", "finance open"]


def test_one_of_two_roles_may_be_enough(memory):
    office = Office(roles={"land": ["la"], "finance": ["la"]})
    policy = {"voters": [{"role": "land"}, {"role": "finance"}], "approve_when": "any"}
    assert begun(memory(policy, directory=office), Actor("ann")) == ["land open", "finance open"]


def test_a_threshold_that_the_people_found_cannot_meet_is_refused_when_it_opens(bureau):
    policy = {"voters": [{"data": "people"}], "approve_when": {"at_least": 3}}
    assert begun(bureau(policy), people=["li", "wu"]) == ["cannot-be-met"]


def test_a_required_voter_kept_apart_is_refused_when_it_opens(memory):
    policy = {"voters": [{"person": "ann", "required": True}, {"person": "li"}]}
    b = memory({**policy, "apart": "submit", "initiator": "decide"})
    assert begun(b) == ["cannot-be-met"]


def test_who_is_kept_apart_is_recused_from_the_start(memory):
    b = memory({"voters": WITH_ANN, "apart": "submit", "initiator": "decide"})
    assert begun(b) == ["ann recuse", "li open"]


def test_one_person_found_twice_has_one_seat_with_the_duties_of_both(memory):
    voters = [{"person": "li", "weight": 2}, {"data": "boss", "required": True, "weight": 3}]
    b = memory({"voters": voters, "approve_when": {"weight": 3}})
    assert begun(b, boss="li") == ["li open"]
    (task,) = b.engine.inbox(by=LI).items
    assert (task.task.weight, task.task.required) == (3, True)


def walked(b, *voters):
    """Let qi decide in `first`, then see who is asked in `review`."""
    case = b.engine.start("permit", subject="x", by=ANN).id
    b.do(Fire(case, "present"), ANN)
    b.vote(case, "qi")
    return case


@pytest.mark.parametrize(
    ("again", "votes"),
    [("each", ["qi open", "li open"]), ("once", ["qi approve", "li open"]),
     ("consecutive", ["qi approve", "li open"])],
)  # fmt: skip
def test_the_same_person_again(bureau, again, votes):
    policy = {"voters": [{"person": "qi"}, {"person": "li"}], "again": again}
    b = bureau(policy, **STEPS)
    assert b.votes(walked(b)) == votes


def test_after_a_recall_who_approved_is_asked_again(memory):
    policy = {"voters": [{"person": "qi"}, {"person": "li"}], "again": "once"}
    b = memory(policy, **STEPS)
    case = walked(b)
    b.do(Recall(case), ANN)
    b.do(Fire(case, "submit"), ANN)
    assert b.votes(case) == ["qi open", "li open"]


def test_who_approved_before_is_asked_again_of_other_content(memory):
    voters = [{"person": "qi"}, {"person": "li"}]
    b = memory({"voters": voters, "again": "once", "edits": "amount"}, **STEPS)
    case = walked(b)
    b.do(Approve(b.task(case, "li"), data={"amount": 9}), LI)
    assert b.votes(case) == ["qi open", "li approve"]


def test_a_role_bound_to_the_data_is_whom_the_data_name(bureau):
    roles = {"owner": None, "chief": "data.boss", "admin": None, "land": None, "finance": None}
    b = bureau({"voters": [{"role": "chief"}]}, roles=roles)
    case = b.begin(boss="li")
    assert b.refused(Approve(b.task(case, "chief")), LA) == ["not-your-task"]
    assert b.do(Approve(b.task(case, "chief")), LI).outcome == "done"


def test_a_role_bound_to_the_initiator_is_nobody(memory):
    roles = {"owner": None, "chief": "data.boss", "admin": None, "land": None, "finance": None}
    b = memory({"voters": [{"role": "chief"}]}, roles=roles)
    assert begun(b, boss="ann") == ["nobody-to-decide"]


def test_the_way_ahead_names_the_problem_before_it_is_sent(memory):
    b = memory({"voters": [{"data": "boss"}]})
    stops = b.engine.route(workflow="permit", by=ANN)
    assert [item.code for stop in stops for item in stop.problems] == ["nobody-to-decide"]
    stops = b.engine.route(workflow="permit", data={"boss": "li"}, by=ANN)
    assert [stop.people for stop in stops if stop.how == "decide"] == [("li",)]


def test_standing_substitutes_decide_for_those_they_stand_in_for(memory):
    class Absent(Office):
        def principals(self, person, case, at):
            return ["li", "ann"] if person == "sub" else []

    b = memory({"voters": THREE}, directory=Absent())
    case = b.begin(by=Actor("ann"))
    b.do(Approve(b.task(case, "li")), Actor("sub"))
    vote = b.case(case).desk.votes()[0]
    assert (vote.person, vote.by) == ("li", "sub")
    assert b.refused(Approve(b.task(case, "wu")), Actor("sub")) == ["not-your-task"]


def test_standing_in_launders_no_duty(memory):
    class Absent(Office):
        def principals(self, person, case, at):
            return {"ann": ["li"], "sub": ["wu"]}.get(person, [])

    b = memory({"voters": THREE}, directory=Absent())
    case = b.begin(by=Actor("ann"))
    assert b.refused(Approve(b.task(case, "li")), Actor("ann")) == ["own-request"]
    b.do(Approve(b.task(case, "wu")), Actor("sub"))
    assert b.refused(Approve(b.task(case, "wu")), Actor("wu")) == ["task-closed"]


def test_rounds_that_decide_themselves_in_a_circle_are_refused_and_not_for_ever():
    nobody = {"approval": {"voters": [{"data": "p"}], "nobody": "approve"}}
    ways = [("s", "go", "a"), ("a", "approved", "b"), ("b", "approved", "a")]
    ways += [("a", "rejected", "e"), ("b", "rejected", "e")]
    circle = {
        "name": "circle",
        "initial": "s",
        "roles": ["r"],
        "schema": {"p": "person"},
        "stages": {
            "s": "plain",
            "a": {"kind": "plain", "states": {"a": nobody}},
            "b": {"kind": "plain", "states": {"b": nobody}},
            "e": "final",
        },
        "transitions": [
            {"trigger": trigger, "source": source, "dest": dest}
            | ({"by": "r"} if trigger == "go" else {})
            for source, trigger, dest in ways
        ],
    }
    engine, actor = Engine(None, [load(circle)]), Actor("ann", {"r"})
    case = engine.start("circle", subject="x", by=actor)
    with pytest.raises(Refused) as no:
        engine.fire(case.id, "go", by=actor)
    assert [finding.code for finding in no.value.findings] == ["too-many-steps"]
    assert engine.case(case.id).state == "s"


@pytest.mark.parametrize(
    ("policy", "came"),
    [
        ({"reject_when": {"at_least": 2}}, ["cannot-be-refused"]),
        ({"reject_when": "any"}, ["li open"]),
        ({"reject_when": {"at_least": 2}, "otherwise": "rejected"}, ["li open"]),
    ],
)
def test_a_round_that_would_pass_without_a_vote_does_not_open(bureau, policy, came):
    """Ann is left out, having begun it: one voter is left, who could not turn it down."""
    policy = {"voters": WITH_ANN, "approve_when": "any", "otherwise": "approved"} | policy
    assert begun(bureau(policy)) == came
