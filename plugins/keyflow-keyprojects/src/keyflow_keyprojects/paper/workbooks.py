"""Opens a workbook somebody sent: nothing in it runs, nothing is fetched, nothing is boundless."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from keyflow_keyprojects.paper.extra import require
from keyflow_keyprojects.paper.problems import NotImported, Problem, problem

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_BYTES = 8 * 1024 * 1024
MOST_UNPACKED = 80 * 1024 * 1024
MOST_PARTS = 500
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']+)""")
_MIB = 1024 * 1024
# Parts of a workbook that do something or look elsewhere, and what they are called.
_ACTIVE = {
    "externalLinks/": ("links to other files", "外部链接"),
    "connections.xml": ("connections to data outside", "外部数据连接"),
    "embeddings/": ("embedded files", "嵌入文件"),
    "activeX/": ("controls", "控件"),
    "macrosheets/": ("macro sheets", "宏表"),
    "queryTables/": ("queries", "查询"),
}


def open_workbook(path: Path) -> "Workbook":
    """Open an .xlsx workbook; raises `NotImported` for any other file, and for what acts in it."""
    require("openpyxl")
    from openpyxl import load_workbook  # noqa: PLC0415 - of the extra

    found = list(_wrong(path))
    if found:
        raise NotImported(tuple(found))
    try:
        return load_workbook(path, keep_links=False, rich_text=False)
    except Exception as error:
        # Damaged files make the library raise whatever it stumbles over.
        raise NotImported((problem("damaged", why=type(error).__name__),)) from error


def _wrong(path: Path) -> Iterator[Problem]:
    if path.stat().st_size > MOST_BYTES:
        yield problem("too-large", most=MOST_BYTES // _MIB)
        return
    try:
        with ZipFile(path) as archive:
            yield from _inside(archive)
    except (BadZipFile, NotImplementedError, RuntimeError):
        yield problem("not-xlsx")


def _inside(archive: ZipFile) -> Iterator[Problem]:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if "xl/workbook.xml" not in names:
        yield problem("not-xlsx")
        return
    # What a part says of its size is checked again while it is read: the library reads no further.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        yield problem("too-large", most=MOST_UNPACKED // _MIB)
        return
    if any("vbaproject" in name.casefold() for name in names):
        yield problem("macros")
    for place, (en, zh) in _ACTIVE.items():
        if any(place in name for name in names):
            yield _active(en, zh)
    if any(_declares(archive, name) for name in names):
        yield _active("a document type", "文档类型声明")


def _active(en: str, zh: str) -> Problem:
    found = problem("active", what=en)
    return Problem("", None, None, "active", {**found.what, "zh": f"工作簿含有{zh}。"}, found.mend)


def _declares(archive: ZipFile, name: str) -> bool:
    """Tell whether a part declares entities, or hides from being looked at in another encoding."""
    if not name.endswith((".xml", ".rels", ".vml")):
        return False
    part = archive.read(name)
    declared = _ENCODING.search(part[:200])
    strange = b"\x00" in part[:200] or (declared is not None and declared[1].lower() != b"utf-8")
    return strange or b"<!DOCTYPE" in part or b"<!ENTITY" in part
