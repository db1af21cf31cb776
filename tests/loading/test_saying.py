"""What does not fit is told in plain words, at the place as it is written."""

import pytest

from keyflow import DefinitionError, load

OK = (
    "name: w\ninitial: a\nroles: [r]\nschema: {f: text}\nstages: {a: plain, z: final}\n"
    "transitions:\n  - {trigger: go, source: a, dest: z, by: r}\n"
)


def problem(text):
    with pytest.raises(DefinitionError) as error:
        load(text, name="w.yaml")
    assert len(error.value.problems) == 1, error.value.problems
    return error.value.problems[0]


@pytest.mark.parametrize(
    ("old", "new", "path", "message", "hint"),
    [
        ("roles: [r]", "roles: {r: owner}", "roles.r", "must be data.FIELD", ""),
        ("roles: [r]", "roles: ['*']", "roles", "the name '*' must be a letter", ""),
        ("{f: text}", "{'': text}", "schema", "the name '' must be a letter", ""),
        ("{f: text}", "{f: [text]}", "schema.f", "must be a mapping", ""),
        ("{f: text}", "{f: txt}", "schema.f", "must be one of text, in", "did you mean 'text'?"),
        ("{f: text}", "[f]", "schema", "must be a mapping", ""),
        ("stages: {a: plain, z: final}", "stages: {}", "stages", "must hold at least 1", ""),
        ("name: w\n", "name: 5\n", "name", "must be text", "put it in quotes"),
        ("name: w\n", "name: w\nmany: perhaps\n", "many", "must be true or false", ""),
        ("name: w\n", "name: w\ncurrency: eur\n", "currency", "three capital letters", ""),
        ("name: w\n", "name: w\nbackdate: 5wd\n", "backdate", "such as 48h", ""),
        ("name: w\n", "name: w\nkeyflow: 2\n", "keyflow", "must be 1", ""),
        ("by: r", "by: 5", "transitions.0.by", "must be a list", ""),
        ("by: r", "by: [5]", "transitions.0.by.0", "must be text", "put it in quotes"),
        ("by: r", "by: r, while: asleep", "transitions.0.while", "must be one of active", ""),
        (
            "by: r", "by: r, commands: [{fire: x, on: children c}]",
            "transitions.0.commands.0.on", "must be parent, or child and a slot", "",
        ),
        (
            "by: r", "by: r, checks: [{kind: children, slot: 5, states: [a]}]",
            "transitions.0.checks.0.slot", "must be text", "put it in quotes",
        ),
        (
            "by: r", "by: r, checks: [{kind: children, slot: c, states: [a], count: al}]",
            "transitions.0.checks.0.count", "must be one of all, any", "did you mean 'all'?",
        ),
        (
            "by: r", "by: r, checks: [{kind: fields-present}]",
            "transitions.0.checks.0.fields", "'fields' is missing", "",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit(old, new, path, message, hint):
    found = problem(OK.replace(old, new))
    assert (found.path, found.hint) == (path, hint)
    assert message in found.message
    assert not any(word in found.message for word in ("Input", "valid", "instance", "pattern"))
    assert found.line


def test_one_name_may_stand_for_a_list_of_one_in_options_too():
    one = load(OK.replace("by: r", "by: r, checks: [{kind: fields-present, fields: f}]"))
    many = load(OK.replace("by: r", "by: r, checks: [{kind: fields-present, fields: [f]}]"))
    assert one.transitions[0].checks[0].kind == many.transitions[0].checks[0].kind
    steps = load(OK.replace("a: plain", "a: {kind: plain, steps: b}"))
    assert [state.name for state in steps.states] == ["a", "z"]
