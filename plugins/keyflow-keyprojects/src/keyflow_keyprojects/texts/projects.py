"""Texts on a project: its file, its list, its stages, its standing."""

from collections.abc import Mapping

from keyflow.plugin import Template
from keyflow_keyprojects.texts.pieces import (
    COMMENT_EN,
    COMMENT_ZH,
    NAME_EN,
    NAME_ZH,
    STAGE_EN,
    STAGE_ZH,
    WHEN_EN,
    WHEN_ZH,
    WHO_EN,
    WHO_ZH,
    done,
    moved,
    of_project,
    standing,
)

_LISTED = {
    "adopt": ("已列入名单", "was adopted into the list"),
    "select": ("列入重点项目名单", "was selected as a key project"),
    "place_preliminary": ("列入前期项目名单", "was placed on the preliminary list"),
    "decline": ("未列入名单", "was not listed"),
    "promote": ("由前期项目转为重点项目", "was promoted to key project"),
    "demote": ("转为前期项目", "went back to the preliminary list"),
    "drop": ("移出前期项目名单", "was dropped from the preliminary list"),
    "exit": ("退出重点项目名单", "left the list"),
    "cancel": ("取消", "was cancelled"),
    "split": ("已拆分", "was split"),
    "merge": ("已合并", "was merged"),
    "be_merged": ("已并入其他项目", "was merged into another project"),
}
_DOCUMENTS = {
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
}
_BUILT = {
    "verify_start": ("已开工", "has started"),
    "restart": ("已复工", "has restarted"),
    "verify_milestone": ("完成一个节点", "reached a milestone"),
    "complete_main_works": ("主体工程完成", "has its main works done"),
    "complete": ("已竣工", "is completed"),
}
_ARRIVED = {
    "accept_works": ("通过竣工联合验收", "passed joint acceptance"),
    "start_production": ("已投产", "is in production"),
    "reach_capacity": ("已达产", "is at capacity"),
}
_RED = {
    "rejected": ("会审未通过", "was turned down"),
    "report_stop": ("停工", "has stopped"),
    "permit_lapsed": ("许可失效", "lost a permit that lapsed"),
}
_HELD_UP = ("受阻", "is held up")
_WAITS = {
    "overdue again": (
        "受阻已满十个工作日，请重新申报或提出退出",
        "has been held up for ten working days; apply again or propose to leave",
    ),
    "overdue start_reminder": (
        "领取施工许可已满60日，尚未核实开工",
        "has had its construction permit for 60 days and no start is verified",
    ),
    "overdue filing": (
        "竣工验收已满15日，尚未备案",
        "was accepted 15 days ago and its completion is not filed",
    ),
    "overdue capacity": (
        "投产已满24个月，尚未达产",
        "has been in production for 24 months and is not at capacity",
    ),
    "overdue review": (
        "列入前期已满24个月，请复核是否保留",
        "has been on the preliminary list for 24 months; review whether it stays",
    ),
    "overdue no_start": (
        "列入重点已满24个月尚未开工，应研究退出",
        "has been a key project for 24 months without a start; it is to leave",
    ),
}
_OVERALL = {
    "warned overall.soon": (
        "政府办理时间还剩十个工作日",
        "has ten working days of government time",
    ),
    "overdue overall": ("政府办理时间已用尽", "has used up its government time"),
    "warned approval_stage.soon": (
        "审批阶段还剩两个工作日",
        "has two working days left for its approval stage",
    ),
    "overdue approval_stage": (
        "审批阶段四十个工作日已用尽",
        "has used up the forty working days of its approval stage",
    ),
    "warned joint.soon": (
        "联合验收还剩两个工作日",
        "has two working days left for its joint acceptance",
    ),
    "overdue joint": ("联合验收逾期", "is overdue for its joint acceptance"),
}
_FILE = {
    "warned file_check.soon": (
        "申报材料还剩两个工作日答复，逾期视为受理",
        "waits for an answer to its file; in two working days it counts as accepted",
    ),
    "warned file_mend.soon": (
        "申报材料还剩两个工作日补正",
        "has two working days left to mend its file",
    ),
    "overdue file_mend": (
        "申报材料退回已满十个工作日，尚未补正",
        "had its file returned ten working days ago and has not mended it",
    ),
}

_HOLD = {
    "warned hold.ends": (
        "暂停今日到期，请市政府决定恢复建设或者退出",
        "is expected to go on from today: the city is to resume it or let it leave the list",
    ),
    "overdue hold": (
        "暂停已过预计结束日期，尚未恢复",
        "is still on hold, and the day on which that was expected to end is over",
    ),
}

