"""What a definition text may hold, and what is said, with its line, when it may not."""

import json
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyflow.errors import DefinitionError, Problem
from keyflow.loading.reading import read

ALIAS_BOMB = 'a: &a ["lol","lol","lol","lol","lol","lol","lol","lol","lol"]\n' + "".join(
    f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

TOML = '''# a comment with = and [brackets]
name = "x" # c = 1
limits.share = 0.10
since = 2026-01-01
at = 2026-01-01T08:00:00Z
list = [
  1, # a = 1
  "]",
]
inline = {q = 1}
text = """
z = 1
"""
[stages.planning]
kind = 'plain'
[stages."a.b"]
kind = "plain"
[[transitions]]
trigger = "go"
[[transitions.checks]]
kind = "k"
[[transitions]]
trigger = "stop"
[[transitions.checks]]
kind = "l"
'''


def problems(source: object, **options: str) -> tuple[Problem, ...]:
    with pytest.raises(DefinitionError) as caught:
        read(source, **options)
    return caught.value.problems


def file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_every_key_and_item_of_a_yaml_text_knows_its_line():
    found = read(
        "name: x\nstages:\n  a: {kind: plain}\n  b:\n    tags:\n      - one\n      - two\n"
    )
    assert found.data == {
        "name": "x",
        "stages": {"a": {"kind": "plain"}, "b": {"tags": ["one", "two"]}},
    }
    assert found.line(("stages", "a", "kind")) == 3
    assert found.line(("stages", "b", "tags", 1)) == 7
    assert found.line(("stages", "b", "nothing", "such")) == 4
    assert found.line(("nothing",)) == 1


def test_only_the_core_schema_gives_values_other_than_text():
    found = read(
        "a: NO\nb: on\nc: 12:30:00\nd: 2026-01-01\ne: 1_000\nf: true\ng: ~\nh: 0x1F\ni: -7\n"
        "j: 1.10\nk: '5'\nl: |\n  text\nm:\n"
    )
    assert found.data == {
        "a": "NO",
        "b": "on",
        "c": "12:30:00",
        "d": "2026-01-01",
        "e": "1_000",
        "f": True,
        "g": None,
        "h": 31,
        "i": -7,
        "j": Decimal("1.10"),
        "k": "5",
        "l": "text\n",
        "m": None,
    }


def test_a_decimal_keeps_the_digits_it_was_written_with():
    assert str(read("share: 0.10").data["share"]) == "0.10"


def test_numbers_that_cannot_be_kept_exactly_are_all_named_at_once():
    found = problems(
        f"a: .inf\nb: -.NaN\nc: .nan\nd: 9007199254740993\ne: 007\nf: 1e999\ng: {'9' * 5000}\n"
    )
    assert {(problem.path, problem.line) for problem in found} == {
        ("a", 1),
        ("c", 3),
        ("d", 4),
        ("e", 5),
        ("f", 6),
        ("g", 7),
    }
    assert all("quotes" in problem.hint for problem in found)


def test_a_duplicate_key_names_both_lines():
    first, second = problems("quorum: 2\nby:\n  a: 1\n  a: 2\nquorum: 1\n", name="w.yaml")
    assert (first.path, first.line) == ("by.a", 4)
    assert str(second) == (
        "w.yaml:5 quorum: 'quorum' is written twice, on lines 1 and 5 (keep one of the two)"
    )


def test_an_alias_bomb_is_refused_at_once():
    begun = time.perf_counter()
    found = problems(ALIAS_BOMB)
    assert time.perf_counter() - begun < 0.5
    assert found[0].line == 1
    assert "anchors (&a)" in found[0].message


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: &a [*a]", 1, "anchors"),
        ("a: 1\nb: *a", 2, "aliases"),
        ("b: {x: 1}\na:\n  <<: {y: 2}", 3, "merge"),
        ("a: 1\nb: !!python/object/apply:os.system ['x']", 2, "tags"),
        ("a: !!str 5", 1, "tags"),
        ("a: 1\n2: b", 2, "key 2 must be text"),
        ("a: 1\nnull: b", 2, "must be text"),
        ("? [x]\n: b", 1, "must be text"),
        ("a: 1\n---\nb: 2", 2, "more than one document"),
        ("%YAML 1.1\n---\na: NO", 2, "another YAML"),
        ("a: 1\nb: \x00", 2, "NUL"),
        ("a: 1\nb: \ud800", 2, "surrogate"),
        ('a: 1\nb: "\\0"', 2, "NUL"),
        ('a: 1\nb: "\\ud800"', 2, "surrogate"),
        ('a: 1\nb: "\\UFFFFFFFF"', 2, "not YAML"),
        ("a: 1\nb: \x01", 2, "control character"),
        ("a: [1\nb: 2", 2, "not YAML"),
        ("a:\n\t- x", 2, "not YAML"),
        ("- a\n- b", 1, "is a mapping, and here is a list"),
        ("hello world", 1, "is a mapping, and here is one value"),
    ],
)
def test_what_yaml_may_not_hold_is_refused_with_its_line(text, line, word):
    (found,) = problems(text)
    assert found.line == line
    assert word in found.message


