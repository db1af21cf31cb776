"""What the pages list is what the code has: hooks, errors, codes, commands, every key of a file."""

import ast
import inspect
import re
from importlib.util import module_from_spec, spec_from_file_location

import click
import pytest

from keyflow import errors, hookspecs
from keyflow.cli.app import cli
from keyflow.cli.listing import COMMANDS
from keyflow.ruling.findings import CASES
from tests.contracts.pages import ROOT, blocks_of

DOCS = ROOT / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def headings(name: str, level: int) -> set[str]:
    return set(re.findall(rf"^{'#' * level} (\S+)$", page(name), re.MULTILINE))


def signature(hook: ast.FunctionDef) -> str:
    answer = ast.unparse(hook.returns).replace("'", "")
    return f"{hook.name}({ast.unparse(hook.args)}) -> {answer}"


def test_every_hook_is_listed_with_its_exact_signature_and_sentence():
    tree = ast.parse(inspect.getsource(hookspecs))
    functions = [item for item in tree.body if isinstance(item, ast.FunctionDef)]
    hooks = {(signature(item), ast.get_docstring(item)) for item in functions}
    rows = re.findall(r"^\| `(keyflow_.*?)` \| (.*) \|$", page("plugins.md"), re.MULTILINE)
    assert hooks
    assert set(rows) == hooks


def test_the_tree_of_errors_is_the_one_of_the_code():
    (tree,) = [
        block.body for block in blocks_of(page("errors.md"), "errors.md") if block.info == "text"
    ]
    assert tree.strip() in (errors.__doc__ or "")


def test_every_error_has_a_part_that_says_what_to_do():
    kinds = {
        name
        for name, thing in vars(errors).items()
        if isinstance(thing, type) and issubclass(thing, errors.KeyflowError)
    }
    assert kinds == headings("errors.md", 2) & kinds
    assert kinds == headings("errors.md", 2) - {"Codes"}


def test_every_code_of_a_finding_is_listed():
    ruling = (ROOT / "src" / "keyflow" / "ruling").glob("*.py")
    source = "\n".join(path.read_text(encoding="utf-8") for path in ruling)
    codes = {*CASES, *re.findall(r'\b(?:Finding|_no_such)\(\s*"([a-z-]+)"', source)}
    listed = page("errors.md").partition("## Codes of findings")[2]
    assert codes == set(re.findall(r"`([a-z-]+)`", listed.partition("|---|---|")[2]))


def test_every_command_has_a_part_with_a_line_that_runs():
    assert headings("cli.md", 3) == set(COMMANDS)
    shown = page("cli.md")
    for name in COMMANDS:
        asked = re.compile(rf"^(\$ .*)?\bkeyflow( -\S+( \S+\.yaml)?)* {name}\b", re.MULTILINE)
        assert asked.search(shown), f"no example of {name}"


@pytest.mark.parametrize("group", ["audit", "calendar", "db", "directory", "outbox"])
def test_every_command_of_a_group_is_shown(group):
    found = cli.get_command(click.Context(cli), group)
    assert isinstance(found, click.Group)
    for name in found.commands:
        assert f"keyflow {group} {name}" in page("cli.md")


def test_the_definition_reference_is_fresh():
    spec = spec_from_file_location("reference", DOCS / "reference.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    assert page("definition-reference.md") == module.page(), "run: python docs/reference.py"


def test_every_page_is_in_the_menu():
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    listed = set(re.findall(r"[:-] (\S+\.md)$", menu, re.MULTILINE))
    assert {path.name for path in DOCS.glob("*.md")} == listed
