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
from keyflow.ruling.findings import no
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
            findings.append(
                no(
                    "member-unfit",
                    field=field,
                    why=str(error).removeprefix(f"{field}: "),
                    most=limits.ID,
                )
            )
            continue
        if keys.count(key) > 1:
            findings.append(no("member-twice", field=field, member=key))
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


def _subject_too_long(subject: str) -> Finding:
    length, start = len(subject), subject[:60]
    return no("subject-too-long", length=length, most=limits.ID, start=start)
