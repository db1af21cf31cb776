"""Who may be erased, when, and what goes then: what is theirs, and nothing else."""

import pytest

from keyflow import Actor, InputError, Refused
from keyflow.audit.verifying import verify
from keyflow.commands import Edit, Erase, Fire, Note
from tests.offices import ANN, BOB, flow, opened, url_of

ANNN = Actor("annn", {"owner"})
MARIE = Actor("ann-marie", {"owner"})

FLOW = """
name: w
initial: asked
roles: [owner, office]
operations: {erase: {by: [office]}}
schema:
  title: text
  boss: person
  lead: {type: person, personal: true}
  phone: {type: text, personal: true}
  mail: {type: text, personal: true}
  items: {type: list, of: text}
  item: text
stages:
  asked: {kind: plain, states: {asked: {writable: "*"}}}
  put: {kind: plain, states: {put: {children: {part: {workflow: part, each: items}}}}}
  granted: final
transitions:
  - {trigger: submit, source: asked, dest: put, by: [owner]}
  - trigger: approve
    source: put
    dest: granted
    by: [owner]
    checks: [{kind: different-person, from_triggers: [submit]}]
notices:
  - {on: fired submit, to: ["person:lea", actor], via: box, id: put,
     text: "{{ event.actor }} says: call {{ data.phone }}"}
"""
PART = """
name: part
initial: open
roles: [owner, office]
operations: {erase: {by: [office]}}
schema: {item: text}
stages: {open: plain, done: final}
transitions: [{trigger: do, source: open, dest: done, by: [owner]}]
"""
MAY_REOPEN = PART.replace("name: part", "name: again\nreopen: 30d")


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def office(request, tmp_path):
    flows = [flow(FLOW), flow(PART), flow(MAY_REOPEN)]
    with opened(url_of(request.param, tmp_path, request), flows) as office:
        yield office


def ended(office, **data):
    case = office.engine.start("w", subject="s", by=ANN, data={"title": "t"} | data).id
    office.engine.fire(case, "submit", by=ANN, comment="please")
    office.engine.do(Note(case, "ann-marie and annn may wait"), by=BOB)
    office.engine.do(Note(case, "ann is ill."), by=BOB)
    office.engine.do(Note(case, "I ask for it"), by=MARIE)
    office.engine.fire(case, "approve", by=ANNN)
    return case


def refused(office, case, person, **more):
    with pytest.raises(Refused) as no:
        office.engine.do(Erase(case, person, "asked for", **more), by=BOB)
    assert all(finding.say("zh") != finding.text for finding in no.value.findings)
    return [finding.code for finding in no.value.findings]


def blank(office, case):
    return [event.seq for event in office.engine.history(case) if event.private is None]


def test_somebody_whom_the_case_names_nowhere_is_not_erased_and_nobody_else_is(office):
    case = ended(office, lead="ann", phone="555-0199")
    for stranger in ("an", "nn", "Ann", "ann.", "anna", "lea", "555"):
        assert refused(office, case, stranger) == ["not-named"]
    assert blank(office, case) == []
    assert office.engine.case(case).data["phone"] == "555-0199"
    last = office.engine.history(case)[-1]
    assert "555" not in str(last.sentences)
    assert {m.to for m in office.engine.outbox()} == {"lea", "ann"}


def test_only_what_is_theirs_goes(office):
    case = ended(office, lead="annn", phone="555-0199", boss="annn")
    office.engine.do(Erase(case, "ann-marie", "asked for"), by=BOB)
    assert blank(office, case) == [3, 5]
    assert office.engine.case(case).data["phone"] == "555-0199"
    office.engine.do(Erase(case, "ann", "asked for"), by=BOB)
    assert blank(office, case) == [1, 2, 3, 4, 5]
    data = office.engine.case(case).data
    assert (data["phone"], data["lead"], data["title"]) == (None, None, "t")
    assert refused(office, case, "ann") == ["not-named"]
    office.engine.do(Erase(case, "annn", "asked for"), by=BOB)
    assert blank(office, case) == [1, 2, 3, 4, 5, 6]
    with office.engine.store.connect() as connection:
        assert verify(connection).ok


