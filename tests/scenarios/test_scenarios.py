"""Scenarios in a workflow file: read with all their problems at once, tried, and proved."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from keyflow import DefinitionError, dump, load, prove
from keyflow.cli.app import cli
from keyflow.scenarios import rehearse

RULES = """\
name: permit
initial: preparing
zone: Asia/Shanghai
schema: {amount: {type: money, required: true}}
roles: {owner: null, land: null, finance: null, payer: data.payer}
stages:
  preparing: {kind: plain, states: {preparing: {writable: [amount]}}}
  review:
    kind: approval
    approval: {voters: [{role: land}, {role: finance}]}
    deadlines: {answer: {limit: 48h, overdue: lapse}}
  done: {kind: final}
  bad: {kind: final}
  late: {kind: final, outcome: lapsed}
transitions:
  - {trigger: submit, source: preparing, dest: review, by: owner, todo: true}
  - {trigger: finish, source: review.approved, dest: done, auto: true}
  - {trigger: fail, source: review.rejected, dest: bad, auto: true}
  - {trigger: lapse, source: review.deciding, dest: late, by: system}
""".replace("schema: {amount:", "schema: {payer: person, amount:")
CAST = """\
cast:
  ann: owner
  li: [land]
  wang: {roles: finance, superior: gao}
"""
GOOD = """\
scenarios:
  - name: both agree
    start: {by: ann, data: {amount: "12.50"}}
    steps:
      - {by: ann, fire: submit, expect: {open: [land, finance]}}
      - {by: wang, do: approve}
      - {by: ann, do: approve, refused: not-your-task}
      - {by: li, do: approve}
    expect: {state: done, outcome: done, votes: {li: approve}, data: {amount: "12.5"}}
  - name: nobody answers
    start: {by: ann, data: {amount: 3}}
    steps:
      - {by: ann, fire: submit}
      - +47h
      - {wait: 1h, expect: late}
    expect: {state: late, outcome: lapsed, open: []}
