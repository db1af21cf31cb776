"""A case's row against what its events add up to, in stores that a real engine wrote."""

import json
import shutil

import pytest

from keyflow import Refused
from keyflow.audit.export import export
from keyflow.audit.verify_export import main
from keyflow.audit.verifying import verify
from keyflow.commands import Erase
from keyflow.errors import StoreError
from keyflow.model.event import GENESIS, canonical, link
from tests.audit.conftest import Ledger
from tests.audit.history import change
from tests.audit.lives import live
from tests.offices import ANN, BOB, opened, url_of

PLACES = pytest.mark.parametrize("place", [0, 0.5, 1], ids=["first", "middle", "last"])
EDITS = {
    "workflow": "'bridge'",
    "definition": "'f' || substr(definition, 2) || 'f'",
    "subject": "subject || '.'",
    "root": "'another'",
    "parent": "'another'",
    "slot": "'another'",
    "state": "state || 'x'",
    "standing": "CASE standing WHEN 'active' THEN 'completed' ELSE 'active' END",
    "outcome": "'granted too'",
    "version": "version + 1",
    "data": "json_set(data, '$.n', 77)",
    "waivers": """'[["title","submit",2]]'""",
    "armed": "armed + 1",
}


@pytest.fixture(scope="module")
def life(tmp_path_factory):
    """Return the file of a SQLite store that has lived, and some of its cases."""
    path = tmp_path_factory.mktemp("life") / "keyflow.db"
    with opened(f"sqlite:///{path}") as office:
        cases = live(office)
    return path, cases


@pytest.fixture
def lived(life, tmp_path):
    path, cases = life
    ledger = Ledger(shutil.copy(path, tmp_path / "copy.db"), None)
    ledger.cases = cases
    ledger.ids = ledger.read(lambda connection: [row.case for row in connection.heads()])
    return ledger


@pytest.fixture
def exported(lived, tmp_path):
    """Return how to export the file as it is and verify that: the exit code."""

    def run():
        lived.read(lambda connection: export(connection, tmp_path / "export"))
        return main(["--folder", str(tmp_path / "export")])

    return run


def _found(ledger):
    return [(one.place, one.code, *one.values.values()) for one in ledger.verify().problems]


@pytest.mark.parametrize("kind", ["memory", "sqlite", "postgres"])
def test_what_an_engine_writes_is_well(kind, tmp_path, request):
    with opened(url_of(kind, tmp_path, request)) as office:
        live(office)
        with office.engine.store.connect() as connection:
            report = verify(connection)
            verbs = {event.verb for event in connection.all_events()}
            export(connection, tmp_path / "export")
    assert report.problems == ()
    assert (report.cases, report.erased) == (12, 5)
    assert verbs >= {"start", "adopt", "fire", "edit", "note", "waive", "suspend", "resume"}
    assert verbs >= {"terminate", "erase", "expire"}
    assert main(["--folder", str(tmp_path / "export")]) == 0


ROAD = "WHERE name = 'project'"


@pytest.mark.parametrize(
    ("blow", "code"),
    [
        ("UPDATE keyflow_definition SET body = replace(body, 'leader', 'owner') " + ROAD, ""),
        ("UPDATE keyflow_definition SET body = body || ' ' " + ROAD, ""),
        ("UPDATE keyflow_definition SET body = CAST(body AS BLOB) " + ROAD, ""),
        ("UPDATE keyflow_definition SET name = 'other' " + ROAD, "-name"),
        ("DELETE FROM keyflow_definition " + ROAD, "-gone"),
    ],
)
def test_a_stored_definition_that_was_touched_is_found(lived, exported, capsys, blow, code):
    lived.strike(blow)
    ((place, found, *_),) = _found(lived)
    assert (place[:11], found) == ("definition ", f"definition{code}")
    assert exported() == 1
    assert capsys.readouterr().out.startswith(place)


def test_a_stored_definition_that_was_touched_is_not_obeyed(lived):
    def ask():
        with opened(f"sqlite:///{lived.path}", []) as office:
            return office.engine.options(lived.cases["waiting"], by=BOB)

    assert ask()
    lived.strike("UPDATE keyflow_definition SET body = replace(body, 'leader', 'office') " + ROAD)
    with pytest.raises(StoreError, match="was changed in this store"):
        ask()
    lived.strike("DELETE FROM keyflow_definition " + ROAD)
    with pytest.raises(StoreError, match="is gone from this store"):
        ask()


