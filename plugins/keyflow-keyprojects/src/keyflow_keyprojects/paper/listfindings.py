"""Where in a list's workbook a check's finding is mended, how, and whether it only follows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from keyflow import Finding
from keyflow_keyprojects.adopting import Missing
from keyflow_keyprojects.paper.document import Language
from keyflow_keyprojects.paper.listcolumns import LIST_SHEETS
from keyflow_keyprojects.paper.problems import Problem
from keyflow_keyprojects.paper.sheets import Found

Sheets = Mapping[str, Found]
Cell = tuple[str, str]  # sheet and field; "*" is any field
_ANY = "*"
_PLAN: tuple[Cell, ...] = (("targets", _ANY), ("projects", "currency"))
# What each check reads, the place where it is mended first.
_READS: Mapping[str, tuple[Cell, ...]] = {
    "k02-duplicate": (("projects", "code"), ("projects", "name_zh"), ("projects", "owner_zh")),
    "k03-documents": (("documents", "kind"), ("documents", _ANY)),
    "k04-eligibility": tuple(
        ("projects", field)
        for field in ("total", "currency", "sector_class", "land_ha", "sales", "tax", "funding")
    ),
    "k05-sponsor": (("projects", "sponsor"),),
    "k06-responsible": (("projects", "dispatcher"),),
    "k07-year-plan": tuple(
        ("projects", field) for field in ("year_plan", "total", "invested_before", "currency")
    ),
    "k08-targets": (("targets", "amount"), ("projects", "year_plan"), *_PLAN),
    "k10-policies": (("policies", "policy"), ("policies", _ANY)),
    "k11-project-code": (("projects", "code"),),
    "k12-entry-stage": (("projects", "entry_stage"), *_PLAN),
    "k14-stages-before": (
        ("projects", "entry_stage"),
        ("permits", _ANY),
        *(("projects", field) for field in ("kind", "funding", "sector_class", "total")),
    ),
    "kp-native-currency": (("projects", "currency"), ("projects", "funding")),
}  # fmt: skip
_FIELDS = {
    "name-taken": "name_zh",
    "currency-mixed": "currency",
    "dates-astray": "planned_finish",
}
# Where headings are wrong the columns that are not there may be; else the sheet as a whole.
_HEADINGS = frozenset({"no-column", "unknown-column", "column-twice"})
_WHOLE = frozenset({"too-long", "too-wide", "merged"})
NOBODY = "no-leaders"
_MENDS: Mapping[str, Mapping[Language, str]] = {
    NOBODY: {"en": "Enter the roster first.", "zh": "请先导入名册。"},
    "not-allowed": {
        "en": "Let somebody import it for the city, with --by.",
        "zh": "请由市级（--by）办理导入。",
    },
    "list-in-force": {
        "en": "Take its rows out; who is to come is nominated, and an adjustment adds them: "
        "`keyflow projects draft-adjustment`.",
        "zh": "请删除其各行；新增项目须经申报论证，由计划调整列入："
        "`keyflow projects draft-adjustment`。",
    },
    "code-taken": {
        "en": "Mend the code, or take out one of the two.",
        "zh": "请更正项目代码，或删除其一。",
    },
    "name-taken": {
        "en": "Mend the name, or take out one of the two.",
        "zh": "请更正名称，或删除其一。",
    },
    "unit-only-asked": {
        "en": "Name a unit of the city's own or a town.",
        "zh": "请填写市直单位或镇街。",
    },
    "substitute-same": {"en": "Name somebody else.", "zh": "请另填人员。"},
    "finer-than-cent": {"en": "Round it to the cent.", "zh": "请四舍五入到分。"},
    "amount-missing": {"en": "Fill the amount in.", "zh": "请填写金额。"},
    "code-malformed": {
        "en": "Copy the code from the approval platform, or leave it empty.",
        "zh": "请从审批平台复制项目代码，或留空。",
    },
    "k01-required": {"en": "Fill it in.", "zh": "请填写。"},
    "k03-documents": {"en": "Add a row for the document.", "zh": "请补充该材料。"},
    "k04-eligibility": {
        "en": "Mind total and land, or leave the project out.",
        "zh": "请核对总投资和用地，或删除该项目。",
    },
    "k05-sponsor": {"en": "Name a city leader in office.", "zh": "请指定包项目领导。"},
    "k06-responsible": {
        "en": "Name unit, head and dispatcher.",
        "zh": "请明确单位、负责人和专人。",
    },
    "k07-year-plan": {"en": "Lower the plan.", "zh": "请调减年度计划。"},
    "k08-targets": {
        "en": "Let the parts add up to the whole, each with its date and unit.",
        "zh": "请使分项与合计相符，并明确期限和责任单位。",
    },
    "k10-policies": {
        "en": "Add a row for the policy in force.",
        "zh": "请补充现行政策的符合情况。",
    },
    "k12-entry-stage": {
        "en": "Add rows of this stage to the targets, with its begin and due dates, or mend the "
        "stage of entry.",
        "zh": "请在目标分解中补充该阶段及其起止日期，或更正列入时阶段。",
    },
    "k14-stages-before": {
        "en": "Add a row for the permit {item}, or let the project enter at an earlier stage.",
        "zh": "请在已有批件中补充 {item}，或改为较早的列入阶段。",
    },
    "kp-native-currency": {
        "en": "Mend the currency or the funding.",
        "zh": "请更正币种或资金来源。",
    },
    "": {
        "en": "Mend the cell, or take the project out of the file.",
        "zh": "请更正该单元格，或从文件中删除该项目。",
    },
}


def tell(found: Sheets, missing: Iterable[Missing], known: Sequence[Problem]) -> list[Problem]:
    """Return what the checks found as problems of cells.

    Left out is what only follows from a known problem: a check that reads a cell which could not
    be read. That nobody is on the roster is said once, not for every project.
    """
    lost, said = set(_lost(found, known)), {(one.sheet, one.cell) for one in known}
    told: dict[Finding | tuple[str, Finding], Problem] = {}
    for one in missing:
        cells = _cells(one.finding)
        place = _problem(found, one, cells[0])
        follows = place.row is not None and (place.sheet, place.cell) in said
        if not (follows or any(_hits(lost, cell, one.number) for cell in cells)):
            key = one.finding if one.finding.code == NOBODY else (one.number, one.finding)
            told.setdefault(key, place)
    return list(told.values())


def _cells(finding: Finding) -> tuple[Cell, ...]:
    """Return what a finding is about, the place of the mend first."""
    reads = _READS.get(_kind(finding), (("projects", "number"),))
    field = finding.values.get("field") if reads[0][0] == "projects" else None
    field = _FIELDS.get(finding.code) or field
    return reads if field is None else (("projects", str(field)),)


def _kind(finding: Finding) -> str:
    return (finding.check or finding.code).removesuffix("-reserve")


def _lost(found: Sheets, known: Sequence[Problem]) -> Iterator[tuple[str, str, str]]:
    """Yield sheet, field and number of what could not be read; "*" is any."""
    numbers = {row["number"] for row in found["projects"].rows}
    whole = {one.sheet for one in known if one.code in _WHOLE}
    headless = {one.sheet for one in known if one.code in _HEADINGS}
    strange = {(one.sheet, one.row) for one in known if one.code == "unknown-item"}
    for name, sheet in found.items():
        if sheet.sheet in whole or any(row["number"] not in numbers for row in sheet.rows):
            yield name, _ANY, _ANY
        if sheet.sheet in headless:
            fields = {column.field for column in LIST_SHEETS[name].columns}
            yield from ((name, field, _ANY) for field in fields - sheet.letters.keys())
        for row in sheet.rows:
            if (sheet.sheet, row.number) in strange:
                yield name, _ANY, row["number"]
            empty = (field for field, value in row.values.items() if value is None)
            yield from ((name, field, row["number"] or _ANY) for field in empty)


def _hits(lost: set[tuple[str, str, str]], cell: Cell, number: str) -> bool:
    sheet, field = cell
    return any(
        name == sheet and (_ANY in {field, which} or field == which) and whose in {_ANY, number}
        for name, which, whose in lost
    )


def _problem(found: Sheets, missing: Missing, cell: Cell) -> Problem:
    """Return a finding at the row it speaks of; in the first sheet if there is none."""
    (name, field), number = cell, missing.number
    row = next((row.number for row in found[name].rows if row["number"] == number), None)
    if row is None and name != "projects":
        return _problem(found, missing, ("projects", "number"))
    return by_check(found[name], row, field, number, missing.finding)


def by_check(  # noqa: PLR0917 - the place, and what is said there
    sheet: Found,
    row: int | None,
    field: str,
    number: str,
    finding: Finding,
    mends: Mapping[str, Mapping[Language, str]] = _MENDS,
) -> Problem:
    """Return what a check says about a project or list, at a field of a row.

    `mends` are by the code of the finding or the kind of the check; "" is for all others.
    """
    what: dict[Language, str] = {
        "en": f"{number}: {finding.say('en')}",
        "zh": f"{number}：{finding.say('zh')}",
    }
    code = finding.check or finding.code
    words = mends.get(finding.code) or mends.get(_kind(finding)) or mends[""]
    values = {"item": ""} | dict(finding.values)
    mend: dict[Language, str] = {said: text.format(**values) for said, text in words.items()}
    column = None if row is None else sheet.letters.get(field)
    return Problem(sheet.sheet, row, column, code, what, mend)
