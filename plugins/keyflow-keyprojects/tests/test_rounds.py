"""The panel, the departments' review and joint acceptance: who decides, and what follows."""

from datetime import timedelta

import pytest

import keyflow_keyprojects as pack
from keyflow import InputError, Refused
from keyflow.commands import (
    Abstain,
    Adopt,
    Answer,
    Approve,
    Consult,
    Fire,
    Fulfil,
    Owed,
    Reject,
    Return,
    Suspend,
)
from keyflow.loading import load
from keyflow.plugin import Actor
from keyflow.registry import Registry
from keyflow_keyprojects.city.engine import PANEL
from keyflow_keyprojects.city.projects import key_projects
from keyflow_keyprojects.office import accept_files, nominate, split
from keyflow_keyprojects.plans.becoming import proposal
from keyflow_keyprojects.rounds import sign, task_for

from .office_life import (  # noqa: TID252 - tests are no package
    CITY,
    FUNC,
    KPMO,
    panel_agrees,
    window,
)

MEMBERS = [Actor(person) for person in PANEL]
UNIT = Actor("unit-1", {"unit"})


class Room:
    """A project at the table, and short ways to decide on it."""

    def __init__(self, office, case):
        self.office, self.id = office, case

    @property
    def case(self):
        return self.office.case(self.id)

    @property
    def state(self):
        return self.case.state

    def do(self, by, command=Approve, *args, kind="vote", **given):
        task = task_for(self.case, by, kind)
        if command is Approve and self.case.stage == "screening":
            given = {"signature": "s"} | given
        return self.office.do(command(task or f"{self.id}#1", *args, **given), by=by)

    def fire(self, trigger, by, **given):
        return self.office.fire(self.id, trigger, by=by, **given)

    def refused(self, by, command=Approve, *args, **given):
        with pytest.raises(Refused) as no:
            self.do(by, command, *args, **given)
        return [finding.code for finding in no.value.findings]

    def asked(self):
        return {"/".join(task.roles) or task.person for task in self.case.tasks.values()}


@pytest.fixture
def candidate(office):
    """A candidate before the panel."""
    project = next(p for p in key_projects() if p["number"] == "K009")
    (case,) = nominate(office, [project], UNIT)
    accept_files(office, [case.id], KPMO, PANEL)
    return Room(office, case.id)


def _from_stage(targets, stage):
    """Return targets that begin with a stage in which nothing is to be spent."""
    first = targets["stages"][0]
    if first["stage"] == stage:
        return targets
    nothing = first["amount"] | {"amount": "0.00"}
    steps = [step | {"amount": nothing, "months": {}} for step in first["steps"]]
    own = first | {"stage": stage, "amount": nothing, "steps": steps}
    return targets | {"stages": [own, *targets["stages"]]}


def _at(office, number, state, **changes):
    project = next(p for p in key_projects() if p["number"] == number) | changes
    project["targets"] = _from_stage(project["targets"], state.partition(".")[0])
    reason = "handed over on paper"
    return Room(
        office, office.do(Adopt("key-project", number, state, reason, project), by=CITY).case.id
    )


@pytest.fixture
def reviewed(office):
    """A project that has its papers, before the departments."""
    room = _at(office, "K002", "approval.decision")
    room.fire("decision_granted", FUNC)
    return room


@pytest.fixture
def built(office):
    """Finished works, before the departments that accept them together."""
    project = next(p for p in key_projects() if p["number"] == "K001")
    own = {"item": "COMPLETION_SELF", "number": "ZY-1", "granted_on": "2011-04-01"}
    permits = [*project["permits"], own]
    room = _at(office, "K001", "acceptance.self_accepted", permits=permits, acceptance_items=[])
    room.owner = Actor(project["owner_contact"])
    room.fire("apply_joint", room.owner)
    return room


# the panel


def test_three_of_the_panel_and_the_city_propose_a_candidate(candidate):
    for member in MEMBERS[:3]:
        candidate.do(member)
        assert candidate.state == "screening.screening"
    candidate.do(CITY)
    assert candidate.state == "screening.proposed"
    answers = {t.person: t.answer for t in candidate.case.desk.votes()}
    assert [answers[member.id] for member in MEMBERS] == ["approve"] * 3 + ["not-needed"] * 2


