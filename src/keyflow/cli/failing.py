"""Says what went wrong in one line, and as an exit code."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

import click

from keyflow.cli.output import as_json, finding_line, tame
from keyflow.cli.plain import finding as plain_finding
from keyflow.cli.plain import problem as plain_problem
from keyflow.cli.settings import Settings
from keyflow.cli.telling import error_said, problem_said, told
from keyflow.cli.usage import usage
from keyflow.errors import Conflict, DefinitionError, KeyflowError, Refused, StoreError

REFUSED = 1
BAD_INPUT = 2
DATABASE = 3
# sysexits.h: an internal software error.
OUR_FAULT = 70
INTERRUPTED = 130
# What cases are called, by their ids; None where they are not to be named.
Subjects = Mapping[str, str] | None


def explain(error: Exception, settings: Settings, subjects: Subjects = None) -> int:
    """Print an error, as text or as JSON, and return the exit code that stands for it.

    With `subjects`, by the ids of cases, a refusal says which case each of its reasons is about.
    """
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return BAD_INPUT
    code = _code(error)
    if settings.json:
        as_json({"error": explained(error, settings, subjects)})
    else:
        for line in _lines(error, code, settings, subjects):
            click.echo(tame(line), err=True)
    return code


def _code(error: Exception) -> int:
    match error:
        case Refused() | Conflict():
            return REFUSED
        case StoreError():
            return DATABASE
        case KeyflowError() | click.ClickException() | OSError() | ImportError():
            return BAD_INPUT
        case click.Abort():
            return INTERRUPTED
        case _:
            return OUR_FAULT


def _lines(error: Exception, code: int, settings: Settings, subjects: Subjects = None) -> list[str]:
    match error:
        case Refused():
            return list(_refused(error, settings, subjects))
        case DefinitionError():
            return [problem_said(problem, settings.lang) for problem in error.problems]
        case _:
            return [f"keyflow: {_message(error, code, settings)}"]


def _refused(error: Refused, settings: Settings, subjects: Subjects) -> Iterator[str]:
    """Yield why it was refused, under the subject of each case that is known."""
    about = _about(error, subjects)
    for subject, found in groupby(error.findings, lambda item: about.get(id(item))):
        head = settings.say("refused:")
        yield f"{head} {subject}" if subject else head
        yield from (f"  {finding_line(item, settings.lang)}" for item in found)


def _about(error: Refused, subjects: Subjects) -> dict[int, str]:
    """Return what the case of each finding is called, by the finding's identity.

    A case that was only to be begun has no id yet, but its command says what it is called.
    """
    found: dict[int, str] = {}
    if subjects is None:
        return found
    for _, command, findings in error.refusals:
        own = getattr(command, "subject", None) or subjects.get(command.target or "")
        found |= {id(item): name for item in findings if (name := subjects.get(item.case) or own)}
    return found


def _message(error: Exception, code: int, settings: Settings) -> str:
    match error:
        case click.UsageError():
            return usage(error, settings)
        case click.ClickException():
            return error.format_message()
        case click.Abort():
            return settings.say("interrupted")
        case ImportError():
            return settings.say("the module {name!r} is not installed", name=error.name)
        case OSError():
            why = told(error.strerror or str(error), settings.lang)
            return f"{error.filename}: {why}" if error.filename else why
    text = error_said(error, settings.lang)
    return f"{type(error).__name__}: {text}" if code == OUR_FAULT else text


def lines_of(error: KeyflowError, settings: Settings) -> list[str]:
    """Return what to print of an error where others follow it."""
    return _lines(error, _code(error), settings)


def explained(error: Exception, settings: Settings, subjects: Subjects = None) -> dict[str, Any]:
    """Return an error as plain values; a reason names its case by the `subjects` that are known."""
    said: dict[str, Any] = {
        "kind": type(error).__name__,
        "message": _message(error, _code(error), settings),
    }
    if isinstance(error, Refused):
        about = _about(error, subjects)
        said["findings"] = [
            plain_finding(item, settings.lang) | _named(about.get(id(item)))
            for item in error.findings
        ]
    if isinstance(error, DefinitionError):
        said["problems"] = [plain_problem(problem, settings.lang) for problem in error.problems]
    return said


def _named(subject: str | None) -> dict[str, str]:
    return {"subject": subject} if subject else {}
