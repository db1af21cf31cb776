"""Notifiers that need nothing but Python: the console, a folder of files, and a mail server."""

import re
import smtplib
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, ClassVar, Literal
from uuid import uuid4

from pydantic import Field, SecretStr, StringConstraints, model_validator

from keyflow.plugin import Message, Notifier, Undeliverable

# What moves a cursor or turns the direction of text, so that it reads as something else.
_TRICKS = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
# RFC 5321: 5yz is a permanent refusal, 4yz asks to try again.
_FINAL = 500
_LINE_BREAK = re.compile("[\r\n]")
_LOCAL_PART = re.compile(r"[A-Za-z0-9_%+-]+(\.[A-Za-z0-9_%+-]+)*\Z")

Address = Annotated[str, StringConstraints(pattern=r"^[!#-'*+\-/-9=?A-Z^-~.]+@[A-Za-z0-9.-]+$")]
Domain = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]+$")]


def tame(text: str) -> str:
    r"""Return a text with control characters and direction marks spelled out, as in `\u202e`.

    Line breaks stay; a tab becomes a space.
    """
    return _TRICKS.sub(_spelled, text.replace("\r\n", "\n"))


def tame_line(text: str) -> str:
    r"""Return a text as one tame line; line breaks are spelled out as `\u000a`."""
    return _LINE_BREAK.sub(_spelled, tame(text))


def _spelled(found: re.Match[str]) -> str:
    return " " if found[0] == "\t" else f"\\u{ord(found[0]):04x}"


def _page(notifier: Notifier, message: Message) -> str:
    text = message.say(*notifier.languages)
    head = {
        "To": message.to,
        "Subject": text.subject,
        "Message-Id": message.id,
        "At": message.at.isoformat(),
    }
    lines = [f"{name}: {tame_line(value)}" for name, value in head.items()]
    return "\n".join([*lines, "", tame(text.body).rstrip("\n"), ""])


class Console(Notifier):
    """Prints messages to standard output or standard error."""

    kind: ClassVar[str] = "console"

    stream: Literal["stdout", "stderr"] = "stdout"

    def send(self, message: Message) -> None:
        """Print it; what the terminal cannot show is spelled out."""
        stream = sys.stdout if self.stream == "stdout" else sys.stderr
        encoding = stream.encoding or "utf-8"
        page = f"{_page(self, message)}\n"
        stream.write(page.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()


class File(Notifier):
    """Writes each message to a text file of its own in `folder`.

    A message that is sent again writes the same file again, whole.
    """

    kind: ClassVar[str] = "file"

    folder: Path

    def send(self, message: Message) -> None:
        """Write it; a reader sees the whole file or none."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f".{uuid4().hex}.tmp"
        try:
            draft.write_text(_page(self, message), encoding="utf-8", newline="\n")
            draft.replace(self.path(message))
        except BaseException:
            draft.unlink(missing_ok=True)
            raise

    def path(self, message: Message) -> Path:
        """Return where a message is written; other ids give other names on every file system."""
        readable = re.sub(r"[^A-Za-z0-9-]+", "_", message.id)[:60]
        return self.folder / f"{readable}-{sha256(message.id.encode()).hexdigest()[:16]}.txt"


class Smtp(Notifier):
    """Sends messages as mail in plain text.

    `addresses` maps a person's id (or `role:NAME`) to an address; for anybody else it is the id
    at `domain`, if that is given. `timeout` is in seconds and for each exchange with the server.
    A password is never sent over an open line.
    """

    kind: ClassVar[str] = "smtp"

    host: str
    sender: Address
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    tls: Literal["none", "starttls", "ssl"] = "starttls"
    username: str | None = None
    password: SecretStr | None = None
    addresses: dict[str, Address] = Field(default_factory=dict)
    domain: Domain | None = None
    timeout: Annotated[float, Field(gt=0, le=300)] = 10.0

    @model_validator(mode="after")
    def _login_is_private(self) -> "Smtp":
        if (self.username is None) != (self.password is None):
            msg = "give both `username` and `password`, or neither"
            raise ValueError(msg)
        if self.password is None:
            return self
        if self.tls == "none":
            msg = "a password needs `tls: starttls` or `tls: ssl`"
            raise ValueError(msg)
        if not f"{self.username}{self.password.get_secret_value()}".isascii():
            msg = "a user name and a password for mail are ASCII"
            raise ValueError(msg)
        return self

    def send(self, message: Message) -> None:
        """Hand it to the mail server.

        Raises `Undeliverable` where there is no address, where the subject has a line break, and
        where the server says that it will never take this mail.
        """
        mail = self._mail(message)
        with self._server() as server:
            try:
                server.send_message(mail)
            except smtplib.SMTPRecipientsRefused as refused:
                code, reason = next(iter(refused.recipients.values()))
                _give_up_if_final(code, reason)
                raise
            except smtplib.SMTPDataError as refused:
                _give_up_if_final(refused.smtp_code, refused.smtp_error)
                raise

    def _mail(self, message: Message) -> EmailMessage:
        text = message.say(*self.languages)
        if _LINE_BREAK.search(text.subject):
            raise Undeliverable("the subject has a line break, which a mail header must not have")
        mail = EmailMessage(policy=SMTP)
        mail["From"] = self.sender
        mail["To"] = self._address(message.to)
        mail["Subject"] = tame_line(text.subject)
        mail["Date"] = format_datetime(message.at)
        name = sha256(message.id.encode()).hexdigest()[:32]
        mail["Message-ID"] = f"<{name}@{self.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text.body)
        return mail

    def _address(self, person: str) -> str:
        known = self.addresses.get(person)
        if known is not None:
            return known
        if self.domain is None or not _LOCAL_PART.match(person):
            raise Undeliverable(f"there is no mail address for {person!r}")
        return f"{person}@{self.domain}"

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        with self._dial() as server:
            if self.tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.username is not None and self.password is not None:
                server.login(self.username, self.password.get_secret_value())
            yield server

    def _dial(self) -> smtplib.SMTP:
        if self.tls == "ssl":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout)


def _give_up_if_final(code: int, reason: bytes | str) -> None:
    if code >= _FINAL:
        said = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
        raise Undeliverable(f"the mail server refused it for good: {code} {tame_line(said)[:200]}")
