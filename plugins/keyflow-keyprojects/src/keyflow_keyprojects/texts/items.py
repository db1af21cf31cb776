"""Texts on an approval item."""

from collections.abc import Mapping

from keyflow.plugin import Template
from keyflow_keyprojects.texts.pieces import (
    ITEM_EN,
    ITEM_ZH,
    WHEN_EN,
    WHEN_ZH,
    WHO_EN,
    WHO_ZH,
    moved,
    of_item,
    standing,
)

_STEPS = {
    "accept": ("已受理", "was accepted"),
    "deem_accepted": ("逾期未告知，视为受理", "counts as accepted, as nobody answered in time"),
    "review": ("进入审查", "is in review"),
    "grant": ("已批准", "is granted"),
    "grant_with_commitment": ("以告知承诺方式批准", "is granted on a commitment"),
    "fulfil": ("承诺已兑现", "has its commitment kept"),
    "ask_correction": ("须补正材料", "needs a correction"),
    "resubmit": ("已补正提交", "was handed in again"),
    "special": ("进入特别程序", "is in a special procedure"),
    "end_special": ("特别程序结束", "is back from the special procedure"),
    "extend": ("有效期已延长", "was extended"),
    "refuse": ("不予受理", "was not accepted"),
    "withdraw": ("已撤回", "was withdrawn"),
    "deny": ("不予批准", "was denied"),
    "recall": ("已撤件", "was recalled"),
    "expire": ("已失效", "expired"),
    "revoke": ("已撤销", "was revoked"),
    "lapse": ("逾期未决，按规定视为作出决定", "was decided by the lapse of time"),
    "break_commitment": ("承诺逾期未兑现", "has a commitment that was not kept in time"),
    "revoke_unkept": ("承诺未兑现，已撤销", "was revoked for a promise that was not kept"),
}
_LOST = {
    "break_commitment": ("承诺逾期未兑现", "has a commitment that was not kept in time"),
    "revoke_unkept": ("承诺未兑现，已撤销", "was revoked for a promise that was not kept"),
    "revoke": ("已撤销", "was revoked"),
    "expire": ("已失效", "expired"),
    "flag": ("所依据的事项已被撤销，须复核", "rests on an item that was taken back"),
}
_CLOCK = {
    "warned decision.soon": ("办理期限还剩两个工作日", "must be decided in two working days"),
    "overdue decision": ("办理逾期", "is overdue"),
}

TEXTS: Mapping[str, Template] = {
    "M10-item": Template(
        subject={"zh": f"申请办理：{ITEM_ZH}", "en": f"Application: {ITEM_EN}"},
        text={
            "zh": f"{ITEM_ZH}已申请，请 {{{{ data.lead_role }}}} 受理。{WHO_ZH}{WHEN_ZH}",
            "en": f"{ITEM_EN} was applied for; {{{{ data.lead_role }}}} is asked to accept it."
            f"{WHO_EN}{WHEN_EN}",
        },
    ),
    "M11-item": of_item(
        _STEPS,
        "{% if data.document_number is defined %}文号 {{ data.document_number }}。{% endif %}",
        "{% if data.document_number is defined %}Document {{ data.document_number }}.{% endif %}",
    ),
    "M12": of_item(
        {
            "deem_accepted": (
                "逾期未告知，视为受理",
                "counts as accepted, as nobody answered in time",
            )
        },
        "期限自收件之日起算。",
        "The limit runs from receipt.",
    ),
    "M13": standing(ITEM_ZH, ITEM_EN, _CLOCK),
    "M15-item": of_item({"deny": ("不予批准", "was denied")}, "请研究解决。", "Please see to it."),
    "M16": of_item(
        _LOST,
        "{% if data.flagged is defined %}被撤销事项：{{ data.flagged }}。{% endif %}",
        "{% if data.flagged is defined %}Taken back: {{ data.flagged }}.{% endif %}",
    ),
    "M30-item": moved(ITEM_ZH, ITEM_EN),
}
