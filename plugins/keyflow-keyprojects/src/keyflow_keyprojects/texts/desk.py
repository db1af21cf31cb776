"""Texts on blockers, supervision orders, resolutions and support."""

from collections.abc import Mapping

from keyflow.plugin import Template
from keyflow_keyprojects.texts.pieces import (
    COMMENT_EN,
    COMMENT_ZH,
    NAME_EN,
    NAME_ZH,
    WHEN_EN,
    WHEN_ZH,
    WHO_EN,
    WHO_ZH,
    done,
    either,
    moved,
    stands,
)

_TYPES = {
    "land": ("用地", "land"),
    "relocation": ("拆迁", "relocation"),
    "credit": ("信贷", "credit"),
    "equity": ("资本金", "equity"),
    "permit": ("许可", "a permit"),
    "utility": ("水电气配套", "utilities"),
    "planning": ("规划", "planning"),
    "market": ("市场", "the market"),
    "weather": ("天气", "weather"),
    "approval": ("审批", "approval"),
}
_TYPE_ZH = either("data.type", _TYPES, 0, "其他")
_TYPE_EN = either("data.type", _TYPES, 1, "another matter")
_LEVELS = {
    "open.l1": ("第一级（责任单位）", "level 1, with the responsible unit"),
    "open.l2": ("第二级（主管部门）", "level 2, with the department"),
    "open.l3": ("第三级（包项目领导）", "level 3, with the sponsor"),
    "open.l4": ("第四级（联席会议）", "level 4, with the joint meeting"),
}
_LEVEL_ZH = either("case.state", _LEVELS, 0, "待核实")
_LEVEL_EN = either("case.state", _LEVELS, 1, "solved, to be verified")
_COLOURS = {
    "blue": ("蓝色督办单", "A blue order"),
    "yellow": ("黄色督办单", "A yellow order"),
    "red": ("红色督办单", "A red order"),
}
_ORDER_ZH = either("data.colour", _COLOURS, 0, "商请函")
_ORDER_EN = either("data.colour", _COLOURS, 1, "A request")
_ORDERED = {
    "start": ("已签发", "is issued"),
    "upgrade": ("逾期未复，升级签发", "is issued, as there was no reply in time"),
    "reject": ("的回复被退回", "has its reply rejected"),
    "extend": ("同意延期", "has more time"),
    "refuse_extension": ("不同意延期", "gets no more time"),
}
_ORDER_CLOCK = {
    "warned reply.soon": ("一个工作日后到期", "is to be replied to in one working day"),
    "overdue reply": ("逾期未回复", "was not replied to in time"),
    "overdue acknowledgement": ("逾期未签收", "was not acknowledged in one working day"),
    "overdue answer": ("的延期申请待答复", "has a wish for more time that waits for an answer"),
    "overdue verification": ("的回复待核实", "has a reply that waits to be verified"),
}
_RESOLVED = {
    "fired start": ("已交办", "is issued"),
    "fired defer": ("经会议同意延期", "was deferred by a meeting"),
    "fired reject": ("退回重办", "is not done yet"),
    "fired fall_due": ("逾期未办，已发督办", "is overdue; an order follows"),
    "overdue verification": ("待核实", "waits to be verified"),
}
_UNTIL_ZH = "{% if data.due is defined %}\n期限：{{ data.due }}{% endif %}"
_UNTIL_EN = "{% if data.due is defined %}\nDue: {{ data.due }}{% endif %}"
_WHAT_ZH = "\n事项：{{ data.what | default('') }}"
_WHAT_EN = "\nWhat: {{ data.what | default('') }}"
_REPLY_ZH = "{% if data.reply_limit is defined %}\n回复期限：{{ data.reply_limit }}{% endif %}"
_REPLY_EN = "{% if data.reply_limit is defined %}\nReply within: {{ data.reply_limit }}{% endif %}"
_CALLED_ZH = "{% if data.interview %}\n请主要负责人接受约谈。{% endif %}"
_CALLED_EN = "{% if data.interview %}\nThe head is asked to come in person.{% endif %}"
_OF_ZH = (
    "{% if data.number is defined %}" + NAME_ZH + "{% else %}{{ data.addressee_unit }}{% endif %}"
)
_OF_EN = (
    "{% if data.number is defined %}" + NAME_EN + "{% else %}{{ data.addressee_unit }}{% endif %}"
)


