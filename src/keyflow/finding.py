"""What stands in the way of an attempt: one finding per reason."""

import re
from collections.abc import Mapping
from typing import Any, Literal

Severity = Literal["block", "warn"]
Result = Literal["pass", "warn", "block", "waived", "error"]

_SLOT = re.compile(r"\{(\w+)\}")


class Finding:
    """One reason, as a code for programs and a sentence for people.

    `message` is English and may hold `{name}` slots, filled from the keyword values.
    The engine adds the rest: `severity` and `waivable` (roles) from the definition, the id of
    the `check` that found it, the `case` it is about, and `translations` (language to sentence).
    """

    __slots__ = (
        "case",
        "check",
        "code",
        "message",
        "severity",
        "translations",
        "values",
        "waivable",
    )

    def __init__(
        self,
        code: str,
        message: str,
        *,
        severity: Severity = "block",
        check: str = "",
        waivable: tuple[str, ...] = (),
        case: str = "",
        translations: Mapping[str, str] | None = None,
        **values: Any,
    ) -> None:
        self.code = code
        self.message = message
        self.severity = severity
        self.check = check
        self.waivable = waivable
        self.case = case
        self.translations: Mapping[str, str] = translations or {}
        self.values: Mapping[str, Any] = values

    def say(self, language: str = "en") -> str:
        """Give the sentence in a language; in English where there is no translation."""
        sentence = self.translations.get(language, self.message)
        return _SLOT.sub(lambda slot: str(self.values.get(slot[1], slot[0])), sentence)

    @property
    def text(self) -> str:
        """The sentence in English with its slots filled."""
        return self.say()

    def words(self) -> dict[str, str]:
        """Return the sentence in every language there is, by language code."""
        return {"en": self.say()} | {language: self.say(language) for language in self.translations}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Finding):
            return NotImplemented
        return (self.code, self.text) == (other.code, other.text)

    def __hash__(self) -> int:
        return hash((self.code, self.message))

    def __str__(self) -> str:
        return f"{self.check or self.code}: {self.text}"

    def __repr__(self) -> str:
        return f"Finding({self.code!r}, {self.text!r})"
