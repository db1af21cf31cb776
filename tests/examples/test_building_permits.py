"""The replay of a log: a small one of our own, and the real one where it is at hand."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from examples.building_permits.__main__ import main, replayed, table
from examples.building_permits.log import LogError, read
from examples.building_permits.replay import moments, workflows

ROOT = Path(__file__).parents[2]
REAL = Path(
    os.environ.get("KEYFLOW_BUILDING_PERMITS_LOG")
    or ROOT.parent / "shared" / "data" / "building-permits-receipt.xes.gz"
)
TITLES = {
    transition.trigger: transition.title["en"]
    for workflow in workflows("warn")
    for transition in workflow.transitions
    if transition.title
}
DAY_0 = datetime(2024, 1, 1, tzinfo=UTC)


def day(number: float) -> str:
    return (DAY_0 + timedelta(days=number)).isoformat()


def xes(*traces: str) -> str:
    return f'<log xmlns="http://www.xes-standard.org/">{"".join(traces)}</log>'


def trace(
    name: str,
    *events: tuple[float, str, str],
    start: float = 0,
    deadline: float = 10,
    end: float | None = None,
) -> str:
    """Write a trace with (day, trigger, person) for each event."""
    dates = {"startdate": start, "deadline": deadline} | ({} if end is None else {"enddate": end})
    heads = [f'<date key="{key}" value="{day(number)}"/>' for key, number in dates.items()]
    heads += [f'<string key="concept:name" value="{name}"/>']
    heads += ['<string key="responsible" value="head"/>']
    body = [event(f"{name}-{number}", *given) for number, given in enumerate(events)]
    return f"<trace>{''.join(heads + body)}</trace>"


def event(identity: str, at: float, trigger: str, person: str) -> str:
    return (
        f'<event><string key="concept:instance" value="{identity}"/>'
        f'<string key="concept:name" value="{TITLES[trigger]}"/>'
        f'<string key="org:resource" value="{person}"/>'
        f'<date key="time:timestamp" value="{day(at)}"/></event>'
    )


def steps(*triggers: str, by: str = "ann") -> list[tuple[float, str, str]]:
    return [(1 + number / 10, trigger, by) for number, trigger in enumerate(triggers)]


RECEIPT = ("confirm", "T02", "T03", "T02", "T04", "T05")


@pytest.fixture
def replay(tmp_path, sqlite_url):
    def run(*traces: str):
        log = tmp_path / "log.xes"
        log.write_text(xes(*traces))
        return replayed(read(log), sqlite_url)

    return run


def test_a_permit_passes_all_its_branches_with_rework(replay):
    report = replay(
        trace("a", *steps(*RECEIPT, "T06", "T08", "T09-1", "T06", "T07-1", "T06", "T10"), end=9),
        trace("b", *steps("confirm", "T06", "T10", "T11", "T12", "T13", "T12", "T14", "T15")),
        trace("c", *steps("confirm", "T06", "T10", "T16", "T17", "T18", "T17", "T19", "T20")),
    )
    assert (report["cases"], report["events"], report["accepted"]) == (3, 31, 31)


def test_what_the_flow_does_not_know_is_refused_with_its_reason(replay):
    report = replay(trace("a", *steps("confirm", "T02", "T05")))
    assert (report["accepted"], report["refused"]) == (2, 1)
    assert report["refused_by_reason"] == {"not-from-here": 1}


def test_one_person_on_both_sides_is_told_of_or_stopped(replay):
    report = replay(trace("a", *steps("confirm", "T02", "T04", "T05")))
    assert (report["accepted"], report["same_person"]) == (4, 1)
    blocked = report["as_block"]
    assert (blocked["accepted"], blocked["refused"], blocked["same_person"]) == (2, 2, 0)
    assert blocked["refused_by_reason"] == {"same-person": 1, "not-from-here": 1}


def test_two_people_are_neither(replay):
    report = replay(trace("a", *steps("confirm", "T02"), (2, "T04", "bob"), (3, "T05", "ann")))
    assert (report["same_person"], report["as_block"]["refused"]) == (0, 0)


def test_what_is_recorded_after_the_end_is_a_note_and_still_counts_as_done(replay):
    report = replay(trace("a", *steps("confirm", "T02"), (7, "T04", "ann"), end=5))
    assert (report["accepted"], report["recorded_after_end"], report["same_person"]) == (3, 1, 1)


def test_a_case_ends_late_after_its_deadline_and_somebody_is_told_when_it_falls_due(replay):
    report = replay(
        trace("in-time", *steps("confirm"), deadline=5, end=5),
        trace("late", *steps("confirm"), deadline=4, end=5),
        trace("open", *steps("confirm"), deadline=3),
        trace("not-yet-due", *steps("confirm"), deadline=6),
    )
    assert (report["ended_late"], report["overdue_notices"]) == (1, 2)


def test_a_case_that_ended_before_it_was_confirmed_still_begins_first(replay):
    report = replay(trace("a", (4, "confirm", "ann"), start=3, end=2))
    assert (report["accepted"], report["recorded_after_end"], report["ended_late"]) == (1, 1, 0)


def test_moments_come_in_the_order_of_time(tmp_path):
    log = tmp_path / "log.xes"
    log.write_text(
        xes(trace("a", *steps("confirm", "T02"), end=1.05), trace("b", *steps("confirm"), start=2))
    )
    ahead = moments(read(log))
    assert [moment.at for moment in ahead] == sorted(moment.at for moment in ahead)
    assert [moment.what for moment in ahead if moment.trace.name == "b"] == ["start", "entry"]


def test_a_log_with_a_document_type_is_refused(tmp_path):
    log = tmp_path / "log.xes"
    log.write_text('<!DOCTYPE log [<!ENTITY a "b">]><log>&a;</log>')
    with pytest.raises(LogError, match="document type"):
        read(log)


@pytest.mark.parametrize(
    "text", ["", "<log><trace>", "<log><trace><event/></trace></log>", "<log>&a;</log>"]
)
def test_what_is_not_a_log_is_told_in_one_sentence(tmp_path, text, capsys):
    log = tmp_path / "log.xes"
    log.write_text(text)
    assert main([str(log)]) == 1
    assert "log.xes cannot be read as a log" in capsys.readouterr().err


def test_without_a_log_it_says_so_and_all_is_well(capsys, tmp_path):
    assert main([str(tmp_path / "none.xes.gz")]) == 0
    assert capsys.readouterr().out.startswith("Skipped: there is no log at")
    assert main(["--json", str(tmp_path / "none.xes.gz")]) == 0
    assert json.loads(capsys.readouterr().out).keys() == {"skipped"}


def test_a_database_with_a_replay_in_it_is_left_alone(tmp_path, sqlite_url, capsys):
    log = tmp_path / "log.xes"
    log.write_text(xes(trace("a", *steps("confirm"))))
    assert main(["--store", sqlite_url, str(log)]) == 0
    capsys.readouterr()
    assert main(["--store", sqlite_url, str(log)]) == 1
    assert "holds a replay already" in capsys.readouterr().err


def test_people_get_a_table(replay):
    lines = table(replay(trace("a", *steps("confirm", "T02", "T04", "T05")))).splitlines()
    assert lines[0].split() == ["as", "a", "warning", "as", "a", "block"]
    assert ["accepted", "4", "2"] in [line.split() for line in lines]


def real(*arguments: str) -> dict[str, object]:
    command = [sys.executable, "-W", "error", "-m", "examples.building_permits", "--json"]
    done = subprocess.run(
        [*command, *arguments, str(REAL)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=500,
        check=True,
    )
    return json.loads(done.stdout)


needs_log = pytest.mark.skipif(not REAL.is_file(), reason="the log is not at hand")


@needs_log
def test_the_real_log_gives_the_figures_that_are_known_of_it():
    report = real()
    assert report["cases"] == 1434
    assert report["events"] == report["accepted"] + report["refused"] == 8577
    assert report["refused_by_reason"] == {"not-from-here": 1}
    assert report["ended_late"] == 377
    assert report["recorded_after_end"] == 145
    assert report["same_person"] == 1042
    assert report["overdue_notices"] == 377 + 39  # those still open when the log ends
    blocked = report["as_block"]
    assert blocked["events"] == blocked["accepted"] + blocked["refused"] == 8577
    assert blocked["refused_by_reason"].keys() == {"same-person", "not-from-here"}
    assert (blocked["cases"], blocked["ended_late"], blocked["same_person"]) == (1434, 377, 1)


@needs_log
def test_postgresql_gives_the_figures_that_sqlite_gives(postgres_url, sqlite_url):
    some = read(REAL)[:100]
    assert figures(some, postgres_url) == figures(some, sqlite_url)


def figures(some: Sequence[object], url: str) -> dict[str, object]:
    report = replayed(some, url)
    del report["seconds"]
    return report