def test_the_whole_panel_is_not_enough_without_the_city(candidate):
    for member in MEMBERS:
        candidate.do(member)
    assert candidate.state == "screening.screening"
    assert candidate.asked() == {"city"}
    candidate.do(CITY, Reject, "not this year")
    assert candidate.state == "screening.opposed"


def test_a_signature_is_needed_to_be_for_it_and_a_reason_to_be_against_it(candidate):
    assert candidate.refused(CITY, signature="") == ["signature-required"]
    assert candidate.refused(MEMBERS[0], Reject) == ["comment-required"]


def test_a_divided_panel_sends_the_file_back_for_more(candidate):
    candidate.do(CITY)
    for member in MEMBERS[:2]:
        candidate.do(member)
    for member in MEMBERS[2:4]:
        candidate.do(member, Reject, "too little land")
    candidate.do(MEMBERS[4], Abstain)
    assert candidate.state == "screening.returned"
    candidate.fire("resubmit", Actor(candidate.case.data["owner_contact"]))
    accept_files(candidate.office, [candidate.id], KPMO, PANEL)
    assert candidate.asked() == {*PANEL, "city"}


def test_three_against_it_are_the_end_of_the_argument(candidate):
    for member in MEMBERS[:3]:
        candidate.do(member, Reject, "too little land")
    assert candidate.state == "screening.opposed"
    for trigger in ("select", "place_preliminary"):
        with pytest.raises(Refused, match="cannot be fired from"):
            candidate.fire(trigger, CITY)
    with pytest.raises(Refused, match="Only city"):
        candidate.fire("decline", KPMO, comment="the panel is against it")
    candidate.fire("decline", CITY, comment="the panel is against it")
    assert candidate.case.outcome == "rejected"


def test_the_list_is_the_citys_alone_also_after_the_panel(candidate):
    with pytest.raises(Refused, match="cannot be fired from"):
        candidate.fire("select", CITY)
    panel_agrees(candidate.office, [candidate.id])
    with pytest.raises(Refused, match="Only city"):
        candidate.fire("select", Actor(PANEL[0], {"kpmo"}))
    candidate.fire("select", CITY)
    assert candidate.state == "approval.preparing"


def test_who_nominated_a_project_has_no_vote_on_it(office):
    project = next(p for p in key_projects() if p["number"] == "K009")
    (case,) = nominate(office, [project], Actor(PANEL[0], {"unit"}))
    accept_files(office, [case.id], KPMO, PANEL)
    room = Room(office, case.id)
    assert room.asked() == {*PANEL[1:], "city"}
    assert room.refused(Actor(PANEL[0], {"city"}), signature="s") == ["own-request"]


def test_who_accepted_the_file_does_not_sit_on_the_panel(office):
    project = next(p for p in key_projects() if p["number"] == "K009")
    (case,) = nominate(office, [project], UNIT)
    clerk = Actor(PANEL[0], {"kpmo"})
    accept_files(office, [case.id], clerk, PANEL)
    assert Room(office, case.id).asked() == {*PANEL[1:], "city"}


@pytest.mark.parametrize(
    ("panel", "code"), [((), "nobody-to-decide"), (PANEL[:2], "cannot-be-met")]
)
def test_a_panel_that_could_never_carry_it_is_refused_at_once(office, panel, code):
    (case,) = nominate(office, [key_projects()[0]], UNIT)
    with pytest.raises(Refused) as no:
        accept_files(office, [case.id], KPMO, panel)
    assert {finding.code for finding in no.value.findings} == {code}
    assert office.case(case.id).state == "screening.candidate"


def test_one_signature_for_all_that_waits_or_for_nothing(office, candidate):
    (other,) = nominate(office, [key_projects()[1]], UNIT)
    with pytest.raises(InputError, match="does not wait"):
        sign(office, [candidate.id, other.id], CITY)
    assert "city" in candidate.asked()
    accept_files(office, [other.id], KPMO, PANEL)
    assert len(sign(office, [candidate.id, other.id], CITY)) == 2


