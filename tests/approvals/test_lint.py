"""What could never be decided, or whose result leads nowhere, is refused when it is loaded."""

import pytest

from keyflow import load
from keyflow.errors import DefinitionError
from tests.approvals.bureau import GROUPS, THREE, flow

LI = [{"person": "li"}]


def problems(approval=None, **more):
    """Return what is wrong with a workflow: path, message and hint of each problem."""
    with pytest.raises(DefinitionError) as caught:
        flow(approval or {"voters": THREE}, **more)
    return [(item.path, item.message, item.hint) for item in caught.value.problems]


@pytest.mark.parametrize(
    ("policy", "place", "message", "hint"),
    [
        ({"voters": [{"role": "lnad"}]}, "voters.0.role", "no role 'lnad'", "mean 'land'"),
        ({"voters": [{"data": "bos"}]}, "voters.0.data", "no field 'bos'", "mean 'boss'"),
        ({"voters": [{"data": "amount"}]}, "voters.0.data", "holds no person", "type person"),
        ({"voters": [{"head": "unti"}]}, "voters.0.head", "no field 'unti'", ""),
        ({"voters": [{"head": "amount"}]}, "voters.0.head", "holds no unit", "text"),
        ({"voters": LI, "nobody": {"role": "chef"}}, "nobody", "no role 'chef'", "'chief'"),
        ({"voters": LI, "apart": "sumbit"}, "apart.0", "or role 'sumbit'", "mean 'submit'"),
        ({"voters": LI, "edits": "mmeo"}, "edits.0", "no field 'mmeo'", "mean 'memo'"),
        ({"voters": LI, "must": ["memo", "x"]}, "must.1", "no field 'x'", "known"),
        ({"voters": [{"chosen": "previous"}]}, "voters.0.chosen", "nobody decides", "initiator"),
        ({"voters": [{"resolver": {"kind": "zz"}}]}, "voters.0.resolver", "zz", ""),
        ({"voters": THREE, "approve_when": {"at_least": 4}}, "approve_when", "3 voters", "lower"),
        ({"voters": THREE, "reject_when": {"at_least": 4}}, "reject_when", "3 voters", "never"),
        ({"voters": [*LI, *LI], "approve_when": {"at_least": 2}}, "approve_when", "1 voters", ""),
        ({"voters": THREE, "approve_when": {"weight": 4}}, "approve_when", "there is 3", "lower"),
        ({"voters": THREE, "approve_when": "never"}, "approve_when", "never be approved", "when"),
        ({"groups": GROUPS, "approve_when": {"groups": 3}}, "approve_when", "there are 2", ""),
    ],
)
def test_a_policy_that_cannot_work_is_refused_at_its_place(policy, place, message, hint):
    found = problems(policy)
    assert len(found) == 1
    path, said, help_ = found[0]
    assert path.startswith(f"stages.review.states.review.approval.{place}")
    assert message in said
    assert hint in help_


@pytest.mark.parametrize(
    "threshold",
    [{"at_least": 0}, {"at_least": -1}, {"share": "NaN"}, {"share": "0"}, {"over": "3/2"},
     {"share": "1/0"}, {"weight": 0}, {"at_least": 1, "share": "1/2"}, "most", {}],
)  # fmt: skip
def test_a_quorum_that_is_none_is_refused(threshold):
    (found,) = problems({"voters": THREE, "approve_when": threshold})
    assert "approve_when" in found[0]


def test_thresholds_that_depend_on_later_people_are_left_to_the_opening():
    flow({"voters": [{"role": "land", "each": True}], "approve_when": {"at_least": 9}})
    flow({"voters": [{"data": "people"}], "approve_when": {"weight": 99}})
    flow({"voters": [{"data": "boss"}, {"chosen": "initiator"}]})


def test_never_is_for_those_who_let_it_pass_unless_somebody_is_against_it():
    flow({"voters": THREE, "approve_when": "never", "reject_when": "any", "otherwise": "approved"})
    veto = [*LI, {"person": "wu", "veto": True}]
    flow({"voters": veto, "approve_when": "never", "otherwise": "approved"})


@pytest.mark.parametrize(
    "policy",
    [
        {"voters": THREE, "approve_when": "never"},
        {"voters": THREE, "approve_when": {"share": "2/3"}},
        {"groups": GROUPS, "reject_when": {"groups": "any"}, "approve_when": {"groups": 1}},
    ],
)
def test_a_policy_that_nobody_could_turn_down_is_refused(policy):
    """Cut the groups' own rejections too, where there are groups."""
    mute = {name: {**part, "reject_when": "never"} for name, part in GROUPS.items()}
    policy = {**policy, "groups": mute} if "groups" in policy else policy
    ((path, message, hint),) = problems({**policy, "otherwise": "approved"})
    assert path.endswith("approval.otherwise")
    assert "without a vote" in message
    assert "veto" in hint


