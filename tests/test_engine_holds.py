"""What waits while a case is on hold, and what may not begin below one."""

from datetime import timedelta

import pytest

from keyflow import Actor, Refused
from keyflow.commands import Adopt, Edit, Resume, Start, Suspend, Terminate
from tests.offices import START, flow, opened, url_of

RAY = Actor("ray", {"r"})
HOUR = timedelta(hours=1)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def office(request, tmp_path):
    with opened(url_of(request.param, tmp_path, request), [flow(FIXED), flow(DUTY)]) as office:
        yield office


FIXED = """
name: w
initial: a
roles: [r]
many: true
schema: {at: instant, other: instant, told: instant}
operations: {suspend: {by: r}, resume: {by: r}, terminate: {by: r}, adopt: {by: r}}
stages:
  a:
    kind: plain
    states:
      a:
        writable: "*"
        deadlines:
          fixed: {at: at, overdue: lapse}
          always: {at: other, overdue: report}
          said: {at: told}
  z: final
transitions:
  - {trigger: lapse, source: a, dest: z, by: system}
  - {trigger: report, source: a, by: system, while: any}
notices:
  - {on: overdue said, to: r, via: box, id: said, text: due}
"""
DUTY = """
name: d
initial: a
roles: [r]
many: true
operations: {suspend: {by: r}, resume: {by: r}}
stages:
  a: plain
  b: {kind: plain, states: {b: {children: {duty: {workflow: w}}}}}
  z: final
transitions:
  - {trigger: begin, source: a, dest: b, by: r, while: suspended}
  - {trigger: end, source: b, dest: z, by: r, while: any}
"""


def begin(office, **data):
    return office.engine.start("w", subject="s", by=RAY, data=data)


def verbs(office, case):
    return [event.verb for event in office.engine.history(case.id)]


def test_a_fixed_instant_that_comes_on_hold_waits_and_is_done_once_after_it(office):
    case = begin(office, at=START + HOUR, told=START + HOUR)
    office.engine.do(Suspend(case.id, "rain"), by=RAY)
    office.clock.turn(hours=9)
    assert office.engine.run_due().expired == 0
    assert verbs(office, case) == ["start", "suspend"]
    assert office.engine.outbox() == []
    resumed = office.engine.do(Resume(case.id), by=RAY).case
    assert {item.due for item in resumed.armed} == {START + HOUR}
    assert office.engine.run_due().expired >= 1
    assert office.engine.case(case.id).state == "z"
    assert office.engine.run_due().expired == 0
    assert [event.body.get("incidents") for event in office.engine.history(case.id)] == [None] * 4


def test_a_fixed_instant_that_only_tells_waits_too(office):
    case = begin(office, told=START + HOUR)
    office.engine.do(Suspend(case.id, "rain"), by=RAY)
    office.clock.turn(hours=9)
    assert office.engine.run_due().expired == 0
    office.engine.do(Resume(case.id), by=RAY)
    assert [office.engine.run_due().expired for _ in range(2)] == [1, 0]
    assert [message.notice for message in office.engine.outbox()] == ["said"]


def test_one_that_was_due_before_the_hold_is_done_before_it_though_nobody_looked(office):
    case = begin(office, at=START + HOUR)
    office.clock.turn(hours=2)
    with pytest.raises(Refused) as no:
        office.engine.do(Suspend(case.id, "rain"), by=RAY)
    assert [finding.code for finding in no.value.findings] == ["ended"]
    assert office.engine.run_due().expired == 1
    assert office.engine.case(case.id).state == "z"


def test_one_whose_way_is_open_on_hold_does_not_wait(office):
    case = begin(office, other=START + HOUR)
    office.engine.do(Suspend(case.id, "rain"), by=RAY)
    office.clock.turn(hours=1)
    assert office.engine.run_due().expired == 1
    event = office.engine.history(case.id)[-1]
    assert event.body["steps"] == [["report", "a", "a", True]]
    assert "incidents" not in event.body


def test_one_that_is_given_or_below_on_hold_waits_too(office):
    top = begin(office)
    child = office.engine.start("w", subject="c", by=RAY, parent=top.id)
    office.engine.do(Suspend(top.id, "rain"), by=RAY)
    office.engine.do(Edit(child.id, {"at": START + HOUR}), by=RAY)
    office.clock.turn(hours=3)
    assert office.engine.run_due().expired == 0
    office.engine.do(Resume(top.id), by=RAY)
    (item,) = office.engine.case(child.id).armed
    assert (item.due, item.paused_at) == (START + HOUR, None)
    assert office.engine.run_due().expired == 1
    assert office.engine.case(child.id).ended


def refused(office, command):
    with pytest.raises(Refused) as no:
        office.engine.do(command, by=RAY)
    return [(finding.code, finding.say("zh")) for finding in no.value.findings]


def test_nobody_begins_a_case_below_one_that_is_on_hold(office):
    top = begin(office)
    child = office.engine.start("w", subject="c", by=RAY, parent=top.id)
    office.engine.do(Suspend(top.id, "rain"), by=RAY)
    for command in (
        Start("w", "x", parent=top.id),
        Start("w", "x", parent=child.id),
        Adopt("w", "x", "a", "as it was", parent=top.id),
    ):
        assert refused(office, command) == [("parent-suspended", "所属事项已暂停，请先恢复。")]
    office.engine.do(Resume(top.id), by=RAY)
    assert office.engine.start("w", subject="x", by=RAY, parent=top.id).parent == top.id


def test_nobody_begins_a_case_below_one_that_has_ended(office):
    top = begin(office)
    office.engine.do(Terminate(top.id, "cancelled", "late"), by=RAY)
    found = refused(office, Start("w", "x", parent=top.id))
    assert found == [("parent-ended", "所属事项已办结（cancelled）。")]


def test_a_way_that_is_open_on_hold_opens_the_cases_of_its_state(office):
    top = office.engine.start("d", subject="s", by=RAY)
    office.engine.do(Suspend(top.id, "rain"), by=RAY)
    (duty,) = office.engine.fire(top.id, "begin", by=RAY).opened
    assert office.engine.case(duty).slot == "duty"
