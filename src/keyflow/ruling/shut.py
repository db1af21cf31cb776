"""What is owed (容缺) and keeps a way shut: in the case itself, and in the cases below it."""

from collections.abc import Iterator, Sequence

from keyflow.finding import Finding
from keyflow.model.case import Case
from keyflow.ruling.draft import Draft
from keyflow.ruling.findings import no
from keyflow.ruling.machine import Machine


def held_here(draft: Draft, trigger: str, dest: str | None) -> list[Finding]:
    """Return what an approval left owing in a case that keeps a way of it shut.

    All of it keeps an end shut, but for the end of a case that was turned down since.
    """
    desk, state = draft.desk, draft.machine.states.get(dest or "")
    if not [task for task in desk.tasks if task.kind == "owed"]:
        return []  # as mostly
    end = state is not None and state.final
    down, binding = desk.turned_down, {"open"}
    if desk.open_round is not None and draft.machine.is_result(draft.state, trigger):
        down = trigger != "approved"
        binding |= set() if down else {"waiting"}
    owed = [t for t in desk.tasks if t.kind == "owed" and t.status in binding]
    held, names = end and not down, _names(trigger, dest)
    return [no("still-owed", what=t.label) for t in owed if held or t.blocks in names]


def held_below(
    draft: Draft, trigger: str, dest: str | None, family: Sequence[Case]
) -> Iterator[Finding]:
    """Yield what is owed in the cases below one and names this way of it, with its workflow."""
    names = {f"{draft.machine.workflow.name}.{name}" for name in _names(trigger, dest)}
    for case in family:
        for task in case.desk.tasks:
            named = task.kind == "owed" and task.status == "open" and task.blocks in names
            if named and _lies_below(case, draft.before.id, family):
                finding = no("still-owed", what=task.label)
                finding.case = case.id
                yield finding


def _names(trigger: str, dest: str | None) -> set[str]:
    """Return the names by which a way may be kept shut: its trigger, its state and its stage."""
    return {trigger, dest or "", (dest or "").partition(".")[0]} - {""}


def _lies_below(case: Case, above: str, family: Sequence[Case]) -> bool:
    parents = {one.id: one.parent for one in family}
    parent = case.parent
    while parent is not None and parent != above:
        parent = parents[parent]
    return parent == above


def shuts(machine: Machine, name: str) -> bool:
    """Tell whether a name is one of the ways, states or stages of a workflow."""
    stages = {state.partition(".")[0] for state in machine.states}
    return machine.knows(name) or name in machine.states or name in stages
