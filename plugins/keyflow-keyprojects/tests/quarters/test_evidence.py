"""What the lines of a score stand on, in words."""

import pytest

from keyflow_keyprojects.quarters.evidence import said


@pytest.mark.parametrize(
    ("evidence", "zh", "en"),
    [
        (
            "done=49200000.00; plan=57450000.00; stale",
            "完成 49,200,000.00 CNY；计划 57,450,000.00 CNY；沿用上次数据",
            "done 49,200,000.00 CNY; planned 57,450,000.00 CNY; by an earlier month's figures",
        ),
        ("late=0; missed=1; corrected=2", "迟报 0；漏报 1；更正 2",
         "late 0; missed 1; corrected 2"),
        ("due=1; late=K003/blocker/1", "到期事项 1；逾期 K003/blocker/1",
         "due 1; late K003/blocker/1"),
        ("due=1; late=1", "到期事项 1；逾期 1", "due 1; late 1"),
        ("due=2; late=LAND_USE_PERMIT,3", "到期事项 2；逾期 建设用地规划许可证、3",
         "due 2; late Construction land-use planning permit, 3"),
        ("foundation=2011-02-28/2011-02-28", "基础施工 2011-02-28完成，应于2011-02-28",
         "foundation 2011-02-28, due 2011-02-28"),
        ("start=2011-03-02/2011-02-28", "start 2011-03-02完成，应于2011-02-28",
         "start 2011-03-02, due 2011-02-28"),
        ("start=-/2011-02-28", "start 未完成，应于2011-02-28", "start not done, due 2011-02-28"),
        ("3/5", "应办 5，按时 3", "3 of 5 in time"),
        ("red; cleared", "红灯；已消除", "red light; cleared"),
        ("a crane fell", "a crane fell", "a crane fell"),
        ("done=?; x=y", "完成 ? CNY；x=y", "done ? CNY; x=y"),
        ("", "", ""),
        (None, "", ""),
    ],
)  # fmt: skip
def test_evidence_is_said_in_both_languages(evidence, zh, en):
    assert said(evidence, "zh", "CNY") == zh
    assert said(evidence, "en", "CNY") == en
