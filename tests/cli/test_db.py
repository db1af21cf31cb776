import sqlite3


def test_tables_are_made_and_compared(shell):
    assert shell.good("db", "upgrade").startswith("the tables are of version ")
    assert shell.good("db", "check") == "the tables are as they should be\n"
    assert shell.json("db", "current")["version"]
    shell.good("db", "upgrade")


def test_a_missing_column_is_told(shell, tmp_path):
    shell.good("db", "upgrade")
    with sqlite3.connect(tmp_path / "keyflow.db") as database:
        database.execute("ALTER TABLE keyflow_event RENAME COLUMN verb TO word")
    done = shell("db", "check")
    assert done.exit_code == 1
    assert "verb" in done.stdout
    assert shell("cases").exit_code == 3


def test_an_empty_database_has_no_version(shell):
    done = shell("db", "current")
    assert done.exit_code == 1
    assert "keyflow db upgrade" in done.stdout


def test_a_server_that_is_away_is_database_trouble(shell):
    done = shell("db", "upgrade", "--store", "postgresql://127.0.0.1:1/none")
    assert done.exit_code == 3
    assert len(done.stderr.splitlines()) == 1


def test_a_url_that_is_none_is_bad_input_and_not_repeated(shell):
    for url in ("nonsense", "mysql://me:secret@host/x"):
        done = shell("db", "check", "--store", url)
        assert done.exit_code == 2
        assert "secret" not in done.stderr
