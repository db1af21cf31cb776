import sqlite3

import pytest


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


@pytest.mark.parametrize("command", ["current", "check"])
def test_an_empty_database_has_no_version(shell, tmp_path, command):
    (tmp_path / "keyflow.db").touch()
    done = shell("db", command)
    assert done.exit_code == 1
    assert done.stdout == ("there are no tables that keyflow keeps; run `keyflow db upgrade`\n")
    assert shell("--lang", "zh", "db", command).stdout == (
        "没有 keyflow 的数据表；请运行 `keyflow db upgrade`\n"
    )


def test_each_difference_is_one_sentence_in_both_languages(shell, tmp_path):
    shell.good("db", "upgrade")
    with sqlite3.connect(tmp_path / "keyflow.db") as database:
        database.execute("ALTER TABLE keyflow_message DROP COLUMN error")
        database.execute("ALTER TABLE keyflow_event ADD COLUMN colour TEXT")
        database.execute("DROP TABLE keyflow_field")
        database.execute("CREATE TABLE keyflow_other (id TEXT)")
    said = shell("db", "check").stdout.splitlines()
    assert said == [
        "the column keyflow_event.colour is not one of this version",
        "the column keyflow_message.error is missing",
        "the table keyflow_field is missing",
        "the table keyflow_other is not one of this version",
    ]
    chinese = shell("--lang", "zh", "db", "check").stdout.splitlines()
    assert chinese == [
        "列 keyflow_event.colour 不属于本版本",
        "缺少列 keyflow_message.error",
        "缺少数据表 keyflow_field",
        "数据表 keyflow_other 不属于本版本",
    ]


def test_the_store_may_be_named_before_the_groups_command(shell):
    shell.good("db", "--store", "sqlite:///other.db", "upgrade")
    assert shell.good("db", "--store", "sqlite:///other.db", "check") == (
        "the tables are as they should be\n"
    )
    shell.good("audit", "--store", "sqlite:///other.db", "verify")


def test_a_server_that_is_away_is_database_trouble(shell):
    done = shell("db", "upgrade", "--store", "postgresql://127.0.0.1:1/none")
    assert done.exit_code == 3
    assert len(done.stderr.splitlines()) == 1


def test_a_url_that_is_none_is_bad_input_and_not_repeated(shell):
    for url in ("nonsense", "mysql://me:secret@host/x"):
        done = shell("db", "check", "--store", url)
        assert done.exit_code == 2
        assert "secret" not in done.stderr
