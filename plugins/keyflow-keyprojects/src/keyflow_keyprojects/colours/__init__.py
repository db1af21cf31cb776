"""Colour rules (B4): plans that set a project's light when a month is reported, late or missed.

Published rules disagree, so a city chooses one by its kind. A rule of one's own is a subclass of
`ColourRule` with one method.
"""

from keyflow.plugin import Plan
from keyflow_keyprojects.colours.base import Base
from keyflow_keyprojects.colours.cities import Sanya, Xinhuang, Yinchuan
from keyflow_keyprojects.colours.keeping import Invested, LightOnHold
from keyflow_keyprojects.colours.rule import ColourRule, rule_of

__all__ = ["COLOUR_PLANS", "Base", "ColourRule", "Sanya", "Xinhuang", "Yinchuan", "rule_of"]

COLOUR_PLANS: tuple[type[Plan], ...] = (Base, Yinchuan, Sanya, Xinhuang, Invested, LightOnHold)
