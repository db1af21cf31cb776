"""`Reason`: what a rule answers; `Sentences`: what a module of rules can say, in two languages."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Reason(NamedTuple):
    """One thing that is wrong: a code, a sentence with `{name}` slots, their values.

    `chinese` is the same sentence in Chinese.
    """

    code: str
    sentence: str
    chinese: str
    values: Mapping[str, Any]


def blank(value: Any) -> bool:
    """Tell whether nothing is said: nothing given, only spaces, or a list of such."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Sequence):
        return all(blank(each) for each in value)
    return value is None


class Sentences:
    """Makes reasons by their code; `said` holds the sentence of each, in English and Chinese."""

    def __init__(self, said: Mapping[str, tuple[str, str]]) -> None:
        self.said = said

    def __call__(self, code: str, **values: Any) -> Reason:
        """Return the reason of a code; raises KeyError for a code without a sentence."""
        return Reason(code, *self.said[code], values)
