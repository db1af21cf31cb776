"""A directory in a store: writing, history, what is refused, and two who write at once."""

from datetime import timedelta

import pytest

from keyflow.directory import StoredDirectory
from keyflow.errors import InputError, NotFound
from keyflow.model.money import Money
from keyflow.store import open_store
from keyflow.store.migrate import upgrade
from keyflow.testing.store_values import a_case
from tests.offices import START, Clock, threads, url_of

CASE = a_case("r", data={"title": "north"})
DAY = timedelta(days=1)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def directory(request, tmp_path, clock):
    url = url_of(request.param, tmp_path, request)
    if url is not None and url.startswith("postgres"):
        upgrade(url)
    store = open_store(url)
    yield StoredDirectory(store, clock=clock)
    store.close()


def test_an_appointment_is_held_and_its_end_is_kept(directory, clock):
    entry = directory.appoint("li", "land", recorded_by="hr")
    assert directory.roles("li", CASE, START) == {"land"}
    end = clock.turn(days=3)
    (ended,) = directory.dismiss("li", "land", recorded_by="boss")
    assert directory.roles("li", CASE, end) == set()
    assert directory.holders("land", CASE, end - DAY) == ["li"]
    assert directory.entries() == [ended]
    assert (ended.n, ended.since, ended.until) == (entry.n, START, end)
    assert (ended.recorded_by, ended.closed, ended.closed_by) == ("hr", end, "boss")


def test_every_write_changes_the_mark_and_no_reading_does(directory):
    marks = [directory.revision()]
    for write in (
        lambda: directory.appoint("li", "land"),
        lambda: directory.set_superior("li", "wang"),
        lambda: directory.set_head("north", "li"),
        lambda: directory.substitute("li", "zhao", None, START + DAY),
        lambda: directory.dismiss("li"),
        lambda: directory.leave("wang"),
    ):
        write()
        marks.append(directory.revision())
        assert directory.revision() == directory.now().revision() == marks[-1]
    assert len({*marks}) == len(marks)


def test_an_appointment_may_begin_and_end_later(directory):
    directory.appoint("li", "land", since=START + DAY, until=START + 2 * DAY)
    held = [bool(directory.roles("li", CASE, START + n * DAY)) for n in range(3)]
    assert held == [False, True, False]


def test_what_has_not_begun_when_it_is_ended_never_does(directory):
    directory.appoint("li", "land", since=START + DAY)
    directory.dismiss("li")
    assert not any(directory.offices("li", START + n * DAY) for n in range(9))
    directory.appoint("li", "land", since=START + DAY)
    assert directory.offices("li", START + DAY) == {"land"}


def test_the_same_role_is_not_held_twice_at_a_time(directory):
    directory.appoint("li", "land", until=START + DAY)
    for span in ({}, {"since": START + DAY / 2}, {"since": START - DAY}):
        with pytest.raises(InputError, match="already"):
            directory.appoint("li", "land", **span)
    directory.appoint("li", "land", since=START + DAY)
    directory.appoint("li", "land", unit="north", field="title")
    assert len(directory.entries(person="li")) == 3


def test_a_dismissal_may_be_from_one_unit_only(directory):
    for unit in ("north", "south"):
        directory.appoint("li", "land", unit=unit, field="title")
    directory.dismiss("li", "land", unit="south")
    assert directory.roles("li", CASE, START) == {"land"}
    directory.dismiss("li", "land", unit="north")
    assert directory.roles("li", CASE, START) == set()


def test_what_is_not_there_cannot_be_ended(directory):
    directory.appoint("li", "land")
    directory.dismiss("li")
    for end in (
        lambda: directory.dismiss("li"),
        lambda: directory.dismiss("wang", "land"),
        lambda: directory.end(1),
        lambda: directory.end(99),
        lambda: directory.leave("li"),
    ):
        with pytest.raises(NotFound):
            end()


def test_a_new_superior_or_head_takes_the_place_of_the_old(directory, clock):
    for write, read in (
        (directory.set_superior, lambda at: directory.superior("x", 1, at)),
        (directory.set_head, lambda at: directory.head("x", at)),
    ):
        begun = clock.now
        write("x", "li")
        changed = clock.turn(days=1)
        write("x", "wang")
        vacant = clock.turn(days=1)
        write("x", None)
        write("x", None)
        assert [read(at) for at in (begun, changed, vacant)] == ["li", "wang", None]