def test_an_empty_text_is_no_definition():
    assert "nothing" in problems("")[0].message


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 3000,
        "a: " + "{a: " * 3000,
        "a: " + "[a, " * 3000,
        "- " * 3000,
        "? " * 3000,
        "\n".join(" " * i + "a:" for i in range(1000)),
    ],
)
def test_a_thousand_levels_and_more_are_refused_quickly(text):
    begun = time.perf_counter()
    (found,) = problems(text)
    assert time.perf_counter() - begun < 1
    assert "nested deeper than 32" in found.message
    assert found.line > 0


def test_thirty_two_levels_are_read_and_thirty_three_are_not(tmp_path):
    deepest = '{"a":' * 32 + "1" + "}" * 32
    for suffix in ("yaml", "json"):
        assert read(file(tmp_path, f"w.{suffix}", deepest)).data["a"]
        assert problems(file(tmp_path, f"w.{suffix}", '{"a":' + deepest + "}"))


def test_too_many_values_are_refused():
    assert "more than 20000 values" in problems("a: [" + "1,\n" * 20_001 + "]")[0].message


def test_a_file_full_of_mistakes_is_given_up_after_fifty():
    assert len(problems("".join(f"k: {i}\n" for i in range(400)))) == 50


def test_a_file_is_read_by_its_suffix(tmp_path):
    path = file(tmp_path, "w.json", '{"a": [1.50]}')
    assert read(path).data == read(str(path)).data == {"a": [Decimal("1.50")]}
    assert read(path).file == str(path)


def test_a_byte_order_mark_is_dropped(tmp_path):
    for name, text in (("w.yaml", "a: 1"), ("w.json", '{"a": 1}'), ("w.toml", "a = 1")):
        assert read(file(tmp_path, name, b"\xef\xbb\xbf" + text.encode())).data == {"a": 1}


def test_windows_line_ends_keep_the_lines_right(tmp_path):
    for name, text in (("w.yaml", "a: 1\r\nb: 2\r\n"), ("w.toml", "a = 1\r\nb = 2\r\n")):
        found = read(file(tmp_path, name, text))
        assert (found.data, found.line(("b",))) == ({"a": 1, "b": 2}, 2)


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("w.yaml", b"a: 1\nb: \xff", "not UTF-8"),
        ("w.yml", "a: 1".encode("utf-16"), "not UTF-8"),
        ("w.yaml", b"a: " + b"x" * 1_048_576, "larger than 1048576 bytes"),
        ("w.txt", b"a: 1", "is not a .yaml"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, name, content, word):
    (found,) = problems(file(tmp_path, name, content))
    assert found.file.endswith(name)
    assert word in found.message


def test_a_missing_file_is_named(tmp_path):
    assert problems("nowhere.yaml")[0] == Problem("there is no such file", file="nowhere.yaml")
    assert "no such file" in problems(tmp_path / "x.toml")[0].message
    (tmp_path / "folder.yaml").mkdir()
    assert "no such file" in problems(tmp_path / "folder.yaml")[0].message


def test_json_is_strict_and_knows_its_lines(tmp_path):
    found = read(file(tmp_path, "w.json", '{"a": 1,\n "b": [1.5,\n  {"c": "\\ud83d\\ude00"}]}'))
    assert found.data == {"a": 1, "b": [Decimal("1.5"), {"c": "😀"}]}
    assert [found.line(path) for path in (("a",), ("b", 0), ("b", 1, "c"))] == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ('{"a": 1,\n"a": 2}', 2, "written twice, on lines 1 and 2"),
        ('{"a": 1,\n"b": NaN}', 2, "not a finite number"),
        ('{"a": 1,\n"b": -Infinity}', 2, "not a finite number"),
        ('{"a": 1,\n"b": 12345678901234567890}', 2, "beyond"),
        ('{"a": 1,\n"b": 1e999}', 2, "30 digits"),
        ('{"a": 1,\n"b": "\\ud800"}', 2, "surrogate"),
        ('{"a": 1,\n}', 2, "not JSON"),
        ('{"a": 1}\nx', 2, "not JSON"),
        ("{'a': 1}", 1, "not JSON"),
        ("[1]", 1, "here is a list"),
        ("", 1, "not JSON"),
        ('{"a":' + "[" * 100_000, 0, "nested deeper"),
    ],
)
def test_what_json_may_not_hold_is_refused_with_its_line(tmp_path, text, line, word):
    (found,) = problems(file(tmp_path, "w.json", text))
    assert found.line == line
    assert word in found.message


