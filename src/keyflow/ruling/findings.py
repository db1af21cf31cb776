"""The engine's own reasons for a no, each in English and Chinese."""

from collections.abc import Collection, Sequence

from keyflow.finding import Finding


def ended(outcome: str | None) -> Finding:
    """The case is over."""
    return Finding(
        "ended",
        "The case has ended ({outcome}).",
        translations={"zh": "事项已办结（{outcome}）。"},
        outcome=outcome or "-",
    )


def parent_ended(outcome: str | None) -> Finding:
    """The case it would belong to is over."""
    return Finding(
        "parent-ended",
        "The case it belongs to has ended ({outcome}).",
        translations={"zh": "所属事项已办结（{outcome}）。"},
        outcome=outcome or "-",
    )


def parent_suspended() -> Finding:
    """The case it would belong to, or one above that, is on hold."""
    return Finding(
        "parent-suspended",
        "The case it belongs to is suspended; resume that first.",
        translations={"zh": "所属事项已暂停，请先恢复。"},
    )


def suspended() -> Finding:
    """The case, or one above it, is on hold."""
    return Finding(
        "suspended",
        "The case is suspended; resume it first.",
        translations={"zh": "事项已暂停，请先恢复。"},
    )


def not_suspended() -> Finding:
    """It is only open while the case is on hold."""
    return Finding(
        "not-suspended",
        "This is only possible while the case is suspended.",
        translations={"zh": "仅在事项暂停期间可以执行。"},
    )


def not_from_here(trigger: str, state: str, sources: Sequence[str]) -> Finding:
    """The trigger exists, but not from this state."""
    return Finding(
        "not-from-here",
        "{trigger} cannot be fired from {state}; it can from {sources}.",
        translations={"zh": "在{state}状态下不能执行{trigger}；可从{sources}执行。"},
        trigger=trigger,
        state=state,
        sources=", ".join(sources),
    )


def no_way(trigger: str, state: str) -> Finding:
    """No transition's condition holds."""
    return Finding(
        "no-way",
        "No condition of {trigger} from {state} holds for this data.",
        translations={"zh": "以当前数据，从{state}执行{trigger}的条件均不成立。"},
        trigger=trigger,
        state=state,
    )


def guard_failed(trigger: str, error: str) -> Finding:
    """The condition that chooses a transition cannot be worked out."""
    return Finding(
        "guard-failed",
        "The condition of {trigger} cannot be worked out ({error}), which counts as a no.",
        translations={"zh": "{trigger}的条件无法判定（{error}），视为不通过。"},
        trigger=trigger,
        error=error,
    )


def comment_required(trigger: str) -> Finding:
    """A comment must come with it."""
    return Finding(
        "comment-required",
        "{trigger} needs a comment.",
        translations={"zh": "执行{trigger}须填写意见。"},
        trigger=trigger,
    )


def reason_required(verb: str) -> Finding:
    """A reason must come with it."""
    return Finding(
        "reason-required",
        "{verb} needs a reason.",
        translations={"zh": "{verb}须说明理由。"},
        verb=verb,
    )


def not_over() -> Finding:
    """An erasure would take from the checks what they ask about."""
    return Finding(
        "not-over",
        "A person is erased only when the case is over, and the one it belongs to: until then "
        "checks ask who did what.",
        translations={
            "zh": "须待事项及其所属事项办结后方可清除个人信息：此前的检查需要知道由谁办理。"
        },
    )


def may_reopen(until: str) -> Finding:
    """What has ended may go on, and its checks ask who did what."""
    return Finding(
        "may-reopen",
        "The case may be reopened until {until}; a person is erased only after that.",
        translations={"zh": "事项在{until}之前可重新开启，此后方可清除个人信息。"},
        until=until,
    )


