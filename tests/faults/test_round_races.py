"""Verbs that race on one round of votes: one outcome, nobody stuck, and losers told who won."""

import pickle
import random
import threading
import time
from itertools import combinations_with_replacement

import psycopg
import pytest

from keyflow import Actor, Engine, Refused, load
from keyflow import commands as do
from keyflow.audit.verifying import verify
from keyflow.history import fold
from keyflow.model.desk import task_id
from keyflow.store.migrate import upgrade
from tests.faults import round_worker
from tests.faults.conftest import Nursery
from tests.faults.round_worker import FLOW, WORKFLOW

ANN, ADM = Actor("ann", {"owner"}), Actor("adm", {"admin"})
LAND, LI, WANG, FINANCE, ZHOU, AUDIT, BESIDE = range(2, 9)  # the tasks; 1 is to submit


def seated(kind, *given, **named):
    """Return a verb that each racer does on a seat of their own: li, wang, and so on."""

    def make(case, n):
        who, task = [("li", LI), ("wang", WANG), ("fei", FINANCE), ("au", AUDIT)][n % 4]
        roles = {"fei": {"finance"}, "au": {"audit"}}.get(who, ())
        said = [one.format(n=n) if isinstance(one, str) else one for one in given]
        return kind(task_id(case, task), *said, **named), Actor(who, roles)

    return make


def fixed(kind, task, who, *given):
    """Return a verb that every racer does on the same task, as the same people."""

    def make(case, n):
        by = who if isinstance(who, Actor) else who[n % len(who)]
        return kind(task_id(case, task), *given), by

    return make


def whole(kind, who, *given):
    """Return a verb on the case."""
    return lambda case, _: (kind(case, *given), who)


VERBS = {
    "approve": seated(do.Approve),
    "reject": seated(do.Reject),
    "abstain": seated(do.Abstain),
    "recuse": seated(do.Recuse),
    "hand over": seated(do.Recuse, to="new"),
    "transfer": seated(do.Transfer, "new"),
    "delegate": seated(do.Delegate, "new{n}"),
    "add before": seated(do.AddSign, ("new",), "before"),
    "add beside": seated(do.AddSign, ("new",), "beside"),
    "consult": seated(do.Consult, ("new",), "48h"),
    "return": seated(do.Return),
    "save": seated(do.Save, "so far"),
    "claim": fixed(do.Claim, FINANCE, [Actor("fei", {"finance"}), Actor("fu", {"finance"})]),
    "unclaim": fixed(do.Unclaim, AUDIT, Actor("au", {"audit"})),
    "resolve": fixed(do.Resolve, ZHOU, [Actor("hu"), Actor("zhou")]),
    "remove": fixed(do.RemoveSign, BESIDE, Actor("wang"), "why"),
    "take back": fixed(do.TakeBack, LAND, Actor("lan", {"land"})),
    "recall": whole(do.Recall, ANN),
    "jump": whole(do.Jump, ADM, "preparing", "why"),
    "terminate": whole(do.Terminate, ADM, "over", "why"),
    "suspend": whole(do.Suspend, ADM, "why"),
    "edit": whole(do.Edit, ANN, {"amount": 2}),
    "copy": whole(do.Copy, ANN, ("new",)),
    "urge": whole(do.Urge, ANN),
    "note": whole(do.Note, ANN, "a note"),
}
PAIRS = list(combinations_with_replacement(VERBS, 2))


def fresh(desk):
    """Return a case whose round lacks two approvals."""
    case = desk.start("permit", subject="s", by=ANN, data={"amount": 1}).id
    desk.fire(case, "submit", by=ANN)
    return case


def prepared(desk):
    """Return a case whose round lacks one approval."""
    case = fresh(desk)
    lan, au = Actor("lan", {"land"}), Actor("au", {"audit"})
    desk.do(do.Approve(task_id(case, LAND)), by=lan)
    desk.do(do.Delegate(task_id(case, ZHOU), "hu"), by=Actor("zhou"))
    desk.do(do.Claim(task_id(case, AUDIT)), by=au)
    desk.do(do.AddSign(task_id(case, WANG), ("added",), "beside"), by=Actor("wang"))
    return case


