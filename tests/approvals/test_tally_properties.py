"""The vote algebra (D14): no order of votes changes a result; a round closes once it is certain.

`verdict` says the rules once more, naively; whether a result is certain is found out by trying
every way in which the votes that are out may still come in.
"""

import random
from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from keyflow import Actor, Engine, Refused, load
from keyflow.model.approval import Approval
from keyflow.model.desk import task_id
from keyflow.ruling.tally import Ballot, count, reachable, result

VOTES = ("approve", "reject", "abstain", "recuse")
ORDER = ("rejected", "returned", "approved")  # more approval never makes a result worse


# The rules once more, naively.


def verdict(policy, ballots):
    """Return what a full set of votes comes to; a ballot is group, weight, flags and vote."""
    if any(b["veto"] and b["vote"] == "reject" for b in ballots):
        return "rejected"
    groups = policy.get("groups")
    came = {}
    for name, group in (groups or {}).items():
        own = [b for b in ballots if b["group"] == name]
        no = enough(rejecting(group), own, "reject", {})
        yes = enough(group.get("approve_when", "all"), own, "approve", {})
        came[name] = "reject" if no else "approve" if yes else "neither"
    if enough(rejecting(policy), ballots, "reject", came):
        return "rejected"
    missing = [b for b in ballots if b["required"] and b["vote"] != "approve"]
    usual = {"groups": "all"} if groups else "all"
    if not missing and enough(policy.get("approve_when", usual), ballots, "approve", came):
        return "approved"
    return policy.get("otherwise", "rejected")


def rejecting(policy):
    """Where all must approve one no rejects; else, where nothing is said, none does."""
    approving = policy.get("approve_when", {"groups": "all"} if "groups" in policy else "all")
    usual = {"groups": "any"} if approving == {"groups": "all"} else "never"
    return policy.get("reject_when", "any" if approving == "all" else usual)


def enough(rule, ballots, vote, came):
    counted = [b for b in ballots if b["vote"] != "recuse"]
    for_it = [b for b in counted if b["vote"] == vote]
    weight, whole = (sum(b["weight"] for b in some) for some in (for_it, counted))
    if isinstance(rule, str):
        all_of_them = len(counted) > 0 and for_it == counted
        return {"never": False, "any": len(for_it) > 0, "all": all_of_them}[rule]
    ((how, much),) = rule.items()
    if how == "groups":
        times = list(came.values()).count(vote)
        return times >= {"all": len(came), "any": 1}.get(much, much)
    if how in {"at_least", "weight"}:
        return {"at_least": len(for_it), "weight": weight}[how] >= much
    part = Fraction(weight, whole or 1)
    return whole > 0 and (part >= Fraction(much) if how == "share" else part > Fraction(much))


def every_end(policy, ballots):
    """Return what every way of going on comes to."""
    out = [n for n, b in enumerate(ballots) if b["vote"] is None]
    ends = set()
    for votes in product(VOTES, repeat=len(out)):
        full = [dict(b) for b in ballots]
        for n, vote in zip(out, votes, strict=True):
            full[n]["vote"] = vote
        ends.add(verdict(policy, full))
    return ends


# Policies and ballots.

shares = st.sampled_from(["1/3", "1/2", "2/3", "1", "0.51"])
thresholds = st.one_of(
    st.sampled_from(["all", "any", "never"]),
    st.builds(lambda n: {"at_least": n}, st.integers(1, 5)),
    st.builds(lambda n: {"weight": n}, st.integers(1, 12)),
    st.builds(lambda part: {"share": part}, shares),
    st.builds(lambda part: {"over": part}, shares),
)
of_groups = st.one_of(
    thresholds,
    st.builds(lambda n: {"groups": n}, st.sampled_from(["all", "any", 1, 2, 3])),
)
rest = st.fixed_dictionaries(
    {},
    optional={
        "otherwise": st.sampled_from(["rejected", "approved", "returned"]),
        "close": st.sampled_from(["early", "full"]),
    },
)
VOTERS = {"voters": [{"person": "li"}]}  # who sits where is said by the ballots


@st.composite
def policies(draw):
    names = draw(st.sampled_from([[], ["a"], ["a", "b"], ["a", "b", "c"]]))
    when = of_groups if names else thresholds
    both = {"approve_when": when, "reject_when": when}
    policy = draw(rest) | draw(st.fixed_dictionaries({}, optional=both))
    if not names:
        return policy | VOTERS, [""]
    rules = {"approve_when": thresholds, "reject_when": thresholds}
    own = st.fixed_dictionaries({}, optional=rules)
    return policy | {"groups": {name: draw(own) | VOTERS for name in names}}, names


