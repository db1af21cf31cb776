"""`Reason`: what a rule answers, and every sentence the rules can say, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple


class Reason(NamedTuple):
    """One thing that is wrong: a code, an English sentence with `{name}` slots, their values."""

    code: str
    sentence: str
    values: Mapping[str, Any]


def reason(code: str, **values: Any) -> Reason:
    """Return the reason of a code; raises KeyError for a code without a sentence."""
    return Reason(code, SENTENCES[code][0], values)


SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # K01-K04, nomination
        "field-missing": ("The field {field} is empty.", "必填项 {field} 未填写。"),
        "code-taken": (
            "Project code {project_code} already belongs to {by}.",
            "项目代码 {project_code} 已属于 {by}。",
        ),
        "name-taken": (
            "{owner} already has a project named {name}: {by}.",
            "{owner} 已有同名项目“{name}”：{by}。",
        ),
        "document-missing": (
            "The nomination lacks the document {document}.",
            "申报材料缺少 {document}。",
        ),
        "total-below-threshold": (
            "The total of {have} CNY is below {need} CNY, the threshold for {group}.",
            "总投资 {have} 元，低于 {group} 类项目门槛 {need} 元。",
        ),
        "intensity-below-threshold": (
            "Investment of {have} CNY a hectare is below {need} CNY.",
            "每公顷投资强度 {have} 元，低于 {need} 元。",
        ),
        "return-below-threshold": (
            "Output {output} and tax {tax} CNY a hectare; {need_output} or {need_tax} is needed.",
            "每公顷产出 {output} 元、税收 {tax} 元；应达到 {need_output} 元或 {need_tax} 元。",
        ),
        # K05, K06, responsibility
        "sponsor-missing": ("No city leader sponsors the project.", "项目没有包项目的市级领导。"),
        "sponsor-not-in-office": (
            "{sponsor} does not hold a city-level office on {day}.",
            "{sponsor} 在 {day} 不担任市级领导职务。",
        ),
        "sponsor-misnamed": (
            "The project's sponsor is {had}, not {named}.",
            "项目现包项目领导为 {had}，不是 {named}。",
        ),
        "sponsor-unchanged": (
            "{sponsor} sponsors the project already.",
            "{sponsor} 已是该项目包项目领导。",
        ),
        "unit-missing": ("No responsible unit is named.", "未明确责任单位。"),
        "head-missing": ("The responsible unit has no head.", "责任单位没有主要负责人。"),
        "dispatcher-missing": ("No dispatcher is named.", "未指定专人调度。"),
        # K07, K08, K12, plans
        "currency-mixed": (
            "Amounts in {have} and {need} do not add up; state them in one currency.",
            "金额币种 {have} 与 {need} 不一致，请统一币种。",
        ),
        "amount-missing": ("The amount {field} is not given.", "金额 {field} 未填写。"),
        "year-plan-above-rest": (
            "The year plan of {plan} is more than the {rest} still to be invested.",
            "年度计划 {plan} 超过剩余投资 {rest}。",
        ),
        "targets-missing": (
            "The year's targets are not broken down.",
            "年度目标未分解。",
        ),
        "targets-astray": (
            "The parts of {node} add up to {sum}, not to {whole}.",
            "{node} 的分项合计为 {sum}，与 {whole} 不符。",
        ),
        "target-without-steps": (
            "Stage {node} has no steps.",
            "阶段 {node} 未分解到环节。",
        ),
        "target-undated": ("{node} has no due date.", "{node} 没有完成期限。"),
        "target-unaccountable": (
            "Nobody answers for stage {node}.",
            "阶段 {node} 没有责任单位。",
        ),
        "stage-without-targets": (
            "The next stage, {stage}, has no targets.",
            "下一阶段 {stage} 没有目标。",
        ),
        "stage-without-dates": (
            "The next stage, {stage}, has no start or due date.",
            "下一阶段 {stage} 没有起止日期。",
        ),
        # K11, K13-K15, approval items
        "code-missing": ("The project has no project code.", "项目尚未赋码。"),
        "code-malformed": (
            "{project_code} does not have the shape YYMM-RRRRRR-DD-TT-NNNNNC of a project code.",
            "{project_code} 不符合项目代码格式 YYMM-RRRRRR-DD-TT-NNNNNC。",
        ),
        "item-unknown": (
            "{item} is not in the catalogue of approval items.",
            "审批事项目录中没有 {item}。",
        ),
        "predecessor-missing": (
            "{item_en} waits for: {wanted_en}.",
            "{item_zh} 的前置事项未完成：{wanted_zh}。",
        ),
        "predecessor-expired": (
            "{item_en} needs {wanted_en}, which expired on {expired}.",
            "{item_zh} 的前置事项“{wanted_zh}”已于 {expired} 失效。",
        ),
        "item-outstanding": ("{item_en} is not granted yet.", "“{item_zh}”尚未批准。"),
        "item-conditional": (
            "{item_en} is granted on a commitment that is still owed.",
            "“{item_zh}”为告知承诺批准，承诺事项尚未兑现。",
        ),
        "document-expired": (
            "{item_en} expired on {expired}.",
            "“{item_zh}”已于 {expired} 失效。",
        ),
        # K16, K18-K22, building
        "blocker-open": (
            "Blocker {blocker} ({type}) is open at level {level}.",
            "制约问题 {blocker}（{type}）仍处于第 {level} 级，未解决。",
        ),
        "funds-short": (
            "{have} is in place; {need} is needed, {share} of the total.",
            "到位资金 {have}，应到位 {need}（占总投资 {share}）。",
        ),
        "contractor-missing": ("No contractor is named.", "未确定施工单位。"),
        "supervision-missing": ("No supervising firm is named.", "未确定监理单位。"),
        "supervision-not-independent": (
            "{firm} cannot supervise its own works.",
            "{firm} 不能监理自己施工的工程。",
        ),
        "evidence-missing": ("The evidence lacks: {what}.", "证明材料缺少：{what}。"),
        "evidence-in-future": (
            "{day} lies in the future; it cannot be reported yet.",
            "{day} 尚未到来，不能申报。",
        ),
        "start-extended": (
            "The start was put off {given} times already; at most {most} are allowed.",
            "开工已延期 {given} 次，最多允许 {most} 次。",
        ),
        "reverification-missing": (
            "Stopped since {since}, {months} months or more; it must be verified again first.",
            "自 {since} 起停工已满 {months} 个月，须先重新核验。",
        ),
        "milestone-unknown": (
            "{step} is not a milestone of this project.",
            "{step} 不是本项目的节点。",
        ),
        # K25-K28, standing
        "suspension-reason": (
            "{reason} is not an objective reason; known: {known}.",
            "{reason} 不属于客观原因；可选：{known}。",
        ),
        "suspension-end-missing": (
            "The suspension has no expected end.",
            "暂停未注明预计结束日期。",
        ),
        "suspension-length": (
            "The suspension must end after {first} and by {last}, not on {end}.",
            "暂停应在 {first} 之后、{last} 之前结束，而不是 {end}。",
        ),
        "replan-missing": ("The project has not been planned anew.", "项目尚未重新编排计划。"),
        "replan-old": (
            "The plan of {made_on} is older than the suspension of {since}.",
            "{made_on} 的计划早于 {since} 的暂停。",
        ),
        "replan-finish-past": (
            "The new planned finish {finish} is past.",
            "新的计划完工日期 {finish} 已过。",
        ),
        "replan-falls": (
            "The new monthly plan falls in month {month}.",
            "新的月度累计计划在第 {month} 月下降。",
        ),
        "replan-total": (
            "The new monthly plan ends at {end}, not at the year plan of {plan}.",
            "新的月度计划累计为 {end}，与年度计划 {plan} 不符。",
        ),
        "split-too-few": ("A split makes at least two projects.", "拆分至少形成两个项目。"),
        "number-repeated": ("{number} stands twice.", "{number} 重复。"),
        "split-astray": (
            "The parts' {what} add up to {sum}, not to {whole}.",
            "拆分后 {what} 合计 {sum}，与原项目 {whole} 不符。",
        ),
        "merge-too-few": ("A merger takes at least two projects.", "合并至少需要两个项目。"),
        "merge-lists": (
            "The projects stand in different lists: {lists}.",
            "拟合并项目不在同一名单：{lists}。",
        ),
        "merge-currencies": (
            "The projects count in {currencies}; state a rate.",
            "拟合并项目币种不同（{currencies}），须注明汇率。",
        ),
        "merge-sponsor": (
            "Choose one of the projects' sponsors: {sponsors}.",
            "须从原包项目领导中确定一人：{sponsors}。",
        ),
        "merge-not-a-member": (
            "{number} is not listed once among the projects to be merged.",
            "拟合并项目中 {number} 应当且仅应当出现一次。",
        ),
        "merge-misstated": (
            "The merger misstates {field} of {number}.",
            "合并方案中 {number} 的 {field} 与项目数据不符。",
        ),
        # K30
        "same-person": (
            "{actor} already did {trigger}; somebody else must do this.",
            "{actor} 已办理 {trigger}，此步骤须由他人办理。",
        ),
        # C4.10, C4.12, meetings and reviews
        "notice-too-late": (
            "A meeting is called at least two working days before.",
            "会议须至少提前两个工作日通知。",
        ),
        "no-quorum": (
            "{present} of {members} members are present; more than half are needed.",
            "应到 {members} 人，实到 {present} 人，未过半数。",
        ),
        "objection-open": (
            "Units may object until {until}.",
            "责任单位可在 {until} 前提出异议。",
        ),
    }
)

ZH: Mapping[str, str] = MappingProxyType({code: zh for code, (_, zh) in SENTENCES.items()})
