"""The demo's own words in two languages."""

from collections.abc import Mapping

from keyflow_keyprojects.city.people import offices, people
from keyflow_keyprojects.demo import LANGUAGES
from keyflow_keyprojects.demo.cast import WINDOWS

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("重点项目 2011 年运行演示", "A year of key projects, 2011"),
    "illustrative": (
        "示例数据：项目、企业和人员均为虚构，只有合计数与公布数一致。",
        "Illustrative: projects, firms and people are invented; only the totals are real.",
    ),
    "dry_run": ("试运行：名单中的缺项", "Dry run: what the list lacks"),
    "nothing_written": (
        "共 {count} 处缺项，未写入任何内容（案件 {cases} 个）。",
        "{count} things are missing; nothing was written ({cases} cases).",
    ),
    "project": ("项目", "Project"),
    "check": ("检查", "Check"),
    "finding": ("意见", "Finding"),
    "headline": ("名单总量", "Headline"),
    "published": ("公布", "Published"),
    "as_adopted": ("列入时", "As adopted"),
    "now": ("现在", "Now"),
    "agrees": ("相符", "Agrees"),
    "stages": ("分阶段情况", "By stage"),
    "stage": ("阶段", "Stage"),
    "count": ("项目数", "Projects"),
    "total": ("总投资（亿元）", "Total (100m CNY)"),
    "year_plan": ("年度计划（亿元）", "Year plan (100m CNY)"),
    "sum": ("合计（在册）", "In the list"),
    "refusals": ("被拒原因", "Refusals by reason"),
    "reason": ("原因", "Reason"),
    "times": ("次数", "Times"),
    "messages": ("消息", "Messages by kind"),
    "kind": ("类别", "Kind"),
    "sent": ("已送达", "Sent"),
    "messages_sent": ("已送达消息", "Messages sent"),
    "reports": ("月报", "Monthly reports"),
    "month": ("月份", "Month"),
    "due": ("截止", "Due"),
    "owed": ("应报", "Owed"),
    "on_time": ("按时", "In time"),
    "late": ("迟报", "Late"),
    "missed": ("漏报", "Missed"),
    "still_open": ("未报", "Open"),
    "corrected": ("更正", "Corrected"),
    "meetings": ("联席会议、调度会", "Meetings held"),
    "coming": ("近期期限", "Next deadlines"),
    "deadline": ("期限", "Deadline"),
    "subject": ("事项", "Of what"),
    "provisional": ("（暂定）", " (provisional)"),
    "portfolio": ("项目总览", "The portfolio"),
    "light": ("亮灯", "Light"),
    "funding": ("资金类别", "Funding"),
    "unit": ("责任单位", "Responsible unit"),
    "domestic": ("内资", "domestic"),
    "foreign": ("外资", "foreign"),
    "done_year": ("本年完成（亿元）", "Done this year (100m CNY)"),
    "completion": ("完成率", "Completion"),
    "lights": ("全年亮灯", "Lights over the year"),
    "green": ("绿", "green"),
    "yellow": ("黄", "yellow"),
    "red": ("红", "red"),
    "grey": ("灰", "grey"),
    "blue": ("蓝", "blue"),
    "ranking": ("年度考核", "The year's assessment"),
    "ranking_units": ("责任单位排名", "Units"),
    "ranking_projects": ("项目排名（前列）", "Projects, the first"),
    "rank": ("名次", "Rank"),
    "name": ("名称", "Name"),
    "score": ("得分", "Score"),
    "grade": ("等次", "Grade"),
    "excellent": ("优秀", "excellent"),
    "good": ("良好", "good"),
    "pass": ("合格", "pass"),
    "fail": ("不合格", "fail"),
    "insufficient": ("数据不足", "insufficient"),
    "desk": ("协调督办", "What came up"),
    "blockers": ("制约问题", "Blockers"),
    "resolutions": ("议定事项", "Resolutions"),
    "orders": ("督办单", "Supervision orders"),
    "supports": ("扶持事项", "Support"),
    "adjustments": ("计划调整", "Adjustments"),
    "how_many": ("数量", "How many"),
    "state": ("状态", "State"),
    "year_done": ("年度完成投资", "Invested in the year"),
    "audit": ("审计", "Audit"),
    "verified": ("全部事件链与封印核对无误", "every chain and seal verified"),
    "tampered": ("核对发现问题", "verification found a problem"),
    "cases": ("案件", "Cases"),
    "events": ("事件", "Events"),
    "fires": ("已办事项", "Accepted steps"),
    "votes": ("表决", "Votes in rounds"),
    "refused": ("被拒尝试", "Refused attempts"),
    "seals": ("封印", "Seals"),
    "checkpoint": ("检查点", "Checkpoint"),
    "diagram": ("流程图", "The workflow"),
    "stages_overview": ("各阶段之间", "Between the stages"),
    "timeline": ("全年时间线", "The year"),
    "story": ("一个项目的全过程", "One project's full story"),
    "children": ("审批事项与报表", "Approval items and reports"),
    "when": ("时间", "When"),
    "who": ("经办", "Who"),
    "what": ("事项", "What"),
    "moved": ("状态", "State"),
    "checks": ("检查结果", "Checks"),
    "comment": ("说明", "Comment"),
    "accepted": ("通过", "accepted"),
    "refused_one": ("被拒", "refused"),
    "item": ("事项", "Item"),
    "department": ("部门", "Department"),
    "applied": ("申请", "Applied"),
    "decided": ("办结", "Decided"),
    "steps": ("环节", "Steps"),
    "page": ("网页", "Page"),
    "week": ("{day} · 在册项目 {projects}", "{day} · {projects} projects"),
    "sponsor": ("包项目领导", "Sponsor"),
    "owner": ("项目单位", "Owner"),
    "money": ("总投资", "Total"),
    "plan": ("年度计划", "Year plan"),
    "start": ("开工", "Start"),
    "stop": ("停工", "Stop"),
    "hold": ("暂停", "On hold"),
    "end": ("离开名单", "Left the list"),
    "production": ("投产", "Production"),
    "no": ("被拒", "Refused"),
}
STAGES: Mapping[str, tuple[str, str]] = {
    "screening": ("论证筛选", "Screening"),
    "preliminary": ("前期项目", "Preliminary"),
    "approval": ("审批", "Approval"),
    "planning": ("规划", "Planning"),
    "construction": ("建设", "Construction"),
    "acceptance": ("验收", "Acceptance"),
    "ramp_up": ("投产达产", "Ramp-up"),
    "suspended": ("暂停", "On hold"),
    "closed": ("办结", "Closed"),
    "rejected": ("未入选", "Rejected"),
    "split": ("已拆分", "Split"),
    "merged": ("已合并", "Merged"),
    "exited": ("退出", "Left"),
    "cancelled": ("取消", "Cancelled"),
}
TERMS: Mapping[str, tuple[str, str]] = {
    "count": ("重点项目（个）", "Key projects"),
    "total": ("总投资（亿元）", "Total, 100m CNY"),
    "year_plan": ("年内计划（亿元）", "Year plan, 100m CNY"),
    "domestic_count": ("内资项目（个）", "Domestic projects"),
    "domestic_total": ("内资（亿元）", "Domestic, 100m CNY"),
    "foreign_count": ("外资项目（个）", "Foreign-funded projects"),
    "foreign_total": ("外资（亿美元）", "Foreign, 100m USD"),
    "sales": ("达产销售收入（亿元）", "Sales at capacity"),
    "profit": ("利润（亿元）", "Profit"),
    "tax": ("税金（亿元）", "Tax"),
    "preliminary_count": ("前期项目（个）", "Preliminary projects"),
    "preliminary_total": ("前期项目总投资（亿元）", "Preliminary, 100m CNY"),
}
RESULTS: Mapping[str, tuple[str, str]] = {
    "approved": ("通过", "approved"),
    "rejected": ("未通过", "rejected"),
    "returned": ("退回", "sent back"),
}


