"""The sheets of monthly reports: a row a report, and its problems with their measures beside it."""

from collections.abc import Mapping

from keyflow_keyprojects.paper.columns import Column, Layout
from keyflow_keyprojects.paper.listcolumns import CURRENCY, NUMBER, OFFICE

PERIOD = Column("period", "月份", "Month", "month", required=True)

REPORTS = Layout(
    "月报",
    "Reports",
    (
        NUMBER,
        PERIOD,
        CURRENCY,
        Column("planned", "本月计划", "Planned this month", "money"),
        Column("invested", "本月完成", "Done this month", "money", required=True),
        Column("invested_year", "本年累计", "Done this year", "money"),
        Column("invested_total", "开工以来累计", "Done since it began", "money", required=True),
        Column("funds_received", "本月到位资金", "Funds received", "money"),
        Column("funds_paid", "本月支付资金", "Funds paid", "money"),
        Column("workers_planned", "计划用工", "Workers planned", "integer"),
        Column("workers_present", "实际用工", "Workers present", "integer"),
        Column("progress", "形象进度", "Progress", required=True),
        Column("measures", "措施", "Measures"),
        Column("suggestions", "建议", "Suggestions"),
        Column("next_month", "下月安排", "Next month"),
        Column("evidence", "佐证材料", "Evidence",
               hint=("每行一份。", "One a line.")),
        Column("gap_note", "缺报说明", "Note on a gap",
               hint=("上月未报时填写。", "Where the month before was not reported.")),
        Column("correction_reason", "更正原因", "Reason of a correction"),
    ),
    required=True,
)  # fmt: skip
PROBLEMS = Layout(
    "问题",
    "Problems",
    (
        NUMBER,
        PERIOD,
        Column("what", "问题", "Problem", required=True),
        Column("measure", "措施", "Measure"),
        Column("unit", "责任单位代码", "Unit", hint=OFFICE),
        Column("due", "期限", "Due", "date"),
        Column("blocker", "问题单号", "Blocker"),
    ),
)

REPORT_SHEETS: Mapping[str, Layout] = {"reports": REPORTS, "problems": PROBLEMS}
