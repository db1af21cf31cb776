"""Checks of every kind, good and bad, and what becomes of the ruling."""

import sqlite3
import time

import pytest

from keyflow import Actor, Engine, Refused, load
from keyflow.commands import Waive
from tests.office_plugins import _answers
from tests.offices import ANN, flow, opened, url_of

RAY = Actor("ray", {"r"})


def text(check, schema="n: integer"):
    return (
        "name: w\ninitial: a\nroles: [r, leader]\nschema: {title: text, total: money, "
        "items: {type: list, of: text}, notes: {type: map, of: text}, " + schema + "}\n"
        "stages: {a: {kind: plain, states: {a: {writable: '*'}}}, z: final}\ntransitions:\n"
        f"  - {{trigger: go, source: a, dest: z, by: r, checks: [{check}]}}\n"
        "  - {trigger: stay, source: a, by: r}\n"
    )


@pytest.fixture(params=["memory", "sqlite"])
def run(request, tmp_path):
    """Return a function that starts a case with one check on its way out."""
    open_ones = []

    def started(check, data=None, **more):
        opening = opened(url_of(request.param, tmp_path, request), [flow(text(check))], **more)
        open_ones.append(opening)
        office = opening.__enter__()
        return office, office.engine.start("w", subject="s", by=RAY, data=data)

    yield started
    for opening in open_ones:
        opening.__exit__(None, None, None)


def refused(office, case):
    with pytest.raises(Refused) as no:
        office.engine.fire(case.id, "go", by=RAY)
    assert office.engine.case(case.id).state == "a"
    event = office.engine.history(case.id)[-1]
    assert not event.accepted
    assert event.sentences == tuple(finding.text for finding in no.value.findings)
    return no.value.findings, event


def test_all_checks_run_and_all_findings_are_kept(run):
    office, case = run(
        "{kind: answering, what: one}, {kind: answering, id: b, what: two},"
        "{kind: answering, id: c, what: one, severity: warn}, {kind: answering, id: d}"
    )
    findings, event = refused(office, case)
    assert [(f.check, f.code, f.severity, f.text) for f in findings] == [
        ("answering", "one", "block", "first"),
        ("b", "one", "block", "first"),
        ("b", "two", "block", "second 0.5"),
        ("c", "one", "warn", "first"),
    ]
    assert [(c.check, c.result, c.code) for c in event.checks] == [
        ("answering", "block", "one"),
        ("b", "block", "one"),
        ("c", "warn", "one"),
        ("d", "pass", None),
    ]


def test_a_warning_lets_pass_and_is_kept(run):
    office, case = run("{kind: answering, what: one, severity: warn}")
    done = office.engine.fire(case.id, "go", by=RAY)
    assert [f.code for f in done.warnings] == ["one"]
    event = office.engine.history(case.id)[-1]
    assert event.sentences == ("first",)
    assert [(c.check, c.result) for c in event.checks] == [("answering", "warn")]


def test_a_check_sees_the_data_as_the_attempt_would_leave_it(run):
    office, case = run("{kind: enough, least: 5}")
    with pytest.raises(Refused) as no:
        office.engine.fire(case.id, "go", by=RAY, data={"n": 4})
    (finding,) = no.value.findings
    assert (finding.text, finding.say("zh")) == ("only 4 of 5", "仅4项")
    assert finding.values["have"] == 4
    assert finding.waivable == ("leader",)
    assert office.engine.case(case.id).data["n"] is None
    assert office.engine.fire(case.id, "go", by=RAY, data={"n": 5}).moved


@pytest.mark.parametrize("what", sorted(set(_answers()) - {"none", "one", "two", "many"}))
def test_garbage_from_a_check_counts_as_a_no(run, what):
    office, case = run(f"{{kind: answering, what: {what!r}}}")
    if what == "liar":
        findings, _ = refused(office, case)
        assert findings[0].text == findings[0].say() == "fine"
        return
    findings, event = refused(office, case)
    assert [f.code for f in findings] == ["check-failed"]
    assert len(findings[0].text) < 1000
    assert [c.result for c in event.checks] == ["error"]


def test_a_check_that_finds_a_hundred_thousand_things_is_heard_in_part(run):
    office, case = run("{kind: answering, what: many}")
    findings, _ = refused(office, case)
    assert len(findings) == 100


def test_what_a_check_raised_is_for_the_log_and_not_for_the_history(run, caplog):
    office, case = run("{kind: raising, what: plain}")
    findings, event = refused(office, case)
    assert findings[0].values["error"] == "ValueError"
    assert "broken" not in f"{findings[0].words()}{event.private}{event.body}"
    assert "broken" in caplog.text


