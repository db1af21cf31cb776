from datetime import date

import pytest

from keyflow_keyprojects.dates import add_months, month_end
from keyflow_keyprojects.items.catalogue import Item, items_of, load_catalogue, parse_predecessors

DAY = date(2011, 5, 4)


def test_thirty_two_items_stand_in_four_stages():
    assert len(load_catalogue()) == 32
    counts = [len(items_of(s)) for s in ("approval", "planning", "construction", "acceptance")]
    assert counts == [13, 10, 3, 6]


def test_limits_units_and_clock_stops_are_typed():
    report = load_catalogue()["EIA_REPORT"]
    assert (report.limit, report.unit) == (60, "CD")
    assert report.clock_excludes == ("technical review", "public notice")
    assert load_catalogue()["PRJ_VERIFY"].extension == 10
    assert load_catalogue()["TENDER"].limit is None
    assert load_catalogue()["PRJ_FILING"].on_timeout == "filed"


def test_semicolon_is_and_bar_is_or_question_mark_is_only_if_it_applies():
    plain, either, maybe = parse_predecessors("A;B|C;D?")
    assert (plain.codes, either.codes, maybe.codes) == (("A",), ("B", "C"), ("D",))
    assert (plain.if_applies, either.if_applies, maybe.if_applies) == (False, False, True)


def test_a_half_marked_alternative_is_refused():
    with pytest.raises(ValueError, match="some alternatives"):
        parse_predecessors("A|B?")


def test_the_construction_permit_names_every_missing_predecessor():
    permit = load_catalogue()["CONSTRUCTION_PERMIT"]
    granted = {"WORKS_PLAN_PERMIT": date(2011, 12, 1), "LAND_TITLE": None, "EIA_FORM": None}
    missing = [str(group) for group in permit.missing(granted, {"FIRE_DESIGN"}, DAY)]
    assert missing == ["DRAWING_REVIEW_L|DRAWING_REVIEW_M", "FIRE_DESIGN", "QS_SUPERVISION"]


def test_one_of_the_alternatives_will_do():
    tender = load_catalogue()["TENDER"]
    assert tender.missing({"PRJ_FILING": None}, set(), DAY) == []
    assert tender.missing({}, set(), DAY) == list(tender.predecessors)


@pytest.mark.parametrize(("expires", "missing"), [(DAY, 0), (date(2011, 5, 3), 1), (None, 0)])
def test_an_expired_predecessor_counts_as_missing_from_the_day_after(expires, missing):
    item = load_catalogue()["LAND_USE_PERMIT"]
    assert len(item.missing({"LAND_SUPPLY": expires}, set(), DAY)) == missing


def test_validity_counts_in_months_from_the_grant():
    assert load_catalogue()["WORKS_PLAN_PERMIT"].expires(date(2012, 2, 29)) == date(2013, 2, 28)
    assert load_catalogue()["LAND_TITLE"].expires(DAY) is None


def test_months_end_where_a_shorter_month_ends():
    assert add_months(date(2010, 11, 30), 3) == date(2011, 2, 28)
    assert add_months(date(2011, 11, 30), 3) == date(2012, 2, 29)
    assert month_end(2012, 2) == date(2012, 2, 29)


def write(tmp_path, *rows):
    path = tmp_path / "local.csv"
    path.write_text("\n".join((",".join(Item.model_fields), *rows)), encoding="utf-8")
    return path


def test_an_office_brings_its_own_catalogue(tmp_path):
    path = write(tmp_path, "FILING,备案,Filing,approval,DRC,3,WD,,,,,,deem_granted,local rule")
    filing = load_catalogue(path)["FILING"]
    assert (filing.limit, filing.on_timeout) == (3, "deem_granted")


def test_an_unknown_predecessor_is_refused(tmp_path):
    path = write(tmp_path, "A,甲,A,approval,DRC,3,WD,,,NOWHERE,,,escalate,local rule")
    with pytest.raises(ValueError, match="A waits for NOWHERE"):
        load_catalogue(path)


def test_an_item_given_twice_is_refused(tmp_path):
    row = "A,甲,A,approval,DRC,3,WD,,,,,,escalate,local rule"
    with pytest.raises(ValueError, match="stands twice"):
        load_catalogue(write(tmp_path, row, row))


def test_a_negative_limit_is_refused(tmp_path):
    with pytest.raises(ValueError, match="limit"):
        load_catalogue(write(tmp_path, "A,甲,A,approval,DRC,-3,WD,,,,,,escalate,local rule"))
