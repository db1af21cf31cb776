"""What to do about a finding of a report that is imported, by its code or check."""

from collections.abc import Mapping

from keyflow_keyprojects.paper.document import Language

MENDS: Mapping[str, Mapping[Language, str]] = {
    "not-allowed": {
        "en": "Let its dispatcher, substitute or owner hand it in, with --by.",
        "zh": "请由该项目的调度专人、替岗或项目单位报送（--by）。",
    },
    "period-running": {
        "en": "Take the row out until the month is over.",
        "zh": "请在月份结束后再报，先删除该行。",
    },
    "period-reported": {"en": "Take the row out.", "zh": "请删除该行。"},
    "cumulative-fell": {
        "en": "Mend the cumulative figure, or give the reason of the correction.",
        "zh": "请更正累计数，或填写更正原因。",
    },
    "cumulative-astray": {
        "en": "Let the month and the cumulative before it be the cumulative.",
        "zh": "请使本月与上期累计之和等于本期累计。",
    },
    "year-astray": {
        "en": "Mend the figure of the year, or leave it empty.",
        "zh": "请更正本年累计，或留空。",
    },
    "gap-unexplained": {"en": "Fill the note on the gap in.", "zh": "请填写缺报说明。"},
    "above-share": {
        "en": "Mind the unit, 10,000; a larger total is for an adjustment to plan.",
        "zh": "请注意单位为万；总投资变化须经计划调整。",
    },
    "shortfall-unexplained": {
        "en": "Add a row for it to the sheet of problems.",
        "zh": "请在问题表中补充一行。",
    },
    "problem-incomplete": {
        "en": "Complete its row in the sheet of problems.",
        "zh": "请在问题表中补充完整。",
    },
    "k45-currency": {
        "en": "State the report in the currency of the plan.",
        "zh": "请以计划币种填报。",
    },
    "": {"en": "Mend the cell, or take the row out.", "zh": "请更正该单元格，或删除该行。"},
}
