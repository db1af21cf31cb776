"""C4.11: what a supervision order must be, and when more time may be asked for."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from keyflow_keyprojects.rules.reasons import Reason, Sentences

reason = Sentences(
    {
        "order-without-colour": (
            "An order has a colour: blue, yellow or red.",
            "督办单须注明颜色：蓝、黄或红。",
        ),
        "request-with-colour": (
            "A stationed unit can be asked, not ordered: a request has no colour.",
            "对驻市单位只能商请，商请函不分颜色。",
        ),
        "extension-used": (
            "More time was asked for before; it may be asked for once.",
            "延期只能申请一次，此前已申请。",
        ),
        "extension-unreadable": (
            "Say for how long: working days, such as 3wd, at most {most}.",
            "须注明延期时间：工作日数，如 3wd，最长 {most}。",
        ),
        "number-taken": ("{subject} is there already.", "{subject} 已存在。"),
    }
)

_LIMIT = re.compile(r"([1-9][0-9]{0,2})wd\Z")


def colour(named: str | None, *, request: bool) -> list[Reason]:
    """C4.11, N11: an order has a colour, a request has none."""
    if request:
        return [reason("request-with-colour")] if named else []
    return [] if named else [reason("order-without-colour")]


def extension(before: Mapping[str, Any] | None, asked: Mapping[str, Any] | None, most: str) -> list[
    Reason
]:  # fmt: skip
    """C4.11: more time is asked for once, in working days, and not for too many."""
    reasons = [reason("extension-used")] if before else []
    wanted, longest = _days((asked or {}).get("limit")), _days(most)
    if not 0 < wanted <= longest:
        reasons.append(reason("extension-unreadable", most=most))
    return reasons


def _days(limit: str | None) -> int:
    found = _LIMIT.match(limit or "")
    return int(found[1]) if found else 0


def untaken(subject: str, taken: Iterable[str]) -> list[Reason]:
    """C2: no two cases of one slot of a project have one number."""
    return [reason("number-taken", subject=subject)] if subject in set(taken) else []
