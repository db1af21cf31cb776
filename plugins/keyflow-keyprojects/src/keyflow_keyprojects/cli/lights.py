"""Lights of a list or a project, and the points a project loses day by day."""

from datetime import datetime

import click

from keyflow_keyprojects.cli._desk import Desk, found
from keyflow_keyprojects.cli._options import at_desk
from keyflow_keyprojects.dates import ZONE

_KNOWN = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M%z"])


@click.command("lights")
@click.option("--year", type=int, default=2011, show_default=True, help="Of which year.")
@click.option("--kind", type=click.Choice(["key", "preliminary"]), default="key", show_default=True,
              help="Which list.")  # fmt: skip
@click.option("--period", metavar="YYYY-MM", help="Of a month; unless given, as they stand.")
@at_desk
def show_lights(desk: Desk, year: int, kind: str, period: str | None) -> None:
    """Show the lights of a list's projects."""
    from keyflow_keyprojects.lights import lights_of_list  # noqa: PLC0415

    rows = [
        (light.number, light.period, desk.word(light.colour), light.points, _rule(desk, light.rule),
         light.justified, light.stale)
        for light in lights_of_list(desk.engine, year, name=kind, period=period)
    ]  # fmt: skip
    columns = ("number", "period", "light", "points_behind", "rule", "justified", "stale")
    desk.show(desk.pick("亮灯情况", "Lights"), columns, rows)


@click.command("light")
@click.argument("number")
@click.option("--known-at", type=_KNOWN, help="As the office knew it on that day.")
@at_desk
def show_light(desk: Desk, number: str, known_at: datetime | None) -> None:
    """Show a project's lights month by month."""
    from keyflow_keyprojects.lights import light_history  # noqa: PLC0415

    case = found(desk, "key-project", number)
    if known_at is not None:
        case = desk.engine.case(case.id, known_at=_in_office(known_at))
    rows = [
        (light.period, desk.word(light.colour), light.points, _rule(desk, light.rule),
         light.justified, light.stale)
        for light in light_history(case)
    ]  # fmt: skip
    columns = ("period", "light", "points_behind", "rule", "justified", "stale")
    desk.show(desk.pick(f"{number} 亮灯记录", f"{number}: lights"), columns, rows)


def _rule(desk: Desk, rule: str | None) -> str | None:
    """Return why a light has its colour: in Chinese in words, else the rule's own."""
    if rule is None or not desk.speaks_chinese:
        return rule
    return _RULES.get(rule.rpartition(":")[2], rule)


_RULES = {
    "on-schedule": "进度正常",
    "behind": "进度滞后",
    "followed": "进度关注",
    "made-up": "红灯已补",
    "not-assessed": "不评",
    "on-hold": "暂停",
    "not-in-statistics": "未入统",
    "second-yellow": "连续黄灯",
    "start-missed": "逾期未开工",
    "yellow-card": "黄牌",
}
_LOST = {
    "late": ("月报迟报", "report late"),
    "missed": ("月报漏报", "report missed"),
    "corrected": ("月报更正", "report corrected"),
    "red": ("季末红灯", "red at the quarter's end"),
    "ran-out": ("逾期", "limit ran out"),
}
_PARTS = {
    "reporting": ("报表报送", "reporting"),
    "approvals": ("审批规划", "approvals"),
    "problems": ("问题解决", "problems"),
    "light": ("红灯扣分", "light"),
}


@click.command("deductions")
@click.argument("number")
@click.option("--year", type=int, default=2011, show_default=True, help="Of which year.")
@at_desk
def show_deductions(desk: Desk, number: str, year: int) -> None:
    """Show what a project loses day by day, before the quarter's score says so (N49)."""
    from keyflow_keyprojects.deductions import deductions  # noqa: PLC0415

    lost = deductions(desk.engine, found(desk, "key-project", number), year)
    rows = [
        (one.day, desk.pick(*_LOST[one.what]), one.of, desk.pick(*_PARTS[one.component]),
         one.points)
        for one in lost
    ]  # fmt: skip
    columns = ("day", "what", "of", "component", "points")
    desk.show(desk.pick(f"{number} 日常扣分", f"{number}: points lost, day by day"), columns, rows)


def _in_office(moment: datetime) -> datetime:
    """Return an instant: a day without a zone begins where the office is."""
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


COMMANDS = (show_lights, show_light, show_deductions)
