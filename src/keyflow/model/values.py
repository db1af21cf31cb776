"""What may come in: ids, names, texts and instants, refused the same way by every store."""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from keyflow.errors import InputError
from keyflow.model import limits

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_FORBIDDEN = re.compile(r"[\x00\ud800-\udfff]")
_SPELLED = re.compile(r"[!-~]+\Z")


def identifier(value: object, field: str) -> str:
    """Return an id (of a person, a case, a subject, a command key) or raise `InputError`.

    An id is 1 to 200 characters with no control characters, no lone surrogates and no white space
    at its ends. It is compared exactly: the host gives each person one spelling.
    """
    if not isinstance(value, str):
        raise InputError(field, f"must be text, not {type(value).__name__}")
    if 0 < len(value) <= limits.ID and _SPELLED.match(value):
        return value
    if not value.strip():
        raise InputError(field, "must not be empty")
    if len(value) > limits.ID:
        raise InputError(field, f"is {len(value)} characters long; at most {limits.ID} are allowed")
    if value != value.strip():
        raise InputError(field, "must not begin or end with white space")
    if _CONTROL.search(value) or _FORBIDDEN.search(value):
        raise InputError(field, "holds a control character or a lone surrogate; remove it")
    return value


def person(value: object, field: str) -> str:
    """Return the id of a person or raise `InputError`: an id that is not the mailbox of a role."""
    found = identifier(value, field)
    if found.startswith("role:"):
        raise InputError(field, "must not begin with 'role:', which marks the mailbox of a role")
    return found


def somebody(value: object, field: str) -> str:
    """Return the id of a person who can act or raise `InputError`: keyflow itself is none."""
    found = person(value, field)
    if found == "system":
        raise InputError(field, "'system' is keyflow's own name; give a person's")
    return found


def one_of(value: object, field: str, known: Sequence[str]) -> None:
    """Raise `InputError` for what is none of some words."""
    if value not in known:
        raise InputError(field, f"{value!r} is not one of {', '.join(known)}")


def texts(value: object, field: str, most: int) -> tuple[str, ...]:
    """Return texts without blank ones or raise `InputError`."""
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        raise InputError(field, "must be a list of texts")
    found = tuple(prose(item, f"{field}[{n}]") for n, item in enumerate(value))
    if len(found) > most:
        raise InputError(field, f"holds {len(found)} items; at most {most} are allowed")
    return tuple(item for item in found if not is_blank(item))


def prose(value: object, field: str, limit: int = limits.TEXT) -> str:
    """Return a text people wrote (a comment, a reason) or raise `InputError`."""
    if not isinstance(value, str):
        raise InputError(field, f"must be text, not {type(value).__name__}")
    if len(value) > limit:
        raise InputError(field, f"is {len(value)} characters long; at most {limit} are allowed")
    if _FORBIDDEN.search(value):
        raise InputError(field, "holds a NUL character or a lone surrogate; remove it")
    return value


def is_blank(text: str) -> bool:
    """Tell whether a text is nothing but white space, of whatever width."""
    return not text.strip()


def instant(value: object, field: str) -> datetime:
    """Return an instant in UTC or raise `InputError`; a naive datetime is refused."""
    if isinstance(value, str):
        shown = repr(value[: limits.ID])
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            msg = f"{shown} is not an instant such as 2011-03-31T09:00:00+08:00"
            raise InputError(field, msg) from None
    if not isinstance(value, datetime):
        raise InputError(field, f"must be a datetime, not {type(value).__name__}")
    if value.tzinfo is None or value.utcoffset() is None:
        raise InputError(
            field, "has no time zone; give an aware datetime such as datetime.now(UTC)"
        )
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise InputError(field, "is outside the years 1 to 9999 in UTC") from None


def day(value: object, field: str) -> date:
    """Return a date or raise `InputError`."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            msg = f"{value[: limits.ID]!r} is not a date such as 2011-03-31"
            raise InputError(field, msg) from None
    if isinstance(value, datetime):
        raise InputError(field, "must be a date, not an instant")
    if not isinstance(value, date):
        raise InputError(field, f"must be a date, not {type(value).__name__}")
    return value


def key(value: object, field: str) -> str:
    """Return a key of a map, an id of ASCII characters, or raise `InputError` naming the map."""
    shown = repr(value[: limits.ID] if isinstance(value, str) else value)[: 2 * limits.ID]
    if isinstance(value, str) and not value.isascii():
        raise InputError(field, f"the key {shown} must be of ASCII characters")
    try:
        return identifier(value, field)
    except InputError as error:
        why = str(error).removeprefix(f"{field}: ")
        raise InputError(field, f"the key {shown} {why}") from None


def is_empty(value: object) -> bool:
    """Tell whether a stored value is none: absent, a blank text, or a list or map of nothing."""
    return not value.strip() if isinstance(value, str) else value in (None, [], {})


def whole(value: object, field: str, least: int, most: int) -> int:
    """Return a whole number within bounds or raise `InputError`."""
    if isinstance(value, int) and least <= value <= most:
        return value
    raise InputError(field, f"must be a whole number from {least} to {most}")


def is_name(value: str) -> bool:
    """Tell whether this can name a workflow, stage, state part, trigger, role or field."""
    return bool(_NAME.match(value))


def _name(value: str) -> str:
    if not is_name(value):
        msg = "must be a letter followed by letters, digits, '-' or '_' (at most 64)"
        raise ValueError(msg)
    return value


def _dotted(value: str) -> str:
    if len(value) > 2 * limits.ID or not all(is_name(part) for part in value.split(".")):
        msg = "must be names joined by dots, such as construction.running"
        raise ValueError(msg)
    return value


def spelled(pattern: str, message: str) -> AfterValidator:
    """Return a validator for texts of one spelling, which refuses others with a message."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(message)
        return value

    return AfterValidator(check)


def _many(value: Any) -> Any:
    if isinstance(value, str):
        return (value,)
    return sorted(value) if isinstance(value, Set) else value


def plain(value: Any) -> Any:
    """Turn options into what JSON can hold: decimals and dates become text, tuples lists."""
    match value:
        case bool() | int() | str() | None:
            return value
        case float():
            return plain(Decimal(repr(value)))
        case Decimal() | date():
            return value.isoformat() if isinstance(value, date) else str(value)
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case set() | frozenset():
            return sorted(plain(item) for item in value)
        case _:
            msg = f"a {type(value).__name__} cannot stand in a definition"
            raise ValueError(msg)


Name = Annotated[str, AfterValidator(_name)]
Dotted = Annotated[str, AfterValidator(_dotted)]
Names = Annotated[Sequence[str], AfterValidator(tuple), BeforeValidator(_many)]
Currency = Annotated[str, spelled("[A-Z]{3}", "must be three capital letters, such as CNY")]
Localized = Annotated[
    dict[str, str], BeforeValidator(lambda text: {"en": text} if isinstance(text, str) else text)
]
