"""What is done to running deadlines: paused, resumed, extended, stopped, recounted, expired."""

from collections.abc import Sequence
from dataclasses import replace

from keyflow.finding import Finding
from keyflow.model.armed import Armed, Level, by_due
from keyflow.model.case import SYSTEM
from keyflow.model.command import (
    Expire,
    ExtendLimit,
    Fire,
    PauseClock,
    Recount,
    ResumeClock,
    StopClock,
)
from keyflow.model.deadline import Deadline, Extending
from keyflow.model.obligation import OPENS
from keyflow.ruling import returning
from keyflow.ruling.arming import counted_anew, definition_of, exchange, go_on, tell
from keyflow.ruling.closing import deem, unanswered
from keyflow.ruling.counting import parsed
from keyflow.ruling.draft import Draft
from keyflow.ruling.findings import no, not_allowed
from keyflow.ruling.following import follow
from keyflow.ruling.given import Order
from keyflow.ruling.obligations import go_on_with, open_occurrence
from keyflow.ruling.passage import Asked, Idle, No
from keyflow.ruling.rounds import carry_on
from keyflow.ruling.step import Step
from keyflow.ruling.timing import (
    IDLE,
    OPINION,
    OWED,
    STANDS,
    STOPPED,
    SUSPENDED,
    lengthened,
    paused,
    resumed,
    version_of,
)
from keyflow.ruling.world import World

_OURS = {SUSPENDED, STANDS, IDLE, STOPPED}


def pause(step: Step, command: PauseClock, asked: Asked) -> None:
    """Stop a clock (for a hearing, an expert review, a supplement)."""
    draft, item, rule = _running(step, command.case, command.deadline)
    allowed = rule.pause
    found = _unless(step, draft, asked, "pause-clock", allowed.by if allowed else ())
    known = allowed.reasons if allowed else ()
    if known and command.reason not in known:
        found.append(no("no-such-reason", reason=command.reason, known=", ".join(known)))
    if not command.reason or command.reason in _OURS:
        found.append(no("reason-required", verb="pause-clock"))
    if _stopped_by_hand(item):
        found.append(no("clock-stands", name=item.name))
    if item.due <= step.order.at:
        found.append(no("clock-over", name=item.name, due=item.due.isoformat()))
    _done(step, draft, asked, found)
    exchange(draft, item, paused(item, step.order.at, command.reason, command.document))


def resume(step: Step, command: ResumeClock, asked: Asked) -> None:
    """Let a clock run again; its end is counted afresh, and its holders are told of that."""
    draft, item, rule = _running(step, command.case, command.deadline)
    found = _unless(step, draft, asked, "resume-clock", rule.pause.by if rule.pause else ())
    reasons = _stopped_by_hand(item)
    if not reasons:
        found.append(no("clock-runs", name=item.name))
    _done(step, draft, asked, found)
    going = resumed(item, step.order.at, reasons[0])
    exchange(draft, item, go_on(step, draft, going))


def extend(step: Step, command: ExtendLimit, asked: Asked) -> None:
    """Lengthen a limit, asked for before its end, as often and by as much as the rule allows."""
    draft, item, rule = _running(step, command.case, command.deadline)
    allowed = rule.extend
    found = _unless(step, draft, asked, "extend-limit", allowed.by if allowed else ())
    if not command.reason:
        found.append(no("reason-required", verb="extend-limit"))
    if allowed is not None:
        found += _beyond(item, allowed, command.limit)
    if item.paused_at is None and item.due <= step.order.at:
        found.append(no("clock-over", name=item.name, due=item.due.isoformat()))
    _done(step, draft, asked, found)
    longer = lengthened(item, command.limit, step.order.at, command.reason, command.document)
    exchange(draft, item, counted_anew(step, draft, item, longer))


def _beyond(item: Armed, allowed: Extending, limit: str) -> list[Finding]:
    found = []
    if len(item.extensions) >= allowed.times:
        found.append(no("extended-enough", name=item.name, times=allowed.times))
    asked, most = parsed(limit), parsed(allowed.most)
    if asked.unit != most.unit or asked.number > most.number:
        found.append(no("extended-too-far", limit=limit, most=allowed.most))
    return found


def stop(step: Step, command: StopClock, asked: Asked) -> None:
    """End a clock for good: what it waited for is not wanted any more."""
    draft, item, rule = _running(step, command.case, command.deadline)
    found = _unless(step, draft, asked, "stop-clock", rule.stop)
    if not command.reason:
        found.append(no("reason-required", verb="stop-clock"))
    _done(step, draft, asked, found)
    if item.name in draft.machine.workflow.clocks:
        # Until it would be over anyway: another of its states must not begin it again.
        exchange(draft, item, paused(item, step.order.at, STOPPED))
    else:
        draft.armed = tuple(other for other in draft.armed if other is not item)


def _running(step: Step, case: str, name: str) -> tuple[Draft, Armed, Deadline]:
    """Return a running deadline of a live case, and what its definition says."""
    draft = step.draft(case)
    if found := step.stopped(draft):
        raise No(found, case)
    item = next((item for item in draft.armed if item.name == name), None)
    if item is None:
        known = ", ".join(item.name for item in draft.armed) or "-"
        raise No([no("no-such-deadline", name=name, known=known)], case)
    return draft, item, definition_of(draft.machine, item)


