"""Help of the commands about reports, figures, stages and papers, in Chinese."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # monthly reports
    "Hand a month's report in; what is wrong with it is named all at once.": (
        "报送月报；有误之处一次指出。"
    ),
    "Keep what there is so far; nothing is checked.": "保存草稿；不作检查。",
    "Who files it; else its dispatcher.": "由谁报送；默认为调度专人。",
    "In the month, such as 19150000; in the project's currency.": (
        "本月，如 19150000；以项目币种计。"
    ),
    "Since the project began.": "开工以来累计。",
    "Since the year began.": "本年累计。",
    "Money that came in.": "到位资金。",
    "Money that was paid.": "支付资金。",
    "On the site.": "在场人数。",
    "What was done.": "完成了什么。",
    "What is behind; again for each.": "存在的问题；每个给出一次。",
    "What is done about it.": "采取的措施。",
    "What is suggested.": "提出的建议。",
    "What comes next.": "下月安排。",
    "A photo or a paper; again for each.": "照片或文件；每个给出一次。",
    "What was done in months that were not reported.": "未报月份完成的工作。",
    "All this as a JSON object, by the fields' names; options go before it.": (
        "以上内容的 JSON 对象，按字段名；选项优先。"
    ),
    "Verify reports of a month for the department, in two working days; not one's own.": (
        "主管部门两个工作日内核实月报；不得自报自核。"
    ),
    "Send a report back; after its due day that gives two working days, once.": (
        "退回月报；逾期后退回的给两个工作日，限一次。"
    ),
    "Accept verified reports for the office; the projects' lights follow from them.": (
        "办公室接收已核实的月报；随即计算亮灯。"
    ),
    "Ask for no report of a month.": "某月免报。",
    "Bring an accepted report before the sponsor, in three working days.": (
        "三个工作日内向包项目领导报告已接收的月报。"
    ),
    "What they are told beside it.": "另行汇报的内容。",
    "Take note of a report as its sponsor.": "包项目领导阅知月报。",
    "Show how the monthly reports of a month came in.": "显示某月月报的报送情况。",
    "Of one state or stage only, such as filing or accepted.received.": (
        "仅某一状态或阶段，如 filing、accepted.received。"
    ),
    "Show a report's revisions, and the later months that do not fit it any more.": (
        "显示月报的各个版次，及因此不再衔接的以后月份。"
    ),
    "Show the four sections of a monthly report: progress, problems, measures, suggestions.": (
        "显示月报的四项内容：进度、问题、措施、建议。"
    ),
    "Begin a new revision of an accepted report, to be verified and accepted anew (E11).": (
        "更正已接收的月报，形成新版次，须重新核实和接收（E11）。"
    ),
    "What is not given stays as it was in the revision before.": "未给出的沿用上一版次。",
    "What was wrong.": "错在何处。",
    "Who corrects it; else its dispatcher.": "由谁更正；默认为调度专人。",
    "Let a report of a decided year be corrected (E11).": "同意更正已审定年度的月报（E11）。",
    "Why a decided year is opened again.": "为何更正已审定的年度。",
    "Show when each sponsor was briefed of a month, in how many working days (N39).": (
        "显示各包项目领导何时得到某月汇报、用了几个工作日（N39）。"
    ),
    "Show each department's dispatchers, reports verified and sponsors briefed (N05).": (
        "显示各主管部门的调度专人、核实的月报和向领导的汇报（N05）。"
    ),
    # reports of a page
    "Hand in a report of a page, such as P001 preliminary_report 2011-Q1.": (
        "报送简报，如 P001 preliminary_report 2011-Q1。"
    ),
    "What it says.": "简报内容。",
    "Accept a report of a page.": "接收简报。",
    "Send a report of a page back.": "退回简报。",
    "Ask for no report of a page.": "简报免报。",
    # lights and figures
    "Show the lights of a list's projects.": "显示名单中各项目的亮灯。",
    "Of a month; unless given, as they stand.": "某月的；默认为目前的。",
    "Show a project's lights month by month.": "逐月显示项目的亮灯。",
    "Show a list in parts, planned against done, and the effect of another rate apart.": (
        "分组显示名单的计划与完成，汇率影响单列。"
    ),
    "How to group; all ways unless said.": "如何分组；默认全部方式。",
    "As it stood at the end of a day.": "按某日日终的状况。",
    "As it was on record at the end of a day.": "按某日日终的记录。",
    "Another rate, in CNY for one USD, to show what it does.": (
        "另一汇率（一美元合人民币元），以显示其影响。"
    ),
    "Name the projects of each group.": "列出每组的项目。",
    "Show what the year completed against what was announced, with the list's version (N53).": (
        "显示年度完成与公布目标的对照，并注明名单版本（N53）。"
    ),
    "What was accepted by the end of a day.": "截至某日日终接收的。",
    "Show the one number the list is judged on: done of the year plan, in 100 million CNY.": (
        "显示衡量名单的唯一数字：年度计划完成数，以亿元计。"
    ),
    "Show a project's targets from year to step, who answers for each, and what is done.": (
        "显示项目自年度至环节的目标、责任方和完成情况。"
    ),
    "Down to the months.": "细至各月。",
    "Show the versions of a project's plan: the baseline, then one for each adjustment.": (
        "显示项目计划的各版本：基准，及每次调整。"
    ),
    "Show what projects are to earn at capacity and what they earned by quarter (N25, N52).": (
        "显示项目达产后的预期效益和各季实际效益（N25、N52）。"
    ),
    "Those that earn nothing yet, too.": "包括尚无效益的。",
    "Show the firms that build, who speaks for them, and what they applied for and built (N12).": (
        "显示项目单位、联系人、申办的事项和完成的节点（N12）。"
    ),
    "Show the way from the site to the start: what is due when, done when, how late (N43).": (
        "显示从选址到开工：何时应办、何时办成、迟了多少（N43）。"
    ),
    "Show the versions of outside policies in force, and what projects say of them (N42, K10).": (
        "显示有效的外部政策版本，及各项目符合与否（N42、K10）。"
    ),
    "Which versions hold on this day.": "该日有效的版本。",
    # stages and approval items
    "Show a project's approval items side by side: who leads, limit, and what became of them.": (
        "并列显示项目的审批事项：由谁牵头、时限、结果。"
    ),
    "Do the next step of an approval item, such as K020 EIA_REPORT accept; `items` shows them.": (
        "办理审批事项的下一步，如 K020 EIA_REPORT accept；事项见 `items`。"
    ),
    "The number of the document that is granted.": "批准文件的文号。",
    "The document's last day; else by the catalogue.": "文件有效期的最后一日；默认依目录。",
    "Until when what was promised is to be there.": "承诺的材料何时补齐。",
    "What is said to it; asked of what is not granted.": "说明；不批准时必填。",
    "Open an approval item once more, as after a denial.": "重新申办审批事项，如不予批准之后。",
    "Show government time used against its limits: median, slowest, share in time.": (
        "显示审批用时与时限的对照：中位数、最慢、按时率。"
    ),
    "Running items are counted up to this day.": "在办事项计至此日。",
    "Show which items, blockers and steps hold most money up, and for how long.": (
        "显示哪些事项、问题和环节卡住的资金最多、多久。"
    ),
    "Days are counted up to this one.": "天数计至此日。",
    # papers
    "Print a document: bulletin, briefing, agenda, minutes, order, quarter, annual.": (
        "输出文件：通报、汇报、议程、纪要、督办单、季度讲评、年终考核。"
    ),
    "Where to: .html or .docx.": "写到哪里：.html 或 .docx。",
    "A month (2011-03), a quarter (2011-Q1) or a year.": "月（2011-03）、季（2011-Q1）或年。",
    "The project of a briefing or an order, by number.": "汇报或督办单所涉项目的编号。",
    "A meeting or an order, by its id or what it is called.": "会议或督办单，给出编号或名称。",
    "The office's own .docx to fill.": "本办公室自己的 .docx 模板。",
    "Publish the month's bulletin; `paper` prints it.": "发布当月通报；输出用 `paper`。",
    "The office's own word, or its number.": "办公室的按语或期号。",
    "Show a month's figures, as the bulletin tells them.": "显示某月的数字，与通报一致。",
    "Write a workbook to fill in: the roster as it stands, a year's list, or monthly reports.": (
        "生成待填的工作簿：现有名册、年度名单或月报。"
    ),
    "Reports: a row for each that is waiting of a month (2011-03).": (
        "月报：某月（2011-03）每份待报的一行。"
    ),
    "Hand in the monthly reports of a workbook, all or none; say every row that is wrong.": (
        "报送工作簿中的月报，全部或全不；逐行指出错误。"
    ),
    "Rows of the template in which nothing was filled in are left, and said.": (
        "模板中未填写的行不予导入，并予列明。"
    ),
    "The dispatcher, substitute or owner who reports.": "报送的调度专人、替补或项目单位。",
    "Who of the office enters them; without --by for each dispatcher.": (
        "由办公室谁录入；未给 --by 时代各调度专人报送。"
    ),
    "Write the ledger: projects, items, reports, blockers, orders, meetings, scores.": (
        "导出台账：项目、事项、月报、制约问题、督办单、会议、考核。"
    ),
    "The projects of a year's list; else all.": "某年度名单的项目；默认全部。",
}
