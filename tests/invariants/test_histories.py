"""Whatever people do, in whatever order: what must always be true, in memory and on SQLite."""

import shutil
import tempfile
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from keyflow import Actor, Conflict, InputError, KeyflowError, Refused
from keyflow.audit.verifying import verify
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
from keyflow.history import fold
from tests.offices import ANN, BOB, FULL, KAY, LEA, NOBODY, Clock, opened

PEOPLE = [ANN, BOB, LEA, KAY, NOBODY, Actor("lu", {"land"})]
TRIGGERS = [
    "submit", "remark", "again", "decide", "build", "close", "drop", "check_up", "sweep",
    "finish_item", "finish", "sumbit",
]  # fmt: skip
DATA = [
    {}, {}, {}, {}, {}, {"n": 11}, {"n": None}, {"flag": True}, {"funded": "0.7"}, {"title": "新"},
    {"items": ["a", "b"]}, {"items": []}, {"secret": "s"}, {"reply_by": "2011-03-04T00:00:00Z"},
    {"nope": 1}, {"n": "x"},
]  # fmt: skip
VOLATILE = {"id", "case", "root", "parent", "opened", "private", "definition"}

ACCEPTED = Counter()

pick = st.integers(0, 40)
people = st.sampled_from(PEOPLE)
# Mostly who may do it, so that cases get somewhere; and anything by anybody.
STEPS = [
    ("submit", ANN), ("remark", ANN), ("again", ANN), ("decide", LEA), ("build", BOB),
    ("close", BOB), ("sweep", BOB), ("check_up", BOB), ("drop", BOB), ("finish_item", PEOPLE[-1]),
]  # fmt: skip
steps = st.sampled_from(STEPS) | st.tuples(st.sampled_from(TRIGGERS), people)
extras = st.sampled_from([("ok", 0), ("ok", 0), ("ok", 0), ("", 0), ("ok", 1), ("", 80), ("", -1)])


