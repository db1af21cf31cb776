"""Signs a body and posts it to an address that was looked up. The only door to httpx."""

import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address

import standardwebhooks
from httpx import URL, Client, ConnectError

__all__ = ["URL", "Answer", "post", "sign"]

IP = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered; `elsewhere` tells whether it points to another address."""

    status: int
    good: bool
    elsewhere: bool
    retry_after: str


def sign(secrets: Sequence[str], id: str, body: str) -> dict[str, str]:
    """Return the headers of a body that is signed now with each of the secrets."""
    now = datetime.now(UTC)
    signatures = [standardwebhooks.Webhook(secret).sign(id, now, body) for secret in secrets]
    return {
        "content-type": "application/json",
        "user-agent": "keyflow",
        "webhook-id": id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def post(
    url: URL, addresses: Sequence[IP], body: str, headers: Mapping[str, str], timeout: float
) -> Answer:
    """Post to the first of the addresses that takes a call; `timeout` is in seconds.

    Raises what httpx raises, `ConnectError` when the last address takes none either.
    """
    named = {**headers, "host": url.netloc.decode("ascii")}
    *others, last = addresses
    for address in others:
        with suppress(ConnectError):
            return _post(url, address, body, named, timeout)
    return _post(url, last, body, named, timeout)


def _post(url: URL, address: IP, body: str, headers: Mapping[str, str], timeout: float) -> Answer:
    # Dialling the address that was checked, not the name, leaves no time to swap it.
    target = url.copy_with(host=str(address))
    client = Client(
        # What this machine trusts, an office's own authority too.
        verify=ssl.create_default_context(),
        timeout=timeout,
        follow_redirects=False,
        trust_env=False,
    )
    with (
        client,
        client.stream(
            "POST",
            target,
            content=body.encode(),
            headers=headers,
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
        ) as answer,
    ):
        return Answer(
            answer.status_code,
            answer.is_success,
            answer.has_redirect_location,
            answer.headers.get("retry-after", ""),
        )
