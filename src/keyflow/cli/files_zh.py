"""What is said in English about workflow files, in Chinese; the keys are as in `errors_zh`."""

from collections.abc import Mapping

FILES: Mapping[str, str] = {
    # hints
    "did you mean {name}?": "是否为 {name}？",
    "known: none": "此处尚无",
    "known: {names}": "现有：{names}",
    "add `by` with roles of the workflow, or `auto: true`": (
        "请以流程的角色写明 `by`，或写 `auto: true`"
    ),
    "add a stage of kind final": "请加一个种类为 final 的阶段",
    "add a transition from it, or make it final": "请加一个由此出发的流转，或设为终态",
    "add a transition to it": "请加一个到此的流转",
    "call the trigger otherwise": "请给动作另起名称",
    "connect one of its states to another stage": "请把其中一个状态连到另一阶段",
    "give one of them an `id`": "请给其中一个写 `id`",
    "give the ones before it a `when`, or another trigger": "请给前面的写 `when`，或换动作名",
    "install tzdata or mend the name": "请安装 tzdata 或改正名称",
    "keep one of the two": "请只留一个",
    "leave `by` out, or add system to it": "请去掉 `by`，或在其中加 system",
    "leave `by`, `checks`, `auto` and `todo` out; check before the round or after it": (
        "请去掉 `by`、`checks`、`auto` 和 `todo`；检查应在表决之前或之后"
    ),
    "make it of type person, or a list of them": "请设为 person 类型或其列表",
    "name the role otherwise": "请给角色另起名称",
    "put it in quotes": "请加引号",
    "put it in quotes if it is text": "若为文本请加引号",
    "put them on the state before it": "请写在它之前的状态上",
    "remove it": "请去掉",
    "remove the %YAML line": "请去掉 %YAML 行",
    "remove the tag": "请去掉标签",
    "rename one of them": "请给其中一个改名",
    "rename the file": "请改文件名",
    "save the file as UTF-8": "请存为 UTF-8",
    "split it into workflows": "请拆成多个流程",
    "split the file at ---": "请在 --- 处拆开文件",
    "write '{stage}.*' for any of them, or name one": "任一均可请写“{stage}.*”，或写明一个",
    "write it as text": "请写成文本",
    "write it as text, in quotes": "请写成文本，加引号",
    "write the value out": "请直接写出值",
    "write the value out where it is used": "请在用到之处直接写出值",
    "write the values out": "请直接写出各值",
    # reading
    "a definition is a mapping, and here is {word}": "定义须为映射，这里是{word}",
    "nothing": "空",
    "a list": "列表",
    "one value": "单个值",
    "a definition is a path, a text or a mapping, not {type}": (
        "定义须为路径、文本或映射，不能是 {type}"
    ),
    "cannot be read: {error}": "无法读取：{error}",
    "is larger than {most} bytes": "超过 {most} 字节",
    "is not UTF-8 text": "不是 UTF-8 文本",
    "is not a {suffixes} file": "不是 {suffixes} 文件",
    "is not JSON: {error}": "不是 JSON：{error}",
    "is not TOML: {error}": "不是 TOML：{error}",
    "is not YAML: {error}": "不是 YAML：{error}",
    "is not YAML here or soon after": "此处或稍后不是 YAML",
    "is not a finite number": "不是有限的数",
    "{number} begins with a zero": "{number} 以零开头",
    "{number} is not a finite number": "{number} 不是有限的数",
    "{number} is beyond 2**53 - 1": "{number} 超出 2**53 - 1",
    "begins with a zero": "以零开头",
    "nested deeper than {most}": "嵌套超过 {most} 层",
    "holds more than {most} values": "超过 {most} 个值",
    "holds a NUL character or a lone surrogate": "含 NUL 字符或不成对的代理字符",
    "holds a control character": "含控制字符",
    "holds a whole number beyond 2**53 - 1": "含超出 2**53 - 1 的整数",
    "holds more than one document": "含多个文档",
    "is beyond 2**53 - 1": "超出 2**53 - 1",
    "a key holds a NUL character or a lone surrogate": "键含 NUL 字符或不成对的代理字符",
    "a key must be text, not a list or a map": "键须为文本，不能是列表或映射",
    "the key {name} must be text": "键 {name} 须为文本",
    "merge keys (<<) are not taken": "不接受合并键（<<）",
    "aliases (*{name}) are not taken": "不接受别名（*{name}）",
    "anchors (&{name}) are not taken": "不接受锚点（&{name}）",
    "tags ({name}) are not taken": "不接受标签（{name}）",
    "asks for another YAML than 1.2": "要求的 YAML 不是 1.2 版",
    "{name} is written twice, on lines {one} and {other}": (
        "{name} 写了两次，在第 {one} 行和第 {other} 行"
    ),
    "a value of type {type} cannot stand in a definition": "定义中不能有 {type} 类型的值",
    "a {type} cannot stand in a definition": "定义中不能有 {type}",
    # the shape of a file
    "{name} is missing": "缺少 {name}",
    "unknown key {name}": "未知的键 {name}",
    "the name {name} {why}": "名称 {name} {why}",
    "must be {what}": "须为 {what}",
    "must be a list": "须为列表",
    "must be a list of different values": "须为各不相同的值的列表",
    "must be a mapping": "须为映射",
    'must be a number, such as 5 or "0.30"': '须为数，如 5 或 "0.30"',
    "must be a whole number": "须为整数",
    "must be text": "须为文本",
    "must be true or false": "须为 true 或 false",
    "must be above {least}": "须大于 {least}",
    "must be at least {least}": "不得小于 {least}",
    "must be at most {most}": "不得大于 {most}",
    "must be below {most}": "须小于 {most}",
    "must be at least {least} characters long": "至少 {least} 个字符",
    "must be at most {most} characters long": "至多 {most} 个字符",
    "must hold at least {least}": "至少须有 {least} 项",
    "must hold at most {most}": "至多 {most} 项",
    "must be spelled as {pattern}": "写法须符合 {pattern}",
    "must be a letter followed by letters, digits, '-' or '_' (at most 64)": (
        "须以字母开头，后接字母、数字、“-”或“_”（最多 64 个）"
    ),
    "must be names joined by dots, such as construction.running": (
        "须为以点连接的名称，如 construction.running"
    ),
    "must be three capital letters, such as CNY": "须为三个大写字母，如 CNY",
    "must be a number and a unit, such as 48h, 90min, 30d or 5wd": (
        "须为数字和单位，如 48h、90min、30d 或 5wd"
    ),
    "must be a number and a unit, such as 48h or 5wd": "须为数字和单位，如 48h 或 5wd",
    "must be a number and a unit, such as 48h or 30d": "须为数字和单位，如 48h 或 30d",
    "must be data.FIELD, the field that names the holder": "须为 data.字段，即载明任职者的字段",
    "must be parent, or child and a slot: child item": "须为 parent，或 child 加名目：child item",
    "must say what it follows: entered S, left S, fired T, refused T, warned D, overdue D, moved "
    "D, withdrawn D, opened or closed round or task": (
        "须写明跟随什么：entered S、left S、fired T、refused T、warned D、overdue D、moved D、"
        "withdrawn D、opened 或 closed 加 round 或 task"
    ),
    "give either `limit` or `at`": "`limit` 与 `at` 须有且只有一个",
    "`months` goes with `every: month`": "`months` 只与 `every: month` 同用",
    "a notice needs `template` or `text`": "通知须有 `template` 或 `text`",
    # fields
    "`{name}` belongs to {types} fields, not to {type}": (
        "`{name}` 用于 {types} 字段，不用于 {type}"
    ),
    "`{name}` belongs to a whole field, not to a member of one": (
        "`{name}` 用于整个字段，不用于其成员"
    ),
    "`choices` must name at least one": "`choices` 至少须有一项",
    "`choices` names {name} twice": "`choices` 中 {name} 出现两次",
    "a personal field cannot be an index, as it must be erasable": "个人字段须可清除，不能作索引",
    "a record needs `fields`": "record 须有 `fields`",
    "a {type} cannot be an index; index a plain field": "{type} 不能作索引；请以单值字段作索引",
    "a {type} needs `of`, the type of its members": "{type} 须写 `of`，即成员的类型",
    "min {min} is above max {max}": "min {min} 大于 max {max}",
    # approvals
    "give either `voters` or `groups`": "`voters` 与 `groups` 须有且只有一个",
    "must be a share such as 2/3 or 0.5": "须为比例，如 2/3 或 0.5",
    "must be above 0 and at most 1": "须大于 0 且不大于 1",
    "name exactly one of role, person, data, superior, superiors, head, chosen and resolver": (
        "role、person、data、superior、superiors、head、chosen、resolver 须写且只写一个"
    ),
    "say one of all, any, never, {at_least: 2}, {share: 2/3}, {over: 1/2}, {weight: 50} or "
    "{groups: all}": (
        "须为 all、any、never、{at_least: 2}、{share: 2/3}、{over: 1/2}、{weight: 50} 或 "
        "{groups: all} 之一"
    ),
    "`each` goes with a role": "`each` 须与角色同用",
    "`in_order` belongs to a group where there are groups": "有分组时 `in_order` 写在组内",
    "{name} speaks of groups; there are none": "{name} 说到分组，但没有分组",
    "{name} is the result of a round of votes and goes by itself": "{name} 是表决的结果，自动进行",
    # states and transitions
    "there is no state {name}": "没有状态 {name}",
    "there is no {word} {name}": "没有{word} {name}",
    "there is no field {name} to write": "没有可写的字段 {name}",
    "there is no field {name} for its children": "没有供下级事项用的字段 {name}",
    "there is no time zone {name}": "没有时区 {name}",
    "option of {kind} named": "{kind} 的选项",
    "there is no option of {kind} named {name}": "{kind} 没有选项 {name}",
    "field": "字段",
    "role": "角色",
    "state or stage": "状态或阶段",
    "state or trigger": "状态或操作",
    "state, trigger or role": "状态、操作或角色",
    "child state": "下级状态",
    "slot": "名目",
    "is named {name}, and is brought as {brought}": "名为 {name}，却以 {brought} 之名提供",
    "two workflows are named {name}": "有两个流程名为 {name}",
    "state {name} of {workflow} opens children of workflow {child}, which this engine "
    "does not have": ("{workflow} 的状态 {name} 会开启流程 {child} 的下级事项，但未载入该流程"),
    "two states have one name": "两个状态同名",
    "two checks have the id {name}": "两个检查的标识都是 {name}",
    "state {name} cannot be reached": "无法到达状态 {name}",
    "state {name} has no way out": "状态 {name} 没有去路",
    "final state {name} has a transition out of it": "终态 {name} 有由此出发的流转",
    "final state {name} opens children or deadlines": "终态 {name} 开启下级事项或期限",
    "stage {name} has no end": "阶段 {name} 没有终点",
    "the workflow has no final state": "流程没有终态",
    "{trigger} from {state} leads two ways, and this one could never be taken": (
        "{state} 上的 {trigger} 通向两处，这一条永远走不到"
    ),
    "{trigger} from {state} leads two ways": "{state} 上的 {trigger} 通向两处",
    "{why}, and this one could never be taken": "{why}，这一条永远走不到",
    "{name} is an operation's name": "{name} 是操作的名称",
    "{name} is a word of keyflow's own": "{name} 是 keyflow 自用的词",
    "nobody may fire {trigger}": "无人可触发 {trigger}",
    "it starts from no state": "没有起始状态",
    "{trigger} is automatic, but the system may not fire it": "{trigger} 是自动的，但系统无权触发",
    "field {name} holds no person": "字段 {name} 不是人员",
    "deadline field {name} is not an instant field": "期限字段 {name} 不是 instant 类型",
    "no transition {trigger} leads from {state}": "没有从 {state} 出发的流转 {trigger}",
    "{name} never happens": "{name} 不会发生",
    "{name} has no holders": "{name} 没有任务持有人",
    (
        "those of a task have: opened task, todo, copy, circular, question, opinion or owed; fired "
        "urge; warned, overdue or moved task, opinion or owed"
    ): (
        "关于任务的才有：opened task、todo、copy、circular、question、opinion 或 owed；fired urge；"
        "warned、overdue 或 moved task、opinion 或 owed"
    ),
    "says that its option {option} names a {word}, and has no such option": (
        "称其选项 {option} 指{word}，却没有该选项"
    ),
    "says that {option} names a {word}, which is nothing": "称 {option} 指{word}，但没有这类名称",
    # what plugins made of it
    "stage {kind} did not return a Layout": "阶段 {kind} 未返回 Layout",
    "stage {kind} failed: {type}: {error}": "阶段 {kind} 出错：{type}：{error}",
    "{name} is a stage of several states": "{name} 是含多个状态的阶段",
    "policy of {package} failed: {error}": "{package} 的规则出错：{error}",
    "{word} {kind} refused its options: {why}": "{word} {kind} 不接受其选项：{why}",
    # scenarios
    "say one of fire, do, wait, until and cast": "须写 fire、do、wait、until、cast 之一",
    "say who does it (`by`)": "须写明由谁办理（`by`）",
    "two scenarios are named {name}": "有两个情景名为 {name}",
    "person in the cast": "角色表中的人员",
    "must be one of {known}; a trigger stands under `fire`": (
        "须为 {known} 之一；动作写在 `fire` 下"
    ),
    "must be a number and a unit, such as 2d, 3h or 90min": ("须为数字和单位，如 2d、3h 或 90min"),
    "must be '.', the scenario's own case, or a child such as item/A1": (
        "须为“.”（情景自己的事项）或下级，如 item/A1"
    ),
    "{verb} is not about a task": "{verb} 不针对任务",
    "{verb} takes no {name}": "{verb} 不带 {name}",
    "{verb} needs {name}": "{verb} 须有 {name}",
    "nothing but `expect` goes with `{name}`: {given}": (
        "与 `{name}` 同写的只能有 `expect`：{given}"
    ),
    "is {found}, and {wanted} was expected": "为 {found}，应为 {wanted}",
    "there is no case {name}": "没有事项 {name}",
    "there is no such case": "没有这一事项",
    "there is no such field": "没有这一字段",
    "there is no task to {verb}": "没有可办理 {verb} 的任务",
    "there is no task named {name} to {verb}": "没有名为 {name}、可办理 {verb} 的任务",
    "was refused: {reason}": "被拒绝：{reason}",
    "was refused: {reason}; {code} was expected": "被拒绝：{reason}；应为 {code}",
    "was accepted; {code} was expected": "已受理；应为 {code}",
    "failed: {reason}": "未能办理：{reason}",
    "the scenarios need the workflow {name}, whose cases are opened here": (
        "情景需要流程 {name}，此处会开立其事项"
    ),
    "put {name}.yaml beside this file": "请将 {name}.yaml 放在本文件旁",
}
