"""What an attempt knows of the office's roster, by the facts its host gives."""

from keyflow.plugin import Attempt
from keyflow_keyprojects.facts import ProjectFacts


def facts_of(attempt: Attempt) -> ProjectFacts:
    """Return the host's facts; raises TypeError where the engine was given no such function."""
    if not isinstance(attempt.facts, ProjectFacts):
        msg = "the engine's `facts` function must return a ProjectFacts for each project"
        raise TypeError(msg)
    return attempt.facts


def only_asked(attempt: Attempt, unit: str, *, said: bool | None = None) -> bool:
    """Tell whether the city can ask a unit but not order it (N11), as the roster says.

    Where the engine was given no roster, as that of `keyflow worker`, it is as was said before.
    """
    if isinstance(attempt.facts, ProjectFacts):
        return attempt.facts.is_stationed(unit)
    return bool(said)


def on_roster(attempt: Attempt, unit: str) -> bool:
    """Tell whether a unit is registered; yes where the engine was given no roster."""
    return not isinstance(attempt.facts, ProjectFacts) or attempt.facts.on_roster(unit)


def head_of(attempt: Attempt, unit: str) -> str:
    """Return who heads a unit as the roster says; the unit itself where there is no roster."""
    if isinstance(attempt.facts, ProjectFacts):
        return attempt.facts.head_of(unit)
    return unit