@pytest.mark.parametrize("column", EDITS)
@PLACES
def test_an_edit_of_a_cases_row_names_the_column(lived, column, place):
    case = lived.ids[round(place * (len(lived.ids) - 1))]
    lived.strike(f"UPDATE keyflow_case SET [{column}] = {EDITS[column]} WHERE id = '{case}'")
    assert _found(lived) == [(f"case {case}", "row", column)]


@pytest.mark.parametrize("column", EDITS)
def test_an_export_shows_an_edit_of_a_row_but_of_data(lived, exported, capsys, column):
    case = lived.ids[0]
    lived.strike(f"UPDATE keyflow_case SET [{column}] = {EDITS[column]} WHERE id = '{case}'")
    assert exported() == (column != "data")
    first = capsys.readouterr().out.splitlines()[0]
    assert (f"the column {column} of the case is not what" in first) == (column != "data")


def test_an_export_keeps_data_out_of_its_list_of_cases(lived, exported, tmp_path):
    assert exported() == 0
    text = (tmp_path / "export" / "cases.jsonl").read_text(encoding="utf-8")
    held = next(row for row in map(json.loads, text.splitlines()) if row["standing"] == "suspended")
    assert (held["case"], held["state"]) == (lived.cases["held"], "approval.deciding")
    assert len(held["deadlines"]) == held["armed"] == 3
    assert "data" not in held
    assert "120000000" not in text


@pytest.mark.parametrize(
    "data",
    [
        "json_remove(data, '$.title')",
        "json_set(data, '$.secret', 'put back')",
        "replace(data, '0.4', '0.5')",
        "replace(data, '\"n\":2', '\"n\":2.0')",
        "'no JSON'",
        "'[]'",
        "'{\"n\":NaN}'",
        "x'00'",
    ],
)
def test_any_other_data_are_found(lived, data):
    case = lived.cases["erased"]
    lived.strike(f"UPDATE keyflow_case SET data = {data} WHERE id = '{case}'")
    assert _found(lived) == [(f"case {case}", "row", "data")]


def test_data_written_in_another_way_are_the_same(lived):
    for data in ("replace(data, ',', ', ')", "json_set(data, '$.day', null)"):
        lived.strike(f"UPDATE keyflow_case SET data = {data}")
    assert _found(lived) == []


def test_a_row_that_holds_no_text_is_found(lived):
    case = lived.ids[-1]
    lived.strike(f"UPDATE keyflow_case SET state = x'ff', outcome = x'00' WHERE id = '{case}'")
    assert _found(lived)[0][:2] == (f"case {case}", "row")


def test_a_waiver_that_was_used_up_or_taken_is_found(lived):
    case = lived.cases["waived"]
    lived.strike(f"UPDATE keyflow_case SET waivers = '[]' WHERE id = '{case}'")
    assert _found(lived) == [(f"case {case}", "row", "waivers")]


@pytest.mark.parametrize(
    "edit",
    [
        "due = due + 1",
        "name = 'other'",
        "overdue = 'notify!'",
        "state = 'preparing'",
        "movable = 1 - movable",
        "paused = CASE WHEN paused IS NULL THEN 1 END",
    ],
)
@PLACES
def test_an_edit_of_a_running_deadline_is_found(lived, edit, place):
    case = lived.cases["held"]
    which = f"[case] = '{case}' AND status = 'armed' ORDER BY id LIMIT 1 OFFSET {int(2 * place)}"
    lived.strike(
        f"UPDATE keyflow_deadline SET {edit} "
        f"WHERE id = (SELECT id FROM keyflow_deadline WHERE {which})"
    )
    assert _found(lived) == [(f"case {case}", "deadline")]


@pytest.mark.parametrize(
    "blow",
    [
        "DELETE FROM keyflow_deadline WHERE [case] = '{held}' AND name = 'soon'",
        "UPDATE keyflow_deadline SET status = 'done' WHERE [case] = '{held}' AND name = 'soon'",
        """INSERT INTO keyflow_deadline
           SELECT 'new', [case], root, name, state, due, overdue, movable, paused, status,
                  next, rest, calendar, closed, days
           FROM keyflow_deadline WHERE [case] = '{held}' AND status = 'armed' LIMIT 1""",
        "UPDATE keyflow_deadline SET status = 'armed' WHERE [case] = '{held}'",
    ],
)
def test_deadlines_taken_planted_or_put_back_are_found(lived, blow):
    held = lived.cases["held"]
    lived.strike(blow.format(held=held))
    assert _found(lived) == [(f"case {held}", "deadline")]


