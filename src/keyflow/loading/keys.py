"""The keys that may stand at a place of a definition: what a slip there may have meant."""

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel

Kind = type[BaseModel]


def keys_at(model: Kind, path: Sequence[str | int]) -> list[str]:
    """Return the keys that may stand beside the last of a path into a model, sorted."""
    here = {model}
    for part in path[:-1]:
        below = {kind for one in here for kind in _below(one, part)}
        here = below or here  # the name or the number of one of several
    return sorted(key for one in here for key in _keys(one))


def _below(model: Kind, part: str | int) -> Iterator[Kind]:
    """Yield the models that may stand under a key of a model, itself or each of several."""
    for name, field in model.model_fields.items():
        if part in {name, field.alias}:
            yield from _models(field.annotation)


def _models(annotation: Any) -> Iterator[Kind]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _keys(model: Kind) -> Iterator[str]:
    return (field.alias or name for name, field in model.model_fields.items())