def _order(zh: str, en: str, more_zh: str = "", more_en: str = "") -> Template:
    return Template(
        subject={"zh": f"{_ORDER_ZH}{zh}：{_OF_ZH}", "en": f"{_ORDER_EN} on {_OF_EN} {en}"},
        text={
            "zh": f"{_ORDER_ZH}{zh}（{_OF_ZH}）。{_WHAT_ZH}{more_zh}{COMMENT_ZH}{WHO_ZH}{WHEN_ZH}",
            "en": f"{_ORDER_EN} on {_OF_EN} {en}.{_WHAT_EN}{more_en}{COMMENT_EN}{WHO_EN}{WHEN_EN}",
        },
    )


TEXTS: Mapping[str, Template] = {
    "M21": Template(
        subject={
            "zh": f"{NAME_ZH}：{_TYPE_ZH}制约问题，{_LEVEL_ZH}",
            "en": f"{NAME_EN}: blocker ({_TYPE_EN}), {_LEVEL_EN}",
        },
        text={
            "zh": f"{NAME_ZH}的{_TYPE_ZH}制约问题现处于{_LEVEL_ZH}。"
            f"{_WHAT_ZH}{COMMENT_ZH}{WHO_ZH}{WHEN_ZH}",
            "en": f"A blocker of {NAME_EN} ({_TYPE_EN}) stands at {_LEVEL_EN}."
            f"{_WHAT_EN}{COMMENT_EN}{WHO_EN}{WHEN_EN}",
        },
    ),
    "M21-late": Template(
        subject={
            "zh": f"{NAME_ZH}：{_TYPE_ZH}制约问题到期未结（{_LEVEL_ZH}）",
            "en": f"{NAME_EN}: blocker ({_TYPE_EN}) is late ({_LEVEL_EN})",
        },
        text={
            "zh": f"{NAME_ZH}的{_TYPE_ZH}制约问题到期未结（{_LEVEL_ZH}）。{_WHAT_ZH}{WHEN_ZH}",
            "en": f"The limit of a blocker of {NAME_EN} ({_TYPE_EN}) is over: {_LEVEL_EN}."
            f"{_WHAT_EN}{WHEN_EN}",
        },
    ),
    "M20-land": Template(
        subject={"zh": f"红色事件：{NAME_ZH}土地闲置", "en": f"Red event: {NAME_EN}, idle land"},
        text={
            "zh": f"{NAME_ZH}的土地到期未开工或停工满一年，请核查是否构成闲置。{WHEN_ZH}",
            "en": f"The land of {NAME_EN} was not built on in time, or its works have stood still "
            f"for a year; see whether it lies idle.{WHEN_EN}",
        },
    ),
    "M28": _order(
        done(0, _ORDERED), done(1, _ORDERED), _REPLY_ZH + _CALLED_ZH, _REPLY_EN + _CALLED_EN
    ),
    "M28-clock": _order(stands(0, _ORDER_CLOCK), stands(1, _ORDER_CLOCK)),
    "M30-blocker": moved(f"{NAME_ZH}{_TYPE_ZH}制约问题", f"{NAME_EN}: blocker ({_TYPE_EN})"),
    "M30-order": moved(f"{_ORDER_ZH}（{_OF_ZH}）", f"{_ORDER_EN} on {_OF_EN}"),
    "M30-resolution": moved(f"{NAME_ZH}会议议定事项", f"{NAME_EN}: a resolution"),
    "M30-support": moved(f"{NAME_ZH}扶持事项复核", f"{NAME_EN}: review of its support"),
    "M27-resolution": Template(
        subject={
            "zh": f"{NAME_ZH}：会议议定事项{stands(0, _RESOLVED)}",
            "en": f"{NAME_EN}: a resolution {stands(1, _RESOLVED)}",
        },
        text={
            "zh": f"{NAME_ZH}的会议议定事项{stands(0, _RESOLVED)}。"
            "\n事项：{{ data.text | default('') }}"
            f"{_UNTIL_ZH}{COMMENT_ZH}{WHO_ZH}{WHEN_ZH}",
            "en": f"A resolution on {NAME_EN} {stands(1, _RESOLVED)}."
            "\nWhat: {{ data.text | default('') }}"
            f"{_UNTIL_EN}{COMMENT_EN}{WHO_EN}{WHEN_EN}",
        },
    ),
    "M03-support": Template(
        subject={
            "zh": f"{NAME_ZH}离开重点项目名单：复核扶持事项",
            "en": f"{NAME_EN} left the key list: review its support",
        },
        text={
            "zh": f"{NAME_ZH}离开重点项目名单，"
            "已落实的扶持事项须在十个工作日内明确保留或收回。"
            f"{COMMENT_ZH}{WHEN_ZH}",
            "en": f"{NAME_EN} left the key list. Decide within ten working days which of its "
            f"support is kept and which withdrawn.{COMMENT_EN}{WHEN_EN}",
        },
    ),
}
