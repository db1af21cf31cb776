"""A resolver of its own: one of several people, drawn by lot for each case (随机)."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Annotated

from pydantic import Field

from keyflow.plugin import Case, Resolver, hookimpl


class ByLot(Resolver):
    """Draws one person. The same subject draws the same one, so that it can be checked."""

    kind = "by-lot"

    among: Annotated[tuple[str, ...], Field(min_length=1)]

    def resolve(self, case: Case, _at: datetime) -> Sequence[str]:
        """Return the one whose name and the subject together give the smallest digest."""
        return [
            min(
                self.among, key=lambda person: sha256(f"{case.subject}\n{person}".encode()).digest()
            )
        ]


@hookimpl
def keyflow_resolvers() -> Sequence[type[Resolver]]:
    """Offer it."""
    return [ByLot]
