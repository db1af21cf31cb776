"""Which data fields may be changed: where a case is, or by the way that it goes."""

from collections.abc import Mapping, Sequence
from typing import Any

from keyflow.finding import Finding
from keyflow.model.values import is_empty
from keyflow.ruling.draft import Draft
from keyflow.ruling.findings import no


def not_writable(
    draft: Draft, patch: Mapping[str, Any], writes: Sequence[str] | None = None
) -> list[Finding]:
    """Say which fields of a patch may not be written, and which may not be emptied.

    `writes` are those that a way names; where it names none, the state says which.
    """
    if draft.created:
        return []
    fields = draft.machine.fields
    emptied = [name for name in patch if fields[name].required and is_empty(patch[name])]
    shut = _by_the_state(draft, patch) if writes is None else _by_the_way(patch, writes)
    return shut + [no("field-required", field=name) for name in emptied]


def _by_the_state(draft: Draft, patch: Mapping[str, Any]) -> list[Finding]:
    writable = draft.machine.states[draft.state].writable
    if "*" in writable:
        return []
    return [
        no("not-writable", field=name, state=draft.state) for name in patch if name not in writable
    ]


def _by_the_way(patch: Mapping[str, Any], writes: Sequence[str]) -> list[Finding]:
    known = ", ".join(writes) or "-"
    return [no("not-written", field=name, writes=known) for name in patch if name not in writes]
