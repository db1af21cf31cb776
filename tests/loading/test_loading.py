"""Definitions as people write them: all that is wrong at once, and what they expand to."""

import json
import sys
import types

import pytest

from keyflow import DefinitionError, DuplicateKind, Registry, dump, load
from keyflow.errors import PluginFailed
from keyflow.plugin import (
    Attachment,
    Check,
    CheckUse,
    Layout,
    Notice,
    Policy,
    Stage,
    State,
    Transition,
    hookimpl,
)
from tests.offices import ITEM, PROJECT, flow

BARE = "name: w\ninitial: a\nroles: [r]\nstages: {a: plain, z: final}\ntransitions:\n"
GO = "  - {trigger: go, source: a, dest: z, by: r}\n"
OK = BARE + GO


def problems(text, **more):
    with pytest.raises(DefinitionError) as error:
        load(text, name="w.yaml", **more)
    return error.value.problems


def module(name, **hooks):
    """Make a plugin module of hooks by their names."""
    made = types.ModuleType(name)
    for hook, answer in hooks.items():

        def offer(answer=answer):
            return answer

        offer.__name__ = hook
        offer.__defaults__ = None if callable(answer) else (answer,)
        function = eval(f"lambda: answer", {"answer": answer})  # noqa: F541
        function.__name__ = hook
        setattr(made, hook, hookimpl(function))
    return made


def test_all_that_is_wrong_is_said_at_once_with_its_place():
    found = problems(
        "name: w\n"
        "initial: preparng\n"
        "roles: [owner]\n"
        "zone: Asia/Shangai\n"
        "stages:\n"
        "  preparing: plain\n"
        "  done: {kind: finel}\n"
        "transitions:\n"
        "  - {trigger: go, source: preparing, dest: dne, by: owner,"
        " checks: [{kind: fields-prsent}]}\n"
    )
    said = {(p.line, p.path, p.hint) for p in found}
    assert said == {
        (2, "initial", "did you mean 'preparing'?"),
        (7, "stages.done.kind", "did you mean 'final'?"),
        (9, "transitions.0.dest", "known: preparing"),
        (9, "transitions.0.checks.0.kind", "did you mean 'fields-present'?"),
    }
    assert {p.file for p in found} == {"w.yaml"}
    assert [p.line for p in found] == sorted(p.line for p in found)


@pytest.mark.parametrize(
    ("text", "path", "message", "hint"),
    [
        (OK.replace("roles", "role"), "role", "unknown key 'role'", "'roles'"),
        (OK.replace("by: r", "bye: r"), "transitions.0.bye", "unknown key 'bye'", "'by'"),
        (OK.replace("name: w\n", ""), "name", "missing", ""),
        (OK.replace("name: w", "name: 5"), "name", "", ""),
        (OK.replace("name: w", "name: a b"), "name", "letter", ""),
        (OK.replace("initial: a", "initial: NO"), "initial", "", ""),
        (OK + "schema: {n: numbre}\n", "schema.n", "", ""),
        (OK + "schema: {n: list}\n", "schema.n", "needs `of`", ""),
        (OK + "backdate: 5wd\n", "backdate", "", ""),
        (OK.replace("a: plain", "a: {kind: plain, stats: {}}"), "stages.a.stats", "", "'steps'"),
        (
            OK.replace("a: plain", "a: {kind: plain, states: {b: {}}}"),
            "stages.a.states.b",
            "there is no state 'b'",
            "",
        ),
        (
            OK.replace("a: plain", "a: {kind: plain, states: {a: {deadlines: {d: {limit: 5m}}}}}"),
            "stages.a.states.a.deadlines.d.limit",
            "48h",
            "",
        ),
    ],
)  # fmt: skip
def test_a_misspelt_file_is_told_where_and_how_to_mend_it(text, path, message, hint):
    found = problems(text)
    assert any(
        p.path == path and message in p.message and hint in p.hint and p.line for p in found
    ), found


