"""Deadlines in working days: levels, stops, extensions, sums, and calendars that change."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

import keyflow_calendar_cn
from keyflow import Actor, Engine, PluginFailed, Refused, load
from keyflow.commands import (
    ExtendLimit,
    Fire,
    Note,
    PauseClock,
    Resume,
    ResumeClock,
    StopClock,
    Suspend,
)
from keyflow.plugin import Calendar, hookimpl
from keyflow.store.migrate import upgrade
from tests.offices import Clock

CHINA = ZoneInfo("Asia/Shanghai")
OFFICER, HEAD, OWNER = Actor("ofa", {"officer"}), Actor("hed", {"head"}), Actor("own", {"owner"})


def at(text, hour=9):
    """Return an hour of a day in China."""
    return datetime.combine(date.fromisoformat(text), datetime.min.time(), CHINA).replace(hour=hour)


ITEM = """
name: item
initial: received
zone: Asia/Shanghai
calendar: cn
backdate: 60d
schema: {days: text, received_on: instant, item: text}
roles: [officer, head, owner]
operations: {suspend: {by: [officer]}, resume: {by: [officer]}}
clocks:
  decision:
    limit: 20wd
    states: [review]
    stands: [special]
    warn: {soon: 2wd}
    escalate: {head: 1wd, leader: 3wd}
    pause: {by: [officer], reasons: [expert-review, hearing]}
    extend: {by: [head], times: 1, most: 10wd}
    stop: [head]
stages:
  received:
    kind: plain
    states:
      received:
        deadlines:
          completeness: {limit: 5wd, overdue: deem, rule: "Administrative Licensing Law, art. 32"}
  review: plain
  special: plain
  granted: final
transitions:
  - {trigger: accept, source: received, dest: review, by: officer}
  - {trigger: deem, source: received, dest: review, by: system}
  - {trigger: look_closer, source: review, dest: special, by: officer}
  - {trigger: go_on, source: special, dest: review, by: officer}
  - {trigger: grant, source: review, dest: granted, by: officer}
