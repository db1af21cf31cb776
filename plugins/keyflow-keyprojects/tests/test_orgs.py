"""N03, N06, N28: duties follow the office, and whoever dispatches now is asked for what is open."""

import pytest

from keyflow import NotFound, Refused
from keyflow.plugin import Actor
from keyflow_keyprojects.city.engine import orgs
from keyflow_keyprojects.office import apply_anew
from keyflow_keyprojects.orgs import (
    appoint_head,
    change_dispatcher,
    head_at,
    heads,
    headships,
)

from .days import CITY, KPMO, Days, at  # noqa: TID252 - tests are no package


@pytest.fixture
def days():
    office = Days("K002", "K008")
    yield office
    office.engine.close()


def test_what_the_city_cannot_order_it_cannot_score_either():
    assert not any(one.scorable for one in orgs().values() if one.kind in {"stationed", "bank"})
    assert orgs()["dongling"].scorable


def test_open_duties_are_the_new_heads_and_the_past_stays_the_old_ones(days):
    days.on("2011-02-08")
    project = days.project("K002")
    unit, old = project.data["unit"], project.data["head"]
    appoint_head(days.engine, unit, "new-head", by=CITY)
    assert days.project("K002").data["head"] == "new-head"
    report = days.reports("K002")["2011-01"]
    assert report.data["head"] == "new-head"
    assert head_at(days.engine, unit, at("2011-01-10")) == old
    assert [who for who, _ in heads(days.engine, unit)] == [old, "new-head"]
    days.on("2011-02-12")
    told = {to for _, notice, to in days.told(report.id) if notice.startswith("M23")}
    assert "new-head" in told
    assert old not in told
    first, second = headships(days.engine, unit)
    assert (first.head, second.head) == (old, "new-head")
    assert (first.until, second.until) == (second.since, None)
    assert (first.projects, second.projects) == (1, 1)
    assert (first.reminded, second.reminded) == (0, len([
        1 for _, notice, to in days.told(report.id) if to == "new-head"
        and notice.startswith("M23")
    ]))  # fmt: skip


def led(days, code):
    """Return who heads what leads an item of K008."""
    subject = f"K008/item/{code}"
    return days.engine.cases(subject=subject, order="-opened", limit=1).cases[0].data["lead_head"]


def test_an_item_names_who_heads_the_unit_that_leads_it_and_then_who_comes_next(days):
    owner = days.project("K008").data["owner_contact"]
    # Nobody heads that bureau: what is about it goes to the unit itself.
    assert (led(days, "QS_SUPERVISION"), led(days, "TENDER")) == ("HUD", owner)
    appoint_head(days.engine, "HUD", "shen-builds", by=CITY)
    assert (led(days, "QS_SUPERVISION"), led(days, "TENDER")) == ("shen-builds", owner)
    apply_anew(days.engine, days.project("K008"), "FIRE_DESIGN", by=KPMO)
    assert led(days, "FIRE_DESIGN") == "shen-builds"
    item = days.engine.cases(subject="K008/item/TENDER").cases[0]
    with pytest.raises(Refused):
        days.fire(item.id, "change_lead_head", Actor(owner), {"lead_head": owner})


def test_a_unit_nobody_registered_has_no_head(days):
    with pytest.raises(NotFound, match="nowhere"):
        appoint_head(days.engine, "nowhere", "somebody", by=CITY)


def test_another_dispatcher_takes_over_the_open_reports(days):
    days.on("2011-02-08")
    project = days.project("K002")
    with pytest.raises(Refused, match="No dispatcher"):
        days.fire(project.id, "change_dispatcher", KPMO, {"dispatcher": None})
    change_dispatcher(days.engine, project, "fresh", "stand-in", by=KPMO)
    report = days.reports("K002")["2011-01"]
    assert (report.data["dispatcher"], report.data["substitute"]) == ("fresh", "stand-in")
    with pytest.raises(Refused):
        days.fire(project.id, "change_dispatcher", KPMO, {"dispatcher": "x", "sponsor": "y"})


def test_only_the_city_or_its_office_appoints(days):
    with pytest.raises(Refused):
        appoint_head(days.engine, "dongling", "x", by=Actor("x", {"unit"}))
