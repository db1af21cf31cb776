"""Writes a document as a Word file: in our own layout, or in an office's own template."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keyflow import InputError
from keyflow_keyprojects.paper.archive import steady
from keyflow_keyprojects.paper.document import (
    Block,
    Document,
    Heading,
    Mark,
    Paragraph,
    Points,
    Table,
    said,
)
from keyflow_keyprojects.paper.extra import require
from keyflow_keyprojects.paper.legible import legible

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import _Cell

_SHADES = {"green": "C8E6C9", "yellow": "FFF1B8", "red": "F8C9C4", "blue": "CFE2F7",
           "grey": "E3E7EB"}  # fmt: skip
_HEAD = "F3F5F7"
_LATIN, _HAN = "Times New Roman", "宋体"
_TITLE_SIZE, _TEXT_SIZE, _TABLE_SIZE = 20, 12, 10
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def write_word(document: Document, path: Path, *, template: Path | None = None) -> Path:
    """Write a document as a .docx file and return its path; the same document, the same bytes.

    `template` is an office's own .docx: in it `{{ title }}`, `{{ meta }}`, `{{ blocks }}`,
    `{{ closing }}` and `{{ body }}` (all blocks as text) stand for the parts of the document. Its
    expressions run in a sandbox. Raises `InputError` for a template that cannot be filled.
    """
    require("docx", *(["docxtpl"] if template else []))
    file = BytesIO()
    if template is None:
        _drawn(document).save(file)
    else:
        _filled(document, template, file)
    path.write_bytes(steady(file.getvalue()))
    return path


def _drawn(document: Document) -> "WordDocument":
    import docx  # noqa: PLC0415 - of the extra
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415

    word = docx.Document()
    _set_up(word, document)
    _title(word, document)
    for block in document.blocks:
        _WRITERS[type(block)](word, block)
    for line in document.closing:
        word.add_paragraph(legible(line)).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return word


def _set_up(word: "WordDocument", document: Document) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Mm, Pt, RGBColor  # noqa: PLC0415

    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(24)
    section.top_margin = section.bottom_margin = Mm(25)
    for name in ("Normal", "Heading 1", "Heading 2", "Title"):
        style: Any = word.styles[name]
        style.font.name = _LATIN
        style.font.color.rgb = RGBColor(0x1F, 0x29, 0x33)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), _HAN)
        style.font.size = Pt(_SIZES.get(name, _TEXT_SIZE))
    _described(word, document)


_SIZES = {"Title": _TITLE_SIZE, "Heading 1": 15, "Heading 2": 13}


def _described(word: "WordDocument", document: Document) -> None:
    about = word.core_properties
    about.title, about.author, about.comments = legible(document.title)[:255], "", ""
    about.language = "zh-CN" if document.language == "zh" else "en-GB"
    about.created = about.modified = _EPOCH


def _title(word: "WordDocument", document: Document) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415

    title = word.add_paragraph(legible(document.title), style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    colon = "：" if document.language == "zh" else ": "
    for name, value in document.meta:
        paragraph = word.add_paragraph()
        paragraph.paragraph_format.space_after = 0
        paragraph.add_run(legible(name) + colon).bold = True
        paragraph.add_run(legible(value))


def _heading(word: "WordDocument", block: Heading) -> None:
    word.add_heading(legible(block.text), level=block.level)


def _paragraph(word: "WordDocument", block: Paragraph) -> None:
    for line in legible(block.text).split("\n"):
        word.add_paragraph().add_run(line).italic = block.quiet or None


def _points(word: "WordDocument", block: Points) -> None:
    # Numbers are written out: Word would count on from the list before.
    for number, item in enumerate(block.items, start=1):
        mark = f"{number}. " if block.numbered else "· "
        word.add_paragraph(mark + legible(item))


def _table(word: "WordDocument", block: Table) -> None:
    grid = word.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    first = len(block.columns) - block.numbers
    for place, (cell, name) in enumerate(zip(grid.rows[0].cells, block.columns, strict=True)):
        _write(cell, name, right=place >= first, bold=True, shade=_HEAD)
    _repeat(grid.rows[0])
    for row in block.rows:
        for place, (cell, value) in enumerate(zip(grid.add_row().cells, row, strict=True)):
            shade = _SHADES[value.tone] if isinstance(value, Mark) else None
            _write(cell, said(value), right=place >= first, shade=shade)
    word.add_paragraph()


def _write(
    cell: "_Cell", text: str, *, right: bool, bold: bool = False, shade: str | None = None
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = 0
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else None
    run = paragraph.add_run(legible(text))
    run.bold, run.font.size = bold or None, Pt(_TABLE_SIZE)
    if shade:
        fill = OxmlElement("w:shd")
        fill.set(qn("w:val"), "clear")
        fill.set(qn("w:fill"), shade)
        cell._tc.get_or_add_tcPr().append(fill)  # noqa: SLF001 - the library has no other way


def _repeat(row: Any) -> None:
    """Let the head of a table stand on every page it covers."""
    from docx.oxml import OxmlElement  # noqa: PLC0415

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - the same


_WRITERS: Mapping[type[Block], Callable[["WordDocument", Any], None]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Points: _points,
    Table: _table,
}


def _filled(document: Document, template: Path, file: BytesIO) -> None:
    from docxtpl import DocxTemplate  # noqa: PLC0415 - of the extra
    from jinja2 import DictLoader, StrictUndefined, TemplateError  # noqa: PLC0415
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

    nowhere = DictLoader({})  # a template includes nothing
    sandbox = SandboxedEnvironment(loader=nowhere, autoescape=True, undefined=StrictUndefined)
    try:
        word = DocxTemplate(str(template))
        word.render(_context(document), jinja_env=sandbox, autoescape=True)
        word.save(file)
    except (TemplateError, ValueError, KeyError, OSError) as error:
        raise InputError(
            "template",
            f"{template.name} cannot be filled: {error}",
            f"无法填写模板 {template.name}：{error}",
        ) from error


def _context(document: Document) -> dict[str, Any]:
    """Return what a template may speak of: texts, lists and records, nothing that acts."""
    return {
        "title": legible(document.title),
        "language": document.language,
        "meta": [{"name": legible(n), "value": legible(v)} for n, v in document.meta],
        "blocks": [_plain(block) for block in document.blocks],
        "closing": [legible(line) for line in document.closing],
        "body": "\n".join(line for block in document.blocks for line in _lines(block)),
    }


def _plain(block: Block) -> dict[str, Any]:
    plain: dict[str, Any] = {"kind": type(block).__name__.lower()}
    if isinstance(block, Table):
        rows = [[legible(said(cell)) for cell in row] for row in block.rows]
        return plain | {"columns": [legible(name) for name in block.columns], "rows": rows}
    if isinstance(block, Points):
        return plain | {"points": [legible(item) for item in block.items]}
    return plain | asdict(block) | {"text": legible(block.text)}


def _lines(block: Block) -> list[str]:
    if isinstance(block, Table):
        return [" | ".join(legible(said(cell)) for cell in row) for row in block.rows]
    if isinstance(block, Points):
        return [legible(item) for item in block.items]
    return [legible(block.text)]
