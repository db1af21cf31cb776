"""The office's messages M01 to M30, and T01 to T05 on tasks, in Chinese and English.

M21, M25, M26 and M28 wait for blockers, lights and orders. A template sees plain data only.
"""

from collections.abc import Mapping

from keyflow.plugin import Template

_NAME_ZH = "{{ data.number }}《{{ data.name_zh | default('') }}》"
_NAME_EN = "{{ data.number }} {{ data.name_en | default(data.name_zh, true) }}"
_COMMENT_ZH = "{% if event.comment %}\n说明：{{ event.comment }}{% endif %}"
_COMMENT_EN = "{% if event.comment %}\nRemark: {{ event.comment }}{% endif %}"
_WHO_ZH = "{% if event.actor %}\n经办：{{ event.actor }}{% endif %}"
_WHO_EN = "{% if event.actor %}\nBy: {{ event.actor }}{% endif %}"
_WHEN_ZH = "\n时间：{{ event.at | date }}"
_WHEN_EN = "\nOn: {{ event.at | date }}"
_ITEM_ZH = "{{ data.name_zh }}（{{ data.project_zh | default('') }}）"
_ITEM_EN = "{{ data.name_en }} ({{ data.project_en | default('') }})"

# In plain words what a trigger did; a trigger that is not here is named as it is.
_STEPS = {
    "start": ("已申报", "was nominated"),
    "adopt": ("已列入名单", "was adopted into the list"),
    "accept_file": ("申报材料已受理", "has its file accepted"),
    "place_preliminary": ("列入前期项目名单", "was placed on the preliminary list"),
    "select": ("列入重点项目名单", "was selected as a key project"),
    "decline": ("未列入名单", "was not listed"),
    "promote": ("由前期项目转为重点项目", "was promoted to key project"),
    "demote": ("转为前期项目", "went back to the preliminary list"),
    "drop": ("移出前期项目名单", "was dropped from the preliminary list"),
    "exit": ("退出重点项目名单", "left the list"),
    "cancel": ("取消", "was cancelled"),
    "split": ("已拆分", "was split"),
    "merge": ("已合并", "was merged"),
    "decision_granted": ("立项已批复", "has its project decision"),
    "land_supplied": ("已完成供地", "has its land"),
    "land_permit": ("已核发用地规划许可", "has its land-use permit"),
    "scheme_ok": ("设计方案已通过", "has its scheme passed"),
    "works_permit": ("已核发工程规划许可", "has its works permit"),
    "drawings_ok": ("施工图已审查通过", "has its drawings passed"),
    "construction_permit": ("已核发施工许可", "has its construction permit"),
    "extend_start": ("开工期限已延长", "may start later"),
    "rectify": ("须整改", "must be rectified"),
    "rectified": ("整改完成", "was rectified"),
    "accept_works": ("通过竣工联合验收", "passed joint acceptance"),
    "file": ("已办竣工备案", "has its completion filed"),
    "title": ("已办不动产登记", "has its title registered"),
    "verify_start": ("已开工", "has started"),
    "restart": ("已复工", "has restarted"),
    "verify_milestone": ("完成一个节点", "reached a milestone"),
    "complete_main_works": ("主体工程完成", "has its main works done"),
    "complete": ("已竣工", "is completed"),
    "start_production": ("已投产", "is in production"),
    "reach_capacity": ("已达产", "is at capacity"),
    "ask_correction": ("须补正材料", "needs a correction"),
    "resubmit": ("已补正提交", "was handed in again"),
    "accept": ("已受理", "was accepted"),
    "review": ("进入审查", "is in review"),
    "special": ("进入特别程序", "is in a special procedure"),
    "end_special": ("特别程序结束", "is back from the special procedure"),
    "grant": ("已批准", "is granted"),
    "grant_with_commitment": ("以告知承诺方式批准", "is granted on a commitment"),
    "fulfil": ("承诺已兑现", "has its commitment kept"),
    "extend": ("有效期已延长", "was extended"),
    "refuse": ("不予受理", "was not accepted"),
    "withdraw": ("已撤回", "was withdrawn"),
    "deny": ("不予批准", "was denied"),
    "recall": ("已撤件", "was recalled"),
    "expire": ("已失效", "expired"),
    "revoke": ("已撤销", "was revoked"),
    "fail": ("受阻", "is held up"),
    "report_stop": ("停工", "has stopped"),
    "permit_lapsed": ("许可失效", "lost a permit that lapsed"),
    "deem_accepted": ("逾期未告知，视为受理", "counts as accepted, as nobody answered in time"),
    "lapse": ("逾期未决，按规定视为作出决定", "was decided by the lapse of time"),
    "break_commitment": ("承诺逾期未兑现", "has a commitment that was not kept in time"),
    "revoke_unkept": ("承诺未兑现，已撤销", "was revoked for a promise that was not kept"),
    "notify": ("会议已通知", "is called"),
    "minute": ("会议纪要已印发", "has its minutes"),
    "break_up": ("未达法定人数，议题顺延", "had no quorum; its agenda is carried over"),
    "publish": ("已发布", "is published"),
    "decide": ("已审定", "is decided"),
    "restate": ("已更正发布", "is restated"),
}

