"""The folder that an auditor is given, verified as an auditor does it: without keyflow."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from keyflow.audit import verify_export
from keyflow.audit.export import export
from keyflow.audit.verify_export import main
from keyflow.errors import InputError, NotFound, StoreError
from keyflow.store.memory import MemoryStore
from keyflow.store.sql import SqlStore
from tests.audit.attacks import CAREFUL, CLUMSY, edit_body
from tests.audit.history import begin, busy, erase, go_on, put_seal, reseal, small_history

LINK = "the hash does not follow from the event before and this body: one of them was changed"
PARTS = ("events.jsonl", "seals.jsonl", "cases.jsonl", "definitions.jsonl")


def _verify(folder, *arguments):
    """Run the exported file in its folder, on a Python that sees no installed package."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env={"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def _rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _write(path, rows):
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


@pytest.fixture
def store():
    store = MemoryStore()
    small_history(store)
    yield store
    store.close()


@pytest.fixture
def folder(store, tmp_path):
    with store.connect() as connection:
        export(connection, tmp_path / "export")
    return tmp_path / "export"


def test_an_export_verifies_alone(folder):
    run = _verify(folder, "--checkpoint", "checkpoint.txt")
    assert run.stdout.splitlines() == [
        "3 cases, 2 seals, 19 events: 18 sealed, 1 not yet covered",
        "0 events had their private part erased",
        "compared with checkpoint 2",
        "OK: untampered",
    ]
    assert (run.returncode, run.stderr) == (0, "")


def test_an_export_holds_what_was_hashed_word_for_word(store, folder):
    with store.connect() as connection:
        stored = [(one.body, one.private) for one in connection.all_events()]
    rows = _rows(folder / "events.jsonl")
    assert [(row["body"], row["private"]) for row in rows] == stored
    assert list(rows[0]) == ["case", "seq", "hash", "key", "body", "private"]
    assert [len(_rows(folder / name)) for name in PARTS] == [19, 2, 3, 1]
    assert "验证方法" in (folder / "README.txt").read_text(encoding="utf-8")


def test_the_verifier_says_when_no_checkpoint_was_given(folder):
    run = _verify(folder, "--language", "zh")
    assert run.stdout.splitlines()[-2:] == [
        "未给出外部检查点：整体替换的历史无法察觉",
        "通过：未见篡改",
    ]


def test_an_edited_export_is_shown_with_its_first_bad_row(folder):
    rows = _rows(folder / "events.jsonl")
    rows[3]["body"] = rows[3]["body"].replace("道路", "铁路")
    rows[9]["private"] = "{}"
    _write(folder / "events.jsonl", rows)
    run = _verify(folder)
    assert run.returncode == 1
    assert run.stdout.splitlines()[:2] == [
        f"case A event 4: {LINK}",
        "case B event 3: the private part is not the one the event was written with",
    ]
    assert run.stdout.splitlines()[-1] == "TAMPERED"


@pytest.mark.parametrize("attack", CLUMSY + CAREFUL, ids=lambda attack: attack.__name__)
def test_an_export_of_a_forged_store_fails_against_the_checkpoint(ledger, tmp_path, attack):
    ledger.strike(lambda db: attack(db, "A", 3), reseal)
    ledger.read(lambda connection: export(connection, tmp_path / "forged"))
    arguments = ["--folder", str(tmp_path / "forged")]
    assert main(arguments) == (0 if attack in CAREFUL else 1)
    assert main([*arguments, "--checkpoint", ledger.line]) == 1


def test_one_case_is_exported_alone_and_says_so(store, tmp_path):
    with store.connect() as connection:
        export(connection, tmp_path / "one", "案 C")
    run = _verify(tmp_path / "one", "--checkpoint", "checkpoint.txt")
    assert run.returncode == 0
    assert run.stdout.splitlines()[:2] == [
        "only this was exported: case 案 C",
        "1 cases, 2 seals, 6 events: 6 sealed, 0 not yet covered",
    ]
    assert {row["case"] for row in _rows(tmp_path / "one" / "events.jsonl")} == {"案 C"}
    assert "ann" not in (tmp_path / "one" / "seals.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", ["A", "案 C", "without a seal"])
