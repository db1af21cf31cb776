"""The blocks of the README run as they stand there."""

import re
from pathlib import Path

from keyflow.plugin import Check
from keyflow_keyprojects import CHECKS, TEXTS

README = Path(__file__).parents[1].joinpath("README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_the_python_blocks_run(capsys):
    names = [{} for _ in BLOCKS]
    for block, scope in zip(BLOCKS, names, strict=True):
        exec(block, scope)
    assert capsys.readouterr().out.split() == ["()", "320.000260", "10", "running"]
    assert issubclass(names[-1]["Quota"], Check)


def test_every_check_and_message_is_listed():
    for check in CHECKS:
        assert f"`{check.kind}`" in README
    for kind in {name.partition("-")[0] for name in TEXTS}:
        assert kind in README