@pytest.mark.parametrize("kind", ["raising", "raising-inline"])
@pytest.mark.parametrize("what", ["plain", "unspeakable", "nul", "group", "stop", "recursion"])
def test_whatever_a_check_raises_counts_as_a_no(run, kind, what):
    office, case = run(f"{{kind: {kind}, what: {what}}}")
    findings, event = refused(office, case)
    assert [f.code for f in findings] == ["check-failed"]
    assert [c.result for c in event.checks] == ["error"]
    assert "\0" not in findings[0].text
    findings[0].text.encode()


@pytest.mark.parametrize("kind", ["raising", "raising-inline"])
@pytest.mark.parametrize(
    ("what", "error"),
    [("interrupt", KeyboardInterrupt), ("generator-exit", GeneratorExit)],
)
def test_what_ends_a_program_is_not_swallowed_and_leaves_nothing_half_done(run, kind, what, error):
    office, case = run(f"{{kind: {kind}, what: {what}}}")
    with pytest.raises(error):
        office.engine.fire(case.id, "go", by=RAY)
    assert len(office.engine.history(case.id)) == 1
    assert office.engine.fire(case.id, "stay", by=RAY).case.version == 2


def test_a_check_that_hangs_is_given_up_and_holds_no_lock(tmp_path):
    path = tmp_path / "keyflow.db"
    with opened(f"sqlite:///{path}", [flow(text("{kind: hanging, seconds: '3'}"))]) as office:
        case = office.engine.start("w", subject="s", by=RAY)
        from tests.offices import threads

        def meanwhile():
            time.sleep(0.1)
            other = sqlite3.connect(path, timeout=0, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            other.execute("UPDATE keyflow_meta SET value = value")
            other.execute("COMMIT")
            other.close()
            return "written"

        began = time.monotonic()
        no, written = threads(lambda: office.engine.fire(case.id, "go", by=RAY), meanwhile)
        assert time.monotonic() - began < 2
        assert written == "written"
        assert isinstance(no, Refused)
        assert "no answer within 0.2 s" in no.findings[0].text


def test_what_a_check_does_to_its_snapshot_changes_nothing(run):
    office, case = run(
        "mutating", data={"title": "t", "total": "5", "items": ["a"], "notes": {"a": "b"}}
    )
    before = office.engine.case(case.id)
    office.engine.options(case.id, by=RAY)
    with_other = office.engine.fire(case.id, "go", by=RAY, data={"n": 1}).case
    for after in (with_other, office.engine.case(case.id)):
        assert {**after.data.raw, "n": None} == {**before.data.raw, "n": None}
        assert after.state == "z"
    assert before.data["title"] == "t"


def test_a_waiver_covers_a_check_that_cannot_run(run):
    office, case = run("{kind: raising-inline, waivable: [leader]}")
    refused(office, case)
    office.engine.do(Waive(case.id, "raising-inline", "go", "known"), by=Actor("l", {"leader"}))
    assert office.engine.fire(case.id, "go", by=RAY).moved
    event = office.engine.history(case.id)[-1]
    assert [(c.check, c.result) for c in event.checks] == [("raising-inline", "waived")]


def test_a_case_whose_plugin_is_gone_is_parked_and_goes_on_when_it_is_back(tmp_path):
    url = f"sqlite:///{tmp_path / 'keyflow.db'}"
    with opened(url, [flow(text("{kind: enough, least: 0}"))]) as office:
        case = office.engine.start("w", subject="s", by=RAY)
    bare = Engine(url, [])
    (option,) = [o for o in bare.options(case.id, by=RAY) if o.trigger == "go"]
    assert [f.code for f in option.findings] == ["plugin-missing"]
    with pytest.raises(Refused) as no:
        bare.fire(case.id, "go", by=RAY)
    assert [(f.code, f.check) for f in no.value.findings] == [("plugin-missing", "enough")]
    assert bare.fire(case.id, "stay", by=RAY).case.version == 2
    bare.close()
    with opened(url, []) as office:
        assert office.engine.fire(case.id, "go", by=RAY).moved


def test_parked_plans_say_so_in_each_case_for_itself(tmp_path):
    url = f"sqlite:///{tmp_path / 'keyflow.db'}"
    plan = (
        "name: w\ninitial: a\nmany: true\nroles: [r]\nslots: {c: w}\n"
        "stages: {a: plain, z: final}\ntransitions:\n"
        "  - {trigger: go, source: a, dest: z, by: r, plans: [{kind: spawn, what: none}]}\n"
        "  - {trigger: all, source: a, by: r, commands: [{fire: go, on: child c}]}\n"
    )
    with opened(url, [flow(plan)]) as office:
        top = office.engine.start("w", subject="s", by=RAY)
        from keyflow.commands import Start

        child = office.engine.do(Start("w", "c", parent=top.id, slot="c"), by=RAY).case
    bare = Engine(url, [])
    with pytest.raises(Refused) as no:
        bare.fire(top.id, "all", by=RAY)
    assert no.value.findings[0].case == child.id
    with pytest.raises(Refused) as no:
        bare.fire(top.id, "go", by=RAY)
    assert [(f.code, f.case) for f in no.value.findings] == [("plugin-missing", "")]
    bare.close()


def test_a_definition_keeps_its_cases_when_a_newer_one_of_its_name_comes(tmp_path):
    url = f"sqlite:///{tmp_path / 'keyflow.db'}"
    with opened(url, [flow(text("{kind: enough, least: 0}"))]) as office:
        old = office.engine.start("w", subject="s", by=RAY)
    with opened(url, [flow(text("{kind: enough, least: 9}"))]) as office:
        new = office.engine.start("w", subject="t", by=RAY)
        assert office.engine.fire(old.id, "go", by=RAY).moved
        with pytest.raises(Refused):
            office.engine.fire(new.id, "go", by=RAY)
        assert old.definition != new.definition


def test_separation_of_duties_looks_at_the_whole_family():
    four = load(
        "name: w\ninitial: a\nroles: [r]\nstages: {a: plain, b: plain, z: final}\ntransitions:\n"
        "  - {trigger: ask, source: a, dest: b, by: r}\n"
        "  - {trigger: approve, source: b, dest: z, by: r,"
        " checks: [{kind: different-person, from_triggers: [ask]}]}\n"
        "  - {trigger: both, source: a, dest: z, by: r}\n"
    )
    with opened(None, [four]) as office:
        case = office.engine.start("w", subject="s", by=RAY)
        from keyflow.commands import Fire

        batch = [Fire(case.id, "ask"), Fire(case.id, "approve")]
        with pytest.raises(Refused) as no:
            office.engine.do(batch, by=RAY)
        assert [f.code for f in no.value.findings] == ["same-person"]
        office.engine.fire(case.id, "ask", by=RAY)
        with pytest.raises(Refused):
            office.engine.fire(case.id, "approve", by=RAY)
        assert office.engine.fire(case.id, "approve", by=Actor("sue", {"r"})).moved


def test_facts_reach_the_checks_and_their_failure_is_told():
    asked = []

    def facts(cases, connection):
        asked.append([case.subject for case in cases])
        return {case.id: f"fact of {case.subject}" for case in cases}

    one = flow(text("seeing"))
    with opened(None, [one], facts=facts) as office:
        case = office.engine.start("w", subject="s", by=RAY)
        with pytest.raises(Refused) as no:
            office.engine.fire(case.id, "go", by=RAY, comment="hm")
        assert no.value.findings[0].text == "fact of s hm"
    from keyflow.errors import PluginFailed

    for broken in (lambda *_: 1 / 0, lambda *_: None, lambda *_: 5, lambda *_: ["x"]):
        with opened(None, [one], facts=broken) as office, pytest.raises(PluginFailed):
            begin_and_fire(office)


def begin_and_fire(office):
    case = office.engine.start("w", subject="s", by=RAY)
    office.engine.fire(case.id, "go", by=RAY)


def test_nobody_passes_for_the_system(run):
    from keyflow import InputError
    from keyflow.model.command import Advance, Expire

    office, case = run("{kind: answering}")
    for spoof in (Actor("system"), Actor("system", {"system"}), Actor("eve", {"system", "r"})):
        for ask in (
            lambda spoof=spoof: office.engine.fire(case.id, "go", by=spoof),
            lambda spoof=spoof: office.engine.start("w", subject="x", by=spoof),
            lambda spoof=spoof: office.engine.options(case.id, by=spoof),
            lambda spoof=spoof: office.engine.fire(case.id, "go", by=RAY, recorded_by=spoof),
        ):
            with pytest.raises(InputError, match="system"):
                ask()
    for command in (Advance(case.id), Expire(case.id, "x")):
        with pytest.raises(InputError):
            office.engine.do(command, by=RAY)
        with pytest.raises(InputError):
            office.engine.preview(command, by=RAY)
    assert office.engine.history(case.id)[-1].seq == 1
    assert ANN.id != "system"
