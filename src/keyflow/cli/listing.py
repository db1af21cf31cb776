"""The commands in the order `--help` lists them, each with its sentence in English and Chinese."""

from collections.abc import Mapping

COMMANDS: Mapping[str, tuple[str, str]] = {
    "check": (
        "Load workflow files, try their scenarios, and report everything that is wrong.",
        "载入流程文件，试行其情景，一次报告全部问题。",
    ),
    "draw": (
        "Draw a workflow file as a Mermaid diagram, or as an SVG picture.",
        "把流程文件画成 Mermaid 图或 SVG 图片。",
    ),
    "schema": (
        "Print the JSON Schema of workflow files.",
        "输出流程文件的 JSON Schema。",
    ),
    "plugins": (
        "Show what is installed: by package, the kinds of each family.",
        "显示已安装的内容：按软件包列出各类插件。",
    ),
    "new": (
        "Write a plugin package with a class, a test and a README.",
        "生成一个插件软件包：含类、测试和说明。",
    ),
    "start": (
        "Begin a case of a workflow.",
        "按流程开始一个事项。",
    ),
    "adopt": (
        "Take an existing matter in, at a named state, with the reason why it starts there.",
        "接管已在办的事项，从指定状态开始，并说明理由。",
    ),
    "options": (
        "Show what somebody could try in a case now, and all that stands in the way.",
        "显示某人现在可对事项做什么，以及全部障碍。",
    ),
    "fire": (
        "Ask for a trigger.",
        "触发一个动作。",
    ),
    "edit": (
        "Change fields of a case's data that its state lets be written.",
        "修改事项在当前状态下允许修改的字段。",
    ),
    "note": (
        "Write something down in a case's history; nothing else changes.",
        "在事项历史中记一笔，其他不变。",
    ),
    "waive": (
        "Waive one check for one trigger, until it is used or the state is left.",
        "就一个动作豁免一项检查，用过或离开状态即失效。",
    ),
    "suspend": (
        "Put a case and its descendants on hold.",
        "暂停事项及其下级事项。",
    ),
    "resume": (
        "Take a case off hold.",
        "恢复暂停的事项。",
    ),
    "pause-clock": (
        "Stop one of a case's clocks, for a class of reasons and with the paper that says so.",
        "中止计算事项的一个期限，注明理由类别和依据文件。",
    ),
    "resume-clock": (
        "Let a clock run again that was stopped.",
        "恢复计算已中止的期限。",
    ),
    "extend-limit": (
        "Lengthen a limit before its end.",
        "在届满前延长期限。",
    ),
    "stop-clock": (
        "End a clock for good, though what it waits for is not done.",
        "停止计算期限，不再等待。",
    ),
    "terminate": (
        "End a case before its time, with an outcome such as withdrawn or cancelled.",
        "提前终止事项，并注明结果，如撤回、取消。",
    ),
    "erase": (
        "Erase one person's private words and personal data from a case that is over, for good.",
        "从事项历史中永久清除某人的言论和个人数据。",
    ),
    "approve": (
        "Approve (同意), if need be with items still owed (容缺).",
        "同意；必要时注明尚欠的材料（容缺）。",
    ),
    "reject": (
        "Reject (不同意); this is not a return.",
        "不同意；这不是退回。",
    ),
    "abstain": (
        "Abstain (弃权): counted among those asked, for neither side.",
        "弃权：计入应表决人数，不计入任何一方。",
    ),
    "recuse": (
        "Recuse oneself (回避): no longer counted; a required voter names who takes the task.",
        "回避：不再计入；必须表决的人须指明由谁接替。",
    ),
    "save": (
        "Save an opinion without deciding (暂存).",
        "暂存意见，不作决定。",
    ),
    "claim": (
        "Take a role's task as one's own (认领).",
        "认领某角色的任务。",
    ),
    "unclaim": (
        "Give a claimed task back to its role (取消认领).",
        "取消认领，把任务还给角色。",
    ),
    "transfer": (
        "Give a task to somebody else for good (转办).",
        "转办：把任务交给他人，不再收回。",
    ),
    "delegate": (
        "Ask somebody to work on a task that then comes back (委派).",
        "委派：请他人办理，办后交回。",
    ),
    "resolve": (
        "Give a delegated task back with an opinion; its owner decides.",
        "办结委派：附意见交回，由任务所有人决定。",
    ),
    "add-sign": (
        "Add people to a round (加签): before or after one's own decision, or beside it.",
        "加签：在本人决定之前、之后或同时加人。",
    ),
    "remove-sign": (
        "Remove somebody from a round who has not acted yet (减签).",
        "减签：去掉尚未办理的人。",
    ),
    "return": (
        "Send a case back to be done again (退回).",
        "退回事项，重新办理。",
    ),
    "take-back": (
        "Take one's own decision back while nobody has acted on it (取回).",
        "取回：在他人尚未据以办理时收回本人的决定。",
    ),
    "consult": (
        "Ask others for their opinion before deciding (征求意见); silence is consent in the end.",
        "征求意见；逾期未答复视为同意。",
    ),
    "answer": (
        "Answer a consultation or a question.",
        "答复征求意见或提问。",
    ),
    "read": (
        "Mark a copy or a circulated paper as read (已阅).",
        "把抄送件或传阅件标为已阅。",
    ),
    "fulfil": (
        "Record that what an approval left owing has been handed in (补齐).",
        "登记容缺材料已补齐。",
    ),
    "recall": (
        "Call a case back from a round of votes, as the one who began it (撤回).",
        "撤回：由发起人从表决中撤回事项。",
    ),
    "reopen": (
        "Open a case again after its end, within the workflow's window (终态收回).",
        "终态收回：在流程规定的期限内重新开启已结束的事项。",
    ),
    "jump": (
        "Put a case into any of its states, as an administrator (跳转).",
        "跳转：由管理员把事项置于任一状态。",
    ),
    "arrange": (
        "Settle who decides in a later state of this one case (追加).",
        "追加：为本事项确定后续状态由谁决定。",
    ),
    "copy": (
        "Send people a copy, which each marks as read (抄送).",
        "抄送他人，由各人标为已阅。",
    ),
    "circulate": (
        "Circulate a case to people who sign that they have read it, and may pass it on (传阅).",
        "传阅：由各人签阅，并可续传。",
    ),
    "urge": (
        "Urge those whose turn it is (催办); nothing else changes.",
        "催办当前办理人，其他不变。",
    ),
    "ask": (
        "Ask somebody about a case without moving it (沟通).",
        "沟通：就事项询问他人，不推动事项。",
    ),
    "hand-over": (
        "Hand all open tasks of somebody who leaves to another (离职转办).",
        "离职转办：把某人的全部待办转给他人。",
    ),
    "inbox": (
        "Show a box of somebody's inbox, page by page.",
        "分页显示某人的任务。",
    ),
    "route": (
        "Show the way ahead, and who would be asked on it.",
        "显示后续流程及各环节经办人。",
    ),
    "cases": (
        "List cases, filtered and in order, page by page.",
        "分页列出事项，可筛选和排序。",
    ),
    "show": (
        "Show a case as it is, or as it was.",
        "显示事项的现状或当时状况。",
    ),
    "history": (
        "Show what happened to a case, refused attempts too.",
        "显示事项的经过，包括被拒绝的尝试。",
    ),
    "deadlines": (
        "List deadlines by their ends: what is due, late, paused, provisional, and with whom.",
        "按届满先后列出期限：到期、逾期、暂停、暂定，及由谁办理。",
    ),
    "obligations": (
        "List what is owed every period: whose it is, until when, and what opens next.",
        "列出各期应尽的义务：属于谁、何时到期、下一次何时开启。",
    ),
    "due": (
        "Do what time has brought: deadlines, automatic steps, a seal over the history.",
        "处理到期事务：期限、自动步骤，并封印历史。",
    ),
    "deliver": (
        "Send the messages that are due, those of every channel the same way.",
        "发送应发的消息，各渠道用同一种方式。",
    ),
    "worker": (
        "Do what falls due and send messages, until told to stop (SIGTERM) or `--once`.",
        "处理到期事务并发送消息，直到收到停止信号（SIGTERM），或只做一遍（`--once`）。",
    ),
    "outbox": (
        "Show the messages, oldest first; `outbox requeue ID...` revives dead ones.",
        "按先后显示消息；`outbox requeue ID...` 使失败的消息重新排队。",
    ),
    "audit": (
        "Prove the history: seal, verify, export it; list what an auditor asks for.",
        "证明历史：封印、核验、导出；列出审计所需的清单。",
    ),
    "directory": (
        "Say who holds which role, who is above whom, and who stands in for whom.",
        "登记任职、上下级与代理关系。",
    ),
    "calendar": (
        "Say when a limit ends, day by day if asked, and which days are worked.",
        "计算期限届满之日，可逐日说明；显示哪些天上班。",
    ),
    "db": (
        "Make the tables, bring them to this version, or compare them with it.",
        "建立数据表、升级到本版本，或与本版本比较。",
    ),
    "demo": (
        "Run a year of key projects (with the plugin keyflow-keyprojects).",
        "演示一年的重点项目（需插件 keyflow-keyprojects）。",
    ),
}
