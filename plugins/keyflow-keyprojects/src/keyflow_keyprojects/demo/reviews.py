"""How the office comments on quarters and grades the year: scores, objections, restatements."""

from collections import Counter
from typing import Any

from keyflow import Actor, Case, Engine, Refused
from keyflow_keyprojects.assessing import (
    answer_objection,
    lay_open,
    object_to,
    publish,
    ranking,
    score_quarter,
)
from keyflow_keyprojects.demo.cast import CITY, KPMO
from keyflow_keyprojects.demo.desk import Desk
from keyflow_keyprojects.demo.reports import age, since
from keyflow_keyprojects.portfolio import HUNDRED_MILLION, half_up
from keyflow_keyprojects.register import every
from keyflow_keyprojects.restating import clearings, propose_restatement, restate
from keyflow_keyprojects.rules.months import Quarter
from keyflow_keyprojects.scorerows import YEAR, scores
from keyflow_keyprojects.sums import CENT
from keyflow_keyprojects.yearly import assess_year, decide_year, volume

# Working days: an answer, the end of objections, the year's draft, another look at a quarter.
_ANSWERED, _OBJECTIONS, _DRAFTED, _AGAIN = 2, 3, 12, 30
_RESULT = "年度总量考核结果 / the year's targets, project by project"


def frozen(desk: Desk, review: Case) -> None:
    """Score what was frozen, and lay it open."""
    score_quarter(desk.engine, review, by=KPMO)
    lay_open(desk.engine, review, by=KPMO)


def scored(desk: Desk, review: Case) -> None:
    """Hear what the last in the ranking says, answer it, and publish when the time is over."""
    days = since(desk, review)
    if days == 1:
        _object(desk, review)
    elif days == _ANSWERED:
        for objection in review.data["objections"] or ():
            why = "经复核，数据无误 / checked: the figures are right"
            answer_objection(desk.engine, review, objection["n"], why, upheld=False, by=KPMO)
    elif days > _OBJECTIONS:
        publish(desk.engine, review, by=KPMO, comment="季度讲评 / comment on the quarter")


def _object(desk: Desk, review: Case) -> None:
    places = ranking(desk.engine, review.data["period"])
    if places:
        last = places[-1].score.data
        unit = Actor(last["head"], {"unit"})
        object_to(desk.engine, review, last["number"], "数据有误 / a figure is wrong", by=unit)


def published(desk: Desk, review: Case) -> None:
    """Look at a quarter once more, some weeks later: what was corrected since is restated."""
    if since(desk, review) != _AGAIN:
        return
    cleared = clearings(desk.engine, Quarter.named(review.data["period"]))
    numbers = sorted({*cleared, *_corrected(desk, review)})
    if numbers:
        why = "月报更正、红灯销号 / reports corrected, red lights cleared"
        propose_restatement(desk.engine, review, numbers, by=KPMO, reason=why, cleared=cleared)


def _corrected(desk: Desk, review: Case) -> set[str]:
    """Return whose reports of a quarter were corrected after its data were frozen."""
    period, at = review.data["period"], review.data["frozen_at"]
    known = {case.data["number"] for case in scores(desk.engine, period, kind="project")}
    corrected: set[str] = set()
    for month in Quarter.named(period).months:
        named = f"{period[:4]}-{month:02}"
        for report in every(desk.engine, workflow="monthly-report", where={"period": named}):
            if (report.data["revision"] or 1) > 1 and report.changed > at:
                corrected.add(report.data["number"])
    return corrected & known


def proposed(desk: Desk, review: Case) -> None:
    """Let the city approve it the day after."""
    if since(desk, review) >= 1:
        restate(desk.engine, review, by=CITY, comment="同意 / agreed")


def annual(desk: Desk, year: Case) -> None:
    """Grade the year and lay it open."""
    if age(desk, year) >= _DRAFTED:
        assess_year(desk.engine, year, by=KPMO, result=_RESULT)
        lay_open(desk.engine, year, by=KPMO)


def decided(desk: Desk, year: Case) -> None:
    """Have the city decide it on the last day; while a quarter is unpublished it may not."""
    try:
        decide_year(desk.engine, year, by=CITY)
    except Refused:
        return


def marks(engine: Engine, year: int) -> dict[str, Any]:
    """Return how many scores a year had, its grades, and what was completed in 100 million CNY."""
    quarters = [scores(engine, f"{year}-Q{number}") for number in range(1, 5)]
    grades = scores(engine, str(year), workflow=YEAR, kind="project")
    done = volume(engine, year).done / HUNDRED_MILLION
    return {
        "quarter_scores": sum(map(len, quarters)),
        "annual_grades": dict(sorted(Counter(case.data["grade"] for case in grades).items())),
        "year_completed_100m_cny": f"{half_up(done, CENT)}",
    }
