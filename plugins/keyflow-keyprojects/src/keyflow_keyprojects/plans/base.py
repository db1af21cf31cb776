"""`OfficePlan`: what every plan of the office is."""

from typing import ClassVar

from keyflow.plugin import Plan


class OfficePlan(Plan):
    """A plan that goes by what it is given alone: no input, no output."""

    inline: ClassVar[bool] = True
