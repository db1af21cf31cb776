"""Word files, opened again with python-docx; and an office's own template."""

from datetime import UTC, datetime
from zipfile import ZipFile

import docx
import pytest

from keyflow import InputError
from keyflow_keyprojects.paper.document import Document, Heading, Paragraph, Points
from keyflow_keyprojects.paper.extra import MissingExtra, require
from keyflow_keyprojects.paper.meetings import minutes
from keyflow_keyprojects.paper.speech import Speech
from keyflow_keyprojects.paper.word import write_word

from .samples import MEETING, NAMES  # noqa: TID252 - tests are no package


@pytest.fixture
def document():
    return minutes(MEETING, Speech("zh", NAMES))


def lines(path):
    return [paragraph.text for paragraph in docx.Document(path).paragraphs]


def test_a_word_file_holds_title_meta_headings_and_tables(document, tmp_path):
    path = write_word(document, tmp_path / "minutes.docx")
    word = docx.Document(path)
    found = {p.text: p.style.name for p in word.paragraphs}
    assert found["大项目联席会议纪要"] == "Title"
    assert found["议定事项"] == "Heading 1"
    assert "主持：林建平" in found
    assert "1. 问题 K004 二期用地指标（上次会议结转）" in found
    assert [c.text for c in word.tables[0].rows[1].cells][:3] == [
        "1",
        "落实用地指标 30 亩",
        "东岭镇",
    ]
    assert word.core_properties.title == "大项目联席会议纪要"
    assert word.core_properties.modified == datetime(2000, 1, 1, tzinfo=UTC)


def test_chinese_text_has_a_chinese_font(document, tmp_path):
    path = write_word(document, tmp_path / "minutes.docx")
    with ZipFile(path) as archive:
        styles = archive.read("word/styles.xml").decode()
    assert styles.count('w:eastAsia="宋体"') >= 4


def test_the_same_document_gives_the_same_bytes(document, tmp_path):
    one, two = (write_word(document, tmp_path / name) for name in ("1.docx", "2.docx"))
    assert one.read_bytes() == two.read_bytes()


def test_what_cannot_be_printed_is_replaced(tmp_path):
    strange = Document("en", "T\x00", (Paragraph("a\x0bb"), Points(("c\ud800",))))
    assert lines(write_word(strange, tmp_path / "s.docx")) == ["T\ufffd", "a\ufffdb", "· c\ufffd"]


def template(path, *paragraphs):
    word = docx.Document()
    for text in paragraphs:
        word.add_paragraph(text)
    word.save(path)
    return path


def test_an_offices_own_template_is_filled(document, tmp_path):
    own = template(
        tmp_path / "own.docx",
        "临澜市人民政府办公室文件",
        "{{ title }}",
        "{%p for line in meta %}",
        "{{ line.name }}={{ line.value }}",
        "{%p endfor %}",
        "{%p for block in blocks if block.kind == 'table' %}",
        "{{ block.rows[0][1] }}",
        "{%p endfor %}",
    )
    found = lines(write_word(document, tmp_path / "out.docx", template=own))
    assert found[:2] == ["临澜市人民政府办公室文件", "大项目联席会议纪要"]
    assert "主持=林建平" in found
    assert found[-1] == "落实用地指标 30 亩"


def test_what_is_filled_in_is_text_and_never_markup_or_a_template(tmp_path):
    told = Document("en", "<w:br/> & {{ 7 * 7 }}", (Heading("h"),))
    own = template(tmp_path / "own.docx", "{{ title }}", "{{ body }}")
    found = lines(write_word(told, tmp_path / "out.docx", template=own))
    assert found == ["<w:br/> & {{ 7 * 7 }}", "h"]


@pytest.mark.parametrize(
    "expression",
    ["{{ ''.__class__.__mro__ }}", "{{ nothing }}", "{{ title", "{% include 'x' %}"],
)
def test_a_template_that_reaches_out_or_is_broken_is_refused(expression, document, tmp_path):
    own = template(tmp_path / "own.docx", expression)
    with pytest.raises(InputError, match=r"own\.docx cannot be filled"):
        write_word(document, tmp_path / "out.docx", template=own)
    assert not (tmp_path / "out.docx").exists()


def test_a_library_that_is_not_there_is_named_with_its_extra():
    with pytest.raises(MissingExtra, match=r"no_such_library.*keyflow-keyprojects\[paper\]"):
        require("docx", "no_such_library")
