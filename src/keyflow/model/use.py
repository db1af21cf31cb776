"""`Use`: a plugin used at one place of a definition, with its options."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    ModelWrapValidatorHandler,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from keyflow.model.base import Model
from keyflow.model.values import plain

T = TypeVar("T")
# Annotated wide, so that authors may give lists; stored as a tuple.
Several = Annotated[Sequence[T], AfterValidator(tuple)]


class Use(Model):
    """A plugin used at one place: its `kind` and its options; `by` names who attached it.

    In a file the options stand beside `kind`: `{kind: funds, share: "0.3"}`.
    """

    kind: str
    options: dict[str, Any] = {}

    @model_validator(mode="wrap")
    @classmethod
    def _gather(cls, value: Any, handler: ModelWrapValidatorHandler["Use"]) -> "Use":
        if isinstance(value, str):
            value = {"kind": value}
        if isinstance(value, Mapping):
            own = {name: item for name, item in value.items() if name in cls.model_fields}
            loose = {name: item for name, item in value.items() if name not in cls.model_fields}
            value = own | {"options": plain({**own.get("options", {}), **loose})}
        return handler(value)

    @model_serializer(mode="wrap")
    def _spread(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields: dict[str, Any] = handler(self)
        options: dict[str, Any] = fields.pop("options", {})
        return fields | options
