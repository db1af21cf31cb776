"""The checks that need nothing but the case: joins, four eyes, fields that must be there."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from keyflow.plugin import Attempt, Check, Finding, Names

# What a case went back over, and what ended with it in an earlier life: its like is opened afresh.
_OVER = frozenset({"returned-over", "parent-ended"})


class ChildrenDone(Check):
    """A join: all, any or `at_least` of the child cases of a name are in one of the states.

    `slot` is the name the children were opened under; `states` holds their states, stages or
    outcomes.
    `all` of no children holds unless `at_least` asks for some. Those that a return undid, or that
    ended with their parent before it was opened again, are not counted.
    """

    kind = "children"
    inline = True
    translations: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "zh": {
            "children-waiting": "子事项{slot}有{have}项处于{states}，需要{need}项；待办：{open}。"
        }
    }

    names: ClassVar[Mapping[str, str]] = {"slot": "slot", "states": "child state"}

    slot: str
    states: Names
    count: Literal["all", "any"] = "all"
    at_least: int = 0

    def examine(self, attempt: Attempt) -> Finding | None:
        """Count the children that are where they should be."""
        undone = attempt.case.desk.undone
        children = [
            case
            for case in attempt.children(self.slot)
            if case.outcome not in _OVER and case.id not in undone
        ]
        there = [case for case in children if self._there(case.state, case.outcome)]
        need = max(len(children) if self.count == "all" else 1, self.at_least)
        if len(there) >= need:
            return None
        waiting = [case.subject for case in children if case not in there]
        return Finding(
            "children-waiting",
            "{have} of the {slot} cases are in {states}, {need} are needed; open: {open}.",
            slot=self.slot,
            have=len(there),
            need=need,
            states="/".join(self.states),
            open=", ".join(waiting[:10]) or "-",
        )

    def _there(self, state: str, outcome: str | None) -> bool:
        return any(
            state == name or state.startswith(f"{name}.") or outcome == name for name in self.states
        )


class DifferentPerson(Check):
    """Separation of duties: who did one of `from_triggers` in this family may not do this.

    Parents and siblings count, as they belong to the same family: a trigger's name means that
    trigger in any of its cases, `W.T` the trigger T of workflow W alone.
    """

    kind = "different-person"
    inline = True
    past = True
    translations: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "zh": {"same-person": "已由本人办理{trigger}，须由他人办理。"}
    }

    names: ClassVar[Mapping[str, str]] = {"from_triggers": "trigger"}

    from_triggers: Names

    def examine(self, attempt: Attempt) -> Finding | None:
        """Look for an earlier step by the same person."""
        for done in attempt.done(*self.from_triggers):
            if done.actor == attempt.actor.id:
                return Finding(
                    "same-person",
                    "The same person did {trigger}; somebody else must do this.",
                    trigger=done.trigger,
                )
        return None


class FieldsPresent(Check):
    """The named fields of the data hold something."""

    kind = "fields-present"
    inline = True
    translations: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "zh": {"field-missing": "缺少{field}。"}
    }

    names: ClassVar[Mapping[str, str]] = {"fields": "field"}

    fields: Names

    def examine(self, attempt: Attempt) -> list[Finding]:
        """Return a finding for each field that is empty."""
        return [
            Finding("field-missing", "{field} is missing.", field=name)
            for name in self.fields
            if _is_empty(attempt.data.get(name))
        ]


def _is_empty(value: Any) -> bool:
    return not value.strip() if isinstance(value, str) else value in (None, ())
