"""The sheets of a list: a row a project, and its money, papers, permits and targets beside it."""

from collections.abc import Mapping

from keyflow_keyprojects.paper.columns import Column, Layout

_KINDS = {
    "new": ("新建", "new"),
    "continuing": ("续建", "continuing"),
    "finishing": ("收尾", "finishing"),
    "preliminary": ("前期", "preliminary"),
}
_CLASSES = {
    "manufacturing": ("制造业", "manufacturing"),
    "strategic": ("战略性新兴产业", "strategic"),
    "farming": ("农业", "farming"),
    "infrastructure": ("基础设施", "infrastructure"),
    "services": ("服务业", "services"),
}
STAGES = {
    "approval": ("审批", "approval"),
    "planning": ("规划", "planning"),
    "construction": ("建设", "construction"),
    "acceptance": ("验收", "acceptance"),
    "ramp_up": ("投产达产", "ramp-up"),
}
# Where a project can stand when it is listed: the first stage that is not complete (C4.0).
ENTRIES = {stage: STAGES[stage] for stage in ("approval", "planning", "construction")}
LISTS = {"key": ("重点", "key"), "preliminary": ("前期", "preliminary")}
_FUNDING = {"domestic": ("内资", "domestic"), "foreign": ("外资", "foreign")}
CURRENCY = Column(
    "currency", "币种", "Currency", "choice", required=True,
    choices={"CNY": ("人民币", "CNY"), "USD": ("美元", "USD")},
)  # fmt: skip
NUMBER = Column("number", "编号", "Number", required=True, hint=("如 K001。", "Such as K001."))
PERSON = ("系统用户名。", "The person's id.")
OFFICE = ("单位代码。", "The office's id.")
MONTHS = tuple(f"{month:02}" for month in range(1, 13))

