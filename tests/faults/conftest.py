"""Processes of our own, to be killed and to race; and who receives what they send."""

import http.server
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


class Nursery:
    """Forks workers, and kills them."""

    def __init__(self, module="tests.faults.worker"):
        self.process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def begin(self, *words):
        """Fork a worker; return its process id."""
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        return int(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


@pytest.fixture(scope="session")
def nursery():
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture(scope="session")
def yard():
    """Forks the workers of `tests.faults.fleet`."""
    nursery = Nursery("tests.faults.fleet")
    yield nursery
    nursery.close()


class Receiver(http.server.ThreadingHTTPServer):
    """Takes posts and remembers the id of each, in order; answers while it is `answering`."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Hook)
        self.seen = []
        self.answering = threading.Event()
        self.answering.set()
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.seen.append(self.headers["webhook-id"])
        self.server.answering.wait(30)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args): ...

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except ConnectionError:  # its sender was killed
            self.close_connection = True


@pytest.fixture
def receiver():
    with Receiver() as receiver:
        yield receiver
        receiver.shutdown()
