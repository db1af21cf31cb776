"""The seven documents, from plain data to what stands in them, in Chinese and English."""

import re

import pytest

from keyflow_keyprojects.paper.briefing import briefing
from keyflow_keyprojects.paper.bulletin import bulletin
from keyflow_keyprojects.paper.document import LANGUAGES, Heading, Points, Table, said, table
from keyflow_keyprojects.paper.html import to_html, write_html
from keyflow_keyprojects.paper.meetings import agenda, minutes
from keyflow_keyprojects.paper.orders import order
from keyflow_keyprojects.paper.quarters import quarter_comment
from keyflow_keyprojects.paper.speech import Speech
from keyflow_keyprojects.paper.years import annual_result

from . import samples  # noqa: TID252 - tests are no package

WRITERS = {
    "bulletin": (bulletin, samples.BULLETIN),
    "briefing": (briefing, samples.BRIEFING),
    "agenda": (agenda, samples.MEETING),
    "minutes": (minutes, samples.MEETING),
    "order": (order, samples.ORDER),
    "quarter": (quarter_comment, samples.QUARTER),
    "annual": (annual_result, samples.ANNUAL),
}


def made(name, language="zh", **changes):
    write, data = WRITERS[name]
    return write(data | changes, Speech(language, samples.NAMES))


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def cells(table):
    return [[said(cell) for cell in row] for row in table.rows]


def texts(document):
    """Return everything a document says."""
    return re.sub(r"<style>.*?</style>|<[^>]+>", " ", to_html(document), flags=re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WRITERS)
def test_every_document_is_written_in_both_languages(name, language):
    document = made(name, language)
    assert document.language == language
    page = to_html(document)
    assert document.title in page
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    chinese = [text for text in headings if re.search(r"[\u4e00-\u9fff]", text)]
    assert (len(chinese) == len(headings)) if language == "zh" else not chinese


@pytest.mark.parametrize("name", WRITERS)
def test_a_document_of_hardly_anything_is_written_all_the_same(name):
    write, _ = WRITERS[name]
    assert write({"period": "2011-03"}, Speech("en")).title


def test_a_page_fetches_nothing_and_runs_nothing_that_somebody_typed():
    page = to_html(made("bulletin", issue='<script src="http://x/">hi</script>\u202e'))
    assert "<script" not in page
    assert "&lt;script src=" in page
    assert "\u202e" not in page
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=[\"']", page)


def test_the_bulletin_tells_money_lights_late_reports_and_ranks():
    document = made("bulletin")
    assert "年度计划 1,020,000 万元，累计完成 234,600 万元，完成率 23.0%" in texts(document)
    stages, lights, lit, late, ranking = tables(document)
    assert cells(stages)[0] == ["建设", "41", "2,210,000 万元", "740,000 万元"]
    assert cells(lights) == [["绿灯", "50"], ["黄灯", "6"], ["红灯", "3"], ["不评", "1"]]
    assert cells(lit)[0][3:] == ["红灯", "有在办问题说明", "31.25"]
    assert cells(late)[0][-2:] == ["漏报", "—"]
    assert cells(ranking) == [["1", "东岭镇", "51,000 万元", "13,260 万元", "26.0%"]]
    assert document.closing == ("市重点项目管理办公室", "2011年4月15日")


def test_the_bulletin_tells_the_rate_apart_and_whose_figures_are_old():
    page = texts(made("bulletin", rate_effect=samples.yuan("-24396000"), stale=["K007", "K008"]))
    assert "另：汇率变动影响 -2,439.6 万元。" in page
    assert "沿用上次已接收的数据：K007、K008。" in page


def test_english_money_stands_in_millions_and_names_come_in_english():
    stages, *_, ranking = tables(made("bulletin", "en"))
    assert cells(stages)[0] == [
        "Construction", "41", "CNY 22,100.00 million", "CNY 7,400.00 million",
    ]  # fmt: skip
    assert cells(ranking)[0][1] == "Dongling Town"


