"""Runs the demo and draws its tables as `demo.svg`, the picture of the README.

Run it where the repository is, after `make demo`: `python docs/picture.py`.
"""

import re
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import CONSOLE_SVG_FORMAT, Console
from rich.text import Text

from keyflow_keyprojects.demo import tables
from keyflow_keyprojects.demo.command import SEED
from keyflow_keyprojects.demo.playing import run
from keyflow_keyprojects.demo.words import Lexicon

PICTURE = Path(__file__).with_name("demo.svg")
WIDTH = 76
# The tables of the headline and of the stages, and the lines about the history.
FIRST, LAST = 34, 3
# rich would fetch its font from a site; a reader's own does.
FRAME = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


def main() -> None:
    """Play the year, then draw what it ends with."""
    say = Lexicon("en")
    with TemporaryDirectory() as folder:
        found, _ = run(Console(quiet=True), say, None, Path(folder), SEED)
    screen = Console(width=WIDTH, file=StringIO(), force_terminal=True, color_system="truecolor")
    with screen.capture() as shown:
        tables.show_figures(screen, say, found)
    lines = shown.get().splitlines()
    picture = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
    picture.print(Text.from_ansi("\n".join([*lines[:FIRST], "…", *lines[-LAST:]])))
    PICTURE.write_text(picture.export_svg(title="keyflow demo", code_format=FRAME), "utf-8")


if __name__ == "__main__":
    main()