notices:
  - {on: warned decision, to: officer, via: box, text: warned}
  - {on: warned decision.soon, to: head, via: box, text: soon}
  - {on: overdue decision, to: officer, via: box, text: overdue}
  - {on: overdue decision.head, to: head, via: box, text: one day late}
  - {on: overdue decision.leader, to: "person:leader", via: box, text: three days late}
  - {on: moved decision, to: officer, via: box, subject: "{{ event.due }}
     {%- if event.provisional %} provisional{% endif %}", text: moved}
  - {on: withdrawn decision, to: officer, via: box, text: withdrawn}
"""


class Desk:
    """An engine on some store, with a clock that is set to hours of days in China."""

    def __init__(self, url, *flows, plugins=()):
        self.clock = Clock(at("2011-01-01"))
        self.engine = Engine(
            url, [load(flow, plugins=plugins) for flow in flows], clock=self.clock, plugins=plugins
        )

    def on(self, day, hour=9):
        """Come to an hour of a day, doing all that is due at every midnight before it."""
        until = at(day, hour)
        while self.clock.now < until:
            midnight = (self.clock.now.astimezone(CHINA) + timedelta(days=1)).replace(
                hour=0, minute=0
            )
            self.clock.now = min(midnight, until)
            self.engine.run_due()
        return self

    def start(self, workflow="item", **data):
        self.case = self.engine.start(workflow, subject="S", by=OWNER, data=data).id
        return self.case

    def fire(self, trigger, by=OFFICER, **more):
        return self.engine.fire(self.case, trigger, by=by, **more)

    def do(self, command, by=OFFICER, **more):
        return self.engine.do(command, by=by, **more)

    def refused(self, command, by=OFFICER, **more):
        with pytest.raises(Refused) as no:
            self.engine.do(command, by=by, **more)
        return [finding.code for finding in no.value.findings]

    @property
    def now(self):
        return self.engine.case(self.case)

    def clock_of(self, name="decision"):
        return next((item for item in self.now.armed if item.name == name), None)

    def last(self, name="decision"):
        return self.clock_of(name).last.isoformat()

    def told(self):
        return [
            (message.at.astimezone(CHINA).date().isoformat(), message.texts["en"].body, message.to)
            for message in self.engine.outbox(limit=99)
        ]

    def events(self):
        return list(self.engine.history(self.case))


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def desk(request, tmp_path):
    opened = []

    def made(*flows, plugins=(keyflow_calendar_cn,)):
        url = None if request.param == "memory" else f"sqlite:///{tmp_path}/k.db"
        if request.param == "postgres":
            url = request.getfixturevalue("postgres_url")
            upgrade(url)
        opened.append(Desk(url, *(flows or (ITEM,)), plugins=plugins))
        return opened[-1]

    yield made
    for one in opened:
        one.engine.close()


def test_twenty_working_days_from_acceptance(desk):
    d = desk().on("2011-09-20")
    d.start()
    d.fire("accept")
    assert d.last() == "2011-10-21"
    assert d.clock_of().due == at("2011-10-22", 0)


def test_an_expert_review_stops_the_clock_and_the_new_end_is_told_once(desk):
    # Scenario E6: accepted 2011-09-20, expert review from 09-26 to 10-11.
    d = desk().on("2011-09-20")
    d.start()
    d.fire("accept")
    d.on("2011-09-26").do(PauseClock(d.case, "decision", "expert-review", document="No. 7"))
    assert d.clock_of().next is None
    d.on("2011-10-11").do(ResumeClock(d.case, "decision"))
    assert d.last() == "2011-11-02"
    assert d.told() == [("2011-10-11", "moved", "role:officer")]
    assert d.engine.outbox()[0].texts["en"].subject == "2011-11-02"
    d.on("2011-10-30")
    assert len(d.told()) == 1
    d.on("2011-10-31", 0)
    assert d.told()[1:] == [
        ("2011-10-31", "warned", "role:officer"),
        ("2011-10-31", "soon", "role:head"),
    ] or sorted(d.told()[1:]) == sorted(
        [
            ("2011-10-31", "warned", "role:officer"),
            ("2011-10-31", "soon", "role:head"),
        ]
    )
    (pause,) = d.clock_of().pauses
    assert (pause.reason, pause.document) == ("expert-review", "No. 7")


def test_states_in_which_a_clock_stands_stop_it_as_well(desk):
    d = desk().on("2011-09-20")
    d.start()
    d.fire("accept")
    d.on("2011-09-26").fire("look_closer")
    d.on("2011-10-11").fire("go_on")
    assert d.last() == "2011-11-02"
    d.on("2011-10-12").fire("grant")
    assert d.now.armed == ()
    assert d.events()[-1].body.get("late") is None


def test_silence_is_acceptance_after_five_working_days_by_a_rule(desk):
    # Received 2011-01-27: accepted after 2011-02-09, though nobody looked for a month.
    d = desk()
    d.clock.now = at("2011-01-27")
    d.start()
    d.clock.now = at("2011-03-01")
    d.engine.run_due()
    event = next(event for event in d.events() if event.verb == "expire")
    assert (event.body["deemed"], event.actor) == ("deem", "system")
    assert event.body["rule"] == "Administrative Licensing Law, art. 32"
    assert event.occurred_at == at("2011-02-10", 0)
    assert d.now.since == at("2011-02-10", 0)


def test_levels_come_once_each_and_late_is_a_fact_that_stays(desk):
    d = desk().on("2011-03-01")
    d.start()
    d.fire("accept")
    end = d.last()
    assert end == "2011-03-29"
    d.on("2011-04-08")
    assert sorted(d.told()) == [
        ("2011-03-25", "soon", "role:head"),
        ("2011-03-25", "warned", "role:officer"),
        ("2011-03-30", "one day late", "role:head"),
        ("2011-03-30", "overdue", "role:officer"),
        ("2011-04-01", "three days late", "leader"),
    ]
    d.engine.run_due()
    assert len(d.told()) == 5
    d.fire("grant")
    # 03-30 to 04-02 (a Saturday that is worked), 04-06 to 04-08
    assert d.events()[-1].body["late"] == [["decision", d.events()[-1].body["late"][0][1], 7]]


def test_a_grant_in_time_that_is_entered_late_withdraws_the_overdue_notice(desk):
    d = desk().on("2011-03-01")
    d.start()
    d.fire("accept")
    d.on("2011-04-06")
    outcome = d.fire("grant", occurred_at=at("2011-03-29", 16))
    assert outcome.case.state == "granted"
    event = d.events()[-1]
    assert event.body["withdrawn"] == ["decision"]
    assert "late" not in event.body
    assert d.told()[-1][1:] == ("withdrawn", "role:officer")


def test_an_extension_is_asked_for_before_the_end_by_the_head_once_and_so_far(desk):
    d = desk().on("2011-03-01")
    d.start()
    d.fire("accept")
    longer = ExtendLimit(d.case, "decision", "10wd", "complex", document="No. 9")
    assert d.refused(longer) == ["not-allowed"]
    assert d.refused(ExtendLimit(d.case, "decision", "11wd", "complex"), HEAD) == [
        "extended-too-far"
    ]
    assert d.refused(ExtendLimit(d.case, "decision", "1d", "complex"), HEAD) == ["extended-too-far"]
    d.on("2011-03-28").do(longer, HEAD)
    assert d.last() == "2011-04-13"
    assert d.refused(longer, HEAD) == ["extended-enough"]
    assert d.told()[-1][1:] == ("moved", "role:officer")
    d.on("2011-04-12", 0)
    assert [told[1] for told in d.told()].count("soon") == 2


def test_an_extension_after_the_end_is_refused(desk):
    d = desk().on("2011-03-01")
    d.start()
    d.fire("accept")
    d.on("2011-03-30")
    longer = ExtendLimit(d.case, "decision", "10wd", "complex")
    assert d.refused(longer, HEAD) == ["clock-over"]
    assert d.refused(PauseClock(d.case, "decision", "hearing")) == ["clock-over"]


def test_stopping_and_pausing_have_their_refusals(desk):
    d = desk().on("2011-03-01")
    d.start()
    assert d.refused(PauseClock(d.case, "decision", "hearing")) == ["no-such-deadline"]
    d.fire("accept")
    assert d.refused(PauseClock(d.case, "decision", "holiday")) == ["no-such-reason"]
    assert d.refused(ResumeClock(d.case, "decision")) == ["clock-runs"]
    assert d.refused(PauseClock(d.case, "decision", "hearing"), OWNER) == ["not-allowed"]
    d.do(PauseClock(d.case, "decision", "hearing"))
    assert d.refused(PauseClock(d.case, "decision", "hearing")) == ["clock-stands"]
    assert d.refused(StopClock(d.case, "decision", "withdrawn")) == ["not-allowed"]
    d.do(StopClock(d.case, "decision", "withdrawn"), HEAD)
    assert d.clock_of().next is None
    d.do(ResumeClock(d.case, "decision"))
    assert d.refused(ResumeClock(d.case, "decision")) == ["clock-runs"]
    assert d.clock_of().next is None
    d.on("2011-03-04").fire("look_closer")
    d.on("2011-03-08").fire("go_on")
    assert d.clock_of().next is None
    d.on("2011-06-01").fire("grant")
    assert "late" not in d.events()[-1].body


def test_a_suspended_case_is_a_pause_and_both_reasons_must_be_over(desk):
    d = desk().on("2011-09-20")
    d.start()
    d.fire("accept")
    d.on("2011-09-26").do(PauseClock(d.case, "decision", "hearing"))
    d.on("2011-09-27").do(Suspend(d.case, reason="flood"))
    d.on("2011-10-09").do(Resume(d.case))
    assert d.clock_of().next is None
    d.on("2011-10-11").do(ResumeClock(d.case, "decision"))
    assert d.last() == "2011-11-02"


SUM = """
name: project
initial: approval
zone: Asia/Shanghai
calendar: cn
backdate: 60d
schema: {items: {type: list, of: text}}
roles: [owner, officer]
clocks: {overall: {limit: 10wd, over: [item.decision]}}
stages:
  approval: {kind: plain, states: {approval: {children: {item: {workflow: item, each: items}}}}}
  closed: final
transitions: [{trigger: close, source: approval, dest: closed, by: owner}]
"""


def test_a_sum_counts_a_day_once_on_which_any_of_its_clocks_ran(desk):
    d = desk(SUM, ITEM).on("2011-03-01")
    case = d.start("project", items=["a", "b"])
    a, b = (one.id for one in d.engine.cases(parent=case).cases)
    d.engine.fire(a, "accept", by=OFFICER)
    assert d.last("overall") == "2011-03-15"
    d.on("2011-03-03").engine.fire(b, "accept", by=OFFICER)
    assert d.last("overall") == "2011-03-15"
    d.on("2011-03-04").engine.fire(a, "grant", by=OFFICER)
    d.on("2011-03-07").engine.fire(b, "grant", by=OFFICER)
    # 03-02 to 03-04 and 03-07 ran: four of ten are used, and nothing runs now.
    assert d.clock_of("overall").next is None
    d.on("2011-03-21")
    c = d.engine.start("item", subject="c", by=OWNER, parent=case, slot="item").id
    d.engine.fire(c, "accept", by=OFFICER)
    assert d.last("overall") == "2011-03-29"
    used = [day for day in d.engine.explain(case, "overall").days if day.what == "counted"]
    assert [day.day.isoformat() for day in used][:4] == [
        "2011-03-02",
        "2011-03-03",
        "2011-03-04",
        "2011-03-07",
    ]


class Printed(Calendar):
    """A calendar whose table is another once the next year is published."""

    kind = "printed"

    @property
    def version(self):
        return TABLE.version

    @property
    def horizon(self):
        return TABLE.horizon

    def is_working(self, day):
        return day.weekday() < 5 and day not in TABLE.off


TABLE = SimpleNamespace(version="1", horizon=None, off=frozenset())


@pytest.fixture
def table():
    TABLE.version, TABLE.horizon, TABLE.off = "1", date(2026, 12, 31), frozenset()
    return TABLE


PRINTED = ITEM.replace("calendar: cn", "calendar: printed").replace("20wd", "10wd")


def test_beyond_the_horizon_an_end_is_provisional_until_the_calendar_is_known(
    desk, table, tmp_path
):
    d = desk(PRINTED, plugins=[plugin_of(tmp_path)]).on("2011-01-02")
    d.clock.now = at("2026-12-25")
    d.start()
    d.fire("accept")
    assert d.clock_of().provisional
    assert d.last() == "2027-01-08"
    table.version, table.horizon = "2", date(2027, 12, 31)
    table.off = frozenset({date(2027, 1, 1)})
    d.engine.run_due()
    assert not d.clock_of().provisional
    assert d.last() == "2027-01-11"
    assert [told[1] for told in d.told()] == ["moved"]
    before = len(d.events())
    d.engine.run_due()
    assert len(d.events()) == before


def test_an_overdue_that_a_new_calendar_takes_back_is_withdrawn(desk, table, tmp_path):
    d = desk(PRINTED, plugins=[plugin_of(tmp_path)])
    table.horizon = None
    d.clock.now = at("2020-01-20")
    d.start()
    d.fire("accept")
    assert d.last() == "2020-02-03"
    d.on("2020-02-04")
    assert d.clock_of().late
    table.version = "2"
    table.off = frozenset(date(2020, 1, 24) + timedelta(days=n) for n in range(10))
    d.engine.run_due()
    assert not d.clock_of().late
    assert d.last() == "2020-02-11"
    assert {told[1] for told in d.told()} >= {"moved", "withdrawn"}
    event = d.events()[-1]
    assert (event.verb, event.body["withdrawn"]) == ("recount", ["decision"])
    d.on("2020-02-12")
    assert d.clock_of().late


def test_a_calendar_that_says_the_same_writes_no_event(desk, table, tmp_path):
    d = desk(PRINTED, plugins=[plugin_of(tmp_path)])
    table.horizon = None
    d.start()
    d.fire("accept")
    before = len(d.events())
    table.version = "2"
    d.engine.run_due()
    assert len(d.events()) == before
    assert d.clock_of().calendar == "printed@2"


def plugin_of(tmp_path):
    """Return a module that offers the calendar."""
    import sys

    return sys.modules[__name__]


@hookimpl
def keyflow_calendars():
    return [Printed]


def test_thirty_days_without_anybody_looking_are_caught_up_in_order_each_once(desk):
    d = desk()
    cases = []
    for n in range(6):
        d.clock.now = at("2011-03-01") + timedelta(days=n)
        cases.append(d.engine.start("item", subject=f"S{n}", by=OWNER).id)
    d.clock.now = at("2011-04-30")
    assert d.engine.run_due().expired > len(cases)
    assert d.engine.run_due().expired == 0
    done = sorted(
        (event.recorded_at, event.seq, event.occurred_at, event.case)
        for case in cases
        for event in d.engine.history(case)
        if event.verb == "expire"
    )
    assert len({(event[3], event[2]) for event in done}) >= len(cases)
    order = [message.texts["en"].body for message in d.engine.outbox(limit=99)]
    assert order.count("overdue") == len(cases)


def test_deadlines_of_a_limit_in_the_data_and_since_an_instant(desk):
    flow = ITEM.replace("    limit: 20wd\n", "    limit: data.days\n    since: received_on\n")
    d = desk(flow).on("2011-03-03")
    d.start(days="3wd", received_on=at("2011-03-01"))
    d.fire("accept")
    assert d.last() == "2011-03-04"
    d2 = d.engine.start("item", subject="x", by=OWNER, data={"days": "soon"}).id
    with pytest.raises(Refused) as no:
        d.engine.fire(d2, "accept", by=OFFICER)
    assert [finding.code for finding in no.value.findings] == ["limit-unreadable"]


def test_what_is_late_and_what_is_over_can_be_listed(desk):
    d = desk().on("2011-03-01")
    d.start()
    d.fire("accept")
    d.on("2011-04-01")
    (row,) = d.engine.deadlines()
    assert (row.subject, row.armed.name, row.running, row.armed.late) == (
        "S",
        "decision",
        True,
        True,
    )
    d.fire("grant")
    rows = d.engine.deadlines(status="done")
    assert [(row.armed.name, row.days) for row in rows] == [("completeness", 0), ("decision", 3)]
    assert d.engine.deadlines() == []


def test_an_end_is_explained_day_by_day(desk):
    d = desk().on("2011-09-20")
    d.start()
    d.fire("accept")
    d.on("2011-09-26").do(PauseClock(d.case, "decision", "hearing"))
    d.on("2011-10-11").do(ResumeClock(d.case, "decision"))
    found = d.engine.explain(d.case, "decision")
    assert found.due == at("2011-11-03", 0)
    counted = [day for day in found.days if day.what == "counted"]
    assert len(counted) == 20
    assert {day.what for day in found.days} == {"start", "counted", "off", "paused"}


def test_the_history_folds_back_into_the_same_deadlines(desk):
    d = desk().on("2011-09-20")
    d.start()
    d.fire("accept")
    d.on("2011-09-26").do(PauseClock(d.case, "decision", "hearing"))
    d.on("2011-10-11").do(ResumeClock(d.case, "decision"))
    d.on("2011-12-01")
    assert d.engine.case(d.case, as_of=d.clock.now).armed == d.now.armed
    assert d.now.armed[0].since.tzinfo == UTC


PERMIT = """
name: permit
initial: granted
zone: Asia/Shanghai
calendar: cn
backdate: 60d
roles: [owner, officer]
operations: {suspend: {by: [officer]}, resume: {by: [officer]}}
stages:
  granted: {kind: plain, states: {granted: {deadlines: {begin: {limit: 3mo, overdue: lapse}}}}}
  started: plain
  lapsed: final
  closed: final
transitions:
  - {trigger: begin, source: granted, dest: started, by: owner}
  - {trigger: lapse, source: granted, dest: lapsed, by: system}
  - {trigger: close, source: started, dest: closed, by: owner}
"""


def test_who_comes_after_the_end_finds_it_lapsed_though_nobody_looked(desk):
    d = desk(PERMIT)
    d.clock.now = at("2011-02-01")
    d.start("permit")
    d.clock.now = at("2011-05-25")
    assert d.refused(Fire(d.case, "begin"), OWNER) == ["ended"]
    assert not d.engine.options(d.case, by=OWNER)
    d.engine.run_due()
    assert (d.now.state, d.now.since) == ("lapsed", at("2011-05-02", 0))


def test_reading_as_of_then_agrees_though_somebody_acted_before_anybody_looked(desk):
    d = desk(PERMIT)
    d.clock.now = at("2011-02-01")
    d.start("permit")
    d.clock.now = at("2011-05-05")
    d.do(Note(d.case, "visited"))
    assert d.now.state == "lapsed"
    d.clock.now = at("2011-06-01")
    states = [d.engine.case(d.case, as_of=at(day)).state for day in ("2011-05-01", "2011-05-04")]
    assert [*states, d.engine.case(d.case, as_of=at("2011-05-31")).state] == [
        "granted",
        "lapsed",
        "lapsed",
    ]
    when = [event.occurred_at for event in d.events()]
    assert when == sorted(when)


def test_a_calendar_that_fails_once_loses_nothing(desk, table, tmp_path):
    d = desk(PRINTED, plugins=[plugin_of(tmp_path)])
    table.horizon = None
    d.clock.now = at("2020-03-02")
    d.start()
    d.clock.now = at("2020-04-01")
    table.off = None
    with pytest.raises(PluginFailed):
        d.engine.run_due()
    assert d.now.state == "received"
    table.off = frozenset()
    d.engine.run_due()
    assert d.now.state == "review"


def test_a_calendar_that_fails_while_ends_are_counted_afresh_is_asked_again(desk, table, tmp_path):
    d = desk(PRINTED, plugins=[plugin_of(tmp_path)])
    table.horizon = None
    d.clock.now = at("2020-01-20")
    d.start()
    d.fire("accept")
    table.version, table.off = "2", None
    with pytest.raises(PluginFailed):
        d.engine.run_due()
    assert (d.last(), d.clock_of().calendar) == ("2020-02-03", "printed@1")
    table.off = frozenset({date(2020, 1, 24)})
    d.engine.run_due()
    assert (d.last(), d.clock_of().calendar) == ("2020-02-04", "printed@2")


@pytest.mark.parametrize("looked", [True, False])
def test_a_pause_or_an_extension_from_before_the_end_is_taken_when_it_is_entered_late(desk, looked):
    d = desk().on("2011-09-20")
    d.start()
    d.fire("accept")
    d.clock.now = at("2011-10-25")
    if looked:
        d.engine.run_due()
        assert d.clock_of().late
    longer = ExtendLimit(d.case, "decision", "10wd", "complex")
    d.do(longer, HEAD, occurred_at=at("2011-10-20"))
    assert (d.last(), d.clock_of().late) == ("2011-11-04", False)
    assert ("withdrawn" in d.events()[-1].body) is looked
    assert [told[1] for told in d.told()].count("moved") == 1


def test_a_suspension_entered_late_withdraws_what_was_raised_meanwhile(desk):
    d = desk().on("2011-09-20")
    d.start()
    d.fire("accept")
    d.on("2011-10-25")
    assert d.clock_of().late
    d.do(Suspend(d.case, reason="flood"), occurred_at=at("2011-10-20"))
    d.on("2011-10-27").do(Resume(d.case))
    assert (d.last(), d.clock_of().late) == ("2011-10-28", False)
    assert d.events()[-1].body["withdrawn"] == ["decision"]
    assert {"moved", "withdrawn"} <= {told[1] for told in d.told()}


def test_the_end_is_told_before_the_level_above_it(desk):
    d = desk().on("2011-03-01")
    d.start()
    d.fire("accept")
    d.clock.now = at("2011-03-30")
    d.engine.run_due()
    said = [event.body.get("expired") or event.body.get("reached") for event in d.events()]
    assert [one[1] if one[1] == "head" else "end" for one in said if one][-2:] == ["end", "head"]