LINT = {
    "cannot be reached": OK.replace("z: final", "z: final, b: plain")
    + "  - {trigger: back, source: b, dest: a, by: r}\n",
    "no way out": OK.replace("z: final", "z: final, b: plain")
    + "  - {trigger: to, source: a, dest: b, by: r}\n",
    "way out of it": None,
    "has no end": OK.replace("z: final", "z: final, b: {kind: plain, steps: [c, d]}")
    + "  - {trigger: to, source: a, dest: b, by: r}\n"
    + "  - {trigger: on, source: b.c, dest: b.d, by: r}\n"
    + "  - {trigger: on, source: b.d, dest: b.c, by: r}\n",
    "no final state": BARE.replace("z: final", "b: plain")
    + "  - {trigger: to, source: a, dest: b, by: r}\n"
    + "  - {trigger: to, source: b, dest: a, by: r}\n",
    "nobody may fire 'go'": OK.replace(", by: r", ""),
    "leads two ways": OK + GO,
    "there is no role 'q'": OK.replace("by: r", "by: q"),
    "there is no field 'n'": OK.replace("a: plain", "a: {kind: plain, states: {a: {writable: n}}}"),
    "is not an instant field": OK.replace(
        "a: plain", "a: {kind: plain, states: {a: {deadlines: {d: {at: n}}}}}"
    )
    + "schema: {n: date}\n",
    "no transition 'late'": OK.replace(
        "a: plain", "a: {kind: plain, states: {a: {deadlines: {d: {limit: 1h, overdue: late}}}}}"
    ),
    "no transition 'go' leads": OK.replace(
        "a: plain", "a: {kind: plain, states: {a: {deadlines: {d: {limit: 1h, overdue: go}}}}}"
    ),
    "no time zone": OK + "zone: Mars/Olympus\n",
    "entered nowhere": OK + "notices: [{on: entered nowhere, to: r, via: x, text: t}]\n",
    "'fired nothing'": OK + "notices: [{on: fired nothing, to: r, via: x, text: t}]\n",
    "there is no role 'nobody'": OK + "notices: [{on: fired go, to: nobody, via: x, text: t}]\n",
    "needs `template` or `text`": OK + "notices: [{on: fired go, to: r, via: x}]\n",
    "there is no template 'tmpl'": OK
    + "notices: [{on: fired go, to: r, via: x, template: tmpl}]\n",
    "must say what it follows": OK + "notices: [{on: started, to: r, via: x, text: t}]\n",
    "is not allowed in a template": OK
    + "notices: [{on: fired go, to: r, via: x, text: '{{ x() }}'}]\n",
    "keyflow's own": OK.replace("roles: [r]", "roles: [r, system]"),
    "holds no person": OK.replace("roles: [r]", "roles: {r: data.n}") + "schema: {n: money}\n",
    "the system may not fire it": None,
    "opens children or deadlines": OK.replace(
        "z: final", "z: {kind: final, states: {end: {deadlines: {d: {limit: 1h}}}}}"
    ),
    "'nn' is not a field": OK.replace("by: r", "by: r, when: nn > 1") + "schema: {n: integer}\n",
    "two checks have the id": OK.replace(
        "by: r",
        "by: r, checks: [{kind: fields-present, fields: [n]}, {kind: fields-present, fields: [n]}]",
    )
    + "schema: {n: text}\n",
    "no field 'items' for its children": OK.replace(
        "a: plain", "a: {kind: plain, states: {a: {children: {c: {workflow: w, each: items}}}}}"
    ),
}


@pytest.mark.parametrize("message", [name for name, text in LINT.items() if text])
def test_what_could_never_work_is_refused(message):
    found = problems(LINT[message])
    assert any(message in p.message for p in found), found


def test_an_automatic_way_is_the_systems():
    one = load(OK.replace("by: r", "auto: true"))
    assert one.transitions[0].by == ("system",)
    both = OK.replace("by: r", "by: r, auto: true")
    assert any("the system may not fire it" in p.message for p in problems(both))


