"""What commands about projects are given: several numbers, money, records in a file, parts."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from keyflow import Case
from keyflow.plugin import Money
from keyflow_keyprojects.cli._desk import Desk, found

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NUMBERS = click.argument("numbers", nargs=-1, required=True)
WHY = click.option("--why", required=True, help="The reason; it stays in the history.")
PART = click.option("--part", "parts", multiple=True, metavar="NUMBER:NAME:SHARE",
                    help="A part, such as K003A:phase one:60; amounts go by share.")  # fmt: skip
PARTS = click.option("--parts", "parts_file", type=FILE,
                     help="The parts in a YAML or JSON file, under `parts:`.")  # fmt: skip
_SHARE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
_AMOUNTS = ("total", "invested_total", "year_plan")
Json = dict[str, Any]


def cases_of(desk: Desk, numbers: Iterable[str]) -> list[Case]:
    """Return the projects of some numbers; ends the command where one is not there."""
    return [found(desk, "key-project", number) for number in numbers]


def money_of(desk: Desk, text: Any, currency: str) -> Money:
    """Read money such as `50000000` or `8000000 USD`; ends the command where it is none."""
    amount, _, named = str(text).strip().partition(" ")
    try:
        return Money(Decimal(amount.replace(",", "")), named or currency)
    except (InvalidOperation, ValueError):
        zh, en = f"{text!r} 不是金额，如 50000000", f"{text!r} is no amount such as 50000000"
        raise click.UsageError(desk.pick(zh, en)) from None


def records_of(desk: Desk, file: Path, name: str) -> list[Json]:
    """Return the records that a YAML, TOML or JSON file has under a name.

    Raises `DefinitionError` for a file that cannot be read.
    """
    from keyflow.loading.reading import read  # noqa: PLC0415 - only where there is a file

    records = read(file).data.get(name)
    if isinstance(records, list) and all(isinstance(record, dict) for record in records):
        return records
    zh, en = f"{file} 应在 {name}: 下列出各项", f"{file} must list its records under {name}:"
    raise click.UsageError(desk.pick(zh, en))


def parts_of(desk: Desk, case: Case, shares: Sequence[str], file: Path | None) -> list[Json]:
    """Return what a project is split into: as a file says, or by shares that add up to it."""
    currency = case.data["total"].currency
    if file is not None:
        return [_stored(desk, part, currency) for part in records_of(desk, file, "parts")]
    from keyflow_keyprojects.plans.becoming import proposal  # noqa: PLC0415 - only where it is split

    told = [_part(desk, share) for share in shares]
    if len(told) < 2:  # noqa: PLR2004 - a split makes two
        zh = "请用 --part 编号:名称:份额 说明至少两个部分，或用 --parts 文件"
        en = "name at least two parts by --part NUMBER:NAME:SHARE, or a file by --parts"
        raise click.UsageError(desk.pick(zh, en))
    names = [name for _, name, _ in told]
    proposed = proposal(case.data.raw, [share for *_, share in told], names, names)
    return [part | {"number": one[0]} for part, one in zip(proposed, told, strict=True)]


def _part(desk: Desk, text: str) -> tuple[str, str, Decimal]:
    """Read a part such as `K003A:phase one:60`; ends the command where it is none."""
    number, _, rest = text.partition(":")
    name, _, share = rest.rpartition(":")
    if number and name and _SHARE.fullmatch(share) and Decimal(share):
        return number, name, Decimal(share)
    zh = f"{text!r} 不是一个部分，如 K003A:一期:60（编号、名称、份额）"
    en = f"{text!r} is no part such as K003A:phase one:60, a number, a name and a share"
    raise click.UsageError(desk.pick(zh, en))


def _stored(desk: Desk, part: Mapping[str, Any], currency: str) -> Json:
    """Write a part's amounts as a case keeps them."""

    def kept(value: Any) -> Any:
        if isinstance(value, Mapping):
            return value
        money = money_of(desk, value, currency)
        return {"amount": f"{money.amount:f}", "currency": money.currency}

    amounts = {name: kept(part[name]) for name in _AMOUNTS if name in part}
    stages = {name: kept(value) for name, value in (part.get("targets") or {}).items()}
    return {**part, **amounts, "targets": stages}
