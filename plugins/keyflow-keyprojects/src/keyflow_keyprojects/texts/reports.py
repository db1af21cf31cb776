"""Texts on what is reported of a project month by month and quarter by quarter."""

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
    either,
    moved,
    standing,
)

_CLOCK = {
    "warned due.reminder": ("两个工作日后到期", "is due in two working days"),
    "warned due.today": ("今日到期", "is due today"),
    "overdue due.office": ("已逾期", "is overdue"),
    "overdue due.sponsor": ("已逾期三个工作日", "is three working days overdue"),
    "fired miss": ("至季度截止仍未报送，按漏报处理", "was missed at the quarter's cut-off"),
    "overdue verification": ("报送后两个工作日内未核实", "was not verified in two working days"),
    "overdue acceptance": ("核实后三个工作日内未接收", "was not accepted in three working days"),
    "overdue briefing": (
        "接收后三个工作日内未向包项目领导报告",
        "was not brought before the sponsor in three working days",
    ),
    "overdue contact": ("本月尚无记录", "is not on record this month"),
}

PAPERS = {
    "monthly-report": ("月报", "monthly report"),
    "sponsor-contact": ("包项目联系", "sponsor's contact"),
}
PAPER_ZH = either("case.workflow", PAPERS, 0, "简报")
PAPER_EN = either("case.workflow", PAPERS, 1, "short report")

_PROBLEMS_ZH = (
    "{% for one in data.problems or () %}"
    "\n问题：{{ one.what }}；措施：{{ one.measure }}；{{ one.unit }}，{{ one.due }}前{% endfor %}"
)
_PROBLEMS_EN = (
    "{% for one in data.problems or () %}"
    "\nProblem: {{ one.what }}; measure: {{ one.measure }}; {{ one.unit }}, by {{ one.due }}"
    "{% endfor %}"
)
_MORE_ZH = (
    "{% if data.suggestions %}\n建议：{{ data.suggestions }}{% endif %}"
    "{% if data.briefing %}\n{{ data.briefing }}{% endif %}"
)
_MORE_EN = (
    "{% if data.suggestions %}\nSuggestions: {{ data.suggestions }}{% endif %}"
    "{% if data.briefing %}\n{{ data.briefing }}{% endif %}"
)

TEXTS: Mapping[str, Template] = {
    "M23": standing(
        f"{NAME_ZH} {{{{ data.period }}}} {PAPER_ZH}",
        f"{NAME_EN}, {{{{ data.period }}}}: the {PAPER_EN}",
        _CLOCK,
    ),
    "M24": Template(
        subject={
            "zh": f"{NAME_ZH} {{{{ data.period }}}} {PAPER_ZH}被退回",
            "en": f"{NAME_EN}, {{{{ data.period }}}}: the {PAPER_EN} is sent back",
        },
        text={
            "zh": f"{NAME_ZH} {{{{ data.period }}}} {PAPER_ZH}被退回。"
            f"{COMMENT_ZH}{WHO_ZH}{WHEN_ZH}",
            "en": f"{NAME_EN}, {{{{ data.period }}}}: the {PAPER_EN} is sent back."
            f"{COMMENT_EN}{WHO_EN}{WHEN_EN}",
        },
    ),
    "M26": Template(
        subject={
            "zh": f"{NAME_ZH} {{{{ data.period }}}} 进度报告",
            "en": f"{NAME_EN}, {{{{ data.period }}}}: progress",
        },
        text={
            "zh": f"{NAME_ZH} {{{{ data.period }}}}：本月完成 {{{{ data.invested | money }}}}，"
            "本年 {{ data.invested_year | money }}，年度计划 {{ data.year_plan | money }}。\n"
            f"进度：{{{{ data.progress }}}}{_PROBLEMS_ZH}{_MORE_ZH}{WHO_ZH}{WHEN_ZH}",
            "en": f"{NAME_EN}, {{{{ data.period }}}}: {{{{ data.invested | money }}}} this month, "
            "{{ data.invested_year | money }} this year, of {{ data.year_plan | money }}.\n"
            f"Progress: {{{{ data.progress }}}}{_PROBLEMS_EN}{_MORE_EN}{WHO_EN}{WHEN_EN}",
        },
    ),
    "M30": moved(f"{NAME_ZH} {{{{ data.period }}}} {PAPER_ZH}", f"{NAME_EN}: {PAPER_EN}"),
}
