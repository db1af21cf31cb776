"""Says what click found wrong with a command line, in the language of the run."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

import click

from keyflow.cli.settings import Settings

# Click's sentences about what stands on the line, with slots for what they name.
_SENTENCES = (
    "Missing command.",
    "Got unexpected extra argument ({args})",
    "Got unexpected extra arguments ({args})",
    "Option {name} requires an argument.",
    "Option {name} does not take a value.",
    "{value} is not {choice}.",
    "{value} is not one of {choices}.",
    "{value} is not a valid {type}.",
    "{value} is not in the range {range}.",
    "{place} {name} does not exist.",
    "{place} {name} is a file.",
    "{place} {name} is a directory.",
)
# What click calls a kind of value or place; what the person wrote is never translated.
_WORDS = ("integer", "integer range", "float", "float range", "File", "Directory", "Path")


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", sentence)
    known = "|".join(_WORDS)
    slots = {"place": known, "type": known, "choice": "'[^']*'"}
    named = [f"(?P<{name}>{slots.get(name, '.+')})" for name in parts[1::2]]
    texts = [re.escape(text) for text in parts[::2]]
    return re.compile("".join(map("".join, zip(texts, [*named, ""], strict=True))), re.DOTALL)


_PATTERNS: Mapping[str, re.Pattern[str]] = {text: _pattern(text) for text in _SENTENCES}


def usage(error: click.UsageError, settings: Settings) -> str:
    """Return what is wrong with the command line as one line, and where to read more."""
    text = " ".join(_said(error, settings).split())
    if error.ctx is None:
        return text
    command = error.ctx.command_path
    return settings.say("{text} (see `{command} --help`)", text=text, command=command)


def _said(error: click.UsageError, settings: Settings) -> str:
    match error:
        case click.MissingParameter():
            return _missing(error, settings)
        case click.BadParameter() if _place(error):
            why = _told(error.message, settings)
            return settings.say("Invalid value for {name}: {why}", name=_place(error), why=why)
        case click.NoSuchOption():
            said = settings.say("No such option {name!r}.", name=error.option_name)
            return said + _near(error.possibilities or (), settings)
        case click.NoSuchCommand():
            said = settings.say("No such command {name!r}.", name=error.command_name)
            return said + _near(get_close_matches(error.command_name, _known(error)), settings)
        case _:
            return _told(error.message, settings)


def _missing(error: click.MissingParameter, settings: Settings) -> str:
    place = _place(error)
    if not isinstance(error.param, click.Argument):
        said = settings.say("Missing option {name}.", name=place)
    else:
        said = settings.say("Missing argument {name}.", name=place)
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        said += settings.say(" Choose from: {choices}", choices=", ".join(map(str, kind.choices)))
    return said


def _place(error: click.BadParameter) -> str:
    if error.param is not None and error.param_hint is None:
        return error.param.get_error_hint(error.ctx)
    hint = error.param_hint or ""
    return hint if isinstance(hint, str) else " / ".join(map(repr, hint))


def _known(error: click.NoSuchCommand) -> list[str]:
    group = error.ctx.command if error.ctx else None
    return group.list_commands(error.ctx) if isinstance(group, click.Group) and error.ctx else []


def _near(names: Iterable[str], settings: Settings) -> str:
    found = ", ".join(map(repr, names))
    return settings.say(" Did you mean {names}?", names=found) if found else ""


def _told(text: str, settings: Settings) -> str:
    """Say a sentence of click's or ours; one that is not known stays as it is."""
    for sentence, pattern in _PATTERNS.items():
        found = pattern.fullmatch(text)
        if found:
            slots: dict[str, str] = found.groupdict()
            words = {name: settings.say(slots[name]) for name in ("place", "type") if name in slots}
            return settings.say(sentence, **(slots | words))
    return settings.say(text)
