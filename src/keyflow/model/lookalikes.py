"""Ids that look alike are one person, however they are written (F59)."""

import re
import unicodedata
from functools import lru_cache

# Small letters of Cyrillic and Greek that look like Latin ones, they or their capitals.
_LATIN = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445"
    "\u0455\u0456\u0458\u0475\u04af\u04bb\u0501\u050d\u051b\u051d"
    "\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7"
    "\u0131",
    "abekmhopctyxsijvyhdgqwabezhikmvoptyxi",
)
# What leaves no trace on paper: fillers, joiners, selectors, and the dot on an i that had one.
_UNSEEN = re.compile(
    "[\u0307\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0f"
    "\U000e0100-\U000e01ef]"
)


def alike(person: str, *others: str | None) -> bool:
    """Tell whether an id is, or looks like, one of these."""
    form = folded(person)
    return any(other is not None and folded(other) == form for other in others)


@lru_cache(maxsize=10_000)
def folded(person: str) -> str:
    """Return an id in the form in which look-alikes are equal.

    Case, width, spaces side by side and marks that cannot be seen do not count, nor whether a
    letter that Latin shares with Cyrillic or Greek is the one or the other.
    """
    plain = unicodedata.normalize("NFKC", person).casefold().translate(_LATIN)
    seen = "".join(char for char in plain if unicodedata.category(char) != "Cf")
    return " ".join(_UNSEEN.sub("", seen).split())