"""


@pytest.fixture
def file(tmp_path):
    def write(scenarios: str, cast: str = CAST, rules: str = RULES) -> Path:
        path = tmp_path / "permit.yaml"
        path.write_text(rules + cast + scenarios)
        return path

    return write


def one(*lines: str, expect: str = "{}") -> str:
    body = "".join(f"      - {line}\n" for line in lines)
    start = "{by: ann, data: {amount: 3}}"
    return f"scenarios:\n  - name: it\n    start: {start}\n    steps:\n{body}    expect: {expect}\n"


def told(path: Path) -> list[tuple[str, str]]:
    return [
        (problem.path.removeprefix("scenarios.0."), problem.message)
        for problem in rehearse(path).problems
    ]


def wrong(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(DefinitionError) as error:
        load(path)
    return [
        (problem.path.removeprefix("scenarios.0."), problem.message)
        for problem in error.value.problems
    ]


# trying them


def test_scenarios_that_hold_prove_the_workflow(file):
    report = rehearse(file(GOOD))
    assert report.ok
    assert [result.scenario.name for result in report.results] == ["both agree", "nobody answers"]
    assert prove(file(GOOD)) == report.workflow


def test_a_workflow_without_scenarios_is_proved_as_it_is_loaded(file):
    assert prove(file("", cast="")) == load(file("", cast=""))


def test_each_step_that_went_otherwise_is_told_with_its_line(file):
    path = file(
        one(
            "{by: ann, fire: submit, expect: {open: [land]}}",
            "{by: li, do: reject, refused: comment-required}",
            "{by: wang, do: approve}",
            expect="{state: done, outcome: null, round: open, votes: {li: abstain, gao: approve}}",
        )
    )
    with pytest.raises(DefinitionError) as error:
        prove(path)
    first = error.value.problems[0]
    assert (first.file, first.hint) == (str(path), "it")
    assert (
        path.read_text().splitlines()[first.line - 1].strip().startswith("- {by: ann, fire: submit")
    )
    assert [(p.path.removeprefix("scenarios.0."), p.message) for p in error.value.problems][:2] == [
        ("steps.0.expect.open", "is finance, land, and land was expected"),
        ("steps.1", "was accepted; comment-required was expected"),
    ]
    refused, *rest = error.value.problems[2:]
    assert refused.message.startswith("was refused: ended (")
    assert {p.path.removeprefix("scenarios.0.expect.") for p in rest} == {
        "state", "outcome", "round", "votes.li", "votes.gao",
    }  # fmt: skip


def test_another_reason_than_the_written_one_is_told(file):
    (found,) = told(file(one("{by: li, fire: submit, refused: ended}")))
    assert found[0] == "steps.0"
    assert found[1].startswith("was refused: not-allowed (")
    assert found[1].endswith("; ended was expected")


def test_a_start_may_be_refused_as_written(file):
    start = "scenarios:\n  - {name: it, start: {by: ann, refused: field-required}}\n"
    assert told(file(start)) == []
    start = "scenarios:\n  - {name: it, start: {by: ann}, steps: [+1d]}\n"
    ((path, message),) = told(file(start))
    assert (path, message.startswith("was refused: field-required")) == ("start", True)


def test_a_value_that_cannot_be_taken_fails_its_step_only(file):
    much = "{by: ann, do: edit, data: {amount: much}}"
    ((path, message),) = told(file(one(much, "{by: ann, fire: submit}")))
    assert path == "steps.0"
    assert message.startswith("failed: data.amount: ")


def test_a_step_for_which_there_is_no_task_or_case_is_told(file):
    assert told(
        file(
            one(
                "{by: li, do: approve}",
                "{by: ann, fire: submit}",
                "{by: li, do: approve, task: sales}",
                "{by: li, do: fulfil}",
            )
        )
    ) == [
        ("steps.0", "there is no task to approve"),
        ("steps.2", "there is no task named 'sales' to approve"),
        ("steps.3", "there is no task to fulfil"),
    ]


def test_what_becomes_due_happens_at_its_moment(file):
    rules = RULES.replace("48h, overdue: lapse", "48h, overdue: back") + (
        "  - {trigger: back, source: review.deciding, dest: preparing, by: system}\n"
        "  - {trigger: again, source: preparing, dest: review, by: system}\n"
    )
    rules = rules.replace("writable: [amount]", "deadlines: {rest: {limit: 10h, overdue: again}}")
    steps = one("{by: ann, fire: submit}", "+48h", "{wait: 10h, expect: review.deciding}", "+48h")
    assert told(file(steps.replace("expect: {}", "expect: {state: preparing}"), rules=rules)) == []


def test_a_right_that_is_withdrawn_meanwhile_is_gone(file):
    assert (
        told(
            file(
                one(
                    "{by: ann, fire: submit}",
                    "{cast: {li: [], zhu: land}}",
                    "{by: li, do: approve, refused: not-your-task}",
                    "{by: zhu, do: approve, expect: {votes: {zhu: approve}}}",
                )
            )
        )
        == []
    )


def test_a_bound_role_is_held_by_whom_the_data_name(file):
    rules = RULES.replace("by: owner,", "by: payer,")
    steps = one("{by: ann, fire: submit, refused: not-allowed}", "{by: gao, fire: submit}")
    steps = steps.replace("amount: 3", "amount: 3, payer: gao")
    assert told(file(steps, CAST + "  gao: {}\n", rules)) == []


def test_scenarios_are_no_part_of_the_definition(file):
    bare = load(file("", cast=""))
    tested = load(file(GOOD))
    assert tested == bare
    assert tested.hash == bare.hash
    assert "scenarios" not in dump(tested)


# children


CHILD = """\
name: item
initial: open
schema: {item: text}
roles: [office]
stages: {open: plain, granted: final}
transitions:
  - trigger: grant
    source: open
    dest: granted
    by: office
    commands: [{fire: look, on: parent}]
"""
PARENT = """\
name: bundle
initial: collecting
schema: {codes: {type: list, of: text}}
roles: [office]
stages:
  collecting: {kind: plain, states: {collecting: {children: {item: {workflow: item, each: codes}}}}}
  complete: final
transitions:
  - {trigger: look, source: collecting, by: system}
  - trigger: finish
    source: collecting
    dest: complete
    auto: true
    checks: [{kind: children, slot: item, states: [granted]}]
