"""Cases opened for each member: what could never work is told early, what cannot, at the step."""

import pytest

from keyflow import Actor, DefinitionError, Engine, Refused, load

OFFICE = Actor("kim", roles={"office"})
PARENT = """
name: bundle
initial: a
schema: {codes: {type: list, of: text}, title: text}
roles: [office]
stages:
  a: {kind: plain}
  b: {kind: plain, states: {b: {children: {item: {workflow: item, each: codes}}}}}
  z: final
transitions:
  - {trigger: on, source: a, dest: b, by: office}
  - {trigger: end, source: b, dest: z, by: office}
"""
CHILD = """
name: item
initial: open
schema: {item: text, title: text}
roles: [office]
stages: {open: plain, done: final}
transitions: [{trigger: end, source: open, dest: done, by: office}]
"""


def problem(text):
    with pytest.raises(DefinitionError) as error:
        load(text, name="bundle.yaml")
    return error.value.problems[0]


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ("text", "field 'codes' is a text; `each` needs a list or a map"),
        ("{type: list, of: {type: list, of: text}}", "`each` needs members that are plain values"),
        (
            "{type: list, of: {type: record, fields: {tags: {type: list, of: text}}}}",
            "the first field of its records, 'tags', names a case and must be a plain value",
        ),
    ],
)
def test_each_needs_members_that_can_name_a_case(schema, message):
    found = problem(PARENT.replace("{type: list, of: text}", schema))
    assert message in found.message
    assert found.path == "stages.b.states.b.children.item.each"


def refused(parent, child):
    with pytest.raises(DefinitionError) as error:
        Engine(None, [load(parent), load(child)])
    return str(error.value)


def test_a_child_that_could_never_begin_is_told_when_the_engine_is_made():
    said = refused(PARENT, CHILD.replace("item: text, ", ""))
    assert "state 'b' of 'bundle' opens cases of 'item', which has no field 'item'" in said
    filled = PARENT.replace("each: codes", "each: codes, data: {titel: title}")
    assert "which has no field 'titel' (did you mean 'title'?)" in refused(filled, CHILD)
    needed = CHILD.replace("title: text", "title: {type: text, required: true}")
    assert "whose required field 'title' it does not fill" in refused(PARENT, needed)
    numbered = CHILD.replace("item: text", "item: integer")
    assert "whose field 'item' is no text" in refused(PARENT, numbered)
    records = PARENT.replace("of: text", "of: {type: record, fields: {code: text, size: integer}}")
    assert "which has no field 'code'" in refused(records, CHILD)


def run(codes, subject="Ring road"):
    engine = Engine(None, [load(PARENT), load(CHILD)])
    case = engine.start("bundle", subject=subject, data={"codes": codes}, by=OFFICE)
    try:
        engine.fire(case.id, "on", by=OFFICE)
    except Refused as no:
        assert not engine.cases(parent=case.id).total
        return [(item.code, item.say("en"), item.say("zh")) for item in no.findings]
    finally:
        found = [child.subject for child in engine.cases(parent=case.id, order="subject").cases]
        engine.close()
    return found


def test_a_member_is_the_end_of_its_cases_subject():
    assert run(["A", "B 1"]) == ["Ring road/item/A", "Ring road/item/B 1"]


def test_a_member_that_stands_there_twice_is_refused():
    assert run(["A", "B", "A"]) == [
        ("member-twice", "codes holds A twice; each opens a case of its own.",
         "codes中A重复出现；每一项只能开启一个事项。")
    ]  # fmt: skip


@pytest.mark.parametrize("member", ["A ", "", " ", "a\nb"])
def test_a_member_that_cannot_name_a_case_is_blamed_itself(member):
    ((code, text, zh),) = run([member])
    assert code == "member-unfit"
    assert text.startswith("A member of codes cannot name a case: ")
    assert zh.startswith("codes的一项不能作为事项名称：")


def test_a_subject_is_not_cut_in_silence():
    ((code, text, zh),) = run(["x" * 150], "y" * 60)
    assert code == "subject-too-long"
    assert "at most 200" in text
    assert "200" in zh
    assert run(["x" * 150], "y" * 40)