class Lexicon:
    """Words in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._place = LANGUAGES.index(language)

    def __call__(self, word: str, **values: object) -> str:
        """Return a word or sentence of the demo."""
        return WORDS[word][self._place].format(**values)

    def pick(self, table: Mapping[str, tuple[str, str]], name: str) -> str:
        """Return an entry of a table of words; the name itself where there is none."""
        return table[name][self._place] if name in table else name

    def person(self, identity: str | None) -> str:
        """Return how a person or office is called."""
        if not identity:
            return "-"
        known = people().get(identity)
        if known is not None:
            return f"{known.zh}" if self.language == "zh" else known.en
        return self._office(identity)

    def _office(self, identity: str) -> str:
        role = identity.removesuffix("-officer").upper()
        if identity.endswith("-officer") and role in WINDOWS:
            window = ("{}窗口", "{} window")[self._place]
            return window.format(WINDOWS[role][self._place])
        if identity in offices():
            return offices()[identity].zh if self.language == "zh" else offices()[identity].en
        if identity.startswith("owner-"):
            return f"{('项目单位', 'Owner')[self._place]} {identity.removeprefix('owner-').upper()}"
        return self.pick(_BODIES, identity)


_BODIES: Mapping[str, tuple[str, str]] = {
    "city-government": ("市委市政府", "City government"),
    "kpmo-clerk": ("市重点项目管理办公室", "Key Project Office"),
    "system": ("系统", "System"),
}
