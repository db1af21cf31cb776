"""Who is told what, when, and what becomes of a message; and who says who holds which role."""

from datetime import timedelta

import pytest

from keyflow import Actor, Conflict, InputError, Refused
from keyflow.commands import Erase, Fire, Suspend
from keyflow.plugin import Later, Undeliverable
from tests.office_plugins import HOLDING
from tests.offices import ANN, BOB, LEA, START, flow, opened, url_of

RAY = Actor("ray", {"r"})


@pytest.fixture(params=["memory", "sqlite"])
def office(request, tmp_path):
    with opened(url_of(request.param, tmp_path, request)) as office:
        yield office


def told(office, notice):
    return sorted(m.to for m in office.engine.outbox() if m.notice == notice)


def test_recipients_are_roles_holders_fields_and_persons(office):
    office.deciding("A", owner="olga")
    assert told(office, "asked") == ["olga", "role:leader"]
    case = office.begin("B", helpers=["h1", "h2", "h1"])
    office.engine.fire(case.id, "drop", by=BOB)
    assert told(office, "closed") == ["h1", "h2", "role:office"]
    (message,) = [m for m in office.engine.outbox(case=case.id) if m.to == "h1"]
    assert (message.channel, message.subject, message.state) == ("box", "B", "waiting")
    assert message.texts["en"].body == "closed"


def test_texts_are_of_every_language_there_is(office):
    office.deciding()
    message = office.engine.outbox()[0]
    assert {code: text.body for code, text in message.texts.items()} == {
        "en": "Ring road waits",
        "zh": "Ring road待审批",
    }


def test_a_refusal_may_be_news_too(office):
    case = office.deciding(n=11)
    with pytest.raises(Refused):
        office.engine.fire(case.id, "decide", by=LEA)
    assert told(office, "refused") == ["lea"]


def test_news_is_only_of_what_was_committed(office):
    case = office.begin()
    office.engine.preview(Fire(case.id, "submit"), by=ANN)
    with pytest.raises(Refused):
        office.engine.do([Fire(case.id, "submit"), Fire(case.id, "close")], by=ANN)
    with pytest.raises(Conflict):
        office.engine.fire(case.id, "submit", by=ANN, expected=9)
    assert office.engine.outbox() == []


def test_a_repeat_tells_nobody_twice_and_ids_stay_the_same(office):
    case = office.begin()
    for _ in range(3):
        office.engine.fire(case.id, "submit", by=ANN, key="k")
    ids = [message.id for message in office.engine.outbox()]
    assert len(ids) == len(set(ids)) == 2
    office.box.failing["role:leader"] = ValueError("down")
    first = office.engine.deliver()
    assert (first.sent, first.put_off, first.dead) == (1, 1, 0)
    office.box.failing.clear()
    office.clock.turn(hours=1)
    assert office.engine.deliver().sent == 1
    assert sorted(message.id for message in office.box.sent) == sorted(ids)
    assert [message.attempt for message in office.box.sent] == [1, 2]
    assert office.engine.deliver().sent == 0


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x\0\ud800"),
        Later(float("nan")),
        Later(float("inf")),
        Later(-5),
        Later(1e300),
        RecursionError(),
    ],
)
def test_one_bad_message_never_keeps_back_the_others(office, error):
    office.deciding()
    office.box.failing["role:leader"] = error
    assert office.engine.deliver().sent == 1
    (waiting,) = office.engine.outbox(state="waiting")
    assert waiting.to == "role:leader"
    assert waiting.error
    assert waiting.due <= office.clock.now + timedelta(days=31)


def test_a_message_is_put_off_longer_each_time_and_given_up_after_eight(office):
    office.deciding()
    office.box.failing |= {name: ValueError("down") for name in ("role:leader", "role:owner")}
    waits = []
    for _ in range(8):
        assert office.engine.deliver().sent == 0
        message = office.engine.outbox()[0]
        waits.append(message.due - office.clock.now)
        office.clock.turn(days=1)
    assert waits[:7] == sorted(waits[:7])
    assert {m.state for m in office.engine.outbox()} == {"dead"}
    assert office.engine.deliver() == type(office.engine.deliver())()
    office.box.failing.clear()
    dead = [m.id for m in office.engine.outbox(state="dead")]
    assert office.engine.requeue([*dead, "nothing"]) == 2
    assert office.engine.deliver().sent == 2


def test_what_cannot_be_delivered_is_dead_at_once(office):
    office.deciding()
    office.box.failing["role:leader"] = Undeliverable("no such address")
    done = office.engine.deliver()
    assert (done.sent, done.dead) == (1, 1)


def test_an_erased_person_is_no_longer_in_the_outbox(office):
    case = office.deciding(owner="olga", helpers=["olga"], secret="s")
    office.engine.fire(case.id, "drop", by=BOB)
    office.engine.do(Erase(case.id, "olga", "asked"), by=BOB)
    assert "olga" not in [m.to for m in office.engine.outbox()]
    office.engine.deliver()
    assert "olga" not in [m.to for m in office.box.sent]


