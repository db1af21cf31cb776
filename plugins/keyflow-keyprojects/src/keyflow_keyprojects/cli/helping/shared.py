"""Help that many commands share, in Chinese: options, and who does it unless somebody is named."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "Run a municipal key-projects office: lists, reports, blockers, meetings, scores, papers.": (
        "市重点项目管理办公室：名单、月报、制约问题、会议、考核、文件。"
    ),
    "Run a municipal key-projects office through the year 2011.": (
        "演示市重点项目管理办公室的2011年全年工作。"
    ),
    "An empty database; a fresh SQLite file by default.": "空数据库；默认新建 SQLite 文件。",
    "Where the page, the messages and the database go.": "网页、通知和数据库放在哪里。",
    "What the dice begin with.": "随机数的种子。",
    "The office's database; else that of `keyflow --store`, else KEYFLOW_STORE.": (
        "本办公室的数据库；默认为 `keyflow --store` 所指，其次为 KEYFLOW_STORE。"
    ),
    "The office's database; else that of `keyflow --store`, else KEYFLOW_STORE, else the demo's.": (
        "本办公室的数据库；默认为 `keyflow --store` 所指，其次为 KEYFLOW_STORE，再次为演示数据库。"
    ),
    "The language of the answer.": "回答所用的语言。",
    "Print JSON and nothing else.": "只输出 JSON。",
    "Act as if it were then, in the office's zone.": "按此时刻办理（本地时间）。",
    "As the office knew it then; of a day, at its end.": "按当时所知；仅给日期时为当日终了。",
    "The day it happened, up to 30 days back.": "发生的日期，最多补录30天。",
    "The day; up to 30 days back.": "日期；最多补录30天。",
    "Of which year.": "哪一年。",
    "Which list.": "哪个名单。",
    "Projects, or units.": "项目或单位。",
    "What a row stands for.": "按什么分行。",
    "What kind it is.": "属于哪一类。",
    "Those of one kind.": "仅此类别。",
    "Those of one unit.": "仅此单位的。",
    "Those to one unit.": "仅发给此单位的。",
    "Of one project.": "仅此项目的。",
    "Of one leader.": "仅此领导的。",
    "Of one colour.": "仅此等级的。",
    "Of which workflow.": "属于哪个流程。",
    "The reason; it stays in the history.": "理由；将留在历史中。",
    "The reason; it is kept.": "理由；将予留存。",
    "Why; it is kept.": "理由；将予留存。",
    "The reason for it.": "理由。",
    "What is said to it.": "有何说明。",
    "What was said.": "说了什么。",
    "In which role.": "以何角色。",
    "In which role, such as city; a sponsor is named by the case.": (
        "以何角色，如 city；包项目领导由事项自身指明。"
    ),
    "Ask every check, write nothing.": "只作全部检查，不写入。",
    "Again for each.": "每个给出一次。",
    "As it stood then.": "当时的状况。",
    "As it was known then.": "按当时所知。",
    "As the office knew it on that day.": "按办公室当日所知。",
    "Its last day.": "最后一日。",
    "On which day.": "哪一日。",
    "Such as K038/support/1.": "如 K038/support/1。",
    # who does it
    "Who does it; else kpmo-clerk.": "由谁办理；默认为 kpmo-clerk。",
    "Who does it; else kpmo.": "由谁办理；默认为 kpmo。",
    "Who does it; else city.": "由谁办理；默认为 city。",
    "Who does it; else inspector.": "由谁办理；默认为 inspector。",
    "Who does it; else the owner_contact it names.": "由谁办理；默认为所指的业主联系人。",
    "Who does it; else the head it names.": "由谁办理；默认为所指的负责人。",
    "Who does it; else the sponsor it names.": "由谁办理；默认为所指的包项目领导。",
    "Who does it; else the department it names.": "由谁办理；默认为所指的主管部门。",
    "Who does it; else the holder it names.": "由谁办理；默认为所指的承办人。",
    "Who does it; else the owner, or the department that leads.": (
        "由谁办理；默认为项目单位或牵头部门。"
    ),
    "Who agrees, for the city.": "由谁代表市级同意。",
    "Who adopts it, for the city.": "由谁代表市级审定。",
    "Who decides, for the city.": "由谁代表市级决定。",
    "Who enters it, for the city.": "由谁代表市级登记。",
    "Who enters it, for the office.": "由谁代表办公室登记。",
    "Who accepts it, for the office.": "由谁代表办公室接收。",
    "Who begins it, for the office.": "由谁代表办公室开始。",
    "Who says so, for the office.": "由谁代表办公室提出。",
    "Who of the office.": "办公室由谁经办。",
    "Who appoints.": "由谁任命。",
    "Who asks.": "由谁提出。",
    "Who asks; else the head it names.": "由谁提出；默认为所指的负责人。",
    "Who asks; else the project's owner.": "由谁提出；默认为项目单位。",
    "Who decides it.": "由谁决定。",
    "Who would decide it.": "假设由谁决定。",
    "Who grants it.": "由谁落实。",
    "Who issued it.": "由谁签发的。",
    "Who issues it.": "由谁签发。",
    "Who names them.": "由谁指定。",
    "Who nominates them.": "由谁推荐。",
    "Who opens it again.": "由谁重新受理。",
    "Who presides.": "由谁主持。",
    "Who publishes it.": "由谁发布。",
    "Who replies; else the head it names.": "由谁回复；默认为所指的负责人。",
    "Who objects; else the head of the unit that is responsible.": (
        "由谁提出异议；默认为责任单位负责人。"
    ),
    "Who says so; else who has it at its level.": "由谁报告；默认为该级别的责任人。",
    "Who stands in.": "由谁替补。",
    "Who uses it; else the project's owner.": "由谁使用；默认为项目单位。",
    "Who waives it.": "由谁豁免。",
    "Who; else the unit's head, the inspector, or the chair.": (
        "由谁办理；默认为单位负责人、督查人员或会议主持人。"
    ),
    "A role the person holds; repeatable.": "该人的角色；可重复。",
}
