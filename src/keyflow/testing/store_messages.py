"""What a store promises about messages: claimed by one, settled by who holds the claim."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Barrier
from typing import Any

from keyflow.model.armed import Armed
from keyflow.store.contract import Backlog, Store, StoredMessage
from keyflow.testing.store_values import (
    HOUR,
    START,
    a_case,
    a_message,
    moving,
    opening,
    read,
    write,
)


def _post(store: Store, *hours: int) -> None:
    """Write a case with messages r-m0, r-m1, … that happened so many hours after the start."""
    changes = opening(a_case("r", subject="京沪"))
    case = changes.created[0]
    changes.messages = [
        a_message(f"r-m{i}", case, at=START + hour * HOUR) for i, hour in enumerate(hours)
    ]
    assert write(store, changes)


def _claim(store: Store, token: str, now: datetime, limit: int = 10) -> list[StoredMessage]:
    with store.connect() as connection:
        return connection.claim(now=now, until=now + HOUR, token=token, limit=limit)


def _all(store: Store) -> list[StoredMessage]:
    with store.connect() as connection:
        return connection.messages()


class MessagesContract:
    """The outbox."""

    def test_a_message_is_stored_waiting_and_read_back_whole(self, store: Store) -> None:
        """In every language."""
        _post(store, 0)
        (message,) = _all(store)
        assert (message.state, message.attempts, message.error) == ("waiting", 0, None)
        assert (message.to, message.notice, message.channel) == ("ann", "due", "email")
        assert (message.case, message.subject) == ("r", "京沪")
        assert message.at == message.due == START
        assert message.texts["zh"].body == "道路一号已到期。🚧"
        assert message.texts["en"].subject == "Due"

    def test_messages_are_listed_oldest_first_and_by_state(self, store: Store) -> None:
        """Up to a limit."""
        _post(store, 2, 0, 1)
        _claim(store, "t", START)
        with store.connect() as connection:
            listed = [message.id for message in connection.messages(limit=2)]
            claimed = [message.id for message in connection.messages(state="claimed")]
            assert connection.messages(case="other") == []
            assert len(connection.messages(case="r", state="waiting")) == 2
        assert (listed, claimed) == (["r-m1", "r-m2"], ["r-m1"])

    def test_pages_of_messages_add_up_to_the_whole(self, store: Store) -> None:
        """However they are chosen."""
        _post(store, 2, 0, 1, 0, 3)
        every: list[dict[str, Any]] = [{}, {"case": "r"}, {"state": "waiting"}]
        for chosen in (*every, {"case": "r", "state": "waiting"}):
            with store.connect() as connection:
                listed = [
                    message.id
                    for offset in (0, 2, 4, 6)
                    for message in connection.messages(**chosen, limit=2, offset=offset)
                ]
            assert listed == ["r-m1", "r-m3", "r-m2", "r-m0", "r-m4"]

    def test_what_is_due_is_claimed_oldest_first(self, store: Store) -> None:
        """What is not due is left, and nothing is claimed twice."""
        _post(store, 2, 0, 1, 5)
        claimed = _claim(store, "t1", START + 3 * HOUR, limit=2)
        assert [(message.id, message.attempts) for message in claimed] == [("r-m1", 1), ("r-m2", 1)]
        assert {message.state for message in claimed} == {"claimed"}
        assert [message.id for message in _claim(store, "t2", START + 3 * HOUR)] == ["r-m0"]
        assert _claim(store, "t3", START + 3 * HOUR) == []

    def test_relays_at_once_share_the_messages(self, store: Store) -> None:
        """Each message is claimed by one of them."""
        _post(store, *[0] * 20)
        barrier = Barrier(3)

        def relay(number: int) -> list[str]:
            barrier.wait()
            return [message.id for message in _claim(store, f"t{number}", START, limit=20)]

        with ThreadPoolExecutor(3) as pool:
            claimed = [name for names in pool.map(relay, range(3)) for name in names]
        claimed += [message.id for message in _claim(store, "last", START, limit=20)]
        assert sorted(claimed) == sorted(f"r-m{number}" for number in range(20))

    def test_a_settled_message_is_not_claimed_again(self, store: Store) -> None:
        """And the claim that settled it is over."""
        _post(store, 0)
        _claim(store, "t", START)
        with store.connect() as connection:
            assert connection.settle("r-m0", "t", "sent", START, None)
            assert not connection.settle("r-m0", "t", "dead", START, "late")
        assert _claim(store, "t2", START + 9 * HOUR) == []
        assert [message.state for message in _all(store)] == ["sent"]

    def test_a_failed_message_waits_until_it_is_due_again(self, store: Store) -> None:
        """Its error can be read, and its attempts are counted."""
        _post(store, 0)
        _claim(store, "t", START)
        with store.connect() as connection:
            assert connection.settle("r-m0", "t", "waiting", START + 2 * HOUR, "拒绝 550")
        assert _claim(store, "t", START + HOUR) == []
        (message,) = _all(store)
        assert (message.state, message.error, message.due) == (
            "waiting",
            "拒绝 550",
            START + 2 * HOUR,
        )
        (message,) = _claim(store, "t", START + 2 * HOUR)
        assert message.attempts == 2

    def test_a_claim_that_ran_out_is_taken_over_and_its_token_settles_nothing(
        self, store: Store
    ) -> None:
        """The slow relay cannot undo what the next one did."""
        _post(store, 0)
        _claim(store, "slow", START)
        assert _claim(store, "early", START + HOUR / 2) == []
        (message,) = _claim(store, "next", START + 2 * HOUR)
        assert message.attempts == 2
        with store.connect() as connection:
            assert not connection.settle("r-m0", "slow", "dead", START, "slow")
            assert not connection.settle("no such", "next", "sent", START, None)
            assert connection.settle("r-m0", "next", "sent", START, None)
        assert [message.state for message in _all(store)] == ["sent"]

    def test_a_claim_is_held_until_it_runs_out_is_settled_or_the_text_is_gone(
        self, store: Store
    ) -> None:
        """By its token alone."""
        _post(store, 0, 0)
        _claim(store, "t", START)
        with store.connect() as connection:
            assert connection.holds("r-m0", "t", START + HOUR / 2)
            assert not connection.holds("r-m0", "other", START)
            assert not connection.holds("no such", "t", START)
            assert not connection.holds("r-m0", "t", START + HOUR)
            assert connection.settle("r-m0", "t", "sent", START, None)
            assert not connection.holds("r-m0", "t", START)
        forgetting = moving(read(store, "r"))
        forgetting.forgotten = [("r", "ann")]
        assert write(store, forgetting)
        with store.connect() as connection:
            assert not connection.holds("r-m1", "t", START)

    def test_the_backlog_is_what_is_left_to_do_and_when_it_begins(self, store: Store) -> None:
        """Deadlines that are past, messages waiting and claimed; the dead are counted apart."""
        with store.connect() as connection:
            assert connection.backlog(START) == Backlog(START)
        _post(store, 3, 0, 1)
        armed = Armed("d", "limit", "planning.running", START + 2 * HOUR, "notify")
        held = replace(armed, id="held", due=START - HOUR, paused_at=START)
        assert write(store, opening(a_case("s", armed=(armed, held))))
        late = START + 5 * HOUR
        with store.connect() as connection:
            assert connection.backlog(START) == Backlog(START, 0, 3, 0, START)
            assert connection.backlog(late) == Backlog(late, 1, 3, 0, START)
            assert connection.backlog(late).behind == 5 * HOUR
        first, second = _claim(store, "t", late, limit=2)
        with store.connect() as connection:
            assert connection.backlog(late) == Backlog(late, 1, 3, 0, START + 2 * HOUR)
            connection.settle(first.id, "t", "dead", late, "gone")
            connection.settle(second.id, "t", "sent", late, None)
            assert connection.backlog(late) == Backlog(late, 1, 1, 1, START + 2 * HOUR)
        assert write(store, moving(read(store, "s"), armed=()))
        with store.connect() as connection:
            assert connection.backlog(START).first == START + 3 * HOUR
            assert connection.backlog(START).behind == 0 * HOUR
        _claim(store, "t", late, limit=1)
        with store.connect() as connection:
            assert connection.backlog(late) == Backlog(late, 0, 1, 1, late + HOUR)

    def test_a_claim_that_ran_out_still_settles_while_nobody_took_it(self, store: Store) -> None:
        """The token is the fence, not the time."""
        _post(store, 0)
        _claim(store, "slow", START)
        with store.connect() as connection:
            assert connection.settle("r-m0", "slow", "sent", START + 5 * HOUR, None)

    def test_only_dead_messages_are_put_back(self, store: Store) -> None:
        """With no attempts, due at the given time."""
        _post(store, 0, 0)
        _claim(store, "t", START, limit=1)
        with store.connect() as connection:
            assert connection.settle("r-m0", "t", "dead", START, "gone")
            assert connection.requeue(["r-m0", "r-m1", "no such"], START + HOUR / 2) == 1
            assert connection.requeue([], START) == 0
        assert [message.id for message in _claim(store, "t", START)] == ["r-m1"]
        (message,) = _claim(store, "t2", START + HOUR / 2)
        assert (message.id, message.attempts) == ("r-m0", 1)

    def test_a_message_that_could_not_be_rendered_is_dead_at_once(self, store: Store) -> None:
        """It says why, is never claimed, and cannot be put back, as it has no text."""
        changes = opening(a_case("r"))
        message = a_message("r-m0", changes.created[0])
        changes.messages = [message._replace(texts={}, error="no text")]
        assert write(store, changes)
        assert _claim(store, "t", START + HOUR) == []
        with store.connect() as connection:
            assert connection.requeue(["r-m0"], START) == 0
        (stored,) = _all(store)
        assert (stored.state, stored.error) == ("dead", "no text")

    def test_a_forgotten_person_is_in_no_message_of_the_case(self, store: Store) -> None:
        """What was not sent is dead and cannot be put back."""
        _post(store, 0)
        changes = moving(read(store, "r"))
        changes.forgotten = [("r", "ann")]
        assert write(store, changes)
        (stored,) = _all(store)
        assert (stored.to, dict(stored.texts), stored.state) == ("erased", {}, "dead")
        with store.connect() as connection:
            assert connection.requeue(["r-m0"], START) == 0

    def test_when_somebody_is_forgotten_no_message_of_the_case_keeps_a_text(
        self, store: Store
    ) -> None:
        """The others are still named as recipients; what was not sent is dead."""
        _post(store, 0)
        changes = moving(read(store, "r"))
        changes.forgotten = [("r", "somebody else")]
        assert write(store, changes)
        (stored,) = _all(store)
        assert (stored.to, dict(stored.texts), stored.state) == ("ann", {}, "dead")
        assert stored.error == "erased"