# How a report, an item or a duty of the office stands, by the event a notice follows.
_OF_A_PROJECT = {
    "warned due.reminder": ("两个工作日后到期", "is due in two working days"),
    "warned due.today": ("今日到期", "is due today"),
    "overdue due.office": ("已逾期", "is overdue"),
    "overdue due.sponsor": ("已逾期三个工作日", "is three working days overdue"),
    "fired miss": ("至季度截止仍未报送，按漏报处理", "was missed at the quarter's cut-off"),
    "overdue verification": ("报送后两个工作日内未核实", "was not verified in two working days"),
    "overdue acceptance": ("核实后三个工作日内未接收", "was not accepted in three working days"),
    "overdue contact": ("本月尚无记录", "is not on record this month"),
}
_OF_AN_ITEM = {
    "warned decision.soon": ("办理期限还剩两个工作日", "must be decided in two working days"),
    "overdue decision": ("办理逾期", "is overdue"),
}
_OVERALL = {
    "warned overall.soon": (
        "政府办理时间还剩十个工作日",
        "has ten working days of government time",
    ),
    "overdue overall": ("政府办理时间已用尽", "has used up its government time"),
}
_OF_THE_OFFICE = {
    "warned day.call": ("请发会议通知", "should be called now"),
    "overdue day": ("未按期召开", "was not held on its day"),
    "overdue minutes": ("纪要逾期未印发", "has no minutes after three working days"),
    "warned publication.reminder": ("两个工作日后应印发", "is due in two working days"),
    "overdue publication": ("逾期未印发", "is overdue"),
    "overdue scoring": ("逾期未打分", "was not scored in two working days"),
    "warned draft.reminder": ("两个工作日后应完成初稿", "is to be drafted in two working days"),
    "overdue draft": ("初稿逾期", "was not drafted in time"),
    "warned decision.reminder": ("两个工作日后应审定", "is to be decided in two working days"),
    "overdue decision": ("逾期未审定", "was not decided in time"),
}

# What a round of votes came to, or why it ended without a result.
_RESULTS = {
    "approved": ("通过", "approved"),
    "rejected": ("未通过", "rejected"),
    "returned": ("退回", "sent back"),
    "left": ("中止", "broken off"),
    "ended": ("终止", "ended with the project"),
}


def _stands(language: int, events: Mapping[str, tuple[str, str]]) -> str:
    """Return a template that says how something stands, by the event that is told of."""
    arms = [
        f"{'if' if n == 0 else 'elif'} event.name == '{event}' %}}{words[language]}"
        for n, (event, words) in enumerate(events.items())
    ]
    return "{% " + "{% ".join(arms) + "{% else %}{{ event.name }}{% endif %}"


_STAGES = {
    "screening": ("论证筛选", "screening"),
    "approval": ("审批阶段", "approval"),
    "planning": ("规划阶段", "planning"),
    "construction": ("建设阶段", "construction"),
    "acceptance": ("验收阶段", "acceptance"),
    "ramp_up": ("投产达产阶段", "ramp-up"),
}


def _stage(language: int) -> str:
    """Return a template that names the stage a case is in."""
    arms = [
        f"{'if' if n == 0 else 'elif'} case.stage == '{stage}' %}}{words[language]}"
        for n, (stage, words) in enumerate(_STAGES.items())
    ]
    return "{% " + "{% ".join(arms) + "{% else %}{{ case.stage }}{% endif %}"


def _result(language: int) -> str:
    """Return a template that says what a round came to."""
    arms = [
        f"{'if' if n == 0 else 'elif'} event.trigger == '{result}' %}}{words[language]}"
        for n, (result, words) in enumerate(_RESULTS.items())
    ]
    return "{% " + "{% ".join(arms) + "{% else %}{{ event.trigger }}{% endif %}"


