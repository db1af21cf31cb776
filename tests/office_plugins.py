"""Plugins of the tests: good ones, and every kind of bad one."""

import time
from datetime import timedelta
from decimal import Decimal

from keyflow.plugin import (
    Change,
    Check,
    Finding,
    Fire,
    Plan,
    Start,
    Terminate,
    hookimpl,
)


class Unspeakable(Exception):
    def __str__(self):
        raise RuntimeError("not even this")


def _generator():
    yield Finding("late", "never read")


async def _coroutine():
    return None


class Liar:
    def __init__(self):
        self.told = 0

    def __str__(self):
        self.told += 1
        if self.told > 1:
            raise RuntimeError("changed my mind")
        return "fine"


def _answers():
    coroutine = _coroutine()
    coroutine.close()
    return {
        "none": None,
        "one": Finding("one", "first"),
        "two": [Finding("one", "first"), Finding("two", "second {x}", x=Decimal("0.5"))],
        "number": 5,
        "true": True,
        "text": "no",
        "junk": [Finding("one", "first"), 5],
        "generator": _generator(),
        "coroutine": coroutine,
        "mapping": {"a": 1},
        "class": Finding,
        "nul": Finding("nul", "a\0b"),
        "surrogate": Finding("s", "\ud800"),
        "slots": Finding("s", "{v}", v="\ud800"),
        "liar": Finding("liar", "{v}", v=Liar()),
        "code": Finding(None, "x"),
        "sentence": Finding("x", 7),
        "long": Finding("long", "x" * 1_000_000),
        "many": [Finding("many", "x")] * 100_000,
        "translated": Finding("x", "x", translations={"en": 5}),
    }


class Answering(Check):
    kind = "answering"
    inline = True
    what: str = "none"

    def examine(self, attempt):
        return _answers()[self.what]


class Raising(Check):
    kind = "raising"
    what: str = "plain"

    def examine(self, attempt):
        error = {
            "plain": ValueError("broken"),
            "unspeakable": Unspeakable(),
            "nul": ValueError("a\0b\ud800"),
            "group": ExceptionGroup("two", [ValueError(1), KeyError(2)]),
            "stop": StopIteration(),
            "exit": SystemExit(3),
            "interrupt": KeyboardInterrupt(),
            "generator-exit": GeneratorExit(),
        }.get(self.what)
        if error is None:
            return self.examine(attempt)
        raise error


class InlineRaising(Raising):
    kind = "raising-inline"
    inline = True


class Hanging(Check):
    kind = "hanging"
    timeout = 0.2
    seconds: Decimal = Decimal("1.5")

    def examine(self, attempt):
        time.sleep(float(self.seconds))


class Mutating(Check):
    kind = "mutating"
    inline = True

    def examine(self, attempt):
        for number, snapshot in enumerate((attempt.data, attempt.case.data)):
            for name in ("title", "items", "notes", "place", "new"):
                try:
                    snapshot[name] = number
                except TypeError:
                    continue
            for name, change in (("items", list.append), ("notes", dict.update)):
                try:
                    change(snapshot[name], {"hacked": "x"})
                except (TypeError, AttributeError):
                    continue
        for name in ("state", "standing", "version"):
            try:
                setattr(attempt.case, name, "hacked")
            except AttributeError:
                continue


class Seeing(Check):
    """Says what it was given, so that a test can look at it."""

    kind = "seeing"
    inline = True

    def examine(self, attempt):
        return Finding("seen", "{facts} {comment}", facts=attempt.facts, comment=attempt.comment)


class Enough(Check):
    """Sees the change of data that the attempt brings."""

    kind = "enough"
    inline = True
    waivable: tuple = ("leader",)
    least: int = 0
    translations = {"zh": {"too-few": "仅{have}项"}}

    def examine(self, attempt):
        have = attempt.data["n"] or 0
        if have < self.least:
            return Finding("too-few", "only {have} of {least}", have=have, least=self.least)
        return None


class Slow(Check):
    """Holds a ruling up until the test lets it go."""

    kind = "slow"
    timeout = 20.0

    def examine(self, attempt):
        hook = HOLDING.get("hook")
        if hook:
            hook(attempt)


HOLDING = {}


class Spawn(Plan):
    kind = "spawn"
    what: str = "roots"

    def plan(self, attempt):
        subject = attempt.case.subject
        return {
            "roots": lambda: [
                Start("item", f"{subject}/x", {"item": "x"}),
                Start("item", f"{subject}/y", {"item": "y"}),
            ],
            "bad": lambda: [
                Start("item", f"{subject}/x", {"item": "x"}),
                Fire(attempt.case.id, "nowhere"),
            ],
            "replace": lambda: [
                Terminate(attempt.case.id, "replaced", "by plan"),
                Start(attempt.workflow, subject),
            ],
            "junk": lambda: [5],
            "generator": _generator,
            "raise": lambda: 1 / 0,
            "loop": lambda: [Fire(attempt.case.id, attempt.trigger)],
            "many": lambda: [Start("item", f"{subject}/{n}") for n in range(2_001)],
            "other": lambda: [Fire(attempt.comment, "finish_item")],
            "on": lambda: [Fire(attempt.comment, "go")],
            "child": lambda: [Start(attempt.workflow, "below", parent=attempt.comment)],
            "none": list,
        }[self.what]()


class Row(Change):
    kind = "row"
    fails: bool = False

    def apply(self, attempt, connection):
        connection.execute(
            f"INSERT INTO host_row VALUES ('{attempt.case.id}', '{attempt.trigger}')"
        )
        if self.fails:
            raise ValueError("the host says no\0")


class Later(Check):
    """Holds until an hour after the state was entered; asks the attempt's own clock."""

    kind = "an-hour-later"
    inline = True

    def examine(self, attempt):
        if attempt.now - attempt.case.since >= timedelta(hours=1):
            return None
        return Finding("too-soon", "wait an hour")


@hookimpl
def keyflow_checks():
    return [
        Answering, Raising, InlineRaising, Hanging, Mutating, Seeing, Enough, Slow, Later,
    ]  # fmt: skip


@hookimpl
def keyflow_plans():
    return [Spawn]


@hookimpl
def keyflow_changes():
    return [Row]
