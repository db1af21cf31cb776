"""What is said in English about databases, plugins and what a host gives its engine, in Chinese.

The keys are as in `errors_zh`.
"""

from collections.abc import Mapping

HOSTS: Mapping[str, str] = {
    # databases
    "there is no database {path}": "没有数据库 {path}",
    "is not one like sqlite:///projects.db": "不是 sqlite:///projects.db 这样的地址",
    "{driver} is not supported; use sqlite:// or postgresql+psycopg://": (
        "不支持 {driver}；请用 sqlite:// 或 postgresql+psycopg://"
    ),
    "driver {driver} is not supported; supported: {known}": "不支持驱动 {driver}；支持：{known}",
    "synchronous must be one of {known}": "synchronous 须为 {known} 之一",
    "busy_timeout must be a number of milliseconds": "busy_timeout 须为毫秒数",
    "does not know {name}; known are synchronous and busy_timeout, and for SQLite's own the form "
    "sqlite:///file:NAME?mode=ro&uri=true": (
        "没有选项 {name}；有 synchronous 和 busy_timeout，SQLite 自己的选项写作 "
        "sqlite:///file:NAME?mode=ro&uri=true"
    ),
    "the tables of keyflow are missing or of another version; run `keyflow db upgrade "
    "--store URL`": ("缺少 keyflow 的数据表或版本不同；请运行 `keyflow db upgrade --store URL`"),
    "the tables are of version {found}, not {wanted}. {why}": (
        "数据表版本为 {found}，不是 {wanted}。{why}"
    ),
    "the database refused the change of tables ({code})": "数据库拒绝修改数据表（{code}）",
    "the database failed ({code}); nothing of this command was kept": (
        "数据库出错（{code}）；此命令未留下任何内容"
    ),
    "the database failed while it committed ({code}); the command may have been kept: give it "
    "again with the same key": "数据库在提交时出错（{code}）；命令可能已保存：请用同一键再次办理",
    "the database failed ({code})": "数据库出错（{code}）",
    "{why}; nothing was written, try again": "{why}；未写入，请重试",
    "{why}; nothing of this command was kept": "{why}；此命令未留下任何内容",
    "all connections to the database are in use; try again": "数据库连接已用尽；请重试",
    "the database is locked by somebody else": "数据库被他人锁定",
    "the database broke a deadlock": "数据库解除了死锁",
    "somebody else changed the same rows": "他人修改了相同的数据",
    "the database gave up waiting": "数据库等待超时",
    "the database has no connection left": "数据库已无可用连接",
    "the database is going down or coming up": "数据库正在关闭或启动",
    "the connection to the database was cut": "与数据库的连接已断开",
    "the database cannot be reached": "无法连接数据库",
    "the database is read-only": "数据库只读",
    "the disk is full": "磁盘已满",
    "the file cannot be opened; look at its folder and who may write there": (
        "无法打开文件；请检查其文件夹及写入权限"
    ),
    "the file is damaged; restore a backup": "文件已损坏；请恢复备份",
    "the file is not a SQLite database; name another, or mend the store's URL": (
        "文件不是 SQLite 数据库；请另给文件，或改正数据库地址"
    ),
    "something else took its place meanwhile; nothing was written": "其间已被占用；未写入",
    "the host's session has no transaction to join: it is in autocommit mode": (
        "宿主会话没有可加入的事务：处于自动提交模式"
    ),
    "the host's transaction has failed already; roll it back": "宿主事务已失败；请回滚",
    "it has no transaction to join: it is in autocommit mode": "没有可加入的事务：处于自动提交模式",
    "Django has no transaction open: use `transaction.atomic()`": (
        "Django 未开启事务：请用 `transaction.atomic()`"
    ),
    "a {type} cannot be used; give a SQLAlchemy Session or Connection (of an AsyncSession inside "
    "its `run_sync`), or Django's connection": (
        "不能使用 {type}；请给出 SQLAlchemy 的 Session 或 Connection"
        "（AsyncSession 须在 `run_sync` 之内），或 Django 的连接"
    ),
    "a memory store cannot take part in the transaction of a {type}; open the engine with the URL "
    "of the host's database": "内存库不能加入 {type} 的事务；请用宿主数据库的地址打开引擎",
    "a Change plugin writes to a database, and a memory store has none": (
        "变更插件要写数据库，而内存库没有数据库"
    ),
    "the audit tables hold what keyflow never writes, so somebody edited them ({error}); verify an "
    "export or a backup that was made before": (
        "审计表中有 keyflow 不会写入的内容，已被人改动（{error}）；请核验此前的导出或备份"
    ),
    "{path} is there already; name one that is new or empty": (
        "{path} 已存在；请给出新的或空的文件夹"
    ),
    "the {word} {name} is missing": "缺少{word} {name}",
    "the {word} {name} is not one of this version": "{word} {name} 不属于本版本",
    "the column {table}.{name} is not made as this version needs it": (
        "列 {table}.{name} 与本版本的要求不同"
    ),
    "the table {name} has not the constraints of this version": "数据表 {name} 的约束与本版本不同",
    "table": "数据表",
    "column": "列",
    "index": "索引",
    # plugins
    "no {word} of kind {kind} is installed; {hint}": "未安装种类为 {kind} 的{word}；{hint}",
    "plugin {name} ({module}) of {package} does not load: {error}": (
        "{package} 的插件 {name}（{module}）无法载入：{error}"
    ),
    "plugin {name} does not load: {error}": "插件 {name} 无法载入：{error}",
    "to do without it: keyflow --deny {name}, or Registry(deny=[{quoted}])": (
        "不用它：keyflow --deny {name}，或 Registry(deny=[{quoted}])"
    ),
    "{package} implements unknown hook {hook}": "{package} 实现了未知的钩子 {hook}",
    "{package} implements unknown hook {hook}{more}": "{package} 实现了未知的钩子 {hook}{more}",
    "{package} implements unknown hook {hook}; {hint}": "{package} 实现了未知的钩子 {hook}；{hint}",
    "{package} offers nothing: {why}": "{package} 未提供任何内容：{why}",
    "it has no function keyflow_checks or the like that is marked @hookimpl": (
        "没有标为 @hookimpl 的 keyflow_checks 之类的函数"
    ),
    "{name} of {package} is not marked @hookimpl": "{package} 的 {name} 未标为 @hookimpl",
    "must be a list of modules, such as [my_plugin], not a {type}": (
        "须为模块的列表，如 [my_plugin]，不能是 {type}"
    ),
    "must be a list of modules, not of {type}": "须为模块的列表，不能是 {type} 的列表",
    "{hook} of {package} failed: {error}": "{package} 的 {hook} 出错：{error}",
    "{hook} must return {type} classes": "{hook} 须返回 {type} 类",
    "{name}, which {hook} returns, has no `kind`": "{hook} 所返回的 {name} 没有 `kind`",
    "{name}, which {hook} returns, has no method {methods}": (
        "{hook} 所返回的 {name} 缺少方法 {methods}"
    ),
    "{word} {kind} is offered by {one} and by {other}; deny one of them": (
        "{one} 与 {other} 都提供{word} {kind}；请停用其一"
    ),
    "the directory's {method} must answer with several texts, not with a {type}": (
        "人员目录的 {method} 须回答多个文本，不能是 {type}"
    ),
    "the directory failed: {error}": "人员目录出错：{error}",
    "the host's facts failed: {error}": "宿主的事实函数出错：{error}",
    "the wake failed: {error}": "唤醒函数出错：{error}",
    "the resolver {kind} failed: {error}": "人员规则 {kind} 出错：{error}",
    "the resolver {kind} answered with something other than persons: {why}": (
        "人员规则 {kind} 的回答不是人员：{why}"
    ),
    "must return a list of persons, not a {type}": "须返回人员的列表，不能是 {type}",
    "answered with {type} in place of a Finding, a list of them or None": (
        "回答是 {type}，应为 Finding、其列表或 None"
    ),
    "the change {kind} failed ({error}); nothing was written": (
        "变更 {kind} 出错（{error}）；未写入"
    ),
    "the workflow's calendar is not installed, or no longer takes its options": (
        "未安装流程所用的日历，或其选项已不再适用"
    ),
    "calendar {kind} cannot say {why}: {error}": "日历 {kind} 无法回答{why}：{error}",
    "whether {day} is worked": "{day} 是否工作日",
    "which hours of {day} are worked": "{day} 的工作时间",
    "up to which day it is certain": "数据截止于哪一天",
    "it answered {type}": "其回答为 {type}",
    "calendar {kind} has no working time in the {count} days up to {day}": (
        "日历 {kind} 在截至 {day} 的 {count} 天内没有工作时间"
    ),
    "calendar {kind} cannot be used without options": "日历 {kind} 须有选项才能使用",
    "{text} is not a date such as 2011-03-31, nor an instant": (
        "{text} 不是 2011-03-31 这样的日期，也不是时刻"
    ),
    "{text} ends before it begins": "{text} 的结束早于开始",
    "{text} is not a pause such as 2011-09-26/2011-10-11": (
        "{text} 不是 2011-09-26/2011-10-11 这样的暂停"
    ),
    "{text} is not a month such as 2011-02": "{text} 不是 2011-02 这样的月份",
    "is counted from an instant, such as 2011-01-28T09:00+08:00": (
        "须自时刻起算，如 2011-01-28T09:00+08:00"
    ),
    "{text} must be a number and a unit (min, h, wh, d, wd, mo, y), such as 5wd or 3mo": (
        "{text} 须为数字加单位（min、h、wh、d、wd、mo、y），如 5wd、3mo"
    ),
    "must be a number and a unit, such as 48h, 30d, 5wd or 3mo": (
        "须为数字加单位，如 48h、30d、5wd、3mo"
    ),
    "must be the hours of a day in their order, such as 09:00-12:00 and 13:30-17:30": (
        "须为一天中依次的时段，如 09:00-12:00、13:30-17:30"
    ),
    "the limit ends outside the years 1 to 9999": "期限超出公元 1 年至 9999 年",
    # an engine's parts
    "must be a list of workflows, not {type}": "须为流程的列表，不能是 {type}",
    "must be a list of workflows, not of {type}": "须为流程的列表，不能是 {type} 的列表",
    "must be a list of workflows; {hint}": "须为流程的列表；{hint}",
    "load({file}) makes one of a file": "用 load({file}) 可由文件得到流程",
    'must be a directory or "store", not {type}': '须为人员目录或 "store"，不能是 {type}',
    "is not kept in this store; {hint}": "不在此库中；{hint}",
    'open it with Engine(…, directory="store")': '请以 Engine(…, directory="store") 打开',
    "must be a Registry, not {type}": "须为 Registry，不能是 {type}",
    "must be a mapping from channel names to notifiers": "须为渠道名到通知器的映射",
    "must be a notifier, not its class; {hint}": "须为通知器，不能是其类；{hint}",
    "must be a notifier, not {type}": "须为通知器，不能是 {type}",
    "make one of it: {type}(…)": "请写成：{type}(…)",
    "has no method {names}": "没有方法 {names}",
    "must be a function without arguments, not {type}": "须为不带参数的函数，不能是 {type}",
    "must be a function of ahead and connection, not {type}": (
        "须为以 ahead 和 connection 为参数的函数，不能是 {type}"
    ),
    "must be a number of seconds above 0": "须为大于 0 的秒数",
    "must be a function of cases and session, not {type}": (
        "须为以 cases 和 session 为参数的函数，不能是 {type}"
    ),
    "the clock failed: {error}": "时钟出错：{error}",
}
