"""Says what went wrong in one line, and as an exit code."""

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


def explain(error: Exception, settings: Settings) -> int:
    """Print an error, as text or as JSON, and return the exit code that stands for it."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return BAD_INPUT
    code = _code(error)
    if settings.json:
        as_json({"error": explained(error, settings)})
    else:
        for line in _lines(error, code, settings):
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


def _lines(error: Exception, code: int, settings: Settings) -> list[str]:
    match error:
        case Refused():
            reasons = [f"  {finding_line(item, settings.lang)}" for item in error.findings]
            return [settings.say("refused:"), *reasons]
        case DefinitionError():
            return [problem_said(problem, settings.lang) for problem in error.problems]
        case _:
            return [f"keyflow: {_message(error, code, settings)}"]


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


def explained(error: Exception, settings: Settings) -> dict[str, Any]:
    """Return an error as plain values."""
    said: dict[str, Any] = {
        "kind": type(error).__name__,
        "message": _message(error, _code(error), settings),
    }
    if isinstance(error, Refused):
        said["findings"] = [plain_finding(item, settings.lang) for item in error.findings]
    if isinstance(error, DefinitionError):
        said["problems"] = [plain_problem(problem, settings.lang) for problem in error.problems]
    return said
