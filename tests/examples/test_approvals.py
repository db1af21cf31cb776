"""Every flow of `examples/approvals` holds its scenarios, and has a happy and an unhappy one."""

import subprocess
import sys
from pathlib import Path

import pytest

from examples.approvals import by_lot
from examples.approvals.__main__ import flows, main, table
from keyflow import Registry
from keyflow.scenarios import Report, rehearse

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "approvals-examples.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def registry():
    return Registry([by_lot])


@pytest.fixture(scope="module")
def reports(registry) -> dict[str, Report]:
    return {file.stem: rehearse(file, registry=registry) for file in flows()}


@pytest.mark.parametrize("flow", [file.stem for file in flows()])
def test_a_flow_holds_its_scenarios(reports, flow):
    assert [str(problem) for problem in reports[flow].problems] == []
    assert reports[flow].results


def test_every_flow_is_told_in_two_languages(reports):
    for report in reports.values():
        workflow = report.workflow
        titles = [workflow.title, *(stage.title for stage in workflow.stages)]
        titles += [spec.title for spec in workflow.fields.values()]
        fired = [one for one in workflow.transitions if one.by != ("system",)]
        titles += [transition.title for transition in fired]
        assert {"en", "zh"} <= set.intersection(*(set(title) for title in titles)), workflow.name


def test_some_scenarios_end_well_others_do_not_and_something_is_refused(reports):
    for name, report in reports.items():
        ends = {result.scenario.expect.state for result in report.results}
        steps = [step for result in report.results for step in result.scenario.steps]
        assert len(ends) > 1 or name == "department"
        assert any(step.refused for step in steps) or name in {"award", "panel", "investment"}


def test_every_flow_is_on_the_page_of_the_examples(reports):
    for name in reports:
        assert f"workflows/{name}.yaml" in PAGE


def test_they_run_from_the_command_line():
    done = subprocess.run(
        [sys.executable, "-m", "examples.approvals", "leave", "audit"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "leave: Leave  请假审批" in done.stdout
    assert done.stdout.endswith("6 of 6 scenarios of 2 flows are good\n")


def test_a_flow_nobody_drew_is_told(capsys):
    assert main(["nothing"]) == 2
    assert "there are: audit, award" in capsys.readouterr().out


def test_a_scenario_that_does_not_hold_is_shown_with_its_step(tmp_path, registry):
    broken = flows()[1].read_text(encoding="utf-8").replace("at_least: 2", "at_least: 4")
    (tmp_path / "award.yaml").write_text(broken, encoding="utf-8")
    shown = table([rehearse(tmp_path / "award.yaml", registry=registry)])
    assert "BAD   two of four" in shown
    assert "scenarios.0." in shown
    assert shown.endswith("0 of 3 scenarios of 1 flows are good")
