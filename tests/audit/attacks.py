"""Ways to tamper with a history by SQL: each takes the file, a case and the number it strikes."""

import json

from keyflow.model.event import canonical
from tests.audit.history import rechain

_LIE = ('["funds","pass"]', '["funds","waived"]')


def _body(db, case, seq):
    (body,) = db.execute(
        "SELECT body FROM keyflow_event WHERE [case] = ? AND seq = ?", [case, seq]
    ).fetchone()
    return body


def edit_body(db, case, seq):
    lie = _body(db, case, seq).replace(*_LIE)
    db.execute("UPDATE keyflow_event SET body = ? WHERE [case] = ? AND seq = ?", [lie, case, seq])


def edit_private(db, case, seq):
    db.execute(
        "UPDATE keyflow_event SET private = replace(private, 'ann', 'bob') "
        "WHERE [case] = ? AND seq = ?",
        [case, seq],
    )


def delete(db, case, seq):
    db.execute("DELETE FROM keyflow_event WHERE [case] = ? AND seq = ?", [case, seq])


def insert(db, case, seq):
    _make_room(db, case, seq)
    _copy(db, case, seq + 1, seq)


def swap(db, case, seq):
    other = seq - 1 if seq > 1 else seq + 1
    for old, new in ((seq, -1), (other, seq), (-1, other)):
        db.execute(
            "UPDATE keyflow_event SET seq = ? WHERE [case] = ? AND seq = ?", [new, case, old]
        )


def truncate(db, case, seq):
    db.execute("DELETE FROM keyflow_event WHERE [case] = ? AND seq > ?", [case, max(seq - 1, 1)])
    rechain(db, case)


def truncate_and_append(db, case, seq):
    end = db.execute("SELECT max(seq) FROM keyflow_event WHERE [case] = ?", [case]).fetchone()[0]
    truncate(db, case, seq)
    for number in range(max(seq, 2), end + 1):
        _copy(db, case, number - 1, number)
        body = {**json.loads(_body(db, case, number)), "seq": number}
        body.pop("key", None)
        db.execute(
            "UPDATE keyflow_event SET body = ? WHERE [case] = ? AND seq = ?",
            [canonical(body), case, number],
        )
    rechain(db, case)


def edit_and_rechain(db, case, seq):
    edit_body(db, case, seq)
    rechain(db, case)


def replace_everything(db, case, seq):
    db.execute("UPDATE keyflow_event SET body = replace(body, ?, ?)", _LIE)
    for (name,) in db.execute("SELECT id FROM keyflow_case").fetchall():
        rechain(db, name)


def remove_the_case(db, case, seq):
    db.execute("DELETE FROM keyflow_event WHERE [case] = ?", [case])
    db.execute("DELETE FROM keyflow_case WHERE id = ?", [case])


def _make_room(db, case, seq):
    # Through negative numbers, or two rows would have one number for a moment.
    db.execute("UPDATE keyflow_event SET seq = -seq - 1 WHERE [case] = ? AND seq >= ?", [case, seq])
    db.execute("UPDATE keyflow_event SET seq = -seq WHERE [case] = ? AND seq < 0", [case])


def _copy(db, case, old, new):
    db.execute(
        "INSERT INTO keyflow_event SELECT [case], ?, root, id, verb, [trigger], accepted, "
        "occurred, recorded, body, private, hash, NULL FROM keyflow_event "
        "WHERE [case] = ? AND seq = ?",
        [new, case, old],
    )


CLUMSY = (edit_body, edit_private, delete, insert, swap)
CAREFUL = (truncate, truncate_and_append, edit_and_rechain, replace_everything, remove_the_case)
