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


class Ids:
    """Makes ids of cases, commands and deadlines, and the salts of what is private."""

    def id(self) -> str:
        """Return a new id, which sorts behind those before it."""
        return new_id()

    def salt(self) -> str:
        """Return 16 random bytes in hexadecimal, which nobody can guess."""
        return secrets.token_hex(16)
