"""Every verb and operation, on every store."""

from datetime import timedelta
from decimal import Decimal

import pytest

from keyflow import Actor, Conflict, InputError, Money, NotFound, Refused
from keyflow.commands import (
    Adopt,
    Edit,
    Erase,
    Fire,
    Note,
    Resume,
    Start,
    Suspend,
    Terminate,
    Waive,
)
from tests.offices import ANN, BOB, FULL, LEA, NOBODY, START, opened, url_of


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def office(request, tmp_path):
    with opened(url_of(request.param, tmp_path, request)) as office:
        yield office


def codes(error):
    return [finding.code for finding in error.value.findings]


def test_a_started_case_is_what_was_asked_for(office):
    case = office.begin(owner="ann", n=3, place={"town": "甲", "plots": [1, 2]})
    assert (case.workflow, case.subject, case.state) == ("project", "Ring road", "preparing")
    assert (case.standing, case.version, case.seq, case.revision) == ("active", 1, 1, 1)
    assert case.root == case.id
    assert case.parent is case.outcome is None
    assert case.data["total"] == Money(Decimal(120000000), "CNY")
    assert case.data["place"]["plots"] == (1, 2)
    assert case.data["flag"] is None
    assert office.engine.case(case.id) == case


def test_a_subject_has_one_live_case_and_another_after_that_ended(office):
    case = office.begin()
    with pytest.raises(Refused) as no:
        office.begin()
    assert codes(no) == ["already-live"]
    office.engine.do(Terminate(case.id, "cancelled", "no money"), by=BOB)
    assert office.begin().id != case.id


def test_start_wants_a_role_of_the_workflow_and_says_all_that_is_wrong(office):
    office.begin()
    with pytest.raises(Refused) as no:
        office.begin(by=NOBODY)
    assert codes(no) == ["already-live", "not-allowed"]


def test_an_existing_matter_is_adopted_at_its_state_with_a_reason(office):
    adopted = office.engine.do(
        Adopt("project", "Old road", "works.building", "from the list", FULL | {"items": ["x"]}),
        by=BOB,
    )
    assert adopted.case.state == "works.building"
    assert [child.subject for child in office.children(adopted.case)] == ["Old road/item/x"]
    event = office.engine.history(adopted.case.id)[0]
    assert (event.verb, event.comment) == ("adopt", "from the list")
    for command, by, code in (
        (Adopt("project", "B", "works.building", ""), BOB, "reason-required"),
        (Adopt("project", "B", "works.bulding", "why"), BOB, "unknown-state"),
        (Adopt("project", "B", "preparing", "why"), ANN, "not-allowed"),
    ):
        with pytest.raises(Refused) as no:
            office.engine.do(command, by=by)
        assert codes(no) == [code]
    assert office.engine.cases(subject="B").total == 0


def test_firing_moves_and_leaves_one_event(office):
    case = office.begin()
    done = office.engine.fire(case.id, "submit", by=ANN, comment="please", data={"n": 4})
    assert done.moved
    assert done.case.state == "approval.deciding"
    assert (done.case.version, done.case.seq, done.case.revision) == (2, 2, 2)
    assert done.messages == 2
    assert not done.replayed
    first, second = office.engine.history(case.id)
    assert (second.verb, second.trigger, second.actor) == ("fire", "submit", "ann")
    assert (second.source, second.state, second.comment) == (
        "preparing",
        "approval.deciding",
        "please",
    )
    assert [(item.check, item.result) for item in second.checks] == [
        ("money", "pass"),
        ("title", "pass"),
    ]
    assert second.body["data"] == {"n": 4}
    assert first.verb == "start"


def test_a_refusal_is_told_with_every_reason_and_is_an_event(office):
    case = office.engine.start("project", subject="Bare", by=ANN)
    with pytest.raises(Refused) as no:
        office.engine.fire(case.id, "submit", by=BOB, key="once")
    assert codes(no) == ["not-allowed", "field-missing", "field-missing", "field-missing"]
    assert [f.severity for f in no.value.findings] == ["block", "block", "block", "warn"]
    after = office.engine.case(case.id)
    assert (after.state, after.version, after.revision) == ("preparing", 1, 1)
    event = office.engine.history(case.id)[-1]
    assert (event.accepted, event.actor, event.key) == (False, "bob", None)
    assert event.body["codes"] == ["not-allowed", "field-missing", "field-missing"]
    assert [item.result for item in event.checks] == ["block", "warn"]
    assert len(event.sentences) == 4
    # the refusal used up no key
    assert office.engine.fire(case.id, "submit", by=ANN, data=FULL, key="once").moved


