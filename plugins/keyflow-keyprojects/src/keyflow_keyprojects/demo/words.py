"""The demo's own words in two languages."""

from collections.abc import Mapping

from keyflow_keyprojects.demo import LANGUAGES
from keyflow_keyprojects.demo.cast import WINDOWS
from keyflow_keyprojects.people import offices, people

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
MESSAGES: Mapping[str, tuple[str, str]] = {
    "M01": ("材料收到、受理", "file received or accepted"),
    "M02": ("材料退回", "file returned"),
    "M03": ("名单决定", "list decision"),
    "M04": ("进入阶段", "stage entered"),
    "M10": ("提出申请", "application made"),
    "M11": ("事项变化", "item changed"),
    "M12": ("视为受理", "deemed accepted"),
    "M13": ("事项将到期、逾期", "item due soon or overdue"),
    "M14": ("阶段完成", "stage done"),
    "M15": ("否决、受阻", "denied or failed"),
    "M16": ("承诺未兑现", "promise not kept"),
    "M17": ("开工、复工、节点", "start, restart, milestone"),
    "M18": ("停工", "stop"),
    "M19": ("验收、投产", "accepted, in production"),
    "M20": ("红色事件", "red event"),
    "M21": ("制约问题升级", "blocker raised or climbing"),
    "M22": ("包项目领导调整", "sponsor change"),
    "M23": ("报送提醒、逾期", "report or duty: due, overdue"),
    "M24": ("报表退回", "report sent back"),
    "M25": ("变灯", "light changed"),
    "M26": ("向包项目领导报告", "sponsor briefed"),
    "M27": ("会议通知、纪要", "meeting called, minutes"),
    "M28": ("督办单", "supervision order"),
    "M29": ("讲评发布", "review published"),
    "M30": ("期限重新计算", "limit counted afresh"),
    "T01": ("请您审批", "a decision is asked"),
    "T02": ("征求意见", "an opinion is asked"),
    "T03": ("视为同意", "silence taken as consent"),
    "T04": ("容缺待补", "something is still owed"),
    "T05": ("审批结果", "result of the votes"),
}
DEADLINES: Mapping[str, tuple[str, str]] = {
    "overall": ("政府办理时间 120 个工作日", "120 working days of government time"),
    "decision": ("审批办理", "decision"),
    "completeness": ("受理答复", "answer to the file"),
    "commitment": ("承诺兑现", "commitment"),
    "making_good": ("承诺整改", "promise made good"),
    "document": ("批文有效期", "document's validity"),
    "due": ("报送", "report"),
    "cut": ("季度截止", "quarter's cut-off"),
    "verification": ("核实", "verification"),
    "acceptance": ("接收", "acceptance"),
    "briefing": ("向包项目领导报告", "briefing of the sponsor"),
    "contact": ("包项目联系", "sponsor's contact"),
    "day": ("会议", "meeting"),
    "minutes": ("会议纪要", "minutes"),
    "publication": ("发布", "publication"),
    "scoring": ("打分", "scoring"),
    "objection": ("异议期", "objections"),
    "draft": ("年终考核初稿", "draft of the year's result"),
    "start": ("开工", "start of works"),
    "start_reminder": ("开工提醒", "reminder to start"),
    "filing": ("竣工备案", "completion filing"),
    "capacity": ("达产", "capacity"),
    "works_permit": ("工程规划许可有效期", "works permit's validity"),
}
RESULTS: Mapping[str, tuple[str, str]] = {
    "approved": ("通过", "approved"),
    "rejected": ("未通过", "rejected"),
    "returned": ("退回", "sent back"),
}
REFUSALS: Mapping[str, tuple[str, str]] = {
    "k01-required": ("K01 必填项", "K01 required fields"),
    "k02-duplicate": ("K02 重复申报", "K02 duplicate"),
    "k03-documents": ("K03 申报材料", "K03 nomination documents"),
    "k04-eligibility": ("K04 入选门槛", "K04 eligibility"),
    "k05-sponsor": ("K05 包项目领导", "K05 sponsor in office"),
    "k05-hand-over": ("K05 包项目交接", "K05 sponsor hand-over"),
    "k06-responsible": ("K06 责任单位与专人", "K06 unit, head, dispatcher"),
    "k07-year-plan": ("K07 年度计划", "K07 year plan"),
    "k08-targets": ("K08 目标分解", "K08 targets add up"),
    "k11-project-code": ("K11 项目代码", "K11 project code"),
    "k12-next-stage": ("K12 下阶段目标", "K12 next stage has targets"),
    "k13-predecessors": ("K13 前置事项", "K13 predecessors granted"),
    "k14-join": ("K14 事项齐备", "K14 all items granted"),
    "k14-commitments": ("K14 承诺未兑现", "K14 commitments owed"),
    "k15-unexpired": ("K15 批文有效", "K15 documents in force"),
    "k16-blockers": ("K16 四级制约问题", "K16 open level-4 blocker"),
    "k09-promotion": ("K09 转为重点的条件", "K09 ready to be promoted"),
    "k18-funds": ("K18 资金到位", "K18 funds in place"),
    "k19-builders": ("K19 施工与监理单位", "K19 contractor and supervisor"),
    "k20-start-evidence": ("K20 开工证明", "K20 start evidence"),
    "k21-reverified": ("K21 停工重新核验", "K21 verified again"),
    "k22-milestone-evidence": ("K22 节点证明", "K22 milestone evidence"),
    "k25-suspension": ("K25 暂停理由与期限", "K25 suspension"),
    "k26-replan": ("K26 重新编排计划", "K26 planned anew"),
    "k27-split": ("K27 拆分加总", "K27 a split adds up"),
    "k28-merge": ("K28 合并条件", "K28 merger"),
    "k28-own-figures": ("K28 合并数据属实", "K28 figures of the merger"),
    "k30-separation": ("K30 不得由同一人办理", "K30 another person must"),
    "k30-other-person": ("K30 须由他人审核", "K30 another person checks"),
    "k31-window": ("K31 名单调整窗口", "K31 the list's windows"),
    "k31-effective": ("K31 生效月份", "K31 effective month"),
    "k42-cumulative": ("K42 累计数不符", "K42 sums do not go on"),
    "k44-problems": ("K44 缺问题或措施", "K44 shortfall without a problem"),
    "k05-acting": ("K05 代理不得连任", "K05 acting once"),
    "k24-benefits": ("K24 达产条件", "K24 at capacity"),
    "kp-reconcile": ("调整前后不平衡", "sums that do not reconcile"),
    "kp-adjusted": ("调整后的计划", "an adjusted plan that does not fit"),
    "kp-by-adjustment": ("计划须经调整程序", "a plan changed without an adjustment"),
    "kp-guarded": ("不得直接修改", "changed by hand"),
    "kp-list-change": ("与名单不符", "not as the list has it"),
    "kp-list-holds": ("名单合计不符", "the list comes to something else"),
    "kp-notice-time": ("会议通知时限", "a meeting called too late"),
    "kp-quorum": ("法定人数", "no quorum"),
    "kp-objection-time": ("异议期未满", "time to object is not over"),
    "fields-present": ("缺少必填内容", "something is left out"),
    "kp-start-extensions": ("延期开工次数", "start put off too often"),
    "kp-stop-report": ("停工报告", "report of a stop"),
    "not-allowed": ("此角色无权在此办理", "the role may not do this here"),
    "comment-required": ("须填写说明", "a comment is required"),
    "not-waivable": ("此角色无权豁免该检查", "the role may not waive this check"),
    "not-from-here": ("当前状态下不能办理", "not possible in this state"),
    "not-your-task": ("该审批任务属于他人", "the task is somebody else's"),
    "already-voted": ("本轮已表决", "has voted in this round"),
    "signature-required": ("须签名", "a signature is required"),
    "opinions-open": ("意见未齐", "opinions are still out"),
    "still-owed": ("容缺材料未补齐", "what was owed is not handed in"),
    "suspended": ("项目暂停中", "the project is on hold"),
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
