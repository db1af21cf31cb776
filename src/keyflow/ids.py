"""Ids and salts: UUIDs that sort by time, and random bytes for commitments."""

import secrets
import sys

if sys.version_info >= (3, 14):
    from uuid import uuid7
else:
    from uuid_utils import uuid7


def new_id() -> str:
    """Return a new UUID of version 7 as text."""
    return str(uuid7())


def new_salt() -> str:
    """Return 16 random bytes in hexadecimal."""
    return secrets.token_hex(16)
