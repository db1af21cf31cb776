"""Writes a document as one HTML file: nothing is fetched, and it prints on A4."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

from keyflow_keyprojects.paper.document import Document, Mark
from keyflow_keyprojects.paper.legible import legible

_BESIDE = Path(__file__)


def to_html(document: Document) -> str:
    """Return a document as a whole HTML page; whatever it says stands there as text."""
    return _template().render(document=document)


def write_html(document: Document, path: Path) -> Path:
    """Write a document as an HTML file and return its path."""
    path.write_text(to_html(document), encoding="utf-8", newline="\n")
    return path


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["legible"] = legible
    environment.filters["kind"] = lambda block: type(block).__name__
    environment.globals["style"] = _BESIDE.with_name("document.css").read_text(encoding="utf-8")
    environment.tests["mark"] = lambda cell: isinstance(cell, Mark)
    return environment.from_string(_BESIDE.with_name("document.html").read_text(encoding="utf-8"))
