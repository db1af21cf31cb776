"""Seal what changed since the last seal, and write the seal down as one line to keep elsewhere."""

import sys
from datetime import datetime
from typing import Literal

from keyflow.audit.verify_export import Checkpoint, Unusable, seal_hash
from keyflow.errors import Conflict, InputError
from keyflow.model.event import GENESIS
from keyflow.store.contract import Connection, Seal

_TRIES = 5

Comparison = Literal["same", "fork", "open"]


def seal(connection: Connection, now: datetime) -> Seal | None:
    """Write one seal over all that changed since the last; None where nothing did.

    Raises `Conflict` when others were first five times running.
    """
    for _ in range(_TRIES):
        # The seal is read first: whoever seals after that takes our number, and we start again.
        last = connection.last_seal()
        changed = connection.unsealed(sys.maxsize)
        if not changed:
            return None
        entries = sorted((case, seq, head) for case, seq, head, _ in changed)
        made = Seal(
            n=last.n + 1 if last else 1,
            at=now,
            events=(last.events if last else 0) + sum(seq - old for _, seq, _, old in changed),
            hash=seal_hash(last.hash if last else GENESIS, entries),
        )
        if connection.seal(made, entries):
            return made
    raise Conflict("Somebody else keeps sealing this store; seal it again when they are done.")


def checkpoint(sealed: Seal) -> str:
    """Return the one line an outsider keeps: `keyflow 1 <n> <events> <hash>`."""
    return str(Checkpoint(sealed.n, sealed.events, sealed.hash))


def parse_checkpoint(line: str) -> Checkpoint:
    """Read a checkpoint; raises `InputError` for anything but that one line."""
    try:
        return Checkpoint.parse(line)
    except Unusable as error:
        raise InputError("checkpoint", str(error)) from None


def compare(one: str, other: str) -> Comparison:
    """Say what two checkpoints of one store prove about each other.

    `same`: they are equal. `fork`: no single history has both, so a copy went on beside the
    original, or one of the two was rewritten. `open`: the later may extend the earlier; verifying
    the store against the earlier tells. Raises `InputError` for a line that is no checkpoint.
    """
    early, late = sorted((parse_checkpoint(one), parse_checkpoint(other)))
    if early == late:
        return "same"
    # Every seal covers at least one event more than the one before.
    return "open" if late.events - early.events >= late.n - early.n > 0 else "fork"
