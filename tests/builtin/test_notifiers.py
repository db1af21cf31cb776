"""Console, files and mail, against a real stream, a real folder and a real mail server."""

import re
import shutil
import smtplib
import socket
import ssl
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from keyflow import InputError
from keyflow.builtin.notifiers import Console, File, Smtp
from keyflow.plugin import Message, Text, Undeliverable

MESSAGE = Message(
    id="e1/due/ann/email",
    notice="due",
    channel="email",
    to="ann",
    texts={
        "en": Text("Road 1 is due", "Dear Ann,\nroad 1 is due.\n"),
        "zh": Text("道路一号到期 🚧", "道路一号已到期。\n"),
    },
    case="r",
    subject="road 1",
    at=datetime(2011, 3, 1, 8, 0, tzinfo=UTC),
)


def saying(subject, body="body"):
    return replace(MESSAGE, texts={"en": Text(subject, body)})


def test_the_console_shows_to_whom_and_what(capsys):
    Console().send(MESSAGE)
    out = capsys.readouterr().out
    assert out.startswith("To: ann\nSubject: Road 1 is due\n")
    assert "\nAt: 2011-03-01T08:00:00+00:00\n\nDear Ann,\nroad 1 is due.\n" in out


def test_the_console_prefers_the_language_it_is_told(capsys):
    Console(languages=("zh", "en"), stream="stderr").send(MESSAGE)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "道路一号到期 🚧" in captured.err


def test_a_text_cannot_play_tricks_on_the_terminal(capsys):
    Console().send(saying("a\nTo: boss\x1b[2J", "pay \u202e001\u2066 \x07\x9b\ttab 👨\u200d👩"))
    out = capsys.readouterr().out
    assert "Subject: a\\u000aTo: boss\\u001b[2J\n" in out
    assert "pay \\u202e001\\u2066 \\u0007\\u009b tab 👨\u200d👩" in out
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066]", out)


def test_a_terminal_that_knows_no_chinese_is_shown_the_code_points(monkeypatch, tmp_path):
    with (tmp_path / "out").open("w", encoding="ascii") as stream:
        monkeypatch.setattr("sys.stdout", stream)
        Console(languages=("zh",)).send(MESSAGE)
    assert "\\u9053" in (tmp_path / "out").read_text("ascii")


def test_a_message_is_written_to_a_file_of_its_own(tmp_path):
    file = File(folder=tmp_path / "new" / "folder")
    file.send(MESSAGE)
    file.send(replace(MESSAGE, id="e1/due/bob/email", to="bob"))
    assert len(list(file.folder.iterdir())) == 2
    assert file.path(MESSAGE).read_text("utf-8") == (
        "To: ann\nSubject: Road 1 is due\nMessage-Id: e1/due/ann/email\n"
        "At: 2011-03-01T08:00:00+00:00\n\nDear Ann,\nroad 1 is due.\n"
    )


def test_a_message_sent_again_overwrites_its_file(tmp_path):
    file = File(folder=tmp_path)
    file.send(MESSAGE)
    file.send(replace(MESSAGE, attempt=2))
    assert list(tmp_path.iterdir()) == [file.path(MESSAGE)]


@pytest.mark.parametrize("id", ["../../up", "/etc/passwd", "CON", "消息", "a" * 900, ".", "a\0b"])
def test_no_id_leads_out_of_the_folder(tmp_path, id):
    file = File(folder=tmp_path)
    file.send(replace(MESSAGE, id=id))
    (written,) = tmp_path.iterdir()
    assert written.parent == tmp_path
    assert re.fullmatch(r"[\w-]{1,60}-[0-9a-f]{16}\.txt", written.name, re.ASCII)


def test_ids_that_look_alike_do_not_share_a_file(tmp_path):
    file = File(folder=tmp_path)
    names = {
        file.path(replace(MESSAGE, id=name)).name.lower() for name in ("a/b", "a_b", "A_b", "a.b")
    }
    assert len(names) == 4


def test_a_file_that_cannot_be_written_leaves_no_draft(tmp_path):
    file = File(folder=tmp_path)
    file.path(MESSAGE).mkdir()
    with pytest.raises(OSError, match="directory"):
        file.send(MESSAGE)
    assert list(tmp_path.iterdir()) == [file.path(MESSAGE)]


class Postbox:
    """Takes mail, and answers as its next recipients and texts are told to be answered."""

    def __init__(self):
        self.mails = []
        self.recipients = []
        self.at_rcpt = self.at_data = "250 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if self.at_rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_rcpt

    async def handle_DATA(self, _server, _session, envelope):
        if self.at_data.startswith("250"):
            self.recipients += envelope.rcpt_tos
            self.mails.append(message_from_bytes(envelope.content, policy=default))
        return self.at_data


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture
def postbox():
    postbox = Postbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    postbox.port = controller.port
    yield postbox
    controller.stop()


def smtp(postbox, **options):
    options = {"tls": "none", "domain": "example.org"} | options
    return Smtp(host="127.0.0.1", port=postbox.port, sender="office@example.org", **options)


