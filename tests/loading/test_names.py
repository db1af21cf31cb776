"""Names that options of plugins give: one that leads nowhere is told where the file is loaded."""

import types

import pytest

from keyflow import Actor, DefinitionError, Engine, dump, load
from keyflow.plugin import Check, Plan, hookimpl

BARE = "name: w\ninitial: a\nroles: [r]\nschema: {title: text}\n"
STAGES = "stages: {a: plain, b: {kind: plain, steps: [c, d]}, z: {kind: final, outcome: granted}}\n"
WAYS = (
    "transitions:\n"
    "  - {trigger: submit, source: a, dest: b, by: r}\n"
    "  - {trigger: on, source: b.c, dest: b.d, by: r}\n"
)


def document(use="", more=""):
    end = f"  - {{trigger: end, source: b.d, dest: z, by: r{use and ', '}{use}}}\n"
    return BARE + STAGES + WAYS + end + more


def problems(text, **more):
    with pytest.raises(DefinitionError) as error:
        load(text, name="w.yaml", **more)
    return [(p.path, p.message, p.hint) for p in error.value.problems]


CHILDREN = document(
    "checks: [{kind: children, slot: item, states: [granted]}]", "slots: {item: w}\n"
)


class Careful(Check):
    kind = "careful"
    inline = True
    names = {
        "of": "trigger", "who": "role", "where": "state", "what": "field", "into": "slot"
    }  # fmt: skip
    of: tuple[str, ...] = ()
    who: str | None = None
    where: str = "b"
    what: str = "title"
    into: str | None = None

    def examine(self, attempt):
        return None


class Opening(Plan):
    kind = "opening"
    names = {"slot": "slot"}
    slot: str = "item"

    def plan(self, attempt):
        return []


class Astray(Check):
    kind = "astray"
    inline = True
    names = {"nothing": "trigger"}

    def examine(self, attempt):
        return None


@pytest.fixture
def acme():
    made = types.ModuleType("acme")
    made.keyflow_checks = hookimpl(_named("keyflow_checks", [Careful]))
    made.keyflow_plans = hookimpl(_named("keyflow_plans", [Opening]))
    return made


def _named(name, answer):
    function = eval("lambda: answer", {"answer": answer})
    function.__name__ = name
    return function


@pytest.mark.parametrize(
    ("use", "path", "message", "hint"),
    [
        (
            "checks: [{kind: different-person, from_triggers: [sumbit]}]",
            "transitions.2.checks.0.from_triggers",
            "there is no trigger 'sumbit'",
            "did you mean 'submit'?",
        ),
        (
            "checks: [{kind: fields-present, fields: [titel]}]",
            "transitions.2.checks.0.fields",
            "there is no field 'titel'",
            "did you mean 'title'?",
        ),
        (
            "checks: [{kind: children, slot: itme, states: [granted]}]",
            "transitions.2.checks.0.slot",
            "there is no slot 'itme'",
            "did you mean 'item'?",
        ),
        (
            "commands: [{fire: submit, on: child itme}]",
            "transitions.2.commands.0.on",
            "there is no slot 'itme'",
            "did you mean 'item'?",
        ),
    ],
)
def test_a_misspelt_name_in_a_built_in_check_or_a_command_is_told(use, path, message, hint):
    assert problems(document(use, "slots: [item]\n")) == [(path, message, hint)]


def test_the_same_is_told_at_a_stage_everywhere_and_at_an_operation():
    use = "checks: [{kind: fields-present, fields: [titel]}]"
    staged = document().replace("a: plain", f"a: {{kind: plain, {use}}}")
    assert [p[0] for p in problems(staged)] == ["stages.a.checks.0.fields"]
    assert [p[0] for p in problems(document(more=f"everywhere: {{{use}}}\n"))] == [
        "everywhere.checks.0.fields"
    ]
    ruled = document(more=f"operations: {{suspend: {{by: r, {use}}}}}\n")
    assert [p[0] for p in problems(ruled)] == ["operations.suspend.checks.0.fields"]


def test_operations_count_as_triggers_and_stages_as_states(acme):
    use = "checks: [{kind: careful, of: [start, edit, waive, submit], where: b.d, who: r}]"
    assert load(document(use), plugins=[acme])


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("of: [submitt]", "there is no trigger 'submitt'"),
        ("who: rr", "there is no role 'rr'"),
        ("where: b.e", "there is no state 'b.e'"),
        ("what: titl", "there is no field 'titl'"),
        ("into: item", "there is no slot 'item'"),
    ],
)
def test_a_check_of_others_gets_the_same(acme, option, message):
    found = problems(document(f"checks: [{{kind: careful, {option}}}]"), plugins=[acme])
    assert [item[1] for item in found] == [message]
    assert found[0][0].startswith("transitions.2.checks.0.")


