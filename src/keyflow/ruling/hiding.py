"""What of a case is hidden with its hidden fields: ends counted from them, and what quotes them."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from keyflow.finding import Finding
from keyflow.model.armed import Armed
from keyflow.model.deadline import Clock, Deadline
from keyflow.ruling.arming import definition_of
from keyflow.ruling.machine import Machine

# Reasons of keyflow's own that quote the data or what was raised over them; a check may always.
_QUOTING = frozenset(
    {
        "calendar-failed", "check-failed", "guard-failed", "limit-unreadable", "member-twice",
        "member-unfit", "plan-failed", "subject-too-long",
    }
)  # fmt: skip


def tells(machine: Machine, item: Armed, hidden: AbstractSet[str]) -> bool:
    """Tell whether the end of a deadline says what one of some fields holds."""
    return any(name in hidden for name in _fields(machine, definition_of(machine, item)))


def _fields(machine: Machine, definition: Deadline) -> Iterator[str]:
    """Yield the fields that an end is counted from; of a sum, those of the limits it sums up."""
    limit = definition.limit or ""
    if limit.startswith("data."):
        yield limit.removeprefix("data.")
    yield from (name for name in (definition.at, definition.since) if name is not None)
    for other in definition.over if isinstance(definition, Clock) else ():
        for one in _named(machine, other):
            yield from _fields(machine, one)


def _named(machine: Machine, name: str) -> Iterator[Deadline]:
    clocks: Mapping[str, Deadline] = machine.workflow.clocks
    for known in (clocks, *(state.deadlines for state in machine.states.values())):
        if name in known:
            yield known[name]


def without_values(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings whose sentences quote no data: codes, checks and who may waive them stay."""
    return tuple(map(_plain, findings))


def _plain(finding: Finding) -> Finding:
    if not finding.check and finding.code not in _QUOTING:
        return finding
    return Finding(
        finding.code,
        "{name} has something to say that is not shown to you.",
        severity=finding.severity,
        check=finding.check,
        waivable=finding.waivable,
        case=finding.case,
        translations={"zh": "{name}的具体内容不对您显示。"},
        name=finding.check or finding.code,
    )
