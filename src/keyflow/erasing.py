"""Which private parts an erasure blanks: a person's own words, and personal data."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from keyflow.model.event import Event


def erasable(events: Sequence[Event], person: str) -> list[tuple[str, int, str | None]]:
    """Return the private parts to blank: those the person wrote or stands in, and personal data."""
    return [
        (event.case, event.seq, None)
        for event in events
        if event.private and ("data" in event.private or _names(event.private, person))
    ]


def _names(private: Mapping[str, Any], person: str) -> bool:
    """Tell whether somebody did it or is spoken of, as a word of its own where words are Latin."""
    if person in (private.get("actor"), private.get("recorded_by")):
        return True
    findings = private.get("findings", ())
    said = [text for _check, _code, words in findings for text in words.values()]
    spoken = [private.get("comment", ""), private.get("text", ""), *said]
    word = re.compile(rf"(?<![A-Za-z0-9]){re.escape(person)}(?![A-Za-z0-9])")
    return any(word.search(text) for text in spoken)
