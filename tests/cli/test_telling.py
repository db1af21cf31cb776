import re

import pytest

from keyflow.cli.messages import ZH
from keyflow.cli.telling import SENTENCES, told
from tests.cli.sentences import templates

SLOT = re.compile(r"\{\w*\}")
# Values and fragments that are joined to a sentence, and what only a programmer can meet.
OTHERS = {
    "{} of {}",
    "{}; {}",
    "{}: {}",
    "{} {}",
    "line {}: ",
    "no such ",
    "an accepted ruling has a case",
    "stage {}",
    "Input should be",
    "Value error, ",
    "must be",
}


def plain(sentence):
    return SLOT.sub("{}", sentence)


# Where the text that is filled in stands at the end, after what is told.
BEGINNINGS = tuple(key.partition("{")[0] for key in SENTENCES if len(key.partition("{")[0]) > 50)
KNOWN = {plain(key) for key in (*SENTENCES, *ZH)}


def is_known(text):
    return plain(text) in KNOWN | OTHERS or text.startswith(BEGINNINGS)


def test_every_sentence_of_the_source_is_there_in_chinese():
    missing = {
        text: place
        for text, place in templates().items()
        if not is_known(text) and not all(map(is_known, text.split("; ")))
    }
    assert missing == {}


def test_both_languages_fill_in_the_same():
    for english, chinese in SENTENCES.items():
        assert sorted(SLOT.findall(english)) == sorted(SLOT.findall(chinese)), english


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_is_found_by_its_words(key):
    values = iter(f"'v{n}'" for n in range(9))
    slots = ["state" if name.startswith("{word") else next(values) for name in SLOT.findall(key)]
    given = iter(slots)
    said = told(SLOT.sub(lambda _: next(given), key), "zh")
    assert re.search("[\u4e00-\u9fff]", said)
    assert all(value in said for value in slots if value != "state")


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("is not a field here; did you mean 'lanes'?", "这里没有此字段；是否为 'lanes'？"),
        ("there is no role 'bos'", "没有角色 'bos'"),
        ("no check of kind 'x' is installed; known: none", "未安装种类为 'x' 的检查；此处尚无"),
        ("the disk is full; nothing was written, try again", "磁盘已满；未写入，请重试"),
        ("template (en): line 1: the name '_x' is not allowed in a template",
         "模板（en）：第 1 行：模板中不能用名称 '_x'"),
        ("a sentence of a plugin; known to nobody", "a sentence of a plugin；known to nobody"),
        ("odd", "odd"),
    ],
)  # fmt: skip
def test_values_stay_and_sentences_within_are_said(english, chinese):
    assert told(english, "zh") == chinese
    assert told(english, "en") == english


BROKEN = """
name: w
initial: a
roles: [r]
stages: {a: plain, z: final}
transitions:
  - {trigger: go, source: a, dest: zz, by: r}
colour: red
"""


def test_problems_of_a_file_are_said_in_the_language_of_the_run(shell, tmp_path):
    (tmp_path / "w.yaml").write_text(BROKEN)
    done = shell("--lang", "zh", "check", "w.yaml")
    assert done.stdout == "w.yaml:8 colour：未知的键 'colour'\n"
    problem = shell.json("--lang", "zh", "check", "w.yaml")["files"][0]["problems"][0]
    assert problem["message"] == "未知的键 'colour'"
    (tmp_path / "w.yaml").write_text(BROKEN.replace("colour: red\n", ""))
    done = shell("--lang", "zh", "check", "w.yaml")
    assert "没有状态或阶段 'zz'（" in done.stdout


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["show", "x"], "keyflow: 此库中没有事项 'x'\n"),
        (["cases", "--limit", "0"], "keyflow: limit：须为 1 至 1000 的整数\n"),
        (
            ["cases", "--of", "w", "--where", "a", "--deny", "keyflow-keyprojects"],
            "keyflow: 没有流程 'w'；未载入任何流程\n",
        ),
        (["check", "none.yaml", "--plugin", "none.py"], "keyflow: 插件 none.py 无法载入："),
        (
            ["show", "x", "--store", "nonsense"],
            "keyflow: url：不是 sqlite:///projects.db 这样的地址\n",
        ),
        (["show", "x", "--store", "sqlite:///no.db"], "keyflow: 没有数据库 no.db\n"),
    ],
)
def test_errors_are_said_in_the_language_of_the_run(shell, line, said):
    shell.start()
    done = shell("--lang", "zh", *line)
    assert done.stderr.startswith(said)
    assert len(done.stderr.splitlines()) == 1


def test_a_conflict_is_said_in_the_language_of_the_run(shell):
    case = shell.start()
    note = ("--lang", "zh", "note", case, "x", "--by", "ann", "--role", "owner")
    assert "的版本为 1，不是 7；请重新载入后再定" in shell(*note, "--expected", "7").stderr
    shell.good(*note, "--key", "k")
    other = shell("--lang", "zh", "note", case, "y", *note[5:], "--key", "k")
    assert other.stderr == "keyflow: 键 'k' 已用于另一命令；每个命令应有自己的键\n"
