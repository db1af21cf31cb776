"""What a case's data may hold: typed fields, encoded to JSON without floats and back."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from keyflow.errors import InputError
from keyflow.model import limits
from keyflow.model.base import Model
from keyflow.model.frozen import FrozenDict, frozen
from keyflow.model.money import Money, decimal, stored
from keyflow.model.sense import misplaced, senseless
from keyflow.model.values import (
    Currency,
    Localized,
    Name,
    day,
    instant,
    key,
    plain,
    prose,
    somebody,
)

FieldType = Literal[
    "text",
    "integer",
    "decimal",
    "money",
    "date",
    "instant",
    "boolean",
    "person",
    "list",
    "map",
    "record",
]


def _spelled(value: Any) -> Any:
    return {"type": value} if isinstance(value, str) else value


Bound = Annotated[Decimal, BeforeValidator(decimal)]


class FieldSpec(Model):
    """One field of a case's data.

    `of` is the type of a list's or map's members, `fields` those of a record. `required` fields
    must be given at the start; `personal` ones are kept apart so that they can be erased;
    `index: true` makes a field one that `cases` can filter and sort by; `content` marks what a
    vote's digest covers; `currency` is the only one a money field takes. `choices` are the values
    a text or person may have, `min` and `max` bound an integer, a decimal or an amount of money.
    """

    type: FieldType
    title: Annotated[Localized, AfterValidator(FrozenDict)] = Field({}, validate_default=True)
    of: "Spec | None" = None
    fields: "Annotated[dict[Name, Spec], AfterValidator(FrozenDict)]" = Field(
        {}, validate_default=True
    )
    required: bool = False
    personal: bool = False
    index: bool = False
    content: bool = False
    choices: tuple[str, ...] = ()
    currency: Currency | None = None
    min: Bound | None = None
    max: Bound | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_its_type(cls, value: Any) -> Any:
        known = isinstance(value, Mapping) and value.get("type") in get_args(FieldType)
        if known and (why := misplaced(value)):
            raise ValueError(why)
        return value

    @model_validator(mode="after")
    def _sensible(self) -> "FieldSpec":
        if why := senseless(self):
            raise ValueError(why)
        return self


Spec = Annotated[FieldSpec, BeforeValidator(_spelled)]
FieldSpec.model_rebuild()


def encode(spec: FieldSpec, value: Any, path: str, currency: str) -> Any:
    """Turn a host's value into JSON of the field's type, or raise `InputError` naming `path`."""
    if value is None:
        return None
    try:
        encoded = _ENCODERS[spec.type](spec, value, path, currency)
    except InputError:
        raise
    except (ValueError, TypeError, ArithmeticError, AttributeError) as error:
        raise InputError(path, str(error) or f"is not a {spec.type}") from None
    if spec.choices and encoded not in spec.choices:
        raise InputError(path, f"{encoded!r} is not one of {', '.join(spec.choices)}")
    return encoded


def _bounded(spec: FieldSpec, number: Decimal, path: str) -> None:
    if spec.min is not None and number < spec.min:
        raise InputError(path, f"{number} is below {spec.min}")
    if spec.max is not None and number > spec.max:
        raise InputError(path, f"{number} is above {spec.max}")


def _text(_spec: FieldSpec, value: Any, path: str, _currency: str) -> str:
    return prose(value, path)


def _person(_spec: FieldSpec, value: Any, path: str, _currency: str) -> str:
    return somebody(value, path)


def _integer(spec: FieldSpec, value: Any, path: str, _currency: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise InputError(path, f"must be a whole number, not {type(value).__name__}")
    if abs(value) > limits.SAFE_INTEGER:
        raise InputError(path, "is beyond 2**53 - 1; use a decimal or text")
    _bounded(spec, Decimal(value), path)
    return value


def _decimal(spec: FieldSpec, value: Any, path: str, _currency: str) -> str:
    number = decimal(value)
    _bounded(spec, number, path)
    return format(number, "f")


def _money(spec: FieldSpec, value: Any, path: str, currency: str) -> dict[str, str]:
    match value:
        case Money():
            money = value
        case {"amount": amount, "currency": str(code), **rest} if not rest:
            money = Money(decimal(amount), code)
        case str() if " " in value.strip():
            amount, _, code = value.strip().partition(" ")
            money = Money(decimal(amount), code.strip())
        case _:
            money = Money(decimal(value), spec.currency or currency)
    if spec.currency and money.currency != spec.currency:
        raise InputError(path, f"must be in {spec.currency}, not {money.currency}")
    _bounded(spec, money.amount, path)
    return {"amount": format(money.amount, "f"), "currency": money.currency}


def _date(_spec: FieldSpec, value: Any, path: str, _currency: str) -> str:
    return day(value, path).isoformat()


def _instant(_spec: FieldSpec, value: Any, path: str, _currency: str) -> str:
    return instant(value, path).isoformat()


def _boolean(_spec: FieldSpec, value: Any, path: str, _currency: str) -> bool:
    if not isinstance(value, bool):
        raise InputError(path, f"must be true or false, not {type(value).__name__}")
    return value


def _list(spec: FieldSpec, value: Any, path: str, currency: str) -> list[Any]:
    if not isinstance(value, list | tuple) or spec.of is None:
        raise InputError(path, f"must be a list, not {type(value).__name__}")
    return [encode(spec.of, item, f"{path}.{i}", currency) for i, item in enumerate(value)]


def _map(spec: FieldSpec, value: Any, path: str, currency: str) -> dict[str, Any]:
    if not isinstance(value, Mapping) or spec.of is None:
        raise InputError(path, f"must be a mapping, not {type(value).__name__}")
    return {
        key(name, path): encode(spec.of, item, f"{path}.{name}", currency)
        for name, item in value.items()
    }


def _record(spec: FieldSpec, value: Any, path: str, currency: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError(path, f"must be a mapping, not {type(value).__name__}")
    return encode_fields(spec.fields, value, path, currency)


_ENCODERS: Mapping[str, Callable[[FieldSpec, Any, str, str], Any]] = {
    "text": _text,
    "person": _person,
    "integer": _integer,
    "decimal": _decimal,
    "money": _money,
    "date": _date,
    "instant": _instant,
    "boolean": _boolean,
    "list": _list,
    "map": _map,
    "record": _record,
}


def encode_fields(
    fields: Mapping[str, FieldSpec], data: Mapping[str, Any], path: str, currency: str
) -> dict[str, Any]:
    """Encode named values; an unknown name is refused with the nearest known one."""
    encoded = {}
    for name, value in data.items():
        spec = fields.get(name)
        if spec is None:
            near = get_close_matches(str(name), fields, n=1)
            known = (
                f"did you mean {near[0]!r}?" if near else f"known: {', '.join(fields) or 'none'}"
            )
            raise InputError(f"{path}.{plain(str(name))[:64]!s}", f"is not a field here; {known}")
        encoded[name] = encode(spec, value, f"{path}.{name}", currency)
    return encoded


def decode(spec: FieldSpec, value: Any) -> Any:
    """Turn a field's stored JSON into the Python value that checks and templates see."""
    if value is None:
        return None
    if spec.type == "record":
        return Data(spec.fields, value)
    if spec.of is not None:
        of = spec.of
        if spec.type == "map":
            return {key: decode(of, item) for key, item in value.items()}
        return tuple(decode(of, item) for item in value)
    make = _DECODERS.get(spec.type)
    return value if make is None else make(value)