WORKFLOWS = {
    "project": PROJECT,
    "item": ITEM,
    "bare": OK,
    "wild": BARE.replace("a: plain", "a: {kind: plain, steps: [x, y]}")
    + "  - {trigger: go, source: [a.*], dest: z, by: '*', title: {en: Go, zh: 去}}\n"
    + "  - {trigger: walk, source: a.x, dest: a.y, by: r, when: 'today > d\"2011-01-01\"'}\n"
    + "  - {trigger: walk, source: a.x, dest: a.y, by: r, comment: required}\n"
    + "everywhere: {checks: [{kind: fields-present, id: named, fields: [title]}]}\n"
    + "schema: {title: {type: text, title: 名称, personal: true}}\n"
    + "templates: {t: {subject: s, text: {zh: '{{ data.title }}'}}}\n"
    + "notices: [{on: [fired go, left a], to: [r, actor, 'person:p'], via: m, template: t}]\n",
}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_what_is_dumped_loads_as_the_same(name):
    one = load(WORKFLOWS[name])
    again = load(dump(one))
    assert again == one
    assert again.hash == one.hash
    assert load(json.loads(dump(one))) == one
    assert dump(again) == dump(one)
    assert load(WORKFLOWS[name]).hash == one.hash


def test_the_same_definition_in_yaml_toml_json_and_a_mapping(tmp_path):
    data = {
        "name": "w",
        "initial": "a",
        "roles": ["r"],
        "schema": {"n": {"type": "integer", "min": 1}, "share": "decimal"},
        "stages": {"a": {"kind": "plain"}, "z": {"kind": "final"}},
        "transitions": [
            {"trigger": "go", "source": "a", "dest": "z", "by": ["r"], "when": "n > 1"},
        ],
    }
    (tmp_path / "w.json").write_text(json.dumps(data))
    (tmp_path / "w.toml").write_text(
        'name = "w"\ninitial = "a"\nroles = ["r"]\n[schema]\nn = {type = "integer", min = 1}\n'
        'share = "decimal"\n[stages]\na = {kind = "plain"}\nz = {kind = "final"}\n'
        '[[transitions]]\ntrigger = "go"\nsource = "a"\ndest = "z"\nby = ["r"]\nwhen = "n > 1"\n'
    )
    (tmp_path / "w.yaml").write_text(
        "name: w\ninitial: a\nroles: [r]\nschema: {n: {type: integer, min: 1}, share: decimal}\n"
        "stages: {a: plain, z: final}\n"
        "transitions: [{trigger: go, source: a, dest: z, by: r, when: n > 1}]\n"
    )
    ways = [load(tmp_path / f"w.{suffix}") for suffix in ("json", "toml", "yaml")]
    assert {way.hash for way in [*ways, load(data)]} == {ways[0].hash}


def test_checks_of_a_stage_and_of_everywhere_say_where_they_come_from():
    one = load(WORKFLOWS["wild"])
    assert {c.attached_by for t in one.transitions for c in t.checks} == {"everywhere"}
    staged = load(
        OK.replace("a: plain", "a: {kind: plain, checks: [{kind: fields-present, fields: [n]}]}")
        + "schema: {n: text}\n"
    )
    assert staged.transitions[0].checks[0].attached_by == "stage a"


FLAT = json.loads(dump(load(OK)))


@pytest.mark.parametrize(
    "change",
    [
        {"initial": "nowhere"},
        {"states": [{"name": "a"}, {"name": "a"}, {"name": "z", "final": True}]},
        {"states": []},
        {"transitions": [{"trigger": "go", "source": ["b"], "dest": "z", "by": ["r"]}]},
        {"transitions": [{"trigger": "go", "source": ["a"], "dest": "b", "by": ["r"]}]},
        {"transitions": [{"trigger": "go", "source": [], "dest": "z", "by": ["r"]}]},
        {"transitions": "x"},
        {"transitions": [5]},
        {"stages": None},
        {"keyflow": 2},
        {"surprise": 1},
    ],
)  # fmt: skip
def test_a_hostile_expanded_form_is_refused_like_a_written_one(change):
    assert problems(FLAT | change)


class Fast(Check):
    kind = "fast"
    inline = True
    share: int = 1

    def examine(self, attempt):
        return None


class Gated(Policy):
    kind = "gated"

    def attach(self, workflow, stage, transition):
        if workflow != "w" or "safe" in transition.tags:
            return None
        return Attachment(
            checks=[CheckUse(kind="fast", id="policy")],
            notices=[
                Notice(on=("fired go",), to=("r",), via="m", text={"en": "by policy"}),
            ],
        )


