"""One whole run of the demo, on SQLite, as `keyflow demo --json` makes it."""

import json
import re
from html import escape
from io import StringIO

import pytest
from rich.console import Console

from keyflow.audit.verifying import verify
from keyflow_keyprojects.demo import figures, tables
from keyflow_keyprojects.demo.codewords import MESSAGES, REFUSALS
from keyflow_keyprojects.demo.page import STORY, page
from keyflow_keyprojects.demo.words import LANGUAGES, STAGES, Lexicon
from keyflow_keyprojects.office import build_engine


@pytest.fixture(scope="module")
def folder(played):
    return played[0]


@pytest.fixture(scope="module")
def printed(played):
    return json.loads(played[1])


@pytest.fixture(scope="module")
def engine(printed, folder):
    engine = build_engine(f"sqlite:///{folder / 'office.db'}")
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def found(engine):
    return figures.read(engine, 2011)


def test_the_adopted_list_is_the_notices(printed):
    wanted = {
        "key_projects": 60,
        "preliminary_projects": 38,
        "total_100m_cny": 320,
        "year_plan_100m_cny": 102,
        "messages_dead": 0,
        "audit_verified": True,
    }
    assert {name: printed[name] for name in wanted} == wanted


def test_the_figures_are_those_of_the_store(printed, engine):
    with engine.store.connect() as connection:
        events = list(connection.all_events())
        report = verify(connection, printed["checkpoint"])
    assert report.ok
    assert printed["events"] == len(events) == report.covered
    assert printed["cases"] == engine.cases(limit=1).total == report.cases
    assert printed["refused"] == sum(not event.accepted for event in events)
    fired = {event.id for event in events if event.accepted and event.verb == "fire"}
    assert printed["fires"] == len(fired)
    assert printed["messages_sent"] == len(engine.outbox(state="sent", limit=100_000))


def test_the_year_had_everything_the_office_knows(found, engine):
    assert found.fires > 1200
    assert found.refused > 60
    assert found.waived >= 1
    assert found.seals > 200
    assert {check.partition("-")[0] for check in found.refusals} >= {
        "k05", "k13", "k16", "k18", "k19", "k20", "k21", "k22", "k25", "k26", "k27", "k28", "k30",
    }  # fmt: skip
    assert set(found.messages) == set(MESSAGES)
    assert found.votes > 80
    assert set(found.rounds) == {"approved", "rejected", "returned"}
    assert {"still-owed", "opinions-open", "not-your-task", "signature-required"} <= set(
        found.refusals
    )
    with engine.store.connect() as connection:
        accepted = [event for event in connection.all_events() if event.accepted]
    steps = {event.verb for event in accepted} | {event.trigger for event in accepted}
    steps |= {"promote" for event in accepted if '"promote"' in event.body}
    assert steps >= {
        "adopt", "suspend", "resume", "split", "merge", "exit", "cancel", "change_sponsor",
        "waive", "report_stop", "restart", "verify_start", "accept_works", "start_production",
        "promote", "return_file", "decline", "deny", "grant_with_commitment", "extend_start",
        "fail", "reapply", "approve", "reject", "return", "consult", "answer", "fulfil",
        "escalate", "resolve", "acknowledge", "reply", "report_done", "verify", "minute", "brief",
        "grant", "use", "propose", "decide", "publish", "restate",
    }  # fmt: skip
    assert all(count > 0 for count in found.desk.values())
    assert found.assessment["quarter_scores"] > 200
    assert any("permit_lapsed" in event.body["steps"][0][0]
               for number in ("K039", "K014")
               for case in engine.cases(workflow="key-project", subject=number).cases
               for event in engine.history(case.id) if event.verb == "expire"
               and event.body.get("steps"))  # fmt: skip


def test_messages_waited_while_the_post_room_was_closed(engine, folder):
    tries = [message.attempts for message in engine.outbox(limit=100_000)]
    assert max(tries) > 1
    assert len(list((folder / "messages").iterdir())) == len(tries)


def test_what_is_in_the_list_now_is_what_was_adopted_and_what_changed(found):
    gone = {"exited", "cancelled", "split", "merged", "closed"}
    there = [row for row in found.stages if row.stage not in gone]
    assert sum(row.count for row in there) == found.now["count"]
    assert sum(row.total for row in there) == found.now["total"]
    assert sum(row.year_plan for row in there) == found.now["year_plan"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_alone_and_holds_the_story(engine, found, language):
    say = Lexicon(language)
    html = page(engine, found, say)
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", html)
    assert "<script" not in html
    for word in ("headline", "stages", "timeline", "diagram", "refusals", "messages", "story"):
        assert f"<h2>{escape(say(word))}</h2>" in html
    assert html.count("<svg") >= 7
    (project,) = engine.cases(workflow="key-project", subject=STORY).cases
    story = html.partition('id="story"')[2]
    assert project.data["name_zh" if language == "zh" else "name_en"] in story
    refused = [event for event in engine.history(project.id) if not event.accepted]
    assert refused
    assert story.count(say("refused_one")) >= len(refused)
    for kind in ("pass", "warn", "block", "waived"):
        assert f"chip {kind}" in story
    assert story.count("<details>") == engine.cases(parent=project.id).total


def test_every_word_is_there_in_both_languages(found):
    for language in LANGUAGES:
        say = Lexicon(language)
        for stage in (row.stage for row in found.stages):
            assert say.pick(STAGES, stage) != stage
        for check in found.refusals:
            assert say.pick(REFUSALS, check) != check
        for kind in found.messages:
            assert say.pick(MESSAGES, kind) != kind


def test_the_tables_show_the_published_beside_the_computed(found):
    console = Console(width=120, file=StringIO())
    tables.show_figures(console, Lexicon("zh"), found)
    text = console.file.getvalue()
    assert "320.00" in text
    assert found.checkpoint in text
    assert f"表决 {found.votes} (通过 {found.rounds['approved']}" in text
