import json

import pytest

from keyflow.builtin.notifiers import File
from keyflow.plugin import Actor
from keyflow.store.migrate import upgrade
from keyflow.testing import FakeClock
from keyflow_keyprojects.city.engine import PANEL, city_engine

from .office_life import FUNC, KPMO, Life  # noqa: TID252 - tests are no package

START = "2011-01-04T01:00:00+00:00"


@pytest.fixture(scope="module")
def life(tmp_path_factory):
    """A whole life on SQLite, from nomination to the closed file."""
    folder = tmp_path_factory.mktemp("life")
    url = f"sqlite:///{folder / 'office.db'}"
    upgrade(url)
    clock = FakeClock(START)
    engine = city_engine(url, clock=clock, notifiers={"office": File(folder=folder / "post")})
    yield Life(engine, clock).whole()
    engine.close()


def test_it_ends_closed_after_every_stage_in_turn(life):
    case = life.case
    assert (case.state, case.standing, case.outcome) == ("closed", "completed", "closed")
    events = [event for event in life.engine.history(life.id) if event.accepted]
    stages = list(dict.fromkeys(event.state.partition(".")[0] for event in events))
    assert stages == [
        "screening", "approval", "planning", "construction", "acceptance", "ramp_up", "closed",
    ]  # fmt: skip


def test_each_transition_leaves_one_event_with_all_its_checks(life, definitions):
    ways = definitions["key-project"].transitions
    # What an item did to the clock of the whole project has no trigger of its own here.
    events = life.engine.history(life.id)
    fired = [event for event in events if event.verb == "fire" and event.trigger is not None]
    assert len({event.id for event in fired}) == len(fired)
    for event in fired:
        way = next(
            w for w in ways if w.trigger == event.trigger and event.source in w.source
            and (w.dest in {None, "=", event.state})
        )  # fmt: skip
        # What the step's plans changed was checked as well, after the step itself.
        wanted = [use.id for use in way.checks]
        assert [check.check for check in event.checks][: len(wanted)] == wanted
        assert all(check.result in {"pass", "warn"} for check in event.checks)


def test_messages_are_exactly_those_of_the_table(life):
    data = life.project
    sponsor, head, dispatcher = data["sponsor"], data["head"], data["dispatcher"]
    owner, unit, town = data["owner_contact"], data["unit"], data["town"]
    kpmo, city = "role:kpmo", "role:city"

    def told(**kinds):
        return {(kind, to) for kind, people in kinds.items() for to in people}

    stage_done = (sponsor, kpmo, head)
    builders = (sponsor, kpmo)
    document = told(M11=(owner, dispatcher))
    result = told(T05=(kpmo, head, owner))
    departments = tuple(f"role:{name}" for name in ("drc", "nr", "ee", "wr", "hud", "cad"))
    acceptors = tuple(f"role:{name}" for name in ("hud", "nr", "ee", "cad"))
    assert life.told == {
        "start": told(M01=(head,)),
        "accept_file": told(M01=(head,), T01=(*PANEL, city)),
        "panel": result,
        "select": told(
            M03=(unit, head, sponsor, owner, town), M04=(sponsor, head, dispatcher, "DRC")
        ),
        "apply_decision": told(M10=("DRC", dispatcher)),
        "items of approval": set(),
        "decision_granted": document | told(T01=departments),
        "review": result,
        "stage_done": told(M14=stage_done),
        "hand_over to planning": told(M14=stage_done, M04=(sponsor, head, dispatcher, "NR")),
        "items of planning": set(),
        "land_supplied": document,
        "land_permit": document,
        "scheme_ok": document,
        "works_permit": document,
        "drawings_ok": document,
        "hand_over to construction": told(M14=stage_done, M04=(sponsor, head, dispatcher, "HUD")),
        "items of construction": set(),
        "construction_permit": document,
        "report_start": set(),
        "verify_start": told(M17=builders),
        "report_stop": told(M18=(sponsor, head, kpmo), M20=(sponsor, head, "role:supervision")),
        "restart": told(M17=builders),
        "milestone": set(),
        "verify_milestone": told(M17=builders),
        "complete_main_works": told(M17=builders),
        "complete": told(M17=builders),
        "hand_over to acceptance": told(M14=stage_done),
        "items of acceptance": set(),
        "apply_joint": told(M10=("HUD", dispatcher), T01=acceptors),
        "rectify": document | result,
        "rectified": document | told(T01=acceptors),
        "joint acceptance": result,
        "accept_works": document | told(M14=stage_done, M19=(city,)),
        "file": document,
        "title": document,
        "hand_over to ramp-up": told(M14=stage_done),
        "start_production": told(M19=(city,)),
        "reach_capacity": told(M19=(city,)),
        "close": set(),
    }


def test_an_item_tells_its_department_and_then_the_owner(life):
    item = next(i for i in life.items() if i.data["code"] == "EIA_FORM")
    told = {(m.notice, m.to) for m in life.engine.outbox(case=item.id)}
    owner, dispatcher = life.project["owner_contact"], life.project["dispatcher"]
    assert told == {
        ("M10-item", "EE"), ("M10-item", dispatcher),
        ("M11-item", owner), ("M11-item", dispatcher),
    }  # fmt: skip


def test_every_text_was_rendered_in_both_languages(life):
    for message in life.engine.outbox(limit=10_000):
        assert set(message.texts) == {"zh", "en"}
        assert message.error is None
        assert "{" not in message.texts["zh"].body + message.texts["en"].body


def test_nothing_is_sent_before_the_commit_and_all_of_it_after(life, tmp_path):
    waiting = len(life.engine.outbox(state="waiting", limit=10_000))
    assert waiting > 100
    assert life.engine.deliver(limit=10_000).sent == waiting


def test_replaying_the_history_gives_the_same_case(life):
    for case in (life.case, *life.items()):
        replayed = life.engine.case(case.id, as_of=life.clock())
        assert (replayed.state, replayed.standing) == (case.state, case.standing)
        assert replayed.data.raw == case.data.raw
        assert replayed.since == case.since


def test_the_past_can_be_asked_for_any_day(life):
    built = next(e for e in life.engine.history(life.id) if e.trigger == "verify_start")
    assert life.engine.case(life.id, as_of=built.occurred_at).state == "construction.running"


def test_what_happened_and_when_it_was_entered_are_both_kept(office, clock):
    life = Life(office, clock)
    life.select()
    clock.tick(days=4)
    before = clock.tick(days=-1)
    clock.tick(days=1)
    office.fire(life.id, "apply_decision", by=life.owner, occurred_at=before, recorded_by=KPMO)
    event = office.history(life.id)[-1]
    assert (event.occurred_at, event.recorded_at) == (before, clock())
    assert json.loads(json.dumps(event.private))["recorded_by"] == KPMO.id


def test_items_that_end_with_a_project_do_not_outlive_it(life):
    assert {item.outcome for item in life.items()} == {"parent-ended"}


def test_who_applied_may_not_accept_what_he_applied_for(office, clock):
    life = Life(office, clock)
    life.select()
    item = next(i for i in life.items() if i.data["code"] == "PRJ_CODE")
    both = Actor(life.project["owner_contact"], FUNC.roles)
    office.fire(item.id, "submit", by=both)
    with pytest.raises(Exception, match="somebody else must do this"):
        office.fire(item.id, "accept", by=both)
    assert office.fire(item.id, "accept", by=FUNC).case.state == "handling.accepted"
