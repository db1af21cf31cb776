"""The page that decides the operations names every one of them, and every code of a refusal."""

import re
from pathlib import Path

from keyflow.model import decision
from keyflow.model.command import Command
from keyflow.ruling import refusals

PAGE = Path(__file__).parents[2].joinpath("docs", "operations.md").read_text(encoding="utf-8")
ROWS = [line.split("|")[1:-1] for line in PAGE.splitlines() if line.startswith("| ")]


def test_every_row_fills_every_column():
    assert len(ROWS) > 40
    assert {len(row) for row in ROWS} == {10}
    assert all(cell.strip() for row in ROWS for cell in row)


def test_every_operation_has_its_row():
    kinds = (thing for thing in vars(decision).values() if isinstance(thing, type))
    verbs = {kind.verb for kind in kinds if issubclass(kind, Command) and kind.verb}
    named = {name for row in ROWS for name in re.findall(r"`([a-z-]+)`", row[0])}
    assert verbs - {"fire"} <= named


def test_every_reason_for_a_refusal_is_on_the_page():
    codes = re.findall(r'^    "([a-z-]+)": \(', Path(refusals.__file__).read_text(), re.MULTILINE)
    assert len(codes) > 50
    assert [code for code in codes if f"`{code}`" not in PAGE] == []
