"""Says in the language of the run what the engine said in English about something wrong.

The engine's errors are English sentences with values in them. Such a sentence is found by the words
that stand around the values; the values stay as they are. One that nobody knows, such as a
plugin's own, stays in English.
"""

import re
from collections.abc import Mapping
from functools import cache

from keyflow.cli.conditions_zh import CONDITIONS
from keyflow.cli.errors_zh import ERRORS
from keyflow.cli.files_zh import FILES
from keyflow.cli.hosts_zh import HOSTS
from keyflow.cli.messages import ZH
from keyflow.cli.times_zh import TIMES
from keyflow.errors import InputError, Problem

SENTENCES: Mapping[str, str] = {**ERRORS, **HOSTS, **FILES, **CONDITIONS, **TIMES}
_SLOT = re.compile(r"\{(\w+)\}")
# What these slots hold is a sentence or a word to be said as well, and not a value.
_SPOKEN = re.compile(r"(why|hint|word)\d?")


def error_said(error: Exception, language: str) -> str:
    """Return an error's sentence in a language, as one line."""
    text = " ".join(str(error).split())
    if language == "en" or not isinstance(error, InputError):
        return told(text, language)
    said = error.zh or told(text.removeprefix(f"{error.field}: "), language)
    return f"{error.field}：{said}"


def problem_said(problem: Problem, language: str) -> str:
    """Return what is wrong with a definition, and where, as one line in a language."""
    if language == "en":
        return str(problem)
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    where = " ".join(part for part in (place, problem.path) if part)
    hint = f"（{told(problem.hint, language)}）" if problem.hint else ""
    return f"{where}{'：' if where else ''}{told(problem.message, language)}{hint}"


def told(text: str, language: str) -> str:
    """Return an English sentence in a language; what is not known stays as it is."""
    if language == "en":
        return text
    said = _known(text)
    if said is None and "; " in text:
        parts = text.split("; ")
        return "；".join(_known(part) or part for part in parts)
    return text if said is None else said


def _known(text: str) -> str | None:
    word = SENTENCES.get(text) or ZH.get(text)
    if word is not None:
        return word
    tries = ((pattern.fullmatch(text), sentence) for pattern, sentence in _patterns())
    return next((_filled(sentence, found) for found, sentence in tries if found), None)


def _filled(sentence: str, found: re.Match[str]) -> str:
    """Fill a sentence; braces that are no slot of it are its own."""

    def value(slot: re.Match[str]) -> str:
        text = found[slot[1]]
        return told(text, "zh") if _SPOKEN.fullmatch(slot[1]) else text

    return _SLOT.sub(value, sentence)


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Return the sentences with slots: those that begin with a word of their own, then by length.

    What begins with a slot would take the beginning of a longer sentence for its value.
    """
    slotted = [key for key in SENTENCES if _SLOT.search(key)]
    slotted.sort(key=lambda key: (key.startswith("{"), -len(_SLOT.sub(_letters, key))))
    return [(_pattern(key), SENTENCES[key]) for key in slotted]


def _letters(slot: re.Match[str]) -> str:
    """Return what a slot counts for: one for a word is as good as the word."""
    return "a word.." if slot[1].startswith("word") else ""


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = _SLOT.split(sentence)
    named = [
        f"(?P<{name}>{_words() if name.startswith('word') else '.+?'})" for name in parts[1::2]
    ]
    texts = [re.escape(text) for text in parts[::2]]
    return re.compile("".join(map("".join, zip(texts, [*named, ""], strict=True))), re.DOTALL)


@cache
def _words() -> str:
    """Return a pattern for every word and sentence without slots, the longer ones first."""
    known = {key for key in (*SENTENCES, *ZH) if not _SLOT.search(key)}
    return "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
