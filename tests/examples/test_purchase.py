"""The purchase application, run by a real server and asked over HTTP."""

import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

ROOT = Path(__file__).parents[2]
ANN = {"X-User": "ann", "X-Roles": "buyer approver"}
BOB = {"X-User": "bob", "X-Roles": "approver"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("purchase")


@pytest.fixture(scope="module")
def client(folder):
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
    uvicorn = [sys.executable, "-m", "uvicorn", "--port", port, "--log-level", "warning"]
    server = subprocess.Popen(
        [*uvicorn, "--factory", "examples.purchase.app:create_app"],
        cwd=ROOT,
        env={
            **os.environ,
            "PURCHASE_DATABASE": f"sqlite:///{folder / 'purchase.db'}",
            "PURCHASE_MAIL": str(folder / "mail"),
        },
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            wait_until(lambda: is_up(client))
            yield client
    finally:
        server.terminate()
        server.wait(20)


class Shop:
    """One test's own orders and budget of 10,000 cents, on the server that all tests share."""

    def __init__(self, client, name):
        self.client = client
        self.name = name
        client.post("/budgets", json={"name": name, "cents": 10_000})

    def ask(self, cents=20_000, number="1", key=None, **changes):
        order = {"number": f"{self.name}-{number}", "item": "chairs", "budget": self.name}
        headers = ANN | ({"Idempotency-Key": f"{self.name}-{key}"} if key else {})
        return self.client.post("/orders", json=order | {"cents": cents} | changes, headers=headers)

    def get(self, what="", number="1", by=BOB):
        return self.client.get(f"/orders/{self.name}-{number}{what}", headers=by)

    def decide(self, what, number="1", by=BOB, key=None, **said):
        headers = by | ({"Idempotency-Key": f"{self.name}-{key}"} if key else {})
        path = f"/orders/{self.name}-{number}/{what}"
        return self.client.post(path, json=said, headers=headers)


@pytest.fixture
def shop(client):
    return Shop(client, uuid4().hex[:8])


def is_up(client):
    try:
        return client.get("/openapi.json").status_code == 200
    except httpx.TransportError:
        return False


def codes(answer):
    return {finding["code"] for finding in answer.json()["findings"]}


def wait_until(what, seconds=20):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def test_an_order_is_asked_for_and_approved_and_the_buyer_is_told(shop, folder):
    assert shop.ask(9_000).status_code == 201
    assert shop.decide("approve", comment="Fine.").json()["state"] == "approved"

    def told():
        texts = [file.read_text() for file in (folder / "mail").glob("*.txt")]
        return [text for text in texts if shop.name in text]

    wait_until(told)
    (message,) = told()
    assert f"To: ann\nSubject: {shop.name}-1: approved" in message
    assert "bob decided. Fine." in message


def test_a_refusal_gives_every_reason_and_stays_in_the_history(shop):
    shop.ask()
    answer = shop.decide("approve", by=ANN)
    assert answer.status_code == 409
    assert codes(answer) == {"over-budget", "same-person"}
    assert shop.get().json()["history"] == [
        {"by": "ann", "did": "start", "accepted": True},
        {"by": "ann", "did": "approve", "accepted": False},
    ]


def test_the_options_are_those_that_firing_would_find(shop):
    shop.ask()
    approve, reject = shop.get("/options").json()
    assert (approve["trigger"], approve["allowed"]) == ("approve", False)
    assert [finding["code"] for finding in approve["findings"]] == ["over-budget"]
    assert reject == {
        "trigger": "reject",
        "allowed": True,
        "comment_required": True,
        "findings": [],
    }


def test_the_check_sees_a_price_that_is_corrected_in_the_same_transaction(shop):
    shop.ask()
    assert shop.decide("approve", cents=10_001).status_code == 409
    assert shop.get().json()["cents"] == 20_000
    assert shop.decide("approve", cents=10_000).status_code == 200
    assert shop.get().json()["cents"] == 10_000


def test_what_was_approved_is_booked(shop):
    shop.ask(6_000)
    shop.ask(6_000, number="2")
    assert shop.decide("approve").status_code == 200
    assert codes(shop.decide("approve", number="2")) == {"over-budget"}


def test_the_hosts_rollback_takes_keyflows_rows_along_and_frees_the_key(shop):
    assert shop.ask(key="k", budget="no such budget").status_code == 409
    assert shop.get().status_code == 404
    # Had its case stayed, there would be a live one for this subject, and the key would be taken.
    assert shop.ask(key="k").status_code == 201


def test_a_retry_is_answered_and_not_repeated(shop):
    shop.ask(6_000)
    first = shop.decide("approve", key="d")
    assert shop.decide("approve", key="d").json() == first.json()
    shop.ask(4_000, number="2")  # fits only if the first was booked once
    assert shop.decide("approve", number="2").status_code == 200


def test_a_key_used_for_something_else_is_a_conflict(shop):
    shop.ask(key="k")
    assert shop.ask(key="k").status_code == 201
    answer = shop.ask(1, key="k")
    assert answer.status_code == 409
    assert "another command" in answer.json()["detail"]


def test_what_does_not_exist_and_what_cannot_be_taken_are_told_apart(shop):
    assert shop.get(number="9").status_code == 404
    assert shop.decide("approve", number="9").status_code == 404
    assert shop.ask(item="x", number="1 ").status_code == 422


def test_rejecting_needs_a_comment(shop):
    shop.ask()
    assert codes(shop.decide("reject")) == {"comment-required"}
    assert shop.decide("reject", comment="Too dear.").json()["state"] == "rejected"


def test_of_many_who_approve_at_once_one_is_first_and_it_is_booked_once(shop):
    shop.ask(6_000)
    people = [{"X-User": f"chief-{number}", "X-Roles": "approver"} for number in range(6)]
    with ThreadPoolExecutor(len(people)) as pool:
        answers = list(pool.map(lambda by: shop.decide("approve", by=by), people))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 200
    assert set(statuses[1:]) <= {409, 503}
    shop.ask(4_000, number="2")
    assert shop.decide("approve", number="2").status_code == 200
