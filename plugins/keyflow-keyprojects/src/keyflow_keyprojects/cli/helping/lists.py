"""Help of the commands about the year, people, candidates, lists and what stands on them."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # the year and the roster
    "Make the store where there is none, and begin the office's year in it.": (
        "没有数据库时建立，并在其中开始办公室的一年。"
    ),
    "From then on its meetings, bulletins and reviews fall due. A year that has begun goes on.": (
        "此后会议、通报、讲评按期产生；已开始的年度继续进行。"
    ),
    "The year to begin.": "要开始的年度。",
    "Do what has fallen due by now: duties open, blockers climb, orders are issued.": (
        "处理已到期的事务：职责产生，制约问题升级，督办单签发。"
    ),
    "As `keyflow due` does, which goes by the clock alone: this one takes a day by --at.": (
        "同 `keyflow due`，但后者只按时钟，此命令可用 --at 指定日期。"
    ),
    "Enter the people and units of a workbook, all or none; say every cell that is wrong.": (
        "导入工作簿中的人员和单位，全部或全不；逐格指出错误。"
    ),
    "Show the people on the roster, and since when who holds a city-level office (N02, K05).": (
        "显示名册上的人员，及谁自何时担任市级领导职务（N02、K05）。"
    ),
    "Only who holds a city-level office.": "仅担任市级领导职务的。",
    "Show the registered units: who heads each, whether it is scored, ordered or only asked.": (
        "显示登记的单位：主要负责人、是否参加考核、督办还是商请。"
    ),
    "Show what a unit answers for: targets, reports in time or not, scores by quarter (N04).": (
        "显示责任单位的目标、月报是否按时、各季得分（N04）。"
    ),
    "Show who headed a unit from when until when, and what followed the office to them (N03).": (
        "显示单位历任主要负责人的任期，及随职务移交的事项（N03）。"
    ),
    "Give a unit another head: all that is open with the unit is theirs from now.": (
        "更换单位主要负责人：该单位未办结的一切即由其负责。"
    ),
    "Let somebody take a city-level office: from the day on they may sponsor projects (K05).": (
        "就任市级领导职务：自该日起可包项目（K05）。"
    ),
    "Let somebody leave their city-level office, and name the projects they sponsor still.": (
        "离任市级领导职务，并列出其仍包的项目。"
    ),
    # candidates
    "Nominate the projects of a file, all or none.": "推荐文件中的项目，全部或全不。",
    "The file is the workbook that `template list` writes, or YAML or JSON with `projects:`.": (
        "文件为 `template list` 生成的工作簿，或含 `projects:` 的 YAML、JSON。"
    ),
    "Accept the files of candidates and ask a panel about them; who votes is in `tasks`.": (
        "接收推荐材料并提交论证；由谁表决见 `tasks`。"
    ),
    "Who argues; else the heads of the functional departments.": (
        "由谁论证；默认为各职能部门负责人。"
    ),
    "Vote for projects under one signature, all or none; `keyflow reject` votes against.": (
        "一并签署同意，全部或全不；反对用 `keyflow reject`。"
    ),
    "Who votes for it: of the panel, or the city.": "由谁表决：论证组成员或市级。",
    "The role that is asked to vote, such as city.": "以何角色表决，如 city。",
    "Show whose votes projects wait for, with the id that `keyflow approve` and `reject` take.": (
        "显示等待谁表决，及 `keyflow approve` 和 `reject` 所用的任务编号。"
    ),
    "Put proposed candidates on the lists they were nominated for: one version of each list.": (
        "将论证通过的项目列入所推荐的名单：每个名单一个新版本。"
    ),
    "Put proposed candidates on the preliminary list, whichever they were nominated for.": (
        "将论证通过的项目列入前期项目名单，不论推荐到哪个名单。"
    ),
    "Do not list candidates that the panel has argued about.": "经论证后不予列入。",
    "Send a candidate's file back to be mended.": "退回推荐材料补正。",
    "Hand a mended file in again.": "补正后重新提交推荐材料。",
    "Show how candidates were argued for, by whom, and what became of them (N20).": (
        "显示候选项目如何论证、由谁论证、结果如何（N20）。"
    ),
    # lists
    "Adopt the list of a workbook, whole or not at all; say every row that is wrong.": (
        "审定工作簿中的名单，全部或全不；逐行指出错误。"
    ),
    "A dry run says what the lists would come to, amounts in 100 million CNY.": (
        "试行只显示名单合计，金额以亿元计。"
    ),
    "From when it counts.": "自何时起计。",
    "The plan rate, in CNY for one USD.": "计划汇率，一美元合人民币元。",
    "Show the projects that stand in a list, with stage and money; with --at, on that day.": (
        "显示名单中的项目及其阶段和金额；用 --at 指定日期。"
    ),
    "Show who stands on a yearly list: now, in a version of it, or on a day.": (
        "显示年度名单的成员：现在、某一版本或某日。"
    ),
    "As it stood in that version.": "按该版本。",
    "As it stood on that day.": "按该日。",
    "Show the versions of a yearly list: since when, by which decision, and what they come to.": (
        "显示年度名单的各版本：自何时起、依何决定、合计多少。"
    ),
    "Set a list's headline as printed beside what its members come to.": (
        "将名单公布的总数与按成员计算的总数对照。"
    ),
    "Of that version; else of the first.": "按该版本；默认为第一版。",
    "Of the list as it stood on a day.": "按名单在某日的状况。",
    "Another rate, in CNY for one USD.": "另一汇率，一美元合人民币元。",
    "Store a list's headline as it was printed, such as --figure total=320 --figure count=60.": (
        "登记名单公布的总数，如 --figure total=320 --figure count=60。"
    ),
    "A figure as it was printed.": "公布的数字。",
    "Why a figure that was published is corrected.": "为何更正已公布的数字。",
    # adjustments
    "Draft an adjustment of lists and plans, and propose it where its sums reconcile.": (
        "起草名单和计划的调整，前后合计相符即提请审定。"
    ),
    "A candidate the panel proposes.": "论证通过的候选项目。",
    "What leaves its list.": "移出名单的项目。",
    "What becomes a key project.": "转为重点的前期项目。",
    "What goes back to be prepared.": "转回前期的重点项目。",
    "Another year plan; the stages share it as they shared the old one.": (
        "另定年度计划；各阶段按原比例分配。"
    ),
    "Another total investment.": "另定总投资。",
    "Another planned start, finish or production.": "另定计划开工、竣工或投产日期。",
    "Into the `parts:` of a YAML or JSON file.": "拆为 YAML 或 JSON 文件中 `parts:` 所列各部分。",
    "As a YAML or JSON file says: members, number, name_zh, name_en, sponsor, rate.": (
        "依 YAML 或 JSON 文件：members、number、name_zh、name_en、sponsor、rate。"
    ),
    "Another plan rate of the lists, in CNY for one USD (E5).": (
        "另定名单的计划汇率，一美元合人民币元（E5）。"
    ),
    "The first of a later month.": "以后某月的1日。",
    "Who drafts and proposes it.": "由谁起草并提请。",
    "Show the lines of an adjustment, with what each takes from a list and puts on one.": (
        "显示调整的各行，及其从名单移出和列入的内容。"
    ),
    "Show the plan adjustments of all years, with what became of them.": (
        "显示各年度的计划调整及其结果。"
    ),
    "Show all that would refuse an adjustment's decision, of every project; writes nothing.": (
        "显示会使调整不能审定的全部原因，逐个项目；不写入。"
    ),
    "Decide an adjustment: every project and list changes in one commit, or none.": (
        "审定调整：全部项目和名单一并变更，或全不变更。"
    ),
    "Decide it outside the months of K31.": "在 K31 所定月份之外审定。",
    "Decide against an adjustment.": "不予调整。",
    "Send an adjustment back to be mended.": "将调整退回修改。",
    "Ask the city again to decide a mended draft.": "将修改后的调整再次提请审定。",
    # standing
    "Show what the city alone decides: what it decided when, and who else tried (N01).": (
        "显示须由市级决定的事项：何时如何决定，还有谁试图办理（N01）。"
    ),
    "Only what was refused, and to whom.": "仅被拒绝的，及拒绝了谁。",
    "Show what happened to a project and all that belongs to it, or what is open (N30).": (
        "显示项目及其下级事项的经过，或未办结的事项（N30）。"
    ),
    "Only what is open: whose it is, till when.": "仅未办结的：由谁负责、至何时。",
    "Show what happened on a day, by whom, and who was told of it (N33).": (
        "显示某日发生的事、由谁办理、告知了谁（N33）。"
    ),
    "In numbers, for who is told of none of it by role.": "按类汇总，供不在通知之列的人员阅读。",
    "Of which day; the last one of the store unless said.": "哪一日；默认为数据库中的最后一日。",
    "Ask whether somebody may do something to a case, and why not; ends with 1 if not.": (
        "询问某人可否办理某事，及为何不可；不可时以1退出。"
    ),
    "Put a project on hold: its clocks stand still, and so does all that belongs to it.": (
        "暂停项目：其时限及全部下级事项一并暂停。"
    ),
    "An objective reason, such as land (K25).": "客观原因，如 land（K25）。",
    "When it is to go on.": "预计何时恢复。",
    "Since when it stands still; else today.": "自何时暂停；默认今日。",
    "Let a project go on, with its plan made anew; it may have to be verified again.": (
        "恢复项目，重新编制计划；可能须重新核验。"
    ),
    "The planned finish, made anew (K26).": "重新确定的计划竣工日期（K26）。",
    "The plan up to each month's end, twelve times; else as it was.": (
        "至各月末的计划，十二个；默认不变。"
    ),
    "When it was verified again (K21).": "何时重新核验（K21）。",
    "The paper that says so.": "依据的文件。",
    "Let a project leave the list; it goes on without it.": "项目退出名单；自行继续建设。",
    "Take a project off the preliminary list.": "将项目移出前期项目名单。",
    "Cancel a project: what is open about it is void.": "取消项目：其未办结的事项作废。",
    "What becomes of its land, where some is contracted.": "已签合同的土地如何处置。",
    "What becomes of the money that is in place.": "已到位的资金如何处置。",
    "Split a project into others that add up to it (K27); all or nothing.": (
        "将项目拆分为合计相符的几个（K27）；全部或全不。"
    ),
    "A part, such as K003A:phase one:60; amounts go by share.": (
        "一个部分，如 K003A:一期:60；金额按比例分配。"
    ),
    "The parts in a YAML or JSON file, under `parts:`.": "YAML 或 JSON 文件中 `parts:` 所列部分。",
    "Merge projects of one list under the first (K28); all or nothing.": (
        "将同一名单的项目并入第一个（K28）；全部或全不。"
    ),
    "The number of what they become.": "合并后的编号。",
    "What it is called in Chinese.": "中文名称。",
    "And in English.": "英文名称。",
    "One of their sponsors; else that of the first.": (
        "各项目包项目领导之一；默认为第一个项目的。"
    ),
    "Of different currencies: units of the first for one of the others.": (
        "币种不同时：其他币种一单位合第一个项目的币种多少。"
    ),
    "Waive a check for a step of a case: `waive K003 k31-window exit --why … "
    "--by city --as city`.": (
        "就某一步豁免一项检查：`waive K003 k31-window exit --why … --by city --as city`。"
    ),
    "The waiver counts for that step once; why it was given stays in the history.": (
        "豁免只用一次；理由将留在历史中。"
    ),
    # sponsors and dispatchers
    "Show what lies with each leader: projects, their year plans, contacts logged and owed.": (
        "显示各位领导所包项目、年度计划、已记和待记的联系。"
    ),
    "Show who sponsored a project from when until when, and what was handed over.": (
        "显示项目历任包项目领导的任期及移交事项。"
    ),
    "End one sponsorship and begin another at the same instant.": "更换包项目领导：前后相接。",
    "To stand in, for thirty days.": "代理，三十天。",
    "What the next one should know.": "接任者应知的事项。",
    "Show who dispatches each project and who stands in; of one, who handed each month in.": (
        "显示各项目的调度专人和替补；给出一个项目时，显示各月由谁报送。"
    ),
    "Name another dispatcher of a project: its open reports are theirs from now.": (
        "更换项目的调度专人：未报的月报即由其负责。"
    ),
    "Show what leaders did for their projects, month by month.": "逐月显示领导为项目所做的工作。",
    "Write down what a leader did for a project in a month.": "登记领导某月为项目所做的工作。",
    "What was seen, said or settled.": "看了什么、说了什么、定了什么。",
}
