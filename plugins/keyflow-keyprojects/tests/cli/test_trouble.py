"""`keyflow projects` on blockers, orders, meetings and support, on a store of its own."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from keyflow.plugin import Actor
from keyflow_keyprojects import blockers, meetings, orders, supports
from keyflow_keyprojects.city.engine import city_engine
from keyflow_keyprojects.city.projects import key_projects
from keyflow_keyprojects.cli import projects
from keyflow_keyprojects.office import adopt_list, open_year
from keyflow_keyprojects.roster import Org, Roster, register

CITY, KPMO = Actor("city", {"city"}), Actor("kpmo-1", {"kpmo"})
SUPERVISION, CHAIR = Actor("inspector", {"supervision"}), Actor("chair", {"meeting"})
PROJECT = next(project for project in key_projects() if project["number"] == "K009")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    from keyflow.testing import FakeClock

    url = f"sqlite:///{tmp_path_factory.mktemp('office') / 'office.db'}"
    clock = FakeClock("2011-05-03T09:00+08:00")
    engine = city_engine(url, clock=clock)
    office = open_year(engine, 2011, by=KPMO)
    (project,) = adopt_list(engine, [PROJECT], by=CITY).cases
    blocker = blockers.raise_blocker(engine, project, "land", "cottages", by=KPMO)
    for _ in range(3):
        clock.tick(minutes=5)
        blockers.escalate(engine, blocker, "now", by=KPMO)
    orders.issue_order(engine, project, "yellow", "reply!", by=SUPERVISION)
    register(engine, Roster(units=[Org("bank", "bank", "银行", "Bank", "director")]), by=KPMO)
    orders.issue_order(engine, project, None, "please", by=KPMO, unit="bank")
    quota = supports.ask_support(engine, project, "land_quota", "quota", "4", by=KPMO)
    supports.grant(engine, quota, "4", by=CITY)
    meeting = meetings.plan_meeting(engine, office, date(2011, 5, 9), by=KPMO, kind="coordination")
    meetings.call_meeting(engine, meeting, ["a", "b", "c"], by=KPMO)
    clock.tick(days=6)
    meetings.hold(engine, meeting, ["a", "b"], by=CHAIR)
    one = meetings.resolution(project, "hand over", date(2011, 5, 13), blocker=blocker)
    meetings.minute(engine, meeting, "minutes", [one], by=KPMO)
    engine.close()
    return url


def run(store, *words):
    done = CliRunner().invoke(projects, [*words, "--store", store])
    assert done.exit_code == 0, done.output
    return done.output


def rows(store, *words):
    return json.loads(run(store, *words, "--json"))


def test_open_blockers_are_shown_with_whose_they_are(store):
    (row,) = rows(store, "blockers", "--level", "4")
    assert (row["blocker"], row["level"], row["with"]) == ("K009/blocker/1", 4, "joint-meeting")
    assert "制约问题" in run(store, "blockers", "--lang", "zh")
    assert [step["level"] for step in rows(store, "blocker", "K009/blocker/1")] == [1, 2, 3, 4]


def test_orders_and_requests_are_shown_with_their_limits(store):
    found = {row["order"]: (row["colour"], row["reply_by"]) for row in rows(store, "orders")}
    assert found == {
        "K009/order/1": ("yellow", "2011-05-06"),
        "K009/order/2": ("request", "2011-05-10"),
    }
    assert len(rows(store, "orders", "--colour", "yellow")) == 1


def test_meetings_agendas_and_resolutions_are_shown(store):
    (row,) = [row for row in rows(store, "meetings") if row["kind"] == "coordination"]
    assert (row["state"], row["members"], row["present"], row["resolutions"]) == (
        "minuted",
        3,
        2,
        1,
    )
    assert [item["what"] for item in rows(store, "agenda", "coordination-2011-05-09")] == [
        "cottages"
    ]
    assert [row["due"] for row in rows(store, "resolutions")] == ["2011-05-13"]


def test_support_is_shown_in_what_it_is_counted_in(store):
    (row,) = rows(store, "supports", "--kind", "land_quota")
    assert (row["granted"], row["state"]) == ("4 ha", "granted")
    assert rows(store, "support-reviews") == []


def test_what_is_not_there_is_said(store):
    done = CliRunner().invoke(projects, ["blocker", "K009/blocker/9", "--store", store])
    assert done.exit_code == 1
    assert "there is no blocker K009/blocker/9" in done.output


def test_blockers_are_raised_and_orders_issued(store):
    raised = json.loads(
        run(store, "raise-blocker", "K009", "--type", "credit", "--what", "no loan", "--json")
    )
    assert raised["blocker"] == "K009/blocker/2"
    # The resolution has fallen due by today, which brought an order of its own.
    issued = json.loads(run(store, "issue-order", "K009", "--what", "why?", "--json"))
    assert (issued["order"], issued["colour"]) == ("K009/order/4", "blue")


def refused(store, *words):
    done = CliRunner().invoke(projects, [*words, "--store", store])
    assert done.exit_code != 0
    return done.output


def test_a_unit_that_can_only_be_asked_gets_a_request_without_being_told_so(store):
    asked = ("issue-order", "K009", "--what", "lend!", "--unit", "bank", "--at", "2011-05-10")
    assert "it can be asked, not ordered" in refused(store, *asked, "--colour", "red")
    issued = json.loads(run(store, *asked, "--json"))
    assert (issued["colour"], issued["reply_by"]) == ("request", "2011-05-17")


def test_a_meeting_goes_from_its_plan_to_what_came_of_it(store):
    def at(day, *words):
        return json.loads(run(store, *words, "--at", day, "--json"))

    members = [word for name in "abc" for word in ("--member", name)]
    planned = at("2011-06-01", "plan-meeting", "2011-06-11", "--kind", "dispatch")
    # 11 June is a Saturday.
    name = "dispatch-2011-06-13"
    assert (planned["meeting"], planned["day"]) == (name, "2011-06-13")
    assert "two working days" in refused(
        store, "call-meeting", name, *members, "--at", "2011-06-10", "--item", "x"
    )
    called = at("2011-06-09", "call-meeting", name, *members, "--item", "the rain")
    told = rows(store, "agenda", name)
    assert (called["agenda"], told[-1]["what"]) == (len(told), "the rain")
    both = ("--present", "a", "--present", "b")
    assert "1 of 3" in refused(store, "hold-meeting", name, *both[:2], "--at", "2011-06-13")
    assert at("2011-06-13", "hold-meeting", name, *both)["state"] == "held"
    minutes = (
        "minute-meeting", name, "--minutes", "said", "--number", "7",
        "--resolve", "K009", "2011-06-20", "pump it dry",
        "--resolve-by", "K009", "2011-06-20", "lend", "bank", "director",
    )  # fmt: skip
    done = at("2011-06-14", *minutes)
    first, second = done["resolutions"].split(", ")
    assert (done["state"], first) == ("minuted", f"K009/resolution/{name}-1")
    for step, how, state in (
        ("accept", "", "open.accepted"),
        ("done", "dry", "done"),
        ("verify", "", "verified"),
    ):
        assert at("2011-06-15", "resolution", first, step, "--how", how)["state"] == state
    assert "--due" in refused(store, "resolution", second, "defer")
    moved = at("2011-06-16", "resolution", second, "defer", "--how", "x", "--due", "2011-06-21")
    assert moved["due"] == "2011-06-21"
    assert at("2011-06-22", "run-due")["expired"] > 0
    order = [row for row in rows(store, "orders", "--unit", "bank") if row["what"] == "lend"]
    assert [row["colour"] for row in order] == ["request"]
    (row,) = [
        row for row in rows(store, "meetings", "--kind", "dispatch") if row["meeting"] == name
    ]
    assert (row["called"], row["day"], row["state"]) == ("ad hoc", "2011-06-13", "minuted")
    off = at("2011-06-22", "plan-meeting", "2011-06-27")["meeting"]
    gone = at("2011-06-22", "cancel-meeting", off, "--why", "nothing is left")
    assert gone["state"] == "cancelled"
    assert "there is no meeting" in refused(store, "agenda", "2013-01")
