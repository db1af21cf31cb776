"""Texts on scores: what is published, laid open, objected to, proposed and restated."""

from collections.abc import Mapping

from keyflow.plugin import Template
from keyflow_keyprojects.texts.pieces import COMMENT_EN, COMMENT_ZH, WHEN_EN, WHEN_ZH, either, news

_DUTIES = {
    "quarter-review": ("季度讲评", "quarter review"),
    "annual-assessment": ("年终考核", "annual assessment"),
}
_STEPS = {
    "lay_open": ("得分公示，可提出异议", "is laid open; units may object"),
    "object": ("收到异议", "has an objection to answer"),
    "note_correction": (
        "依据已更正，请提出得分更正",
        "rests on what was corrected since; propose to restate it",
    ),
    "propose": ("拟更正，请审定", "is to be restated; please decide"),
    "publish": ("已发布", "is published"),
    "decide": ("已审定", "is decided"),
    "restate": ("已更正发布", "is restated"),
}
_GRADES = {
    "excellent": ("优秀", "excellent"),
    "good": ("良好", "good"),
    "pass": ("合格", "pass"),
    "fail": ("不合格", "fail"),
    "insufficient": ("数据不足", "insufficient data"),
}
_GRADE_ZH, _GRADE_EN = (either("data.grade", _GRADES, n, "{{ data.grade }}") for n in (0, 1))
_DUTY_ZH = "{{ data.period }} " + either("case.workflow", _DUTIES, 0, "")
_DUTY_EN = "{{ data.period }}: the " + either("case.workflow", _DUTIES, 1, "")
_WHO_ZH = "{{ data.period }} {{ data.number }}《{{ data.name_zh | default('') }}》"
_WHO_EN = "{{ data.period }}: {{ data.number }} {{ data.name_en | default(data.name_zh, true) }}"

TEXTS: Mapping[str, Template] = {
    "M29": news(_DUTY_ZH, _DUTY_EN, _STEPS),
    "M29-score": Template(
        subject={"zh": f"{_WHO_ZH}得分已更正", "en": f"{_WHO_EN}: the score is restated"},
        text={
            "zh": f"{_WHO_ZH}得分更正为 {{{{ data.total }}}}，等次{_GRADE_ZH}。"
            f"{COMMENT_ZH}{WHEN_ZH}",
            "en": f"{_WHO_EN}: the score is now {{{{ data.total }}}}, graded {_GRADE_EN}."
            f"{COMMENT_EN}{WHEN_EN}",
        },
    ),
}
