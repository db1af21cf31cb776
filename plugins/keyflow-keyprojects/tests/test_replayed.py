"""The year told again from the audit gives every portfolio seen at its time (N24, C0.1)."""

from contextlib import closing, suppress
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from keyflow import Refused
from keyflow.commands import Fire, Resume, Suspend
from keyflow_keyprojects.figures import portfolio
from keyflow_keyprojects.office import build_engine

from .days import CITY, PROBLEM, SETTLED, Days, figures  # noqa: TID252 - tests are no package

NUMBERS = ("K004", "K005", "K006")
MONTHS = {"2011-01": "2011-02-08", "2011-02": "2011-03-08", "2011-03": "2011-04-11"}
MILLION = Decimal(1_000_000)
DEEDS = ("reported", "corrected", "missed", "suspended", "resumed", "cancelled")
ON_HOLD = {"suspension_report": {"reason_class": "land", "expected_end": "2011-09-30"}}


def seen(engine, **then):
    """Return what a portfolio says, without when it was asked for."""
    found = portfolio(engine, year=2011, **then)
    groups = {by: [(g.key, g.sums, g.effect) for g in each] for by, each in found.groups.items()}
    return found.whole.lines, found.whole.sums, groups


def deed_of(days, number, month, what):
    """Do something to a project, where it can be done."""
    case = days.cases[number]
    if what in {"reported", "corrected"}:
        project = days.project(number).data
        before = project["invested_before"].amount
        done = project["invested_total"].amount - before + MILLION
        said = {"month": MILLION, "start": before, "problems": [PROBLEM]}
        report = days.file(number, month, done=done, **said)
        if what == "corrected":
            dispatcher, *_ = days.people(number)
            more = figures(done + MILLION, **said | {"month": 2 * MILLION})
            days.fire(report, "correct", dispatcher, more, "a bill came late")
    commands = {
        "suspended": Suspend(case, "land is missing", data=ON_HOLD),
        "resumed": Resume(case, "land was found"),
        "cancelled": Fire(case, "cancel", SETTLED, comment="gone"),
    }
    if what in commands:
        days.engine.do(commands[what], by=CITY)


@settings(max_examples=4, deadline=None, derandomize=True)
@given(st.lists(st.tuples(*[st.sampled_from(DEEDS)] * len(NUMBERS)), min_size=3, max_size=3))
def test_each_portfolio_is_found_again_in_the_audit(year):
    days, looked = Days(*NUMBERS), []
    with closing(days.engine):
        for (month, until), deeds in zip(MONTHS.items(), year, strict=True):
            days.on(until)
            for number, what in zip(NUMBERS, deeds, strict=True):
                with suppress(Refused, KeyError):  # on hold, over, or nothing is owed
                    deed_of(days, number, month, what)
                looked.append((days.clock.now, seen(days.engine)))
                days.clock.now += timedelta(minutes=10)
        for then, told in looked:
            assert seen(days.engine, as_of=then, known_at=then) == told


def test_the_demos_portfolio_is_what_its_audit_tells(played):
    folder, _ = played
    with closing(build_engine(f"sqlite:///{folder / 'office.db'}")) as engine:
        (last,) = engine.cases(workflow="key-project", order="-changed", limit=1).cases
        assert seen(engine, as_of=last.changed + timedelta(days=400)) == seen(engine)