def _done(language: int, triggers: str) -> str:
    """Return a template that says in words what one of some triggers did."""
    arms = [
        f"{'if' if n == 0 else 'elif'} event.trigger == '{trigger}' %}}{_STEPS[trigger][language]}"
        for n, trigger in enumerate(triggers.split())
    ]
    return "{% " + "{% ".join(arms) + "{% else %}{{ event.trigger }}{% endif %}"


def _news(triggers: str, zh: str = "", en: str = "", *, item: bool = False) -> Template:
    """Return a text of one shape: what happened to whom, what follows, when, by whom, why."""
    name_zh, name_en = (_ITEM_ZH, _ITEM_EN) if item else (_NAME_ZH, _NAME_EN)
    did_zh, did_en = _done(0, triggers), _done(1, triggers)
    return Template(
        subject={"zh": f"{name_zh}{did_zh}", "en": f"{name_en} {did_en}"},
        text={
            "zh": f"{name_zh}{did_zh}。{zh}{_COMMENT_ZH}{_WHO_ZH}{_WHEN_ZH}",
            "en": f"{name_en} {did_en}. {en}{_COMMENT_EN}{_WHO_EN}{_WHEN_EN}",
        },
    )


def _standing(zh: str, en: str, events: Mapping[str, tuple[str, str]]) -> Template:
    """Return a text that says how something stands."""
    said_zh, said_en = f"{zh}{_stands(0, events)}", f"{en} {_stands(1, events)}"
    return Template(
        subject={"zh": said_zh, "en": said_en},
        text={"zh": f"{said_zh}。{_WHEN_ZH}", "en": f"{said_en}.{_WHEN_EN}"},
    )


def _moved(zh: str, en: str) -> Template:
    """Return a text that says that a limit was counted afresh."""
    return Template(
        subject={"zh": f"{zh}：期限重新计算", "en": f"{en}: its limit was counted afresh"},
        text={
            "zh": f"{zh}：期限已重新计算，请以系统显示为准。{_COMMENT_ZH}{_WHEN_ZH}",
            "en": f"{en}: its limit was counted afresh; see the case.{_COMMENT_EN}{_WHEN_EN}",
        },
    )


def _duty_news(triggers: str) -> Template:
    """Return a text about what the office itself has done."""
    did_zh, did_en = _done(0, triggers), _done(1, triggers)
    return Template(
        subject={"zh": f"{_DUTY_ZH}{did_zh}", "en": f"{_DUTY_EN} {did_en}"},
        text={
            "zh": f"{_DUTY_ZH}{did_zh}。{_COMMENT_ZH}{_WHO_ZH}{_WHEN_ZH}",
            "en": f"{_DUTY_EN} {did_en}. {_COMMENT_EN}{_WHO_EN}{_WHEN_EN}",
        },
    )


_PAPER_ZH = (
    "{% if case.workflow == 'monthly-report' %}月报{% elif case.workflow == 'sponsor-contact' %}"
    "包项目联系{% else %}简报{% endif %}"
)
_PAPER_EN = (
    "{% if case.workflow == 'monthly-report' %}monthly report"
    "{% elif case.workflow == 'sponsor-contact' %}sponsor's contact"
    "{% else %}short report{% endif %}"
)
_DUTIES = {
    "joint-meeting": ("联席会议", "joint meeting"),
    "bulletin": ("月度通报", "bulletin"),
    "quarter-review": ("季度讲评", "quarter review"),
    "annual-assessment": ("年终考核", "annual assessment"),
}


def _duty(language: int) -> str:
    """Return a template that names a duty of the office."""
    arms = [
        f"{'if' if n == 0 else 'elif'} case.workflow == '{name}' %}}{words[language]}"
        for n, (name, words) in enumerate(_DUTIES.items())
    ]
    return "{% " + "{% ".join(arms) + "{% endif %}"


_DUTY_ZH = f"{{{{ data.period }}}} {_duty(0)}"
_DUTY_EN = f"{{{{ data.period }}}}: the {_duty(1)}"

_DECISIONS = "adopt select place_preliminary decline promote demote drop exit cancel split merge"
_ITEM_STEPS = (
    "accept deem_accepted review grant grant_with_commitment fulfil ask_correction resubmit "
    "special end_special extend refuse withdraw deny recall expire revoke lapse break_commitment "
    "revoke_unkept"
)
_DOCUMENTS = (
    "decision_granted land_supplied land_permit scheme_ok works_permit drawings_ok "
    "construction_permit extend_start rectify rectified accept_works file title"
)