@pytest.fixture(scope="module")
def stable():
    nursery = Nursery("tests.faults.round_worker")
    yield nursery
    nursery.close()


def run(stable, url, folder, teams, *, slot=0.02, begin=prepared):
    """Let a team race on each of as many cases; return for each what every racer was told."""
    desk = Engine(url, [WORKFLOW])
    cases = [begin(desk) for _ in teams]
    plans = []
    for n in range(max(map(len, teams))):
        steps = [
            (*VERBS[team[n]](case, n), f"{case}/{n}") if n < len(team) else None
            for case, team in zip(cases, teams, strict=True)
        ]
        plans.append(folder / f"plan{n}")
        plans[-1].write_bytes(pickle.dumps(steps))
        stable.begin(url, plans[-1], folder, slot)
    wait_for([folder / f"{plan.name}.ready" for plan in plans])
    (folder / "go.part").write_text(str(time.time() + 0.05))
    (folder / "go.part").rename(folder / "go")
    outs = [folder / f"{plan.name}.out" for plan in plans]
    wait_for(outs)
    told = [pickle.loads(path.read_bytes()) for path in outs]
    lying = lying_with(desk, cases)
    seen = [
        Race(desk, begin, lying.get(case, set()), (case, team, one))
        for case, team, *one in zip(cases, teams, *told, strict=True)
    ]
    with desk.store.connect() as connection:
        problems = verify(connection).problems
    desk.close()
    assert not problems, problems[:3]
    return seen


def wait_for(paths):
    until = time.monotonic() + 300
    while not all(path.exists() for path in paths):
        assert time.monotonic() < until, "the racers do not come home"
        time.sleep(0.01)


def lying_with(desk, cases):
    """Return the tasks in the inboxes of all persons who have one, by case."""
    found = {}
    roles = {}  # with which somebody claimed: without one of them it is theirs no more
    for task in (t for case in cases for t in desk.case(case).desk.tasks if t.person):
        roles.setdefault(task.person, set()).update(task.roles)
    for who, held in roles.items():
        offset = 0
        while items := desk.inbox(by=Actor(who, held), limit=1000, offset=offset).items:
            offset += len(items)
            for item in items:
                if item.task.person:
                    found.setdefault(item.case.id, set()).add(item.task.n)
    return found


