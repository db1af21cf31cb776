import pytest


@pytest.fixture
def dead(shell):
    case = shell.start("Ring road", "--data", "funded=0.4")
    shell.good("fire", case, "submit", "--by", "ann", "--role", "owner")
    mail = ("deliver", "--smtp", "127.0.0.1:9", "--tls", "none", "--sender", "a@example.org")
    shell(*mail)
    return shell.json("outbox", "--state", "dead")[0]["id"]


def test_messages_are_listed_by_state(shell, dead):
    assert "there is no mail address for 'role:leader'" in shell.good("outbox")
    assert shell.json("outbox", "--state", "sent") == []
    assert shell.json("outbox")[0]["texts"]["zh"]["body"] == "Ring road进入审批"


def test_a_dead_message_is_revived(shell, dead):
    assert shell.good("outbox", "requeue", dead) == "back in the queue: 1 of 1\n"
    assert shell.json("deliver", "--to-folder", "mail")["sent"] == 1


def test_what_is_not_dead_is_not_requeued(shell, dead):
    done = shell("outbox", "requeue", dead, "nope", "--json")
    assert done.exit_code == 1
    assert '"requeued": 1' in done.stdout


def test_messages_come_in_pages_and_the_last_one_says_nothing_of_another(shell):
    for subject in ("Ring road", "Bridge", "Tunnel"):
        case = shell.start(subject, "--data", "funded=0.4")
        shell.good("fire", case, "submit", "--by", "ann", "--role", "owner")
    pages = [shell.json("outbox", "--limit", "2", "--page", page) for page in (1, 2, 3)]
    assert [[message["subject"] for message in page] for page in pages] == [
        ["Ring road", "Bridge"],
        ["Tunnel"],
        [],
    ]
    assert "there may be more: --page 2" in shell.good("outbox", "--limit", "2")
    assert "there may be more" not in shell.good("outbox", "--limit", "2", "--page", "2")
