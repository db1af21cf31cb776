"""Help of the commands about blockers, meetings, orders, reminders and support, in Chinese."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # blockers
    "Show open blockers with their level, whose they are and until when.": (
        "显示未解决的制约问题：级别、责任人、期限。"
    ),
    "From this level.": "自此级别起。",
    "The closed ones too.": "包括已办结的。",
    "Show where a blocker, such as K003/blocker/1, stood from when to when, and with whom.": (
        "显示制约问题（如 K003/blocker/1）何时处于何级、由谁负责。"
    ),
    "Open a blocker of a project at level 1.": "提出项目的制约问题，自一级起。",
    "What stands in the way.": "受何制约。",
    "Whose it is, if not the project's unit's.": "责任单位，如非项目的责任单位。",
    "Who heads that unit.": "该单位的负责人。",
    "Until when it is promised to be solved.": "承诺何时解决。",
    "A shortfall up to this day is laid to it.": "至该日的欠进度由此说明。",
    "Hectares it takes.": "所需公顷。",
    "Money it takes, such as 50000000 or '8000000 USD'.": (
        "所需资金，如 50000000 或 '8000000 USD'。"
    ),
    "Take a blocker a level up before its limit is over.": "期限未到即上提一级。",
    "Report a blocker solved, by who has it; the inspector verifies that.": (
        "由责任人报告解决；督查人员核实。"
    ),
    "How it was solved.": "如何解决。",
    "Verify that a blocker is solved, and close it; not by who said it is.": (
        "核实问题已解决并销号；不得由报告人自核。"
    ),
    "Send a blocker that is not solved back to the level it had.": "未解决的退回原级别。",
    "Take a blocker back that was none.": "撤回不成立的制约问题。",
    # meetings
    "Show the office's meetings: which, when, agenda, attendance and resolutions.": (
        "显示会议：名称、日期、议题、到会和议定事项。"
    ),
    "Show the agenda of a meeting, such as 2011-05, dispatch-2011-05 or 2011-05-09.": (
        "显示会议的议题，如 2011-05、dispatch-2011-05、2011-05-09。"
    ),
    "Of one not called yet: what it would be.": "尚未召集的，显示将有的议题。",
    "Plan a meeting beside the regular ones; a day off gives way to the next that is worked.": (
        "另行安排会议；遇休息日顺延至下一工作日。"
    ),
    "Call a meeting, two working days before it: its agenda is what `agenda` shows.": (
        "会前两个工作日通知会议：议题见 `agenda`。"
    ),
    "A matter beside what is open; again for each.": "另加的议题；每个给出一次。",
    "Where it is held.": "在何处召开。",
    "Who is to preside.": "拟由谁主持。",
    "Hold a meeting; refused without more than half of its members.": (
        "召开会议；到会不过半数不得召开。"
    ),
    "Who is there; again for each.": "到会人员；每人给出一次。",
    "Break a meeting up for want of a quorum: its agenda is carried over.": (
        "不足法定人数散会：议题顺延。"
    ),
    "Cancel a meeting: its agenda is carried over.": "取消会议：议题顺延。",
    "Issue a meeting's minutes, and with them a case for each resolution.": (
        "印发会议纪要，同时逐项交办议定事项。"
    ),
    "The number of the minutes.": "纪要编号。",
    "A resolution: the project's unit does WHAT until DAY.": (
        "议定事项：项目的责任单位在 DAY 前办理 WHAT。"
    ),
    "The same by another unit; a stationed one is asked.": "由其他单位办理；驻地单位为商请。",
    "Show what meetings resolved, who is to do it until when, and how it stands.": (
        "显示议定事项、由谁办理、至何时、进展如何。"
    ),
    "Take a resolution on, report it done, verify that, or let a meeting defer it.": (
        "承办、报告办结、核实议定事项，或由会议延期。"
    ),
    "How it was done, or why it is deferred.": "如何办结，或为何延期。",
    "Until when it is deferred.": "延至何时。",
    # orders
    "Show supervision orders, and requests to stationed units, with their limit to reply.": (
        "显示督办单和对驻地单位的商请，及回复期限。"
    ),
    "Issue an order to the unit that is responsible for a project, or to another.": (
        "向项目的责任单位或其他单位签发督办单。"
    ),
    "The register says which units take orders; the others are asked, and have no colour.": (
        "能否督办依单位名册；不能督办的为商请，不分等级。"
    ),
    "Blue unless said; a unit that can only be asked gets a request.": (
        "默认蓝色；只能商请的单位发商请。"
    ),
    "What is asked.": "督办的内容。",
    "What is to be done.": "要办什么。",
    "Another unit than the project's.": "非项目责任单位的其他单位。",
    "Who heads it; else as the roster says.": "其负责人；默认依名册。",
    "Issue an order to a unit that is about no one project, under a number such as DB-2011-7.": (
        "就不属于某一项目的事向单位签发督办单，编号如 DB-2011-7。"
    ),
    "To whom.": "发给谁。",
    "Sign for an order, within a working day.": "一个工作日内签收督办单。",
    "Reply to an order, or to a request; the inspector verifies what was done.": (
        "回复督办单或商请；督查人员核实办理情况。"
    ),
    "Reject the reply to an order; its limit begins afresh.": "退回对督办单的回复；期限重新起算。",
    "Verify what was replied and close an order; not by who replied.": (
        "核实回复并办结督办单；不得由回复人自核。"
    ),
    "Ask for more time to reply, once and before it is over; the limit waits for the answer.": (
        "期满前申请延期回复，限一次；答复前期限暂停。"
    ),
    "How much more time, such as 3wd.": "延长多少，如 3wd。",
    "Agree to more time for a reply, or refuse it.": "同意或不同意延期回复。",
    "Why; to refuse it takes a reason.": "理由；不同意时必填。",
    "Withdraw an order that should not have been issued.": "撤销不应签发的督办单。",
    # reminders
    "Show reminders and warnings, inspections with findings, orders and their replies (N48).": (
        "显示提醒与预警、检查及其发现、督办单及其回复（N48）。"
    ),
    "About projects of one unit, to whoever headed it then.": "仅某单位的项目，发给当时的负责人。",
    "About one project.": "仅某项目。",
    "Look at a site, and order what was found to be mended; nothing found is written down.": (
        "现场检查，发现问题即发督办单；未发现问题的记录在案。"
    ),
    "What was found; again for each.": "发现的问题；每个给出一次。",
    "How urgent it is.": "紧急程度。",
    "Of a month, such as 2011-03; all of them unless said.": "某月的，如 2011-03；默认全部。",
    "Only those to one person or role.": "仅发给某人或某角色的。",
    # support
    "Show support requested, granted and used; land in hectares.": (
        "显示扶持事项的申请、落实和使用；用地以公顷计。"
    ),
    "Those that are over too.": "包括已终结的。",
    "Ask for a support of a project: hectares of land, money of credit or subsidy, a policy.": (
        "为项目申请扶持：用地公顷数、信贷或补贴金额、政策。"
    ),
    "What is asked for.": "申请什么。",
    "Hectares of land, or money such as 5000000 or '1 USD'.": (
        "用地公顷数，或金额，如 5000000、'1 USD'。"
    ),
    "Grant a support up to what was asked for; refused for who left the key list.": (
        "在申请数额内落实扶持；已退出重点名单的不予落实。"
    ),
    "The number of the paper that grants it.": "落实文件的文号。",
    "Refuse a support that was asked for.": "不同意所申请的扶持。",
    "Say how much of a support is used so far; no more than was granted.": (
        "登记扶持已使用的数额；不超过落实数额。"
    ),
    "Close a support that is used up, or not needed any more.": "办结已用完或不再需要的扶持。",
    "Withdraw a support that was granted.": "收回已落实的扶持。",
    "Show the support of projects that left the list, and what was decided of it.": (
        "显示退出名单的项目的扶持及其处理。"
    ),
    "The decided ones too.": "包括已处理的。",
    "Decide of each support of a project that left whether it is kept or withdrawn.": (
        "逐项决定退出项目的扶持保留还是收回。"
    ),
}
