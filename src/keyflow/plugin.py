"""The door for plugin authors: everything a plugin imports from keyflow is here.

A plugin is a module with a class and a hook that returns it:

    from keyflow.plugin import Attempt, Check, Finding, hookimpl


    class FourEyes(Check):
        kind = "four-eyes"
        inline = True
        past = True

        def examine(self, attempt: Attempt) -> Finding | None:
            if all(done.actor != attempt.actor.id for done in attempt.done("submit")):
                return None
            return Finding("four-eyes", "Somebody else must decide on your request.")


    @hookimpl
    def keyflow_checks() -> list[type[Check]]:
        return [FourEyes]

Hand the module to `Engine(plugins=[module])`, or name it in an entry point of the group `keyflow`.
"""

from keyflow.finding import Finding
from keyflow.hookspecs import hookimpl
from keyflow.model.approval import Approval
from keyflow.model.attempt import Attempt, Done
from keyflow.model.calendar import Calendar
from keyflow.model.case import Actor, Case
from keyflow.model.check import Check
from keyflow.model.command import (
    Adopt,
    Command,
    Edit,
    Fire,
    Note,
    Resume,
    Start,
    Suspend,
    Terminate,
    Waive,
)
from keyflow.model.deadline import Deadline
from keyflow.model.definition import (
    CheckUse,
    Children,
    Notice,
    State,
    Template,
    Transition,
)
from keyflow.model.money import Money
from keyflow.model.notifier import Later, Message, Notifier, Text, Undeliverable
from keyflow.model.plan import Change, Plan
from keyflow.model.policy import Attachment, Policy
from keyflow.model.record import Ahead
from keyflow.model.resolver import Resolver
from keyflow.model.schema import Data
from keyflow.model.stage import Layout, Stage
from keyflow.model.values import Names

__all__ = [
    "Actor",
    "Adopt",
    "Ahead",
    "Approval",
    "Attachment",
    "Attempt",
    "Calendar",
    "Case",
    "Change",
    "Check",
    "CheckUse",
    "Children",
    "Command",
    "Data",
    "Deadline",
    "Done",
    "Edit",
    "Finding",
    "Fire",
    "Later",
    "Layout",
    "Message",
    "Money",
    "Names",
    "Note",
    "Notice",
    "Notifier",
    "Plan",
    "Policy",
    "Resolver",
    "Resume",
    "Stage",
    "Start",
    "State",
    "Suspend",
    "Template",
    "Terminate",
    "Text",
    "Transition",
    "Undeliverable",
    "Waive",
    "hookimpl",
]
