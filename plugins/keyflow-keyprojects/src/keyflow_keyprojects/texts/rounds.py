"""Texts on rounds of votes: who is asked, and what it came to."""

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
    either,
)

_RESULTS = {
    "approved": ("通过", "approved"),
    "rejected": ("未通过", "rejected"),
    "returned": ("退回", "sent back"),
    "left": ("中止", "broken off"),
    "ended": ("终止", "ended with the project"),
}
_RESULT_ZH = either("event.trigger", _RESULTS, 0, "{{ event.trigger }}")
_RESULT_EN = either("event.trigger", _RESULTS, 1, "{{ event.trigger }}")

TEXTS: Mapping[str, Template] = {
    "T01": Template(
        subject={"zh": f"请您审批：{NAME_ZH}", "en": f"Your decision is asked: {NAME_EN}"},
        text={
            "zh": f"{NAME_ZH}（{STAGE_ZH}）等待您的审批意见。{WHEN_ZH}",
            "en": f"{NAME_EN} ({STAGE_EN}) waits for your decision.{WHEN_EN}",
        },
    ),
    "T02": Template(
        subject={"zh": f"征求意见：{NAME_ZH}", "en": f"Your opinion is asked: {NAME_EN}"},
        text={
            "zh": f"请对{NAME_ZH}提出意见；逾期未复视为同意。{COMMENT_ZH}{WHO_ZH}{WHEN_ZH}",
            "en": f"Please give your opinion on {NAME_EN}; silence in time is consent."
            f"{COMMENT_EN}{WHO_EN}{WHEN_EN}",
        },
    ),
    "T03": Template(
        subject={"zh": f"视为同意：{NAME_ZH}", "en": f"Deemed consent: {NAME_EN}"},
        text={
            "zh": f"{NAME_ZH}征求意见期满，未答复的单位视为同意。{WHEN_ZH}",
            "en": f"The time for opinions on {NAME_EN} is over; who was silent has agreed."
            f"{WHEN_EN}",
        },
    ),
    "T04": Template(
        subject={"zh": f"容缺待补：{NAME_ZH}", "en": f"Still owed: {NAME_EN}"},
        text={
            "zh": f"{NAME_ZH}容缺通过，请按期补齐所缺材料。{COMMENT_ZH}{WHO_ZH}{WHEN_ZH}",
            "en": f"{NAME_EN} was approved on a condition; hand in what is owed in time."
            f"{COMMENT_EN}{WHO_EN}{WHEN_EN}",
        },
    ),
    "T05": Template(
        subject={
            "zh": f"审批结果：{NAME_ZH}{_RESULT_ZH}",
            "en": f"Result of the votes: {NAME_EN} {_RESULT_EN}",
        },
        text={
            "zh": f"{NAME_ZH}（{STAGE_ZH}）本轮审批结果：{_RESULT_ZH}。{COMMENT_ZH}{WHEN_ZH}",
            "en": f"The votes on {NAME_EN} ({STAGE_EN}) came to this: {_RESULT_EN}."
            f"{COMMENT_EN}{WHEN_EN}",
        },
    ),
}
