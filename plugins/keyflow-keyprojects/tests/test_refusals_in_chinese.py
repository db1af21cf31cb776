import ast
import re
from pathlib import Path

import pytest

import keyflow_keyprojects

SOURCE = Path(keyflow_keyprojects.__file__).parent


def refusals():
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "InputError":
                yield pytest.param(node, id=f"{file.relative_to(SOURCE)}:{node.lineno}")


@pytest.mark.parametrize("call", [*refusals()])
def test_bad_input_is_answered_in_both_languages(call):
    _field, english, chinese = map(ast.unparse, call.args)
    assert not re.search("[\u4e00-\u9fff]", english)
    assert re.search("[\u4e00-\u9fff]", chinese)
