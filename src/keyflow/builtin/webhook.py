"""A notifier that posts signed messages to an address on the web (Standard Webhooks)."""

import base64
import ipaddress
import json
import re
import socket
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import AfterValidator, Field, SecretStr

from keyflow.plugin import Later, Message, Notifier, Undeliverable

if TYPE_CHECKING:
    from keyflow.builtin.posting import URL, Answer

_GONE = 410
_COME_BACK = (429, 503)
_DAY = 86_400.0
_KEY_BYTES = (24, 64)
_HEADER_TEXT = re.compile(r"[!-~]+\Z")
# Addresses here stand for IPv4 ones, private ones too, behind a translating router.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

IP = ipaddress.IPv4Address | ipaddress.IPv6Address


class WebhookFailed(Exception):
    """The receiver did not take the message; it will be tried again."""


def _web(url: str) -> str:
    # Here and in `send`, not above: its two libraries take 0.1 s, and most engines post nothing.
    from keyflow.builtin.posting import URL  # noqa: PLC0415

    parsed = URL(url)
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        msg = "must be a full address such as https://example.org/hook"
        raise ValueError(msg)
    if parsed.userinfo:
        msg = "must not hold a user name or password; the signature tells who sends"
        raise ValueError(msg)
    return url


def _signing(secret: SecretStr) -> SecretStr:
    coded = secret.get_secret_value().removeprefix("whsec_")
    try:
        size = len(base64.b64decode(coded, validate=True))
    except ValueError:
        size = 0
    if not _KEY_BYTES[0] <= size <= _KEY_BYTES[1]:
        msg = "must be a Standard Webhooks secret: whsec_ and 24 to 64 bytes in base64"
        raise ValueError(msg)
    return secret


Secret = Annotated[SecretStr, AfterValidator(_signing)]


class Webhook(Notifier):
    """Posts each message as JSON, signed, with the message's id as `webhook-id`.

    While a secret is being replaced, `old_secret` signs too, so that the receiver may change over
    at any time. `timeout` is in seconds. An address inside a private network, on this machine or
    link-local is refused unless its host is one of `trusted_hosts`; redirects are not followed.
    """

    kind: ClassVar[str] = "webhook"

    url: Annotated[str, AfterValidator(_web)]
    secret: Secret
    old_secret: Secret | None = None
    timeout: Annotated[float, Field(gt=0, le=300)] = 10.0
    trusted_hosts: tuple[str, ...] = ()

    def send(self, message: Message) -> None:
        """Post it.

        Raises `Later` when the receiver says when to come back, `Undeliverable` when it is gone
        for good or where we may not go, `WebhookFailed` when it answers with anything but success.
        """
        from keyflow.builtin.posting import URL, post, sign  # noqa: PLC0415

        if not _HEADER_TEXT.match(message.id):
            raise Undeliverable("the message's id cannot stand in a header")
        url = URL(self.url)
        addresses = self._resolve(url)
        body = _body(message)
        secrets = [secret.get_secret_value() for secret in (self.secret, self.old_secret) if secret]
        _judge(post(url, addresses, body, sign(secrets, message.id, body), self.timeout))

    def _resolve(self, url: "URL") -> list[IP]:
        port = url.port or {"http": 80, "https": 443}[url.scheme]
        found = socket.getaddrinfo(url.raw_host.decode(), port, type=socket.SOCK_STREAM)
        addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
        if url.host not in self.trusted_hosts and not all(map(_is_public, addresses)):
            raise Undeliverable(
                f"{url.host} leads into a private network; add it to `trusted_hosts` if it may"
            )
        return addresses


def _is_public(address: IP) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return _is_public(address.ipv4_mapped)
        if address in _NAT64:
            return False
    return address.is_global and not address.is_multicast


def _body(message: Message) -> str:
    texts = {
        language: {"subject": text.subject, "body": text.body}
        for language, text in message.texts.items()
    }
    data = {
        "id": message.id,
        "notice": message.notice,
        "to": message.to,
        "case": message.case,
        "subject": message.subject,
        "texts": texts,
    }
    content = {"type": message.notice, "timestamp": message.at.isoformat(), "data": data}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _judge(answer: "Answer") -> None:
    if answer.good:
        return
    wait = _retry_after(answer.retry_after)
    if answer.status in _COME_BACK and wait is not None:
        raise Later(wait, f"the receiver answered {answer.status}")
    if answer.status == _GONE:
        raise Undeliverable("the receiver is gone for good: 410")
    if answer.elsewhere:
        raise WebhookFailed(
            f"the receiver answered {answer.status} and points elsewhere; give its new address"
        )
    raise WebhookFailed(f"the receiver answered {answer.status}")


def _retry_after(text: str) -> float | None:
    """Return the seconds a Retry-After header asks for, at most a day; None if it says nothing."""
    if re.fullmatch(r"[0-9]{1,9}", text):
        return min(float(text), _DAY)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    seconds = (until.astimezone(UTC) - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), _DAY)