BAD = """
name: w
initial: a
roles: [r]
schema: {title: text, who: text, n: integer, memo: text}
stages: {a: plain, z: final}
transitions:
  - {trigger: go, source: a, dest: z, by: r}
notices:
  - {on: fired go, to: r, via: box, id: bad, text: "a\n\n{{ data.n | money }}"}
  - {on: fired go, to: r, via: box, id: half,
     text: {en: "{{ data.title }}", zh: "{{ data.n | date }}"}}
  - {on: fired go, to: r, via: box, id: empty, subject: "{{ data.who }}!",
     text: "[{{ data.memo }}{{ data.memo | upper }}]"}
  - {on: fired go, to: r, via: nowhere, id: lost, text: hello}
  - {on: fired go, to: r, via: box, id: good, text: "{{ event.comment }}"}
"""


def test_a_text_that_cannot_be_made_never_undoes_the_step(tmp_path, request):
    for kind in ("memory", "sqlite", "postgres"):
        with opened(url_of(kind, tmp_path, request), [flow(BAD)]) as office:
            case = office.engine.start(
                "w", subject="s", by=RAY, data={"title": "t", "n": 5, "who": "a\nb"}
            )
            office.engine.fire(case.id, "go", by=RAY, comment="{{ 7 * 7 }} <b>")
            state = {m.notice: (m.state, set(m.texts)) for m in office.engine.outbox()}
            assert state["bad"] == ("dead", set())
            (dead,) = office.engine.outbox(state="dead")
            assert dead.error.startswith("text of 'bad', en: line 2: ")
            assert "money takes an amount" in dead.error
            assert office.engine.requeue([dead.id]) == 0
            assert state["half"] == ("waiting", {"en"})
            office.engine.deliver()
            sent = {m.notice: m.say("en").body for m in office.box.sent}
            assert sent == {"half": "t", "good": "{{ 7 * 7 }} <b>", "empty": "[]"}
            (empty,) = [m for m in office.box.sent if m.notice == "empty"]
            assert empty.say("en").subject == "a b!"
            assert [m.notice for m in office.engine.outbox(state="waiting")] == ["lost"]


class Book:
    """A directory whose answers can be changed."""

    def __init__(self):
        self.held = {"ann": {"owner"}, "bob": {"office"}, "lea": {"leader"}, "li": {"leader"}}
        self.mark = 0
        self.error = None

    def change(self, person, *roles):
        self.held[person] = set(roles)
        self.mark += 1

    def roles(self, person, case, at):
        if self.error:
            raise self.error
        return frozenset(self.held.get(person, ()))

    def holders(self, role, case, at):
        return sorted(person for person, roles in self.held.items() if role in roles)

    def superior(self, person, level, at):
        return None

    def revision(self):
        return str(self.mark)


@pytest.fixture(params=["memory", "sqlite"])
def listed(request, tmp_path):
    book = Book()
    with opened(url_of(request.param, tmp_path, request), directory=book) as office:
        office.book = book
        yield office


def test_with_a_directory_it_alone_says_who_holds_what(listed):
    ann = Actor("ann")
    with pytest.raises(InputError, match="directory"):
        listed.begin(by=ANN)
    case = listed.begin(by=ann)
    for ask in (
        lambda: listed.engine.options(case.id, by=ANN),
        lambda: listed.engine.preview(Fire(case.id, "submit"), by=ANN),
        lambda: listed.engine.fire(case.id, "submit", by=ANN),
        lambda: listed.engine.fire(case.id, "submit", by=ann, recorded_by=BOB),
    ):
        with pytest.raises(InputError, match="directory"):
            ask()
    listed.engine.fire(case.id, "submit", by=ann)
    assert told(listed, "asked") == ["ann", "lea", "li"]
    listed.book.change("eve", "system")
    with pytest.raises(Refused):
        listed.engine.do(Suspend(case.id, "x"), by=Actor("eve"))


def test_a_right_that_is_withdrawn_while_the_command_is_ruled_does_not_count(tmp_path):
    slow = flow(
        "name: w\ninitial: a\nroles: [owner]\nstages: {a: plain, z: final}\ntransitions:\n"
        "  - {trigger: go, source: a, dest: z, by: owner, checks: [slow]}\n"
    )
    book = Book()
    with opened(f"sqlite:///{tmp_path / 'k.db'}", [slow], directory=book) as office:
        case = office.engine.start("w", subject="s", by=Actor("ann"))
        HOLDING["hook"] = lambda attempt: book.change("ann")
        try:
            with pytest.raises(Refused) as no:
                office.engine.fire(case.id, "go", by=Actor("ann"))
        finally:
            HOLDING.clear()
        assert [f.code for f in no.value.findings] == ["not-allowed"]
        assert office.engine.case(case.id).state == "a"


@pytest.mark.parametrize("error", [ValueError("directory down"), KeyError("x")])
def test_a_directory_that_fails_is_told_as_a_plugin_that_failed(listed, error):
    from keyflow.errors import PluginFailed

    case = listed.begin(by=Actor("ann"))
    listed.book.error = error
    with pytest.raises(PluginFailed, match="directory"):
        listed.engine.fire(case.id, "submit", by=Actor("ann"))
    assert len(listed.engine.history(case.id)) == 1
    assert listed.clock.turn(days=1) > START
