import re
from pathlib import Path

import pytest

from keyflow_keyprojects import rules
from keyflow_keyprojects.rules.reasons import SENTENCES, ZH, reason

# Slots of Finding itself; a value of that name would not reach the sentence.
TAKEN = {"code", "message", "severity", "check", "waivable", "case", "translations"}


def slots(sentence):
    return set(re.findall(r"\{(\w+)\}", sentence))


@pytest.mark.parametrize("code", SENTENCES)
def test_both_languages_are_there_and_say_the_same_things(code):
    english, chinese = SENTENCES[code]
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert not re.search(r"[\u4e00-\u9fff]", english)
    as_one = {name.replace("_zh", "_en") for name in slots(chinese)}
    assert as_one == slots(english)
    assert not slots(english) & TAKEN
    assert ZH[code] == chinese


def test_every_sentence_is_used_and_no_other():
    source = "".join(
        path.read_text("utf-8")
        for path in Path(rules.__file__).parent.glob("*.py")
        if path.name != "reasons.py"
    )
    used = set(re.findall(r'(?:reason|_named)\(\s*"([a-z-]+)"', source))
    used |= {f"{field}-missing" for field in ("unit", "head", "dispatcher")}
    assert used == set(SENTENCES)


def test_a_code_without_a_sentence_is_a_mistake():
    with pytest.raises(KeyError):
        reason("no-such-code")
