"""Draws the tables that the demo ends with as `demo.svg`, the picture of the README.

They are read from the demo's store. Run it at the repository's root, after `make demo`:
`python docs/picture.py`.
"""

import re
from io import StringIO
from pathlib import Path

from rich.console import CONSOLE_SVG_FORMAT, Console
from rich.text import Text

from keyflow_keyprojects.demo import figures, tables
from keyflow_keyprojects.demo.lists import YEAR
from keyflow_keyprojects.demo.words import Lexicon
from keyflow_keyprojects.office import build_engine

STORE = "sqlite:///out/demo/office.db"
PICTURE = Path(__file__).with_name("demo.svg")
WIDTH = 76
# The tables of the headline and of the stages, and the lines about the history.
FIRST, LAST = 34, 3
# rich would fetch its font from a site; a reader's own does.
FRAME = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


def main() -> None:
    """Read what the year came to, and draw it."""
    say, engine = Lexicon("en"), build_engine(STORE)
    found = figures.read(engine, YEAR)
    engine.close()
    screen = Console(width=WIDTH, file=StringIO(), force_terminal=True, color_system="truecolor")
    with screen.capture() as shown:
        tables.show_figures(screen, say, found)
    lines = shown.get().splitlines()
    picture = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
    picture.print(Text.from_ansi("\n".join([*lines[:FIRST], "…", *lines[-LAST:]])))
    PICTURE.write_text(picture.export_svg(title="keyflow demo", code_format=FRAME), "utf-8")


if __name__ == "__main__":
    main()
