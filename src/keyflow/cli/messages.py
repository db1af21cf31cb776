"""The words of the command line: the English sentences stand where they are said, here in Chinese.

A sentence is its own key. `{slots}` are filled when it is said. Errors and findings of the engine
bring their own words.
"""

from collections.abc import Mapping
from typing import Any

from keyflow.cli.helping import HELP

ZH: Mapping[str, str] = {
    **HELP,
    # answers
    "refused:": "不予办理：",
    "interrupted": "已中断",
    "{text} (see `{command} --help`)": "{text}（见 `{command} --help`）",
    "Missing command.": "缺少命令。",
    "Missing argument {name}.": "缺少参数 {name}。",
    "Missing option {name}.": "缺少选项 {name}。",
    " Choose from: {choices}": "可选：{choices}",
    "No such command {name!r}.": "没有命令 {name!r}。",
    "No such option {name!r}.": "没有选项 {name!r}。",
    " Did you mean {names}?": "是否为 {names}？",
    "Invalid value for {name}: {why}": "{name} 的值无效：{why}",
    "Got unexpected extra argument ({args})": "多余的参数（{args}）",
    "Got unexpected extra arguments ({args})": "多余的参数（{args}）",
    "Option {name} requires an argument.": "选项 {name} 需要一个值。",
    "Option {name} does not take a value.": "选项 {name} 不带值。",
    "{value} is not {choice}.": "{value} 不是 {choice}。",
    "{value} is not one of {choices}.": "{value} 不在 {choices} 之中。",
    "{value} is not a valid {type}.": "{value} 不是有效的{type}。",
    "{value} is not in the range {range}.": "{value} 不在范围 {range} 之内。",
    "{place} {name} does not exist.": "{place} {name} 不存在。",
    "{place} {name} is a file.": "{place} {name} 是文件。",
    "{place} {name} is a directory.": "{place} {name} 是文件夹。",
    "integer": "整数",
    "integer range": "整数",
    "float": "小数",
    "float range": "小数",
    "File": "文件",
    "Directory": "文件夹",
    "Path": "路径",
    "give a case, or --all": "请给出事项编号，或 --all",
    "give one of --to-folder, --console and --smtp": "请给出 --to-folder、--console、--smtp 之一",
    "the module {name!r} is not installed": "未安装模块 {name!r}",
    "{file}: good: {workflow}, {states} states, {transitions} transitions": (
        "{file}：无误：{workflow}，{states} 个状态，{transitions} 个流转"
    ),
    "{file}: good: {workflow}, {states} states, {transitions} transitions, {scenarios} scenarios": (
        "{file}：无误：{workflow}，{states} 个状态，{transitions} 个流转，{scenarios} 个情景"
    ),
    "{path} is written": "已写入 {path}",
    "next: pip install -e {path} and pytest {path}": (
        "下一步：pip install -e {path}，然后 pytest {path}"
    ),
    "no installed plugin brings a demo: install keyflow-keyprojects": (
        "已安装的插件均不含演示：请安装 keyflow-keyprojects"
    ),
    "{id} {subject}: {state}, {standing}, version {version}": (
        "{id} {subject}：{state}，{standing}，版本 {version}"
    ),
    "it was done before with this key; nothing was done now": "此键已办理过；本次未再办理",
    "opened {case}": "已开启 {case}",
    "messages written: {count}": "已写消息：{count}",
    "done: {done} of {all}": "已办理：{done}件，共{all}件",
    "it would be accepted": "可予办理",
    "it would be refused:": "将不予办理：",
    "round {n} in {state}: {result}": "{state} 第 {n} 轮审批：{result}",
    "#{n} {kind}, {who}: {how}": "#{n} {kind}，{who}：{how}",
    "deadline {name}: {due}": "期限 {name}：至 {due}",
    "deadline {name}: gone": "期限 {name}：取消",
    "{to} would be told by {channel}: {notice}": "将通过 {channel} 告知 {to}：{notice}",
    "for good would go: the private parts of events {events}; the fields {fields}; the texts of "
    "all its messages": "将永久清除：事件 {events} 的私密部分；字段 {fields}；其全部消息的文本",
    "none": "无",
    "nothing stands in the way": "没有障碍",
    "could be lifted by: {people}": "可解除者：{people}",
    "{shown} of {total} items, page {page}": "共 {total} 项，本页 {shown} 项，第 {page} 页",
    "{shown} of at least {total} items, page {page}": (
        "至少 {total} 项，本页 {shown} 项，第 {page} 页"
    ),
    "tasks handed over: {count}": "已转办任务：{count}",
    "found: {count}": "共 {count} 条",
    "give a case, or --of": "请给出事项编号，或 --of",
    "give a person, or --nobody": "请给出人员，或 --nobody",
    "{shown} of {total} cases, page {page}": "共 {total} 个事项，本页 {shown} 个，第 {page} 页",
    "deadlines handled: {expired}; cases advanced: {advanced}; seal: {seal}": (
        "已处理期限：{expired}；自动推进：{advanced}；封印：{seal}"
    ),
    "sent: {sent}; put off: {put_off}; given up: {dead}": (
        "已发送：{sent}；推迟：{put_off}；放弃：{dead}"
    ),
    "deadlines handled: {expired}; cases advanced: {advanced}; sent: {sent}; put off: {put_off}; "
    "given up: {dead}; failed: {failures}": (
        "已处理期限：{expired}；自动推进：{advanced}；已发送：{sent}；推迟：{put_off}；"
        "放弃：{dead}；出错：{failures}"
    ),
    "past: {deadlines}; to send: {messages}; dead: {dead}; behind: {behind} s": (
        "已到期：{deadlines}；待发送：{messages}；发送失败：{dead}；落后：{behind} 秒"
    ),
    "from due to done: {p50} s (p50), {p95} s (p95), {most} s (longest)": (
        "从到期到完成：{p50} 秒（p50），{p95} 秒（p95），{most} 秒（最长）"
    ),
    "there may be more: --page {page}": "可能还有：--page {page}",
    "the others are not dead, or have no text: what could not be rendered with its event, or was "
    "erased, cannot be rendered again": (
        "其余消息并非失败状态，或没有文本：随事件未能生成或已清除的文本无法重新生成"
    ),
    "back in the queue: {count} of {asked}": "重新排队：{asked} 条中的 {count} 条",
    "nothing changed since the last seal": "上次封印以来没有变化",
    "nothing is sealed yet": "尚未封印",
    "{cases} cases, {seals} seals, {events} events: {covered} sealed, "
    "{uncovered} not yet, {erased} with their private part erased": (
        "事项 {cases}，封印 {seals}，事件 {events}：已封印 {covered}，"
        "未封印 {uncovered}，私密部分已清除 {erased}"
    ),
    "no checkpoint was given: a history replaced whole would look the same": (
        "未给出检查点：整体替换的历史无法察觉"
    ),
    "the history holds": "历史完好",
    "the history was TAMPERED with": "历史已被篡改",
    "{path} is written; verify it with: python verify.py": (
        "已写入 {path}；核验方法：python verify.py"
    ),
    "the tables are of version {version}": "数据表版本为 {version}",
    "there are no tables that keyflow keeps; run `keyflow db upgrade`": (
        "没有 keyflow 的数据表；请运行 `keyflow db upgrade`"
    ),
    "the tables are as they should be": "数据表符合要求",
    "required": "必填",
    "default: {value}": "默认：{value}",
    # words in tables and lists
    "package": "软件包",
    "family": "类别",
    "kinds": "种类",
    "stage": "阶段",
    "check": "检查",
    "plan": "计划",
    "change": "变更",
    "resolver": "人员规则",
    "notifier": "通知渠道",
    "policy": "规则",
    "template": "模板",
    "calendar": "日历",
    "fact": "事实",
    "command": "命令",
    "trigger": "动作",
    "leads to": "去向",
    "allowed": "可否",
    "reasons": "理由",
    "yes": "可",
    "no": "否",
    "case": "事项",
    "workflow": "流程",
    "subject": "对象",
    "state": "状态",
    "standing": "存续",
    "since": "自",
    "version": "版本",
    "parent": "上级",
    "opened": "开启",
    "deadline": "期限",
    "last day": "最后一日",
    "late from": "逾期自",
    "lies with": "由谁办理",
    "over since": "结束于",
    "notes": "备注",
    "late": "逾期",
    "limit": "时限",
    "the case is suspended": "事项已暂停",
    "not counted in this state": "本状态不计",
    "none of its limits runs": "所含期限均未运行",
    "whose": "属于",
    "duty": "周期性义务",
    "opens": "开启",
    "opens next:": "下一次开启：",
    "waived": "豁免",
    "task": "任务",
    "active": "在办",
    "suspended": "暂停",
    "completed": "办结",
    "terminated": "终止",
    "kind": "类别",
    "vote": "表决",
    "todo": "待办",
    "copy": "抄送",
    "circular": "传阅",
    "question": "提问",
    "opinion": "征求意见",
    "owed": "尚欠",
    "due": "期限",
    "for": "为谁",
    "from": "来自",
    "round": "审批轮次",
    "by {person}": "由 {person}",
    "signature {where}": "签名 {where}",
    "nobody could lift it": "无人可以解除",
    "there is nothing to hand over": "没有可移交的任务",
    "attached {where}": "附件 {where}",
    "recorded by {clerk}": "由 {clerk} 录入",
    "how it is left": "如何继续",
    "decide": "审批",
    "fire": "办理",
    "auto": "自动",
    "end": "结束",
    "by whom": "经办",
    "verb": "操作",
    "why": "理由",
    "first": "第一步",
    "second": "第二步",
    "by what right": "依据",
    "role": "角色",
    "superior": "上级",
    "head": "负责人",
    "substitute": "代理",
    "target": "内容",
    "limited to": "仅限",
    "until": "至",
    "entered by": "登记人",
    "#": "序号",
    "when": "时间",
    "what": "事件",
    "who": "人员",
    "result": "结果",
    "said": "说明",
    "(erased)": "（已清除）",
    "done": "已办",
    "refused": "不予办理",
    "message": "消息",
    "to": "收件人",
    "channel": "渠道",
    "tries": "次数",
    "error": "错误",
    "waiting": "待发",
    "claimed": "发送中",
    "sent": "已发",
    "dead": "失败",
    "start": "起算，不计入",
    "counted": "计入",
    "off": "休",
    "paused": "暂停",
    "rolled": "顺延",
    "extended": "延长",
    "provisional": "暂定",
    "worked": "上班",
    "working days: {count}": "工作日：{count}",
    "Mon": "周一",
    "Tue": "周二",
    "Wed": "周三",
    "Thu": "周四",
    "Fri": "周五",
    "Sat": "周六",
    "Sun": "周日",
}


def say(language: str, sentence: str, **values: Any) -> str:
    """Give a sentence in a language with its slots filled; unknown ones stay as they are."""
    said = ZH.get(sentence, sentence) if language == "zh" else sentence
    return said.format_map(values) if values else said
