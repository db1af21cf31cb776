"""K40 to K46: what a monthly report must say, and how its figures go on from the month before."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from keyflow.plugin import Money
from keyflow_keyprojects.rules.lights import WORDS
from keyflow_keyprojects.rules.reasons import Reason, Sentences, blank

reason = Sentences(
    {
        "period-running": (
            "{period} is not over; it can be reported from {day} on.",
            "{period} 尚未结束，{day} 起方可填报。",
        ),
        "period-reported": (
            "There is another report of {period}, and it is handed in.",
            "{period} 已有月报报送。",
        ),
        "year-decided": (
            "The year {year} is decided; the city must agree to a correction.",
            "{year} 年度考核已审定，更正须经市里同意。",
        ),
        "cumulative-fell": (
            "The cumulative {total} is less than the {before} of {since_en}; say why.",
            "累计完成 {total} 低于{since_zh}累计 {before}，请说明更正原因。",
        ),
        "cumulative-astray": (
            "{month} of the month and {before} of {since_en} are not {total}.",
            "本月 {month} 加{since_zh}累计 {before}，不等于本期累计 {total}。",
        ),
        "year-astray": (
            "{year} of the year and {before} before it are not {total}.",
            "本年 {year} 加以前年度 {before}，不等于开工以来累计 {total}。",
        ),
        "gap-unexplained": (
            "Nothing was reported for {months}; say what was done then in gap_note.",
            "{months} 未报送，请在缺报说明中注明。",
        ),
        "above-share": (
            "{done} is more than {share} of the {what_en} of {of}.",
            "完成 {done}，超过{what_zh} {of} 的 {share}。",
        ),
        "shortfall-unexplained": (
            "It is {points} points behind the schedule; name at least one problem.",
            "落后序时进度 {points} 个百分点，至少须填报一个问题。",
        ),
        "problem-incomplete": (
            "Problem {number} lacks: {fields}.",
            "第 {number} 个问题缺少：{fields}。",
        ),
        "problem-blocker-unknown": (
            "Problem {number} names the blocker {blocker}; the project has none of that number.",
            "第 {number} 个问题所列制约问题 {blocker} 不存在。",
        ),
        "currency-astray": (
            "{field} is in {have}; the plan is in {need}.",
            "{field} 币种为 {have}，计划币种为 {need}。",
        ),
        "evidence-asked": (
            "The light would turn from {before_en} to {after_en}; attach evidence.",
            "亮灯将由{before_zh}变为{after_zh}，请附证明材料。",
        ),
        "light-by-hand": (
            "{fields} is set by the colour rule, not by hand.",
            "{fields} 由亮灯规则确定，不得手工填写。",
        ),
        "later-astray": (
            "{period} was reported as {total}; after the correction it should say {need}.",
            "{period} 月报累计 {total}，按更正后应为 {need}，须一并更正。",
        ),
    }
)

Record = Mapping[str, Any]
_WHOLES = {"year_plan": ("年度计划", "year plan"), "total": ("总投资", "total")}
# In place of a month: how the project stood when its reports began.
BEGINNING = "the beginning"
_PROBLEM = ("what", "measure", "unit", "due")


class Before(NamedTuple):
    """What a report goes on from: the cumulative of the last month that was handed in.

    `period` names that month, or the beginning; `missing` the owed months in between.
    """

    period: str
    total: Money
    missing: tuple[str, ...] = ()

    @property
    def since(self) -> dict[str, str]:
        """Whose cumulative it is, as sentences in both languages name it."""
        chinese = "此前" if self.period == BEGINNING else f" {self.period} "
        return {"since_en": self.period, "since_zh": chinese}


class Figures(NamedTuple):
    """The figures of one report for K41 and K42; `gap`: owed months before it are missing."""

    period: str
    month: Money | None
    total: Money | None
    gap: bool = False


def period_open(period: str, ends: date, on: date, twins: Iterable[str]) -> list[Reason]:
    """K40: the month is over, and no other report of it (`twins`: their states) is handed in."""
    first = ends + timedelta(days=1)
    reasons = [] if on >= first else [reason("period-running", period=period, day=first)]
    taken = any(state.partition(".")[0] != "filing" for state in twins)
    return [*reasons, reason("period-reported", period=period)] if taken else reasons


def year_open(year: int, decided: Iterable[int]) -> list[Reason]:
    """E11: a report of a year that is decided is corrected only where the city agrees."""
    return [reason("year-decided", year=year)] if year in set(decided) else []


def no_fall(total: Money | None, before: Before | None, why: str | None) -> list[Reason]:
    """K41: the cumulative figure does not fall without a reason for the correction."""
    if not _same(total, before) or total is None or before is None or not blank(why):
        return []
    if total >= before.total:
        return []
    return [reason("cumulative-fell", total=total, before=before.total, **before.since)]


def adds_up(
    given: Figures, before: Before | None, note: str | None, tolerance: Decimal
) -> list[Reason]:
    """K42: month and previous cumulative are the cumulative, within the tolerance.

    After a gap the months in between may hold more, if a note says so, and never less.
    """
    month, total = given.month, given.total
    if before is None or month is None or total is None:
        return []
    if not _same(total, before) or month.currency != total.currency:
        return []
    if before.missing and blank(note):
        return [reason("gap-unexplained", months=", ".join(before.missing))]
    rest = total - before.total - month
    if abs(rest.amount) <= tolerance or (before.missing and rest.amount > 0):
        return []
    return [reason("cumulative-astray", month=month, before=before.total, total=total,
                   **before.since)]  # fmt: skip


def year_adds_up(
    year: Money | None, total: Money | None, before: Money | None, tolerance: Decimal
) -> list[Reason]:
    """K42: what was invested this year and before it is the cumulative, within the tolerance."""
    if year is None or total is None or before is None:
        return []
    if len({year.currency, total.currency, before.currency}) > 1:
        return []
    if abs((total - before - year).amount) <= tolerance:
        return []
    return [reason("year-astray", year=year, before=before, total=total)]


def within_share(done: Money | None, of: Money | None, share: Decimal, what: str) -> list[Reason]:
    """K43: no more than a share of the year plan, or of the total, is reported as done."""
    if done is None or of is None or done.currency != of.currency:
        return []
    if done.amount <= of.amount * share:
        return []
    zh, en = _WHOLES[what]
    shown = f"{share:.0%}"
    return [reason("above-share", done=done, share=shown, what_zh=zh, what_en=en, of=of)]


def problems(behind: Decimal, allowed: Decimal, listed: Sequence[Record]) -> list[Reason]:
    """K44: a shortfall of more than `allowed` points has a problem; each has measure, unit, date.

    `behind` is in points of the year plan.
    """
    reasons = [
        reason("problem-incomplete", number=number, fields=", ".join(missing))
        for number, problem in enumerate(listed, start=1)
        if (missing := [field for field in _PROBLEM if blank(problem.get(field))])
    ]
    if behind > allowed and not listed:
        reasons.append(reason("shortfall-unexplained", points=f"{behind:f}"))
    return reasons


def blockers_known(listed: Sequence[Record], known: Collection[str]) -> list[Reason]:
    """K44, N44: a problem is laid to a blocker that is there; `known` are what they are called."""
    return [
        reason("problem-blocker-unknown", number=number, blocker=named)
        for number, problem in enumerate(listed, start=1)
        if not blank(named := problem.get("blocker")) and named not in known
    ]


def same_currency(amounts: Mapping[str, Money | None], plan: str | None) -> list[Reason]:
    """K45: every amount is in the plan's currency."""
    return [
        reason("currency-astray", field=field, have=money.currency, need=plan)
        for field, money in amounts.items()
        if money is not None and plan is not None and money.currency != plan
    ]