TEXTS: Mapping[str, Template] = {
    "M01": _news("start accept_file", "后续进展将另行告知。", "You will be told how it goes on."),
    "M02": Template(
        subject={"zh": f"{_NAME_ZH}材料退回补正", "en": f"{_NAME_EN}: file returned"},
        text={
            "zh": f"{_NAME_ZH}申报材料退回，请在10日内补正。{_COMMENT_ZH}{_WHEN_ZH}",
            "en": f"The file of {_NAME_EN} was returned; answer within 10 days."
            f"{_COMMENT_EN}{_WHEN_EN}",
        },
    ),
    "M03": _news(
        _DECISIONS,
        "总投资 {{ data.total | money }}"
        "{% if data.year_plan is defined %}，年度计划 {{ data.year_plan | money }}{% endif %}。",
        "Total {{ data.total | money }}"
        "{% if data.year_plan is defined %}, year plan {{ data.year_plan | money }}{% endif %}.",
    ),
    "M04": Template(
        subject={"zh": f"{_NAME_ZH}进入{_stage(0)}", "en": f"{_NAME_EN} enters {_stage(1)}"},
        text={
            "zh": f"{_NAME_ZH}进入{_stage(0)}。{_WHEN_ZH}",
            "en": f"{_NAME_EN} enters {_stage(1)}.{_WHEN_EN}",
        },
    ),
    "M10": Template(
        subject={"zh": f"{_NAME_ZH}提出申请", "en": f"{_NAME_EN}: application"},
        text={
            "zh": f"{_NAME_ZH}提出申请，现处于 {{{{ case.state }}}}。{_WHO_ZH}{_WHEN_ZH}",
            "en": f"{_NAME_EN} applied and is at {{{{ case.state }}}} now.{_WHO_EN}{_WHEN_EN}",
        },
    ),
    "M10-item": Template(
        subject={"zh": f"申请办理：{_ITEM_ZH}", "en": f"Application: {_ITEM_EN}"},
        text={
            "zh": f"{_ITEM_ZH}已申请，请 {{{{ data.lead_role }}}} 受理。{_WHO_ZH}{_WHEN_ZH}",
            "en": f"{_ITEM_EN} was applied for; {{{{ data.lead_role }}}} is asked to accept it."
            f"{_WHO_EN}{_WHEN_EN}",
        },
    ),
    "M11": _news(_DOCUMENTS),
    "M11-item": _news(
        _ITEM_STEPS,
        "{% if data.document_number is defined %}文号 {{ data.document_number }}。{% endif %}",
        "{% if data.document_number is defined %}Document {{ data.document_number }}.{% endif %}",
        item=True,
    ),
    "M12": _news(
        "deem_accepted", "期限自收件之日起算。", "The limit runs from receipt.", item=True
    ),
    "M13": _standing(_ITEM_ZH, _ITEM_EN, _OF_AN_ITEM),
    "M13-overall": _standing(_NAME_ZH, _NAME_EN, _OVERALL),
    "M14": Template(
        subject={"zh": f"{_NAME_ZH}阶段完成", "en": f"{_NAME_EN}: stage done"},
        text={
            "zh": f"{_NAME_ZH}完成 {{{{ event.source }}}}，现处于 {{{{ case.state }}}}。"
            f"{_COMMENT_ZH}{_WHEN_ZH}",
            "en": f"{_NAME_EN} is done with {{{{ event.source }}}} and at {{{{ case.state }}}} now."
            f"{_COMMENT_EN}{_WHEN_EN}",
        },
    ),
    "M15": _news("fail", "请研究解决。", "Please see to it."),
    "M15-item": _news("deny", "请研究解决。", "Please see to it.", item=True),
    "M16": _news("break_commitment revoke_unkept", item=True),
    "M17": _news("verify_start restart verify_milestone complete_main_works complete"),
    "M18": _news("report_stop", "请立即协调。", "Please coordinate at once."),
    "M19": _news("accept_works start_production reach_capacity"),
    "M20": Template(
        subject={"zh": f"红色事件：{_NAME_ZH}", "en": f"Red event: {_NAME_EN}"},
        text={
            "zh": f"红色事件：{_NAME_ZH}{_done(0, 'fail report_stop permit_lapsed')}。"
            f"{_COMMENT_ZH}{_WHEN_ZH}",
            "en": f"Red event: {_NAME_EN} {_done(1, 'fail report_stop permit_lapsed')}."
            f"{_COMMENT_EN}{_WHEN_EN}",
        },
    ),
    "M22": Template(
        subject={"zh": f"{_NAME_ZH}包项目领导调整", "en": f"{_NAME_EN}: new sponsor"},
        text={
            "zh": f"{_NAME_ZH}包项目领导由 {{{{ data.former_sponsor }}}} 调整为"
            f" {{{{ data.sponsor }}}}。{_COMMENT_ZH}{_WHEN_ZH}",
            "en": f"The sponsor of {_NAME_EN} changes from {{{{ data.former_sponsor }}}} to"
            f" {{{{ data.sponsor }}}}.{_COMMENT_EN}{_WHEN_EN}",
        },
    ),
    "M23": _standing(
        f"{_NAME_ZH} {{{{ data.period }}}} {_PAPER_ZH}",
        f"{_NAME_EN}, {{{{ data.period }}}}: the {_PAPER_EN}",
        _OF_A_PROJECT,
    ),
    "M23-duty": _standing(_DUTY_ZH, _DUTY_EN, _OF_THE_OFFICE),
    "M24": Template(
        subject={
            "zh": f"{_NAME_ZH} {{{{ data.period }}}} {_PAPER_ZH}被退回",
            "en": f"{_NAME_EN}, {{{{ data.period }}}}: the {_PAPER_EN} is sent back",
        },
        text={
            "zh": f"{_NAME_ZH} {{{{ data.period }}}} {_PAPER_ZH}被退回。"
            f"{_COMMENT_ZH}{_WHO_ZH}{_WHEN_ZH}",
            "en": f"{_NAME_EN}, {{{{ data.period }}}}: the {_PAPER_EN} is sent back."
            f"{_COMMENT_EN}{_WHO_EN}{_WHEN_EN}",
        },
    ),
    "M27": _duty_news("notify minute break_up cancel"),
    "M29": _duty_news("publish decide restate"),
    "M30": _moved(f"{_NAME_ZH} {{{{ data.period }}}} {_PAPER_ZH}", f"{_NAME_EN}: {_PAPER_EN}"),
    "M30-item": _moved(_ITEM_ZH, _ITEM_EN),
    "T01": Template(
        subject={"zh": f"请您审批：{_NAME_ZH}", "en": f"Your decision is asked: {_NAME_EN}"},
        text={
            "zh": f"{_NAME_ZH}（{_stage(0)}）等待您的审批意见。{_WHEN_ZH}",
            "en": f"{_NAME_EN} ({_stage(1)}) waits for your decision.{_WHEN_EN}",
        },
    ),
    "T02": Template(
        subject={"zh": f"征求意见：{_NAME_ZH}", "en": f"Your opinion is asked: {_NAME_EN}"},
        text={
            "zh": f"请对{_NAME_ZH}提出意见；逾期未复视为同意。{_COMMENT_ZH}{_WHO_ZH}{_WHEN_ZH}",
            "en": f"Please give your opinion on {_NAME_EN}; silence in time is consent."
            f"{_COMMENT_EN}{_WHO_EN}{_WHEN_EN}",
        },
    ),
    "T03": Template(
        subject={"zh": f"视为同意：{_NAME_ZH}", "en": f"Deemed consent: {_NAME_EN}"},
        text={
            "zh": f"{_NAME_ZH}征求意见期满，未答复的单位视为同意。{_WHEN_ZH}",
            "en": f"The time for opinions on {_NAME_EN} is over; who was silent has agreed."
            f"{_WHEN_EN}",
        },
    ),
    "T04": Template(
        subject={"zh": f"容缺待补：{_NAME_ZH}", "en": f"Still owed: {_NAME_EN}"},
        text={
            "zh": f"{_NAME_ZH}容缺通过，请按期补齐所缺材料。{_COMMENT_ZH}{_WHO_ZH}{_WHEN_ZH}",
            "en": f"{_NAME_EN} was approved on a condition; hand in what is owed in time."
            f"{_COMMENT_EN}{_WHO_EN}{_WHEN_EN}",
        },
    ),
    "T05": Template(
        subject={
            "zh": f"审批结果：{_NAME_ZH}{_result(0)}",
            "en": f"Result of the votes: {_NAME_EN} {_result(1)}",
        },
        text={
            "zh": f"{_NAME_ZH}（{_stage(0)}）本轮审批结果：{_result(0)}。{_COMMENT_ZH}{_WHEN_ZH}",
            "en": f"The votes on {_NAME_EN} ({_stage(1)}) came to this: {_result(1)}."
            f"{_COMMENT_EN}{_WHEN_EN}",
        },
    ),
}
