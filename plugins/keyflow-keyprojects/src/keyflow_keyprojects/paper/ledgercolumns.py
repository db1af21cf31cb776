"""The sheets of the ledger (台账): which cases stand in which, and what is told of them."""

from dataclasses import dataclass

from keyflow_keyprojects.paper.columns import Column
from keyflow_keyprojects.paper.listcolumns import LISTS, PROJECTS
from keyflow_keyprojects.paper.words import WORDS

_COLOURS = {name: WORDS[f"colour.{name}"] for name in ("blue", "yellow", "red")}
_LIGHTS = {name: WORDS[f"light.{name}"] for name in ("green", "yellow", "red", "grey")}
_TYPES = {key.partition(".")[2]: word for key, word in WORDS.items() if key.startswith("blocker.")}
_MEETINGS = {name: WORDS[f"meeting.{name}"] for name in ("joint", "dispatch", "coordination")}
_SUPPORTS = {
    "policy": ("政策", "policy"),
    "land_quota": ("用地指标", "land quota"),
    "credit": ("信贷", "credit"),
    "subsidy": ("补助", "subsidy"),
}
_GRADES = {name: WORDS[f"grade.{name}"]
           for name in ("excellent", "good", "pass", "fail", "insufficient")}  # fmt: skip
_SCORED = {"project": ("项目", "project"), "unit": ("责任单位", "unit")}
_SUBJECTS = {key.partition(".")[2]: word for key, word in WORDS.items() if key[:8] == "subject."}

