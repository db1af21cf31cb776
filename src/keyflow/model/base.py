"""The one configuration of every pydantic model in keyflow."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen value that refuses what it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True
    )
