"""What `--help` says, in English and Chinese; sentences stand in the code in English."""

from collections.abc import Mapping

from keyflow.cli.listing import COMMANDS

HELP: Mapping[str, str] = {
    **dict(COMMANDS.values()),
    # help: what frames it
    "Usage": "用法",
    "Options": "选项",
    "Positional arguments": "参数",
    "Commands": "命令",
    "Show this message and exit.": "显示本帮助并退出。",
    "Approvals and stage tracking: define workflows, run cases, prove their history.": (
        "审批与阶段跟踪：定义流程，办理事项，证明其历史。"
    ),
    "Plugins may add commands of their own: see `keyflow plugins`.": (
        "插件可以增加命令：见 `keyflow plugins`。"
    ),
    # help: the commands in groups
    "Put dead messages back into the queue, to be tried afresh.": "让失败的消息重新排队发送。",
    "Seal what changed since the last seal, and print the checkpoint to keep elsewhere.": (
        "封印上次以来的变化，并输出应另处留存的检查点。"
    ),
    "Print the last seal's checkpoint, one line to keep elsewhere.": (
        "输出最近一次封印的检查点，一行，应另处留存。"
    ),
    "Check every hash and seal, and that the history extends a checkpoint.": (
        "核验每个哈希和封印，以及历史是否延续检查点。"
    ),
    "Write the history into a folder that one file of plain Python verifies.": (
        "把历史导出到文件夹，用其中一个 Python 文件即可核验。"
    ),
    "Make the missing tables, or bring old ones to this version.": (
        "建立缺少的数据表，或把旧表升级到本版本。"
    ),
    "Print the version of the tables.": "输出数据表的版本。",
    "Compare the tables with what this version needs.": "把数据表与本版本的要求比较。",
    "Print the last day of a limit, or the instant of one in hours.": (
        "输出期限的最后一日；以小时计的，输出届满时刻。"
    ),
    "Show which days of a month are worked, and how many.": "显示某月哪些天上班，共多少天。",
    # help: the clocks of a case and the lists of them
    "The deadline's name.": "期限名称。",
    "The class of the reason, one word.": "理由类别，一个词。",
    "What refers to the paper.": "依据文件的文号。",
    "How much more, such as 10wd.": "延长多少，如 10wd。",
    "Only those that are late.": "仅逾期的。",
    "Only those that stand still.": "仅暂停的。",
    "Only those whose end is not certain yet.": "仅届满日尚属暂定的。",
    "Those that are over, and how late they were.": "已结束的，及其逾期天数。",
    "Only what ends before that instant, in ISO 8601.": "仅在该时刻之前届满的，ISO 8601 格式。",
    "Only of this case.": "仅此事项的。",
    "Only of this case and all below it.": "仅此事项及其全部下级的。",
    "Write all of them as an iCalendar file.": "全部写成 iCalendar 日历文件。",
    # help: the options and arguments
    "The calendar that says which days are worked.": "用来判定工作日的日历。",
    "The day it counts from, which is not counted; or an instant.": (
        "起算日，当日不计入；或起算时刻。"
    ),
    "The limit, such as 5wd, 30d, 3mo or 8wh; then its extensions.": (
        "期限，如 5wd、30d、3mo、8wh；其后为各次延长。"
    ),
    "The time zone of its days.": "日期所用的时区。",
    "A time that does not count: from a day on until the day it counts again; repeatable.": (
        "不计入的时间：自某日起，至重新计入之日；可重复。"
    ),
    "Move a last day that is not worked to the next.": "最后一日为休息日的，顺延至下一工作日。",
    "Show each day and how it was counted.": "逐日显示如何计算。",
    "The month, such as 2011-02.": "月份，如 2011-02。",
    "The database (KEYFLOW_STORE, or sqlite:///keyflow.db).": (
        "数据库（KEYFLOW_STORE，或 sqlite:///keyflow.db）。"
    ),
    "A workflow file to use (or KEYFLOW_WORKFLOW); repeatable.": (
        "使用的流程文件（或 KEYFLOW_WORKFLOW）；可重复。"
    ),
    "A plugin module beside the installed ones: a dotted name or a .py file (or KEYFLOW_PLUGIN); "
    "repeatable.": ("已安装之外的插件模块：模块名或 .py 文件（或 KEYFLOW_PLUGIN）；可重复。"),
    "An installed plugin to do without, by package or module (or KEYFLOW_DENY); repeatable.": (
        "不使用的已安装插件：软件包名或模块名（或 KEYFLOW_DENY）；可重复。"
    ),
    "Show the version.": "显示版本。",
    "The language to speak.": "使用的语言。",
    "Answer in JSON.": "以 JSON 回答。",
    "Workflow files: YAML, TOML or JSON.": "流程文件：YAML、TOML 或 JSON。",
    "A workflow file, or the name of a workflow that a plugin brings.": (
        "流程文件，或插件所带流程的名称。"
    ),
    "What it is to be.": "要写哪一类。",
    "Write a picture.": "写成图片。",
    "The kind, such as funds-in-place.": "种类名，如 funds-in-place。",
    "The folder to write the package's folder into.": "在哪个文件夹下生成软件包。",
    "Who asks for it.": "由谁提出。",
    "A role that person holds; repeatable.": "该人的角色；可重复。",
    "Makes a retry harmless: a key is done once.": "使重试无害：同一键只办一次。",
    "The version of the case you have seen.": "所见的事项版本。",
    "When it happened, in ISO 8601.": "发生的时间，ISO 8601 格式。",
    "Show what would happen, and do nothing.": "只显示将会如何，不办理。",
    "Fields from a YAML, TOML or JSON file, or -.": "从 YAML、TOML、JSON 文件或 - 读取字段。",
    "The case's id.": "事项编号。",
    "The workflow's name.": "流程名。",
    "The host's key for what the case is about.": "事项所涉对象的标识。",
    "Fields of the workflow's schema.": "流程规定的字段。",
    "The case it belongs to.": "所属的上级事项。",
    "The name it is opened under in its parent.": "在上级事项中的名目。",
    "A comment.": "意见。",
    "The state it is in already.": "已处的状态。",
    "Why it starts there.": "为何由此开始。",
    "The trigger to fire.": "要触发的动作。",
    "Fields to change with it.": "一并修改的字段。",
    "Fields to change.": "要修改的字段。",
    "Why.": "理由。",
    "What to write down.": "要记的内容。",
    "The check's id.": "检查的标识。",
    "The trigger it is waived for.": "为哪个动作豁免。",
    "Why; it stays in the history.": "理由；将留在历史中。",
    "What became of it, one word.": "结果，一个词。",
    "Whose data to erase.": "清除谁的数据。",
    "Personal fields about them that others gave.": "由他人填写、但属于此人的个人字段。",
    "Why, without naming the person.": "理由，不写姓名。",
    "Only cases of this workflow.": "仅此流程的事项。",
    "Only in this state; repeatable.": "仅处于此状态；可重复。",
    "Only in this stage; repeatable.": "仅处于此阶段；可重复。",
    "Only of this standing; repeatable.": "仅此存续情况；可重复。",
    "Only those where this role may fire something.": "仅此角色可办理的事项。",
    "Only about this.": "仅关于此对象。",
    "Only children of this case.": "仅此事项的下级事项。",
    "Only cases without a parent.": "仅无上级的事项。",
    "Only where an indexed field compares so, as in total>=5.0; needs --of; repeatable.": (
        "仅索引字段符合条件的，如 total>=5.0；须有 --of；可重复。"
    ),
    "By opened, changed, subject, state or an indexed field; -FIELD for descending.": (
        "按 opened、changed、subject、state 或索引字段排序；-FIELD 为降序。"
    ),
    "How many on a page.": "每页条数。",
    "Which page.": "第几页。",
    "As it was at that instant, in ISO 8601.": "该时刻的状况，ISO 8601 格式。",
    "What had happened by that instant, in ISO 8601.": "截至该时刻的经过，ISO 8601 格式。",
    "At most so many.": "最多条数。",
    "Do what is due now and leave, as from cron.": "处理当前到期的事务后退出，适合 cron。",
    "The longest wait between two rounds, in seconds.": "两轮之间最长等待的秒数。",
    "Stop after so many seconds.": "若干秒后停止。",
    "How often to say how it goes, in seconds.": "每隔多少秒报告一次。",
    "At most so many of each in a round.": "每轮各类最多处理的条数。",
    "Leave the messages to others.": "不发送消息，留给其他进程。",
    "Write files.": "写成文件。",
    "Print them.": "打印出来。",
    "Send mail; KEYFLOW_SMTP_PASSWORD is read.": "发送邮件；读取 KEYFLOW_SMTP_PASSWORD。",
    "The mail address they come from.": "发件地址。",
    "How the line to the mail server is closed.": "与邮件服务器的连接如何加密。",
    "The name to log in with at the mail server.": "登录邮件服务器的用户名。",
    "Where people have mail whose address is not given.": "未给出地址的人使用的邮件域名。",
    "A person's address.": "某人的地址。",
    "Only those in this state.": "仅此状态的消息。",
    "Only those of this case.": "仅此事项的消息。",
    "The ids of dead messages.": "失败消息的编号。",
    "A checkpoint kept elsewhere: a file or a line.": "另处留存的检查点：文件或一行文字。",
    "The case whose chain to export.": "要导出的事项。",
    "Export every case.": "导出全部事项。",
    "A new folder.": "新文件夹。",
    # help: what people do with their tasks
    "The task's id.": "任务编号。",
    "The tasks' ids; several are decided all or none.": (
        "任务编号；给出多个时一并办理，全部或全不。"
    ),
    "Decide each by itself, and report on each.": "逐件办理，并逐件报告。",
    "Where the signature is kept.": "签名存放处。",
    "Where attached papers are kept.": "附件存放处。",
    "What is still owed: WHAT,DUE[,BLOCKS].": "尚欠的材料：内容,期限[,所限环节]。",
    "Who decides later: STATE=PERSON,….": "后续由谁决定：状态=人员,…。",
    "Who takes the task instead.": "由谁接替。",
    "The opinion so far.": "目前的意见。",
    "Who decides from now on.": "今后由谁决定。",
    "Who is to help.": "请谁协助。",
    "Whose share goes, where it is delegated; else the helper's.": (
        "已委派的任务转出谁的一份；默认为协助人的。"
    ),
    "What is asked.": "询问的内容。",
    "The opinion.": "意见内容。",
    "Who is added.": "加谁。",
    "Before, after or beside.": "之前、之后或同时。",
    "How those added before or after decide: all, any, or in order.": (
        "之前或之后所加的人如何决定：全部、任一或依次。"
    ),
    "Initiator, previous, or a state's name.": "发起人、上一环节或状态名。",
    "Whether it comes straight back here afterwards.": "此后是否直接回到此处。",
    "The parent case that goes back.": "要退回的上级事项。",
    "Who is asked.": "询问谁。",
    "Who is asked: persons, role:NAME, unit:NAME.": "征求谁的意见：人员、role:角色、unit:单位。",
    "How long they have, such as 5wd.": "期限，如 5wd。",
    "Agree, disagree, defer, reply.": "同意、不同意、由上级定、答复。",
    "The reasons, or the reply.": "理由，或答复内容。",
    "What was handed in.": "补交了什么。",
    "The state.": "状态。",
    "Who decides there, in this order.": "由谁决定，依此次序。",
    "Who gets a copy.": "抄送给谁。",
    "What it is about.": "所涉内容。",
    "Who is to read it.": "由谁阅。",
    "What to tell them.": "要告知的话。",
    "The question.": "问题。",
    # help: who records, what stands in the way
    "The clerk who enters it for them.": "代为录入的经办员。",
    "A role of the clerk; repeatable.": "经办员的角色；可重复。",
    "Show what stands in the way and who could lift it.": "显示全部障碍及可由谁解除。",
    # help: what waits for somebody, and the way ahead
    "What to do, what of it is late, what may be done for others, copies not read, what was done, "
    "cases begun.": "待办、其中逾期的、可代办的、未阅的抄送、已办、我发起的。",
    "For a case of this workflow that they would begin.": "假设由其发起此流程的事项。",
    "As if these were written.": "假设已填写这些字段。",
    "Who leaves.": "由谁转出。",
    "Who takes the tasks.": "由谁接手。",
    # help: the auditor's lists
    "List the checks that were waived: when that was given, and when it was used.": (
        "列出豁免的检查：何时给予、何时使用。"
    ),
    "List jumps, and approvals against a reasoned no.": (
        "列出跳转，以及不顾有理由的异议而作的同意。"
    ),
    "List what was entered later than it happened, the longest delay first.": (
        "列出补录的事项，延迟最久的在前。"
    ),
    "Only what was later than that.": "仅延迟超过此小时数的。",
    "List pairs of steps in one matter that one person took.": "列出同一事项中由同一人办理的两步。",
    "A trigger or verb, such as submit.": "动作或操作，如 submit。",
    "Another one, such as approve.": "另一个，如 approve。",
    "List who could have decided on a task at an instant, and by what right.": (
        "列出某一时刻谁可以办理某任务，及其依据。"
    ),
    "At which instant, in ISO 8601.": "何时，ISO 8601 格式。",
    # help: the directory
    "Who enters it.": "由谁登记。",
    "From which instant, in ISO 8601; else now.": "自何时起，ISO 8601 格式；默认现在。",
    "From when, in ISO 8601; else now.": "自何时起，ISO 8601 格式；默认现在。",
    "Until when, in ISO 8601; else for ever.": "至何时止，ISO 8601 格式；默认长期。",
    "Until when, in ISO 8601.": "至何时止，ISO 8601 格式。",
    "Only for cases of this unit.": "仅限此单位的事项。",
    "The field that names the unit.": "填写单位的字段。",
    "Only for this case and what belongs to it.": "仅限此事项及其下级事项。",
    "Nobody from then on.": "此后无人。",
    "Give somebody a role (任命).": "任命：给予角色。",
    "Who holds it.": "由谁担任。",
    "The role.": "角色。",
    "End somebody's appointments (免职).": "免职：终止任职。",
    "Whose appointments end.": "免去谁的职务。",
    "Only those to this role.": "仅此角色。",
    "Say who is above somebody (上级), in place of any other.": "登记某人的上级，取代原上级。",
    "Who is below.": "下级是谁。",
    "Who is above.": "上级是谁。",
    "Say who heads a unit (负责人), in place of any other.": "登记单位负责人，取代原负责人。",
    "The unit.": "单位。",
    "Who heads it.": "由谁负责。",
    "Let somebody act for one who is away (代理), between two instants.": (
        "代理：某人不在期间由他人代行。"
    ),
    "Who is away.": "谁不在。",
    "Who acts for them.": "由谁代行。",
    "Only cases of this workflow; repeatable.": "仅此流程的事项；可重复。",
    "Only in this stage or state; repeatable.": "仅处于此阶段或状态；可重复。",
    "The field whose amount is limited.": "限额所依据的字段。",
    "The most it may hold, such as '50000 CNY'.": "限额，如 '50000 CNY'。",
    "Whoever stands in for them may act in this as well.": "代理人的代理人也可代行。",
    "End one entry by its number, such as a substitution that is over early.": (
        "按编号终止一条登记，如提前结束的代理。"
    ),
    "The entry's number.": "登记编号。",
    "End all that names somebody (离职); their tasks go by `hand-over`.": (
        "离职：终止与某人有关的全部登记；其任务用 `hand-over` 转办。"
    ),
    "Show what was ever entered, oldest first.": "按先后显示全部登记。",
    "Only what names this person.": "仅与此人有关的。",
    "Only of this kind.": "仅此类别。",
    "Only what is true at this instant, in ISO 8601.": "仅此刻有效的，ISO 8601 格式。",
}
