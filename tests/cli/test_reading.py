from datetime import UTC, datetime

import pytest


@pytest.fixture
def three(shell):
    """Three cases: one prepared, one in approval, one closed."""
    one = shell.start("One", "--data", "total=5")
    two = shell.start("Two", "--data", "total=30", "--data", "funded=0.4")
    three = shell.start("Three", "--data", "total=200", "--data", "funded=0.4")
    for case in (two, three):
        shell.good("fire", case, "submit", "--by", "ann", "--role", "owner")
    shell.good("fire", three, "approve", "--by", "li", "--role", "leader")
    return one, two, three


def found(shell, *filters):
    return [case["subject"] for case in shell.json("cases", *filters)["cases"]]


def test_cases_are_filtered_ordered_and_paged(shell, three):
    file = ("--workflow", shell.file)
    assert found(shell) == ["One", "Two", "Three"]
    assert found(shell, "--stage", "approval") == ["Two"]
    assert found(shell, "--state", "preparing", "--state", "closed") == ["One", "Three"]
    assert found(shell, "--standing", "completed") == ["Three"]
    assert found(shell, "--waits-for", "leader") == ["Two"]
    assert found(shell, "--subject", "One", "--roots") == ["One"]
    assert found(shell, "--of", "road", "--order", "-total", *file) == ["Three", "Two", "One"]
    assert found(shell, "--of", "road", "--where", "total>=30", *file) == ["Two", "Three"]
    assert found(shell, "--parent", three[0]) == []
    assert found(shell, "--limit", "2", "--page", "2") == ["Three"]


def test_the_table_says_how_many_there_are(shell, three):
    said = shell.good("cases", "--limit", "2")
    assert three[0] in said
    assert said.endswith("2 of 3 cases, page 1\n")


def test_conditions_on_one_field_all_count(shell, three):
    given = ("--of", "road", "--where", "total>=30", "--where", "total<200")
    assert found(shell, *given, "--workflow", shell.file) == ["Two"]


def test_fields_are_known_without_the_workflow_file(shell, three):
    assert found(shell, "--of", "road", "--where", "total>=30") == ["Two", "Three"]
    assert found(shell, "--of", "road", "--order", "-total") == ["Three", "Two", "One"]


@pytest.mark.parametrize(
    "bad",
    [
        ["--where", "total>=30"],
        ["--of", "road", "--where", "total"],
        ["--of", "road", "--where", "lanes>=2"],
        ["--of", "rode", "--where", "total>=2"],
        ["--limit", "0"],
        ["--page", "0"],
        ["--standing", "asleep"],
    ],
)
def test_a_filter_that_cannot_be_is_bad_input(shell, three, bad):
    done = shell("cases", *bad, "--workflow", shell.file)
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1


def test_options_say_what_stands_in_the_way(shell, three):
    said = shell.json("options", three[0], "--by", "ann", "--role", "owner")
    assert [(item["trigger"], item["allowed"]) for item in said] == [
        ("submit", False),
        ("drop", True),
    ]
    assert said[0]["findings"][0]["message"] == "funded is missing."
    assert said[1]["comment_required"] is True
    table = shell.good("options", three[0], "--by", "ann", "--role", "owner", "--lang", "zh")
    assert "缺少funded。" in table


def test_a_case_is_shown_as_it_is_and_as_it_was(shell, three):
    assert shell.json("show", three[2])["outcome"] == "closed"
    started = shell.json("history", three[2])[0]["recorded_at"]
    before = shell.json("show", three[2], "--as-of", started)
    assert before["state"] == "preparing"
    assert len(shell.json("history", three[2], "--as-of", started)) == 1
    assert "data.total: 200 CNY" in shell.good("show", three[2])


def test_a_time_before_the_case_is_bad_input(shell, three):
    old = datetime(2001, 1, 1, tzinfo=UTC).isoformat()
    assert shell("show", three[0], "--as-of", old).exit_code == 2
    done = shell("show", three[0], "--as-of", "yesterday")
    assert done.exit_code == 2
    assert done.stderr.startswith("keyflow: --as-of: 'yesterday' is not")


def test_what_is_shown_is_spelled_as_it_is_given(shell):
    given = ['parts=["a, b", "桥"]', "urgent=true", "lanes=4", "funded=0.40"]
    case = shell.start("Bridge", *(word for pair in given for word in ("--data", pair)))
    said = shell.good("show", case)
    for pair in given:
        name, _, value = pair.partition("=")
        assert f"  data.{name}: {value}\n" in said


@pytest.mark.parametrize("command", ["show", "history"])
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("2026-03-02", "has no time zone; add Z or one such as +08:00: 2026-03-02T00:00:00+08:00"),
        ("20260302T09", "has no time zone; add Z or one such as +08:00: 2026-03-02T09:00:00+08:00"),
        ("soon", "'soon' is not an instant such as 2026-03-02T09:00+08:00"),
    ],
)
def test_an_instant_is_asked_for_in_words_of_the_shell(shell, three, command, given, said):
    done = shell(command, three[0], "--as-of", given)
    assert done.exit_code == 2
    assert done.stderr == f"keyflow: --as-of: {said}\n"


def test_history_tells_what_was_noted(shell, three):
    shell.good("note", three[0], "called her back", "--by", "ann", "--role", "owner")
    assert "called her back" in shell.good("history", three[0])
    assert [event["text"] for event in shell.json("history", three[0])] == ["", "called her back"]


def test_history_lists_refused_attempts_too(shell, three):
    shell("fire", three[0], "submit", "--by", "eve")
    said = shell.good("history", three[0])
    assert "refused" in said
    assert "funded is missing." in said
    events = shell.json("history", three[0])
    assert [(item["verb"], item["accepted"]) for item in events] == [
        ("start", True),
        ("fire", False),
    ]
    assert events[1]["checks"] == [
        {"check": "fields-present", "result": "block", "code": "field-missing"}
    ]


def test_looking_makes_no_database(shell, tmp_path):
    by = ("--by", "ann", "--role", "owner")
    for command in (
        ["cases"], ["show", "x"], ["history", "x"], ["outbox"], ["audit", "verify"],
        ["audit", "seal"], ["db", "check"], ["db", "current"], ["due"], ["deliver", "--console"],
        ["outbox", "requeue", "x"], ["note", "x", "y", *by], ["fire", "x", "y", *by],
    ):  # fmt: skip
        done = shell(*command)
        assert done.exit_code == 3
        assert done.stderr == "keyflow: there is no database keyflow.db\n"
    assert not (tmp_path / "keyflow.db").exists()


def test_looking_cannot_write(shell, three):
    from keyflow.cli.opening import engine
    from keyflow.cli.settings import Settings
    from keyflow.errors import StoreError
    from keyflow.model.case import Actor
    from keyflow.model.command import Note

    with (
        engine(Settings(), reading=True) as opened,
        pytest.raises(StoreError),
    ):
        opened.do(Note(three[0], "x"), by=Actor("ann", {"owner"}))


def test_cases_on_a_server_are_read_too(shell, postgres_url):
    assert shell("cases", "--store", postgres_url).exit_code == 3
    shell.good("db", "upgrade", "--store", postgres_url)
    given = ("--by", "ann", "--role", "owner", "--workflow", shell.file, "--store", postgres_url)
    shell.good("start", "road", "Ring road", *given)
    assert found(shell, "--store", postgres_url) == ["Ring road"]
    assert shell("due", "--store", postgres_url).exit_code == 0
    assert "1 seals" in shell.good("audit", "verify", "--store", postgres_url)
