import json
from datetime import UTC, datetime, timedelta

import pytest


def test_a_case_begins_and_moves(shell):
    case = shell.start()
    said = shell.good(
        "fire", case, "submit", "--by", "ann", "--role", "owner", "--data", "funded=0.4"
    )
    assert (
        said == f"{case} Ring road: approval.deciding, active, version 2\n  messages written: 1\n"
    )


def test_a_refusal_says_every_reason_and_is_code_one(shell):
    case = shell.start()
    done = shell("fire", case, "submit", "--by", "bob")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "refused:",
        "  block not-allowed: Only owner may submit here.",
        "  block fields-present: funded is missing.",
    ]
    chinese = shell("--lang", "zh", "fire", case, "submit", "--by", "bob").stderr
    assert chinese.startswith("不予办理：\n")
    assert "缺少funded。" in chinese


def test_a_refusal_in_json_names_codes(shell):
    case = shell.start()
    error = shell.json("fire", case, "submit", "--by", "bob")["error"]
    assert error["kind"] == "Refused"
    assert [item["code"] for item in error["findings"]] == ["not-allowed", "field-missing"]


def test_a_preview_shows_and_does_nothing(shell):
    case = shell.start()
    asked = ("fire", case, "submit", "--by", "ann", "--role", "owner", "--preview")
    assert shell(*asked).exit_code == 1
    said = shell.good(*asked, "--data", "funded=0.4")
    assert said.startswith("it would be accepted\n")
    assert "role:leader would be told by mail: entered-approval" in said
    assert shell.json("show", case)["version"] == 1
    assert shell.json(*asked, "--data", "funded=0.4")["cases"][0]["state"] == "approval.deciding"


def test_values_are_read_by_the_types_of_the_schema(shell, tmp_path):
    (tmp_path / "data.yaml").write_text("lanes: 4\nfunded: 0.3\nparts: [a]\n")
    pairs = ["total=1.50 USD", "urgent=yes", 'parts=["x", "y"]', "funded="]
    given = [word for pair in pairs for word in ("--data", pair)]
    case = shell.start("Bridge", "--data-file", "data.yaml", *given)
    data = shell.json("show", case)["data"]
    assert data == {
        "total": {"amount": "1.50", "currency": "USD"},
        "urgent": True,
        "lanes": 4,
        "parts": ["x", "y"],
        "funded": None,
    }


def test_data_come_from_standard_input(shell):
    given = json.dumps({"lanes": 2, "funded": "0.5"})
    case = shell.start()
    shell.good("edit", case, "--by", "ann", "--role", "owner", "--data-file", "-", input=given)
    assert shell.json("show", case)["data"]["lanes"] == 2


@pytest.mark.parametrize(
    ("pair", "place"),
    [
        ("lanes", "--data: 'lanes' is not of the form field=value"),
        ('parts=["x", {"a": 1, "a": 2}]', "data.parts: 'a' is written twice"),
        ("lanes=four", "data.lanes: 'four' is not a whole number"),
        ("urgent=perhaps", "data.urgent: 'perhaps' is not true or false"),
        ("parts=a,b", "data.parts: is a list, to be given as JSON"),
        ("total=much", "data.total: 'much' is not a decimal number"),
        ("lains=4", "data.lains: is not a field here; did you mean 'lanes'?"),
    ],
)
def test_a_value_that_does_not_fit_is_bad_input_and_named(shell, pair, place):
    case = shell.start()
    done = shell("edit", case, "--by", "ann", "--role", "owner", "--data", pair)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"keyflow: {place}")
    assert shell.json("show", case)["seq"] == 1


def test_a_field_is_given_once(shell):
    case = shell.start()
    by = ("--by", "ann", "--role", "owner")
    done = shell("edit", case, *by, "--data", "lanes=1", "--data", "lanes=2")
    assert done.exit_code == 2
    assert done.stderr == "keyflow: data.lanes: is given twice\n"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.yaml", None, "none.yaml: there is no such file"),
        ("none", None, "none: there is no such file"),
        ("data.txt", "lanes: 4", "data.txt: is not a .yaml, .yml, .toml, .json file"),
        ("data.yaml", "- 4", "data.yaml:1: must be fields with their values"),
        ("data.yaml", "", "data.yaml: must be fields with their values"),
        (
            "data.yaml",
            "lanes: 4\nlanes: 5",
            "data.yaml:2 lanes: 'lanes' is written twice, on lines 1 and 2 (keep one of the two)",
        ),
    ],
)
def test_a_file_of_fields_that_cannot_be_read_is_named(shell, tmp_path, name, content, said):
    if content is not None:
        (tmp_path / name).write_text(content)
    case = shell.start()
    done = shell("edit", case, "--by", "ann", "--role", "owner", "--data-file", name)
    assert done.exit_code == 2
    assert done.stderr == f"{said}\n"