def ballots_of(names, votes, most):
    ballot = st.fixed_dictionaries(
        {
            "vote": votes,
            "group": st.sampled_from(names),
            "weight": st.integers(1, 4),
            "required": st.sampled_from([False, False, False, True]),
            "veto": st.sampled_from([False, False, False, True]),
        }
    )
    return st.lists(ballot, min_size=1, max_size=most)


def counted(policy, ballots):
    return count(Approval.model_validate(policy), [Ballot(**b) for b in ballots])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_a_round_closes_early_exactly_when_every_way_of_going_on_agrees(data):
    policy, names = data.draw(policies())
    ballots = data.draw(ballots_of(names, st.sampled_from([*VOTES, None, None, None]), 5))
    ends = every_end(policy, ballots)
    out = sum(b["vote"] is None for b in ballots)
    certain = len(ends) == 1 and (out == 0 or policy.get("close") != "full")
    told = counted(policy, ballots)
    assert told.result == (ends.pop() if certain else None)
    assert (told.complete, told.out) == (out == 0, out)
    assert told.approve + told.reject + told.abstain + told.out <= len(ballots)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.data())
def test_a_round_can_be_approved_exactly_when_some_way_of_going_on_approves_it(data):
    policy, names = data.draw(policies())
    ballots = data.draw(ballots_of(names, st.sampled_from([*VOTES, None, None, None]), 5))
    can = reachable(Approval.model_validate(policy), [Ballot(**b) for b in ballots])
    assert can == ("approved" in every_end(policy, ballots))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.data())
def test_no_order_of_many_votes_changes_when_all_are_in_what_they_come_to(data):
    policy, names = data.draw(policies())
    full = data.draw(ballots_of(names, st.sampled_from(VOTES), 40))
    model = Approval.model_validate(policy)
    expected = verdict(policy, full)
    dice = random.Random(data.draw(st.integers(0, 2**32)))
    for _ in range(4):
        coming = list(range(len(full)))
        dice.shuffle(coming)
        seats = [b | {"vote": None} for b in full]
        told = None
        for n in coming:
            seats[n] = full[n]
            told = count(model, [Ballot(**b) for b in dice.sample(seats, len(seats))]).result
            if told is not None:
                break
        assert told == expected


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.data())
def test_more_approval_never_makes_a_result_worse(data):
    policy, names = data.draw(policies())
    ballots = data.draw(ballots_of(names, st.sampled_from(VOTES), 8))
    model = Approval.model_validate(policy)
    n = data.draw(st.integers(0, len(ballots) - 1))
    ranks = []
    for vote in ("reject", "abstain", "approve"):
        changed = [b if at != n else b | {"vote": vote} for at, b in enumerate(ballots)]
        ranks.append(ORDER.index(result(model, [Ballot(**b) for b in changed])))
    assert ranks == sorted(ranks)


@example(votes=["recuse", "recuse"])
@example(votes=["abstain", "abstain"])
@given(votes=st.lists(st.sampled_from(["abstain", "recuse"]), min_size=1, max_size=5))
@settings(max_examples=20, deadline=None, derandomize=True)
def test_where_nobody_is_for_or_against_it_comes_to_otherwise(votes):
    for otherwise in ("rejected", "approved", "returned"):
        policy = VOTERS | {"otherwise": otherwise}
        ballots = [
            {"vote": v, "group": "", "weight": 1, "required": False, "veto": False} for v in votes
        ]
        assert counted(policy, ballots).result == otherwise


# The same through the real engine.

