"""What makes no sense in the declaration of a field, so that it is told when a file is loaded."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from keyflow.model.schema import FieldSpec

_NUMBERS = ("integer", "decimal", "money")
# What is for fields of some types only, and for which.
_BELONGS: Mapping[str, tuple[str, ...]] = {
    "of": ("list", "map"),
    "fields": ("record",),
    "choices": ("text", "person"),
    "currency": ("money",),
    "min": _NUMBERS,
    "max": _NUMBERS,
}
_OF_ALL = ("required", "personal", "index", "content")


def misplaced(declared: Mapping[str, Any]) -> str | None:
    """Say what is declared for a field that fields of its type have not."""
    kind = declared.get("type")
    for name, types in _BELONGS.items():
        if declared.get(name) not in (None, (), [], {}) and kind not in types:
            return f"`{name}` belongs to {_listed(types)} fields, not to {kind}"
    return None


def _listed(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def senseless(spec: "FieldSpec") -> str | None:
    """Say what is wrong with a field's declaration as a whole."""
    return _members(spec) or _stored(spec) or _bounds(spec)


def _members(spec: "FieldSpec") -> str | None:
    if spec.type in {"list", "map"} and spec.of is None:
        return f"a {spec.type} needs `of`, the type of its members"
    if spec.type == "record" and not spec.fields:
        return "a record needs `fields`"
    for member in (*spec.fields.values(), *((spec.of,) if spec.of else ())):
        for name in _OF_ALL:
            if getattr(member, name):
                return f"`{name}` belongs to a whole field, not to a member of one"
    return None


def _stored(spec: "FieldSpec") -> str | None:
    if spec.index and spec.type in {"list", "map", "record"}:
        return f"a {spec.type} cannot be an index; index a plain field"
    if spec.index and spec.personal:
        return "a personal field cannot be an index, as it must be erasable"
    return None


def _bounds(spec: "FieldSpec") -> str | None:
    if spec.min is not None and spec.max is not None and spec.min > spec.max:
        return f"min {spec.min} is above max {spec.max}"
    if "choices" in spec.model_fields_set and not spec.choices:
        return "`choices` must name at least one"
    twice = next((item for item in spec.choices if spec.choices.count(item) > 1), None)
    return None if twice is None else f"`choices` names {twice!r} twice"