def proven(before: str, after: str, evidence: Sequence[str]) -> list[Reason]:
    """K46: a light that changes for the better has evidence."""
    if not blank(evidence):
        return []
    (zh, en), (new_zh, new_en) = WORDS[before], WORDS[after]
    return [reason("evidence-asked", before_zh=zh, before_en=en, after_zh=new_zh, after_en=new_en)]


def by_rule_only(given: Sequence[str]) -> list[Reason]:
    """M25: what a colour rule says of a project is not written by anybody else."""
    return [reason("light-by-hand", fields=", ".join(given))] if given else []


def later_astray(corrected: Figures, later: Iterable[Figures], tolerance: Decimal) -> list[Reason]:
    """E11: ask K41 and K42 of the months after a corrected one, which are listed, not refused.

    Each goes on from what the month before it should say now; the first that fits ends it.
    """
    if corrected.total is None:
        return []
    should, period = corrected.total, corrected.period
    found: list[Reason] = []
    for each in later:
        before = Before(period, should, ("",) if each.gap else ())
        fits = not (no_fall(each.total, before, None) or adds_up(each, before, "-", tolerance))
        if fits or each.month is None or each.month.currency != should.currency:
            break
        should, period = should + each.month, each.period
        found.append(reason("later-astray", period=period, total=each.total, need=should))
    return found


def _same(total: Money | None, before: Before | None) -> bool:
    return total is not None and before is not None and total.currency == before.total.currency
