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
_LATE, _STEP = ("逾期", "late"), ("{done}完成，应于{due}", "{done}, due {due}")
_NONE, _DUTIES = ("未", "not done"), ("应办 {due}，按时 {kept}", "{kept} of {due} in time")


def said(evidence: str | None, language: Language, currency: str | None = None) -> str:
    """Return a line's evidence in words; amounts are in a currency, what is not known stays."""
    own = 0 if language == "zh" else 1
    parts = [_part(part, own, currency or "") for part in (evidence or "").split("; ") if part]
    return ("；", "; ")[own].join(parts)


def _part(part: str, own: int, currency: str) -> str:
    name, given, value = part.partition("=")
    if not given:
        return _plain(part, own)
    if name in _AMOUNTS:
        return f"{_AMOUNTS[name][own]} {_amount(value)} {currency}".rstrip()
    if name in _COUNTS:
        called = _LATE if name == "late" and not value.isdigit() else _COUNTS[name]
        return f"{called[own]} {value}"
    done, step, due = value.partition("/")
    if not step:
        return part
    done = _NONE[own] if done == "-" else done
    return f"{name} {_STEP[own].format(done=done, due=due)}"


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
