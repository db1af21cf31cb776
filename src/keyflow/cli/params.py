"""What the fields of a command class become on the command line, and back: by their types."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from datetime import date
from typing import Any, Literal, get_args, get_origin, get_type_hints

import click

from keyflow.cli.values import instant_of
from keyflow.errors import InputError
from keyflow.model.command import Command as Order
from keyflow.model.owed import Owed

_SEVERAL = tuple[str, ...]
_OWED = tuple[Owed, ...]
_CHOSEN = Mapping[str, tuple[str, ...]]
_DAY = len("2026-03-02")


def params_of(kind: type[Order]) -> list[click.Parameter]:
    """Return a command class's parameters.

    What must be given is an argument, but for a reason and for what follows a list of any length;
    all else is an option. The data become `--data` and `--data-file`.
    """
    types = get_type_hints(kind)
    bounded = True
    found: list[click.Parameter] = []
    for item in fields(kind):
        type_ = types[item.name]
        if item.name == "data":
            found += _data(item)
        elif _is_required(item) and item.name != "reason" and bounded:
            found.append(_argument(item, type_))
            bounded = type_ != _SEVERAL
        else:
            found.append(_option(item, type_))
    return found


def _is_required(item: Field[Any]) -> bool:
    return item.default is MISSING and item.default_factory is MISSING


def _help(item: Field[Any]) -> str:
    text = item.metadata["help"]
    return f"{text[0].upper()}{text[1:]}."


def _data(item: Field[Any]) -> list[click.Parameter]:
    file = "Fields from a YAML, TOML or JSON file, or -."
    return [
        click.Option(["--data", "pairs"], metavar="FIELD=VALUE", multiple=True, help=_help(item)),
        click.Option(["--data-file"], metavar="FILE", help=file),
    ]


def _argument(item: Field[Any], type_: Any) -> click.Parameter:
    many = -1 if type_ == _SEVERAL else 1
    return click.Argument(
        [item.name], type=_choice(type_), help=_help(item), nargs=many, required=True
    )


def _option(item: Field[Any], type_: Any) -> click.Parameter:
    name, more = item.name, dict[str, Any]()
    if _is_required(item):
        more = {"required": True, "type": _choice(type_)}
    elif type_ is bool:
        more = {"is_flag": True}
    elif type_ in _MANY:
        name, more = name.removesuffix("s"), {"multiple": True, "metavar": _MANY[type_]}
    else:
        more = {"default": item.default, "type": _choice(type_)}
    return click.Option([f"--{name.replace('_', '-')}", item.name], help=_help(item), **more)


def _choice(type_: Any) -> click.Choice[str] | None:
    return click.Choice(get_args(type_)) if get_origin(type_) is Literal else None


def values_of(kind: type[Order], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given for a command class's fields as the class takes it, without the data.

    Raises `InputError` for a value that is not of the form its option asks for.
    """
    types = get_type_hints(kind)
    found = {}
    for item in fields(kind):
        if item.name != "data":
            read = _READERS.get(types[item.name])
            value = given[item.name]
            found[item.name] = value if read is None else read(value, f"--{item.name}")
    return found


def _owed(texts: Sequence[str], option: str) -> tuple[Owed, ...]:
    return tuple(_owing(text, option) for text in texts)


def _owing(text: str, option: str) -> Owed:
    what, sign, rest = text.partition(",")
    due, _, blocks = rest.partition(",")
    if not sign or not what or not due:
        raise InputError(option, f"{text!r} is not of the form what,due or what,due,blocks")
    if len(due) > _DAY:
        return Owed(what, instant_of(due, option), blocks)
    try:
        return Owed(what, date.fromisoformat(due), blocks)
    except ValueError:
        raise InputError(option, f"{due!r} is not a day such as 2026-03-02") from None


def _chosen(texts: Sequence[str], option: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        state, sign, people = text.partition("=")
        if not sign:
            raise InputError(option, f"{text!r} is not of the form state=person,person")
        if state in found:
            raise InputError(option, f"{state!r} is given twice")
        found[state] = tuple(people.split(","))
    return found


_MANY: Mapping[Any, str | None] = {
    _SEVERAL: None,
    Sequence[str]: None,
    _OWED: "WHAT,DUE[,BLOCKS]",
    _CHOSEN: "STATE=PERSON,…",
}
_READERS: Mapping[Any, Callable[[Sequence[str], str], Any]] = {_OWED: _owed, _CHOSEN: _chosen}
