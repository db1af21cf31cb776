"""What comes in broken is refused with a typed error, the same way by every store."""

import sys
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from keyflow import Actor, InputError, KeyflowError, Money, Refused
from keyflow.commands import (
    Adopt,
    Edit,
    Erase,
    Fire,
    Note,
    Resume,
    Start,
    Suspend,
    Terminate,
    Waive,
)
from tests.offices import ANN, BOB, opened, url_of

BAD_IDS = [
    "", " ", "\t", " a", "a ", "a\n", "a\0b", "\x7f", "a\x1bb", "\ud800", "a\udfffb",
    "x" * 201, "x" * 1_000_000, None, 5, 5.0, b"a", ["a"], {"a": 1}, True, object(),
]  # fmt: skip
BAD_TEXTS = ["a\0b", "\ud800", "x" * 20_001, None, 5, b"x", ["x"]]
NAUGHTY = [
    "undefined", "null", "NIL", "None", "true", "0", "-1", "1e400", "NaN", "Infinity", "0x1F",
    "../../etc/passwd", "C:\\con", "'; DROP TABLE keyflow_case; --", "1' OR '1'='1", "\" or 1=1 --",
    "%s %d %n", "${7*7}", "{{7*7}}", "{% raw %}", "#{1}", "<script>alert(1)</script>", "`id`",
    "$(reboot)", "a\u202eb", "\u200b\u200c\u200d", "Ω≈ç√∫", "田中さんにあげて下さい",
    "👩‍👩‍👧‍👦", "ﬀ",
    "ǅ", "İ", "ß", "e\u0301", "é", "\ufeffbom", "مرحبا", "ﷺ" * 20, "Z̮̞̠͙͔ͅḀ̗̞͈", "＇",
    "ᄀ가", "\U0001f4a9",
    "=cmd|' /C calc'!A0", "@SUM(1)", "-1+1", "x" * 200, "a/b", "a:b", "a b", "CON", "x\u00a0y",
]  # fmt: skip


@pytest.fixture(params=["memory", "sqlite", "postgres"], scope="module")
def office(request, tmp_path_factory):
    if request.param == "postgres":
        server = request.getfixturevalue("postgres_server")
        from uuid import uuid4

        import psycopg

        from tests.conftest import _sqlalchemy_url

        name = f"t_{uuid4().hex}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
        url = _sqlalchemy_url(server, name)
    else:
        url = url_of(request.param, tmp_path_factory.mktemp("input"), request)
    with opened(url) as office:
        office.case = office.begin("The one")
        yield office


@pytest.fixture(autouse=True)
def nothing_is_written(office, request):
    if "naughty" in request.node.name:
        yield
        return
    before = count(office)
    yield
    assert count(office) == before


def count(office):
    return office.engine.cases(limit=1).total, len(office.engine.history(office.case.id))


def complaint(ask):
    with pytest.raises(InputError) as error:
        ask()
    assert error.value.field
    str(error.value).encode("utf-8", "backslashreplace")
    assert len(str(error.value)) < 2_000
    return error.value.field


def test_ids_that_are_none(office):
    for bad in BAD_IDS:
        refuse_id(office, bad)


def refuse_id(office, bad):
    engine, case = office.engine, office.case.id
    for field, ask in {
        "actor": lambda: Actor(bad),
        "by": lambda: engine.fire(case, "remark", by=bad),
        "case": lambda: engine.fire(bad, "remark", by=ANN),
        "subject": lambda: engine.start("project", subject=bad, by=ANN),
        "person": lambda: Erase(case, bad, "x"),
        "check": lambda: Waive(case, bad, "submit", "x"),
    }.items():
        assert complaint(ask) == field
    assert complaint(lambda: engine.case(bad)) == "case"
    assert complaint(lambda: engine.history(bad)) == "case"
    assert complaint(lambda: Note(bad, "x")) == "case"
    if bad is not None:
        for field, ask in {
            "key": lambda: engine.fire(case, "remark", by=ANN, key=bad),
            "parent": lambda: engine.start("item", subject="x", by=BOB, parent=bad),
            "recorded_by": lambda: engine.fire(case, "remark", by=ANN, recorded_by=bad),
            "subject": lambda: engine.cases(subject=bad),
        }.items():
            assert complaint(ask) == field, bad


