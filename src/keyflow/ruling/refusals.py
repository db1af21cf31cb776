"""Why something cannot be done with a task or a round: each reason in English and Chinese."""

from collections.abc import Mapping

TASKS: Mapping[str, tuple[str, str]] = {
    "no-such-task": ("There is no task {task}.", "没有编号为{task}的任务。"),
    "task-closed": (
        "The task is over: {why}, by {who}; its round is {result}.",
        "任务已结束：{why}，经办人：{who}；所在轮次：{result}。",
    ),
    "not-your-turn": (
        "It is not this task's turn yet; it waits for {others}.",
        "尚未轮到该任务；正在等待{others}。",
    ),
    "not-your-task": (
        "The task is {holder}'s, not yours.",
        "该任务属于{holder}，不属于您。",
    ),
    "right-lost": (
        "{person} no longer holds what made this their task.",
        "{person}已不再具有办理该任务的资格。",
    ),
    "stands-in": (
        "{person} acts here for {other} and cannot take the task over from them.",
        "{person}在此是代理{other}，不能自行接手其任务。",
    ),
    "own-request": (
        "Who began the case may not decide on it.",
        "事项发起人不得审批自己的事项。",
    ),
    "apart": (
        "{person} may not decide here, having done {what} in this matter.",
        "{person}在本事项中已承担{what}，不得在此审批。",
    ),
    "already-voted": (
        "{person} has voted in this round already.",
        "{person}在本轮已表决。",
    ),
    "recused": (
        "{person} has recused themselves from this round.",
        "{person}在本轮已回避。",
    ),
    "look-alike": (
        "{person} looks like {other}, who has voted; one person has one spelling.",
        "{person}与已表决的{other}写法相近；同一人只能使用一种写法。",
    ),
    "signature-required": ("A signature is needed to approve.", "同意时必须签名。"),
    "attachment-required": ("An attached paper is needed to approve.", "同意时必须附上附件。"),
    "field-needed": (
        "The field {field} must be filled before it can be approved.",
        "同意之前必须填写字段{field}。",
    ),
    "forbidden-here": (
        "{what} is not allowed in this round.",
        "本轮不允许{what}。",
    ),
    "wrong-kind": (
        "A task of the kind {kind} cannot be answered by {what}.",
        "{kind}类任务不能执行{what}。",
    ),
    "name-another": (
        "Without your vote it could not be approved: say who takes the task instead (to).",
        "没有您的表决将无法通过：请指明由谁接替（to）。",
    ),
    "to-oneself": ("It is {person}'s already.", "该任务本来就属于{person}。"),
    "was-there-before": (
        "The task was {person}'s before and was handed on; it cannot go back that way.",
        "该任务曾属于{person}并已转出，不能再转回。",
    ),
    "in-the-round": (
        "{person} is in this round already.",
        "{person}已在本轮之中。",
    ),
    "two-places": (
        "Others were added {place} this task; before and after cannot be mixed.",
        "该任务已有{place}加签；前加签与后加签不能混用。",
    ),
    "two-modes": (
        "Those added to this task decide by {mode}; all of them go by one rule.",
        "该任务的加签人按{mode}方式表决；同一任务的加签只能用一种方式。",
    ),
    "needed-elsewhere": (
        "{person} is the only one left for the task of {roles}; decide on that one.",
        "{roles}的任务只剩{person}可以办理，请办理该任务。",
    ),
    "agreed-already": (
        "Of those added to this task one was enough, and it is settled: {person}.",
        "该任务的加签只需一人意见，且已有结果：{person}。",
    ),
    "not-added": (
        "Only somebody who was added, and has not acted, can be removed.",
        "只能减去加签而来且尚未处理的人。",
    ),
    "last-voter": (
        "Without {person} the round could not be approved any more.",
        "减去{person}后，本轮将无法通过。",
    ),
    "claimed": ("The task was claimed by {person}.", "任务已由{person}认领。"),
    "not-claimed": ("The task is not claimed.", "任务尚未被认领。"),
    "delegated": (
        "The task is with {person}, who was asked for help.",
        "任务正由受委派的{person}处理。",
    ),
    "not-delegated": ("The task was not delegated.", "任务未被委派。"),
    "own-opinion": (
        "Who asked for the opinion does not give it.",
        "征求意见的人不能自己答复。",
    ),
    "consulted": (
        "{person} was asked for an opinion on this already.",
        "已就此征求过{person}的意见。",
    ),
    "opinions-open": (
        "The opinion of {people} is still awaited.",
        "仍在等待{people}的意见。",
    ),
    "answer-the-objection": (
        "{people} disagreed with reasons; approving needs a comment that answers them.",
        "{people}提出了有理由的不同意见；同意时必须说明理由予以回应。",
    ),
    "reasons-required": ("To disagree, give reasons.", "不同意必须说明理由。"),
    "blocks-nothing": (
        "{what} is no trigger, state or stage that could be kept shut.",
        "{what}不是可以限制的操作、状态或阶段。",
    ),
    "no-round": ("No round of votes is open here.", "此处没有正在进行的审批。"),
    "decide-instead": (
        "{trigger} is the result of a round of votes; decide on a task instead.",
        "{trigger}是审批结果，请处理审批任务。",
    ),
    "decision-open": (
        "{state} is being decided; who is asked there cannot be changed this way.",
        "{state}正在审批，不能以此方式更改审批人。",
    ),
    "in-groups": (
        "{state} is decided in groups; who is asked there cannot be settled for one case.",
        "{state}按组审批，不能为单个事项指定审批人。",
    ),
    "not-chosen-here": (
        "Who decides in {state} is not chosen by {who}.",
        "{state}的审批人不由{who}选定。",
    ),
    "no-approval": ("Nobody decides in the state {state}.", "状态{state}没有审批。"),
    "never-there": (
        "The case did not come here through {state}; it may go back to: {known}.",
        "事项不是经由{state}到达此处；可退回至：{known}。",
    ),
    "not-above": (
        "{above} is not a case this one belongs to.",
        "{above}不是本事项所属的事项。",
    ),
    "straight-back-fixed": (
        "How it goes on after a return is fixed here: {rule}.",
        "此处退回后的流转方式已固定：{rule}。",
    ),
    "not-the-initiator": (
        "Only who began the case may {what}.",
        "只有发起人可以执行{what}。",
    ),
    "not-yours-to-take-back": ("This decision is not yours.", "该决定不是您作出的。"),
    "next-has-acted": (
        "Somebody has acted on the decision since; it cannot be taken back.",
        "后续人员已处理，不能取回。",
    ),
    "result-deemed": (
        "The round ended by the lapse of its time, not by this decision.",
        "该轮审批因期限届满而结束，并非因该决定结束，不能取回。",
    ),
    "return-stands": (
        "You sent the case back with it; a return cannot be taken back.",
        "您已将事项退回；退回不能取回。",
    ),
    "not-ended": ("The case has not ended.", "事项尚未办结。"),
    "window-over": (
        "It could be reopened until {until}.",
        "只能在{until}之前重新打开。",
    ),
    "never-reopened": (
        "The workflow does not allow a case to be reopened.",
        "该流程不允许重新打开事项。",
    ),
    "urged-enough": (
        "Urged {count} of at most {most} times, last at {last}; {every} must lie between.",
        "最多可催办{most}次，已催办{count}次，最近一次在{last}；间隔须满{every}。",
    ),
    "still-owed": (
        "{what} is still owed since the approval; hand it in first.",
        "审批时约定补交的{what}尚未补齐，请先补齐。",
    ),
    "initiator-decides": (
        "{person} began the case and is asked to decide in {state}.",
        "{person}是发起人，又被列为{state}的审批人。",
    ),
    "nobody-to-decide": (
        "Nobody was found for {who} in {state}.",
        "在{state}没有找到{who}。",
    ),
    "cannot-be-met": (
        "{state} could never be approved by those who may decide: {why}.",
        "可以审批的人无法使{state}通过：{why}。",
    ),
    "cannot-be-refused": (
        "Those who may decide in {state} could not turn it down, so it would pass without a vote.",
        "{state}的审批人无从使其不通过，事项将未经表决而通过。",
    ),
    "needs-directory": (
        "{who} in {state} cannot be found without a directory that knows it.",
        "没有相应的组织目录，无法确定{state}的{who}。",
    ),
    "not-in-a-batch": (
        "In {state} each case is decided by itself.",
        "{state}必须逐件审批。",
    ),
    "not-final": (
        "{state} is an end; terminate the case instead.",
        "{state}是终止状态，请改用终止。",
    ),
}
