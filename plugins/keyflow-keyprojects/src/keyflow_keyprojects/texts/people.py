"""Texts on the lists' adjustments and on who stands in for a sponsor."""

from collections.abc import Mapping

from keyflow.plugin import Template
from keyflow_keyprojects.texts.pieces import NAME_EN, NAME_ZH, news, standing

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
    "M20-acting": standing(f"红色事件：{NAME_ZH}", f"Red event: {NAME_EN}", _OVERDUE),
}
