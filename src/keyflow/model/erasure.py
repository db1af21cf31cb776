"""`Erasure`: what goes when a person is erased from a case."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure takes from a case, for good.

    `events` are the numbers of those whose private part goes, `fields` the personal fields that
    lose their value. Beside that every message of the case loses its texts, and those to `person`
    their recipient.
    """

    case: str
    person: str
    events: tuple[int, ...]
    fields: tuple[str, ...]
