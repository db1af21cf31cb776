"""`keyflow projects quarter`, `rank`, `year-result` and `score` on a store of their own."""

import json

import pytest
from click.testing import CliRunner

from keyflow_keyprojects.assessing import lay_open, publish, review_of, score_quarter
from keyflow_keyprojects.cli import projects

from .days import KPMO, Days  # noqa: TID252 - tests are no package


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'office.db'}"
    d = Days("K004", "K012", url=url).on("2011-04-18")
    score_quarter(d.engine, review_of(d.engine, "2011-Q1"), by=KPMO)
    lay_open(d.engine, review_of(d.engine, "2011-Q1"), by=KPMO)
    d.engine.close()
    return url


def run(store, *args):
    done = CliRunner().invoke(projects, [args[0], "--store", store, *args[1:]])
    assert done.exit_code == 0, done.output
    return done.output


def as_json(store, *args):
    return json.loads(run(store, *args, "--json"))


def test_a_draft_and_a_ranking_say_the_same(store):
    drafted = as_json(store, "quarter", "2011-Q1")
    ranked = as_json(store, "rank", "2011-Q1")
    # No report ever came: reports 10 - 3 x 3, problems 10, less a tenth as the light is red.
    assert drafted == ranked
    assert [(row["rank"], row["number"], row["total"]) for row in ranked] == [
        (1, "K004", "9.90"), (1, "K012", "9.90"),
    ]  # fmt: skip
    assert as_json(store, "rank", "2011-Q1", "--known-at", "2011-04-01") == []


def test_a_score_is_shown_line_by_line_in_both_languages(store):
    lines = as_json(store, "score", "2011-Q1", "K004")
    assert next(line["component"] for line in lines) == "investment"
    assert "投资完成" in run(store, "score", "2011-Q1", "K004", "--lang", "zh")
    nobody = CliRunner().invoke(projects, ["score", "--store", store, "2011-Q1", "K999"])
    assert nobody.exit_code == 1


def test_a_ranking_of_a_day_has_the_comment_of_that_day(tmp_path):
    url = f"sqlite:///{tmp_path / 'office.db'}"
    d = Days("K004", url=url).on("2011-04-18")
    score_quarter(d.engine, review_of(d.engine, "2011-Q1"), by=KPMO)
    lay_open(d.engine, review_of(d.engine, "2011-Q1"), by=KPMO)
    d.on("2011-04-22")
    publish(d.engine, review_of(d.engine, "2011-Q1"), by=KPMO, comment="A slow start.")
    d.engine.close()
    for known in ((), ("--known-at", "2011-04-23")):
        assert "Ranking of 2011-Q1: A slow start." in run(url, "rank", "2011-Q1", *known)
    for known in ("2011-04-20", "2011-01-01"):
        shown = run(url, "rank", "2011-Q1", "--known-at", known)
        assert "A slow start." not in shown
        assert "not published yet" in shown
    # What it is as of a day, it is at that day's end; `--at` says so of whatever is looked at.
    assert "A slow start." in run(url, "rank", "2011-Q1", "--known-at", "2011-04-22")
    for day, state in (("2011-04-21", "not published yet"), ("2011-04-22", "A slow start.")):
        assert state in run(url, "rank", "2011-Q1", "--at", day)
    assert as_json(url, "score", "2011-Q1", "K004", "--at", "2011-04-18")
    early = CliRunner().invoke(
        projects, ["score", "2011-Q1", "K004", "--at", "2011-04-17", "--store", url]
    )
    assert "there is no" in early.output
    assert as_json(url, "lights", "--at", "2011-01-31")[0]["light"] == "grey"
    assert as_json(url, "lights")[0]["light"] == "red"


def test_the_year_shows_what_was_planned_and_done(store):
    said = as_json(store, "year-result", "2011")
    assert (said["planned_cny"], said["done_cny"]) == ("449250000.00", "0.00")


def test_who_is_not_of_the_office_does_not_score(store):
    done = CliRunner().invoke(
        projects, ["quarter", "--store", store, "2011-Q1", "--by", "lu-haining"]
    )
    assert done.exit_code == 1
    assert "kpmo" in done.output


def test_a_comment_stands_beside_the_rank_and_a_correction_makes_a_draft(tmp_path):
    url = f"sqlite:///{tmp_path / 'office.db'}"
    d = Days("K004", url=url).on("2011-02-10")
    january = d.file("K004", "2011-01")
    d.on("2011-04-18")
    review = review_of(d.engine, "2011-Q1")
    score_quarter(d.engine, review, by=KPMO, comments={"K004": "催报 / reports are owed"})
    assert as_json(url, "corrections", "2011-Q1") == []
    dispatcher, department, office = d.people("K004")
    d.fire(january, "correct", dispatcher, {"evidence": ["supervisor.pdf"]}, "a paper was left out")
    d.fire(january, "verify", department)
    d.fire(january, "accept", office)
    d.engine.close()
    (ranked,) = as_json(url, "rank", "2011-Q1")
    assert ranked["comment"] == "催报 / reports are owed"
    project, unit = as_json(url, "corrections", "2011-Q1")
    # 80 x 19.15 / 57.45 = 26.67; reports 10 - 2 x 3, then half a point less; problems 10
    assert (project["number"], project["total"], project["total_after"]) == (
        "K004", "40.67", "40.17",
    )  # fmt: skip
    assert project["corrected"] == "2011-01 v2: a paper was left out"
    assert unit["number"] == "qinghe"