PROJECTS = Layout(
    "项目",
    "Projects",
    (
        NUMBER,
        Column("list_year", "年度", "Year", "integer", required=True),
        Column("list", "名单", "List", "choice", required=True, choices=LISTS),
        Column("kind", "建设性质", "Kind", "choice", choices=_KINDS),
        Column("code", "项目代码", "Project code"),
        Column("name_zh", "项目名称", "Name in Chinese", required=True),
        Column("name_en", "项目英文名称", "Name in English"),
        Column("funding", "资金来源", "Funding", "choice", required=True, choices=_FUNDING),
        CURRENCY,
        Column("total", "总投资", "Total investment", "money"),
        Column("invested_before", "上年底累计完成", "Invested before the year", "money"),
        Column("year_plan", "年度计划", "Year plan", "money"),
        Column("sector", "行业代码", "Sector"),
        Column("sector_zh", "行业", "Sector in Chinese"),
        Column("sector_en", "行业英文", "Sector in English"),
        Column("sector_class", "行业类别", "Class of sector", "choice", choices=_CLASSES),
        Column("site_zh", "建设地点", "Site in Chinese"),
        Column("site_en", "建设地点英文", "Site in English"),
        Column("land_ha", "用地（公顷）", "Land (ha)", "number"),
        Column("entry_stage", "列入时阶段", "Stage of entry", "choice", choices=ENTRIES),
        Column("owner_zh", "项目单位", "Owner in Chinese"),
        Column("owner_en", "项目单位英文", "Owner in English"),
        Column("owner_contact", "项目单位联系人", "Owner's contact", hint=PERSON),
        Column("unit", "责任单位代码", "Responsible unit's id", hint=OFFICE),
        Column("unit_zh", "责任单位", "Responsible unit in Chinese"),
        Column("unit_en", "责任单位英文", "Responsible unit in English"),
        Column(
            "head",
            "主要负责人",
            "Head",
            hint=("系统用户名；留空取名册。", "The person's id; else the roster's."),
        ),
        Column("department", "主管部门代码", "Department's id", hint=OFFICE),
        Column("department_zh", "主管部门", "Department in Chinese"),
        Column("department_en", "主管部门英文", "Department in English"),
        Column("dispatcher", "调度专人", "Dispatcher", hint=PERSON),
        Column("substitute", "调度替岗", "Substitute", hint=PERSON),
        Column("sponsor", "包项目领导", "Sponsor", hint=PERSON),
        Column("town", "镇街代码", "Town's id", hint=OFFICE),
        Column("planned_start", "计划开工", "Planned start", "date"),
        Column("planned_finish", "计划竣工", "Planned finish", "date"),
        Column("planned_production", "计划投产", "Planned production", "date"),
        Column("sales", "预计年销售收入（人民币）", "Sales a year (CNY)", "money"),
        Column("profit", "预计年利润（人民币）", "Profit a year (CNY)", "money"),
        Column("tax", "预计年税收（人民币）", "Tax a year (CNY)", "money"),
        Column("jobs", "预计就业", "Jobs", "integer"),
        Column("statistics_registered_on", "统计入库", "Registered with statistics", "date"),
        Column("contractor", "施工单位", "Contractor"),
        Column("supervision_firm", "监理单位", "Supervising firm"),
    ),
    required=True,
)
FUNDS = Layout(
    "资金",
    "Funds",
    (
        NUMBER,
        Column("source", "来源", "Source", required=True),
        Column("amount", "金额", "Amount", "money", required=True),
        Column("in_place", "已到位", "In place", "money"),
    ),
)
DOCUMENTS = Layout(
    "申报材料",
    "Documents",
    (
        NUMBER,
        Column("kind", "材料", "Document", required=True),
        Column("document", "文号", "Number of the document"),
        Column("dated", "日期", "Dated", "date"),
    ),
)
PERMITS = Layout(
    "已有批件",
    "Permits",
    (
        NUMBER,
        Column("item", "事项代码", "Item", required=True),
        Column("document", "文号", "Number of the document"),
        Column("granted_on", "批准日期", "Granted on", "date"),
        Column("expires", "有效期至", "Expires", "date"),
    ),
)
TARGETS = Layout(
    "目标分解",
    "Targets",
    (
        NUMBER,
        Column("stage", "阶段", "Stage", "choice", required=True, choices=STAGES),
        Column("start", "阶段开始", "Stage begins", "date"),
        Column("accountable", "责任单位代码", "Unit that answers for it", hint=OFFICE),
        Column("step", "环节代码", "Step", required=True),
        Column("zh", "环节", "Step in Chinese"),
        Column("en", "环节英文", "Step in English"),
        Column("due", "完成期限", "Due", "date", required=True),
        Column("stage_amount", "阶段目标", "Target of the stage", "money",
               hint=("缺省为各环节之和。", "Else the sum of its steps.")),
        Column("amount", "环节目标", "Target of the step", "money",
               hint=("缺省为各月之和。", "Else the sum of its months.")),
        *(Column(month, f"{int(month)}月", f"Month {int(month)}", "money") for month in MONTHS),
        Column("cooperating", "配合单位代码", "Cooperating units",
               hint=("每行一个。", "One a line.")),
    ),
)  # fmt: skip
MILESTONES = Layout(
    "节点",
    "Milestones",
    (
        NUMBER,
        Column("step", "节点代码", "Step", required=True),
        Column("zh", "节点", "Milestone in Chinese"),
        Column("en", "节点英文", "Milestone in English"),
        Column("due", "完成期限", "Due", "date", required=True),
        Column("weight", "权重", "Weight", "integer", required=True),
    ),
)
POLICIES = Layout(
    "政策符合性",
    "Policies",
    (
        NUMBER,
        Column("policy", "政策", "Policy", "choice", required=True,
               choices={"land": ("土地", "land"), "industry": ("产业", "industry")}),
        Column("version", "版本", "Version", required=True),
        Column("met", "是否符合", "Met", "flag", required=True),
        Column("document", "文号", "Document"),
    ),
)  # fmt: skip
CONTRACTS = Layout(
    "土地合同",
    "Land contracts",
    (
        NUMBER,
        Column("document", "合同编号", "Number of the contract", required=True),
        Column("signed_on", "签订日期", "Signed on", "date"),
        Column("start_by", "约定开工", "Start by", "date"),
        Column("area_ha", "面积（公顷）", "Area (ha)", "number"),
        Column("price", "价款（人民币）", "Price (CNY)", "money"),
        Column("site", "地块", "Site"),
    ),
)

LIST_SHEETS: Mapping[str, Layout] = {
    "projects": PROJECTS,
    "funds": FUNDS,
    "documents": DOCUMENTS,
    "permits": PERMITS,
    "policies": POLICIES,
    "contracts": CONTRACTS,
    "targets": TARGETS,
    "milestones": MILESTONES,
}