@pytest.mark.parametrize(
    ("trigger", "code"),
    [("sumbit", "unknown-trigger"), ("close", "not-from-here"), ("check_up", "not-suspended")],
)
def test_a_trigger_that_is_not_open_says_why(office, trigger, code):
    case = office.begin()
    with pytest.raises(Refused) as no:
        office.engine.fire(case.id, trigger, by=BOB)
    assert codes(no) == [code]
    assert no.value.findings[0].say("zh") != no.value.findings[0].text


def test_options_say_what_fire_would_say(office):
    case = office.begin()
    options = {option.trigger: option for option in office.engine.options(case.id, by=ANN)}
    assert set(options) == {"submit", "remark", "drop", "check_up"}  # lapse is the system's own
    assert options["submit"].allowed
    assert options["submit"].dest == "approval.deciding"
    assert options["remark"].dest == "preparing"
    for trigger, option in options.items():
        if not option.allowed:
            with pytest.raises(Refused) as no:
                office.engine.fire(case.id, trigger, by=ANN)
            assert no.value.findings == option.findings
    assert office.engine.case(case.id).version == 1
    both = office.engine.options([case.id, office.begin("Other").id], by=ANN)
    assert both[case.id] == office.engine.options(case.id, by=ANN)
    assert len(both) == 2


def test_an_option_says_that_a_comment_is_needed(office):
    case = office.deciding(n=11)
    (option,) = [o for o in office.engine.options(case.id, by=LEA) if o.trigger == "decide"]
    assert (option.allowed, option.comment_required) == (True, True)
    with pytest.raises(Refused) as no:
        office.engine.fire(case.id, "decide", by=LEA)
    assert codes(no) == ["comment-required"]


def test_nothing_is_written_by_a_preview(office):
    case = office.begin()
    before = office.engine.history(case.id)
    shown = office.engine.preview(Fire(case.id, "submit"), by=ANN)
    assert shown.allowed
    assert [item.state for item in shown.cases] == ["approval.deciding"]
    assert shown.messages == (("role:leader", "box", "asked"), ("role:owner", "box", "asked")) or (
        set(shown.messages) == {("role:leader", "box", "asked"), ("role:owner", "box", "asked")}
    )
    refused = office.engine.preview(Fire(case.id, "submit"), by=BOB)
    assert not refused.allowed
    assert [finding.code for finding in refused.findings] == ["not-allowed"]
    new = office.engine.preview(Start("project", "New", FULL), by=ANN)
    assert new.allowed
    assert office.engine.cases(subject="New").total == 0
    assert office.engine.history(case.id) == before
    assert office.engine.outbox() == []


def test_editing_is_for_writable_fields_only(office):
    case = office.deciding()
    done = office.engine.do(Edit(case.id, {"funded": "0.5"}, "more came"), by=ANN)
    assert not done.moved
    assert done.case.data["funded"] == Decimal("0.5")
    assert done.case.version == 3
    with pytest.raises(Refused) as no:
        office.engine.do(Edit(case.id, {"total": "1", "n": 2}), by=ANN)
    assert codes(no) == ["not-writable", "not-writable"]
    with pytest.raises(Refused) as no:
        office.engine.fire(case.id, "remark", by=ANN, data={"title": "x"})
    assert codes(no) == ["not-writable"]
    with pytest.raises(InputError, match="data"):
        office.engine.do(Edit(case.id, {}), by=ANN)


def test_a_note_is_kept_even_after_the_end(office):
    case = office.begin()
    office.engine.fire(case.id, "drop", by=BOB)
    done = office.engine.do(Note(case.id, "still: 备注"), by=ANN)
    assert done.case.standing == "completed"
    assert office.engine.history(case.id)[-1].private["text"] == "still: 备注"