# the departments' review


def test_each_group_of_departments_has_a_result_of_its_own(reviewed):
    assert reviewed.asked() == {"drc", "nr", "ee", "wr", "hud", "cad"}
    for role in ("drc", "nr", "ee", "hud", "cad"):
        reviewed.do(window(role))
        assert reviewed.state == "approval.review"
    reviewed.do(window("wr"))
    assert reviewed.state == "approval.reviewed"


def test_the_stage_is_not_confirmed_before_the_departments_agree(reviewed):
    dept = Actor(reviewed.case.data["substitute"], {"dept"})
    with pytest.raises(Refused, match="cannot be fired from"):
        reviewed.fire("stage_done", dept)


def test_one_department_against_it_holds_the_project_up_until_all_are_asked_again(reviewed):
    reviewed.do(window("drc"))
    assert reviewed.refused(window("ee"), Reject) == ["comment-required"]
    reviewed.do(window("ee"), Reject, "the river")
    assert reviewed.state == "approval.failed"
    reviewed.fire("reapply", Actor(reviewed.case.data["owner_contact"]))
    reviewed.fire("decision_granted", FUNC)
    assert reviewed.asked() == {"drc", "nr", "ee", "wr", "hud", "cad"}


def test_a_department_sends_it_back_a_step_and_the_others_stand(reviewed):
    reviewed.do(window("drc"))
    back = {"comment": "the site moved", "straight_back": True}
    reviewed.do(window("nr"), Return, "approval.decision", **back)
    assert reviewed.state == "approval.decision"
    reviewed.fire("decision_granted", FUNC)
    assert reviewed.asked() == {"nr", "ee", "wr", "hud", "cad"}


def test_silence_of_a_consulted_unit_is_consent_when_its_time_is_over(reviewed, clock):
    nr, culture = window("nr"), Actor("culture-officer")
    reviewed.do(nr, Consult, ("culture-officer",), "5wd")
    told = {m.to for m in reviewed.office.outbox(case=reviewed.id) if m.notice == "T02"}
    assert told == {"culture-officer"}
    assert reviewed.refused(nr) == ["opinions-open"]
    clock.tick(days=9)
    reviewed.office.run_due()
    (opinion,) = (t for t in reviewed.case.desk.tasks if t.kind == "opinion")
    assert (opinion.status, opinion.answer) == ("done", "deemed")
    assert {m.to for m in reviewed.office.outbox(case=reviewed.id) if m.notice == "T03"} == {
        "role:kpmo"
    }
    with pytest.raises(Refused):
        reviewed.do(culture, Answer, "disagree", "too late", kind="opinion")
    reviewed.do(nr)


def test_a_reasoned_no_is_answered_by_the_department_that_asked(reviewed):
    nr, forest = window("nr"), Actor("forest-officer")
    reviewed.do(nr, Consult, ("forest-officer",), "5wd")
    assert reviewed.refused(forest, Answer, "disagree", kind="opinion") == ["reasons-required"]
    reviewed.do(forest, Answer, "disagree", "the grove", kind="opinion")
    assert reviewed.refused(nr) == ["answer-the-objection"]
    reviewed.do(nr, comment="it is fenced in")


def test_papers_still_owed_keep_a_later_stage_shut(reviewed, clock):
    data = reviewed.case.data
    owner, dept = Actor(data["owner_contact"]), Actor(data["substitute"], {"dept"})
    due = (clock() + timedelta(days=30)).date()
    reviewed.do(window("ee"), owed=(Owed("hearing minutes", due, "planning", owner.id),))
    for role in ("drc", "nr", "wr", "hud", "cad"):
        reviewed.do(window(role))
    told = {m.to for m in reviewed.office.outbox(case=reviewed.id) if m.notice == "T04"}
    assert told == {owner.id}
    reviewed.fire("stage_done", dept)
    with pytest.raises(Refused, match="hearing minutes is still owed"):
        reviewed.fire("hand_over", dept)
    owed = task_for(reviewed.case, owner, "owed")
    with pytest.raises(Refused, match=f"is {owner.id}'s"):
        reviewed.office.do(Fulfil(owed), by=window("drc"))
    reviewed.do(owner, Fulfil, kind="owed")
    reviewed.fire("hand_over", dept)
    assert reviewed.state == "planning.land"