def test_a_value_somebody_else_gave_later_stays(office):
    case = office.engine.start("w", subject="s", by=ANN, data={"phone": "1", "mail": "a@b"}).id
    office.engine.do(Edit(case, {"phone": "2"}), by=ANNN)
    office.engine.fire(case, "submit", by=ANN)
    office.engine.fire(case, "approve", by=ANNN)
    office.engine.do(Erase(case, "ann", "asked for"), by=BOB)
    data = office.engine.case(case).data
    assert (data["phone"], data["mail"]) == ("2", None)
    now = office.engine.case(case)
    assert office.engine.case(case, as_of=office.clock.now).data == now.data
    with office.engine.store.connect() as connection:
        assert verify(connection).ok


def test_what_somebody_else_gave_about_them_goes_where_the_field_is_named(office):
    case = office.engine.start("w", subject="s", by=ANN, data={"phone": "555-0199"}).id
    office.engine.do(Edit(case, {"mail": "olga@example.org"}), by=ANN)
    office.engine.fire(case, "submit", by=ANN)
    office.engine.fire(case, "approve", by=ANNN)
    assert refused(office, case, "olga-1") == ["not-named"]
    shown = office.engine.preview(Erase(case, "olga-1", "asked", ["mail"]), by=BOB)
    assert (shown.erased.events, shown.erased.fields) == ((2,), ("mail",))
    office.engine.do(Erase(case, "olga-1", "asked", ["mail"]), by=BOB)
    data = office.engine.case(case).data
    assert (data["phone"], data["mail"]) == ("555-0199", None)
    with office.engine.store.connect() as connection:
        assert verify(connection).ok
    for wrong in (["title"], ["nothing"], "mail", [5]):
        with pytest.raises(InputError) as error:
            office.engine.do(Erase(case, "olga-1", "asked", wrong), by=BOB)
        assert error.value.field == "fields"


def test_a_preview_lists_what_would_go_and_takes_nothing(office):
    case = ended(office, lead="ann", phone="555-0199")
    shown = office.engine.preview(Erase(case, "ann", "asked for"), by=BOB)
    assert shown.allowed
    assert shown.erased.events == (1, 2, 4)
    assert shown.erased.fields == ("lead", "phone")
    assert blank(office, case) == []
    assert office.engine.preview(Fire(case, "submit"), by=ANN).erased is None


def test_nobody_is_erased_from_a_live_case_to_pass_a_check_of_who_did_what(office):
    case = office.engine.start("w", subject="s", by=ANN, data={"items": ["a"]}).id
    office.engine.fire(case, "submit", by=ANN)
    assert refused(office, case, "ann") == ["not-over"]
    (part,) = office.engine.cases(parent=case).cases
    office.engine.fire(part.id, "do", by=ANN)
    assert office.engine.case(part.id).ended
    assert refused(office, part.id, "ann") == ["not-over"]
    with pytest.raises(Refused, match="person"):
        office.engine.fire(case, "approve", by=ANN)
    office.engine.fire(case, "approve", by=ANNN)
    office.engine.do(Erase(part.id, "ann", "asked for"), by=BOB)
    assert office.engine.history(part.id)[1].actor is None


def test_nobody_is_erased_while_the_case_may_be_reopened(office):
    case = office.engine.start("again", subject="s", by=ANN).id
    office.engine.fire(case, "do", by=ANN)
    assert refused(office, case, "ann") == ["may-reopen"]
    office.clock.turn(days=31)
    office.engine.do(Erase(case, "ann", "asked for"), by=BOB)


def test_no_message_of_the_case_to_anybody_keeps_its_text(office):
    case = ended(office, phone="555-0199")
    office.box.failing["lea"] = ValueError("ann's phone is 555-0199")
    office.engine.deliver()
    other = office.engine.start("w", subject="other", by=ANNN, data={"phone": "1"}).id
    office.engine.fire(other, "submit", by=ANNN)
    office.engine.do(Erase(case, "ann", "asked for"), by=BOB)
    found = {m.to: (m.state, dict(m.texts), m.error) for m in office.engine.outbox(case=case)}
    assert found == {"lea": ("dead", {}, "erased"), "erased": ("sent", {}, None)}
    assert [m.state for m in office.engine.outbox(case=other)] == ["waiting", "waiting"]