cast: {kim: office}
scenarios:
  - name: both
    start: {by: kim, subject: road, data: {codes: [A1, B2]}}
    steps:
      - {on: item/A1, by: kim, fire: grant, expect: {state: granted, outcome: granted}}
      - {on: item/C3, by: kim, fire: grant}
      - {on: item/B2, by: kim, fire: grant}
    expect: {state: complete, children: {item/A1: granted, item/B2: {state: open}, item/D4: open}}
"""


def test_child_cases_are_named_by_their_place_and_their_workflow_is_found_beside(tmp_path):
    (tmp_path / "item.yaml").write_text(CHILD)
    (tmp_path / "bundle.yaml").write_text(PARENT)
    found = told(tmp_path / "bundle.yaml")
    assert found == [
        ("steps.1", "there is no case 'item/C3'"),
        ("expect.children.item/B2.state", "is 'granted', and 'open' was expected"),
        ("expect.children.item/D4", "there is no such case"),
    ]
    assert len(rehearse(PARENT, beside=[load(CHILD)]).problems) == 3


def test_a_child_workflow_that_is_nowhere_is_asked_for(tmp_path):
    (tmp_path / "bundle.yaml").write_text(PARENT)
    with pytest.raises(DefinitionError, match=r"need the workflow 'item'.*put item.yaml beside"):
        prove(tmp_path / "bundle.yaml")


# reading them


def test_all_that_is_misspelt_is_told_at_once(file):
    path = file(
        one(
            "{by: anne, fire: submit}",
            "{by: ann, fire: sumbit}",
            "{by: ann, fire: sumbit, refused: no-such-trigger}",
            "{by: li, do: approve, on: items/A}",
            expect="{state: dome, data: {amont: 3}}",
        ),
        CAST.replace("[land]", "[lend]"),
    )
    assert wrong(path) == [
        ("cast.li.roles", "there is no role 'lend'"),
        ("steps.0.by", "there is no person in the cast 'anne'"),
        ("steps.1.fire", "there is no trigger 'sumbit'"),
        ("steps.3.on", "there is no slot 'items'"),
        ("expect.state", "there is no state 'dome'"),
        ("expect.data.amont", "there is no field 'amont'"),
    ]


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ("{by: li}", "say one of fire, do, wait, until and cast"),
        ("{by: li, fire: submit, do: approve}", "say one of fire, do, wait, until and cast"),
        ("{do: approve}", "say who does it (`by`)"),
        ("{by: li, do: transfer}", "transfer needs to"),
        ("{by: li, do: approve, to: wang}", "approve takes no to"),
        ("{by: li, do: urge, task: land}", "urge is not about a task"),
        ("{wait: 2d, by: li}", "nothing but `expect` goes with `wait`: by"),
        ("+2wd", "must be a number and a unit, such as 2d, 3h or 90min"),
        ("{until: 2026-01-05}", "instant: "),
        ("{by: li, do: add-sign, persons: []}", "must hold at least 1"),
        ("{by: li, do: answer, opinoin: agree}", "unknown key 'opinoin'"),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_meant_is_told(file, step, why):
    ((path, message),) = wrong(file(one(step)))
    assert path.startswith("steps.0")
    assert message.startswith(why)


def test_an_unknown_verb_is_told_with_those_there_are(file):
    ((path, message),) = wrong(file(one("{by: li, do: submit}")))
    assert path == "steps.0.do"
    assert "a trigger stands under `fire`" in message


def test_two_scenarios_of_one_name_are_told(file):
    ((path, message),) = wrong(file(GOOD.replace("nobody answers", "both agree")))
    assert (path, message) == ("scenarios.1.name", "two scenarios are named 'both agree'")


# on the command line


def check(*arguments: str):
    return CliRunner().invoke(cli, ["check", *arguments])


def test_check_tries_them_and_says_how_many(file):
    done = check(str(file(GOOD)))
    assert (done.exit_code, done.output.rpartition(", ")[2]) == (0, "2 scenarios\n")


def test_check_ends_with_2_where_one_went_otherwise(file):
    path = file(one("{by: li, fire: submit}"))
    done = check(str(path))
    assert done.exit_code == 2
    assert done.output.startswith(f"{path}:28 scenarios.0.steps.0: was refused: not-allowed")
    path.write_text(path.read_text().replace("name: permit", "name: 7"))
    assert check(str(path)).exit_code == 1
