"""What a command has to read and load: no more than it uses, as each is a process of its own."""

import subprocess
import sys

import pytest

from ..days import Days  # noqa: TID252 - tests are no package

ASK = """
import sys
from click.testing import CliRunner
from keyflow_keyprojects.cli import projects
from keyflow_keyprojects.office import shelf

done = CliRunner().invoke(projects, sys.argv[1:])
assert done.exit_code == 0, done.output
heavy = ("alembic", "openpyxl", "docx", "ruamel", "rule_engine")
print(*sorted(name for name in heavy if name in sys.modules), "read:", *sorted(shelf()._read))
"""
AT = ("--at", "2011-03-01T09:00")


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('loading') / 'office.db'}"
    days = Days("K004", "K009", url=url)
    days.on("2011-03-01")
    days.engine.close()
    return url


@pytest.mark.parametrize(
    ("words", "loaded"),
    [
        (("portfolio",), "read:"),
        (("suspend", "K009", "--for", "financing", "--until", "2011-06-30", "--why", "no loan"),
         "read:"),
        (("raise-blocker", "K004", "--type", "land", "--what", "two houses"),
         "ruamel rule_engine read: blocker"),
    ],
)  # fmt: skip
def test_a_command_reads_the_files_of_the_cases_it_begins(url, words, loaded):
    asked = [sys.executable, "-c", ASK, *words, "--store", url, *AT]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == loaded
