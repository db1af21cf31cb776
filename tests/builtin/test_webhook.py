"""Webhooks, against a real server on this machine."""

import json
import shutil
import ssl
import subprocess
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
import pytest
import standardwebhooks

from keyflow import InputError
from keyflow.builtin.webhook import Webhook, WebhookFailed
from keyflow.plugin import Later, Message, Text, Undeliverable

NEW = "whsec_" + b64encode(b"n" * 32).decode()
OLD = "whsec_" + b64encode(b"o" * 32).decode()
MESSAGE = Message(
    id="m-1",
    notice="due",
    channel="hook",
    to="ann",
    texts={"en": Text("Due", "Road 1 is due."), "zh": Text("到期", "道路一号已到期。🚧")},
    case="r",
    subject="road 1",
    at=datetime(2011, 3, 1, 8, 0, tzinfo=UTC),
)


class Receiver:
    """Gives the answers it is told, the last one for ever, and keeps what it was sent."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}/hook?from=keyflow"
        self.answers = [(200, {})]
        self.requests = []

    def answer(self):
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def serving(context=None):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.requests.append((self.path, dict(self.headers.items()), body))
            status, headers = receiver.answer()
            self.send_response(status)
            for name, value in {"content-length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(server.server_port)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        receiver.url = receiver.url.replace("http:", "https:")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def receiver():
    with serving() as receiver:
        yield receiver


def webhook(receiver, **options):
    options = {"secret": NEW, "trusted_hosts": ("127.0.0.1",)} | options
    return Webhook(url=receiver.url, **options)


def test_a_message_arrives_signed(receiver):
    webhook(receiver).send(MESSAGE)
    ((path, headers, body),) = receiver.requests
    content = standardwebhooks.Webhook(NEW).verify(body, headers)
    assert path == "/hook?from=keyflow"
    assert headers["webhook-id"] == "m-1"
    assert headers["host"].startswith("127.0.0.1:")
    assert (content["type"], content["timestamp"]) == ("due", "2011-03-01T08:00:00+00:00")
    assert content["data"]["texts"]["zh"] == {"subject": "到期", "body": "道路一号已到期。🚧"}
    assert (content["data"]["to"], content["data"]["case"]) == ("ann", "r")


def test_a_failed_message_comes_again_with_the_same_id_and_body(receiver):
    receiver.answers = [(500, {}), (200, {})]
    with pytest.raises(WebhookFailed, match="500"):
        webhook(receiver).send(MESSAGE)
    webhook(receiver).send(replace(MESSAGE, attempt=2))
    (_, first, body), (_, second, again) = receiver.requests
    assert first["webhook-id"] == second["webhook-id"] == "m-1"
    assert json.loads(body) == json.loads(again)


def test_while_a_secret_is_replaced_both_are_good(receiver):
    webhook(receiver, old_secret=OLD).send(MESSAGE)
    ((_, headers, body),) = receiver.requests
    for secret in (NEW, OLD):
        assert standardwebhooks.Webhook(secret).verify(body, headers)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook("whsec_" + b64encode(b"x" * 32).decode()).verify(body, headers)


def test_a_changed_body_is_noticed(receiver):
    webhook(receiver).send(MESSAGE)
    ((_, headers, body),) = receiver.requests
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(NEW).verify(body.replace(b"ann", b"bob"), headers)


@pytest.mark.parametrize("status", [429, 503])
def test_a_receiver_may_say_when_to_come_back(receiver, status):
    receiver.answers = [(status, {"retry-after": "120"})]
    with pytest.raises(Later, match=str(status)) as later:
        webhook(receiver).send(MESSAGE)
    assert later.value.seconds == 120


def test_when_to_come_back_may_be_a_date(receiver):
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    receiver.answers = [(503, {"retry-after": date})]
    with pytest.raises(Later) as later:
        webhook(receiver).send(MESSAGE)
    assert 60 < later.value.seconds <= 90


@pytest.mark.parametrize(("header", "seconds"), [("999999999", 86_400), ("0", 0)])
def test_nobody_is_kept_waiting_for_more_than_a_day(receiver, header, seconds):
    receiver.answers = [(429, {"retry-after": header})]
    with pytest.raises(Later) as later:
        webhook(receiver).send(MESSAGE)
    assert later.value.seconds == seconds


@pytest.mark.parametrize("headers", [{}, {"retry-after": "soon"}, {"retry-after": "-5"}])
def test_a_busy_receiver_that_does_not_say_when_is_tried_again(receiver, headers):
    receiver.answers = [(429, headers)]
    with pytest.raises(WebhookFailed, match="429"):
        webhook(receiver).send(MESSAGE)


def test_a_receiver_that_is_gone_is_not_tried_again(receiver):
    receiver.answers = [(410, {})]
    with pytest.raises(Undeliverable, match="410"):
        webhook(receiver).send(MESSAGE)


def test_a_redirect_is_not_followed(receiver):
    with serving() as elsewhere:
        receiver.answers = [(307, {"location": elsewhere.url})]
        with pytest.raises(WebhookFailed, match="307"):
            webhook(receiver).send(MESSAGE)
        assert elsewhere.requests == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "[::1]",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::a00:1]",
        "2130706433",
    ],
)
def test_an_address_inside_is_refused_unless_it_is_trusted(receiver, host):
    url = receiver.url.replace("127.0.0.1", host)
    with pytest.raises(Undeliverable, match="private network"):
        Webhook(url=url, secret=NEW).send(MESSAGE)
    assert receiver.requests == []


def test_trust_is_in_a_host_and_no_other(receiver):
    with pytest.raises(Undeliverable, match="private network"):
        webhook(receiver, trusted_hosts=("localhost",)).send(MESSAGE)
    url = receiver.url.replace("127.0.0.1", "localhost")
    Webhook(url=url, secret=NEW, trusted_hosts=("localhost",)).send(MESSAGE)
    ((_, headers, _),) = receiver.requests
    assert headers["host"].startswith("localhost:")


@pytest.fixture
def certificate(tmp_path):
    tool = shutil.which("openssl") or pytest.skip("needs the openssl program")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *(tool, "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=keyflow"),
            *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


def test_a_certificate_is_for_the_name_and_not_for_the_address(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with serving(context) as receiver:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            webhook(receiver).send(MESSAGE)
        url = receiver.url.replace("127.0.0.1", "localhost")
        Webhook(url=url, secret=NEW, trusted_hosts=("localhost",)).send(MESSAGE)
    assert len(receiver.requests) == 1


def test_a_proxy_of_the_environment_is_not_used(receiver, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    webhook(receiver).send(MESSAGE)
    assert len(receiver.requests) == 1


def test_a_receiver_that_is_not_there_is_tried_again(receiver):
    with serving() as closed:
        pass
    with pytest.raises(httpx.ConnectError):
        webhook(closed).send(MESSAGE)


def test_an_id_that_cannot_stand_in_a_header_is_not_sent(receiver):
    with pytest.raises(Undeliverable, match="header"):
        webhook(receiver).send(replace(MESSAGE, id="m\r\nx: y"))
    assert receiver.requests == []


@pytest.mark.parametrize(
    "options",
    [
        {"url": "ftp://example.org/"},
        {"url": "example.org"},
        {"url": "https://user:word@example.org/"},
        {"secret": "whsec_short"},
        {"secret": ""},
        {"secret": "whsec_not base64 but long enough to be a secret!"},
        {"timeout": 0},
    ],
)
def test_settings_that_cannot_be_right_are_refused(options):
    with pytest.raises(InputError):
        Webhook(**{"url": "https://example.org/hook", "secret": NEW} | options)


def test_a_secret_is_not_shown():
    shown = repr(Webhook(url="https://example.org/", secret=NEW, old_secret=OLD))
    assert NEW not in shown
    assert OLD not in shown
