"""Rules a command on its family as time has left it: what has come is done before it, and first.

So what silence brings does not depend on whether somebody looked: a command that comes after the
lapse of a limit finds the case lapsed, with or without a worker, and the history is the same.
"""

from dataclasses import replace
from datetime import datetime

from keyflow.errors import KeyflowError, NotFound
from keyflow.model import limits
from keyflow.model.case import SYSTEM
from keyflow.model.command import Advance, Expire, Recount
from keyflow.ruling.given import Order
from keyflow.ruling.ruling import Ruling, check_version, rule
from keyflow.ruling.world import World

_BY_TIME = (Expire, Recount, Advance)


def rule_in_time(world: World, order: Order) -> Ruling:
    """Rule what came in the family before a command happened, and then the command."""
    case = order.command.target or getattr(order.command, "parent", None)
    if case is None or isinstance(order.command, _BY_TIME):
        return rule(world, order)
    if order.expected is not None:
        check_version(world, order)
    if catch_up(world, case, order.at, order.now):
        order = replace(order, expected=None)
    return rule(world, order)


def catch_up(world: World, case: str, at: datetime, now: datetime) -> bool:
    """Rule what of a family's deadlines came before an instant, in order; True if anything did.

    What happens at the very end is still in time. What fails, as for want of a plugin
    or a workflow, is left for later.
    """
    try:
        root = world.case(case).root
    except NotFound:
        return False  # the command's own ruling says so
    tried: set[tuple[datetime, str, str]] = set()
    while len(tried) < limits.COMMANDS:
        come = sorted(_come(world, root, at) - tried)
        if not come:
            break
        when, deadline, member = come[0]
        tried.add(come[0])
        order = Order(Expire(member, deadline), SYSTEM, world.given.new_id(), now, when)
        try:
            rule(world, order)
        except KeyflowError:
            continue
    return bool(tried)


def _come(world: World, root: str, at: datetime) -> set[tuple[datetime, str, str]]:
    return {
        (item.next, item.id, member)
        for member in world.members(root)
        for item in world.case(member).armed
        if item.next is not None and item.next < at
    }
