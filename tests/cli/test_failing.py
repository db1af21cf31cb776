import click
import pytest

from keyflow.cli.failing import explain
from keyflow.cli.settings import Settings
from keyflow.errors import Busy, Conflict, InputError, NotFound, PluginFailed, SchemaError


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Conflict("somebody was first"), 1),
        (InputError("key", "is too long"), 2),
        (NotFound("no case"), 2),
        (PluginFailed("it broke"), 2),
        (FileNotFoundError(2, "No such file", "x"), 2),
        (ModuleNotFoundError("No module named 'psycopg'", name="psycopg"), 2),
        (Busy("locked"), 3),
        (SchemaError("old tables"), 3),
        (click.Abort(), 130),
        (RuntimeError("two\nlines"), 70),
    ],
)
def test_each_error_is_one_line_and_one_code(capsys, error, code):
    assert explain(error, Settings(lang="en")) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("keyflow: ")
    assert len(said.err.splitlines()) == 1


def test_a_fault_of_our_own_names_its_kind(capsys):
    explain(RuntimeError("odd"), Settings(lang="en"))
    assert capsys.readouterr().err == "keyflow: RuntimeError: odd\n"


def test_in_json_an_error_is_an_answer(capsys):
    explain(InputError("key", "is too long"), Settings(lang="en", json=True))
    said = capsys.readouterr()
    assert said.err == ""
    assert '"kind": "InputError"' in said.out
