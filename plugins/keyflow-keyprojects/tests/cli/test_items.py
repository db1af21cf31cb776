"""An approval item from application to document, as it is typed."""

import pytest

from ..days import Days  # noqa: TID252 - tests are no package
from .typed import Typed  # noqa: TID252


@pytest.fixture
def office(tmp_path):
    url = f"sqlite:///{tmp_path / 'office.db'}"
    Days("K002", url=url).engine.close()
    return Typed(url)


def test_an_item_is_denied_applied_for_anew_and_granted(office):
    def step(name, *more):
        return office("handle-item", "K002", "LAND_SUPPLY", name, *more)

    office.day = "2011-01-10"
    assert step("submit", "--on", "2011-01-07")["state"] == "handling.received"
    assert step("ask_correction", "--why", "the map is missing")["state"] == "handling.correction"
    step("resubmit")
    office.day = "2011-01-11"
    assert step("accept")["state"] == "handling.accepted"
    under_way = step("review")
    assert under_way["state"] == "handling.in_review"
    assert "comment" in office.refused("handle-item", "K002", "LAND_SUPPLY", "deny")
    assert step("deny", "--why", "outside the plan")["state"] == "denied"
    again = office("apply-anew", "K002", "LAND_SUPPLY")
    assert again["state"] == "handling.draft"
    office.day = "2011-01-12"
    for name in ("submit", "accept", "review"):
        step(name)
    assert "document_number" in office.refused("handle-item", "K002", "LAND_SUPPLY", "grant")
    granted = step("grant", "--document", "NR-1", "--expires", "2013-01-12")
    assert (granted["state"], granted["expires"]) == ("handling.granted", "2013-01-12")
    shown = [row["item"] for row in office("items", "K002") if row["document"] == "NR-1"]
    assert shown == ["LAND_SUPPLY"]
    assert "已批准" in office.text("items", "K002", "--lang", "zh")
    extended = step("extend", "--why", "the works wait", "--expires", "2013-07-12")
    assert extended["state"] == "handling.extended"


def test_a_promise_has_its_last_day_and_a_document_that_of_the_catalogue(office):
    office.day = "2011-01-12"
    for code in ("LAND_SUPPLY", "LAND_USE_PERMIT"):
        for name in ("submit", "accept", "review"):
            office("handle-item", "K002", code, name)
        office("handle-item", "K002", code, "grant", "--document", code)
    for name in ("submit", "accept", "review"):
        office("handle-item", "K002", "SCHEME_REVIEW", name)
    promised = office("handle-item", "K002", "SCHEME_REVIEW", "grant_with_commitment",
                      "--document", "NR-2", "--commitment-due", "2011-02-28")  # fmt: skip
    assert (promised["state"], promised["until"]) == (
        "handling.granted_with_commitment",
        "2011-02-28",
    )
    assert office("handle-item", "K002", "SCHEME_REVIEW", "fulfil")["state"] == "handling.granted"


def test_an_item_that_is_not_there_is_named(office):
    said = office.refused("handle-item", "K002", "SCHEME_REVUE", "submit")
    assert "did you mean K002/item/SCHEME_REVIEW" in said