def test_a_plan_says_its_names_too(acme):
    found = problems(document("plans: [opening]"), plugins=[acme])
    assert found == [("transitions.2.plans.0.slot", "there is no slot 'item'", "known: none")]
    assert load(document("plans: [opening]", "slots: [item]\n"), plugins=[acme])


def test_a_class_that_names_an_option_it_has_not_is_told(acme):
    acme.keyflow_checks = hookimpl(_named("keyflow_checks", [Astray]))
    found = problems(document("checks: [astray]"), plugins=[acme])
    assert found == [
        (
            "transitions.2.checks.0",
            "check 'astray' says that its option 'nothing' names a trigger, and has no such option",
            "",
        )
    ]


PARENT = """
name: parent
initial: open
roles: [r]
stages:
  open: {kind: plain, states: {open: {children: {item: {workflow: child}}}}}
  done: final
transitions:
  - {trigger: hand_in, source: open, by: r, commands: [{fire: look, on: child item}]}
  - {trigger: close, source: open, dest: done, by: r,
     checks: [{kind: children, slot: item, states: [granted, waiting, over.end]}]}
"""
CHILD = """
name: child
initial: waiting
roles: [r]
stages:
  waiting: plain
  over: {kind: plain, steps: [end, rest]}
  z: {kind: final, outcome: granted}
transitions:
  - {trigger: look, source: waiting, by: system}
  - {trigger: rest, source: waiting, dest: over, by: r}
  - {trigger: go, source: over.end, dest: over.rest, by: r,
     checks: [{kind: different-person, from_triggers: [look, parent.hand_in]}]}
  - {trigger: end, source: over.rest, dest: z, by: r, commands: [{fire: hand_in, on: parent}]}
"""


def test_names_of_another_workflow_are_proved_when_the_engine_is_made():
    engine = Engine(None, [load(PARENT), load(CHILD)])
    engine.close()
    Engine(None, [load(CHILD)]).close()  # what it does not know it cannot prove
    wrong = [
        (PARENT.replace("waiting,", "wating,"), CHILD, "'wating'", "did you mean 'waiting'?"),
        (PARENT.replace("fire: look", "fire: lok"), CHILD, "'lok'", "did you mean 'look'?"),
        (
            PARENT,
            CHILD.replace("parent.hand_in", "parent.hand_out"),
            "'parent.hand_out'",
            "hand_in",
        ),
        (PARENT, CHILD.replace("fire: hand_in", "fire: handin"), "'handin'", "'hand_in'"),
    ]
    for parent, child, name, hint in wrong:
        with pytest.raises(DefinitionError) as error:
            Engine(None, [load(parent), load(child)])
        (problem,) = error.value.problems
        assert name in problem.message
        assert hint in problem.hint


ABOVE = """
name: above
initial: a
roles: [r]
stages: {a: {kind: plain, states: {a: {children: {c: {workflow: below}}}}}, z: final}
transitions:
  - {trigger: look, source: a, by: r}
  - {trigger: end, source: a, dest: z, by: r}
"""
BELOW = """
name: below
initial: a
roles: [r]
stages: {a: plain, z: final}
transitions:
  - {trigger: look, source: a, by: r}
  - {trigger: end, source: a, dest: z, by: r,
     checks: [{kind: different-person, from_triggers: LOOK}]}
"""


@pytest.mark.parametrize(
    ("look", "refused"), [("look", True), ("above.look", True), ("below.look", False)]
)
def test_a_name_with_a_workflow_counts_only_the_steps_of_that_workflow(look, refused):
    engine = Engine(None, [load(ABOVE), load(BELOW.replace("LOOK", look))])
    ann = Actor("ann", roles={"r"})
    case = engine.start("above", subject="s", by=ann)
    (child,) = engine.cases(parent=case.id).cases
    engine.fire(case.id, "look", by=ann)
    (option,) = [item for item in engine.options(child.id, by=ann) if item.trigger == "end"]
    assert [finding.code for finding in option.findings] == (["same-person"] if refused else [])
    engine.close()


def test_an_expanded_form_is_proved_when_the_engine_is_made():
    flat = dump(load(CHILDREN)).replace('"slot": "item"', '"slot": "itme"')
    with pytest.raises(DefinitionError, match=r"there is no slot 'itme'.*did you mean 'item'"):
        Engine(None, [load(flat)])