WEIGHED = [{"person": "a", "weight": 5}, {"person": "b", "weight": 3}, {"person": "c"}]
EACH = [{"person": person} for person in "abc"]
DEFAULTS = {"weight": 1, "required": False, "veto": False, "group": ""}
POLICIES = {
    "all": {"voters": EACH},
    "any one": {"voters": EACH, "approve_when": "any", "reject_when": "all"},
    "two of three": {
        "voters": EACH, "approve_when": {"at_least": 2}, "reject_when": {"at_least": 2},
    },
    "more than half": {
        "voters": EACH, "approve_when": {"over": "1/2"}, "reject_when": "never",
        "otherwise": "returned",
    },
    "all wait": {
        "voters": EACH, "approve_when": {"share": "1/3"}, "reject_when": {"share": "2/3"},
        "close": "full",
    },
    "weights": {
        "voters": WEIGHED, "approve_when": {"weight": 6}, "reject_when": {"weight": 5},
    },
    "a veto": {
        "voters": [*EACH[:2], EACH[2] | {"veto": True}], "approve_when": {"at_least": 1},
        "reject_when": "all", "otherwise": "approved",
    },
    "a required one": {
        "voters": [*EACH[:2], EACH[2] | {"required": True}], "approve_when": "any",
        "reject_when": "all",
    },
    "groups": {
        "groups": {
            "x": {"voters": EACH[:2], "approve_when": "any", "reject_when": "all"},
            "y": {"voters": EACH[2:]},
        },
    },
    "any group": {
        "groups": {"x": {"voters": EACH[:2]}, "y": {"voters": EACH[2:]}},
        "approve_when": {"groups": "any"}, "reject_when": {"groups": "all"},
        "otherwise": "approved",
    },
}  # fmt: skip
RESULTS = ("approved", "rejected", "returned")


def flow(policy):
    return load(
        {
            "name": "vote",
            "initial": "open",
            "many": True,
            "roles": ["owner"],
            "stages": {
                "open": {"kind": "plain", "states": {"open": {"approval": policy}}},
                **dict.fromkeys(RESULTS, "final"),
            },
            "transitions": [{"trigger": end, "source": "open", "dest": end} for end in RESULTS],
        }
    )


def outcome(engine, votes, order):
    """Let people vote in some order; return what it came to, None if a vote was refused."""
    case = engine.start("vote", subject="s", by=Actor("ann", {"owner"}))
    seat = {task.person: n for n, task in ((t.n, t) for t in case.desk.tasks)}
    for person in order:
        try:
            engine.decide(task_id(case.id, seat[person]), votes[person], by=Actor(person))
        except Refused as no:
            codes = sorted(finding.code for finding in no.findings)
            if codes == ["name-another"]:  # the last who can approve does not just recuse
                return None
            if codes != ["ended", "task-closed"]:
                raise
    ended = engine.case(case.id)
    assert ended.ended
    assert ended.outcome == ended.desk.round.status
    said = {task.person: (task.status, task.answer) for task in ended.desk.votes()}
    left = {("closed", "not-needed"), ("closed", "returned")}
    assert all(told == ("done", votes[p]) or told in left for p, told in said.items()), said
    return ended.outcome


def naive(policy, votes):
    ballots = [
        DEFAULTS | {k: v for k, v in voter.items() if k != "person"}
        | {"vote": votes[voter["person"]], "group": name}
        for name, group in policy.get("groups", {"": policy}).items()
        for voter in group["voters"]
    ]  # fmt: skip
    return verdict(policy, ballots)


@pytest.mark.parametrize("name", POLICIES)
def test_every_order_of_three_votes_ends_a_real_case_the_same_way(name):
    policy = POLICIES[name]
    engine = Engine(None, [flow(policy)])
    every = [dict(zip("abc", votes, strict=True)) for votes in product(VOTES, repeat=3)]
    if name == "a required one":  # who must approve cannot recuse without naming another
        every = [votes for votes in every if votes["c"] != "recuse"]
    random.Random(name).shuffle(every)
    seen = 0
    for votes in every:
        ends = {outcome(engine, votes, order) for order in permutations("abc")}
        if None not in ends:
            seen += 1
            assert ends == {naive(policy, votes)}, votes
        if seen == 8:
            break
    assert seen == 8
    engine.close()


def test_every_order_of_four_votes_of_two_groups_ends_a_real_case_the_same_way():
    four = [{"person": person, "weight": n} for n, person in enumerate("abcd", 1)]
    policy = {
        "groups": {
            "x": {"voters": four[:2], "approve_when": "any", "reject_when": "all"},
            "y": {"voters": four[2:], "approve_when": {"weight": 4}, "reject_when": {"weight": 4}},
        },
        "otherwise": "returned",
    }
    engine = Engine(None, [flow(policy)])
    for votes in (
        {"a": "approve", "b": "reject", "c": "recuse", "d": "approve"},
        {"a": "abstain", "b": "approve", "c": "approve", "d": "reject"},
        {"a": "reject", "b": "reject", "c": "approve", "d": "abstain"},
        {"a": "recuse", "b": "approve", "c": "reject", "d": "approve"},
    ):
        ends = {outcome(engine, votes, order) for order in permutations("abcd")}
        assert ends == {naive(policy, votes)}, votes
    engine.close()
