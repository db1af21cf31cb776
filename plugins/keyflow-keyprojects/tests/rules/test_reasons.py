import re
from importlib import import_module
from pathlib import Path

import pytest

from keyflow_keyprojects import rules
from keyflow_keyprojects.rules.reasons import Sentences

# Slots of Finding itself; a value of that name would not reach the sentence.
TAKEN = {"code", "message", "severity", "check", "waivable", "case", "translations"}
FILES = [path for path in sorted(Path(rules.__file__).parent.glob("*.py")) if path.stem[0] != "_"]
MODULES = {path.stem: import_module(f"keyflow_keyprojects.rules.{path.stem}") for path in FILES}
SAID = {
    (module, code): said
    for module, found in MODULES.items()
    if isinstance(getattr(found, "reason", None), Sentences)
    for code, said in found.reason.said.items()
}


def slots(sentence):
    return set(re.findall(r"\{(\w+)\}", sentence))


@pytest.mark.parametrize(("module", "code"), SAID)
def test_both_languages_are_there_and_say_the_same_things(module, code):
    english, chinese = SAID[module, code]
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert not re.search(r"[\u4e00-\u9fff]", english)
    as_one = {name.replace("_zh", "_en") for name in slots(chinese)}
    assert as_one == slots(english)
    assert not slots(english) & TAKEN


def test_a_code_means_one_thing():
    codes = [code for _, code in SAID]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_sentence_is_used_and_no_other(path):
    used = set(re.findall(r'(?:reason|_named)\(\s*"([a-z-]+)"', path.read_text("utf-8")))
    if path.stem == "duties":
        used |= {f"{field}-missing" for field in ("unit", "head", "dispatcher")}
    assert used == {code for module, code in SAID if module == path.stem}


def test_a_code_without_a_sentence_is_a_mistake():
    with pytest.raises(KeyError):
        Sentences({})("no-such-code")
