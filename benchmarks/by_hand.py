"""The rows of keyflow's tables written by hand, without keyflow, on a plain DB-API connection.

It reads what must be read (whether the key was used, the case), judges the same two conditions,
and writes the same rows: the case with its version compared, the event with its hash chain, its
private part and its key, and the rendered message.
"""

import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from uuid_utils import uuid7

from benchmarks.course import ANN, CHANNEL, PERSON, ROLE, STATES, TRIGGERS

KEY = 'SELECT "case", seq FROM keyflow_event WHERE key = ?'
CASE = (
    "SELECT id, subject, state, version, seq, head, revision, data, definition FROM keyflow_case"
    " WHERE id = ?"
)
MOVE = (
    "UPDATE keyflow_case SET stage = ?, state = ?, standing = ?, outcome = ?, version = ?,"
    " since = ?, changed = ?, seq = ?, head = ?, revision = revision + 1"
    " WHERE id = ? AND seq = ? AND revision = ? AND unsealed = 1"
)
EVENT = (
    'INSERT INTO keyflow_event ("case", seq, root, id, verb, "trigger", accepted, occurred,'
    " recorded, body, private, hash, key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
MESSAGE = (
    'INSERT INTO keyflow_message (id, "case", root, seq, notice, channel, recipient, subject,'
    " texts, at, state, attempts, due, token, until, error)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

Row = Sequence[Any]


def rows(found: Row, step: int, key: str, many: int = 1) -> tuple[Row, Row, Row]:
    """Judge a step and return the values of the update and of the two inserts.

    `found` is a row of `CASE`; `many` is how many commands go together under one key.
    """
    case, subject, source, version, seq, head, revision, data, definition = found
    trigger, state = TRIGGERS[step], STATES[step + 1]
    known = json.loads(data)
    if source != STATES[step] or ROLE not in ANN.roles:
        raise PermissionError(trigger)
    if not known["signed"] or known["share"] < 30:
        raise PermissionError(trigger)
    identity, now = str(uuid7()), datetime.now(UTC)
    at, written = int(now.timestamp() * 1_000_000), now.isoformat()
    of = f',"of":{many}' if many > 1 else ""
    asked = (
        f'{{"actor":"{ANN.id}","arguments":{{"case":"{case}","comment":"","data":{{}},'
        f'"trigger":"{trigger}"}}{of},"verb":"fire"}}'
    )
    private = f'{{"actor":"{ANN.id}","payload":"{_hash(asked)}","salt":"{secrets.token_hex(16)}"}}'
    body = (
        f'{{"accepted":true,"case":"{case}","checks":[["signed","pass"],["funded","pass"]],'
        f'"definition":"{definition}","id":"{identity}","key":"{key}","left":true,'
        f'"messages":1,"occurred":"{written}","private":"{_hash(private)}","recorded":"{written}",'
        f'"root":"{case}","seq":{seq + 1},"source":"{source}","standing":"active",'
        f'"state":"{state}","steps":[["{trigger}","{source}","{state}",false]],'
        f'"trigger":"{trigger}","v":1,"verb":"fire","version":{version + 1},"workflow":"course"}}'
    )
    link = _hash(head + body)
    told = _hash(f"{case}\nfired {trigger}\nnews\n{PERSON}\n{CHANNEL}")
    mark = f"{case}-{seq + 1}-{told[:16]}"
    texts = f'{{"en":["{subject}","{subject} has moved on to {state}."]}}'
    return (
        (
            *(state, state, "active", None, version + 1, at, at, seq + 1, link),
            *(case, seq, revision),
        ),
        (
            *(case, seq + 1, case, identity, "fire", trigger, 1, at, at, body, private),
            *(link, key),
        ),
        (
            *(mark, case, case, seq + 1, "news", CHANNEL, PERSON, subject, texts, at),
            *("waiting", 0, at, None, None, None),
        ),
    )


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
