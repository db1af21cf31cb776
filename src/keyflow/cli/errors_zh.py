"""What the engine, the stores and plugins say in English when something is wrong, in Chinese.

A key is a sentence as it stands in the code, with a name for all that is filled in: `telling` finds
it by them. What a slot named `why`, `hint` or `word` holds is a sentence or a word of these too.
"""

from collections.abc import Mapping

ERRORS: Mapping[str, str] = {
    # what was given
    "a {type} is not a command": "{type} 不是命令",
    "an erasure is done alone, so that nothing escapes it": "清除须单独办理，以免遗漏",
    "begins with {own}, as only keyflow's own keys do": "以 {own} 开头，只有 keyflow 自己的键如此",
    "cannot be written as JSON: {error}": "不能写成 JSON：{error}",
    "goes with a command on a case that is there already": "仅用于对已有事项的命令",
    "goes with a single command": "仅用于单个命令",
    "give one person, or as many as there are commands": "请给出一人，或与命令数目相同的人",
    "is larger than {most} characters": "超过 {most} 个字符",
    "must be a whole number, a case's version": "须为整数，即事项的版本",
    "must be an Actor, not {type}": "须为 Actor，不能是 {type}",
    "only keyflow itself asks to {verb}": "{verb} 只由 keyflow 自己提出",
    "there must be 1 to {most} of them": "须为 1 至 {most} 个",
    "'system' is keyflow's own name; give a person's": "“system”是 keyflow 自己的名字；请给出人员",
    "'system' is keyflow's own role; leave it out": "“system”是 keyflow 自己的角色；请去掉",
    "carries roles, but the directory alone says who holds which": (
        "带有角色，但角色只由人员目录决定"
    ),
    "must be a set of names, not {type}": "须为名称的集合，不能是 {type}",
    "{name} is not a name of letters, digits, '-' and '_'": (
        "{name} 不是由字母、数字、“-”和“_”组成的名称"
    ),
    "must be a list of at least one person": "须为至少一人的列表",
    "must be a list of names": "须为名称的列表",
    "names {count} persons; at most {most} are allowed": "列有 {count} 人；最多 {most} 人",
    "must be a mapping from field names to values": "须为字段名到值的映射",
    "goes with `parent`, the case among whose children it is": "须与上级事项 `parent` 一同给出",
    "must name at least one field": "须至少给出一个字段",
    "is larger than {most} bytes in all": "总计超过 {most} 字节",
    "give a case, or the workflow of one to begin": "请给出事项，或要开始的流程",
    "{given} is not one of {known}": "{given} 不在 {known} 之中",
    "must be one of {known}": "须为 {known} 之一",
    "{given} is none of {known}": "{given} 不在 {known} 之中",
    "{given} is none of {known}{more}": "{given} 不在 {known}{more} 之中",
    "{given} is none of {known}; the fields of a workflow need `workflow`": (
        "{given} 不在 {known} 之中；要用流程的字段须给出 `workflow`"
    ),
    "holds {count} items; at most {most} are allowed": "有 {count} 项；最多 {most} 项",
    "must be a list of texts": "须为文本的列表",
    "must be True or False": "须为 True 或 False",
    "must be a mapping from states to lists of persons": "须为状态到人员列表的映射",
    "must be a list of Owed(what, due)": "须为 Owed(what, due) 的列表",
    "must be an Owed(what, due), not {type}": "须为 Owed(what, due)，不能是 {type}",
    "must be a date or an instant, not {type}": "须为日期或时刻，不能是 {type}",
    "is too far ahead; the last day is 9999-12-30": "太遥远；最晚为 9999-12-30",
    "{due} has passed already; give a day to come": "{due} 已经过去；请给出将来的日期",
    "the workflow has no role {role}": "流程中没有角色 {role}",
    "{person} and {other} look like one person; give one": (
        "{person} 与 {other} 看来是同一人；请只给一个"
    ),
    "must be text or several, not {type}": "须为一个或多个文本，不能是 {type}",
    "{person} is not a personal field here; known: {known}": (
        "{person} 不是这里的个人字段；现有：{known}"
    ),
    # looking for cases
    "a condition is a pair of a test and a value, not {given}": (
        "条件须为比较符和值，不能是 {given}"
    ),
    "is not a field marked `index: true`": "不是标有 `index: true` 的字段",
    "must be given a condition to compare with": "须给出比较条件",
    "must be given a value to compare with": "须给出要比较的值",
    "needs `workflow`, whose fields it names": "须给出 `workflow`，所列为其字段",
    "must name 1 to {count} fields": "须列出 1 至 {count} 个字段",
    "{name} is not a field of {workflow}{hint}": "{workflow} 没有字段 {name}{hint}",
    "a case has no {name}": "案件没有 {name}",
    "needs `workflow`, whose fields it compares": "须给出 `workflow`，比较的是其字段",
    "{test} is not one of = < <= > >=": "{test} 不是 = < <= > >= 之一",
    # values
    "must be text, not {type}": "须为文本，不能是 {type}",
    "must not be empty": "不能为空",
    "is {count} characters long; at most {most} are allowed": "有 {count} 个字符；最多 {most} 个",
    "must not begin or end with white space": "首尾不能有空白",
    "must not begin with 'role:', which marks the mailbox of a role": (
        "不能以“role:”开头，那是角色信箱的标记"
    ),
    "holds a control character or a lone surrogate; remove it": (
        "含控制字符或不成对的代理字符；请去掉"
    ),
    "holds a NUL character or a lone surrogate; remove it": "含 NUL 字符或不成对的代理字符；请去掉",
    "{given} is not an instant such as {example}": "{given} 不是 {example} 这样的时刻",
    "{given} is not an instant such as 2026-03-02T09:00+08:00": (
        "{given} 不是 2026-03-02T09:00+08:00 这样的时刻"
    ),
    "{given} is not an instant such as 2011-03-31T09:00:00+08:00": (
        "{given} 不是 2011-03-31T09:00:00+08:00 这样的时刻"
    ),
    "{name} is hidden in some states; search by it without `by`": (
        "{name} 在某些状态下隐藏；按它查找时请不给 `by`"
    ),
    "{given} is not a date such as 2011-03-31": "{given} 不是 2011-03-31 这样的日期",
    "{given} is not a day such as 2026-03-02": "{given} 不是 2026-03-02 这样的日期",
    "must be a datetime, not {type}": "须为时刻，不能是 {type}",
    "must be a date, not an instant": "须为日期，不能是时刻",
    "must be a date, not {type}": "须为日期，不能是 {type}",
    "has no time zone; give an aware datetime such as datetime.now(UTC)": (
        "没有时区；请给出带时区的时刻，如 datetime.now(UTC)"
    ),
    "has no time zone; add Z or one such as +08:00: {given}+08:00": (
        "没有时区；请加上 Z 或 +08:00 之类：{given}+08:00"
    ),
    "is outside the years 1 to 9999 in UTC": "不在公元 1 至 9999 年（UTC）之内",
    "must be a whole number from {least} to {most}": "须为 {least} 至 {most} 的整数",
    "must be a whole number, not {type}": "须为整数，不能是 {type}",
    "must be true or false, not {type}": "须为 true 或 false，不能是 {type}",
    "must be a list, not {type}": "须为列表，不能是 {type}",
    "must be a mapping, not {type}": "须为映射，不能是 {type}",
    "must be in {currency}, not {given}": "币种须为 {currency}，不能是 {given}",
    'must be a decimal written as text such as "0.30", not {type}': (
        '须为写成文本的小数，如 "0.30"，不能是 {type}'
    ),
    "must be a finite number": "须为有限的数",
    "has more than {most} digits": "超过 {most} 位数字",
    "{given} is not a decimal number": "{given} 不是小数",
    "{given} is not a currency code of three capital letters": "{given} 不是三个大写字母的币种代码",
    "{one} and {other} do not mix; convert at a stated rate first": (
        "{one} 与 {other} 不能混用；请先按明示的汇率换算"
    ),
    "{given} is below {least}": "{given} 小于 {least}",
    "{given} is above {most}": "{given} 大于 {most}",
    "is not a {type}": "不是 {type}",
    "is beyond 2**53 - 1; use a decimal or text": "超出 2**53 - 1；请用小数或文本",
    "is not a field here; {hint}": "这里没有此字段；{hint}",
    "is nested too deep": "嵌套过深",
    "must be several names, in a list or a tuple": "须为多个名称，写在列表或元组中",
    "must be later than since": "须晚于 since",
    "goes with amount_field, and that with it": "须与 amount_field 同时给出",
    "nobody stands in for themselves": "不能由本人代本人",
    "{name} is not a name": "{name} 不是名称",
    "{name} is not the name of a role": "{name} 不是角色名",
    "{unit} is below {other} already": "{unit} 已在 {other} 之下",
    "{person} holds no such role that could end": "{person} 没有可终止的此类任职",
    "no entry {n} that could end": "没有可终止的登记 {n}",
    "nothing names {person} any more": "已没有与 {person} 有关的登记",
    "{person} holds {role} {where} already": "{person} 已任 {role} {where}",
    "the key {name} must be of ASCII characters": "键 {name} 须由 ASCII 字符组成",
    "the key {name} {why}": "键 {name} {why}",
    "this is only to be looked at; data change by a command": "此处只能查看；数据须以命令修改",
    "come back in {seconds} s": "请在 {seconds} 秒后再试",
    # what is not there, and who was first
    "no case {case} in this store": "此库中没有事项 {case}",
    "there is no case {case} in this store": "此库中没有事项 {case}",
    "case {case} did not exist at {instant}": "在 {instant} 时还没有事项 {case}",
    "no workflow {name} in this engine; known: none": "没有流程 {name}；未载入任何流程",
    "no workflow {name} in this engine; known: {known}": "没有流程 {name}；现有：{known}",
    "definition {hash} is not in this store": "此库中没有定义 {hash}",
    "definition {hash} is gone from this store; {hint}": "定义 {hash} 已不在此库中；{hint}",
    "definition {hash} was changed in this store; {hint}": "定义 {hash} 在此库中被改动；{hint}",
    "the directory kept changing meanwhile; try again": "其间人员目录一再变化；请重试",
    "restore its row from a backup, and run `keyflow audit verify`": (
        "请从备份恢复其数据行，并运行 `keyflow audit verify`"
    ),
    "task {task} was not open at {instant}": "任务 {task} 在 {instant} 时不在办理中",
    "case {case} is at version {version}, not {expected}; load it again and decide again": (
        "事项 {case} 的版本为 {version}，不是 {expected}；请重新载入后再定"
    ),
    "the case kept changing while the command was ruled; load it and decide again": (
        "办理期间事项一再变化；请重新载入后再定"
    ),
    "somebody else moved the case; roll back and run your transaction again": (
        "他人已推动此事项；请回滚后重新执行事务"
    ),
    "Somebody else keeps sealing this store; seal it again when they are done.": (
        "他人正在封印此库；请待其完成后再封印。"
    ),
    "key {key} was used meanwhile": "键 {key} 刚被使用",
    "key {key} was used for another command; give each command its own key": (
        "键 {key} 已用于另一命令；每个命令应有自己的键"
    ),
    "key {key} was used, and what it was used for has been erased since; look at the case, and "
    "give a new command a new key": "键 {key} 已用过，所办内容已被清除；请查看事项，新命令请用新键",
    # the command line's own
    "has the name of another module; rename the file": "与另一模块同名；请改文件名",
    "is not a Python module": "不是 Python 模块",
    "needs an extra: pip install 'keyflow[diagrams]'": (
        "需要附加组件：pip install 'keyflow[diagrams]'"
    ),
    "needs an extra: pip install 'keyflow[ical]'": "需要附加组件：pip install 'keyflow[ical]'",
    "is needed for mail": "发送邮件时必填",
    "is not lower-case words joined by '-', at most {most} characters": (
        "不是以“-”连接的小写单词，最多 {most} 个字符"
    ),
    "{name} is not lower-case words joined by '-', at most {most} characters": (
        "{name} 不是以“-”连接的小写单词，最多 {most} 个字符"
    ),
    "{path} is there already; choose another name or folder": "{path} 已存在；请换名称或文件夹",
    "{word} {kind} is offered by {package} already": "{package} 已提供{word} {kind}",
    "is a {type}, to be given as JSON: {error}": "类型为 {type}，须以 JSON 给出：{error}",
    "is given twice": "给了两次",
    "{name} is given twice": "{name} 给了两次",
    "{name} is written twice": "{name} 写了两次",
    "there is no such file": "没有此文件",
    "must be fields with their values": "须为字段及其值",
    "{given} is not of the form field>=value": "{given} 不是“字段>=值”的形式",
    "{given} is not of the form field=value": "{given} 不是“字段=值”的形式",
    "{given} is not of the form host:port": "{given} 不是“主机:端口”的形式",
    "{given} is not of the form person=address": "{given} 不是“人员=地址”的形式",
    "{given} is not of the form state=person,person": "{given} 不是“状态=人员,人员”的形式",
    "{given} is not of the form what,due or what,due,blocks": (
        "{given} 不是“内容,期限”或“内容,期限,所限环节”的形式"
    ),
    "{given} is not a whole number": "{given} 不是整数",
    "{given} is not true or false": "{given} 不是 true 或 false",
    # the operating system's
    "No such file or directory": "没有此文件或文件夹",
    "Permission denied": "没有权限",
    "Is a directory": "是文件夹",
    "Not a directory": "不是文件夹",
    "File exists": "文件已存在",
    "Read-only file system": "文件系统只读",
    "No space left on device": "磁盘已满",
}
