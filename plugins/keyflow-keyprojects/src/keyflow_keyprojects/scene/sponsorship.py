"""Whether a project is to have a sponsor, and the sponsorship it is under."""

from keyflow.plugin import Attempt, Case

SLOT = "sponsorship"
UNDER_WAY = frozenset({"approval", "planning", "construction", "acceptance", "ramp_up"})


def stage_after(attempt: Attempt) -> str:
    """Return the stage the project is in when the step is done."""
    state = attempt.dest or attempt.source
    return state.partition(".")[0]


def in_office(attempt: Attempt) -> list[Case]:
    """Return the sponsorships of a project that are open: one, or none."""
    return [case for case in attempt.children(SLOT) if not case.ended]