def test_the_owner_decides_on_nothing_whatever_role_he_holds(reviewed, built):
    for room, role in ((reviewed, "hud"), (built, "ee")):
        both = Actor(room.case.data["owner_contact"], {role})
        assert "apart" in room.refused(both)


def test_nobody_votes_on_a_project_that_is_on_hold(reviewed):
    task = task_for(reviewed.case, window("drc"))
    today = reviewed.case.since.date()
    report = {"reason_class": "land", "since": today, "expected_end": today + timedelta(days=90)}
    hold = Suspend(reviewed.id, "on hold", {"suspension_report": report})
    reviewed.office.do(hold, by=CITY)
    with pytest.raises(Refused, match=r"hold|suspended"):
        reviewed.office.do(Approve(task), by=window("drc"))


def test_a_split_breaks_the_round_off_and_the_parts_are_reviewed_themselves(reviewed):
    whole = reviewed.case
    parts = proposal(whole.data.raw, (60, 40), ("甲区", "乙区"), ("east", "west"))
    found = split(reviewed.office, whole, parts, by=CITY, comment="built as two")
    assert {case.state for case in found} == {"approval.preparing"}
    assert {task.status for task in reviewed.case.desk.votes()} == {"closed"}


def test_another_city_names_other_departments(tmp_path):
    source = pack.WORKFLOWS["key-project"].read_text(encoding="utf-8")
    other = source.replace(
        "approval: {kind: kp-approval,", "approval: {kind: kp-approval, review: {land: [nr]},"
    ).replace("{kind: kp-acceptance,", "{kind: kp-acceptance, joint: [hud, nr],")
    path = tmp_path / "other.yaml"
    path.write_text(other, encoding="utf-8")
    states = load(path, registry=Registry([pack])).by_name
    assert set(states["approval.review"].approval.groups) == {"land"}
    assert [v.role for v in states["acceptance.joint"].approval.voters] == ["hud", "nr"]


# joint acceptance


def test_all_departments_must_agree_before_the_works_are_accepted(built):
    for role in ("hud", "nr", "ee"):
        built.do(window(role))
    with pytest.raises(Refused, match="cannot be fired from"):
        built.fire("accept_works", FUNC)
    built.do(window("cad"))
    built.fire("accept_works", FUNC)
    assert built.state == "acceptance.accepted"


@pytest.mark.parametrize(
    ("straight", "asked"), [(True, {"hud", "ee", "cad"}), (False, {"hud", "nr", "ee", "cad"})]
)
def test_after_rectification_all_look_again_or_only_the_others(built, straight, asked):
    built.do(window("nr"))
    back = {"comment": "fire lane", "straight_back": straight}
    built.do(window("hud"), Return, "acceptance.rectify", **back)
    assert built.state == "acceptance.rectify"
    built.fire("rectified", built.owner)
    assert built.state == "acceptance.joint"
    assert built.asked() == asked


def test_works_that_are_not_accepted_are_rectified_and_looked_at_by_all_again(built):
    built.do(window("nr"))
    built.do(window("cad"), Reject, "no shelter")
    assert built.state == "acceptance.rectify"
    built.fire("rectified", built.owner)
    assert built.asked() == {"hud", "nr", "ee", "cad"}


def test_the_lead_breaks_the_round_off_and_orders_a_rectification(built):
    built.do(window("nr"))
    built.fire("rectify", FUNC, comment="fire lane")
    assert built.state == "acceptance.rectify"
    assert {task.status for task in built.case.desk.votes()} == {"done", "closed"}


def test_results_are_voted_and_never_fired(built):
    with pytest.raises(Refused) as no:
        built.office.do(Fire(built.id, "approved"), by=FUNC)
    assert [finding.code for finding in no.value.findings] == ["decide-instead"]
