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
            "{unit} is not under the city: it can be asked, not ordered. A request has no colour.",
            "{unit} 不属本市管理，只能商请、不能督办；商请函不分颜色。",
        ),
        "request-to-own": (
            "{unit} is under the city and takes orders; a request is for those that do not.",
            "{unit} 属本市管理，应发督办单；商请函只发给不属本市管理的单位。",
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


def colour(
    named: str | None, unit: str, *, stationed: bool, said: bool | None = None
) -> list[Reason]:
    """C4.11, N11: an order has a colour; a unit that can be asked only gets a request, without one.

    `said` is whether it is said to be a request; None leaves that to the register.
    """
    if stationed:
        ordered = named or said is False
        return [reason("request-with-colour", unit=unit)] if ordered else []
    return asked(unit, stationed=False, said=said) or (
        [] if named else [reason("order-without-colour")]
    )


def asked(unit: str, *, stationed: bool, said: bool | None) -> list[Reason]:
    """N11: what is said to be a request is to a unit that can be asked only, and to no other."""
    if said is None or said == stationed:
        return []
    if stationed:
        return [reason("request-with-colour", unit=unit)]
    return [reason("request-to-own", unit=unit)]


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
