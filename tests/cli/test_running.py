import socket

import pytest
from aiosmtpd.controller import Controller


class Mailbox:
    """Keeps the mail that comes."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, _server, _session, envelope):
        self.mails.append(envelope)
        return "250 kept"


@pytest.fixture
def mailbox():
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        box.port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=box.port)
    server.start()
    yield box
    server.stop()


@pytest.fixture
def submitted(shell):
    case = shell.start("Ring road", "--data", "funded=0.4")
    shell.good("fire", case, "submit", "--by", "ann", "--role", "owner")
    return case


def test_due_seals_and_says_so(shell, submitted):
    assert shell.good("due") == "deadlines handled: 0; cases advanced: 0; seal: 1\n"
    assert shell.json("due") == {"expired": 0, "advanced": 0, "seal": None}


def test_messages_become_files(shell, submitted, tmp_path):
    assert shell.good("deliver", "--to-folder", "mail") == "sent: 1; put off: 0; given up: 0\n"
    (file,) = (tmp_path / "mail").iterdir()
    assert "Ring road is in approval" in file.read_text()
    assert shell.json("deliver", "--to-folder", "mail") == {"sent": 0, "put_off": 0, "dead": 0}


def test_messages_are_printed(shell, submitted):
    assert "Ring road is in approval" in shell.good("deliver", "--console")


@pytest.mark.parametrize("way", [("--console",), ("--to-folder", "mail")])
def test_messages_are_in_the_language_of_the_run(shell, submitted, tmp_path, way):
    said = shell.good("--lang", "zh", "deliver", *way)
    files = [file.read_text(encoding="utf-8") for file in tmp_path.glob("mail/*")]
    assert "Ring road进入审批" in "".join([said, *files])


def test_messages_become_mail(shell, submitted, mailbox):
    mail = ("deliver", "--smtp", f"127.0.0.1:{mailbox.port}", "--tls", "none")
    shell.good(*mail, "--sender", "road@example.org", "--address", "role:leader=li@example.org")
    (envelope,) = mailbox.mails
    assert envelope.rcpt_tos == ["li@example.org"]


def test_a_message_that_cannot_be_sent_is_told(shell, submitted, mailbox):
    mail = ("deliver", "--smtp", f"127.0.0.1:{mailbox.port}", "--tls", "none")
    done = shell(*mail, "--sender", "road@example.org")
    assert done.exit_code == 1
    assert done.stdout == "sent: 0; put off: 0; given up: 1\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "give one of --to-folder, --console and --smtp"),
        (["--console", "--to-folder", "x"], "give one of"),
        (["--smtp", "localhost"], "--smtp: 'localhost' is not of the form host:port"),
        (["--smtp", "localhost:25"], "--sender: is needed for mail"),
        (["--smtp", "localhost:99999", "--sender", "a@b.c"], "port: "),
        (["--smtp", "localhost:25", "--sender", "nobody"], "sender: "),
        (["--smtp", "h:25", "--sender", "a@b.c", "--address", "li"], "--address: 'li' is not"),
    ],
)
def test_a_way_that_cannot_be_is_bad_input(shell, args, said):
    done = shell("deliver", *args)
    assert done.exit_code == 2
    assert said in done.stderr