def test_a_case_that_was_cut_out_of_its_export_is_missed(store, tmp_path, case):
    begin(store, "without a seal")
    with store.connect() as connection:
        export(connection, tmp_path / "one", case)
    for name in ("events.jsonl", "cases.jsonl"):
        (tmp_path / "one" / name).write_text("", encoding="utf-8")
    assert main(["--folder", str(tmp_path / "one")]) == 1


def test_an_unknown_case_is_not_exported(store, tmp_path):
    with store.connect() as connection, pytest.raises(NotFound, match="'Z'"):
        export(connection, tmp_path / "one", "Z")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_alone(store, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    for taken in (tmp_path, tmp_path / "mine.txt"):
        with store.connect() as connection, pytest.raises(InputError, match="new or empty"):
            export(connection, taken)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_filled(store, tmp_path):
    (tmp_path / "empty").mkdir()
    with store.connect() as connection:
        export(connection, tmp_path / "empty")
    assert main(["--folder", str(tmp_path / "empty")]) == 0


def test_a_store_without_seals_exports_without_a_checkpoint(tmp_path):
    store = MemoryStore()
    with store.connect() as connection:
        export(connection, tmp_path / "nothing")
    begin(store, "A")
    with store.connect() as connection:
        export(connection, tmp_path / "unsealed")
    for name in ("nothing", "unsealed"):
        assert not (tmp_path / name / "checkpoint.txt").exists()
        assert main(["--folder", str(tmp_path / name)]) == 0


def test_what_was_erased_is_null_and_still_verifies(store, tmp_path, capsys):
    erase(store, "A", 1, 2)
    with store.connect() as connection:
        export(connection, tmp_path / "export")
    assert [row["private"] for row in _rows(tmp_path / "export" / "events.jsonl")][:2] == [None] * 2
    assert main(["--folder", str(tmp_path / "export")]) == 0
    assert "2 events had their private part erased" in capsys.readouterr().out


def test_a_later_export_verifies_against_an_older_checkpoint(store, folder, tmp_path):
    go_on(store, "B", 2)
    put_seal(store)
    with store.connect() as connection:
        export(connection, tmp_path / "later")
    old = str(folder / "checkpoint.txt")
    assert main(["--folder", str(tmp_path / "later"), "--checkpoint", old]) == 0
    new = str(tmp_path / "later" / "checkpoint.txt")
    assert main(["--folder", str(folder), "--checkpoint", new]) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("events.jsonl", b"{"),
        ("events.jsonl", b"\xff\n"),
        ("events.jsonl", b"[" * 100_000),
        ("events.jsonl", b'{"case":1,"seq":1,"hash":"","body":""}\n'),
        ("events.jsonl", b'{"case":"A","seq":true,"hash":"","body":""}\n'),
        ("events.jsonl", b'{"case":"A","seq":NaN,"hash":"","body":""}\n'),
        ("events.jsonl", b'{"case":"A","seq":1,"hash":"","body":"","private":1}\n'),
        ("seals.jsonl", b'{"n":1,"events":1,"hash":"","entries":[["A",1]]}\n'),
        ("cases.jsonl", b'{"case":"A","seq":1}\n'),
        ("cases.jsonl", b"[]\n"),
        ("definitions.jsonl", b'{"hash":"0","body":"{}"}\n'),
        ("export.json", b""),
        ("export.json", b'{"format":2,"case":null}\n'),
        ("export.json", b'{"format":1,"case":[]}\n'),
    ],
)
def test_what_is_no_export_is_unusable(folder, capsys, name, content):
    (folder / name).write_bytes(content)
    assert main(["--folder", str(folder)]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert str(folder) in output.err


@pytest.mark.parametrize("name", [*PARTS, "export.json"])
def test_an_export_that_lacks_a_part_is_unusable(folder, name):
    (folder / name).unlink()
    run = _verify(folder)
    assert (run.returncode, run.stdout) == (2, "")
    assert name in run.stderr


@pytest.mark.parametrize("given", ["keyflow 1 2", "no such file", "README.txt"])
def test_a_checkpoint_that_cannot_be_read_is_unusable(folder, given):
    run = _verify(folder, "--checkpoint", given)
    assert (run.returncode, run.stdout) == (2, "")


def test_a_store_in_use_exports_what_verifies(tmp_path):
    store = SqlStore(f"sqlite:///{tmp_path / 'keyflow.db'}")
    with busy(store), store.connect() as connection:
        for number in range(10):
            export(connection, tmp_path / f"{number}")
    store.close()
    for number in range(10):
        arguments = ["--folder", str(tmp_path / f"{number}")]
        kept = tmp_path / f"{number}" / "checkpoint.txt"
        assert main([*arguments, "--checkpoint", str(kept)] if kept.exists() else arguments) == 0


def test_an_id_cannot_write_to_the_auditors_terminal(folder, capsys):
    rows = _rows(folder / "events.jsonl")
    rows[0]["case"] = "\x1b[2J\ud800"
    _write(folder / "events.jsonl", rows)
    assert main(["--folder", str(folder)]) == 1
    assert "case \\u001b[2J\\ud800 event 1" in capsys.readouterr().out


def test_the_verifier_is_python_3_9_and_standard_library_only():
    tree = ast.parse(Path(verify_export.__file__).read_bytes(), feature_version=(3, 9))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module)
    assert {name.partition(".")[0] for name in names} <= set(sys.stdlib_module_names)