def test_names_that_are_none(office):
    for bad in ("", "a b", "1a", "é", "x" * 65, "a.b", "a\n", None, 5, b"a", "\0"):
        refuse_name(office, bad)


def refuse_name(office, bad):
    assert complaint(lambda: office.engine.fire(office.case.id, bad, by=ANN)) == "trigger"
    assert complaint(lambda: office.engine.start(bad, subject="x", by=ANN)) == "workflow"
    assert complaint(lambda: Terminate(office.case.id, bad, "x")) == "outcome"


def test_texts_that_are_none(office):
    for bad in BAD_TEXTS:
        refuse_text(office, bad)


def refuse_text(office, bad):
    case = office.case.id
    for field, ask in {
        "comment": lambda: office.engine.fire(case, "remark", by=ANN, comment=bad),
        "text": lambda: Note(case, bad),
        "reason": lambda: Suspend(case, bad),
    }.items():
        assert complaint(ask) == field
    for make in (
        lambda: Resume(case, bad),
        lambda: Terminate(case, "x", bad),
        lambda: Waive(case, "money", "submit", bad),
        lambda: Adopt("project", "x", "preparing", bad),
        lambda: Edit(case, {"n": 1}, bad),
        lambda: Erase(case, "ann", bad),
    ):
        assert complaint(make) == "reason"


BAD_DATA = {
    "data.n": [1.0, "1", True, 2**53, -(2**53), 10**5000, Decimal(1), [1], float("nan")],
    "data.funded": [
        0.5, "NaN", "Infinity", "-Infinity", "sNaN", "1e400", "1e-400", float("inf"), "x", "",
        "2", "-0.1", "0." + "1" * 40, True, Decimal("NaN"), [1], {}, 10**5000, "9" * 5000,
    ],
    "data.total": [
        1.5, "1 EURO", "x CNY", "1 cny", {"amount": "1"}, {"amount": 1.5, "currency": "CNY"},
        {"amount": "1", "currency": "CNY", "x": 1}, "NaN", "1e400 CNY", True, [], "1  2 CNY",
    ],
    "data.title": [5, 1.5, b"x", "a\0", "\ud800", "x" * 20_001, ["x"], {"a": 1}, date(2011, 1, 1)],
    "data.sector": ["coal", "STEEL", "", 5],
    "data.owner": ["", " ann", "a\nb", 5, ["ann"], "x" * 201],
    "data.helpers": ["ann", {"a": "b"}, 5],
    "data.helpers.1": [["ann", ""], ["ann", 5], ["ann", "\0"]],
    "data.reply_by": [
        datetime(2011, 1, 1),  # noqa: DTZ001
        "2011-01-01T00:00:00", "yesterday", 5, date(2011, 1, 1), time(1),
        "9999-12-31T23:59:59-23:00",
    ],
    "data.day": ["2011-02-30", "x", 5, datetime(2011, 1, 1, tzinfo=UTC), "2011-1-1", 20110101],
    "data.flag": [0, 1, "true", "yes", "NO"],
    "data.notes": ["x", [1], {"ключ": "v"}, {"": "v"}, {"a\n": "v"}, {5: "v"}],
    "data.notes.a": [{"a": 5}, {"a": "\0"}],
    "data.place": ["x", [1], 5],
    "data.place.town": [{"town": 5}],
    "data.place.twon": [{"twon": "x"}],
    "data.place.plots.0": [{"plots": [1.5]}],
    "data.ownr": ["ann"],
}  # fmt: skip


