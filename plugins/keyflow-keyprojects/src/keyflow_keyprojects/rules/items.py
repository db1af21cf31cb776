"""K11 and K13 to K15: the project code, predecessors, the join of a stage, and lapsed documents."""

import re
from collections.abc import Iterable, Mapping, Set
from datetime import date, datetime
from typing import Literal

from keyflow_keyprojects.items.catalogue import Granted, Group, Item, valid
from keyflow_keyprojects.rules.reasons import Reason, Sentences

reason = Sentences(
    {
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
        "item-flagged": (
            "{item_en} rests on {gone}, which was taken back.",
            "“{item_zh}”所依据的 {gone} 已被撤销。",
        ),
        "document-gone": (
            "{item_en} is no longer in force; it must be granted anew.",
            "“{item_zh}”已失效或被撤销，须重新办理。",
        ),
        "document-past": (
            "A document cannot be granted until {expires}, which is past.",
            "有效期至 {expires}，该日期已过。",
        ),
        "commitment-past": (
            "What is promised must be due later than now, not by {due}.",
            "承诺期限 {due} 已过，须晚于当前时间。",
        ),
        "document-no-later": (
            "Say until when it is extended: a day after {expires}.",
            "延期须注明新的有效期，且晚于 {expires}。",
        ),
        "not-the-lead": (
            "{item_en} is handled by {lead}; whoever does so acts as {role} too.",
            "“{item_zh}”由 {lead} 办理，经办人须具有 {role} 身份。",
        ),
        "document-expired": ("{item_en} expired on {expired}.", "“{item_zh}”已于 {expired} 失效。"),
    }
)

_CODE = re.compile(r"\d{2}(0[1-9]|1[0-2])-\d{6}-\d{2}-\d{2}-\d{5}[0-9A-Z]", re.ASCII)
Catalogue = Mapping[str, Item]


def project_code(code: str | None) -> list[Reason]:
    """K11: there is a code of 24 characters, YYMM-RRRRRR-DD-TT-NNNNNC; its check is not public."""
    if not code:
        return [reason("code-missing")]
    return [] if _CODE.fullmatch(code) else [reason("code-malformed", project_code=code)]


def predecessors(
    code: str, catalogue: Catalogue, granted: Granted, applies: Set[str], on: date
) -> list[Reason]:
    """K13: what an item waits for is granted and in force on the effective date."""
    item = catalogue.get(code)
    if item is None:
        return [reason("item-unknown", item=code)]
    missing = item.missing(granted, applies, on)
    return [_missing(item, group, catalogue, granted) for group in missing]


def _missing(item: Item, group: Group, catalogue: Catalogue, granted: Granted) -> Reason:
    wanted = [catalogue[code] for code in group.codes]
    values = {
        "item": item.code,
        "item_en": item.name_en,
        "item_zh": item.name_zh,
        "wanted": str(group),
        "wanted_en": " or ".join(one.name_en for one in wanted),
        "wanted_zh": "或".join(one.name_zh for one in wanted),
    }
    lapsed = [expires for code in group.codes if (expires := granted.get(code))]
    if lapsed:
        return reason("predecessor-expired", **values, expired=max(lapsed))
    return reason("predecessor-missing", **values)


def join(
    needed: Iterable[str], granted: Set[str], catalogue: Catalogue, rule: Literal["all", "any"]
) -> list[Reason]:
    """K14: all of the needed items are granted, or with `any` at least one of them."""
    codes = list(needed)
    if rule == "any" and not granted.isdisjoint(codes):
        return []
    return [_named("item-outstanding", code, catalogue) for code in codes if code not in granted]


def conditional(committed: Iterable[str], catalogue: Catalogue) -> list[Reason]:
    """K14: list the items granted on a commitment, so that the one who confirms has seen them."""
    return [_named("item-conditional", code, catalogue) for code in committed]


def unexpired(documents: Granted, catalogue: Catalogue, on: date) -> list[Reason]:
    """K15: no document has expired at the effective date."""
    return [
        _named("document-expired", code, catalogue, expired=expires)
        for code, expires in documents.items()
        if not valid(expires, on)
    ]


def gone(codes: Iterable[str], catalogue: Catalogue) -> list[Reason]:
    """K15: no document ran out or was taken back without being granted anew."""
    return [_named("document-gone", code, catalogue) for code in codes]


def flagged(resting: Mapping[str, str], catalogue: Catalogue) -> list[Reason]:
    """C4.7: list the items that rest on one that was taken back, each with the one it was."""
    return [
        reason("item-flagged", item=code, **_names(code, catalogue), gone=lost)
        for code, lost in resting.items()
    ]


def granted_until(
    expires: date | None, promised: datetime | None, on: date, at: datetime
) -> list[Reason]:
    """C4.7: a document is not granted for a time that is past, nor on a promise that is due."""
    past = expires is not None and expires < on
    reasons = [reason("document-past", expires=expires)] if past else []
    if promised is not None and promised <= at:
        reasons.append(reason("commitment-past", due=promised))
    return reasons


def extended(before: date | None, after: date | None) -> list[Reason]:
    """C4.7: an extension names a later day than the document had."""
    if after is not None and (before is None or after > before):
        return []
    return [reason("document-no-later", expires=before or "-")]


def led(code: str, lead: str | None, roles: Set[str], catalogue: Catalogue) -> list[Reason]:
    """C3, N08: an item is handled by the department that leads it."""
    role = (lead or "").lower()
    if role in roles:
        return []
    names = _names(code, catalogue)
    return [reason("not-the-lead", item=code, **names, lead=lead or "-", role=role or "-")]


def _names(code: str, catalogue: Catalogue) -> dict[str, str]:
    item = catalogue.get(code)
    zh, en = (item.name_zh, item.name_en) if item else (code, code)
    return {"item_en": en, "item_zh": zh}


def _named(what: str, code: str, catalogue: Catalogue, **values: date | None) -> Reason:
    return reason(what, item=code, **_names(code, catalogue), **values)
