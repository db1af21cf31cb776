"""What the office's papers are made from: one set of data for each document."""

from datetime import date
from decimal import Decimal

from keyflow.plugin import Money

NAMES = {"lin-jianping": "林建平", "dongling": "东岭镇", "bank": "临澜农商行"}


def yuan(amount):
    return Money(Decimal(amount), "CNY")


PROJECT = {
    "number": "K004",
    "name_zh": "瀚澜港口机械制造项目",
    "name_en": "Hanlan port machinery works",
    "unit": "dongling",
    "unit_zh": "东岭镇",
    "unit_en": "Dongling Town",
    "department_zh": "临澜市经济和信息化局",
    "department_en": "Linlan Industry and Information Bureau",
    "sponsor": "lin-jianping",
}
BULLETIN = {
    "period": "2011-03",
    "issued_on": date(2011, 4, 15),
    "issue": "请各单位抓紧开工。 <b>Start now</b> & report.",
    "count": 60,
    "year_plan": yuan("10200000000"),
    "done": yuan("2346000000"),
    "rate": Decimal("0.23"),
    "stages": [
        {"stage": "construction", "count": 41, "total": yuan("22100000000"),
         "year_plan": yuan("7400000000")},
        {"stage": "approval", "count": 19, "total": yuan("9900000000"),
         "year_plan": yuan("2800000000")},
    ],
    "lights": {"green": 50, "yellow": 6, "red": 3, "grey": 1},
    "lit": [
        PROJECT | {"light": "red", "light_points": Decimal("31.25"), "light_justified": True},
        PROJECT | {"number": "K009", "light": "yellow", "light_points": Decimal(12)},
    ],
    "late": [PROJECT | {"state": "missed"}],
    "ranking": [
        PROJECT | {"rank": 1, "year_plan": yuan("510000000"), "done": yuan("132600000"),
                   "rate": Decimal("0.26")},
    ],
}  # fmt: skip
BRIEFING = PROJECT | {
    "period": "2011-03",
    "occasion": "red",
    "stage": "construction",
    "light": "red",
    "light_justified": True,
    "planned": yuan("3500000"),
    "invested": yuan("1250000.50"),
    "invested_year": yuan("9000000"),
    "invested_total": {"amount": "69000000.00", "currency": "CNY"},
    "year_plan": yuan("42000000"),
    "progress": "基础施工完成 / foundations are in",
    "problems": [
        {"what": "征地未完成", "measure": "镇里签约", "unit": "dongling", "due": "2011-05-10"},
    ],
    "suggestions": "请协调用地指标。",
    "next_month": "主体施工",
    "blockers": [
        {"type": "land", "what": "二期用地", "owner_unit": "dongling", "level": 3,
         "due": date(2011, 5, 20)},
    ],
    "orders": [
        {"colour": "yellow", "what": "限期开工", "addressee_unit": "dongling",
         "due": date(2011, 4, 28)},
    ],
}  # fmt: skip
MEETING = {
    "kind": "joint",
    "period": "2011-05",
    "on": date(2011, 5, 6),
    "place": "市政府第一会议室",
    "chair": "lin-jianping",
    "members": ["lin-jianping", "han-jianping", "dongling"],
    "present": ["lin-jianping", "dongling"],
    "agenda": [
        {"kind": "blocker", "number": "K004", "what": "二期用地指标", "carried_from": "2011-04"},
        {"kind": "resolution", "number": "K007", "what": "逾期未办结"},
    ],
    "minutes": "会议听取了进展汇报。\n会议要求按期完成。",
    "minutes_number": "联席纪要 2011-5 号",
    "resolutions": [
        {"number": "K004", "text": "落实用地指标 30 亩", "unit": "dongling",
         "cooperating": ["han-jianping"], "due": date(2011, 5, 20)},
        {"number": "K004", "text": "商请放贷 2000 万元", "unit": "bank", "is_request": True,
         "due": "2011-06-10"},
    ],
    "issued_on": date(2011, 5, 10),
}  # fmt: skip
ORDER = PROJECT | {
    "number": "K004/order/1",
    "project_number": "K004",
    "colour": "red",
    "is_request": False,
    "addressee_unit": "dongling",
    "head": "lin-jianping",
    "subject_kind": "resolution",
    "subject_ref": "K004/resolution/1",
    "what": "2011年5月联席会议议定事项逾期未办结。",
    "issued_on": date(2011, 5, 23),
    "due": date(2011, 5, 25),
    "upgrades": 2,
}
QUARTER = {
    "period": "2011-Q1",
    "issued_on": date(2011, 4, 22),
    "rubric": "base-1",
    "comment": "一季度开局平稳。",
    "version": 2,
    "objections": [{"subject": "K009", "what": "数据有误", "answer": "不予采纳"}],
    "scores": [
        {"kind": "project", "number": "K009", "name_zh": "乙", "name_en": "B", "total": None,
         "coverage": Decimal("0.3333"), "grade": "insufficient", "rank": None},
        {"kind": "project", "number": "K005", "name_zh": "丙", "name_en": "C",
         "total": Decimal("81.5"), "coverage": Decimal(1), "grade": "good", "rank": 2},
        PROJECT | {"kind": "project", "total": Decimal("93.75"), "coverage": Decimal(1),
                   "grade": "excellent", "rank": 1, "comment": "进度靠前。",
                   "lines": [{"component": "investment", "most": Decimal(40),
                              "points": Decimal("38.75"), "ratio": Decimal("0.96875"),
                              "evidence": "done=38750000; plan=40000000"}]},
        {"kind": "unit", "number": "dongling", "name_zh": "东岭镇", "name_en": "Dongling Town",
         "total": Decimal("88.2"), "coverage": Decimal(1), "grade": "good", "rank": 1},
    ],
}  # fmt: skip
ANNUAL = {
    "period": "2011",
    "decided_on": date(2012, 1, 29),
    "decided_by": "lin-jianping",
    "result": "同意考核结果。",
    "grades": [
        PROJECT | {"kind": "project", "total": Decimal("94.25"), "grade": "excellent", "rank": 1,
                   "lines": [{"component": "2011-Q1", "points": Decimal("93.75")},
                             {"component": "2011-Q3", "points": Decimal("92.75")},
                             {"component": "volume", "points": Decimal(1)}]},
        {"kind": "project", "number": "K010", "name_zh": "甲", "name_en": "A",
         "total": Decimal(0), "grade": "fail", "rank": 2, "veto": "安全事故", "lines": []},
        {"kind": "unit", "number": "dongling", "name_zh": "东岭镇", "name_en": "Dongling Town",
         "total": Decimal("94.25"), "grade": "excellent", "rank": 1, "lines": []},
    ],
}  # fmt: skip