def test_after_the_end_nothing_else_is_taken(office):
    case = office.begin()
    office.engine.fire(case.id, "drop", by=BOB)
    for command in (
        Fire(case.id, "drop"),
        Edit(case.id, {"n": 1}),
        Suspend(case.id, "x"),
        Resume(case.id, "x"),
        Terminate(case.id, "x", "y"),
        Waive(case.id, "money", "submit", "x"),
    ):
        with pytest.raises(Refused) as no:
            office.engine.do(command, by=BOB)
        assert "ended" in codes(no), command
    assert office.engine.options(case.id, by=BOB) == []


def test_a_waiver_is_for_one_trigger_until_it_is_used(office):
    case = office.engine.start("project", subject="Bare", by=ANN, data={"title": "x"})
    for check, by, reason, code in (
        ("money", ANN, "x", "not-waivable"),
        ("title", LEA, "x", "not-waivable"),
        ("monye", LEA, "x", "unknown-check"),
        ("money", LEA, "", "reason-required"),
    ):
        with pytest.raises(Refused) as no:
            office.engine.do(Waive(case.id, check, "submit", reason), by=by)
        assert codes(no) == [code]
    office.engine.do(Waive(case.id, "money", "submit", "urgent"), by=LEA)
    assert [w.check for w in office.engine.case(case.id).waivers] == ["money"]
    done = office.engine.fire(case.id, "submit", by=ANN)
    assert [f.severity for f in done.warnings] == ["warn", "warn"]
    event = office.engine.history(case.id)[-1]
    assert ("money", "waived") in [(item.check, item.result) for item in event.checks]
    assert office.engine.case(case.id).waivers == ()


def test_a_waiver_ends_when_its_state_is_left(office):
    case = office.engine.start("project", subject="Bare", by=ANN)
    office.engine.do(Waive(case.id, "money", "submit", "urgent"), by=LEA)
    office.engine.fire(case.id, "drop", by=BOB)
    assert office.engine.case(case.id).waivers == ()


def test_a_check_on_an_operation_is_waived_like_any_other(office):
    case = office.engine.start("project", subject="Untitled", by=ANN)
    with pytest.raises(Refused):
        office.engine.do(Terminate(case.id, "withdrawn", "x"), by=BOB)
    office.engine.do(Waive(case.id, "fields-present", "terminate", "never had one"), by=LEA)
    done = office.engine.do(Terminate(case.id, "withdrawn", "x"), by=BOB)
    assert (done.case.standing, done.case.outcome, done.moved) == ("terminated", "withdrawn", True)


def test_on_hold_only_what_says_so_is_open_and_resuming_opens_it_again(office):
    case = office.begin()
    with pytest.raises(Refused) as no:
        office.engine.do(Suspend(case.id, ""), by=BOB)
    assert codes(no) == ["reason-required"]
    done = office.engine.do(Suspend(case.id, "no land"), by=BOB)
    assert (done.case.standing, done.moved) == ("suspended", True)
    with pytest.raises(Refused) as no:
        office.engine.fire(case.id, "submit", by=ANN)
    assert codes(no) == ["suspended"]
    assert office.engine.fire(case.id, "check_up", by=BOB).case.state == "preparing"
    office.engine.do(Edit(case.id, {"n": 2}), by=ANN)
    with pytest.raises(Refused):
        office.engine.do(Suspend(case.id, "again"), by=BOB)
    office.engine.do(Resume(case.id), by=BOB)
    with pytest.raises(Refused) as no:
        office.engine.do(Resume(case.id), by=BOB)
    assert codes(no) == ["not-suspended"]
    assert office.engine.fire(case.id, "submit", by=ANN).moved


def test_children_are_on_hold_with_their_parent(office):
    case = office.building()
    child = office.children(case)[0]
    office.engine.do(Suspend(case.id, "rain"), by=BOB)
    with pytest.raises(Refused) as no:
        office.engine.fire(child.id, "finish_item", by=Actor("lu", {"land"}))
    assert codes(no) == ["suspended"]
    office.engine.do(Resume(case.id), by=BOB)
    assert office.engine.fire(child.id, "finish_item", by=Actor("lu", {"land"})).moved


