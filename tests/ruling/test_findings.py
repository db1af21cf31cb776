"""The engine's own reasons, as people read them."""

import pytest

from keyflow import Actor, Engine, Refused, load
from keyflow.commands import Adopt, Suspend, Terminate, Waive
from keyflow.ruling import findings as say
from keyflow.ruling.misspelt import unknown_trigger

FLOW = """
name: w
initial: a
roles: [r, boss]
schema: {f: text}
operations: {adopt: {by: r}}
stages: {a: {kind: plain, steps: [first, second]}, z: final}
transitions:
  - {trigger: on, source: a.first, dest: a.second, by: r}
  - {trigger: go, source: a.second, dest: z, by: r, checks: [{kind: fields-present, fields: f}]}
  - {trigger: lapse, source: "a.*", dest: z, by: system}
"""
ANN, ZOE = Actor("ann", roles={"r"}), Actor("zoe")


@pytest.fixture
def engine():
    made = Engine(None, [load(FLOW)])
    yield made
    made.close()


def said(ask):
    with pytest.raises(Refused) as no:
        ask()
    return [(item.say("en"), item.say("zh")) for item in no.value.findings]


def test_nobody_is_no_role(engine):
    case = engine.start("w", subject="s", by=ANN).id
    assert said(lambda: engine.do(Suspend(case, "x"), by=ANN)) == [
        ("Nobody may suspend here.", "此处任何人都不能执行暂停。")
    ]
    assert said(lambda: engine.do(Terminate(case, "x", "x"), by=ANN)) == [
        ("Nobody may terminate here.", "此处任何人都不能执行终止。")
    ]


def test_the_system_is_no_role_one_could_have(engine):
    case = engine.start("w", subject="s", by=ANN).id
    assert said(lambda: engine.start("w", subject="t", by=ZOE)) == [
        ("Only boss, r may start here.", "此处只有boss, r可以执行发起。")
    ]
    assert said(lambda: engine.fire(case, "lapse", by=ANN)) == [
        ("Only keyflow itself may lapse here.", "此处lapse由系统自动执行。")
    ]
    assert say.not_allowed("x", {"*", "system"}).say() == "Only * may x here."


def test_a_waiver_for_a_misspelt_trigger_blames_the_trigger(engine):
    case = engine.start("w", subject="s", by=ANN).id
    engine.fire(case, "on", by=ANN)
    waive = lambda check, trigger: lambda: engine.do(Waive(case, check, trigger, "x"), by=ANN)  # noqa: E731
    assert said(waive("fields-present", "goo")) == [
        ("There is no trigger goo; did you mean go?", "没有名为goo的操作；是否为go？")
    ]
    assert said(waive("fields-present", "on")) == [
        ("on cannot be fired from a.second; it can from a.first.",
         "在a.second状态下不能执行on；可从a.first执行。")
    ]  # fmt: skip
    assert said(waive("field-present", "go")) == [
        ("There is no check field-present on it here; did you mean fields-present?",
         "此处没有名为field-present的检查；是否为fields-present？")
    ]  # fmt: skip
    assert said(waive("xyz", "lapse")) == [
        (
            "There is no check xyz on it here; there is none.",
            "此处没有名为xyz的检查；此处没有检查。",
        )
    ]
    assert said(waive("fields-present", "go")) == [
        ("fields-present cannot be waived.", "fields-present不能豁免。")
    ]


def test_a_hint_ends_a_sentence_once(engine):
    assert said(lambda: engine.do(Adopt("w", "s", "a.frst", "x"), by=ANN)) == [
        ("There is no state a.frst; did you mean a.first?", "没有名为a.frst的状态；是否为a.first？")
    ]
    assert said(lambda: engine.do(Adopt("w", "s", "q", "x"), by=ANN)) == [
        ("There is no state q; there are a.first, a.second, z.",
         "没有名为q的状态；现有a.first, a.second, z。")
    ]  # fmt: skip
    assert unknown_trigger("q", []).say("zh") == "没有名为q的操作；此处没有可执行的操作。"
    assert unknown_trigger("q", ["go", "on"]).say() == ("There is no trigger q; open here: go, on.")


def test_no_clerk_is_nobody():
    assert say.not_a_clerk([]).say() == "Nobody may enter here what another person decided."
    assert say.not_a_clerk([]).say("zh") == "此处任何人都不能代为录入他人的决定。"
    assert say.not_a_clerk(["a", "b"]).say("zh") == "只有a, b可以代为录入他人的决定。"


def test_in_chinese_operations_are_called_by_their_chinese_names():
    assert say.no("comment-required", what="reject").say("zh") == "执行不同意时必须填写意见。"
    assert say.no("comment-required", what="submit").say("zh") == "执行submit时必须填写意见。"
    assert say.no("two-places", place="before").say("zh").startswith("该任务已有前加签")
    assert say.no("comment-required", what="reject").say("en") == "A comment is needed to reject."


@pytest.mark.parametrize(
    ("who", "chinese"),
    [
        ("chosen previous", "由前一审批人选定的审批人"),
        ("unit roads", "单位 roads"),
        ("role finance", "角色 finance"),
        ("superior 2", "上级，级数 2"),
        ("li", "li"),
    ],
)
def test_how_a_missing_voter_is_named_is_said_in_chinese(who, chinese):
    assert say.no("nobody-to-decide", who=who, state="s").say("zh") == f"在s没有找到{chinese}。"
