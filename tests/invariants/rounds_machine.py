"""A machine that tells several engines and a plain reference the same, and holds them together."""

from collections import Counter
from types import SimpleNamespace

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from keyflow import Actor, Conflict, Refused, load
from keyflow import commands as do
from keyflow.history import fold
from keyflow.model.desk import task_id
from keyflow.ruling.deadlines import OPINION
from keyflow.ruling.rounds import digest
from tests.invariants.rounds_model import FLOW, ROLES, Model
from tests.offices import Clock

WORKFLOW = load(FLOW)
INSIDE = ["li", "wang", "peng", "sun", "lan", "lu", "fei"]
OUTSIDE = ["x", "y", "z"]
PEOPLE = ["ann", "adm", *INSIDE, *OUTSIDE]
STATES = ["preparing", "review.deciding", "seal.deciding", "done"]
ACCEPTED = Counter()

pick = st.integers(0, 60)
right = st.integers(0, 9).map(lambda n: n != 9)  # whether who acts is whose task it is
anybody = st.sampled_from(PEOPLE)
others = st.sampled_from([*OUTSIDE, *OUTSIDE, *PEOPLE])
several = st.lists(others, min_size=1, max_size=2, unique=True)
office = st.integers(0, 9).map(lambda n: {8: "ann", 9: "li"}.get(n, "adm"))
begins = st.integers(0, 9).map(lambda n: {8: "adm", 9: "li"}.get(n, "ann"))


def actor(name):
    return Actor(name, ROLES.get(name, ()))