def test_erasing_takes_the_words_and_leaves_the_chain(office):
    case = office.begin(secret="ann's illness")
    office.engine.fire(case.id, "remark", by=ANN, comment="I am ill")
    office.engine.fire(case.id, "remark", by=BOB, comment="asked ann, she is ill")
    office.engine.fire(case.id, "remark", by=BOB, comment="the annex is fine")
    office.engine.fire(case.id, "drop", by=BOB)
    with pytest.raises(Refused):
        office.engine.do(Erase(case.id, "ann", "asked for"), by=ANN)
    office.engine.do(Erase(case.id, "ann", "asked for"), by=BOB)
    start, first, second, third, _, _, last = office.engine.history(case.id)
    assert start.private is first.private is second.private is None
    assert third.comment == "the annex is fine"
    assert (last.verb, last.actor) == ("erase", "bob")
    assert office.engine.case(case.id).data["secret"] is None
    assert office.engine.case(case.id).data["title"] == "Ring road"


def test_a_reason_or_comment_that_shows_nothing_is_none(office):
    engine = office.engine
    case = office.deciding("Blank", n=11).id
    for blank in (" ", "\n", "\u3000", "\t \u00a0"):
        for command, by, code in (
            (Suspend(case, blank), BOB, "reason-required"),
            (Waive(case, "money", "decide", blank), LEA, "reason-required"),
            (Terminate(case, "cancelled", blank), BOB, "reason-required"),
            (Fire(case, "decide", comment=blank), LEA, "comment-required"),
        ):
            shown = engine.preview(command, by=by)
            assert code in [finding.code for finding in shown.findings], (command, blank)


def test_cases_are_found_by_what_they_are(office):
    one = office.deciding("Road 1", n=1, sector="road", total="5")
    two = office.begin("Road 2", n=2, sector="steel", total="50", flag=True)
    three = office.building("Road 3", n=3, sector="road", total="500.5")
    office.engine.do(Suspend(two.id, "x"), by=BOB)

    def found(**query):
        return [case.subject for case in office.engine.cases(order="subject", **query).cases]

    assert found(workflow="project") == ["Road 1", "Road 2", "Road 3"]
    assert found(state="preparing") == ["Road 2"]
    assert found(state=["preparing", "approval.deciding"]) == ["Road 1", "Road 2"]
    assert found(stage="works") == ["Road 3"]
    assert found(standing="suspended") == ["Road 2"]
    assert found(standing=["active"], roots=True) == ["Road 1", "Road 3"]
    assert found(parent=three.id) == ["Road 3/item/a", "Road 3/item/b"]
    assert found(subject="Road 1") == ["Road 1"]
    assert found(role="leader") == ["Road 1"]
    assert found(role="land") == ["Road 3/item/a", "Road 3/item/b"]
    by_field = {"workflow": "project"}
    assert found(where={"sector": "road"}, **by_field) == ["Road 1", "Road 3"]
    assert found(where={"total": (">=", "50")}, **by_field) == ["Road 2", "Road 3"]
    assert found(where={"total": ("<", 100), "n": (">", 1)}, **by_field) == ["Road 2"]
    assert found(where={"flag": True}, **by_field) == ["Road 2"]
    assert found(where={"funded": "0.40"}, **by_field) == ["Road 1", "Road 2", "Road 3"]
    page = office.engine.cases(workflow="project", order="-total", limit=2, offset=1)
    assert [case.subject for case in page.cases] == ["Road 2", "Road 1"]
    assert page.total == 3
    assert office.engine.cases(workflow="project", order=["sector", "-n"]).cases[0].id == three.id
    assert one.id in [case.id for case in office.engine.cases(limit=1000).cases]