def test_a_key_makes_a_retry_harmless(shell):
    case = shell.start()
    asked = ("note", case, "seen", "--by", "ann", "--role", "owner", "--key", "k")
    shell.good(*asked)
    assert "nothing was done now" in shell.good(*asked)
    other = shell("note", case, "other", "--by", "ann", "--role", "owner", "--key", "k")
    assert other.exit_code == 1
    assert "give each command its own key" in other.stderr


def test_an_expected_version_that_passed_is_a_conflict(shell):
    case = shell.start()
    done = shell("note", case, "x", "--by", "ann", "--role", "owner", "--expected", "7")
    assert done.exit_code == 1


def test_the_office_has_all_its_verbs(shell):
    office = ("--by", "kim", "--role", "office")
    case = shell.start()
    shell.good("suspend", case, "--reason", "no land", *office)
    shell.good("resume", case, *office)
    shell.good("waive", case, "fields-present", "submit", "--reason", "the mayor asked", *office)
    said = shell.good("fire", case, "submit", "--by", "ann", "--role", "owner")
    assert "warn fields-present: funded is missing." in said
    shell.good("terminate", case, "cancelled", "--reason", "no money", *office)
    assert "standing: terminated (cancelled)" in shell.good("show", case)


def test_a_matter_is_adopted_where_it_stands(shell):
    given = ("adopt", "road", "Old bridge", "approval.deciding", "--reason", "decided on paper")
    adopted = shell.json(*given, "--by", "kim", "--role", "office", "--workflow", shell.file)
    assert adopted["case"]["state"] == "approval.deciding"


@pytest.mark.parametrize("missing", ["--by", "--reason"])
def test_what_must_be_said_must_be_said(shell, missing):
    given = {"--by": ("--by", "kim"), "--reason": ("--reason", "why")}
    kept = [word for name, words in given.items() if name != missing for word in words]
    done = shell("suspend", "some-case", *kept)
    assert done.exit_code == 2
    assert missing in done.stderr


def test_when_it_happened_is_an_instant_with_a_zone(shell):
    case = shell.start()
    asked = ("note", case, "x", "--by", "ann", "--role", "owner", "--occurred-at")
    naive = shell(*asked, "2026-01-05T12:00:00")
    assert naive.exit_code == 2
    assert naive.stderr.startswith("keyflow: --occurred-at: has no time zone; add Z")
    late = shell(*asked, (datetime.now(UTC) + timedelta(days=1)).isoformat())
    assert late.exit_code in {1, 2}


def test_an_unknown_case_or_workflow_is_bad_input(shell):
    shell.start()
    assert shell("fire", "nope", "submit", "--by", "ann").exit_code == 2
    done = shell("start", "rode", "x", "--by", "ann", "--workflow", shell.file)
    assert done.exit_code == 2
    assert "no workflow 'rode'" in done.stderr


def test_what_people_wrote_cannot_steer_the_terminal(shell):
    case = shell.start("Road \u202eevil")
    assert "\u202e" not in shell.good("show", case)
    assert "\\x202e" in shell.good("cases")


VOTED = """
name: trip
initial: asked
schema: {days: integer}
roles: [staff, boss]
stages:
  asked: {kind: plain}
  review:
    kind: approval
    states: {deciding: {writable: [days]}}
    approval: {voters: [{role: boss}, {person: li}]}
  granted: final
  refused: final
transitions:
  - {trigger: send, source: asked, dest: review, by: staff}
  - {trigger: grant, source: review.approved, dest: granted, auto: true}
  - {trigger: refuse, source: review.rejected, dest: refused, auto: true}
"""


def test_a_task_is_shown_and_decided_with_data_read_by_the_schema_of_its_case(shell, tmp_path):
    (tmp_path / "trip.yaml").write_text(VOTED)
    by = ("--by", "ann", "--role", "staff")
    started = shell.json("start", "trip", "Bonn", *by, "--workflow", "trip.yaml")
    case = started["case"]["id"]
    shell.good("fire", case, "send", *by)
    assert f"  task: {case}#1 vote boss\n  task: {case}#2 vote li\n" in shell.good("show", case)
    assert f"  任务: {case}#1 表决 boss\n" in shell.good("show", case, "--lang", "zh")
    boss = ("--by", "bob", "--role", "boss")
    wrong = shell("approve", f"{case}#1", "--data", "days=x", *boss)
    assert wrong.exit_code == 2
    assert wrong.stderr == "keyflow: data.days: 'x' is not a whole number\n"
    shell.good("approve", f"{case}#1", "--data", "days=3", "--comment", "fine", *boss)
    shown = shell.json("show", case)
    assert shown["data"]["days"] == 3
    assert [(task["id"], task["kind"], task["person"]) for task in shown["tasks"]] == [
        (f"{case}#2", "vote", "li")
    ]
    shell.good("reject", f"{case}#2", "--by", "li")
    assert shell.json("show", case)["state"] == "refused"
    assert shell("approve", "nothing", "--by", "li", "--data", "days=1").exit_code == 2