@pytest.mark.parametrize("field", BAD_DATA)
def test_data_that_do_not_fit_name_the_field(office, field):
    name = field.split(".")[1]
    for bad in BAD_DATA[field]:
        for key in (None, "k"):
            for ask in (
                lambda bad=bad, key=key: office.engine.fire(
                    office.case.id, "remark", by=ANN, data={name: bad}, key=key
                ),
                lambda bad=bad, key=key: office.engine.start(
                    "project", subject="x", by=ANN, data={name: bad}, key=key
                ),
            ):
                # what cannot even be compared with a repeat is said of the whole
                assert complaint(ask) in {field, "data"}, bad
        assert (
            complaint(
                lambda bad=bad: office.engine.preview(Edit(office.case.id, {name: bad}), by=ANN)
            )
            == field
        ), bad


def test_data_are_a_mapping_from_names(office):
    for bad in ("x", 5, ["n"], {5: 1}, {("n",): 1}, b"x", True):
        fire = lambda bad=bad: office.engine.fire(office.case.id, "remark", by=ANN, data=bad)  # noqa: E731
        assert complaint(fire) == "data"
        assert complaint(lambda bad=bad: Start("project", "x", bad)) == "data"


def test_too_much_is_refused_with_and_without_a_key(office):
    big = {"notes": {f"k{n}": "x" * 1_000 for n in range(300)}}
    many = {"items": ["x"] * 200_000}
    for data in (big, many):
        for key in (None, "k"):
            ask = lambda data=data, key=key: office.engine.fire(  # noqa: E731
                office.case.id, "remark", by=ANN, data=data, key=key
            )
            assert complaint(ask) == "data"
    commands = [Note(office.case.id, "x")] * 2_001
    assert complaint(lambda: office.engine.do(commands, by=ANN)) == "commands"
    assert complaint(lambda: office.engine.do([], by=ANN)) == "commands"
    cyclic = {}
    cyclic["notes"] = cyclic
    for key in (None, "k"):
        assert complaint(
            lambda key=key: office.engine.fire(
                office.case.id, "remark", by=ANN, data=cyclic, key=key
            )
        ).startswith("data")
    deep = {}
    for _ in range(sys.getrecursionlimit() * 2):
        deep = {"a": deep}
    assert complaint(
        lambda: office.engine.fire(office.case.id, "remark", by=ANN, data={"notes": deep}, key="k")
    ).startswith("data")


def test_arguments_of_the_wrong_kind(office):
    engine, case = office.engine, office.case.id
    naive = datetime(2011, 3, 1)  # noqa: DTZ001
    for ask in (
        lambda: engine.fire(case, "remark", by=ANN, occurred_at=naive),
        lambda: engine.fire(case, "remark", by=ANN, occurred_at="yesterday"),
        lambda: engine.fire(case, "remark", by=ANN, occurred_at=5),
        lambda: engine.fire(case, "remark", by=ANN, expected="1"),
        lambda: engine.fire(case, "remark", by=ANN, expected=1.0),
        lambda: engine.fire(case, "remark", by=None),
        lambda: engine.fire(case, "remark", by="ann"),
        lambda: engine.case(case, as_of=naive),
        lambda: engine.history(case, as_of=naive),
        lambda: engine.do("remark", by=ANN),
        lambda: engine.do(None, by=ANN),
        lambda: engine.do(["remark"], by=ANN),
        lambda: engine.do([Note], by=ANN),
        lambda: engine.do([Note(case, "x"), None], by=ANN),
        lambda: engine.do([Note(case, "x"), Note(case, "y")], by=ANN, expected=1),
        lambda: engine.preview(None, by=ANN),
        lambda: engine.preview([], by=ANN),
        lambda: engine.options(None, by=ANN),
        lambda: engine.options([None], by=ANN),
        lambda: engine.options(case, by="ann"),
        lambda: engine.cases(standing="open"),
        lambda: engine.cases(standing=["active", "Suspended"]),
        lambda: engine.do(Start("project", "x"), by=ANN, expected=3),
        lambda: Start("project", "x", slot="item"),
        lambda: Adopt("project", "x", "preparing", "why", slot="item"),
        lambda: Note(case, " "),
        lambda: Note(case, ""),
        lambda: engine.cases(limit=0),
        lambda: engine.cases(limit=1_001),
        lambda: engine.cases(limit="5"),
        lambda: engine.cases(limit=None),
        lambda: engine.cases(offset=-1),
        lambda: engine.cases(offset=10**30),
        lambda: engine.cases(order="nothing"),
        lambda: engine.cases(order="-title", workflow="project"),
        lambda: engine.cases(order=5),
        lambda: engine.cases(state=5),
        lambda: engine.cases(state=["a", 5]),
        lambda: engine.cases(subject="\0"),
        lambda: engine.cases(stage="\ud800"),
        lambda: engine.cases(parent="x" * 201),
        lambda: engine.cases(role=5),
        lambda: engine.cases(where={"n": 1}),
        lambda: engine.cases(workflow="project", where={"title": "x"}),
        lambda: engine.cases(workflow="project", where={"n": "x"}),
        lambda: engine.cases(workflow="project", where={"n": None}),
        lambda: engine.cases(workflow="project", where={"n": ("~", 1)}),
        lambda: engine.cases(workflow="project", where={"n": ("=",)}),
        lambda: engine.cases(workflow="project", where={"n": ("=", 1, 2)}),
        lambda: engine.cases(workflow="project", where=5),
        lambda: Actor("ann", roles="owner"),
        lambda: Actor("ann", roles=None),
        lambda: Actor("ann", roles=5),
        lambda: engine.run_due(limit=-1),
        lambda: engine.run_due(limit="x"),
        lambda: engine.deliver(limit=None),
        lambda: engine.outbox(limit="x"),
        lambda: engine.outbox(offset=-1),
        lambda: engine.outbox(state="flying"),
        lambda: engine.requeue(["\0"]),
    ):
        complaint(ask)