TEXTS: Mapping[str, Template] = {
    "M01": of_project(
        {
            "start": ("已申报", "was nominated"),
            "accept_file": ("申报材料已受理", "has its file accepted"),
            "resubmit": ("申报材料已补正提交", "has handed its file in again"),
        },
        "后续进展将另行告知。",
        "You will be told how it goes on.",
    ),
    "M01-clock": standing(NAME_ZH, NAME_EN, _FILE),
    "M02": Template(
        subject={"zh": f"{NAME_ZH}材料退回补正", "en": f"{NAME_EN}: file returned"},
        text={
            "zh": f"{NAME_ZH}申报材料退回，请在10个工作日内补正。{COMMENT_ZH}{WHEN_ZH}",
            "en": f"The file of {NAME_EN} was returned; answer within 10 working days."
            f"{COMMENT_EN}{WHEN_EN}",
        },
    ),
    "M03": of_project(
        _LISTED,
        "总投资 {{ data.total | money }}"
        "{% if data.year_plan is defined %}，年度计划 {{ data.year_plan | money }}{% endif %}。",
        "Total {{ data.total | money }}"
        "{% if data.year_plan is defined %}, year plan {{ data.year_plan | money }}{% endif %}.",
    ),
    "M04": Template(
        subject={"zh": f"{NAME_ZH}进入{STAGE_ZH}", "en": f"{NAME_EN} enters {STAGE_EN}"},
        text={
            "zh": f"{NAME_ZH}进入{STAGE_ZH}。{WHEN_ZH}",
            "en": f"{NAME_EN} enters {STAGE_EN}.{WHEN_EN}",
        },
    ),
    "M10": Template(
        subject={"zh": f"{NAME_ZH}提出申请", "en": f"{NAME_EN}: application"},
        text={
            "zh": f"{NAME_ZH}提出申请，现处于 {{{{ case.state }}}}。{WHO_ZH}{WHEN_ZH}",
            "en": f"{NAME_EN} applied and is at {{{{ case.state }}}} now.{WHO_EN}{WHEN_EN}",
        },
    ),
    "M11": of_project(_DOCUMENTS),
    "M12-file": of_project(
        {
            "deem_accepted": (
                "申报材料逾期未答复，视为受理",
                "has its file counted as accepted, as nobody answered in time",
            )
        },
        "请组织论证。",
        "A panel is to be asked.",
    ),
    "M13-overall": standing(NAME_ZH, NAME_EN, _OVERALL),
    "M14": Template(
        subject={"zh": f"{NAME_ZH}阶段完成", "en": f"{NAME_EN}: stage done"},
        text={
            "zh": f"{NAME_ZH}完成 {{{{ event.source }}}}，现处于 {{{{ case.state }}}}。"
            f"{COMMENT_ZH}{WHEN_ZH}",
            "en": f"{NAME_EN} is done with {{{{ event.source }}}} and at {{{{ case.state }}}} now."
            f"{COMMENT_EN}{WHEN_EN}",
        },
    ),
    "M15": of_project(
        {"rejected": _RED["rejected"]}, "请研究解决。", "Please see to it.", _HELD_UP
    ),
    **{
        name: standing(NAME_ZH, NAME_EN, _WAITS)
        for name in ("M15-again", "M23-start", "M23-filing", "M23-capacity", "M23-review")
    },
    "M17": of_project(_BUILT),
    "M18": of_project(
        {"report_stop": ("停工", "has stopped")}, "请立即协调。", "Please coordinate at once."
    ),
    "M18-hold": standing(NAME_ZH, NAME_EN, _HOLD),
    "M30-project": moved(NAME_ZH, NAME_EN),
    "M19": of_project(_ARRIVED),
    "M20": Template(
        subject={"zh": f"红色事件：{NAME_ZH}", "en": f"Red event: {NAME_EN}"},
        text={
            "zh": f"红色事件：{NAME_ZH}{done(0, _RED, _HELD_UP)}。{COMMENT_ZH}{WHEN_ZH}",
            "en": f"Red event: {NAME_EN} {done(1, _RED, _HELD_UP)}.{COMMENT_EN}{WHEN_EN}",
        },
    ),
    "M22": Template(
        subject={"zh": f"{NAME_ZH}包项目领导调整", "en": f"{NAME_EN}: new sponsor"},
        text={
            "zh": f"{NAME_ZH}包项目领导由 {{{{ data.former_sponsor }}}} 调整为"
            f" {{{{ data.sponsor }}}}。{COMMENT_ZH}{WHEN_ZH}",
            "en": f"The sponsor of {NAME_EN} changes from {{{{ data.former_sponsor }}}} to"
            f" {{{{ data.sponsor }}}}.{COMMENT_EN}{WHEN_EN}",
        },
    ),
}