def test_history_and_case_can_be_read_as_of_an_instant(office):
    case = office.begin()
    office.clock.turn(hours=5)
    office.engine.fire(case.id, "submit", by=ANN)
    office.clock.turn(hours=5)
    office.engine.fire(
        case.id, "remark", by=ANN, data={"funded": "0.9"}, occurred_at=START + timedelta(hours=6)
    )
    with pytest.raises(Refused) as no:
        office.engine.fire(case.id, "remark", by=ANN, occurred_at=START - timedelta(days=9))
    assert codes(no) == ["too-early"]
    at = [START + timedelta(hours=hours) for hours in (0, 5, 7, 10)]
    assert [len(office.engine.history(case.id, as_of=moment)) for moment in at] == [1, 2, 3, 4]
    assert office.engine.case(case.id, as_of=at[0]).state == "preparing"
    assert office.engine.case(case.id, as_of=at[1]).data["funded"] == Decimal("0.4")
    assert office.engine.case(case.id, as_of=at[2]).data["funded"] == Decimal("0.9")
    assert office.engine.case(case.id, as_of=at[3]).state == "approval.deciding"
    with pytest.raises(NotFound):
        office.engine.case(case.id, as_of=START - timedelta(hours=1))


def test_many_commands_are_done_in_one_transaction_each_on_the_one_before(office):
    case = office.begin()
    done = office.engine.do(
        [
            Edit(case.id, {"n": 11}),
            Fire(case.id, "submit"),
            Start("project", "Second", FULL),
        ],
        by=ANN,
        key="batch",
    )
    assert [outcome.case.state for outcome in done] == [
        "approval.deciding",
        "approval.deciding",
        "preparing",
    ]
    assert office.engine.case(case.id).version == 3
    assert [event.key for event in office.engine.history(case.id)] == [
        None,
        "batch",
        "batch/1",
    ]


def test_of_many_commands_none_is_done_if_one_is_refused_and_all_reasons_are_listed(office):
    one, two, three = (office.begin(name) for name in ("1", "2", "3"))
    commands = [
        Fire(one.id, "submit"),
        Fire(two.id, "close"),
        Fire(three.id, "sumbit"),
        Note(one.id, "x"),
    ]
    shown = office.engine.preview(commands, by=ANN)
    assert [item.allowed for item in shown] == [True, False, False, True]
    with pytest.raises(Refused) as no:
        office.engine.do(commands, by=ANN, key="all")
    assert [(index, [f.code for f in found]) for index, _, found in no.value.refusals] == [
        (1, ["not-from-here"]),
        (2, ["unknown-trigger"]),
    ]
    assert [command for _, command, _ in no.value.refusals] == commands[1:3]
    assert [office.engine.case(case.id).version for case in (one, two, three)] == [1, 1, 1]
    assert [len(office.engine.history(case.id)) for case in (one, two, three)] == [1, 2, 2]
    assert office.engine.outbox() == []
    done = office.engine.do(commands[:1] + commands[3:], by=ANN, key="all")
    assert len(done) == 2


def test_twice_refused_on_one_case_is_written_twice(office):
    case = office.begin()
    with pytest.raises(Refused) as no:
        office.engine.do([Fire(case.id, "close"), Fire(case.id, "build")], by=ANN)
    assert len(no.value.refusals) == 2
    assert [event.trigger for event in office.engine.history(case.id)] == [None, "close", "build"]


def test_what_is_not_there_is_not_found(office):
    for ask in (
        lambda: office.engine.case("nobody"),
        lambda: office.engine.history("nobody"),
        lambda: office.engine.fire("nobody", "submit", by=ANN),
        lambda: office.engine.options("nobody", by=ANN),
        lambda: office.engine.preview(Fire("nobody", "submit"), by=ANN),
        lambda: office.engine.start("nothing", subject="x", by=ANN),
        lambda: office.engine.start("project", subject="x", by=ANN, parent="nobody"),
        lambda: office.engine.cases(workflow="nothing", where={"n": 1}),
    ):
        with pytest.raises(NotFound):
            ask()


def test_a_case_at_another_version_is_a_conflict(office):
    case = office.begin()
    with pytest.raises(Conflict, match="version 1"):
        office.engine.fire(case.id, "submit", by=ANN, expected=2)
    assert len(office.engine.history(case.id)) == 1
    assert office.engine.fire(case.id, "submit", by=ANN, expected=1).moved