class Histories(RuleBasedStateMachine):
    """Two engines are told the same; they must answer and look the same."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.clock = Clock()
        self.ways = [
            opened(None, clock=self.clock),
            opened(f"sqlite:///{self.folder}/keyflow.db?synchronous=OFF", clock=self.clock),
        ]
        self.offices = [way.__enter__() for way in self.ways]
        self.ids = [[], []]
        self.lengths = [{}, {}]
        self.keyed = []

    def teardown(self):
        for office in self.offices:
            with office.engine.store.connect() as connection:
                report = verify(connection)
                assert not report.problems, report.problems
        for way in self.ways:
            way.__exit__(None, None, None)
        shutil.rmtree(self.folder)

    def both(self, ask):
        """Ask both engines; return the answers if they agree, which they must."""
        answers = []
        for number, office in enumerate(self.offices):
            try:
                answers.append(ask(office.engine, self.ids[number]))
            except KeyflowError as error:
                answers.append(error)
        memory, sqlite = answers
        if isinstance(memory, Exception):
            assert type(memory) is type(sqlite), answers
            if isinstance(memory, Refused):
                assert self.said(memory) == self.said(sqlite)
            if isinstance(memory, InputError):
                assert memory.field == sqlite.field
        else:
            assert not isinstance(sqlite, Exception), sqlite
        for engine, ids in zip(self.offices, self.ids, strict=True):
            known = set(ids)
            page = engine.engine.cases(limit=1000).cases
            new = [case for case in page if case.id not in known]
            ids += [case.id for case in sorted(new, key=lambda c: (c.workflow, c.subject, c.id))]
        assert len(self.ids[0]) == len(self.ids[1])
        return answers

    @staticmethod
    def said(refused):
        return [(f.code, f.severity, f.check) for f in refused.findings]

    def command(self, make, number, **asked):
        if not self.ids[0]:
            return None
        return self.both(lambda engine, ids: engine.do(make(ids[number % len(ids)]), **asked))

    @initialize()
    def begin(self):
        self.both(lambda engine, _: engine.start("project", subject="S0", by=ANN, data=FULL))
        self.both(
            lambda engine, _: engine.do(
                Adopt("project", "S1", "works.building", "x", FULL | {"items": ["a", "b"]}), by=BOB
            )
        )

    @rule(subject=st.sampled_from(["S0", "S1", "S2"]), by=people, data=st.sampled_from(DATA))
    def start(self, subject, by, data):
        self.both(
            lambda engine, _: engine.start("project", subject=subject, by=by, data=FULL | data)
        )

    @rule(number=pick, by=people)
    def start_below(self, number, by):
        self.command(lambda case: Start("item", "below", {"item": "x"}, case), number, by=by)

    @rule(number=pick, step=steps, data=st.sampled_from(DATA), extra=extras)
    def fire(self, number, step, data, extra):
        (trigger, by), (comment, hours) = step, extra
        self.command(
            lambda case: Fire(case, trigger, data, comment),
            number,
            by=by,
            occurred_at=self.clock.now - timedelta(hours=hours),
        )

    @rule(number=pick, step=steps, key=st.integers(0, 30))
    def fire_keyed(self, number, step, key):
        trigger, by = step
        answers = self.command(
            lambda case: Fire(case, trigger, {}, "keyed"), number, by=by, key=f"key {key}"
        )
        if not isinstance(answers[0], Exception):
            self.keyed.append((number % len(self.ids[0]), trigger, by, f"key {key}"))

    @rule(which=st.integers(0, 100))
    def repeat(self, which):
        """I12: the same key and command give the same answer and change nothing."""
        if not self.keyed:
            return
        number, trigger, by, key = self.keyed[which % len(self.keyed)]
        before = [[len(o.engine.history(i)) for i in ids] for o, ids in self.places()]
        for office, ids in self.places():
            try:
                assert (
                    office.engine.fire(
                        ids[number], trigger, by=by, comment="keyed", key=key
                    ).case.id
                    == ids[number]
                )
            except Conflict:
                assert any(e.private is None for e in office.engine.history(ids[number]))
            try:
                office.engine.fire(ids[number], trigger, by=by, comment="other", key=key)
            except Conflict:
                pass
            else:
                raise AssertionError("another payload under the same key")
        assert before == [[len(o.engine.history(i)) for i in ids] for o, ids in self.places()]

    @rule(number=pick, by=st.sampled_from([ANN, ANN, NOBODY]), data=st.sampled_from(DATA[4:]))
    def edit(self, number, by, data):
        self.command(lambda case: Edit(case, data), number, by=by)

    @rule(
        number=pick,
        by=st.sampled_from([BOB, BOB, BOB, ANN]),
        what=st.sampled_from(["end", "note", "erase"]),
    )
    def operate(self, number, by, what):
        make = {
            "end": lambda case: Terminate(case, "cancelled", "why"),
            "note": lambda case: Note(case, "a note"),
            "erase": lambda case: Erase(case, "ann", "why"),
        }[what]
        self.command(make, number, by=by)

    @rule(number=pick)
    def hold(self, number):
        self.command(lambda case: Suspend(case, "why"), number, by=BOB)

    @rule(number=pick, hours=st.sampled_from([0, 1, 90]))
    def go_on(self, number, hours):
        self.command(lambda case: Suspend(case, "why"), number, by=BOB)
        self.wait(hours)
        self.command(lambda case: Resume(case, "why"), number, by=BOB)

    @rule(number=pick, by=people)
    def waive(self, number, by):
        self.command(lambda case: Waive(case, "money", "submit", "why"), number, by=by)

    @rule(
        numbers=st.lists(pick, min_size=1, max_size=3), by=people, trigger=st.sampled_from(TRIGGERS)
    )
    def batch(self, numbers, by, trigger):
        self.both(
            lambda engine, ids: engine.do(
                [Fire(ids[n % len(ids)], trigger, {}, "batch") for n in numbers], by=by
            )
        )

    @rule(number=pick, by=people)
    def ask(self, number, by):
        one, other = self.both(lambda engine, ids: engine.options(ids[number % len(ids)], by=by))
        assert [(o.trigger, o.allowed, [f.code for f in o.findings]) for o in one] == [
            (o.trigger, o.allowed, [f.code for f in o.findings]) for o in other
        ]

    @rule(hours=st.sampled_from([1, 5, 50, 800]))
    def wait(self, hours):
        self.clock.turn(hours=hours)
        one, other = self.both(lambda engine, _: engine.run_due())
        assert (one.expired, one.advanced) == (other.expired, other.advanced)

    def places(self):
        return zip(self.offices, self.ids, strict=True)

    @invariant()
    def every_history_tells_its_case(self):
        """I1-I4, I17, I19, I28, for cases touched since the last look."""
        seen = []
        for number, (office, ids) in enumerate(self.places()):
            lengths = {case.id: case.seq for case in office.engine.cases(limit=1000).cases}
            touched = [case for case in ids if self.lengths[number].get(case) != lengths[case]]
            self.lengths[number] = lengths
            seen.append([look(office.engine, case) for case in touched])
            ACCEPTED.update(row[-1][-1][:3] for row in seen[0])
        assert seen[0] == seen[1]


def look(engine, identity):
    """Check one case against its events; return it without what differs between stores."""
    case, events = engine.case(identity), engine.history(identity)
    accepted = [event for event in events if event.accepted]
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert case.version == len(accepted)
    assert [event.body["version"] for event in accepted] == list(range(1, len(accepted) + 1))
    assert len({event.id for event in accepted}) == len(accepted)
    machine = engine.library._compiled[case.definition]
    folded = fold(events, machine)
    assert case.with_(revision=0) == folded
    ends = [
        n for n, event in enumerate(events) if event.body["standing"] in ("completed", "terminated")
    ]
    if case.ended:
        assert case.armed == ()
        later = [event for event in events[ends[0] + 1 :] if event.accepted]
        assert {event.verb for event in later} <= {"note", "erase"}
    states = machine.states[case.state]
    assert {item.name for item in case.armed} <= set(states.deadlines)
    assert all(item.state == case.state for item in case.armed)
    return (
        case.workflow, case.subject, case.state, case.standing, case.outcome, case.version,
        dict(case.data.raw), case.since, case.changed, case.revision,
        sorted((a.name, a.due, a.paused_at) for a in case.armed),
        [(w.check, w.trigger, w.seq) for w in case.waivers],
        [
            (e.verb, e.trigger, e.accepted, e.actor, e.comment, e.occurred_at, e.recorded_at,
             (e.key or "").startswith("keyflow:") or e.key, e.checks, e.sentences,
             e.body.get("steps"), e.body.get("codes"))
            for e in events
        ],
    )  # fmt: skip


def live(examples, steps):
    ACCEPTED.clear()
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
        ),
    )
    told = Counter(accepted for _, _, accepted in ACCEPTED.elements())
    assert min(told[True], told[False]) > examples, "too few were accepted, or too few refused"


def test_every_history_tells_its_case_in_memory_and_on_sqlite():
    live(30, 30)


@pytest.mark.chaos
def test_many_histories_tell_their_cases():
    live(500, 50)
