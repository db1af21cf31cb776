"""Scenes about what projects are helped with, and who is called to account for reports missed."""

from datetime import date, timedelta

from keyflow import Actor, Refused
from keyflow_keyprojects import inspections, orders, supports
from keyflow_keyprojects.demo.cast import CITY, KPMO, SUPERVISION, owner
from keyflow_keyprojects.demo.desk import Desk
from keyflow_keyprojects.record.register import every

_ASKED = {
    "K002": ("land_quota", "新增用地指标 / land", "2.0"),
    "K006": ("subsidy", "技改补助 / a subsidy", "1500000"),
    "K015": ("credit", "贷款贴息 / credit", "80000000"),
    "K021": ("policy", "“一事一议” / a decision of its own", None),
    "K038": ("subsidy", "基础设施补助 / for the pipes", "2000000"),
    "K044": ("credit", "并购贷款 / credit", "50000000"),
}
# What inspectors find where in the summer and in the autumn; at some sites nothing.
_INSPECTED: dict[int, dict[str, tuple[str, ...]]] = {
    6: {"K012": ("临边防护缺失 / no guard rails", "台账不全 / gaps in the ledger"), "K016": ()},
    9: {"K036": ("扬尘未控制 / dust is not kept down",), "K040": ()},
}


def ask_for_support(desk: Desk) -> None:
    """Six projects ask for land, credit, money or a policy; five get it."""
    for number, (kind, what, amount) in _ASKED.items():
        if number not in desk.projects:
            continue
        project = desk.projects[number]
        asked = supports.ask_support(desk.engine, project, kind, what, amount, by=owner(project))  # type: ignore[arg-type]
        if number == "K044":
            supports.refuse(desk.engine, asked, "额度已满 / no more this year", by=KPMO)
        else:
            until = date(2012, 12, 31)
            supports.grant(
                desk.engine, asked, amount, by=CITY, expires=until, document="财建2011-7号"
            )


def use_support(desk: Desk) -> None:
    """Half of what was granted is used by the autumn."""
    for support in sorted(supports.supports(desk.engine), key=lambda case: case.subject):
        if support.state == "granted" and support.data["kind"] in {"credit", "subsidy"}:
            half = support.data["granted"].amount / 2
            try:
                supports.use(desk.engine, support, half, by=Actor(support.data["owner"]))
            except Refused:
                continue


def review_support(desk: Desk) -> None:
    """The city takes back what was granted to who left the list, and had not been used."""
    for review in supports.reviews(desk.engine):
        kept = {one["case"]: "keep" if one["used"] else "withdraw"
                for one in review.data["supports"]}  # fmt: skip
        supports.decide_review(desk.engine, review, kept, by=CITY)


def inspect(desk: Desk) -> None:
    """Two inspectors go round: what they find is ordered to be mended."""
    for number, findings in _INSPECTED[desk.clock.day.month].items():
        inspections.inspect(desk.engine, desk.projects[number], findings, by=SUPERVISION)


def call_to_account(desk: Desk) -> None:
    """Supervision writes to the units whose reports were missed at the quarter's cut-off."""
    since = desk.clock.day - timedelta(days=35)
    for report in every(desk.engine, workflow="monthly-report", state="missed"):
        late = report.changed.date() >= since
        if late and report.parent is not None:
            project = desk.engine.case(report.parent)
            if not project.ended:
                what = f"{report.data['period']} 月报漏报 / the report was missed"
                orders.issue_order(
                    desk.engine,
                    project,
                    "blue",
                    what,
                    by=SUPERVISION,
                    about="report",
                    ref=report.id,
                )