def test_groups_too_few_of_which_reject_could_not_turn_it_down():
    one = {**GROUPS, "land": {**GROUPS["land"], "reject_when": "never"}}
    policy = {"groups": one, "reject_when": {"groups": 2}, "otherwise": "approved"}
    ((path, _, _),) = problems(policy)
    assert path.endswith("approval.otherwise")
    flow({**policy, "reject_when": {"groups": 1}})


@pytest.mark.parametrize(
    ("policy", "place"),
    [
        ({"voters": [{"role": "land"}], "apart": "land"}, "voters.0.role"),
        ({"voters": [*LI, {"role": "land", "each": True}], "apart": "land"}, "voters.1.role"),
        ({"voters": [{"data": "boss"}], "nobody": {"role": "land"}, "apart": "land"}, "nobody"),
    ],
)
def test_who_votes_by_a_role_that_is_kept_apart_is_nobody(policy, place):
    ((path, message, _),) = problems(policy)
    assert path.endswith(f"approval.{place}")
    assert "kept `apart`" in message


@pytest.mark.parametrize("threshold", [{"at_least": 3}, {"weight": 3}, {"groups": 1}])
def test_a_groups_own_threshold_is_proved_too(threshold):
    groups = {"one": {"voters": LI, "approve_when": threshold}}
    ((path, _, _),) = problems({"groups": groups})
    assert path.endswith("approval.groups.one.approve_when")


def test_a_group_that_never_approves_is_refused_where_all_must():
    groups = {**GROUPS, "mute": {"voters": LI, "approve_when": "never"}}
    ((path, message, _),) = problems({"groups": groups})
    assert path.endswith("groups.mute.approve_when")
    assert "'mute' never approves" in message
    flow({"groups": groups, "approve_when": {"groups": 2}})


@pytest.mark.parametrize(
    ("policy", "missing"),
    [
        ({"voters": THREE}, {"approved", "rejected"}),
        ({"voters": THREE, "reject_when": "never", "otherwise": "returned"},
         {"approved", "returned"}),
        ({"voters": [{"person": "li", "veto": True}], "reject_when": "never",
          "otherwise": "returned"}, {"approved", "rejected", "returned"}),
        ({"groups": {"one": {"voters": LI, "reject_when": "never"}}, "otherwise": "returned"},
         {"approved", "returned"}),
    ],
)  # fmt: skip
def test_every_result_that_can_come_about_needs_its_way(policy, missing):
    plain = {
        "name": "w",
        "initial": "a",
        "roles": ["owner"],
        "stages": {"a": {"kind": "plain", "states": {"a": {"approval": policy}}}, "z": "final"},
        "transitions": [{"trigger": "go", "source": "a", "dest": "z", "by": "owner"}],
    }
    with pytest.raises(DefinitionError) as caught:
        load(plain)
    said = {
        item.message.partition("can be ")[2].partition(",")[0] for item in caught.value.problems
    }
    assert said == missing


def test_a_result_leads_out_of_its_state():
    ways = [{"trigger": "approved", "source": "second"}]
    stages = {"second": {"kind": "plain", "states": {"second": {"approval": {"voters": LI}}}}}
    more = [
        {"trigger": "rejected", "source": "second", "dest": "bad"},
        {"trigger": "skip", "source": "preparing", "dest": "second", "by": "owner"},
    ]
    ((_, message, hint),) = problems(stages=stages, ways=[*ways, *more])
    assert "stays where it is" in message
    assert "dest" in hint


def test_nobody_decides_in_a_final_state():
    stages = {"end": {"kind": "final", "states": {"end": {"approval": {"voters": LI}}}}}
    ways = [{"trigger": "stop", "source": "preparing", "dest": "end", "by": "owner"}]
    ((_, message, _),) = problems(stages=stages, ways=ways)
    assert "has nobody to decide" in message


def test_hidden_fields_and_the_roles_that_see_them_exist():
    found = problems(state={"hidden": {"amuont": ["chief"], "memo": ["cheif"]}})
    assert [message for _, message, _ in found] == [
        "there is no field 'amuont'",
        "there is no role 'cheif'",
    ]


@pytest.mark.parametrize("by", [{"by": "*"}, {"auto": True}])
def test_what_is_to_do_is_somebodys(by):
    ways = [{"trigger": "look", "source": "preparing", "dest": "bad", "todo": True, **by}]
    ((path, message, _),) = problems(ways=ways)
    assert path.endswith("todo")
    assert "nobody's to do" in message
