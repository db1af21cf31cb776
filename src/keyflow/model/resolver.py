"""`Resolver`: a plugin that names the people who decide."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from keyflow.model.case import Case
from keyflow.model.component import Component


class Resolver(Component):
    """Names who decides on a case when its round opens; its fields are its options."""

    timeout: ClassVar[float] = 2.0

    @abstractmethod
    def resolve(self, case: Case, at: datetime) -> Sequence[str]:
        """Return the persons who are asked, in the order in which they are."""