def test_the_briefing_names_sponsor_reason_problems_and_what_is_open():
    document = made("briefing")
    assert ("包项目领导", "林建平") in document.meta
    assert ("事由", "亮红灯") in document.meta
    figures, problems, blockers, orders = tables(document)
    assert cells(figures)[0][:3] == ["红灯（有在办问题说明）", "350 万元", "125.00005 万元"]
    assert cells(problems) == [["征地未完成", "镇里签约", "东岭镇", "2011年5月10日"]]
    assert cells(blockers) == [["土地", "二期用地", "东岭镇", "L3", "2011年5月20日"]]
    assert cells(orders)[0] == ["黄色", "限期开工", "东岭镇", "2011年4月28日"]


def test_problems_told_as_text_stand_as_text():
    document = made("briefing", problems="进度偏慢", measures="增加班组")
    assert "进度偏慢" in texts(document)
    assert len(tables(document)) == 3


def test_agenda_and_minutes_tell_items_who_was_there_and_what_was_resolved():
    before, after = made("agenda"), made("minutes")
    (items,) = [block for block in before.blocks if isinstance(block, Points)]
    assert items.items[0] == "问题 K004 二期用地指标（上次会议结转）"
    assert ("地点", "市政府第一会议室") in before.meta
    assert ("缺席", "han-jianping") in after.meta
    assert cells(*tables(after)) == [
        ["1", "落实用地指标 30 亩", "东岭镇", "han-jianping", "2011年5月20日"],
        ["2", "商请放贷 2000 万元", "临澜农商行（商请）", "—", "2011年6月10日"],
    ]


def test_members_may_be_counted_instead_of_named():
    document = made("minutes", members=12, present=9)
    assert ("到会", "9") in document.meta
    assert "缺席" not in dict(document.meta)


def test_an_order_names_its_colour_and_a_request_does_not():
    order_, request = made("order"), made("order", is_request=True, colour=None)
    assert cells(tables(order_)[0]) == [["红色", "议定事项 K004/resolution/1",
                                         "K004 瀚澜港口机械制造项目"]]  # fmt: skip
    assert "请于2011年5月25日前书面反馈" in texts(order_)
    assert "约谈" in texts(order_)
    assert "升级督办" not in texts(order_)
    assert "升级督办" in texts(made("order", colour="yellow"))
    assert request.title == "商请函"
    assert "不计考核分" in texts(request)
    assert "等级" not in dict(request.meta)


def test_the_quarter_lists_ranks_first_and_says_which_version_it_is():
    document = made("quarter")
    assert document.title.endswith("2011年第1季度（更正第2版）")
    projects, units, objections, detail = tables(document)
    assert [row[0] for row in cells(projects)] == ["1", "2", "—"]
    assert cells(projects)[2][3:] == ["数据不足", "33.3%", "—"]
    assert cells(units)[0][2] == "东岭镇"
    assert cells(objections) == [["K009", "数据有误", "不予采纳"]]
    assert cells(detail)[0] == [
        "投资完成", "完成 38,750,000.00；计划 40,000,000.00", "96.9%", "38.75", "40",
    ]  # fmt: skip
    assert len(tables(quarter_comment(samples.QUARTER, Speech("zh"), detail=False))) == 3


def test_the_year_counts_its_grades_and_shows_quarters_and_volume():
    document = made("annual")
    grades, results, units = tables(document)
    assert cells(grades) == [["优秀", "1", "1"], ["不合格", "1", "0"]]  # units are no projects
    assert cells(units)[0][1:4] == ["dongling", "东岭镇", "优秀"]
    assert cells(results)[0][3:] == ["优秀", "93.75", "—", "92.75", "—", "1", "94.25"]
    assert cells(results)[1][3] == "不合格 (否决)"
    assert document.closing[-1] == "2012年1月29日"


def test_a_row_of_another_width_is_no_table():
    with pytest.raises(ValueError, match="2 cells under 1 columns"):
        table(["a"], [["b", "c"]])


def test_an_html_file_is_the_same_each_time(tmp_path):
    one, two = (write_html(made("order"), tmp_path / name) for name in ("1.html", "2.html"))
    assert one.read_bytes() == two.read_bytes()