def _unless(step: Step, draft: Draft, asked: Asked, verb: str, by: Sequence[str]) -> list[Finding]:
    allowed = not step.roles(draft, asked).isdisjoint(by)
    return [] if allowed else [not_allowed(verb, by)]


def _stopped_by_hand(item: Armed) -> list[str]:
    return [pause.reason for pause in item.standing_still if pause.reason not in _OURS]


def _done(step: Step, draft: Draft, asked: Asked, found: list[Finding]) -> None:
    if found:
        raise No(found, draft.before.id)
    verb = asked.command.verb
    step.did(draft, verb, asked.actor)
    step.tell(draft, f"fired {verb}", verb, draft.state)


# what time brings


def as_due(world: World, order: Order, command: Expire) -> Order:
    """Return an order dated when its deadline came due: that is when the lapse of time happened."""
    case = world.case(command.case)
    point = next((item.next for item in case.armed if item.id == command.deadline), None)
    return replace(order, at=min(order.now, max(point, case.since))) if point else order


def expire(step: Step, command: Expire, _asked: Asked) -> None:
    """Do what the earliest point of a deadline brings: a warning, its end, or a level after it."""
    draft = step.draft(command.case)
    item = _come(step, draft, command.deadline)
    if item.overdue == OPENS:
        open_occurrence(step, draft, item.name, go_on_with(step, draft, item))
    elif not reach(step, draft, command.deadline):
        return
    elif item.name.startswith(OPINION):
        asked = draft.desk.task(int(item.name.removeprefix(OPINION)))
        deem(step, draft, [asked] if asked is not None else [])
    elif item.name.startswith(OWED):
        returning.unfulfilled(step, draft, item.name)
    elif item.overdue != "notify":
        _lapse(step, draft, item)


def _come(step: Step, draft: Draft, deadline: str) -> Armed:
    """Return a deadline of which something has come; raises `Idle` if nothing has."""
    item = next((item for item in draft.armed if item.id == deadline), None)
    if item is None or item.next is None or item.next > step.order.now:
        raise Idle
    return item


def _lapse(step: Step, draft: Draft, item: Armed) -> None:
    """Go the way that a lapse of time opens; a result that comes so is no decision.

    But where the votes that are in settle the round already, it is they that do.
    """
    result = draft.machine.is_result(draft.state, item.overdue)
    if result and carry_on(step, draft, over=True):
        draft.armed = tuple(other for other in draft.armed if other.id != item.id)
        return
    fire = Asked(Fire(draft.before.id, item.overdue), SYSTEM)
    passage = step.consider(draft, item.overdue, fire)
    if passage.gate is None and draft.machine.gates(draft.state, item.overdue):
        return  # No `when` of its ways holds: late, as with `notify`.
    if passage.judgement.allowed and passage.gate is not None:
        if rule := definition_of(draft.machine, item).rule:
            draft.extra["deemed"], draft.extra["rule"] = item.overdue, rule
        if result and item.overdue == "approved" and (against := unanswered(draft)):
            draft.extra["overrides"] = against
        # It has brought what it was there for.
        draft.armed = tuple(other for other in draft.armed if other.id != item.id)
        follow(step, draft, passage, fire)
        return
    draft.checks += passage.judgement.checks
    draft.findings += passage.judgement.findings
    draft.extra["incidents"] = [finding.code for finding in passage.judgement.findings]


def reach(step: Step, draft: Draft, deadline: str) -> bool:
    """Take a deadline to its next point and tell of it; True if that point is its end.

    Raises `Idle` if nothing of it is due.
    """
    item = _come(step, draft, deadline)
    if item.overdue == OPENS:
        go_on_with(step, draft, item)
        return True
    level = item.levels[0] if item.levels and item.levels[0].at == item.next else None
    # What comes after the end comes after it, though both are of one instant.
    if level is not None and (item.late or level.name in definition_of(draft.machine, item).warn):
        _reach_level(step, draft, item, level)
        return False
    plain = item.name.startswith((OPINION, OWED))
    others = [other for other in draft.armed if other is not item]
    draft.armed = by_due(others if plain else [*others, replace(item, late=True)])
    draft.extra["expired"] = [item.name, item.due.isoformat()]
    tell(step, draft, "overdue", item)
    return True


def _reach_level(step: Step, draft: Draft, item: Armed, level: Level) -> None:
    rest = tuple(other for other in item.levels if other is not level)
    exchange(draft, item, replace(item, levels=rest, reached=(*item.reached, level.name)))
    what = "warned" if level.name in definition_of(draft.machine, item).warn else "overdue"
    draft.extra["reached"] = [item.name, level.name, level.at.isoformat()]
    tell(step, draft, what, item, f".{level.name}")
    if what == "warned":
        tell(step, draft, what, item)


def recount_by_calendar(step: Step, command: Recount, _asked: Asked) -> None:
    """Count a deadline afresh by the calendar as it is now; withdraw what was raised wrongly."""
    draft = step.draft(command.case)
    item = next((item for item in draft.armed if item.id == command.deadline), None)
    if item is None or not item.limits or item.calendar == version_of(draft.machine):
        raise Idle
    now = counted_anew(step, draft, item, item)
    exchange(draft, item, now)
    if now != item:
        draft.extra["recounted"] = [item.name, item.due.isoformat(), now.due.isoformat()]
