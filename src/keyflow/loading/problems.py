"""Collects what is wrong with a definition, so that all of it is said at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Problems:
    """What is wrong so far: (path in the document, message, hint)."""

    found: list[tuple[Path, str, str]] = field(default_factory=list)

    def add(self, path: Path, message: str, hint: str = "") -> None:
        """Note a problem at a path, once."""
        if (path, message, hint) not in self.found:
            self.found.append((path, message, hint))

    def unknown(self, path: Path, what: str, name: str, known: Sequence[str]) -> None:
        """Note a name that does not exist, with the nearest one that does."""
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known) or 'none'}"
        self.add(path, f"there is no {what} {name!r}", hint)
