"""C4.13, K05: who may stand in for a sponsor, and of which time a change may be."""

from datetime import datetime

from keyflow_keyprojects.dates import ZONE
from keyflow_keyprojects.rules.reasons import Reason, Sentences

reason = Sentences(
    {
        "acting-again": (
            "Somebody stands in for the sponsor already; name a sponsor now.",
            "该项目包项目领导已由他人代理，须正式确定人选。",
        ),
        "change-ahead": (
            "{at} has not come yet; enter the change on that day, or up to 30 days after it.",
            "{at} 尚未到来；请在当日或其后 30 天内登记变更。",
        ),
        "change-before-record": (
            "The change cannot be of {at}: {record} is {state} since {earliest}; give a later one.",
            "变更时间不能为 {at}：{record} 自 {earliest} 起为 {state}；请填写更晚的时间。",
        ),
        "change-too-long-ago": (
            "The change cannot be of {at}: it is entered up to 30 days after, from {earliest}.",
            "变更时间不能为 {at}：最多可补登 30 天，即自 {earliest} 起。",
        ),
    }
)


def acting(*, had: bool, asked: bool) -> list[Reason]:
    """C4.13: a vacancy is bridged once; after that a sponsor is named."""
    return [reason("acting-again")] if had and asked else []


def ahead(at: datetime) -> Reason:
    """E4: a change is entered when it happens; until then the sponsor is who it was."""
    return reason("change-ahead", at=_local(at))


def before(at: datetime, earliest: datetime, record: str, state: str, since: datetime) -> Reason:
    """E4: a change is no older than the records it would move; `record` is in `state` `since`."""
    known = {"at": _local(at), "earliest": _local(earliest)}
    if since < earliest:
        return reason("change-too-long-ago", **known)
    return reason("change-before-record", record=record, state=state, **known)


def _local(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"