class Race:
    """What became of one case that some people raced on."""

    def __init__(self, desk, begin, lying, raced):
        case, self.team, told = raced
        self.told = [one for one in told if one is not None]
        self.begin = begin
        self.case, self.events = desk.case(case), desk.history(case)
        self.lying = lying
        self.machine = desk.library.current("permit")

    def check(self):
        """I3, I5-I7, I11: whoever was first, it is as if they had come one after the other."""
        assert {one[0] for one in self.told} <= {"won", "refused"}, self
        assert fold(self.events, self.machine).with_(revision=self.case.revision) == self.case
        raced = self.events[-len(self.told) :]
        won = [e.body["version"] for e in raced if e.accepted]
        assert sorted(version for how, version in self.told if how == "won") == won, self
        assert len(raced) == len(self.told), self
        again = [e.verb for e in raced if e.accepted].count("take-back")
        assert self.closings() <= 1 + again, self
        self.nobody_is_stuck()
        self.losers_know_who_won()
        self.as_if_one_after_the_other(raced)

    def __repr__(self):
        steps = [(e.verb, e.actor, e.accepted, e.body["state"]) for e in self.events]
        return f"{self.team}: {self.told}, {steps}"

    def closings(self):
        """Return how often the first round came to an approval or a rejection."""
        found = 0
        for event in self.events:
            for one in event.body.get("desk", {}).get("rounds", ()):
                closing = one["n"] == 1 and one.get("seq") == event.seq
                found += closing and one["status"] in ("approved", "rejected")
        return found

    def nobody_is_stuck(self):
        desk, state = self.case.desk, self.case.state
        waiting = [t for t in desk.votes() if t.status == "open"]
        going = state == "review.deciding" and not self.case.ended
        assert (desk.open_round is not None) == going, self
        assert bool(waiting) == going, self
        todo = {t.n for t in desk.tasks if t.status == "open" and t.person and t.kind != "copy"}
        assert self.lying == todo, self

    def losers_know_who_won(self):
        """A task that is over says what came of it, and by whose hand."""
        known = {e.actor for e in self.events}
        for how, said in self.told:
            for code, values in said if how == "refused" else ():
                if code == "task-closed" and values["why"] in ("not-needed", "approve", "reject"):
                    assert values["who"] in known, self
                    assert values["result"] != "-", self

    def as_if_one_after_the_other(self, raced):
        """Do the same on an engine of our own, in the order of the chain: it answers the same.

        A refusal was true when the case was looked at; somebody may have been written in between.
        """
        alone = Engine(None, [WORKFLOW])
        case = self.begin(alone)
        asked = {f"{self.case.id}/{n}": VERBS[verb](case, n) for n, verb in enumerate(self.team)}
        accepted = [asked.pop(e.key) for e in raced if e.accepted]
        shut = set()
        for event in raced:
            shut |= {key for key, (what, by) in asked.items() if blocked(alone, what, by)}
            if event.accepted:
                command, by = accepted.pop(0)
                alone.do(command, by=by)
                continue
            same = [k for k in shut & asked.keys() if kind(asked[k]) == (event.verb, event.actor)]
            assert same, (self, event)
            del asked[same[0]]
        assert tasks(alone.case(case)) == tasks(self.case), self
        alone.close()


def blocked(desk, command, by):
    return any(one.severity == "block" for one in desk.preview(command, by=by).findings)


def kind(asked):
    command, by = asked
    return command.verb, by.id


def tasks(case):
    desk = case.desk
    return case.state, case.standing, [
        (t.n, t.kind, t.status, t.person, t.owner, t.answer, t.place) for t in desk.tasks
    ]  # fmt: skip


def race_all(stable, url, folder, teams, *, slot=0.02):
    if url.startswith("postgresql"):
        upgrade(url)
    else:
        url += "?synchronous=OFF"  # nobody is killed here
    for race in run(stable, url, folder, teams, slot=slot):
        race.check()


def test_any_two_verbs_race_to_one_outcome(stable, tmp_path, store_url):
    dice = random.Random(2011)
    closing = [("approve", verb) for verb in VERBS]
    race_all(stable, store_url, tmp_path, closing + dice.sample(PAIRS, 15))


def test_four_people_race_to_one_outcome(stable, tmp_path, store_url):
    dice = random.Random(4)
    teams = [("approve",) * 4, ("approve", "reject", "reject", "approve")]
    teams += [tuple(dice.choices(list(VERBS), k=4)) for _ in range(8)]
    race_all(stable, store_url, tmp_path, teams, slot=0.05)


def test_eight_people_race_to_one_outcome(stable, tmp_path, store_url):
    dice = random.Random(8)
    teams = [("approve",) * 8, ("approve", "reject", "recall", "jump") * 2]
    teams += [tuple(dice.choices(list(VERBS), k=8)) for _ in range(4)]
    race_all(stable, store_url, tmp_path, teams, slot=0.1)


@pytest.mark.chaos
@pytest.mark.parametrize("times", range(5))
def test_every_pair_of_verbs_races_to_one_outcome(stable, tmp_path, store_url, times):
    race_all(stable, store_url, tmp_path, [*PAIRS, *(pair[::-1] for pair in PAIRS)])