def not_named() -> Finding:
    """There is nothing of that person; whom it was asked about is not repeated."""
    return Finding(
        "not-named",
        "What this case keeps private names nobody of that id, so nothing was erased; "
        "check the id.",
        translations={"zh": "本事项的私密内容中没有此人，未清除任何内容；请核对编号。"},
    )


def not_writable(field: str, state: str) -> Finding:
    """The state does not let this field be written."""
    return Finding(
        "not-writable",
        "{field} cannot be changed in {state}.",
        translations={"zh": "在{state}状态下不能修改{field}。"},
        field=field,
        state=state,
    )


def field_required(field: str) -> Finding:
    """A required field is missing."""
    return Finding(
        "field-required",
        "{field} is required.",
        translations={"zh": "{field}为必填项。"},
        field=field,
    )


def not_allowed(what: str, roles: Collection[str]) -> Finding:
    """Only certain roles may do it."""
    people = sorted(set(roles) - {"system"})
    if people:
        en, zh = "Only {roles} may {what} here.", "此处只有{roles}可以执行{what}。"
    elif roles:
        en, zh = "Only keyflow itself may {what} here.", "此处{what}由系统自动执行。"
    else:
        en, zh = "Nobody may {what} here.", "此处任何人都不能执行{what}。"
    return Finding("not-allowed", en, translations={"zh": zh}, roles=", ".join(people), what=what)


def not_waivable(check: str, roles: Sequence[str]) -> Finding:
    """Nobody, or not this person, may waive the check."""
    some = ("{name} may be waived by {roles}.", "{name}可由{roles}豁免。")
    en, zh = some if roles else ("{name} cannot be waived.", "{name}不能豁免。")
    return Finding("not-waivable", en, translations={"zh": zh}, name=check, roles=", ".join(roles))


def already_live(subject: str, case: str) -> Finding:
    """The subject has a live case already."""
    return Finding(
        "already-live",
        "{subject} has a live case already: {case_id}.",
        translations={"zh": "{subject}已有在办事项：{case_id}。"},
        subject=subject,
        case_id=case,
    )


def family_full(most: int) -> Finding:
    """The family is as large as it may be."""
    return Finding(
        "family-full",
        "A case and its descendants are at most {most}.",
        translations={"zh": "一个事项及其子事项最多{most}个。"},
        most=most,
    )


def plan_failed(kind: str, error: str) -> Finding:
    """A plan could not say what belongs to the step."""
    return Finding(
        "plan-failed",
        "The plan {kind} could not run ({error}), which counts as a no.",
        translations={"zh": "计划{kind}未能运行（{error}），视为不通过。"},
        kind=kind,
        error=error,
    )


def calendar_failed(error: str) -> Finding:
    """A limit in working days cannot be counted."""
    return Finding(
        "calendar-failed",
        "The time limit cannot be counted: {error}.",
        translations={"zh": "无法计算期限：{error}。"},
        error=error,
    )


def too_many_commands() -> Finding:
    """One command brings too many with it."""
    return Finding(
        "too-many-commands",
        "One command brings too many others with it, or too deep.",
        translations={"zh": "一次操作引起的后续操作过多或层次过深。"},
    )


def too_many_steps(state: str) -> Finding:
    """Automatic transitions do not come to rest."""
    return Finding(
        "too-many-steps",
        "Automatic transitions do not come to rest; the last state was {state}.",
        translations={"zh": "自动流转未能停止；最后状态为{state}。"},
        state=state,
    )


def too_early(earliest: str) -> Finding:
    """The stated time lies too far back."""
    return Finding(
        "too-early",
        "It cannot have happened before {earliest}.",
        translations={"zh": "发生时间不能早于{earliest}。"},
        earliest=earliest,
    )


def in_the_future(now: str) -> Finding:
    """The stated time has not come."""
    return Finding(
        "in-the-future",
        "It cannot have happened after now, {now}.",
        translations={"zh": "发生时间不能晚于当前时间{now}。"},
        now=now,
    )


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