def test_a_mail_arrives_as_it_was_written(postbox):
    smtp(postbox, languages=("zh",)).send(MESSAGE)
    (mail,) = postbox.mails
    assert postbox.recipients == ["ann@example.org"]
    assert mail["Subject"] == "道路一号到期 🚧"
    assert (mail["From"], mail["To"]) == ("office@example.org", "ann@example.org")
    assert mail["Date"].datetime == MESSAGE.at
    assert mail.get_content().replace("\r\n", "\n") == "道路一号已到期。\n"


def test_a_mail_sent_again_is_the_same_mail(postbox):
    for attempt, name in ((1, "x"), (2, "x"), (1, "y")):
        smtp(postbox).send(replace(MESSAGE, attempt=attempt, id=name))
    first, again, other = (mail["Message-ID"] for mail in postbox.mails)
    assert first == again != other
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", first)


def test_a_person_with_an_address_gets_mail_there(postbox):
    addresses = {"ann": "a.b@elsewhere.org", "role:land": "land@example.org"}
    smtp(postbox, addresses=addresses, domain=None).send(MESSAGE)
    smtp(postbox, addresses=addresses, domain=None).send(replace(MESSAGE, to="role:land"))
    assert postbox.recipients == ["a.b@elsewhere.org", "land@example.org"]


@pytest.mark.parametrize(
    ("to", "domain"),
    [("ann", None), ("role:land", "example.org"), ("安", "example.org"), ("a>,b", "example.org")],
)
def test_nobody_without_an_address_is_tried_twice(postbox, to, domain):
    with pytest.raises(Undeliverable, match="no mail address"):
        smtp(postbox, domain=domain).send(replace(MESSAGE, to=to))
    assert postbox.mails == []


@pytest.mark.parametrize("subject", ["a\r\nBcc: boss@example.org", "a\nb", "a\rb"])
def test_a_subject_cannot_smuggle_in_a_header(postbox, subject):
    with pytest.raises(Undeliverable, match="line break"):
        smtp(postbox).send(saying(subject))
    assert postbox.mails == []


def test_a_refusal_for_good_is_final(postbox):
    postbox.at_rcpt = "550 no such user here"
    with pytest.raises(Undeliverable, match="550 no such user here"):
        smtp(postbox).send(MESSAGE)
    postbox.at_rcpt, postbox.at_data = "250 OK", "554 not this text"
    with pytest.raises(Undeliverable, match="554"):
        smtp(postbox).send(MESSAGE)


def test_a_refusal_for_now_is_tried_again(postbox):
    postbox.at_rcpt = "451 come back"
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        smtp(postbox).send(MESSAGE)
    postbox.at_rcpt, postbox.at_data = "250 OK", "452 disk full"
    with pytest.raises(smtplib.SMTPDataError):
        smtp(postbox).send(MESSAGE)
    postbox.at_data = "250 OK"
    smtp(postbox).send(MESSAGE)
    assert len(postbox.mails) == 1


def test_a_server_that_is_not_there_is_tried_again():
    with pytest.raises(ConnectionRefusedError):
        Smtp(
            host="127.0.0.1", port=free_port(), sender="o@example.org", tls="none", domain="b.org"
        ).send(MESSAGE)


def test_a_server_without_encryption_gets_no_mail_that_needs_it(postbox):
    with pytest.raises(smtplib.SMTPNotSupportedError):
        smtp(postbox, tls="starttls", username="u", password="p").send(MESSAGE)
    assert postbox.mails == []


@pytest.mark.parametrize(
    "options",
    [
        {"tls": "none", "username": "u", "password": "p"},
        {"username": "u"},
        {"username": "u", "password": "pässwort"},
        {"sender": "office@example.org\nBcc: boss@example.org"},
        {"addresses": {"ann": "a@example.org, boss@example.org"}},
        {"domain": "example.org>"},
        {"port": 0},
    ],
)
def test_settings_that_cannot_be_right_are_refused(options):
    with pytest.raises(InputError):
        Smtp(**{"host": "localhost", "sender": "office@example.org"} | options)


def test_a_password_is_not_shown():
    notifier = Smtp(host="h", sender="o@example.org", username="u", password="hunter2")
    assert "hunter2" not in f"{notifier!r} {notifier.model_dump_json()}"


@pytest.fixture
def certificate(tmp_path):
    tool = shutil.which("openssl") or pytest.skip("needs the openssl program")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *(tool, "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


@pytest.fixture
def private_postbox(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    postbox = Postbox()
    postbox.logins = []

    def check(_server, _session, _envelope, _mechanism, login):
        postbox.logins.append((login.login, login.password))
        return AuthResult(success=True)

    class Private(Controller):
        def factory(self):
            return SMTP(
                self.handler,
                tls_context=context,
                require_starttls=True,
                authenticator=check,
                auth_required=True,
            )

    controller = Private(postbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    postbox.port = controller.port
    yield postbox
    controller.stop()


def test_a_login_goes_over_an_encrypted_line(private_postbox, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    smtp(private_postbox, tls="starttls", username="u", password="pass wort").send(MESSAGE)
    assert private_postbox.logins == [(b"u", b"pass wort")]
    assert len(private_postbox.mails) == 1


def test_a_server_nobody_vouches_for_is_not_trusted(private_postbox):
    with pytest.raises(ssl.SSLCertVerificationError):
        smtp(private_postbox, tls="starttls", username="u", password="p").send(MESSAGE)
    assert private_postbox.logins == []
