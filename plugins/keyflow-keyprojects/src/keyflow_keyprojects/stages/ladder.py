"""The ladder of a blocker (C4.9): four levels, each with its limit and whose turn it is."""

from typing import Annotated

from pydantic import Field

from keyflow.plugin import Attempt, Command, Deadline, Edit, Layout, Plan, Stage, State, Transition
from keyflow_keyprojects.plans.base import OfficePlan
from keyflow_keyprojects.settings import DEFAULTS

_EDITED = (
    "sponsor",
    "dispatcher",
    "opened_on",
    "level",
    "head",
    "department",
    "due",
    "justifies_until",
    "resolved_by",
)
_TITLES = (
    ("责任单位", "With the unit"),
    ("主管部门", "With the department"),
    ("包项目领导", "With the sponsor"),
    ("联席会议", "With the joint meeting"),
)
_CLIMBS = ({"kind": "kp-climb"},)
_AT_THE_TOP = (*_CLIMBS, {"kind": "kp-before-meeting"})


class Ladder(Stage):
    """C4.9: a blocker rises a level when the limit of its level is over.

    `limits` are those of levels 1 to 4; the last level is late when its own is over.
    """

    kind = "kp-ladder"

    limits: Annotated[tuple[str, ...], Field(min_length=4, max_length=4)] = DEFAULTS.ladder.limits

    def layout(self) -> Layout:
        """Return the levels, and the way up by lapse of time or by hand."""
        last = len(self.limits)
        return Layout(
            states=[self._state(level) for level in range(1, last + 1)],
            transitions=[
                way
                for level in range(1, last)
                for way in (
                    _up("climb", "逾期升级", "Climb", level, by=("system",)),
                    _up("escalate", "提请上级协调", "Escalate", level, by=("kpmo", "sponsor"),
                        comment="required"),
                )
            ],
        )  # fmt: skip

    def _state(self, level: int) -> State:
        zh, en = _TITLES[level - 1]
        top = level == len(self.limits)
        deadline = Deadline(limit=self.limits[level - 1], overdue="notify" if top else "climb")
        return State(
            name=f"l{level}",
            title={"zh": f"第{level}级：{zh}", "en": f"Level {level}: {en}"},
            writable=_EDITED,
            deadlines={"meeting" if top else "level": deadline},
        )


def _up(trigger: str, zh: str, en: str, level: int, **more: object) -> Transition:
    return Transition.model_validate(
        {
            "trigger": trigger,
            "title": {"zh": zh, "en": en},
            "source": f"l{level}",
            "dest": f"l{level + 1}",
            "plans": _AT_THE_TOP if level + 1 == len(_TITLES) else _CLIMBS,
            **more,
        }
    )


class Climb(OfficePlan):
    """Writes down the level that a blocker has come to."""

    kind = "kp-climb"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit."""
        return [Edit(attempt.case.id, {"level": attempt.case.data["level"] + 1})]


class CameUp(OfficePlan):
    """Writes down the day on which a blocker came up, where nobody said it."""

    kind = "kp-came-up"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit."""
        if attempt.case.data["opened_on"]:
            return []
        return [Edit(attempt.case.id, {"opened_on": attempt.day})]


LADDER_PLANS: tuple[type[Plan], ...] = (Climb, CameUp)
