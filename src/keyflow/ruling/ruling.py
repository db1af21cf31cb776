"""Rules one command: given the cases as read, what it makes of them, or why it does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from keyflow.errors import Conflict, InputError, PluginFailed
from keyflow.finding import Finding
from keyflow.model import limits
from keyflow.model.command import Advance, Expire, Recount
from keyflow.model.erasure import Erasure
from keyflow.model.event import CheckResult
from keyflow.model.record import NewMessage
from keyflow.model.schema import raw_of
from keyflow.ruling.clocks import as_due, reach
from keyflow.ruling.deadlines import arm_all
from keyflow.ruling.draft import Draft
from keyflow.ruling.entries import Entry, Refusal
from keyflow.ruling.findings import no
from keyflow.ruling.following import settle
from keyflow.ruling.given import Order
from keyflow.ruling.operations import perform
from keyflow.ruling.owing import settle as settle_owed
from keyflow.ruling.passage import Asked, Idle, No
from keyflow.ruling.permitting import entered_rightly, nothing_before_its_time
from keyflow.ruling.rounds import announce, go_on
from keyflow.ruling.step import News, Step
from keyflow.ruling.telling import messages_of
from keyflow.ruling.world import World

Verdict = Literal["moved", "held", "denied"]


@dataclass(slots=True)
class Ruling:
    """The answer to one command.

    `moved`: its case is in another state or standing. `held`: accepted, the case stays where it
    is. `denied`: not accepted, `findings` says why. `findings` of an accepted one are warnings.
    `case` is the id of the addressed case, `touched` those of all that change, `opened` those of
    the others that begin; the world they were ruled in has them as they will be.
    """

    verdict: Verdict
    order: Order
    case: str | None
    findings: Sequence[Finding] = ()
    touched: Sequence[str] = ()
    messages: Sequence[NewMessage] = ()
    checks: Sequence[CheckResult] = ()
    erased: Sequence[Erasure] = ()
    opened: Sequence[str] = ()

    @property
    def denied(self) -> bool:
        """Whether it was not accepted."""
        return self.verdict == "denied"


def rule(world: World, order: Order) -> Ruling:
    """Rule a command; an accepted one becomes part of the world, a denied one leaves no trace.

    Raises `NotFound`, `InputError`, and `Conflict` where the expected version is not the case's.
    """
    if not isinstance(order.command, Expire):
        return _ruled(world, order)
    try:
        return _ruled(world, as_due(world, order, order.command))
    except _TooEarly:
        return _ruled(world, order)


class _TooEarly(Exception):
    """Another case that a lapse of time moves has moved since: it is dated now."""


def _ruled(world: World, order: Order) -> Ruling:
    step = Step(world, order, perform)
    try:
        _rule(step)
    except Idle:
        return Ruling("held", order, order.command.target)
    except No as no:
        return _not_accepted(world, order, no)
    except InputError as error:
        # A plugin or workflow that is missing is no reason to give up: it may be there later.
        if isinstance(order.command, Expire | Recount):
            return _given_up(world, order, [type(error).__name__])
        raise
    return _accepted(step)


def _not_accepted(world: World, order: Order, no: No) -> Ruling:
    codes = [finding.code for finding in no.findings]
    if isinstance(order.command, Expire) and order.at < order.now and set(codes) == {"too-early"}:
        raise _TooEarly from no
    if isinstance(order.command, Expire | Recount) and codes == ["calendar-failed"]:
        # It may well answer the next time; what is due must not be lost for it.
        raise PluginFailed(str(no.findings[0])) from no
    if isinstance(order.command, Expire | Advance | Recount):
        return _given_up(world, order, codes)
    return _denied(order, no)


def _rule(step: Step) -> None:
    _check_envelope(step)
    perform(step, Asked(step.order.command, step.order.actor))
    _come_to_rest(step)
    nothing_before_its_time(step)
    if step.desks:
        settle_owed(step)
    arm_all(step)
    if step.desks:
        announce(step)


def refusal_of(world: World, order: Order) -> list[Finding]:
    """Return why a command would be refused, all that follows from it included, without doing it.

    Bad input is no finding of a case: what only data given with the command can mend is left out.
    """
    try:
        _rule(Step(world, order, perform))
    except (Idle, InputError):
        return []
    except No as no:
        return [_about(finding, no.case, order) for finding in no.findings]
    return []


def _come_to_rest(step: Step) -> None:
    """Go automatic ways and open rounds, some of which are decided at once, until nothing moves."""
    settle(step)
    passes = 0
    while step.desks and go_on(step):
        passes += 1
        if passes > limits.AUTO_STEPS:
            turning = next(draft for draft in step.drafts.values() if draft.moved)
            raise No([no("too-many-steps", state=turning.state)], turning.before.id)
        settle(step)


def _given_up(world: World, order: Order, incidents: list[str]) -> Ruling:
    """Note what keyflow itself could not do as an incident, so that it is not tried for ever."""
    step = Step(world, order, perform)
    draft = step.draft(order.command.target or "")
    if isinstance(order.command, Expire):
        reach(step, draft, order.command.deadline)
    draft.extra["incidents"] = incidents
    return _accepted(step)


def _check_envelope(step: Step) -> None:
    order = step.order
    if isinstance(order.command, Expire):
        return
    if order.at is order.now and order.recorded_by is None and order.expected is None:
        return  # as most commands are: nothing was said that could be wrong
    target = order.command.target
    findings: list[Finding] = []
    if order.at > order.now:
        findings.append(no("in-the-future", now=order.now.isoformat()))
    if target is not None:
        check_version(step.world, order)
        findings += entered_rightly(step, step.draft(target))
    if findings:
        raise No(findings, target)


def check_version(world: World, order: Order) -> None:
    """Raise `Conflict` where the addressed case is not at the version that was expected."""
    target = order.command.target
    if order.expected is None or target is None:
        return
    case = world.case(target)
    if case.version != order.expected:
        raise Conflict(
            f"case {case.id} is at version {case.version}, not {order.expected}; "
            "load it again and decide again",
            reason="version",
        )


def _denied(order: Order, no: No) -> Ruling:
    findings = [_about(finding, no.case, order) for finding in no.findings]
    return Ruling("denied", order, None, findings, checks=no.checks)


def _about(finding: Finding, case: str | None, order: Order) -> Finding:
    """Name the case a finding is about where that is not the addressed one."""
    if case is not None and case != order.command.target:
        finding.case = case
    return finding


def write_refusal(world: World, ruling: Ruling) -> None:
    """Add a denied command's event to its case's chain (D4); a refused start has none."""
    order = ruling.order
    if order.command.target is None:
        return
    case = world.case(order.command.target)
    trigger = getattr(order.command, "trigger", None)
    world.lengthen(case)
    entry = Entry(Refusal(case, ruling.findings, ruling.checks), order, trigger)
    machine = world.machine(case)
    asked = trigger or order.command.verb
    news = [News(f"refused {asked}", Draft(case, machine), asked, case.state)]
    world.write([entry], messages_of(world, order, news))


def _accepted(step: Step) -> Ruling:
    world, order = step.world, step.order
    target = order.command.target
    drafts = [draft for draft in step.drafts.values() if _changed(draft)]
    if not drafts or (isinstance(order.command, Advance) and _known(world, drafts)):
        return Ruling("held", order, target)
    addressed = step.drafts[target] if target in step.drafts else drafts[0]
    for draft in drafts:
        world.take(draft, order)
    messages = messages_of(world, order, step.news) if step.news else []
    others = [draft for draft in drafts if draft is not addressed] if len(drafts) > 1 else []
    if others or messages:
        _note_answer(addressed, others, messages)
    trigger = getattr(order.command, "trigger", None)
    entries = [
        Entry(draft, order, trigger, order.key) if draft is addressed else Entry(draft, order)
        for draft in drafts
    ]
    world.write(entries, messages, step.done, step.hooks)
    moved = addressed.moved or addressed.standing != addressed.before.standing
    return Ruling(
        "moved" if moved else "held",
        order,
        addressed.before.id,
        _warnings(addressed, *others) if others or addressed.findings else (),
        [draft.before.id for draft in drafts],
        messages,
        addressed.checks,
        step.erased,
        [draft.before.id for draft in others if draft.created] if others else (),
    )


def _note_answer(addressed: Draft, others: Sequence[Draft], messages: Sequence[NewMessage]) -> None:
    """Note in the event what a repeat is answered from, where nothing else tells it."""
    if others:
        addressed.extra["touched"] = [draft.before.id for draft in others]
    if messages:
        addressed.extra["messages"] = len(messages)


def _warnings(*drafts: Draft) -> list[Finding]:
    return [item for draft in drafts for item in draft.findings if item.severity == "warn"]


def _known(world: World, drafts: Sequence[Draft]) -> bool:
    """Tell whether all there is to note are incidents that are noted already."""
    return all(
        not draft.steps
        and not draft.moved
        and draft.extra.get("incidents") == world.given.reader.incidents(draft.before.id)
        for draft in drafts
    )


def _changed(draft: Draft) -> bool:
    before = draft.before
    return (
        draft.moved
        or bool(draft.steps or draft.opened or draft.extra or draft.words)
        or draft.raw is not raw_of(before.data)
        or draft.standing != before.standing
        or draft.armed != before.armed
        or draft.waivers != before.waivers
        or draft.desk is not before.desk
    )