@pytest.mark.parametrize("verb", ["start", "edit", "suspend", "waive", "terminate"])
def test_a_trigger_may_not_be_called_as_an_operation_is(verb):
    found = problems(document().replace("trigger: submit", f"trigger: {verb}"))
    assert found == [
        ("transitions.0.trigger", f"{verb!r} is an operation's name", "call the trigger otherwise")
    ]


def test_a_notice_and_a_deadline_are_told_where_they_stand():
    late = document().replace(
        "a: plain", "a: {kind: plain, states: {a: {deadlines: {first: {limit: 5d, overdue: lat}}}}}"
    )
    assert problems(late)[0][0] == "stages.a.states.a.deadlines.first.overdue"
    stepped = document().replace(
        "steps: [c, d]", "steps: [c, d], states: {d: {deadlines: {x: {at: title}}}}"
    )
    assert problems(stepped)[0][0] == "stages.b.states.d.deadlines.x.at"
    told = document(
        more="notices:\n  - {on: fired end, to: r, via: x, text: t}\n"
        "  - {on: fired ned, to: boss, via: x, text: t}\n"
    )
    assert [(p[0], p[2]) for p in problems(told)] == [
        ("notices.1.on", "did you mean 'end'?"),
        ("notices.1.to", "known: actor, holders, r"),
    ]


ROUND = """
name: doc
initial: draft
roles: [clerk, boss]
schema: {note: text}
stages:
  draft: plain
  rev:
    kind: approval
    approval:
      voters: [{role: boss}]
  done: final
  bad: final
transitions:
  - {trigger: submit, source: draft, dest: rev, by: clerk}
  - {trigger: end, source: rev.approved, dest: done, by: clerk}
  - {trigger: fail, source: rev.rejected, dest: bad, by: clerk}
"""


@pytest.mark.parametrize(
    ("voters", "path", "said"),
    [
        ("[{role: boss}, {role: bosss}]", "voters.1.role", "'boss'"),
        ("[{data: nte}]", "voters.0.data", "'note'"),
        ("[{role: boss}]\n      edits: [nots]", "edits.0", "'note'"),
        ("[{role: boss}]\n      apart: [submitt]", "apart.0", "'submit'"),
        ("[{role: boss}]\n      approve_when: {at_least: 2}", "approve_when", "lower it"),
    ],
)
def test_a_wrong_name_in_a_stages_policy_is_told_where_it_is_written(voters, path, said):
    text = ROUND.replace("[{role: boss}]", voters)
    with pytest.raises(DefinitionError) as error:
        load(text)
    (found,) = error.value.problems
    assert found.path == f"stages.rev.approval.{path}"
    assert said in found.hint
    assert found.line == text[: text.index(path.split(".")[0])].count("\n") + 1


@pytest.mark.parametrize(
    ("voters", "path", "message", "hint"),
    [
        ("desk", "voters", "must be a list", ""),
        (
            "[{role: boss}]\n      aprove_when: any",
            "aprove_when",
            "unknown key 'aprove_when'",
            "did you mean 'approve_when'?",
        ),
        (
            "[{role: boss}]\n      urging: {every: often}",
            "urging.every",
            "must be a number and a unit, such as 2d, 3h or 90min",
            "",
        ),
        ("[{role: boss, veot: true}]", "voters.0.veot", "unknown key 'veot'", "'veto'"),
    ],
)
def test_a_stage_that_cannot_be_made_is_all_that_is_told(voters, path, message, hint):
    with pytest.raises(DefinitionError) as error:
        load(ROUND.replace("[{role: boss}]", voters))
    (found,) = error.value.problems
    assert (found.path, found.message) == (f"stages.rev.approval.{path}", message)
    assert hint in found.hint


def test_what_another_stage_lacks_is_told_beside_one_that_cannot_be_made():
    text = ROUND.replace("[{role: boss}]", "desk").replace("dest: done", "dest: dne")
    with pytest.raises(DefinitionError) as error:
        load(text)
    assert [one.path for one in error.value.problems] == [
        "stages.rev.approval.voters",
        "transitions.1.dest",
    ]


def test_what_is_put_on_a_state_beside_its_stages_option_is_told_there():
    text = ROUND.replace(
        "      voters: [{role: boss}]\n",
        "      voters: [{role: boss}]\n    states:\n      deciding: {hidden: {nte: [boss]}}\n",
    )
    with pytest.raises(DefinitionError) as error:
        load(text.replace("role: boss}]", "role: bosss}]"))
    assert sorted(one.path for one in error.value.problems) == [
        "stages.rev.approval.voters.0.role",
        "stages.rev.states.deciding.hidden",
    ]
