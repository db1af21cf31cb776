"""A worker's thread is given up when its time is over, and left behind by a fork."""

import subprocess
import sys
import time

import pytest

from keyflow.ruling.worker import Workers

FORKED = """
import os
from keyflow.ruling.worker import Workers

workers = Workers()
workers.call(lambda: None, 5)
if child := os.fork():
    os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
os._exit(workers.call(lambda: 7, 5))
"""


def test_an_answer_and_an_error_come_back_to_the_caller():
    workers = Workers()
    assert workers.call(lambda: 1, 5) == 1
    with pytest.raises(ZeroDivisionError):
        workers.call(lambda: 1 / 0, 5)


def test_one_that_hangs_is_given_up_and_the_next_call_gets_an_answer():
    workers = Workers()
    with pytest.raises(TimeoutError, match=r"within 0\.01 s"):
        workers.call(lambda: time.sleep(0.2), 0.01)
    assert workers.call(lambda: 2, 5) == 2


def test_the_child_of_a_fork_does_not_wait_for_its_parents_threads():
    done = subprocess.run([sys.executable, "-c", FORKED], timeout=30, check=False)
    assert done.returncode == 7
