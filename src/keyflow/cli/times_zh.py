"""What is said in English about deadlines and obligations, in Chinese; keys as in `errors_zh`."""

from collections.abc import Mapping

TIMES: Mapping[str, str] = {
    "no deadline {name} runs in this case; running: none": (
        "此事项没有运行中的期限 {name}；运行中：无"
    ),
    "no deadline {name} runs in this case; running: {known}": (
        "此事项没有运行中的期限 {name}；运行中：{known}"
    ),
    # a definition's limits
    "must be a number and a unit, such as 48h, 30d or 5wd": "须为数字加单位，如 48h、30d、5wd",
    "must be a number and a unit, such as 48h, 30d, 5wd or 3mo, or data.FIELD": (
        "须为数字加单位，如 48h、30d、5wd、3mo，或 data.字段"
    ),
    "must be a number and a unit, such as 2wd, 0wd, 1d or 12h": (
        "须为数字加单位，如 2wd、0wd、1d、12h"
    ),
    "`at` is a fixed instant: since, pause, extend and roll go with `limit`": (
        "`at` 是固定时刻：since、pause、extend、roll 只能与 `limit` 同用"
    ),
    "the level {name} is named twice": "级别 {name} 写了两次",
    "a clock counts a `limit`; `at` is for the deadline of a state": (
        "时钟按 `limit` 计算；`at` 用于状态的期限"
    ),
    "give either `states`, in which it runs, or `over`, the limits it sums up": (
        "`states`（在哪些状态运行）与 `over`（合计哪些期限）须有且只有一个"
    ),
    "`stands` goes with `states`": "`stands` 只能与 `states` 同用",
    "the limit's field {name} is not a text field": "时限字段 {name} 不是 text 类型",
    "no transition {trigger} leads from {state} that the system may fire": (
        "没有从 {state} 出发且系统有权触发的流转 {trigger}"
    ),
    "there is a deadline {name} already; name one of them anew": (
        "已有名为 {name} 的期限；请给其中一个改名"
    ),
    "let it work on some days": "请让它在某些日子上班",
    # obligations
    "must say a day and how much later: period_end + 5wd, quarter_end + 15wd, day 25, day 5 next, "
    "first friday, last wd": (
        "须写明日期及其后多久：period_end + 5wd、quarter_end + 15wd、day 25、day 5 next、"
        "first friday、last wd"
    ),
    "there is no field {name} for its occurrences": "没有供各期事项用的字段 {name}",
    "there is a deadline or a slot {name} already; name one of them anew": (
        "已有名为 {name} 的期限或名目；请给其中一个改名"
    ),
    "obligation {name} of {workflow} opens cases of {child}, which this engine does not have": (
        "{workflow} 的义务 {name} 会开启流程 {child} 的事项，但未载入该流程"
    ),
    "obligation {name} of {workflow} opens cases of {child}, which has no field {field}": (
        "{workflow} 的义务 {name} 会开启流程 {child} 的事项，该流程没有字段 {field}"
    ),
    "obligation {name} of {workflow} opens cases of {child}, whose required field {field} it does "
    "not fill": "{workflow} 的义务 {name} 会开启流程 {child} 的事项，但未填其必填字段 {field}",
    "obligation {name} of {workflow} opens cases of {child}, whose field {field} is no {type}": (
        "{workflow} 的义务 {name} 会开启流程 {child} 的事项，其字段 {field} 不是 {type} 类型"
    ),
    "an obligation fills it": "由义务填写",
}
