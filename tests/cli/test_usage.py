import re

import click
import pytest

from keyflow.cli.settings import Settings
from keyflow.cli.usage import usage

# What a command line can be wrong in: the line, and what is said of it in both languages.
WRONG = {
    ("fier",): ("No such command 'fier'. Did you mean 'fire'?", "没有命令 'fier'。是否为 'fire'？"),
    ("zzz",): ("No such command 'zzz'.", "没有命令 'zzz'。"),
    ("audit", "verfy"): (
        "No such command 'verfy'. Did you mean 'verify'?",
        "没有命令 'verfy'。是否为 'verify'？",
    ),
    ("--json=1",): ("Option '--json' does not take a value.", "选项 '--json' 不带值。"),
    ("--store", "x"): ("Missing command.", "缺少命令。"),
    ("fire",): ("Missing argument 'CASE'.", "缺少参数 'CASE'。"),
    ("fire", "c", "t"): ("Missing option '--by'.", "缺少选项 '--by'。"),
    ("new",): (
        "Missing argument '{stage|check|notifier}'. Choose from: stage, check, notifier",
        "缺少参数 '{stage|check|notifier}'。可选：stage, check, notifier",
    ),
    ("due", "--lang", "de"): (
        "Invalid value for '--lang': 'de' is not one of 'en', 'zh'.",
        "'--lang' 的值无效：'de' 不在 'en', 'zh' 之中。",
    ),
    ("due", "--limit"): (
        "Option '--limit' requires an argument.",
        "选项 '--limit' 需要一个值。",
    ),
    ("due", "--limit", "many"): (
        "Invalid value for '--limit': 'many' is not a valid integer range.",
        "'--limit' 的值无效：'many' 不是有效的整数。",
    ),
    ("due", "--limit", "0"): (
        "Invalid value for '--limit': 0 is not in the range x>=1.",
        "'--limit' 的值无效：0 不在范围 x>=1 之内。",
    ),
    ("due", "--limt", "1"): (
        "No such option '--limt'. Did you mean '--limit'?",
        "没有选项 '--limt'。是否为 '--limit'？",
    ),
    ("due", "a"): ("Got unexpected extra argument (a)", "多余的参数（a）"),
    ("due", "a", "check"): ("Got unexpected extra arguments (a check)", "多余的参数（a check）"),
    ("deliver",): (
        "give one of --to-folder, --console and --smtp",
        "请给出 --to-folder、--console、--smtp 之一",
    ),
    ("audit", "export", "--into", "x"): (
        "give a case, or --all",
        "请给出事项编号，或 --all",
    ),
}


@pytest.mark.parametrize("line", WRONG, ids=" ".join)
def test_what_is_wrong_with_the_line_is_said_in_the_language_of_the_run(shell, line):
    english, chinese = WRONG[line]
    done = shell("--lang", "en", *line)
    assert done.exit_code == 2
    assert re.sub(r" \(see `keyflow.* --help`\)", "", done.stderr) == f"keyflow: {english}\n"
    done = shell("--lang", "zh", *line)
    assert done.exit_code == 2
    assert re.sub(r"（见 `keyflow.* --help`）", "", done.stderr) == f"keyflow: {chinese}\n"


@pytest.mark.parametrize("language", [("--lang", "zh"), ("--lang=zh",)])
@pytest.mark.parametrize(
    ("line", "kind"), [(("fire",), "MissingParameter"), (("fire", "--zzz"), "NoSuchOption")]
)
def test_a_line_that_cannot_be_read_is_answered_as_it_asks(shell, line, kind, language):
    for asked in ((*line, *language), (*language, *line)):
        error = shell.json(*asked)["error"]
        assert error["kind"] == kind
        assert "（见 `keyflow fire --help`）" in error["message"]


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        (click.Path(exists=True), "none", "路径 'none' 不存在。"),
        (click.Path(exists=True, dir_okay=False), "none", "文件 'none' 不存在。"),
        (click.Path(file_okay=False), "file", "文件夹 'file' 是文件。"),
        (click.Path(dir_okay=False), ".", "文件 '.' 是文件夹。"),
        (click.INT, "x", "'x' 不是有效的整数。"),
        (click.FLOAT, "x", "'x' 不是有效的小数。"),
        (click.Choice(["one"]), "two", "'two' 不是 'one'。"),
        (click.UUID, "x", "'x' is not a valid UUID."),
    ],
)
def test_what_a_plugins_command_takes_is_said_as_well(shell, tmp_path, kind, given, said):
    (tmp_path / "file").touch()
    command = click.Command("brought", params=[click.Option(["--what"], type=kind)])
    with pytest.raises(click.UsageError) as wrong:
        command.main(["--what", given], prog_name="brought", standalone_mode=False)
    where = "（见 `brought --help`）"
    assert usage(wrong.value, Settings(lang="zh")) == f"'--what' 的值无效：{said}{where}"


def test_a_sentence_of_a_plugins_own_stays_as_it_is():
    settings = Settings(lang="zh")
    assert usage(click.UsageError("too many\n roads"), settings) == "too many roads"
    assert usage(click.BadParameter("no road"), settings) == "no road"
    named = click.BadParameter("no road", param_hint=["--road", "--way"])
    assert usage(named, settings) == "'--road' / '--way' 的值无效：no road"
