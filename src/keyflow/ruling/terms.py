"""How the words that reasons quote are said in Chinese: operations, kinds of tasks, ways to add."""

from collections.abc import Mapping
from typing import Any

_VERBS: Mapping[str, str] = {
    "approve": "同意", "reject": "不同意", "abstain": "弃权", "recuse": "回避", "save": "暂存",
    "claim": "认领", "unclaim": "取消认领", "transfer": "转办", "delegate": "委派",
    "resolve": "交回", "add-sign": "加签", "remove-sign": "减签", "return": "退回",
    "recall": "撤回", "take-back": "取回", "reopen": "终态收回", "jump": "跳转",
    "arrange": "追加", "hand-over": "离职转办", "copy": "抄送", "circulate": "传阅",
    "read": "已阅", "urge": "催办", "ask": "沟通", "answer": "回复", "reply": "回复",
    "consult": "征求意见", "fulfil": "补齐", "owe": "容缺", "terminate": "终止",
    "suspend": "暂停", "resume": "恢复", "waive": "豁免", "edit": "修改", "note": "备注",
    "start": "发起", "erase": "清除个人信息", "batch": "批量办理", "pause-clock": "中止计时",
    "resume-clock": "恢复计时", "extend-limit": "延长期限", "stop-clock": "停止计时",
}  # fmt: skip
_ENDS: Mapping[str, str] = {
    **_VERBS,
    "open": "办理中", "waiting": "等待", "closed": "已关闭", "done": "已办", "approved": "通过",
    "rejected": "不通过", "returned": "退回", "recalled": "撤回", "jumped": "跳转",
    "taken-back": "取回", "removed": "减签", "left": "离开状态", "ended": "事项已结束",
    "void": "失效", "not-needed": "不再需要", "unfulfilled": "逾期未补齐", "overdue": "逾期",
    "fulfilled": "已补齐", "deemed": "视为同意", "deemed-approved": "视为通过",
    "deemed-rejected": "视为不通过", "deemed-returned": "视为退回", "agree": "同意",
    "disagree": "不同意", "defer": "有条件同意",
}  # fmt: skip
_SAID: Mapping[str, Mapping[str, str]] = {
    "what": _VERBS,
    "verb": _VERBS,
    "kind": {
        "vote": "审批", "todo": "办理", "copy": "抄送", "circular": "传阅", "question": "沟通",
        "opinion": "意见", "owed": "补齐",
    },
    "why": _ENDS,
    "result": _ENDS,
    "place": {"before": "前", "after": "后"},
    "who": {
        "chosen initiator": "由发起人选定的审批人", "chosen previous": "由前一审批人选定的审批人",
        "superior": "上级", "who began the case": "发起人",
        "those who approve before it": "在前的审批人",
    },
    "mode": {"all": "全部同意", "any": "任一同意", "order": "依次"},
}  # fmt: skip


def word(name: str, language: str) -> str:
    """Return what an operation, or what became of a task or round, is called in a language."""
    return _ENDS.get(name, name) if language == "zh" else name


# What a voter is named by, before the name itself.
_NAMED_BY: Mapping[str, str] = {
    "role": "角色", "person": "人员", "data": "字段", "superior": "上级，级数", "unit": "单位",
    "superiors": "各级上级，级数", "head": "单位负责人，字段", "resolver": "插件",
}  # fmt: skip


def _who(text: str) -> str | None:
    """Return in Chinese how a voter is named, as in `role finance`; None for a plain name."""
    kind, space, name = text.partition(" ")
    return f"{_NAMED_BY[kind]}{space}{name}" if space and kind in _NAMED_BY else None


def in_chinese(sentence: str, values: Mapping[str, Any]) -> str:
    """Return a Chinese sentence with the slots filled whose words have a Chinese one."""
    for slot, words in _SAID.items():
        text = str(values.get(slot, ""))
        word = words.get(text) or (_who(text) if slot == "who" else None)
        if word is not None:
            sentence = sentence.replace(f"{{{slot}}}", word)
    return sentence
