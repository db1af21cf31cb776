"""Writes `definition-reference.md` from the models that read workflow files.

Run it where the repository is: `python docs/reference.py`. A test fails while the page is stale.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import fill
from typing import Any

from keyflow import Registry, builtin
from keyflow.model import limits
from keyflow.model.approval import Approval, Group, Threshold, Urging, Voter
from keyflow.model.base import Model
from keyflow.model.check import Check
from keyflow.model.component import Component
from keyflow.model.deadline import Clock, Extending, Pausing
from keyflow.model.definition import (
    CheckUse,
    Children,
    Deadline,
    FileCommand,
    Notice,
    Rule,
    State,
    Template,
    Transition,
)
from keyflow.model.obligation import Obligation
from keyflow.model.scenario import (
    Beginning,
    Debt,
    Expectation,
    Member,
    Scenario,
    Step,
    Substitute,
)
from keyflow.model.schema import FieldSpec
from keyflow.model.workflow import Document, Everywhere, Head, StageUse, StateSpec

PAGE = Path(__file__).with_name("definition-reference.md")
TITLES: Mapping[type[Model], str] = {
    Document: "The file",
    FieldSpec: "A field of `schema`",
    StageUse: "A stage",
    StateSpec: "A state",
    Approval: "An approval",
    Voter: "A voter",
    Group: "A group of voters",
    Threshold: "A threshold",
    Urging: "Urging",
    Deadline: "A deadline",
    Clock: "A clock",
    Pausing: "Who may pause",
    Extending: "Who may extend",
    Obligation: "An obligation",
    Children: "Children",
    Transition: "A transition",
    CheckUse: "A check",
    FileCommand: "A command",
    Everywhere: "Everywhere",
    Rule: "A rule of `operations`",
    Notice: "A notice",
    Template: "A template",
    Member: "A person of the cast",
    Substitute: "A substitute",
    Scenario: "A scenario",
    Beginning: "The start of a scenario",
    Step: "A step of a scenario",
    Debt: "Something owed",
    Expectation: "An expectation",
}
# Parts whose description stands in another docstring as well, or in another alone.
DESCRIPTIONS: Mapping[type[Model], list[str | None]] = {
    Document: [Document.__doc__, (Head.__doc__ or "").partition("\n\n")[2]],
    StateSpec: [State.__doc__],
}
FAMILIES = {
    "stage": "Stages",
    "check": "Checks",
    "notifier": "Notifiers (given to the engine, not written in a file)",
    "calendar": "Calendars",
}
# Where a name leads that the JSON Schema gives to a part of the file.
LINKS = {model.__name__: title for model, title in TITLES.items()} | {
    "Spec": TITLES[FieldSpec],
    "PlanUse": "Plans and changes",
    "ChangeUse": "Plans and changes",
}
_PLAIN = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "a mapping",
}
LEFT_OUT = {"attached_by", "options"}
INTRO = """\
# Definition reference

<!-- Written by docs/reference.py; edit the docstrings of the models instead. -->

Every key a workflow file may hold, generated from the models that read it. The guide is
[Definitions](definitions.md). `keyflow schema` prints the same as JSON Schema, for editors.
"""
PLANS = """\
## Plans and changes

A plugin used at a transition: its `kind`, and its options beside it.
"""


def page() -> str:
    """Return the whole page."""
    parts = [INTRO, *(_part(model, title) for model, title in TITLES.items()), PLANS]
    parts += [_family(family, title) for family, title in FAMILIES.items()]
    return "\n".join([*parts, _limits()])


def _part(model: type[Model], title: str) -> str:
    said = "\n\n".join(_said(text) for text in DESCRIPTIONS.get(model, [model.__doc__]))
    return f"## {title}\n\n{said}\n\n{_keys(model)}"


def _family(family: str, title: str) -> str:
    offers = Registry([builtin], installed=False).offers(family)
    return "\n".join([f"## {title}\n", *(_kind(offer.thing) for offer in offers)])


def _kind(component: type[Component]) -> str:
    keys = _keys(component) if _own(component) else "It has no options.\n"
    return f"### `{component.kind}`\n\n{_said(component.__doc__)}\n\n{keys}"


def _own(model: type[Model]) -> list[str]:
    """Return the names of fields to show: those every check has are told once, at "A check"."""
    common = LEFT_OUT | (set(Check.model_fields) if issubclass(model, Check) else set())
    return [field.alias or name for name, field in model.model_fields.items() if name not in common]


def _keys(model: type[Model]) -> str:
    schema = model.model_json_schema(by_alias=True)
    if "$ref" in schema:  # a model that holds its own kind
        schema = schema["$defs"][model.__name__]
    required = set(schema.get("required", ()))
    rows = [
        f"| `{name}` | {_type(schema['properties'][name])} "
        f"| {_default(schema['properties'][name], needed=name in required)} |"
        for name in _own(model)
    ]
    return "\n".join(["| key | holds | if left out |", "|---|---|---|", *rows]) + "\n"


def _default(spec: Mapping[str, Any], *, needed: bool) -> str:
    if needed:
        return "**needed**"
    match spec.get("default"):
        case {"kind": kind}:
            return f"`{kind}`"
        case None | "" | [] | {}:
            return "nothing"
        case dict():
            return "nothing"
        case list(values):
            return ", ".join(f"`{one}`" for one in values)
        case value:
            return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _type(spec: Mapping[str, Any]) -> str:
    match spec:
        case {"$ref": ref}:
            return _link(ref)
        case {"anyOf": choices}:
            named = dict.fromkeys(_type(one) for one in choices if one.get("type") != "null")
            return " or ".join(named)
        case {"const": _} | {"enum": _}:
            values = spec.get("enum", [spec.get("const")])
            return ", ".join(f"`{value}`" for value in values)
        case {"type": "array", "items": items}:
            return f"list of {_type(items)}"
        case {"type": "object", "additionalProperties": dict(member)}:
            return f"names, each with {_type(member)}"
    return _PLAIN.get(spec.get("type", ""), "any value")


def _link(ref: str) -> str:
    name = ref.rpartition("/")[2]
    title = LINKS.get(name)
    if title is None:
        return "any value"
    anchor = "".join(mark for mark in title.lower() if mark.isalnum() or mark in " _")
    return f"[{title.replace('`', '').lower()}](#{anchor.replace(' ', '-')})"


def _said(text: str | None) -> str:
    """Return a docstring wrapped our way, so that wrapping it anew changes nothing."""
    paragraphs = (text or "").strip().split("\n\n")
    return "\n\n".join(fill(" ".join(part.split()), 120) for part in paragraphs)


def _limits() -> str:
    rows = [
        f"| {getattr(limits, name):,} | {said} |"
        for name, said in (
            ("DEFINITION", "bytes of a workflow file"),
            ("DEPTH", "levels of nesting in it"),
            ("ID", "characters of an id (person, subject, key)"),
            ("TEXT", "characters of a comment, reason or note"),
            ("DATA", "bytes of a case's data as JSON"),
            ("FAMILY", "cases of a family: a root and its descendants"),
            ("COMMANDS", "commands in one call, or brought along by one"),
            ("COMMAND_DEPTH", "levels of commands that bring commands"),
            ("AUTO_STEPS", "automatic transitions after one command"),
        )
    ]
    return "\n".join(["## Limits\n", "| at most | |", "|---:|---|", *rows]) + "\n"


def main(arguments: Iterable[str]) -> None:
    """Write the page; anything in the arguments is too much."""
    if list(arguments):
        sys.exit("usage: python docs/reference.py")
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
