import pytest

from keyflow import dump, load
from keyflow.delivery.templates import check_source, render, render_line
from keyflow_keyprojects import WORKFLOWS
from keyflow_keyprojects.city.projects import key_projects, preliminary_projects
from keyflow_keyprojects.stages.entries import entry_state
from keyflow_keyprojects.texts import TEXTS

# The triggers of the tables C4.0 to C4.7, but for those only time fires.
TABLES = {
    # The table's `reject` is a vote's word where people vote.
    "screening": "accept_file return_file place_preliminary select decline",
    "preliminary": "promote drop",
    "approval": "apply_decision decision_granted stage_done hand_over fail reapply demote",
    "planning": "land_supplied land_permit scheme_ok works_permit drawings_ok hand_over fail "
    "reapply permit_lapsed",
    "construction": "construction_permit report_start extend_start permit_lapsed report_stop "
    "restart milestone hand_over",
    "acceptance": "apply_joint rectify accept_works file title hand_over",
    "ramp_up": "start_production reach_capacity fall_below close",
}
ITEM = (
    "submit ask_correction resubmit refuse withdraw accept review special end_special grant "
    "grant_with_commitment deny recall fulfil revoke extend expire "
    "deem_accepted lapse break_commitment revoke_unkept flag change_lead_head"
)
RESULTS = {"approved", "rejected", "returned"}
BY_ITSELF = RESULTS | {
    "permit_lapsed", "be_merged", "expire", "deem_accepted", "lapse", "break_commitment",
    "revoke_unkept", "miss", "climb", "upgrade", "fall_due", "idle_land", "freeze", "heard",
    "amend", "audit", "begin", "close", "end", "hand_over",  # of lists and sponsorships, by plans
    "take_score", "take_rank", "take_restatement", "note_correction", "set_light", "turn_light",
    "turn_red", "dim", "flag",
    "table", "leave_projects", "excuse_held", "time_hold",
}  # fmt: skip
CAME_TO = {"closed round": "returned", "closed opinion": "deemed"}
NOTICES = {
    "M01", "M02", "M03", "M04", "M10", "M11", "M12", "M13", "M14", "M15", "M16", "M17", "M18",
    "M19", "M20", "M21", "M22", "M23", "M24", "M25", "M26", "M27", "M28", "M29", "M30", "T01",
    "T02", "T03", "T04", "T05",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(WORKFLOWS))
def test_a_workflow_is_the_same_after_writing_and_reading_it(definitions, name):
    assert load(dump(definitions[name])) == definitions[name]


@pytest.mark.parametrize("stage", TABLES)
def test_every_trigger_of_the_tables_can_be_fired_in_its_stage(definitions, stage):
    fired = {
        way.trigger
        for way in definitions["key-project"].transitions
        for source in way.source
        if source.partition(".")[0] == stage
    }
    assert set(TABLES[stage].split()) <= fired


def test_an_item_has_every_trigger_of_its_table(definitions):
    assert set(ITEM.split()) == {way.trigger for way in definitions["approval-item"].transitions}


def test_a_project_can_leave_from_any_state_even_on_hold(definitions):
    workflow = definitions["key-project"]
    waiting = {state.name for state in workflow.states if not state.final}
    for trigger in ("exit", "cancel"):
        (way,) = (way for way in workflow.transitions if way.trigger == trigger)
        assert set(way.source) == waiting
        assert way.during == "any"
        assert way.comment == "required"


def test_both_axes_are_guarded(definitions):
    rules = definitions["key-project"].operations
    assert [use.kind for use in rules["suspend"].checks] == ["k25-suspension"]
    assert [use.kind for use in rules["resume"].checks] == [
        "k21-reverified", "k15-unexpired", "k26-replan",
    ]  # fmt: skip
    assert rules["suspend"].by == rules["resume"].by == rules["adopt"].by == ("city",)


def test_an_adopted_project_begins_in_a_state_of_the_workflow(definitions):
    states = definitions["key-project"].by_name
    found = {entry_state(p) for p in key_projects() + preliminary_projects()}
    assert found <= states.keys()
    assert len(found) == 5


def test_a_month_is_reported_until_production_is_what_is_reported(definitions):
    duties = definitions["key-project"].obligations
    for duty in ("monthly_report", "stop_report"):
        assert "acceptance" in {state.partition(".")[0] for state in duties[duty].states}
        assert "ramp_up" not in {state.partition(".")[0] for state in duties[duty].states}


def test_nobody_fires_what_goes_by_itself(definitions):
    for workflow in definitions.values():
        for way in workflow.transitions:
            if "system" in way.by:
                assert way.by == ("system",)
                assert way.trigger in BY_ITSELF


def test_every_kind_of_message_has_a_text():
    assert {name.partition("-")[0] for name in TEXTS} == NOTICES


def _contexts(workflow):
    """Yield the least a case may hold, for every event some notice follows."""
    data = {
        "key-project": {
            "number": "K001",
            "name_zh": "某项目",
            "total": {"amount": "1", "currency": "CNY"},
        },
        "approval-item": {
            "code": "PRJ_CODE",
            "name_zh": "项目赋码",
            "name_en": "Code",
            "lead_role": "DRC",
        },
    }.get(workflow.name, {"number": "K001", "name_zh": "某项目", "period": "2011-01"})
    for notice in workflow.notices:
        for on in notice.on:
            yield notice, {
                "case": {"id": "c", "workflow": workflow.name, "subject": "K001", "state": "a.b",
                         "stage": "approval", "standing": "active", "outcome": ""},
                "data": data | {"sponsor": "lin", "former_sponsor": "han"},
                "event": {"name": on, "trigger": CAME_TO.get(on, on.split()[1]), "source": "x.y",
                          "actor": "ann", "comment": "", "at": "2011-05-04T12:00:00+08:00"},
            }  # fmt: skip


def test_every_text_is_sound_and_renders_in_chinese_and_english(definitions):
    for workflow in definitions.values():
        for notice, context in _contexts(workflow):
            for language in ("zh", "en"):
                assert check_source(notice.text[language]) == []
                subject = render_line(notice.subject[language], context)
                body = render(notice.text[language], context, html=False)
                assert subject
                assert notice.on[0] not in body
                assert context["event"]["trigger"] not in body.split("\n")[0] or language == "en"


def test_a_text_says_in_words_what_happened(definitions):
    for workflow in definitions.values():
        for notice, context in _contexts(workflow):
            trigger = context["event"]["trigger"]
            if "_" in trigger and notice.on[0].startswith("fired"):
                assert trigger not in render(notice.text["en"], context, html=False)