# What every sheet begins with: of which project it is, and how it stands.
NUMBER = Column("number", "项目编号", "Project")
NAME = Column("name", "项目名称", "Name")
STATE = Column("state", "状态", "State")
OPENED = Column("opened", "建立日期", "Opened", "date")
SINCE = Column("since", "状态日期", "In this state since", "date")
CURRENCY = Column("currency", "币种", "Currency")
_STANDING = Column(
    "standing", "存续", "Standing", "choice",
    choices={"active": ("在办", "active"), "suspended": ("暂停", "suspended"),
             "completed": ("办结", "completed"), "terminated": ("终止", "terminated")},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of the ledger: the workflow its cases run in, and the columns beyond the first."""

    zh: str
    en: str
    workflow: str
    columns: tuple[Column, ...]


def _money(field: str, zh: str, en: str) -> Column:
    return Column(field, zh, en, "money")


def _date(field: str, zh: str, en: str) -> Column:
    return Column(field, zh, en, "date")


_OF_LIST = {column.field: column for column in PROJECTS.columns}
PAGES = (
    Page("项目", "Projects", "key-project", (
        _STANDING,
        Column("list", "名单", "List", "choice", choices=LISTS),
        *(_OF_LIST[name] for name in ("list_year", "kind", "code", "funding")),
        Column("light", "亮灯", "Light", "choice", choices=_LIGHTS),
        Column("light_period", "亮灯月份", "Month of the light"),
        CURRENCY,
        _OF_LIST["total"],
        _OF_LIST["invested_before"],
        _money("invested_total", "开工以来累计", "Done since it began"),
        *(_OF_LIST[name] for name in (
            "year_plan", "sector_zh", "sector_class", "site_zh", "land_ha", "owner_zh", "unit",
            "head", "department", "dispatcher", "substitute", "sponsor", "planned_start",
            "planned_finish", "planned_production", "contractor", "supervision_firm",
        )),
    )),
    Page("审批事项", "Items", "approval-item", (
        Column("code", "事项代码", "Item"),
        Column("name_zh", "事项", "Item in Chinese"),
        Column("lead_role", "办理部门", "Office"),
        Column("days", "时限", "Limit"),
        Column("document_number", "文号", "Document"),
        _date("expires", "有效期至", "Expires"),
    )),
    Page("月报", "Reports", "monthly-report", (
        Column("period", "月份", "Month"), CURRENCY,
        _money("planned", "本月计划", "Planned"), _money("invested", "本月完成", "Done"),
        _money("invested_year", "本年累计", "Done this year"),
        _money("invested_total", "开工以来累计", "Done since it began"),
        _money("funds_received", "到位资金", "Funds received"),
        _money("funds_paid", "支付资金", "Funds paid"),
        Column("late", "迟报", "Late"), Column("revision", "版次", "Revision", "integer"),
        Column("progress", "形象进度", "Progress"), Column("problems", "问题", "Problems"),
        Column("measures", "措施", "Measures"), Column("suggestions", "建议", "Suggestions"),
        Column("submitted_by", "报送人", "Submitted by"),
        Column("verified_by", "核实人", "Verified by"),
    )),
    Page("问题", "Blockers", "blocker", (
        Column("type", "类型", "Type", "choice", choices=_TYPES), Column("what", "内容", "What"),
        Column("level", "级别", "Level", "integer"), _date("opened_on", "发现日期", "Arose on"),
        _date("due", "期限", "Due"), Column("owner_unit", "责任单位", "Unit"), CURRENCY,
        Column("needs_land_ha", "需用地（公顷）", "Land needed (ha)", "number"),
        _money("needs_credit", "需信贷", "Credit needed"),
        _date("justifies_until", "说明截止", "Accounts for it until"),
        Column("resolved_by", "解决人", "Resolved by"),
    )),
    Page("督办", "Orders", "supervision-order", (
        Column("colour", "等级", "Colour", "choice", choices=_COLOURS),
        Column("is_request", "商请", "Request"),
        Column("addressee_unit", "受文单位", "Addressee"), Column("head", "负责人", "Head"),
        Column("subject_kind", "事项类别", "About", "choice", choices=_SUBJECTS),
        Column("what", "内容", "What"), Column("upgrades", "升级次数", "Raised", "integer"),
        Column("reply", "反馈", "Reply"),
    )),
    Page("会议", "Meetings", "joint-meeting", (
        Column("kind", "类别", "Kind", "choice", choices=_MEETINGS),
        Column("period", "期间", "Period"), Column("place", "地点", "Place"),
        Column("agenda", "议题", "Agenda"), Column("members", "应到", "Members"),
        Column("present", "实到", "Present"), Column("minutes_number", "纪要文号", "Minutes"),
    )),
    Page("议定事项", "Resolutions", "resolution", (
        Column("text", "内容", "What"), Column("unit", "责任单位", "Unit"),
        Column("cooperating", "配合单位", "Cooperating"), Column("is_request", "商请", "Request"),
        _date("due", "期限", "Due"), Column("meeting_period", "会议", "Meeting"),
        Column("done_by", "完成人", "Done by"),
    )),
    Page("支持", "Support", "support", (
        Column("kind", "类别", "Kind", "choice", choices=_SUPPORTS), Column("what", "内容", "What"),
        CURRENCY, _money("requested", "申请", "Requested"), _money("granted", "批准", "Granted"),
        _money("used", "使用", "Used"),
        Column("requested_ha", "申请（公顷）", "Requested (ha)", "number"),
        Column("granted_ha", "批准（公顷）", "Granted (ha)", "number"),
        Column("used_ha", "使用（公顷）", "Used (ha)", "number"),
        _date("expires", "有效期至", "Expires"),
    )),
    Page("包项目", "Sponsorships", "sponsorship", (
        Column("leader", "包项目领导", "Sponsor"), Column("former", "前任", "Before"),
        Column("acting", "代理", "Acting"),
    )),
    Page("名单", "Lists", "key-list", (
        Column("year", "年度", "Year", "integer"),
        Column("kind", "名单", "List", "choice", choices=LISTS),
        Column("version", "版次", "Version", "integer"),
        _date("adopted_on", "公布日期", "Adopted on"), Column("adopted_by", "公布", "Adopted by"),
    )),
    Page("调整", "Adjustments", "plan-adjustment", (
        Column("year", "年度", "Year", "integer"), Column("reason", "理由", "Reason"),
        _date("effective", "生效日期", "Effective"), Column("proposer", "提出人", "Proposed by"),
    )),
    Page("季度得分", "Quarters", "quarter-score", (
        Column("period", "季度", "Quarter"),
        Column("kind", "对象类别", "Kind", "choice", choices=_SCORED),
        Column("total", "得分", "Total", "number"),
        Column("coverage", "覆盖率", "Coverage", "number"),
        Column("grade", "等次", "Grade", "choice", choices=_GRADES),
        Column("rank", "名次", "Rank", "integer"), Column("rubric", "评分办法", "Rubric"),
        Column("version", "版次", "Version", "integer"),
    )),
    Page("年度考核", "Years", "annual-grade", (
        Column("period", "年度", "Year"),
        Column("kind", "对象类别", "Kind", "choice", choices=_SCORED),
        Column("total", "得分", "Total", "number"),
        Column("grade", "等次", "Grade", "choice", choices=_GRADES),
        Column("rank", "名次", "Rank", "integer"), Column("veto", "否决", "Veto"),
    )),
)  # fmt: skip
