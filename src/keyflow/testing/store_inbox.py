"""What a store promises about inboxes: whose a task is, where it lies, in what order, how many."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from keyflow.model.case import Case
from keyflow.model.desk import Box, Desk, Round, Task
from keyflow.store.contract import Changes, InboxQuery, Store
from keyflow.testing.store_values import HOUR, START, a_case, created, moving, read, schema, write


def _task(n: int, **fields: Any) -> Task:
    values: dict[str, Any] = {"kind": "vote", "status": "open", "opened": START}
    return Task(n=n, **values | fields)


def _with_tasks(store: Store, id: str, *tasks: Task, **fields: Any) -> Case:
    desk = Desk(tasks=tasks, last=len(tasks), **fields)
    return created(store, a_case(id, desk=desk))


def _desk(store: Store, id: str, *tasks: Task, **fields: Any) -> None:
    """Put the tasks of a case as they are now."""
    case = read(store, id)
    assert write(store, moving(case, desk=case.desk.with_(tasks=tasks, **fields)))


def _inbox(
    store: Store, *holders: str, box: Box = "todo", **more: Any
) -> tuple[list[tuple[str, int]], int]:
    with store.connect() as connection:
        found, total = connection.inbox(InboxQuery(holders, box, **more), schema)
    return [(one.case.id, one.n) for one in found], total


class InboxContract:
    """Where tasks lie, and what is read of it."""

    def test_an_empty_inbox_is_an_empty_page(self, store: Store) -> None:
        """Also for nobody at all."""
        assert _inbox(store, "p:li") == ([], 0)
        assert _inbox(store) == ([], 0)

    def test_a_task_lies_with_its_person_its_people_or_its_roles(self, store: Store) -> None:
        """And with nobody else; a waiting one in a box of its own, a closed one nowhere."""
        _with_tasks(
            store,
            "r",
            _task(1, person="li"),
            _task(2, people=("wang", "zhao")),
            _task(3, roles=("land", "office")),
            _task(4, person="li", status="waiting"),
            _task(5, person="li", status="closed"),
        )
        for holder, numbers in (
            ("p:li", [1]),
            ("p:wang", [2]),
            ("p:zhao", [2]),
            ("r:land", [3]),
            ("r:office", [3]),
            ("p:land", []),
            ("r:li", []),
        ):
            assert _inbox(store, holder) == ([("r", n) for n in numbers], len(numbers)), holder

    def test_a_task_of_several_of_ones_roles_is_one_task(self, store: Store) -> None:
        """In the page and in the number."""
        _with_tasks(store, "r", _task(1, roles=("land", "office")), _task(2, person="li"))
        mine = ("p:li", "r:land", "r:office")
        assert _inbox(store, *mine) == ([("r", 1), ("r", 2)], 2)
        assert _inbox(store, *mine, limit=1) == ([("r", 1)], 2)
        assert _inbox(store, *mine, newest=True) == ([("r", 2), ("r", 1)], 2)

    def test_an_item_is_what_lies_there(self, store: Store) -> None:
        """Its case with its desk and data but no deadlines, whose it is, since when, until when."""
        late = START + 5 * HOUR
        task = _task(1, person="李", opened=START + HOUR, due=late)
        desk = Desk(tasks=(task,), last=1)
        created(store, a_case("案", desk=desk, data={"title": "桥"}))
        with store.connect() as connection:
            ((item,), _) = connection.inbox(InboxQuery(["p:李"], "todo"), schema)
        assert item[1:] == (1, "p:李", START + HOUR, late, False)
        assert (item.case.data["title"], item.case.revision, item.case.armed) == ("桥", 1, ())
        assert item.case.desk.task(1) == task

    def test_what_waits_for_its_turn_lies_apart_as_does_what_was_lent(self, store: Store) -> None:
        """So that a whole desk can be handed over; a role's waiting task is nobody's yet."""
        waiting = _task(1, person="li", status="waiting")
        role = _task(2, roles=("land",), status="waiting")
        lent = _task(3, person="wu", owner="li", status="waiting")
        _with_tasks(store, "a", waiting, role, lent)
        assert _inbox(store, "p:li", box="waiting") == ([("a", 1)], 1)
        assert _inbox(store, "r:land", box="waiting") == ([], 0)
        assert _inbox(store, "p:li", box="lent") == ([("a", 3)], 1)
        assert _inbox(store, "p:wu", box="delegated") == ([], 0)

    def test_what_is_ones_only_while_a_right_lasts_lies_apart(self, store: Store) -> None:
        """A claimed task with its claimer and its role, a voter's with them; later choices too."""
        claimed = _task(1, person="li", roles=("land",))
        voter = _task(2, person="wu", rights=("role land",))
        named = _task(3, person="wu", rights=("data boss",))
        chosen = {"board": ("he",), "seal": ("he",)}
        _with_tasks(store, "a", claimed, voter, named, arranged=chosen)
        assert _inbox(store, "p:li", "r:land") == ([], 0)
        assert _inbox(store, "p:li", box="held") == ([("a", 1)], 1)
        assert _inbox(store, "r:land", box="held") == ([("a", 1)], 1)
        assert _inbox(store, "p:wu", box="held") == ([("a", 2)], 1)
        assert _inbox(store, "p:wu") == ([("a", 3)], 1)
        assert _inbox(store, "p:he", box="chosen") == ([("a", 0)], 1)
        _desk(store, "a", claimed.with_(person=None), voter, named.with_(lapsed=True), arranged={})
        assert _inbox(store, "r:land") == ([("a", 1)], 1)
        assert _inbox(store, "r:land", box="held") == ([], 0)
        assert _inbox(store, "p:wu", box="held") == ([("a", 2), ("a", 3)], 2)
        assert _inbox(store, "p:he", box="chosen") == ([], 0)

    def test_what_somebody_may_not_do_is_left_out_if_asked(self, store: Store) -> None:
        """Who voted in its round and who began the case; of no other task, and counted so too."""
        done: dict[str, Any] = {"status": "done", "answer": "approve", "at": START, "round": 1}
        given = _task(1, person="li", by="Wang", **done)
        seats = [_task(n, roles=("land",), round=1) for n in (2, 3)]
        other = _task(4, kind="todo", roles=("land",))
        rounds = (Round(1, "review", START, initiator_out=True),)
        _with_tasks(store, "a", given, *seats, other, initiator="ann", rounds=rounds)
        _with_tasks(store, "b", *seats, initiator="ann", rounds=(Round(1, "review", START),))
        rest, own = [("b", 2), ("b", 3)], [("a", 2), ("a", 3), ("a", 4)]
        for holders in (["r:land"], ["p:li", "r:land"]):
            for who in ("p:li", "p:wang", "p:ann"):
                assert _inbox(store, *holders, barred_as=who) == ([("a", 4), *rest], 3)
                assert _inbox(store, *holders, barred_as=who, limit=2) == ([("a", 4), rest[0]], 3)
            assert _inbox(store, *holders) == ([*own, *rest], 5)
            assert _inbox(store, *holders, barred_as="p:zhao") == ([*own, *rest], 5)

    def test_who_may_not_do_a_task_changes_with_its_round(self, store: Store) -> None:
        """By a vote, by one taken back, and by the round's end; one's own seat is left out too."""
        done: dict[str, Any] = {"status": "done", "answer": "recuse", "at": START}
        one, two = (_task(n, roles=("land",), round=1) for n in (1, 2))
        mine, named = _task(3, person="li", round=1), _task(4, person="wu", round=1)
        asked = _task(5, kind="opinion", roles=("land",), owner="wu", round=1)
        rounds = (Round(1, "review", START),)
        _with_tasks(store, "a", one, two, mine, named, asked, rounds=rounds)
        voted = one.with_(person="li", **done)
        able = {"barred_as": "p:li"}

        def lies(*holders: str, **more: Any) -> list[int]:
            return [n for _, n in _inbox(store, *holders, **more)[0]]

        assert lies("r:land", "p:li", **able) == [1, 2, 3, 5]
        assert lies("r:land", "p:wu", barred_as="p:wu") == [1, 2, 4]
        _desk(store, "a", voted, two, mine, named, asked)
        assert lies("r:land", "p:li", **able) == [5]
        assert lies("r:land", "p:wu", **able) == [4, 5]
        _desk(store, "a", one, two, mine, named, asked)
        assert lies("r:land", "p:li", **able) == [1, 2, 3, 5]
        _desk(store, "a", voted, two, mine, named, rounds=(rounds[0]._replace(status="approved"),))
        assert lies("r:land", "p:li", **able) == [2, 3]
        assert lies("p:li", box="barred") == []

    def test_an_item_tells_whether_a_case_above_its_own_is_suspended(self, store: Store) -> None:
        """However far above; its own standing is told by the case itself."""
        task = _task(1, person="li")
        desk = Desk(tasks=(task,), last=1)
        top = created(store, a_case("top", standing="suspended"))
        between = created(store, a_case("between", parent=top))
        created(store, a_case("below", parent=between, desk=desk))
        created(store, a_case("apart", standing="suspended", desk=desk))
        with store.connect() as connection:
            found, _ = connection.inbox(InboxQuery(["p:li"], "todo"), schema)
        assert {item.case.id: item.held for item in found} == {"below": True, "apart": False}

    def test_tasks_come_oldest_first_or_newest_first(self, store: Store) -> None:
        """Ties go by case and number, both ways."""
        _with_tasks(store, "b", _task(1, person="li", opened=START + HOUR), _task(2, person="li"))
        _with_tasks(store, "a", _task(10, person="li"), _task(9, person="li"))
        order = [("a", 9), ("a", 10), ("b", 2), ("b", 1)]
        for holders in (["p:li"], ["p:li", "r:land"]):
            assert _inbox(store, *holders) == (order, 4)
            assert _inbox(store, *holders, newest=True) == (order[::-1], 4)

    def test_pages_add_up_to_the_whole(self, store: Store) -> None:
        """Each with the total, the empty page after the last too."""
        _many(store, 7)
        for holders in (["p:li"], ["p:li", "r:land"]):
            pages = [_inbox(store, *holders, limit=3, offset=offset) for offset in range(0, 12, 3)]
            assert [item for page, _ in pages for item in page] == [(f"r{n}", 1) for n in range(7)]
            assert {total for _, total in pages} == {7}

    def test_what_is_overdue_was_due_by_then(self, store: Store) -> None:
        """To the microsecond; what is never due is never late."""
        _with_tasks(
            store,
            "r",
            _task(1, person="li", due=START),
            _task(2, person="li", due=START + HOUR),
            _task(3, person="li"),
        )
        for at, numbers in ((START, [1]), (START + HOUR, [1, 2])):
            assert _inbox(store, "p:li", before=at) == ([("r", n) for n in numbers], len(numbers))
        assert _inbox(store, "p:li", before=START - HOUR) == ([], 0)

    def test_a_task_that_is_put_off_is_late_later(self, store: Store) -> None:
        """It lies there once, as it is now."""
        _with_tasks(store, "r", _task(1, person="li", due=START))
        _desk(store, "r", _task(1, person="li", due=START + HOUR))
        assert _inbox(store, "p:li", before=START) == ([], 0)
        assert _inbox(store, "p:li", before=START + HOUR) == ([("r", 1)], 1)

    def test_what_is_done_moves_to_who_did_it(self, store: Store) -> None:
        """And to whose it was, since it was done."""
        _with_tasks(store, "r", _task(1, person="li"), _task(2, roles=("land",)))
        at = START + HOUR
        done: dict[str, Any] = {"status": "done", "answer": "approve", "at": at}
        _desk(
            store,
            "r",
            _task(1, person="li", by="wang", **done),
            _task(2, roles=("land",), by="wang"),
        )
        assert _inbox(store, "p:li") == ([], 0)
        assert _inbox(store, "p:li", box="done") == ([("r", 1)], 1)
        assert _inbox(store, "p:wang", box="done") == ([("r", 1)], 1)
        assert _inbox(store, "r:land") == ([("r", 2)], 1)
        assert _times(store, "p:wang", "done") == [at]

    def test_a_task_changes_hands(self, store: Store) -> None:
        """Who had it has it no more; a delegated one lies with both, apart."""
        _with_tasks(store, "r", _task(1, person="li"))
        _desk(store, "r", _task(1, person="wang", past=("li",)))
        assert _inbox(store, "p:li") == ([], 0)
        assert _inbox(store, "p:wang") == ([("r", 1)], 1)
        _desk(store, "r", _task(1, person="zhao", owner="wang"))
        assert _inbox(store, "p:wang") == ([], 0)
        assert _inbox(store, "p:wang", box="lent") == ([("r", 1)], 1)
        assert _inbox(store, "p:zhao") == ([("r", 1)], 1)
        assert _inbox(store, "p:zhao", box="delegated") == ([("r", 1)], 1)

    def test_what_was_done_stays_when_its_task_is_in_the_history_only(self, store: Store) -> None:
        """Whereas what was still to be done does not."""
        done = _task(1, person="li", status="done", at=START)
        _with_tasks(store, "r", done, _task(2, person="li"), _task(3, person="wang"))
        _desk(store, "r", _task(4, person="zhao"), last=4)
        assert _inbox(store, "p:li", box="done") == ([("r", 1)], 1)
        assert _inbox(store, "p:li") == _inbox(store, "p:wang") == ([], 0)
        assert _inbox(store, "p:zhao") == ([("r", 4)], 1)

    def test_a_decision_taken_back_is_done_no_more(self, store: Store) -> None:
        """It is to be done again."""
        _with_tasks(store, "r", _task(1, person="li", status="done", at=START))
        _desk(store, "r", _task(1, person="li"))
        assert _inbox(store, "p:li", box="done") == ([], 0)
        assert _inbox(store, "p:li") == ([("r", 1)], 1)

    def test_a_copy_that_was_read_lies_with_the_read_ones(self, store: Store) -> None:
        """And not with what is to be done, nor with what was."""
        _with_tasks(store, "r", _task(1, kind="copy", person="li"))
        assert _inbox(store, "p:li") == ([], 0)
        assert _inbox(store, "p:li", box="copied") == ([("r", 1)], 1)
        _desk(store, "r", _task(1, kind="copy", person="li", status="done", at=START))
        assert _inbox(store, "p:li", box="copied") == _inbox(store, "p:li", box="done") == ([], 0)
        assert _inbox(store, "p:li", box="read") == ([("r", 1)], 1)

    def test_a_case_lies_with_who_began_it(self, store: Store) -> None:
        """As number 0, since it was opened, and when it is over too."""
        _with_tasks(store, "r", initiator="ann")
        assert write(store, moving(read(store, "r"), standing="completed", outcome="granted"))
        assert _inbox(store, "p:ann", box="mine") == ([("r", 0)], 1)
        assert _times(store, "p:ann", "mine") == [START]

    def test_who_is_erased_has_nothing_of_the_case_in_their_inbox(self, store: Store) -> None:
        """What was done long ago included; what others did stays."""
        done = [
            _task(n, person=who, status="done", at=START) for n, who in ((1, "li"), (2, "wang"))
        ]
        _with_tasks(store, "r", *done)
        _with_tasks(store, "s", *done)
        _desk(store, "r", last=2)
        changes: Changes = moving(read(store, "r"))
        changes.forgotten.append(("r", "li"))
        assert write(store, changes)
        assert _inbox(store, "p:li", box="done") == ([("s", 1)], 1)
        assert _inbox(store, "p:wang", box="done") == ([("r", 2), ("s", 2)], 2)

    def test_what_does_not_commit_lies_nowhere(self, store: Store) -> None:
        """A stale write leaves the inboxes as they are."""
        case = _with_tasks(store, "r", _task(1, person="li"))
        assert write(store, moving(case))
        assert not write(store, moving(case, desk=Desk(tasks=(_task(1, person="wang"),), last=1)))
        assert _inbox(store, "p:wang") == ([], 0)
        assert _inbox(store, "p:li") == ([("r", 1)], 1)

    def test_two_hundred_tasks_are_laid_down_at_once(self, store: Store) -> None:
        """As the voters of a large round, with names of any script."""
        people = [f"人 {n} 'x\"\\ 👍" for n in range(200)]
        _with_tasks(store, "r", *(_task(n, person=who) for n, who in enumerate(people, 1)))
        for number in (0, 199):
            assert _inbox(store, f"p:{people[number]}") == ([("r", number + 1)], 1)
        _desk(store, "r", _task(200, person=people[199], due=START))
        assert _inbox(store, *(f"p:{who}" for who in people)) == ([("r", 200)], 1)


def _many(store: Store, count: int) -> None:
    for number in range(count):
        _with_tasks(store, f"r{number}", _task(1, person="li", opened=START + number * HOUR))


def _times(store: Store, holder: str, box: Box) -> Iterable[datetime]:
    with store.connect() as connection:
        found, _ = connection.inbox(InboxQuery([holder], box), schema)
    return [one.at for one in found]
