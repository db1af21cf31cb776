"""Proves the names a template uses against what it will be filled with."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from keyflow.delivery.environment import LOOP
from keyflow.delivery.sources import ANY, Chain, used
from keyflow.model.schema import FieldSpec

# A mapping has named parts; a `Many` has members of one shape, under any name or in order; None
# is a single value.
Shape = Any


class Many:
    """The shape of a list, or of a map: any place in it has that of its members."""

    def __init__(self, of: Shape, *, named: bool) -> None:
        self.of = of
        self.named = named

    def at(self, part: str | int) -> Shape:
        """Return the shape of a member; of a map, a loop gives the names."""
        return None if self.named and part == ANY else self.of


_MONEY: Mapping[str, Shape] = {"amount": None, "currency": None}


def context_shape(
    fixed: Mapping[str, Sequence[str]], fields: Mapping[str, FieldSpec]
) -> Mapping[str, Shape]:
    """Return the shape of what a template sees: the `fixed` names, and the fields of `data`."""
    told = {name: dict.fromkeys(parts) for name, parts in fixed.items()}
    return {**told, "data": {name: _shape(spec) for name, spec in fields.items()}}


def _shape(spec: FieldSpec) -> Shape:
    if spec.of is not None:
        return Many(_shape(spec.of), named=spec.type == "map")
    if spec.type == "money":
        return _MONEY
    return {name: _shape(part) for name, part in spec.fields.items()} or None


def wrong_names(source: str, context: Mapping[str, Shape]) -> Iterator[tuple[str, str]]:
    """Yield a message and a hint for each name that will not be there.

    A name the template itself asks about, by `is defined` or `default`, may be missing.
    """
    found = used(source)
    known = {**context, "loop": dict.fromkeys(LOOP)}
    for line, chain in dict.fromkeys(found.names):
        if any(chain[: len(excused)] == excused for excused in found.excused):
            continue
        wrong = _wrong(chain, known)
        if wrong is not None:
            message, hint = wrong
            yield f"line {line}: {message}", hint


def _wrong(chain: Chain, shape: Shape) -> tuple[str, str] | None:
    """Say which part of a chain leads nowhere."""
    for number, part in enumerate(chain):
        so_far = ".".join(map(str, chain[:number]))
        if isinstance(shape, Many):
            shape = shape.at(part)
        elif shape is None:
            # Loops and places of a text go through its characters; nothing else is in it.
            return None if part == ANY or isinstance(part, int) else _no_parts(so_far, str(part))
        elif part == ANY:
            return None
        elif part not in shape:
            return _unknown(so_far, str(part), sorted(set(shape) - {"loop"}))
        else:
            shape = shape[part]
    return None


def _no_parts(so_far: str, part: str) -> tuple[str, str]:
    return f"{so_far} is a single value and has no {part!r}", ""


def _unknown(so_far: str, part: str, known: Sequence[str]) -> tuple[str, str]:
    near = get_close_matches(part, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known) or 'none'}"
    what = f"{so_far} has no {part!r}" if so_far else f"there is no {part!r} in a template"
    return what, hint