def test_a_deadline_that_was_hung_on_another_case_is_missed_here_and_found_there(lived):
    held, old = lived.cases["held"], lived.cases["old"]
    lived.strike(
        f"UPDATE keyflow_deadline SET [case] = '{old}' WHERE [case] = '{held}' AND name = 'soon'"
    )
    assert _found(lived) == [(f"case {case}", "deadline") for case in sorted([held, old])]


def test_an_export_shows_an_edited_deadline(lived, exported):
    lived.strike("UPDATE keyflow_deadline SET due = due + 1 WHERE status = 'armed'")
    assert exported() == 1


@PLACES
@pytest.mark.parametrize("nothing", ["NULL", "''"])
def test_a_private_part_blanked_by_hand_is_no_erasure(lived, exported, place, nothing):
    case = lived.cases["held"]
    seq = 1 + round(place * 2)
    which = f"WHERE [case] = '{case}' AND seq = {seq}"
    lived.strike(f"UPDATE keyflow_event SET private = {nothing} {which}")
    assert _found(lived) == [(f"case {case} event {seq}", "blanked")]
    assert exported() == 1


def test_what_was_blanked_after_the_last_erasure_is_found(lived):
    case = lived.cases["erased"]
    events = lived.read(lambda connection: connection.events(case=case))
    last = max(event.seq for event in events if event.verb == "erase")
    # What came before it may rightly be gone; the erasure itself and what came after may not.
    for seq in (last - 1, last + 1, last):
        lived.strike(lambda db, seq=seq: change(db, case, seq, "private", None))
    assert _found(lived) == [(f"case {case} event {last}", "blanked")]


def test_an_erasure_that_was_refused_allows_no_blank(lived):
    case = lived.cases["held"]
    with opened(f"sqlite:///{lived.path}") as office, pytest.raises(Refused):
        office.engine.do(Erase(case, "ann", "asked"), by=ANN)
    lived.strike(lambda db: change(db, case, 1, "private", None))
    assert _found(lived) == [(f"case {case} event 1", "blanked")]


@PLACES
@pytest.mark.parametrize("value", [0, 7, -1, "yes"])
def test_an_accepted_of_another_value_is_found(lived, place, value):
    case = lived.cases["held"]
    seq = 1 + round(place * 2)
    lived.strike(lambda db: change(db, case, seq, "accepted", value))
    assert _found(lived) == [(f"case {case} event {seq}", "column", "accepted")]


def test_a_row_that_was_edited_and_used_since_is_found(lived):
    case = lived.cases["waived"]
    lived.strike(f"UPDATE keyflow_case SET state = 'approval.approved' WHERE id = '{case}'")
    with opened(f"sqlite:///{lived.path}") as office:
        after = office.engine.fire(case, "build", by=BOB).case
    assert _found(lived) == [(f"case {case} event {after.seq}", "source")]


def _forge(db, case, **lies):
    """Rewrite the only event of a case and hash it anew, but leave the row as it was."""
    (text,) = db.execute("SELECT body FROM keyflow_event WHERE [case] = ?", [case]).fetchone()
    body = canonical(json.loads(text) | lies)
    values = [body, link(GENESIS, body), case]
    db.execute("UPDATE keyflow_event SET body = ?, hash = ? WHERE [case] = ?", values)
    db.execute("UPDATE keyflow_case SET head = ? WHERE id = ?", values[1:])
    db.execute("DELETE FROM keyflow_sealed")
    db.execute("DELETE FROM keyflow_seal")


@pytest.mark.parametrize(
    ("name", "lie", "column"),
    [
        ("state", "closed", "state"),
        ("outcome", "granted", "outcome"),
        ("subject", "Another", "subject"),
        ("version", True, "version"),
        ("data", 5, "data"),
        ("data", {"title": "Another"}, "data"),
        ("erased", ["title"], "data"),
        ("waivers", {}, "waivers"),
        ("armed", "x", "armed"),
        ("armed", [[1], None], "armed"),
        ("accepted", 1, "accepted"),
        ("erased", 7, None),
        ("erased", [[], {}], None),
    ],
)
def test_a_forged_history_that_its_row_does_not_repeat_is_found(lived, name, lie, column):
    case = lived.cases["old"]
    lived.strike(lambda db: _forge(db, case, **{name: lie}))
    assert [values[-1] for _, *values in _found(lived)] == ([] if column is None else [column])