def test_naughty_strings_are_kept_as_they_are(office):
    for text in NAUGHTY:
        keep(office, text)


def keep(office, text):
    engine = office.engine
    data = {
        "title": text,
        "owner": text,
        "helpers": [text],
        "items": [text],
        "place": {"town": text},
    }
    who = Actor(text, {"owner"})
    try:
        case = engine.start("project", subject=text, by=who, data=data, comment=text, key=text)
    except InputError as error:
        assert text != text.strip(), error  # noqa: PT017
        return
    engine.fire(case.id, "remark", by=who, comment=text)
    engine.do(Note(case.id, text), by=who)
    found = engine.case(case.id)
    assert found.subject == found.data["title"] == found.data["owner"] == text
    assert found.data["helpers"] == found.data["items"] == (text,)
    assert found.data["place"]["town"] == text
    start, fire, note = engine.history(case.id)
    assert start.actor == fire.actor == start.comment == note.private["text"] == text
    assert start.key == text
    assert [c.id for c in engine.cases(subject=text).cases] == [case.id]
    assert (
        engine.start("project", subject=text, by=who, data=data, comment=text, key=text).id
        == case.id
    )


def test_what_every_store_keeps_comes_back_as_it_went_in(office):
    data = {
        "total": Money(Decimal("1234567890123456789.123456789"), "USD"),
        "funded": Decimal("0.30"),
        "n": -(2**53 - 1),
        "reply_by": "2011-05-01T00:00:00.000001+08:00",
        "day": date(2011, 5, 1),
        "flag": False,
        "notes": {"a": "二", "b": ""},
        "place": {"town": None, "plots": []},
    }
    shown = office.engine.preview(Start("project", "kept", data), by=ANN).cases[0].data
    assert str(shown["total"]) == "1234567890123456789.123456789 USD"
    assert str(shown["funded"]) == "0.30"
    assert shown["reply_by"] == datetime(2011, 4, 30, 16, 0, 0, 1, tzinfo=UTC)
    assert shown["day"] == date(2011, 5, 1)
    assert shown["flag"] is False
    assert shown["notes"] == {"a": "二", "b": ""}
    assert shown["place"]["plots"] == ()


def test_errors_are_all_of_one_family():
    assert issubclass(InputError, KeyflowError)
    assert issubclass(Refused, KeyflowError)
    assert Fire("a", "b") == Fire("a", "b")
