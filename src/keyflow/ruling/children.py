"""The cases that a state opens when it is entered: one, or one for each member of a data field."""

from collections.abc import Iterator, Mapping
from typing import Any

from keyflow.errors import InputError
from keyflow.finding import Finding
from keyflow.model import limits
from keyflow.model.command import Start
from keyflow.model.definition import Children
from keyflow.model.values import identifier
from keyflow.ruling.draft import Draft
from keyflow.ruling.passage import No
from keyflow.ruling.step import Step


def starts(step: Step, draft: Draft, slot: str, children: Children) -> Iterator[Start]:
    """Yield what begins the cases of a slot; raises `No` where members cannot name cases.

    One that is still open since the state was last entered is not opened a second time.
    """
    still_open = {
        case.subject
        for case in step.family(draft.before.root)
        if (case.parent, case.slot) == (draft.before.id, slot) and not case.ended
    }
    shared = {field: draft.data[source] for field, source in children.data.items()}
    for subject, own in _members(draft, slot, children).items():
        if subject not in still_open:
            yield Start(
                children.workflow,
                subject=subject,
                data=shared | own,
                parent=draft.before.id,
                slot=slot,
            )


def _members(draft: Draft, slot: str, children: Children) -> dict[str, dict[str, Any]]:
    """Return the data of each member by the subject of its case."""
    subject = f"{draft.before.subject}/{slot}"
    if children.each is None:
        members: dict[str, dict[str, Any]] = {subject: {}}
        findings = []
    else:
        found = draft.data[children.each] or ()
        pairs = found.items() if isinstance(found, dict) else ((_key(item), item) for item in found)
        named = list(pairs)
        findings = _unfit([key for key, _ in named], children.each)
        members = {f"{subject}/{key}": _member(key, item) for key, item in named}
    findings += [_subject_too_long(name) for name in members if len(name) > limits.ID]
    if findings:
        raise No(findings, draft.before.id)
    return members


def _unfit(keys: list[str], field: str) -> list[Finding]:
    findings = []
    for key in dict.fromkeys(keys):
        try:
            identifier(key, field)
        except InputError as error:
            findings.append(_member_unfit(field, str(error).removeprefix(f"{field}: ")))
            continue
        if keys.count(key) > 1:
            findings.append(_member_twice(field, key))
    return findings


def _key(item: Any) -> str:
    if isinstance(item, Mapping):
        first = next(iter(item.values()))
        return "" if first is None else str(first)
    return str(item)


def _member(key: str, item: Any) -> dict[str, Any]:
    if isinstance(item, Mapping):
        return {name: value for name, value in item.items() if value is not None}
    return {"item": item if isinstance(item, str) else key}


def _member_unfit(field: str, why: str) -> Finding:
    return Finding(
        "member-unfit",
        "A member of {field} cannot name a case: it {why}.",
        translations={
            "zh": "{field}的一项不能作为事项名称：须为1至{most}个字符，首尾无空白，且不含控制字符。"
        },
        field=field,
        why=why,
        most=limits.ID,
    )


def _member_twice(field: str, member: str) -> Finding:
    return Finding(
        "member-twice",
        "{field} holds {member} twice; each opens a case of its own.",
        translations={"zh": "{field}中{member}重复出现；每一项只能开启一个事项。"},
        field=field,
        member=member,
    )


def _subject_too_long(subject: str) -> Finding:
    return Finding(
        "subject-too-long",
        "A case cannot be opened: its subject would be {length} characters long, at most {most} "
        "are allowed: {start}…",
        translations={"zh": "无法开启事项：其对象将有{length}个字符，最多{most}个：{start}…"},
        length=len(subject),
        most=limits.ID,
        start=subject[:60],
    )
