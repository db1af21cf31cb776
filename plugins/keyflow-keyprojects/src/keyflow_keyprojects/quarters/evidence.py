"""What a line of a score stands on, in words: of `done=30000000; plan=36000000` and the like."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Literal

Language = Literal["zh", "en"]
_AMOUNTS: Mapping[str, tuple[str, str]] = {
    "done": ("完成", "done"),
    "plan": ("计划", "planned"),
}
_COUNTS: Mapping[str, tuple[str, str]] = {
    "late": ("迟报", "late"),
    "missed": ("漏报", "missed"),
    "corrected": ("更正", "corrected"),
    "due": ("到期事项", "due"),
}
_WORDS: Mapping[str, tuple[str, str]] = {
    "stale": ("沿用上次数据", "by an earlier month's figures"),
    "red": ("红灯", "red light"),
    "cleared": ("已消除", "cleared"),
    "excellent": ("优秀", "excellent"),
    "good": ("良好", "good"),
    "pass": ("合格", "pass"),
    "fail": ("不合格", "fail"),
    "insufficient": ("数据不足", "insufficient data"),
}
STEPS: Mapping[str, tuple[str, str]] = {
    "project_decision": ("立项", "project decision"),
    "parallel_review": ("并联审批", "parallel review"),
    "permits": ("规划许可与审图", "permits"),
    "foundation": ("基础施工", "foundation"),
    "structure": ("主体施工", "structure"),
    "fit_out": ("设备安装", "fit-out"),
    "joint_acceptance": ("联合验收", "joint acceptance"),
    "trial_run": ("试生产", "trial run"),
}
_LATE, _STEP = ("逾期", "late"), ("{done}完成，应于{due}", "{done}, due {due}")
_NONE, _DUTIES = ("未", "not done"), ("应办 {due}，按时 {kept}", "{kept} of {due} in time")


def said(evidence: str | None, language: Language, currency: str | None = None) -> str:
    """Return a line's evidence in words; amounts are in a currency, what is not known stays."""
    own = 0 if language == "zh" else 1
    parts = [part for part in (evidence or "").split("; ") if part]
    # Of what was due, `late` names what was late; of reports, it counts them.
    named = any(part.startswith("due=") for part in parts)
    return ("；", "; ")[own].join(_part(part, own, currency or "", named=named) for part in parts)


def _part(part: str, own: int, currency: str, *, named: bool) -> str:
    name, given, value = part.partition("=")
    if not given:
        return _plain(part, own)
    if name in _AMOUNTS:
        return f"{_AMOUNTS[name][own]} {_amount(value)} {currency}".rstrip()
    if name == "late" and named:
        return f"{_LATE[own]} {('、', ', ')[own].join(_named(n, own) for n in value.split(','))}"
    if name in _COUNTS:
        return f"{_COUNTS[name][own]} {value}"
    done, step, due = value.partition("/")
    if not step:
        return part
    done = _NONE[own] if done == "-" else done
    return f"{_named(name, own)} {_STEP[own].format(done=done, due=due)}"


def _named(name: str, own: int) -> str:
    """Return what a step or an approval item is called; another name stays."""
    from keyflow_keyprojects.items.catalogue import load_catalogue  # noqa: PLC0415 - takes long

    if name in STEPS:
        return STEPS[name][own]
    item = load_catalogue().get(name)
    return name if item is None else (item.name_zh, item.name_en)[own]


def _plain(part: str, own: int) -> str:
    kept, of, due = part.partition("/")
    if of and kept.isdigit() and due.isdigit():
        return _DUTIES[own].format(kept=kept, due=due)
    return _WORDS[part][own] if part in _WORDS else part


def _amount(value: str) -> str:
    try:
        return f"{Decimal(value):,.2f}"
    except InvalidOperation:
        return value