def test_an_export_shows_an_edit_that_was_made_before_it(ledger, tmp_path, capsys):
    ledger.strike(lambda db: edit_body(db, "B", 2))
    ledger.read(lambda connection: export(connection, tmp_path / "export"))
    assert main(["--folder", str(tmp_path / "export")]) == 1
    assert capsys.readouterr().out.startswith("case B event 2: ")


EVENT_OF_B = "UPDATE keyflow_event SET {} WHERE [case] = 'B' AND seq = 2"


@pytest.mark.parametrize(
    "blow",
    [
        EVENT_OF_B.format("body = CAST(body AS BLOB)"),
        EVENT_OF_B.format("body = x'ff00'"),
        EVENT_OF_B.format("private = CAST(private AS BLOB)"),
        EVENT_OF_B.format("hash = CAST(hash AS BLOB)"),
        EVENT_OF_B.format("key = x'ff'"),
        "UPDATE keyflow_case SET head = CAST(head AS BLOB) WHERE id = 'B'",
        "UPDATE keyflow_case SET subject = CAST(subject AS BLOB) WHERE id = 'B'",
        "UPDATE keyflow_case SET waivers = x'ff' WHERE id = 'B'",
        "UPDATE keyflow_seal SET hash = CAST(hash AS BLOB) WHERE n = 1",
    ],
)
def test_what_was_edited_into_a_blob_is_exported_and_shown(ledger, tmp_path, capsys, blow):
    ledger.strike(blow)
    assert not ledger.verify().ok
    ledger.read(lambda connection: export(connection, tmp_path / "export"))
    assert main(["--folder", str(tmp_path / "export")]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "TAMPERED"


@pytest.mark.parametrize(
    "blow",
    [
        EVENT_OF_B.format("recorded = x'ff'"),
        EVENT_OF_B.format("body = CAST(x'ff' AS TEXT)"),
        "UPDATE keyflow_seal SET at = 'yesterday' WHERE n = 1",
    ],
)
def test_what_cannot_be_read_at_all_is_no_export_but_an_error_that_says_so(ledger, tmp_path, blow):
    ledger.strike(blow)
    with pytest.raises(StoreError):
        ledger.verify()
    with pytest.raises(StoreError):
        ledger.read(lambda connection: export(connection, tmp_path / "export"))
    assert not (tmp_path / "export").exists()