def test_toml_knows_the_lines_of_its_keys(tmp_path):
    found = read(file(tmp_path, "w.toml", TOML))
    assert found.data["limits"]["share"] == Decimal("0.10")
    assert found.data["since"] == "2026-01-01"
    assert found.data["at"] == "2026-01-01T08:00:00+00:00"
    assert found.data["transitions"][1]["checks"] == [{"kind": "l"}]
    places = {
        ("name",): 2,
        ("limits", "share"): 3,
        ("list", 1): 6,
        ("inline", "q"): 10,
        ("text",): 11,
        ("stages", "planning"): 14,
        ("stages", "planning", "kind"): 15,
        ("stages", "a.b", "kind"): 17,
        ("transitions", 0, "trigger"): 19,
        ("transitions", 0, "checks", 0, "kind"): 21,
        ("transitions", 1): 22,
        ("transitions", 1, "checks", 0, "kind"): 25,
        ("elsewhere",): 1,
    }
    assert {path: found.line(path) for path in places} == places


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a = 1\na = 2", 2, "not TOML"),
        ("a = 1\nb = \n", 2, "not TOML"),
        ('a = 1\nb = "', 2, "not TOML"),
        ("a = 1\nb = inf", 2, "finite"),
        ("a = 1\nb = 12345678901234567890", 2, "beyond"),
        ("a = " + "9" * 5000, 0, "beyond"),
        ('a = 1\nb = "\\u0000"', 2, "NUL"),
        ("a = " + "[" * 3000, 0, "nested deeper"),
        ("a = " + "[" * 40 + "]" * 40, 1, "nested deeper"),
        ("x = 1\na" + ".a" * 20_000 + " = 1", 2, "nested deeper"),
        ('x = {"a"' + '."a"' * 20_000 + " = 1}", 1, "nested deeper"),
    ],
)
def test_what_toml_may_not_hold_is_refused_with_its_line(tmp_path, text, line, word):
    begun = time.perf_counter()
    (found,) = problems(file(tmp_path, "w.toml", text))
    assert time.perf_counter() - begun < 1
    assert found.line == line
    assert word in found.message


def test_a_mapping_is_taken_as_data_without_floats():
    found = read({"a": (1, 0.1, Decimal("2.50")), "b": {"c": None}})
    assert found.data == {"a": [1, Decimal("0.1"), Decimal("2.50")], "b": {"c": None}}
    assert (found.file, found.line(("a",))) == ("<mapping>", 0)


def test_a_mapping_with_foreign_values_names_each():
    found = problems({1: "a", "o": object(), "n": float("nan"), "i": 2**60, "s": "\x00"})
    assert {problem.path for problem in found} == {"", "o", "n", "i", "s"}


def test_a_mapping_that_holds_itself_or_multiplies_is_refused():
    cyclic: dict[str, object] = {}
    cyclic["again"] = cyclic
    assert "nested deeper" in problems(cyclic)[0].message
    bomb: list[object] = ["x"] * 9
    for _ in range(20):
        bomb = [bomb] * 9
    assert "more than 20000 values" in problems({"a": bomb})[0].message


def test_another_kind_of_source_is_refused():
    assert "not int" in problems(5)[0].message


PIECES = st.sampled_from(
    [
        *(
            "a",
            "b: ",
            "- ",
            "\n",
            "\n  ",
            "[",
            "]",
            "{",
            "}",
            ",",
            ": ",
            '"',
            "'",
            "&x ",
            "*x",
            "!t ",
        ),
        *(
            "|",
            ">",
            "%YAML 1.2\n",
            "---\n",
            "? ",
            "<<: ",
            "#",
            "\\u",
            "\\U0011",
            "1",
            "0.5",
            ".inf",
        ),
        *("\t", "\r", "\x85", "é", "=", ".", "[[", '"""', "2026-01-01", "@", "`", "\ufeff", "null"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=30), st.sampled_from(["yaml", "json", "toml"]))
def test_no_text_raises_anything_but_a_definition_error(tmp_path_factory, pieces, suffix):
    path = file(tmp_path_factory.getbasetemp(), f"fuzz.{suffix}", "".join(pieces))
    refused: tuple[Problem, ...] = ()
    try:
        assert isinstance(read(path).data, dict)
    except DefinitionError as error:
        refused = error.problems
    assert all(problem.message and problem.file == str(path) for problem in refused)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=10,
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text(max_size=5), PLAIN, max_size=4))
def test_json_comes_back_as_it_was_written(tmp_path_factory, data):
    text = json.dumps(data, indent=1)
    path = file(tmp_path_factory.getbasetemp(), "round.json", text)
    if "\\u0000" in text:
        assert problems(path)
    else:
        assert read(path).data == data