def test_nobody_is_above_themselves(directory):
    directory.set_superior("a", "b")
    directory.set_superior("b", "c", since=START + DAY)
    with pytest.raises(InputError, match="superior"):
        directory.set_superior("c", "a")
    with pytest.raises(InputError, match="superior"):
        directory.set_superior("a", "a")
    directory.set_superior("b", None)
    directory.set_superior("c", "a")
    assert directory.superior("c", 2, START + DAY) == "b"


def test_a_substitution_can_be_over_early(directory, clock):
    entry = directory.substitute(
        "li", "wang", None, START + 9 * DAY, up_to="5 CNY", amount_field="n"
    )
    assert entry.scope.up_to == Money("5", "CNY")
    assert [*directory.principals("wang", None, START)] == ["li"]
    back = clock.turn(days=1)
    assert directory.end(entry.n).until == back
    assert [*directory.principals("wang", None, back)] == []
    assert [*directory.substitutes("li", None, START)] == ["wang"]


def test_who_leaves_is_named_nowhere_any_more(directory, clock):
    directory.appoint("li", "land")
    directory.set_head("north", "li")
    directory.set_superior("wang", "li")
    directory.set_superior("li", "zhao")
    directory.substitute("li", "wang", None, START + DAY)
    directory.substitute("wang", "li", None, START + DAY)
    directory.appoint("wang", "li")
    assert len(directory.leave("li")) == 6
    now = clock.now
    assert [(one.person, one.what) for one in directory.entries(at=now)] == [("wang", "li")]
    assert len(directory.entries()) == 7
    assert [one.kind for one in directory.entries(kind="head")] == ["head"]


WRONG = {
    "space before": lambda d: d.appoint(" li", "land"),
    "a mailbox": lambda d: d.appoint("role:land", "land"),
    "not a name": lambda d: d.appoint("li", "no role!"),
    "no time at all": lambda d: d.appoint("li", "land", since=START, until=START),
    "naive": lambda d: d.appoint("li", "land", since=START.replace(tzinfo=None)),
    "no field": lambda d: d.appoint("li", "land", unit="north", field="a b"),
    "empty unit": lambda d: d.appoint("li", "land", unit=""),
    "empty clerk": lambda d: d.appoint("li", "land", recorded_by=""),
    "themselves": lambda d: d.substitute("li", "li", None, START + DAY),
    "without end": lambda d: d.substitute("li", "wang", None, None),
    "backwards": lambda d: d.substitute("li", "wang", None, START - DAY),
    "one text": lambda d: d.substitute("li", "wang", None, START + DAY, workflows="permit"),
    "not a stage": lambda d: d.substitute("li", "wang", None, START + DAY, stages=["a b"]),
    "limit of nothing": lambda d: d.substitute("li", "wang", None, START + DAY, up_to=5),
    "no limit": lambda d: d.substitute("li", "wang", None, START + DAY, amount_field="n"),
    "a float": lambda d: d.substitute("li", "wang", None, START + DAY, amount_field="n", up_to=0.5),
    "no currency": lambda d: d.substitute(
        "li", "wang", None, START + DAY, amount_field="n", up_to="5 yuan"
    ),
    "empty head unit": lambda d: d.set_head("", "li"),
    "empty superior": lambda d: d.set_superior("li", ""),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_cannot_be_meant_is_refused_and_not_written(wrong):
    directory = StoredDirectory(open_store(), clock=Clock())
    with pytest.raises(InputError):
        wrong(directory)
    assert directory.entries() == []


def test_all_who_write_at_once_are_heard(directory):
    def appoint(person):
        return lambda: directory.appoint(person, "land")

    entries = threads(*map(appoint, "abcdef"))
    assert sorted(entry.n for entry in entries) == [1, 2, 3, 4, 5, 6]
    assert directory.holders("land", CASE, START) == [*"abcdef"]


def test_one_reading_is_kept_until_the_next_write(tmp_path):
    url = f"sqlite:///{tmp_path / 'office.db'}"
    mine, theirs = StoredDirectory(url), StoredDirectory(url)
    theirs.appoint("li", "land", since=START)
    book = mine.now()
    assert mine.now() is book
    theirs.dismiss("li")
    assert mine.now() is not book
    for one in (mine, theirs):
        one.close()
