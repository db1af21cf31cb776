"""What is wrong with a workbook: sheet, row and column, what it is, and how to mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from keyflow import Finding, InputError, KeyflowError
from keyflow_keyprojects.paper.document import Language

# What is wrong in English and Chinese, then the mend in both.
_SAID: Mapping[str, tuple[str, str, str, str]] = {
    "too-large": (
        "The file is larger than {most} MB.", "文件超过 {most} MB。",
        "Remove pictures and empty sheets, or split it.", "请删除图片和空表，或拆分文件。"),
    "not-xlsx": (
        "The file is no .xlsx workbook, or it is protected by a password.",
        "文件不是 .xlsx 工作簿，或设有密码。",
        "Save it as “Excel workbook (.xlsx)” without a password.",
        "请另存为不带密码的“Excel 工作簿 (.xlsx)”。"),
    "damaged": (
        "The workbook cannot be read: {why}", "无法读取工作簿：{why}",
        "Open it in Excel and save it again as .xlsx.", "请用 Excel 打开后重新另存为 .xlsx。"),
    "macros": (
        "The workbook holds macros.", "工作簿含有宏。",
        "Save it as .xlsx, which has none.", "请另存为不含宏的 .xlsx。"),
    "active": (
        "The workbook holds {what}.", "工作簿含有{what}。",
        "Remove it; only values are taken.", "请删除；只接受数值和文字。"),
    "no-sheet": (
        "There is no sheet “{name}”.", "缺少工作表“{name}”。",
        "Start from the template.", "请使用模板填报。"),
    "unknown-sheet": (
        "Nothing is known of this sheet.", "无法识别该工作表。",
        "Give it a name of the template, or remove it.", "请改为模板中的表名，或删除该表。"),
    "hidden-sheet": (
        "The sheet is hidden.", "工作表被隐藏。", "Show it, or remove it.", "请取消隐藏或删除。"),
    "empty": (
        "The sheet has no rows.", "工作表没有数据。",
        "Write one row for each.", "请逐行填写。"),
    "nothing-filled": (
        "No report is filled in.", "没有填写任何月报。",
        "Fill in a row at least; the others are left.", "请至少填写一行；未填写的行不予导入。"),
    "too-long": (
        "The sheet has more than {most} rows.", "工作表超过 {most} 行。",
        "Delete what stands below the data, or split the file.",
        "请删除数据下方的空行，或拆分文件。"),
    "too-wide": (
        "The sheet has more than {most} columns.", "工作表超过 {most} 列。",
        "Delete what stands beside the data.", "请删除数据右侧的列。"),
    "no-column": (
        "There is no column “{heading}”.", "缺少“{heading}”列。",
        "Take the first row from the template.", "请使用模板的表头。"),
    "unknown-column": (
        "Nothing is known of a column “{heading}”.", "无法识别“{heading}”列。",
        "Take the first row from the template.", "请使用模板的表头。"),
    "column-twice": (
        "The column “{heading}” stands there twice.", "“{heading}”列重复。",
        "Delete one of the two.", "请删除其中一列。"),
    "no-heading": (
        "This cell stands under no heading.", "该单元格没有表头。",
        "Delete it, or move it under its heading.", "请删除，或移到相应列。"),
    "hidden-column": (
        "The column is hidden.", "该列被隐藏。", "Show it.", "请取消隐藏。"),
    "hidden-row": (
        "The row is hidden, and not empty.", "该行被隐藏且有内容。",
        "Show it, or delete it.", "请取消隐藏或删除该行。"),
    "merged": (
        "The cells {cells} are merged.", "{cells} 为合并单元格。",
        "Split them and fill in every cell.", "请取消合并，逐格填写。"),
    "formula": (
        "The cell holds a formula.", "单元格含有公式。",
        "Paste its value instead.", "请粘贴为数值。"),
    "error-value": (
        "The cell holds the error {value}.", "单元格为错误值 {value}。",
        "Write what is meant.", "请改为正确内容。"),
    "missing": (
        "“{heading}” is missing.", "“{heading}”未填写。", "Fill it in.", "请填写。"),
    "no-text": (
        "{value} is not text.", "{value} 不是文本。",
        "Set the cell's format to text and write it again.", "请将单元格设为文本格式后重新填写。"),
    "digits-lost": (
        "A number of this length has lost its last digits.", "数字过长，末位已失真。",
        "Set the cell's format to text and write it again.", "请将单元格设为文本格式后重新填写。"),
    "unprintable": (
        "The text holds characters that cannot be printed.", "文本含有不可打印字符。",
        "Type it again.", "请重新录入。"),
    "text-too-long": (
        "The text is longer than {most} characters.", "文本超过 {most} 字。",
        "Shorten it.", "请精简。"),
    "no-number": (
        "{value} is not a number.", "{value} 不是数字。",
        "Write digits only.", "请只填写数字。"),
    "no-whole-number": (
        "{value} is not a whole number.", "{value} 不是整数。",
        "Write a whole number.", "请填写整数。"),
    "negative": (
        "{value} is less than nothing.", "{value} 为负数。",
        "Write 0 or more.", "请填写不小于 0 的数。"),
    "too-many": (
        "{value} is more than can be.", "{value} 过大。",
        "Mind the unit: amounts are in 10,000.", "请注意单位：金额以万为单位。"),
    "below-a-cent": (
        "{value} is finer than a cent.", "{value} 精确到分以下。",
        "Round it to six decimals at most.", "最多保留六位小数。"),
    "no-date": (
        "{value} is not a date.", "{value} 不是日期。",
        "Write it like 2011-03-31.", "请按 2011-03-31 的格式填写。"),
    "time-of-day": (
        "{value} has a time of day.", "{value} 含有时刻。",
        "Write the date alone.", "请只填写日期。"),
    "no-month": (
        "{value} is not a month.", "{value} 不是月份。",
        "Write it like 2011-03.", "请按 2011-03 的格式填写。"),
    "no-choice": (
        "{value} is none of: {choices}.", "{value} 不在可选范围内：{choices}。",
        "Take one of the list.", "请从下拉列表中选择。"),
    "twice": (
        "{value} stands in row {row_before} already.", "{value} 与第 {row_before} 行重复。",
        "Keep one of the rows.", "请只保留一行。"),
    "unknown-number": (
        "There is no project {value} in the first sheet{more}.",
        "首张工作表中没有项目 {value}{more_zh}。",
        "Mind the number, or add the project.", "请核对编号，或补充该项目。"),
    "unknown-office": (
        "There is no unit {value} on the roster.", "名册中没有单位 {value}。",
        "Mind the id, or enter the unit with `keyflow projects import-roster`.",
        "请核对单位代码，或用 `keyflow projects import-roster` 导入该单位。"),
    "no-units": (
        "No unit is on the roster yet.", "名册中还没有单位。",
        "Enter the roster first, with `keyflow projects import-roster`.",
        "请先用 `keyflow projects import-roster` 导入名册。"),
    "unfit-office": (
        "{value} is on the roster as {kind}; “{heading}” must be: {fit}.",
        "{value} 在名册中为“{kind_zh}”；“{heading_zh}”应为：{fit_zh}。",
        "Name another unit, or mend its kind on the roster.", "请另填单位，或更正名册中的类别。"),
    "year-differs": (
        "The year is {value}; the other projects are of {year}.",
        "年度为 {value}，其他项目为 {year}。",
        "A workbook holds one year: mend it, or take the row out.",
        "一份文件只含一个年度；请更正或删除该行。"),
    "out-of-order": (
        "“{heading}” {value} is before “{other}” {before}.",
        "“{heading_zh}” {value} 早于“{other_zh}” {before}。",
        "Mind the two dates.", "请核对两个日期。"),
    "outside-year": (
        "{value} is not in {year}, the list's year.", "{value} 不在名单年度 {year} 内。",
        "Targets and milestones are those of the year: mend the date, or leave the row out.",
        "目标和节点应为本年度；请更正日期或删除该行。"),
    "unknown-item": (
        "There is no approval item {value} in the catalogue.", "审批事项目录中没有 {value}。",
        "Take a code of the catalogue, such as {like}.", "请使用目录中的代码，如 {like}。"),
    "unknown-person": (
        "{value} is neither in this workbook nor on the roster.",
        "{value} 不在本表，也不在名册中。",
        "Mind the id, or add a row for the person.", "请核对人员代码，或补充该人员。"),
    "unknown-unit": (
        "{value} is neither in this workbook nor on the roster.",
        "{value} 不在本表，也不在名册中。",
        "Mind the id, or add a row for the unit.", "请核对单位代码，或补充该单位。"),
    "nobody": (
        "There is nobody {value} on the roster.", "名册中没有人员 {value}。",
        "Mind the id, or enter the person with `keyflow projects import-roster`.",
        "请核对系统用户名，或用 `keyflow projects import-roster` 导入该人员。"),
    "other-head": (
        "By the roster {head} heads {unit}, not {value}.",
        "名册中 {unit} 的主要负责人为 {head}，不是 {value}。",
        "Leave it empty, or appoint the head with `keyflow projects appoint-head`.",
        "请留空；如有变动，请用 `keyflow projects appoint-head` 办理。"),
    "no-id": (
        "{value} cannot be an id.", "{value} 不能作为代码。",
        "Take 1 to {most} characters without blanks, such as a user name.",
        "请用 1 至 {most} 个不含空格的字符，如用户名。"),
    "unit-and-person": (
        "{value} is the id of a unit and of a person.", "{value} 既是单位代码又是人员代码。",
        "Give each an id of its own.", "请分别编码。"),
    "no-since": (
        "The office ends on {value}, but it does not say when it began.",
        "填写了任职止 {value}，但未填写任职起。",
        "Write since when.", "请填写任职起。"),
    "ends-first": (
        "The office ends on {value}, which is not after {since}.",
        "任职止 {value} 不晚于任职起 {since}。",
        "Mind the two dates.", "请核对两个日期。"),
    "differs": (
        "The roster says {there}.", "名册中为 {there}。",
        "Write that or leave it empty; `keyflow projects {command}` changes it on its day.",
        "请与名册一致或留空；如有变动，请用 `keyflow projects {command}` 按日期办理。"),
    "report-filed": (
        "The report of {value} for {period} is handed in already; it is {state}.",
        "{value} 在 {period} 的月报已报送（{state_zh}）。",
        "Take the row out; an accepted report is changed by a correction.",
        "请删除该行；已接受的月报须通过更正办理。"),
    "no-report": (
        "No report of {value} for {period} is waiting here.",
        "没有项目 {value} 在 {period} 的月报。",
        "Mind number and month: a report opens on the first of the next month.",
        "请核对编号和月份；月报于次月1日生成。"),
    "unknown-field": (
        "A report does not hold “{heading}” here.", "月报中没有“{heading}”这一项。",
        "Leave it empty.", "请留空。"),
    "not-taken": (
        "It cannot be taken: {why}", "无法接受：{why}",
        "Write it as the template's hints and notes say.", "请按模板的提示和填表说明填写。"),
    "raced": (
        "While it was imported somebody else changed what it is about: {why}",
        "导入期间相关内容已被他人变更：{why}",
        "Import it again with --dry-run first.", "请先用 --dry-run 再次试导入。"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, and where: `row` counts from 1, `column` is its letter; None: the whole."""

    sheet: str
    row: int | None
    column: str | None
    code: str
    what: Mapping[Language, str]
    mend: Mapping[Language, str]

    @property
    def cell(self) -> str:
        """The place as a spreadsheet names it, such as B7."""
        return f"{self.column or ''}{self.row or ''}"

    def say(self, language: Language) -> str:
        """Return place, problem and mend in a sentence."""
        place = " ".join(part for part in (self.sheet, self.cell) if part)
        head = f"{place}: " if place else ""
        return f"{head}{self.what[language]} {self.mend[language]}"


