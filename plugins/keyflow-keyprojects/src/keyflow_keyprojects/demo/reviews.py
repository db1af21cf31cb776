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
from keyflow_keyprojects.quarters.rows import YEAR, scores
from keyflow_keyprojects.restating import clearings, corrections, propose_restatement, restate
from keyflow_keyprojects.rules.months import Quarter
from keyflow_keyprojects.rules.sums import CENT
from keyflow_keyprojects.yearly import assess_year, decide_year, volume

# Working days: an answer, the end of objections, the year's draft, another look at a quarter.
_ANSWERED, _OBJECTIONS, _DRAFTED, _AGAIN = 2, 3, 12, 30
_RESULT = "年度总量考核结果 / the year's targets, project by project"
# What is said of whom (N50), and where there was an accident, which voids the score (N52).
_COMMENTS = {
    "2011-Q1": {
        "K055": "投资完成居前，可供借鉴 / ahead of its plan, an example to others",
        "K020": "环评未获批，须抓紧重报 / the environmental review was denied: file it again",
    },
    "2011-Q2": {"K003": "用地问题久拖未决 / its land has been blocked for months"},
    "2011-Q3": {"K020": "供地滞后，工期后延 / the land came late, and so will the works"},
    "2011-Q4": {"K055": "全年稳居前列 / among the first all year"},
}
_ACCIDENTS = {
    "2011-Q3": {"K033": "较大施工安全事故 / a serious accident on the site"},
}


def frozen(desk: Desk, review: Case) -> None:
    """Score what was frozen, with what is to be said of some, and lay it open."""
    period = review.data["period"]
    vetoes, comments = _ACCIDENTS.get(period), _COMMENTS.get(period)
    score_quarter(desk.engine, review, by=KPMO, vetoes=vetoes, comments=comments)
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
        if review.data["period"].endswith("Q1"):
            desk.fire(review, "review", KPMO)
            desk.fire(review, "publish", CITY)  # a score is published by the office alone
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
    corrected = {one.number for one in corrections(desk.engine, review)}
    numbers = sorted({*cleared, *corrected})
    if numbers:
        why = "月报更正、红灯销号 / reports corrected, red lights cleared"
        propose_restatement(desk.engine, review, numbers, by=KPMO, reason=why, cleared=cleared)


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
    """Have the city, not the office, decide it on the last day, once all quarters are published."""
    desk.fire(year, "decide", KPMO)
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
