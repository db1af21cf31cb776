"""Answers whoever asked, as they may see it: with outcomes, or with every reason for a no."""

from collections.abc import Sequence

from keyflow.answers import Outcome
from keyflow.asking import Asking
from keyflow.errors import Refused
from keyflow.finding import Finding
from keyflow.ruling.ruling import Ruling
from keyflow.ruling.world import World
from keyflow.showing import Viewer


def refuse(asking: Asking, denied: Sequence[tuple[int, Ruling]], world: World) -> Refused:
    """Return the error for denied commands, with every reason of each as who asked may see it."""
    refusals = [
        (number, asking.commands[number], _said(ruling, asking.commands[number].target, world))
        for number, ruling in denied
    ]
    findings = [finding for *_, said in refusals for finding in said]
    return Refused(findings, refusals=refusals, record=[ruling for _, ruling in denied])


def _viewer(ruling: Ruling, world: World) -> Viewer:
    given, order = world.given, ruling.order
    return Viewer(order.actor, given.directory, order.now, given.machine)


def _said(ruling: Ruling, about: str | None, world: World) -> tuple[Finding, ...]:
    """Return what a ruling found, as who asked may see it."""
    if not ruling.findings:
        return ()
    return _viewer(ruling, world).findings(world, about, ruling.findings)


def outcome_of(ruling: Ruling, world: World) -> Outcome:
    """Return what an accepted ruling did."""
    if ruling.case is None:
        msg = "an accepted ruling has a case"
        raise RuntimeError(msg)
    case, moved = world.case(ruling.case), ruling.verdict == "moved"
    idle = not ruling.touched  # a deadline that somebody else handled, say
    return Outcome(
        _viewer(ruling, world).case(case),
        moved,
        _said(ruling, ruling.case, world),
        tuple(ruling.opened),
        len(ruling.messages),
        idle,
    )