class Rounds(RuleBasedStateMachine):
    """Several engines and a reference are told the same; they must answer and look the same."""

    engines: list = []
    clock = Clock()

    @initialize()
    def begin(self):
        self.steps, self.touched = 0, True
        self.last = None
        self.model = Model()
        self.ids = [
            engine.start("permit", subject="s", by=actor("ann"), data={"amount": 1}).id
            for engine in self.engines
        ]
        self.cases = [engine.case(id) for engine, id in self.places()]
        self.tell(lambda case: do.Fire(case, "submit"), "ann", self.model.submit("ann"))

    def teardown(self):
        if hasattr(self, "ids"):
            for engine, id in self.places():
                if not engine.case(id).ended:  # so that inboxes stay short
                    engine.do(do.Terminate(id, "over", "over"), by=actor("adm"))

    def places(self):
        return zip(self.engines, self.ids, strict=True)

    # telling

    def tell(self, make, who, expected):
        """Give every engine a command; each must do it, or refuse it, as the reference does."""
        self.steps += 1
        self.clock.turn(seconds=1)
        key = f"{self.ids[0]}/{self.steps}"
        answers = []
        before = self.cases
        for engine, id in self.places():
            try:
                done = engine.do(make(id), by=actor(who), key=key).case
                answers.append(("done", done.version))
            except Refused as no:
                answers.append(("refused", [finding.code for finding in no.findings]))
        self.cases = [engine.case(id) for engine, id in self.places()]
        assert all(answer == answers[0] for answer in answers), answers
        command = make("c")
        accepted = answers[0][0] == "done"
        ACCEPTED[command.verb, accepted] += 1
        if expected is not None:
            assert accepted == expected, (command, who, answers[0])
        self.touched = True
        if accepted:
            self.last = make, who, key
        else:
            self.nothing_changed(before)
        return accepted

    def nothing_changed(self, before):
        """I1, I11: a refusal makes the chain longer by one event, and nothing else."""
        for one, other in zip(before, self.cases, strict=True):
            assert other == one.with_(seq=one.seq + 1, head=other.head)

    def to_task(self, make, number, whose, who, *kinds):
        """Choose a task, mostly a live one, and who acts on it, mostly its holder."""
        tasks = [t for t in self.model.tasks if t["kind"] in kinds]
        if not tasks:
            return None
        live = [t for t in tasks if t["status"] == "open"]
        if number % 10 > 7 or not live:
            live = [t for t in tasks if t["status"] == "waiting" and number % 10 == 8]
        found = live or tasks
        t = found[number % len(found)]
        if whose:
            may = sorted(p for p, roles in ROLES.items() if t["role"] in roles)
            who = t["person"] or (may[number % len(may)] if may else who)
        return t["n"], who, lambda case: make(task_id(case, t["n"]))

    # deciding

    @rule(
        number=pick, whose=right, who=anybody, to=others,
        choice=st.sampled_from(
            ["Approve", "Approve", "Approve", "Reject", "Abstain", "Recuse", "Recuse to"]
        ),
    )  # fmt: skip
    def decide(self, number, whose, who, choice, to):
        kind, *named = choice.split()
        more = {"to": to} if named else {}
        make = lambda task: getattr(do, kind)(task, comment="so", **more)  # noqa: E731
        if found := self.to_task(make, number, whose, who, "vote"):
            n, who, command = found
            self.tell(command, who, self.model.decide(n, who, kind.lower(), more.get("to")))

    decide_more = decide

    @rule(number=pick, whose=right, who=anybody)
    def take_back(self, number, whose, who):
        """Who may is another's business here; what comes of it must hold together all the same."""
        done = [t for t in self.model.votes() if t["status"] == "done"]
        if not done:
            return
        t = done[number % len(done)]
        who = t["person"] if whose else who
        if self.tell(lambda case: do.TakeBack(task_id(case, t["n"])), who, None):
            assert t["person"] == who
            self.believe()
            again = self.model.task(t["n"])
            waits = again["status"] in ("open", "waiting") or again["answer"] == "not-needed"
            assert waits == (self.model.round == "open")

    # handing

    @rule(
        number=pick, whose=right, who=anybody, to=others,
        verb=st.sampled_from(
            ["claim", "claim", "unclaim", "transfer", "delegate", "delegate", "resolve", "resolve"]
        ),
    )  # fmt: skip
    def hand(self, *, number, whose, who, to, verb):
        kind, more = getattr(do, verb.capitalize()), ()
        if verb in ("transfer", "delegate"):
            more = (to,)
        if found := self.to_task(lambda task: kind(task, *more), number, whose, who, "vote"):
            n, who, command = found
            self.tell(command, who, getattr(self.model, verb)(n, who, *more))

    @rule(
        number=pick, whose=right, who=anybody, persons=several,
        place=st.sampled_from(["before", "after", "beside"]),
        mode=st.sampled_from(["all", "any", "order"]),
    )  # fmt: skip
    def add(self, *, number, whose, who, persons, place, mode):
        if len(self.model.counted()) > 6:
            return  # the reference tries every way of going on
        make = lambda task: do.AddSign(task, tuple(persons), place, mode)  # noqa: E731
        if found := self.to_task(make, number, whose, who, "vote"):
            n, who, command = found
            self.tell(command, who, self.model.add_sign(n, who, persons, place, mode))

    @rule(number=pick, whose=right, who=anybody)
    def remove(self, number, whose, who):
        added = [t for t in self.model.votes() if t["under"]]
        if added:
            t = added[number % len(added)]
            who = self.model.task(t["under"])["person"] or who if whose else who
            expected = self.model.remove_sign(t["n"], who)
            self.tell(lambda case: do.RemoveSign(task_id(case, t["n"]), "why"), who, expected)

    # going elsewhere

    @rule(who=begins)
    def submit(self, who):
        if self.model.state == "preparing":  # elsewhere it is no transition
            self.tell(lambda case: do.Fire(case, "submit"), who, self.model.submit(who))

    submit_more = submit

    @rule(
        number=pick, whose=right, who=anybody, straight=st.booleans(),
        to=st.sampled_from(["initiator", "initiator", "previous", *STATES]),
    )  # fmt: skip
    def send_back(self, number, whose, who, to, straight):
        make = lambda task: do.Return(task, to, "why", straight)  # noqa: E731
        if found := self.to_task(make, number, whose, who, "vote"):
            n, who, command = found
            self.tell(command, who, self.model.go_back(n, who, to, straight))

    @rule(
        who=office, to=st.sampled_from(STATES),
        what=st.sampled_from(["suspend", "jump", "terminate", "recall", "resume"]),
    )  # fmt: skip
    def operate(self, who, what, to):
        if what == "jump":
            self.tell(lambda case: do.Jump(case, to, "why"), who, self.model.jump(who, to))
        elif what == "terminate":
            over = self.model.terminate(who)
            self.tell(lambda case: do.Terminate(case, "over", "why"), who, over)
        elif what == "recall":
            who = {"adm": "ann", "ann": "adm"}.get(who, who)
            self.tell(lambda case: do.Recall(case, "why"), who, self.model.recall(who))
        elif what == "suspend":
            held = self.model.hold(who, "active", "suspended")
            self.tell(lambda case: do.Suspend(case, "why"), who, held)
        else:
            self.resume(who)

    def resume(self, who):
        held = self.model.hold(who, "suspended", "active")
        self.tell(lambda case: do.Resume(case, "why"), who, held)

    @rule(who=begins)
    def go_on(self, who):
        """Go on where a case was held, or was over."""
        if self.model.standing == "suspended":
            self.resume({"ann": "adm", "adm": "ann"}.get(who, who))
        elif self.model.standing != "active":
            self.tell(lambda case: do.Reopen(case, "why"), who, self.model.reopen(who))

    @rule(who=st.sampled_from(["ann", "ann", "lan", "li", "x"]), amount=st.integers(1, 3))
    def edit(self, who, amount):
        self.tell(lambda case: do.Edit(case, {"amount": amount}), who, self.model.edit(who, amount))

    # asking

    @rule(number=pick, whose=right, who=anybody, persons=several)
    def consult(self, number, whose, who, persons):
        make = lambda task: do.Consult(task, tuple(persons), "48h")  # noqa: E731
        if found := self.to_task(make, number, whose, who, "vote"):
            n, who, command = found
            self.tell(command, who, self.model.consult(n, who, persons))

    @rule(number=pick, whose=right, who=anybody, opinion=st.sampled_from(["agree", "disagree"]))
    def answer(self, number, whose, who, opinion):
        make = lambda task: do.Answer(task, opinion, "reasons")  # noqa: E731
        if found := self.to_task(make, number, whose, who, "opinion"):
            n, who, command = found
            self.tell(command, who, self.model.answer(n, who, opinion))

    @rule(who=st.sampled_from(sorted(ROLES)), persons=several)
    def copy(self, who, persons):
        self.tell(lambda case: do.Copy(case, tuple(persons)), who, self.model.copy(who, persons))

    @rule(number=pick, whose=right, who=anybody)
    def read(self, number, whose, who):
        if found := self.to_task(do.MarkRead, number, whose, who, "copy"):
            n, who, command = found
            self.tell(command, who, self.model.read(n, who))

    @rule(hours=st.sampled_from([1, 30, 50]))
    def wait(self, hours):
        """I16: an opinion is deemed given when its time is over, not before, and once."""
        self.clock.turn(hours=hours)
        now = self.clock.now
        due = {
            int(armed.name.removeprefix(OPINION))
            for armed in self.cases[0].armed
            if armed.paused_at is None and armed.due <= now
        }
        for engine in self.engines:
            engine.run_due()
            assert engine.run_due().expired == 0
        for n in due:
            self.model.task(n).update(status="done", answer="deemed")
            self.touched = True
        self.cases = [engine.case(id) for engine, id in self.places()]

    # asking twice

    @rule()
    def repeat(self):
        """I12: the same key and command give the same answer and change nothing."""
        if self.last is None:
            return
        make, who, key = self.last
        for (engine, id), case in zip(self.places(), self.cases, strict=True):
            assert engine.do(make(id), by=actor(who), key=key).case.id == id
            with pytest.raises(Conflict):
                engine.do(do.Note(id, "other"), by=actor("ann"), key=key)
            assert engine.case(id) == case

    # what must be true

    def believe(self):
        """Take the case as it is for what it should be."""
        case, model = self.cases[0], self.model
        desk = case.desk
        model.state, model.standing = case.state, case.standing
        model.rounds, model.round = desk.round.n, desk.round.status
        model.back, model.last = desk.back, desk.last
        model.states |= {one.n: one.state for one in desk.rounds}
        events = self.engines[0].history(self.ids[0])
        model.trail = [
            (e.body["state"], e.verb == "jump")
            for e in events
            if e.accepted and (e.seq == 1 or e.body.get("left"))
        ]
        now = digest(SimpleNamespace(raw=case.data.raw, machine=self.machine(case)))
        model.back_seen = model.amount if desk.back_seen == now else desk.back_seen and -1
        closed = {one.n: one.closed for one in desk.rounds}
        known = {t["n"]: t for t in model.tasks}
        for t in desk.tasks:
            if t.n not in known:
                made = model.new(t.kind)
                model.last = desk.last
                known[t.n] = made | {"n": t.n}
                model.tasks[-1] = known[t.n]
            known[t.n].update(
                kind=t.kind, status=t.status, person=t.person, owner=t.owner, answer=t.answer,
                role=t.roles[0] if t.roles else None, round=t.round, group=t.group, place=t.place,
                mark=" ".join(m for m in ("required", "veto") if getattr(t, m)), under=t.under,
                mode=t.mode, past=list(t.past), settled=t.label == "added", label=t.label,
                seen=None if not t.seen else model.amount if t.seen == now else -1,
                aside=t.answer in ("taken-back", "not-needed") and t.at != closed.get(t.round),
            )  # fmt: skip

    def machine(self, case):
        return self.engines[0].library.current(case.workflow)

    @invariant()
    def all_is_well(self):
        if self.touched:
            self.the_case_is_as_the_reference_says()
            self.its_history_tells_the_case()
            self.a_round_is_sound()
            self.everybody_finds_their_tasks()
            self.touched = False

    def the_case_is_as_the_reference_says(self):
        model = self.model
        for case in self.cases:
            desk = case.desk
            assert (case.state, case.standing) == (model.state, model.standing)
            assert case.data["amount"] == model.amount
            assert (desk.round.status if desk.round else None) == model.round
            assert (desk.back, desk.last) == (model.back, model.last)
            ours = {t.n: told(t) for t in desk.tasks}
            theirs = {t["n"]: t for t in model.tasks}
            assert ours == {n: said(theirs[n]) for n in ours}
            assert all(t["n"] in ours for t in model.tasks if t["status"] in ("open", "waiting"))

    def its_history_tells_the_case(self):
        """I1-I3, I28."""
        for (engine, id), case in zip(self.places(), self.cases, strict=True):
            events = engine.history(id)
            folded = fold(events, self.machine(case))
            assert case.with_(revision=0) == folded
            accepted = [event for event in events if event.accepted]
            assert case.version == len(accepted)
        assert len({(c.version, c.seq, c.revision, c.since, c.changed) for c in self.cases}) == 1

    def a_round_is_sound(self):
        """I4, I5, I8, I10, I17."""
        case = self.cases[0]
        desk, votes = case.desk, case.desk.votes()
        if desk.open_round is not None:
            assert case.state == desk.open_round.state
            assert [t for t in votes if t.status == "open"], "nobody can go on"
        else:
            assert not [t for t in votes if t.live]
        if case.ended:
            assert {t.kind for t in desk.tasks if t.live} <= {"copy"}
        counted = [t for t in votes if t.status == "done" and t.label != "added"]
        for person in {t.person for t in counted}:
            assert person != "ann"
            assert len({(t.at, t.answer) for t in counted if t.person == person}) == 1
        opinions = {f"{OPINION}{t.n}" for t in desk.tasks if t.kind == "opinion" and t.live}
        assert {armed.name for armed in case.armed} == opinions

    def everybody_finds_their_tasks(self):
        for who in PEOPLE:
            todo, unread = set(), set()
            for t in self.model.tasks:
                if t["status"] == "open" and self.model.finds(t, who):
                    (unread if t["kind"] == "copy" else todo).add(t["n"])
            for engine, id in self.places():
                for box, expected in (("todo", todo), ("copied", unread)):
                    page = engine.inbox(by=actor(who), box=box, limit=1000)
                    assert {i.task.n for i in page.items if i.case.id == id} == expected, who


def told(t):
    return (t.kind, t.status, t.person, t.owner, t.answer, t.group, t.place, t.under, t.round)


def said(t):
    names = ("kind", "status", "person", "owner", "answer", "group", "place", "under", "round")
    return tuple(t[name] for name in names)
