"""Texts on the lists' adjustments and on who stands in for a sponsor."""

from collections.abc import Mapping

from keyflow.plugin import Template
from keyflow_keyprojects.texts.pieces import NAME_EN, NAME_ZH, WHEN_EN, WHEN_ZH, news, standing

_DECIDED = {
    "decide": ("已审定", "was decided"),
    "reject": ("未获批准", "was rejected"),
    "return": ("退回修改", "was sent back"),
}
_OVERDUE = {
    "overdue acting": (
        "包项目领导空缺，代理期已满",
        "has had nobody but an acting sponsor for as long as that is allowed",
    ),
}

TEXTS: Mapping[str, Template] = {
    "M03-adjustment": news(
        "计划调整 {{ data.number }} ", "Plan adjustment {{ data.number }}", _DECIDED
    ),
    "M20-vacant": Template(
        subject={
            "zh": "红色事件：{{ data.name_zh }}卸任，所包项目无包项目领导",
            "en": "Red event: {{ data.name_en or data.name_zh }} left office with projects",
        },
        text={
            "zh": "红色事件：{{ data.name_zh }}已卸任市级领导职务，下列项目无包项目领导："
            f"{{{{ data.projects_left }}}}。请尽快确定人选或指定代理。{WHEN_ZH}",
            "en": "Red event: {{ data.name_en or data.name_zh }} left their city-level office;"
            " these projects have no sponsor in office: {{ data.projects_left }}."
            f" Name another, or who stands in.{WHEN_EN}",
        },
    ),
    "M20-acting": standing(f"红色事件：{NAME_ZH}", f"Red event: {NAME_EN}", _OVERDUE),
}
