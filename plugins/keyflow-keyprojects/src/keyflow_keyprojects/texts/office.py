"""Texts on the office's own duties: meetings, bulletins, reviews."""

from collections.abc import Mapping

from keyflow.plugin import Template
from keyflow_keyprojects.texts.pieces import either, moved, news, standing

_MEETING = {
    "notify": ("已发通知", "is called"),
    "minute": ("纪要已印发", "has its minutes"),
    "break_up": ("未达法定人数，议题顺延", "had no quorum; its agenda is carried over"),
    "cancel": ("取消", "was cancelled"),
}
_CLOCK = {
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
_DUTIES = {
    "joint-meeting": ("联席会议", "joint meeting"),
    "bulletin": ("月度通报", "bulletin"),
    "quarter-review": ("季度讲评", "quarter review"),
    "annual-assessment": ("年终考核", "annual assessment"),
}
_DUTY_ZH = "{{ data.period }} " + either("case.workflow", _DUTIES, 0, "")
_DUTY_EN = "{{ data.period }}: the " + either("case.workflow", _DUTIES, 1, "")

TEXTS: Mapping[str, Template] = {
    "M23-duty": standing(_DUTY_ZH, _DUTY_EN, _CLOCK),
    "M30-duty": moved(_DUTY_ZH, _DUTY_EN),
    "M27": news(_DUTY_ZH, _DUTY_EN, _MEETING),
}
