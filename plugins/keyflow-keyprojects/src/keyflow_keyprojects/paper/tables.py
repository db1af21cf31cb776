"""Tables under columns that are named by the keys of their words."""

from collections.abc import Sequence

from keyflow_keyprojects.paper.document import Block, Cell, Paragraph, table
from keyflow_keyprojects.paper.speech import Speech


def some(
    say: Speech, columns: Sequence[str], rows: Sequence[Sequence[Cell]], numbers: int = 0
) -> Block:
    """Return a table whose last `numbers` columns are figures, or that there is nothing."""
    if not rows:
        return Paragraph(say("none"))
    return table([say(column) for column in columns], rows, numbers)
