"""A document before it is written: title, lines about it, and blocks; in one language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
Tone = Literal["green", "yellow", "red", "blue", "grey"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Mark:
    """A word that is shown on a coloured ground, such as a light."""

    text: str
    tone: Tone


Cell = str | Mark


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section, level 1, or of a part of one, level 2."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `quiet` is for what stands beside the matter, such as how a figure counts."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """Some points, each on its own line; numbered where they are spoken of by their numbers."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose last `numbers` columns are figures, set to the right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: int = 0


Block = Heading | Paragraph | Points | Table


@dataclass(frozen=True, slots=True)
class Document:
    """What an office prints: `meta` are names and values above it, `closing` lines below it."""

    language: Language
    title: str
    blocks: tuple[Block, ...]
    meta: tuple[tuple[str, str], ...] = ()
    closing: tuple[str, ...] = ()


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]], numbers: int = 0) -> Table:
    """Return a table of any sequences; raises ValueError where a row is not as wide as the head."""
    found = tuple(tuple(row) for row in rows)
    for row in found:
        if len(row) != len(columns):
            msg = f"a row of {len(row)} cells under {len(columns)} columns"
            raise ValueError(msg)
    return Table(tuple(columns), found, numbers)


def said(cell: Cell) -> str:
    """Return the words of a cell."""
    return cell.text if isinstance(cell, Mark) else cell
