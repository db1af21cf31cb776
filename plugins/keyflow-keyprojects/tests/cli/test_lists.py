"""Lists, adjustments, sponsors, targets and units, as an office types them."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from keyflow.plugin import Actor
from keyflow.store.migrate import upgrade
from keyflow_keyprojects.city.engine import city_engine
from keyflow_keyprojects.city.projects import key_projects, preliminary_projects
from keyflow_keyprojects.cli import projects
from keyflow_keyprojects.office import adopt_list
from keyflow_keyprojects.portfolio import NOTICE_2011

CITY = Actor("city", {"city"})
SOME = {"K002", "K003", "P001"}
IN_MAY = ("--at", "2011-05-04")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('cli') / 'office.db'}"
    upgrade(url)
    engine = city_engine(url, clock=lambda: datetime(2011, 1, 20, 4, tzinfo=UTC))
    wanted = [p for p in key_projects() + preliminary_projects() if p["number"] in SOME]
    adopt_list(engine, wanted, by=CITY, published={"key": NOTICE_2011})
    engine.close()
    return url


@pytest.fixture
def run(store):
    def typed(command, *words):
        done = CliRunner().invoke(projects, [command, "--store", store, "--json", *words])
        assert done.exit_code == 0, done.output
        return json.loads(done.output)

    return typed


@pytest.fixture
def fails(store):
    def typed(command, *words):
        done = CliRunner().invoke(projects, [command, "--store", store, *words])
        assert done.exit_code == 1, done.output
        return done.output

    return typed


def test_an_adjustment_is_drafted_checked_decided_and_seen_in_the_versions(run, fails):
    assert {row["number"] for row in run("members")} == {"K002", "K003"}
    first = run("draft-adjustment", "ADJ-1", "--remove", "K003", "--demote", "K002", "--reason",
                "no start", "--effective", "2011-06-01", *IN_MAY)  # fmt: skip
    assert first == {"adjustment": "ADJ-1", "state": "proposed", "lines": 2}
    assert run("check-adjustment", "ADJ-1", *IN_MAY) == []
    assert "not in month 7" in fails("decide-adjustment", "ADJ-1", "--at", "2011-07-04")
    done = run("decide-adjustment", "ADJ-1", *IN_MAY)
    assert done["state"] == "decided"
    assert [row["op"] for row in run("adjustment", "ADJ-1")] == ["remove", "demote", "demote"]
    assert [row["state"] for row in run("adjustments")] == ["decided"]
    assert [(v["version"], v["count"]) for v in run("versions")] == [(1, 2), (2, 0)]
    assert run("members", "--as-of", "2011-05-31", "--version", "1")
    assert len(run("members", "--as-of", "2011-05-31")) == 2
    assert run("members", "--as-of", "2011-06-01") == []
    assert {row["number"] for row in run("list", "--kind", "preliminary")} == {"P001", "K002"}


def test_the_headline_stands_beside_the_printed_one(run):
    lines = {row["term"]: row for row in run("headline", "--rate", "6.3009")}
    assert lines["count"]["within"] is False
    assert lines["total"]["printed"] == "320"
    printed = run("publish-headline", "--figure", "count=2", "--reason", "a smaller list")
    assert (printed["count"], "total as published is 320" in printed["warnings"]) == ("2", True)


def test_sponsors_targets_and_units_can_be_asked_for_and_changed(run):
    (tenure,) = run("sponsorships", "K003")
    assert tenure["until"] or tenure["leader"]
    assert {row["level"] for row in run("targets", "K003", "--months")} == {
        "year", "stage", "step", "month",
    }  # fmt: skip
    assert run("plan-versions", "K003")[0]["basis"] == "adopted"
    assert {row["kind"] for row in run("units")} >= {"town", "stationed", "bank"}
    assert run("appoint-head", "dongling", "somebody")["head"] == "somebody"
    assert [row["head"] for row in run("heads", "dongling")][-1] == "somebody"
    named = run("change-dispatcher", "P001", "fresh")
    assert named["dispatcher"] == "fresh"
    assert run("contacts") == []
    assert isinstance(run("sponsors"), list)
    assert run("year")["list_version"] >= 1
