"""Help of the commands about quarters, the year, and what is restated, in Chinese."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # a quarter
    "Show what a quarter such as 2011-Q1 comes to, or score it for good.": (
        "显示某季度（如 2011-Q1）的测算，或正式打分。"
    ),
    "Score the frozen quarter as this person of the KPMO.": "由办公室此人为已冻结的季度打分。",
    "A major accident: the project's score is void (C9).": "重大事故：项目得分一票否决（C9）。",
    "What the office says of a project or unit.": "办公室对项目或单位的评语。",
    "Lay the scores of a quarter, or the grades of a year, open: units may object.": (
        "公示季度得分或年度等次：单位可提出异议。"
    ),
    "Object to the score of a project or of a unit, while it is laid open.": (
        "公示期间对项目或单位的得分提出异议。"
    ),
    "What is wrong with the score.": "得分有何错误。",
    "Show what was objected to in a quarter or year, and what was answered.": (
        "显示季度或年度的异议及答复。"
    ),
    "Answer objection N of `objections`; `rescore` then changes what is upheld.": (
        "答复 `objections` 中的第 N 项异议；成立的用 `rescore` 改分。"
    ),
    "What the unit is told.": "告知单位的内容。",
    "Score projects again about which an objection was upheld, before it is published.": (
        "发布前对异议成立的项目改分。"
    ),
    "Publish a quarter, once its time to object is over; `paper quarter` prints it.": (
        "异议期满后发布季度讲评；输出用 `paper quarter`。"
    ),
    "What the office says of the quarter.": "办公室对本季度的讲评。",
    "Close a quarter that is published, or a year that is decided: nothing more is restated.": (
        "将已发布的季度或已审定的年度归档：不再更正。"
    ),
    "Show the ranking of a quarter such as 2011-Q1 or of a year such as 2011.": (
        "显示季度（如 2011-Q1）或年度（如 2011）的名次。"
    ),
    "As it was published then.": "按当时发布的。",
    "Show one project's or unit's score of a quarter or year, line by line.": (
        "逐项显示项目或单位的季度或年度得分。"
    ),
    "Show what a project loses day by day, before the quarter's score says so (N49).": (
        "逐日显示项目在季度打分之前的扣分（N49）。"
    ),
    "Show who froze, scored, published and restated each quarter and year, and who was refused.": (
        "显示各季度、年度由谁冻结、打分、发布、更正，及拒绝了谁。"
    ),
    # a quarter put right
    "Show what was corrected of a quarter since it was frozen, and what its scores become.": (
        "显示季度冻结后的更正及得分的变化。"
    ),
    "Of a year, the reports corrected and the quarters restated since it was graded. It is the "
    "draft of a restatement (E11): the office proposes it, and the city approves.": (
        "年度的，为评定后更正的月报和季度。此为更正草案（E11）：办公室提出，市级批准。"
    ),
    "Show whose deduction for a red light may be cleared: a later target was met.": (
        "显示哪些红灯扣分可予销除：后续目标已完成。"
    ),
    "Propose to restate scores of a published quarter, or grades of a decided year.": (
        "提请更正已发布季度的得分或已审定年度的等次。"
    ),
    "The city decides. Of no projects named, those of `corrections`: whose reports were corrected, "
    "and for a year also whose quarters were restated.": (
        "由市级决定。未给出项目时，为 `corrections` 所列：月报已更正的，年度的还包括季度已更正的。"
    ),
    "Whose red light counts no more.": "红灯不再计的项目。",
    "Approve what was proposed: new versions of the scores, and the ranks that move.": (
        "批准所提更正：得分形成新版本，名次随之变动。"
    ),
    "What the city says to it.": "市级的意见。",
    "Leave the scores of a quarter as they were published, or the grades of a year.": (
        "季度得分或年度等次维持原样。"
    ),
    # the year
    "Show what a year's grades come to; with --result write them, to be laid open.": (
        "显示年度等次的测算；用 --result 写入，供公示。"
    ),
    "The result in words; with it the grades are written.": "考核结果的文字；给出即写入等次。",
    "Whom to show.": "显示哪些对象。",
    "Sign the year off (C4.12): from then on only the city lets a report be corrected.": (
        "审定年度（C4.12）：此后更正月报须经市级同意。"
    ),
    "Although a quarter is not published.": "尽管有季度尚未发布。",
    "Show what a year came to: the total against the plan, and how many have which grade.": (
        "显示年度结果：总量与计划的对照，各等次的数量。"
    ),
}