@pytest.mark.chaos
@pytest.mark.parametrize("actors", [4, 8])
def test_many_teams_race_to_one_outcome(stable, tmp_path, store_url, actors):
    dice = random.Random(actors)
    teams = [tuple(dice.choices(list(VERBS), k=actors)) for _ in range(300)]
    teams += [("approve", "reject") * (actors // 2)] * 100
    race_all(stable, store_url, tmp_path, teams, slot=0.015 * actors)


# N1: the naive way, which must fail here


def naive(address, instances, voters):
    """Count and then act, as READ COMMITTED lets one; return how many full quorums are stuck."""
    with psycopg.connect(address, autocommit=True) as db:
        db.execute("CREATE TABLE round (id int PRIMARY KEY, closed bool DEFAULT false)")
        db.execute("CREATE TABLE vote (round int, voter int)")
        db.execute("INSERT INTO round SELECT generate_series(1, %s)", [instances])
    gate = threading.Barrier(voters)

    def vote(voter):
        with psycopg.connect(address) as db:
            for number in range(1, instances + 1):
                gate.wait()
                db.execute("INSERT INTO vote VALUES (%s, %s)", [number, voter])
                gate.wait()  # the order that chance brings seldom on a busy machine
                (votes,) = db.execute(
                    "SELECT count(*) FROM vote WHERE round = %s", [number]
                ).fetchone()
                if votes == voters:
                    db.execute("UPDATE round SET closed = true WHERE id = %s", [number])
                db.commit()

    running = [threading.Thread(target=vote, args=[n]) for n in range(voters)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(60)
    with psycopg.connect(address) as db:
        return db.execute("SELECT count(*) FROM round WHERE NOT closed").fetchone()[0]


def test_n1_who_counts_and_then_acts_is_stuck_at_a_full_quorum_and_ours_is_not(
    stable, tmp_path, postgres_url
):
    stuck = naive(postgres_url.replace("+psycopg", ""), 100, 2)
    assert stuck > 0, "the control is not red"
    upgrade(postgres_url)
    races = run(stable, postgres_url, tmp_path, [("approve", "approve")] * 30, begin=fresh)
    for race in races:  # two are needed, and two came at once: each is closed, and once
        race.check()
        assert (race.case.state, race.closings()) == ("next", 1)


# votes that come too late, twice, under another spelling, or without the right


def refusal(desk, case):
    event = desk.history(case)[-1]
    assert not event.accepted
    return event


def test_a_vote_after_the_round_is_closed_changes_nothing_and_is_told_who_won(store_url):
    desk = opened(store_url)
    case = prepared(desk)
    desk.do(do.Approve(task_id(case, LI)), by=Actor("li"))
    before = desk.case(case)
    with pytest.raises(Refused, match=r"not-needed, by li; its round is approved") as no:
        desk.do(do.Reject(task_id(case, WANG)), by=Actor("wang"))
    assert [finding.code for finding in no.value.findings] == ["task-closed"]
    after = desk.case(case)
    assert (after.version, after.seq, after.desk) == (before.version, before.seq + 1, before.desk)
    assert refusal(desk, case).actor == "wang"
    desk.close()


def test_a_second_vote_is_refused_whatever_the_spelling_and_recorded(store_url):
    desk = opened(store_url)
    case = prepared(desk)
    desk.do(do.Reject(task_id(case, LI)), by=Actor("li"))
    again = {
        "task-closed": (LI, Actor("li")),
        "already-voted": (FINANCE, Actor("li", {"finance"})),
        "look-alike": (FINANCE, Actor("LI", {"finance"})),
        "not-your-task": (WANG, Actor("Wang")),
        "own-request": (FINANCE, Actor("ANN", {"finance"})),
    }
    for number, (code, (task, by)) in enumerate(again.items(), 1):
        with pytest.raises(Refused) as no:
            desk.do(do.Reject(task_id(case, task)), by=by)
        assert code in [finding.code for finding in no.value.findings]
        assert refusal(desk, case).actor == by.id
        assert desk.case(case).seq == 7 + number
    assert desk.case(case).state == "review.deciding"
    desk.close()


def opened(url, **more):
    if url.startswith("postgresql"):
        upgrade(url)
    return Engine(url, [WORKFLOW], **more)


class Offices:
    """A directory in which somebody loses a role just after it was looked at."""

    def __init__(self, *, watched=True):
        self.held = {"owner": {"ann"}, "land": {"lan", "lu"}, "finance": {"fei"}, "audit": {"au"}}
        self.watched = watched
        self.falling = None
        self.number = 0

    def roles(self, person, case, at):
        found = frozenset(role for role, people in self.held.items() if person in people)
        if person == self.falling:
            self.falling = None
            self.take(person, "land")
        return found

    def take(self, person, role):
        self.held[role].discard(person)
        self.number += 1

    def holders(self, role, case, at):
        return sorted(self.held.get(role, ()))

    def superior(self, person, level, at):
        return None

    def revision(self):
        return str(self.number) if self.watched else "always the same"


@pytest.mark.parametrize("watched", [True, False], ids=["ours", "the control"])
def test_who_loses_the_role_while_voting_is_refused_and_it_is_recorded(store_url, watched):
    offices = Offices(watched=watched)
    desk = opened(store_url, directory=offices)
    case = desk.start("permit", subject="s", by=Actor("ann"), data={"amount": 1}).id
    desk.fire(case, "submit", by=Actor("ann"))
    offices.falling = "lan"
    vote = do.Approve(task_id(case, LAND))
    if not watched:  # a directory that does not say that it changed is believed
        assert desk.do(vote, by=Actor("lan")).case.desk.task(LAND).answer == "approve"
    else:
        with pytest.raises(Refused) as no:
            desk.do(vote, by=Actor("lan"))
        assert [finding.code for finding in no.value.findings] == ["not-your-task"]
        assert (refusal(desk, case).actor, refusal(desk, case).verb) == ("lan", "approve")
        assert desk.do(vote, by=Actor("lu")).case.desk.task(LAND).person == "lu"
    desk.close()


QUORUMS = [
    ({"approve_when": {"at_least": 0}}, "must be at least 1"),
    ({"approve_when": {"at_least": -1}}, "must be at least 1"),
    ({"approve_when": {"share": "nan"}}, "must be a share"),
    ({"approve_when": {"share": "150%"}}, "must be a share"),
    ({"approve_when": {"share": "3/2"}}, "above 0 and at most 1"),
    ({"approve_when": {"at_least": 7}}, "asks for 7 votes; there are 6"),
    ({"approve_when": {"weight": 100}}, "asks for a weight of 100; there is 6"),
]


@pytest.mark.parametrize(("policy", "said"), QUORUMS, ids=[str(p) for p, _ in QUORUMS])
def test_f57_a_quorum_that_cannot_be_is_refused_when_the_workflow_loads(policy, said):
    review = FLOW["stages"]["review"]
    approval = review["approval"] | policy
    stages = FLOW["stages"] | {"review": review | {"approval": approval}}
    with pytest.raises(ValueError, match=said):
        load(FLOW | {"stages": stages})


def test_f57_where_everybody_abstains_it_is_not_stuck(store_url):
    desk = opened(store_url)
    case = prepared(desk)
    people = {LI: "li", WANG: "wang", FINANCE: "fei", AUDIT: "au", BESIDE: "added"}
    desk.do(do.Resolve(task_id(case, ZHOU)), by=Actor("zhou"))
    roles = {"fei": {"finance"}, "au": {"audit"}}
    for task, who in people.items():
        desk.decide(task_id(case, task), "abstain", by=Actor(who, roles.get(who, ())))
    desk.decide(task_id(case, ZHOU), "abstain", by=Actor("zhou"))
    assert (desk.case(case).state, desk.case(case).desk.round.status) == ("bad", "rejected")
    desk.close()


def test_the_racers_know_the_flow_that_is_raced_on():
    assert round_worker.WORKFLOW is WORKFLOW
