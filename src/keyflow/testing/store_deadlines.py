"""What a store promises about deadlines: when something of them comes, and lists of them."""

from dataclasses import replace
from datetime import date

from keyflow.model.armed import Armed, Level
from keyflow.model.clock import Extension, Pause
from keyflow.model.obligation import OPENS
from keyflow.store.contract import DeadlineQuery, Store, StoredDeadline
from keyflow.testing.store_values import HOUR, START, a_case, created, moving, opening, read, write

FULL = Armed(
    "d1",
    "decision",
    "planning.running",
    START + 9 * HOUR,
    "lapse",
    late=False,
    levels=(Level(START + 2 * HOUR, "soon"), Level(START + 12 * HOUR, "head")),
    reached=("first",),
    since=START,
    limits=("20wd", "10wd"),
    pauses=(Pause(START, START + HOUR, "hearing", "No. 7"), Pause(START + HOUR, None, "stands")),
    extensions=(Extension("10wd", START, "complex", "No. 9"),),
    last=date(2011, 3, 29),
    provisional=True,
    calendar="cn@1",
)
RUNNING = replace(FULL, pauses=FULL.pauses[:1])


def _come(store: Store, hours: int) -> list[tuple[str, float]]:
    with store.connect() as connection:
        found = connection.due(START + hours * HOUR, 99)
    return [(deadline, (at - START) / HOUR) for _, deadline, at in found]


def _listed(store: Store, **asked: object) -> list[StoredDeadline]:
    with store.connect() as connection:
        return connection.deadlines(DeadlineQuery(**asked))  # type: ignore[arg-type]


class DeadlinesContract:
    """Levels, pauses, calendars, lists."""

    def test_a_deadline_is_read_back_whole(self, store: Store) -> None:
        """With its levels, pauses, extensions and calendar."""
        created(store, a_case("r", armed=(replace(FULL, paused_at=START + HOUR),)))
        (item,) = read(store, "r").armed
        assert item == replace(FULL, paused_at=START + HOUR)
        assert item.calendar == "cn@1"

    def test_what_comes_first_of_a_deadline_is_what_it_is_due_for(self, store: Store) -> None:
        """A warning before the end, the end, a level after it; nothing while it stands still."""
        created(store, a_case("r", armed=(RUNNING,)))
        assert _come(store, 1) == []
        assert _come(store, 99) == [("d1", 2.0)]
        later = replace(RUNNING, levels=RUNNING.levels[1:])
        assert write(store, moving(read(store, "r"), armed=(later,)))
        assert _come(store, 99) == [("d1", 9.0)]
        assert write(store, moving(read(store, "r"), armed=(replace(later, late=True),)))
        assert _come(store, 99) == [("d1", 12.0)]
        still = replace(later, paused_at=START)
        assert write(store, moving(read(store, "r"), armed=(still,)))
        assert _come(store, 99) == []

    def test_those_counted_by_another_version_of_a_calendar_are_found(self, store: Store) -> None:
        """Until they are counted afresh; other calendars and what is over are left."""
        other = replace(RUNNING, id="d2", calendar="cn-hz@1")
        none = replace(RUNNING, id="d3", calendar="")
        created(store, a_case("r", armed=(RUNNING, other, none)))
        with store.connect() as connection:
            assert connection.outdated("cn@1", 9) == []
            assert connection.outdated("cn@2", 9) == [("r", "d1")]
            assert connection.outdated("cn@2", 0) == []
            connection.counted(["d1"], "cn@2")
            assert connection.outdated("cn@2", 9) == []
        assert {item.id: item.calendar for item in read(store, "r").armed}["d1"] == "cn@2"

    def test_deadlines_are_listed_by_their_ends(self, store: Store) -> None:
        """Those that run and those that are over, with when that was and how late."""
        root = a_case("r", armed=(RUNNING,))
        soon = replace(RUNNING, id="d2", due=START + HOUR)
        child = a_case("c", parent=root, slot="report", armed=(soon,))
        assert write(store, opening(root, child))
        assert [item.armed.id for item in _listed(store)] == ["d2", "d1"]
        (item,) = _listed(store, slots=("report",))
        assert (item.case, item.parent, item.slot, item.running) == ("c", "r", "report", True)
        assert [item.armed.id for item in _listed(store, case="r")] == ["d1"]
        assert [item.armed.id for item in _listed(store, before=START + 2 * HOUR)] == ["d2"]
        assert [item.armed.id for item in _listed(store, limit=1, offset=1)] == ["d1"]
        changes = moving(read(store, "c"), armed=())
        changes.closed = {"d2": (START + 3 * HOUR, 2)}
        assert write(store, changes)
        assert [item.armed.id for item in _listed(store, status="armed")] == ["d1"]
        (over,) = _listed(store, status="done")
        assert (over.running, over.closed, over.days) == (False, START + 3 * HOUR, 2)

    def test_what_opens_cases_is_listed_apart(self, store: Store) -> None:
        """It is no deadline of anybody."""
        opens = replace(RUNNING, id="d2", name="report", overdue=OPENS)
        created(store, a_case("r", armed=(RUNNING, opens)))
        assert [item.armed.id for item in _listed(store)] == ["d1"]
        assert [item.armed.id for item in _listed(store, openings=True)] == ["d2"]
