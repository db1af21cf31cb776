"""What is said in English about conditions and templates, in Chinese; keys as in `errors_zh`."""

from collections.abc import Mapping

CONDITIONS: Mapping[str, str] = {
    # guards
    "a guard may hold fields, now, today, numbers, texts, lists, comparisons, and/or/not/in, "
    "+ - * / // %, ??, ?: and {functions}": (
        "条件中可用字段、now、today、数、文本、列表、比较、and/or/not/in、"
        "+ - * / // %、??、?: 和 {functions}"
    ),
    "{text} at character {place} is not allowed here; {why}": (
        "第 {place} 个字符处的 {text} 不可用于此；{why}"
    ),
    "is {count} characters long; at most {most} are allowed in a guard": (
        "有 {count} 个字符；条件最多 {most} 个"
    ),
    "cannot be understood at character {place}, near {text}": (
        "第 {place} 个字符处无法理解，在 {text} 附近"
    ),
    "does not fit together: {error}": "前后不合：{error}",
    "ends too early; something is missing at its end": "结束过早；末尾缺内容",
    "is empty": "为空",
    "holds a {kind} expression; {why}": "含 {kind} 表达式；{why}",
    "calls something other than a function; {why}": "调用的不是函数；{why}",
    "is nested deeper than {most}; split it into several guards or a check": (
        "嵌套超过 {most} 层；请拆成多个条件或写成检查"
    ),
    "compares {word} with {word2}; they are never equal": "{word} 与 {word2} 相比，永不相等",
    "{word} must be {word2}, not {word3}": "{word}须为{word2}，不能是{word3}",
    "{name} means the time in a guard and is a field as well; rename the field": (
        "{name} 在条件中表示时间，又是字段名；请给字段改名"
    ),
    "{name} is a {type} that a guard cannot read; it reads plain fields and lists of them": (
        "{name} 的类型 {type} 不能用于条件；条件可读单值字段及其列表"
    ),
    "{name} is not a field here; {hint}": "这里没有字段 {name}；{hint}",
    "{name} is empty; test it first, as in: {again} != null and ...": (
        "{name} 为空；请先判断，如：{again} != null and ..."
    ),
    "guard {guard} has no answer: {error} (is a field empty?)": (
        "条件 {guard} 没有结果：{error}（是否有字段为空？）"
    ),
    "guard {guard} cannot be asked here: {error}": "条件 {guard} 在此无法判定：{error}",
    "guards need rule-engine; run: pip install 'keyflow[guards]'": (
        "条件需要 rule-engine；请运行：pip install 'keyflow[guards]'"
    ),
    "a guard": "条件",
    "a part of the guard": "条件的一部分",
    "a span of time": "一段时间",
    "each side of and/or": "and/or 的两侧",
    "something else": "其他",
    "true or false": "true 或 false",
    "what follows not": "not 之后",
    "what stands after :": "“:”之后",
    "what stands before ?": "“?”之前",
    "a text": "文本",
    "a number": "数",
    "a time": "时刻",
    # templates
    "template ({language}): {why}": "模板（{language}）：{why}",
    "there is no {part} in a template": "模板中没有 {part}",
    "{name} has no {part}": "{name} 没有 {part}",
    "{name} is a single value and has no {part}": "{name} 是单一的值，没有 {part}",
    "text of {notice}, {language}: {why}": "通知 {notice} 的文本（{language}）：{why}",
    "line {line}: {why}": "第 {line} 行：{why}",
    "line {line}: the template is nested deeper than {most}": (
        "第 {line} 行：模板嵌套超过 {most} 层"
    ),
    "the template is nested too deep": "模板嵌套过深",
    "the template is {count} characters long; at most {most} are allowed": (
        "模板有 {count} 个字符；最多 {most} 个"
    ),
    "the template cannot be read: {error}": "无法读取模板：{error}",
    "the template could not be rendered: {error}": "无法生成文本：{error}",
    "{where}the template could not be rendered: {error}": "{where}无法生成文本：{error}",
    "the output is longer than {most} characters": "生成的文本超过 {most} 个字符",
    "the loops take more than {most} steps": "循环超过 {most} 步",
    "loops may be nested two deep, not three": "循环最多嵌套两层",
    "a loop must have one plain variable and may not be recursive": (
        "循环须有一个简单变量，且不能递归"
    ),
    "a filter block": "过滤块",
    "a key in [] must be a plain text or number": "[] 中的键须为文本或数",
    "the constant {value} is not allowed in a template": "模板中不能用常量 {value}",
    "the name {name} is not allowed in a template": "模板中不能用名称 {name}",
    "{word} is not allowed in a template": "模板中不能用{word}",
    "{what} is not allowed in a template": "模板中不能用 {what}",
    "the {word} {name} is not known; known: {known}": "没有{word} {name}；现有：{known}",
    "the {word} {name} takes at most {most} arguments, without names": (
        "{word} {name} 最多 {most} 个参数，且不带名称"
    ),
    "filter": "过滤器",
    "test": "判断",
}