class NotImported(KeyflowError):
    """A workbook was not taken, and nothing was written; `.problems` holds all that is wrong."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        lines = "\n".join(problem.say("en") for problem in problems)
        super().__init__(f"nothing was imported\n{lines}")


def problem(
    code: str,
    sheet: str = "",
    row: int | None = None,
    column: str | None = None,
    **values: Any,
) -> Problem:
    """Return a problem of a known code; raises KeyError for another.

    A value that is a mapping by language, such as `why_of` returns, is said in each.
    """
    what_en, what_zh, mend_en, mend_zh = _SAID[code]
    en, zh = _in("en", values), _in("zh", values)
    what: Mapping[Language, str] = {"en": what_en.format(**en), "zh": what_zh.format(**zh)}
    mend: Mapping[Language, str] = {"en": mend_en.format(**en), "zh": mend_zh.format(**zh)}
    return Problem(sheet, row, column, code, what, mend)


def _in(language: Language, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value[language] if isinstance(value, Mapping) else value
        for name, value in values.items()
    }


def why_of(error: InputError) -> Mapping[Language, str]:
    """Return what an argument lacks, without the argument's name."""
    from keyflow.cli.telling import told  # noqa: PLC0415 - loads the command line's words

    text = " ".join(str(error).removeprefix(f"{error.field}: ").split())
    return {"en": text, "zh": error.zh or told(text, "zh")}


def reasons_of(findings: Iterable[Finding]) -> Mapping[Language, str]:
    """Return the reasons of a refusal as one line."""
    all_of_them = tuple(findings)
    return {
        "en": "; ".join(finding.say("en") for finding in all_of_them),
        "zh": "；".join(finding.say("zh") for finding in all_of_them),
    }


def in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Return problems by sheet as they came up, then by row and column."""
    sheets = {sheet: place for place, sheet in enumerate(dict.fromkeys(p.sheet for p in problems))}
    return tuple(
        sorted(
            problems,
            # column Z comes before AA
            key=lambda p: (sheets[p.sheet], p.row or 0, len(p.column or ""), p.column or ""),
        )
    )