def test_a_policy_attaches_by_pattern_and_says_so_in_the_definition():
    plugin = module("acme_rules", keyflow_checks=[Fast], keyflow_policies=[Gated()])
    text = OK.replace("z: final", "z: final, b: plain") + (
        "  - {trigger: to, source: a, dest: b, by: r, tags: safe}\n"
        "  - {trigger: end, source: b, dest: z, by: r}\n"
    )
    one = load(text, plugins=[plugin])
    ids = {t.trigger: [(c.id, c.attached_by) for c in t.checks] for t in one.transitions}
    assert ids == {
        "go": [("policy", "acme_rules")],
        "to": [],
        "end": [("policy", "acme_rules")],
    }
    assert [(n.text["en"], n.attached_by) for n in one.notices] == [("by policy", "acme_rules")]
    assert load(dump(one), plugins=[plugin]) == one
    assert load(text).hash != one.hash


def test_two_offers_of_one_kind_are_refused_and_both_are_named():
    one = module("first_pack", keyflow_checks=[Fast])
    two = module("second_pack", keyflow_checks=[type("Fast2", (Fast,), {"kind": "fast"})])
    with pytest.raises(DuplicateKind, match="first_pack and by second_pack"):
        Registry([two, one])


def test_a_misspelt_hook_is_told_with_the_right_name():
    with pytest.raises(PluginFailed, match="keyflow_cheks; did you mean keyflow_checks"):
        Registry([module("acme", keyflow_cheks=[Fast])])


@pytest.mark.parametrize(
    "hooks",
    [
        {"keyflow_checks": [Fast(share=2)]},
        {"keyflow_checks": [5]},
        {"keyflow_checks": None},
        {"keyflow_checks": [type("Nameless", (Check,), {})]},
        {"keyflow_stages": [Fast]},
        {"keyflow_policies": [5]},
    ],
)  # fmt: skip
def test_a_hook_that_offers_the_wrong_thing_is_told(hooks):
    with pytest.raises(PluginFailed, match="acme"):
        Registry([module("acme", **hooks)])


def test_kinds_can_be_allowed_and_denied_by_package():
    denied = {o.kind for o in Registry(deny=["keyflow"]).offers("check")}
    assert not denied & {"fields-present", "children"}
    assert {o.package.split()[0] for o in Registry(allow=[]).offers("check")} == {"keyflow"}
    assert "fields-present" in [o.kind for o in Registry().offers("check")]


class Odd(Stage):
    kind = "odd"
    what: str = "raise"

    def layout(self):
        return {
            "raise": lambda: 1 / 0,
            "none": lambda: None,
            "unknown": lambda: Layout(
                ["a", "b"], [Transition(trigger="x", source="a", dest="q", by="r")]
            ),
            "same": lambda: Layout(["a", "a"], [Transition(trigger="x", source="a", by="r")]),
            "empty": lambda: Layout([]),
            "good": lambda: Layout(
                ["a", State(name="b")],
                [Transition(trigger="x", source="*", dest="b", by="r")],
            ),
        }[self.what]()


@pytest.mark.parametrize("what", ["raise", "none", "unknown", "same"])
def test_a_stage_that_cannot_be_laid_out_is_a_problem_with_a_line(what):
    plugin = module("odd", keyflow_stages=[Odd])
    found = problems(
        OK.replace("a: plain", f"a: {{kind: odd, what: {what}}}").replace(
            "source: a", "source: a.*"
        ),
        plugins=[plugin],
    )
    assert found
    assert all(p.line for p in found)


def test_options_are_checked_by_the_plugin_itself():
    plugin = module("acme", keyflow_checks=[Fast])
    found = problems(
        OK.replace("by: r", "by: r, checks: [{kind: fast, shere: 2}]"), plugins=[plugin]
    )
    assert [(p.path, p.hint) for p in found] == [
        ("transitions.0.checks.0.shere", "did you mean 'share'?")
    ]
    found = problems(
        OK.replace("by: r", "by: r, checks: [{kind: fast, share: x}]"), plugins=[plugin]
    )
    assert [p.path for p in found] == ["transitions.0.checks.0.share"]


def test_loading_touches_nothing_else():
    before = set(sys.modules)
    assert load(OK).hash == flow(OK).hash
    assert not {name for name in set(sys.modules) - before if name.startswith("sqlalchemy")}
