"""Whatever people do with a round of votes, in whatever order: what must always be true (I5-I12).

A plain reference says what each step should do; all stores are told the same and must agree.
"""

import random
from collections import Counter
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from keyflow import Engine
from keyflow.audit.verifying import verify
from keyflow.store.migrate import upgrade
from tests.invariants.rounds_machine import ACCEPTED, OUTSIDE, PEOPLE, STATES, WORKFLOW, Rounds
from tests.invariants.rounds_model import ROLES
from tests.offices import Clock


@contextmanager
def machines(urls):
    """Give the class of machines on some stores; at the end the audit of each must hold."""
    ACCEPTED.clear()
    clock = Clock()
    engines = [Engine(url, [WORKFLOW], clock=clock) for url in urls]
    try:
        yield type("Machine", (Rounds,), {"engines": engines, "clock": clock})
        for engine in engines:
            with engine.store.connect() as connection:
                report = verify(connection)
                assert not report.problems, report.problems[:3]
    finally:
        for engine in engines:
            engine.close()
    told = Counter(accepted for _, accepted in ACCEPTED.elements())
    assert min(told[True], told[False]) > 50, "too few were accepted, or too few refused"


def live(urls, examples, steps):
    """Let hypothesis say what people do; it makes what fails short."""
    with machines(urls) as machine:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.explicit, Phase.generate, Phase.shrink],
                report_multiple_bugs=False,
            ),
        )


class Dice:
    """What people would do on a day like any other: mostly what they may."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def one(self, *of):
        return self.random.choice(of)

    def other(self):
        return self.one(*OUTSIDE, *OUTSIDE, *PEOPLE)

    def several(self):
        return list({self.other(): None for _ in range(self.one(1, 1, 2, 3))})

    def whose(self):
        task = {"number": self.random.randrange(61), "whose": self.random.random() < 0.9}
        return task | {"who": self.one(*PEOPLE)}

    def steps(self):
        """Return the verbs with how often each is taken, and what it is given."""
        ann, adm = ["ann"] * 8 + ["adm", "li"], ["adm"] * 8 + ["ann", "li"]
        votes = ["Approve"] * 5 + ["Reject", "Abstain", "Recuse", "Recuse to", "Recuse to"]
        hands = [
            "claim",
            "claim",
            "unclaim",
            "unclaim",
            "unclaim",
            "transfer",
            "delegate",
            "delegate",
            "resolve",
            "resolve",
        ]
        holds = [
            *["suspend", "terminate"] * 2,
            "suspend",
            "jump",
            "jump",
            "terminate",
            "recall",
            "resume",
        ]
        whose, one, several = self.whose, self.one, self.several
        return {
            "decide": (8, lambda: whose() | {"choice": one(*votes), "to": self.other()}),
            "take_back": (3, whose),
            "hand": (6, lambda: whose() | {"verb": one(*hands), "to": self.other()}),
            "add": (4, lambda: whose() | {
                "persons": several(), "place": one("before", "after", "beside"),
                "mode": one("all", "any", "order"),
            }),
            "remove": (2, whose),
            "submit": (3, lambda: {"who": one(*ann)}),
            "send_back": (0.6, lambda: whose() | {
                "straight": one(True, False), "to": one("initiator", "previous", *STATES),
            }),
            "operate": (0.6, lambda: {"who": one(*adm), "to": one(*STATES), "what": one(*holds)}),
            "go_on": (2, lambda: {"who": one(*ann)}),
            "edit": (2, lambda: {"who": one("ann", "ann", "lan", "li"), "amount": one(1, 2, 3)}),
            "consult": (1, lambda: whose() | {"persons": several()}),
            "answer": (1, lambda: whose() | {"opinion": one("agree", "disagree")}),
            "copy": (0.5, lambda: {"who": one(*sorted(ROLES)), "persons": several()}),
            "read": (0.5, whose),
            "wait": (0.4, lambda: {"hours": one(1, 30, 50)}),
            "repeat": (0.4, dict),
        }  # fmt: skip


def walk(urls, seeds, steps):
    """Let dice say what people do; what fails is told by its seed."""
    with machines(urls) as machine:
        for seed in seeds:
            dice = Dice(seed)
            known = dice.steps()
            chances = [often for often, _ in known.values()]
            rounds, done = machine(), []
            rounds.begin()
            try:
                rounds.all_is_well()
                for name in dice.random.choices(list(known), chances, k=steps):
                    done.append((name, known[name][1]()))
                    getattr(rounds, name)(**done[-1][1])
                    rounds.all_is_well()
            except AssertionError as error:
                error.add_note(f"seed {seed}, after {done[-3:]}")
                raise
            rounds.teardown()


def file(tmp_path):
    return f"sqlite:///{tmp_path / 'keyflow.db'}?synchronous=OFF"


def test_a_round_is_what_a_plain_reference_says_in_memory_and_on_sqlite(tmp_path):
    live([None, file(tmp_path)], 25, 30)


def test_a_round_is_the_same_on_every_store_whatever_the_dice_say(tmp_path, postgres_url):
    upgrade(postgres_url)
    walk([None, file(tmp_path), postgres_url], range(8), 40)


def test_every_verb_of_a_round_is_done_and_refused_on_days_like_any_other():
    walk([None], range(100, 130), 50)
    done = {verb for verb, accepted in ACCEPTED if accepted}
    refused = {verb for verb, accepted in ACCEPTED if not accepted}
    every = {
        "fire", "approve", "reject", "abstain", "recuse", "claim", "unclaim", "transfer",
        "delegate", "resolve", "add-sign", "remove-sign", "return", "recall", "take-back", "edit",
        "jump", "terminate", "suspend", "resume", "reopen", "consult", "answer", "copy", "read",
    }  # fmt: skip
    assert every <= done
    assert every - {"copy", "fire", "suspend", "resume", "recall", "terminate"} <= refused


@pytest.mark.chaos
def test_many_rounds_are_the_same_on_every_store(tmp_path, postgres_url):
    upgrade(postgres_url)
    live([None, file(tmp_path)], 400, 50)


@pytest.mark.chaos
def test_many_days_are_the_same_on_every_store(tmp_path, postgres_url):
    upgrade(postgres_url)
    walk([None, file(tmp_path), postgres_url], range(1000, 1300), 60)