_DECODERS: Mapping[str, Callable[[Any], Any]] = {
    "decimal": Decimal,
    "money": lambda value: stored(value["amount"], value["currency"]),
    "date": date.fromisoformat,
    "instant": lambda value: datetime.fromisoformat(value).astimezone(UTC),
}


class Data(Mapping[str, Any]):
    """A case's data: a read-only mapping that decodes a field when it is looked at.

    Every field of the schema is a key; one that was never given is None.
    """

    __slots__ = ("_fields", "_raw")

    def __init__(self, fields: Mapping[str, FieldSpec], raw: Mapping[str, Any]) -> None:
        self._fields = fields
        self._raw = raw

    @property
    def raw(self) -> dict[str, Any]:
        """The stored JSON form: a copy that is only to be looked at."""
        return frozen(self._raw)  # type: ignore[no-any-return]

    @property
    def fields(self) -> Mapping[str, FieldSpec]:
        """The schema it is read by."""
        return self._fields

    def __getitem__(self, name: str) -> Any:
        return decode(self._fields[name], self._raw.get(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"Data({dict(self._raw)!r})"


def part_of(fields: Mapping[str, FieldSpec], raw: Mapping[str, Any], names: Iterable[str]) -> Data:
    """Return data of some fields; those that the schema does not have are left out."""
    known = {name: fields[name] for name in names if name in fields}
    return Data(known, {name: raw[name] for name in known if raw.get(name) is not None})


def raw_of(data: Data) -> Mapping[str, Any]:
    """Return the stored JSON form itself: for keyflow's own reading, never for a plugin."""
    return data._raw  # noqa: SLF001 - the one door


Schema = Annotated[
    dict[Name, Spec],
    AfterValidator(FrozenDict),
    Field(default_factory=dict),
]
