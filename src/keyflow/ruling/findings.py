"""The engine's own reasons for a no, each in English and Chinese."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from keyflow.finding import Finding
from keyflow.ruling.refusals import TASKS
from keyflow.ruling.terms import in_chinese

CASES: Mapping[str, tuple[str, str]] = {
    "ended": ("The case has ended ({outcome}).", "事项已办结（{outcome}）。"),
    "parent-ended": (
        "The case it belongs to has ended ({outcome}).",
        "所属事项已办结（{outcome}）。",
    ),
    "parent-gone-on": (
        "The case it belongs to has gone on to {state} since; that would have to go back first.",
        "所属事项其后已进入{state}，须先将其退回。",
    ),
    "parent-suspended": (
        "The case it belongs to is suspended; resume that first.",
        "所属事项已暂停，请先恢复。",
    ),
    "suspended": ("The case is suspended; resume it first.", "事项已暂停，请先恢复。"),
    "not-suspended": (
        "This is only possible while the case is suspended.",
        "仅在事项暂停期间可以执行。",
    ),
    "not-from-here": (
        "{trigger} cannot be fired from {state}; it can from {sources}.",
        "在{state}状态下不能执行{trigger}；可从{sources}执行。",
    ),
    "no-way": (
        "No condition of {trigger} from {state} holds for this data.",
        "以当前数据，从{state}执行{trigger}的条件均不成立。",
    ),
    "guard-failed": (
        "The condition of {trigger} cannot be worked out ({error}), which counts as a no.",
        "{trigger}的条件无法判定（{error}），视为不通过。",
    ),
    "comment-required": ("A comment is needed to {what}.", "执行{what}时必须填写意见。"),
    "reason-required": ("{verb} needs a reason.", "{verb}须说明理由。"),
    "not-over": (
        (
            "A person is erased only when the case is over, and the one it belongs to: until then "
            "checks ask who did what."
        ),
        "须待事项及其所属事项办结后方可清除个人信息：此前的检查需要知道由谁办理。",
    ),
    "may-reopen": (
        "The case may be reopened until {until}; a person is erased only after that.",
        "事项在{until}之前可重新开启，此后方可清除个人信息。",
    ),
    "not-named": (
        (
            "What this case keeps private names nobody of that id, so nothing was erased; "
            "check the id."
        ),
        "本事项的私密内容中没有此人，未清除任何内容；请核对编号。",
    ),
    "not-written": (
        "{field} cannot be changed this way; what can: {writes}.",
        "此步骤不能修改{field}；可修改：{writes}。",
    ),
    "not-writable": ("{field} cannot be changed in {state}.", "在{state}状态下不能修改{field}。"),
    "field-required": ("{field} is required.", "{field}为必填项。"),
    "already-live": (
        "{subject} has a live case already: {case_id}.",
        "{subject}已有在办事项：{case_id}。",
    ),
    "family-full": (
        "A case and its descendants are at most {most}.",
        "一个事项及其子事项最多{most}个。",
    ),
    "plan-failed": (
        "The plan {kind} could not run ({error}), which counts as a no.",
        "计划{kind}未能运行（{error}），视为不通过。",
    ),
    "limit-unreadable": (
        "The limit of {name} cannot be read from the data: {limit}; write it as 20wd or 30d.",
        "无法从数据中读取{name}的期限：{limit}；请写成20wd或30d的形式。",
    ),
    "no-such-deadline": (
        "No deadline {name} runs here; running: {known}.",
        "此处没有正在计算的期限{name}；正在计算的有：{known}。",
    ),
    "no-such-reason": (
        "{reason} is no reason for which this clock may be stopped; it may for: {known}.",
        "不能以{reason}为由中止计算期限；可用的理由：{known}。",
    ),
    "clock-stands": ("The clock {name} stands still already.", "期限{name}已中止计算。"),
    "clock-runs": ("The clock {name} runs; nobody stopped it.", "期限{name}正在计算，未被中止。"),
    "clock-over": (
        "The limit {name} ended at {due}; it must be asked for before the end.",
        "期限{name}已于{due}届满，须在届满之前提出。",
    ),
    "extended-enough": (
        "{name} was extended already; at most {times} times is allowed.",
        "期限{name}已延长过，最多可延长{times}次。",
    ),
    "extended-too-far": (
        "{limit} is not within {most}, the most it may be extended by, in that unit.",
        "{limit}不在一次可延长的上限{most}之内；须用同一单位。",
    ),
    "calendar-failed": ("The time limit cannot be counted: {error}.", "无法计算期限：{error}。"),
    "too-many-commands": (
        "One command brings too many others with it, or too deep.",
        "一次操作引起的后续操作过多或层次过深。",
    ),
    "too-many-steps": (
        "Automatic transitions do not come to rest; the last state was {state}.",
        "自动流转未能停止；最后状态为{state}。",
    ),
    "too-early": ("It cannot have happened before {earliest}.", "发生时间不能早于{earliest}。"),
    "own-clerk": (
        "{person} cannot be the clerk who enters a decision of their own; leave the clerk out.",
        "{person}不能代为录入本人的决定；请不填代录人。",
    ),
    "in-the-future": (
        "It cannot have happened after now, {now}.",
        "发生时间不能晚于当前时间{now}。",
    ),
    "plugin-missing": ("The case waits for a plugin: {reason}.", "事项在等待插件：{reason}。"),
    "check-failed": (
        "The check {kind} could not run ({error}), which counts as a no.",
        "检查{kind}未能运行（{error}），视为不通过。",
    ),
    "member-unfit": (
        "A member of {field} cannot name a case: it {why}.",
        "{field}的一项不能作为事项名称：须为1至{most}个字符，首尾无空白，且不含控制字符。",
    ),
    "member-twice": (
        "{field} holds {member} twice; each opens a case of its own.",
        "{field}中{member}重复出现；每一项只能开启一个事项。",
    ),
    "subject-too-long": (
        (
            "A case cannot be opened: its subject would be {length} characters long, "
            "at most {most} are allowed: {start}…"
        ),
        "无法开启事项：其对象将有{length}个字符，最多{most}个：{start}…",
    ),
}
_SAID = {**CASES, **TASKS}


def no(code: str, **values: Any) -> Finding:
    """Return the finding for a reason, its slots filled."""
    english, chinese = _SAID[code]
    return Finding(code, english, translations={"zh": in_chinese(chinese, values)}, **values)


def over(outcome: str | None) -> Finding:
    """Say that a case has ended, with its outcome."""
    return no("ended", outcome=outcome or "-")


def not_allowed(what: str, roles: Collection[str]) -> Finding:
    """Only certain roles may do it."""
    people = sorted(set(roles) - {"system"})
    if people:
        en, zh = "Only {roles} may {what} here.", "此处只有{roles}可以执行{what}。"
    elif roles:
        en, zh = "Only keyflow itself may {what} here.", "此处{what}由系统自动执行。"
    else:
        en, zh = "Nobody may {what} here.", "此处任何人都不能执行{what}。"
    zh = in_chinese(zh, {"what": what})
    return Finding("not-allowed", en, translations={"zh": zh}, roles=", ".join(people), what=what)


def not_waivable(check: str, roles: Sequence[str]) -> Finding:
    """Nobody, or not this person, may waive the check."""
    some = ("{name} may be waived by {roles}.", "{name}可由{roles}豁免。")
    en, zh = some if roles else ("{name} cannot be waived.", "{name}不能豁免。")
    return Finding("not-waivable", en, translations={"zh": zh}, name=check, roles=", ".join(roles))


def not_a_clerk(roles: Sequence[str]) -> Finding:
    """Only clerks may enter what another decided."""
    some = (
        "Only {roles} may enter what another person decided.",
        "只有{roles}可以代为录入他人的决定。",
    )
    none = (
        "Nobody may enter here what another person decided.",
        "此处任何人都不能代为录入他人的决定。",
    )
    en, zh = some if roles else none
    return Finding("not-a-clerk", en, translations={"zh": zh}, roles=", ".join(roles))
