"""Finds in keyflow's own source every sentence that can be told as an error, as a template."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import keyflow

ROOT = Path(keyflow.__file__).parent
# What takes a sentence, and the place of its first one among the arguments.
TAKES = {
    "InputError": 1, "NotFound": 0, "Conflict": 0, "StoreError": 0, "SchemaError": 0, "Busy": 0,
    "PluginFailed": 0, "UnknownKind": 0, "DuplicateKind": 0, "failed": 0, "Problem": 0, "stop": 0,
    "ending": 3,
}  # fmt: skip
# Modules that say what is wrong with a value or a file: all their texts of two words are sentences.
TALKING = (
    "loading", "model", "delivery/templates.py", "ruling/lint.py", "ruling/names.py",
    "ruling/guards.py", "ruling/guard_tree.py", "store/failures.py", "store/migrate.py",
)  # fmt: skip
# Texts of two words that are none: help of commands, patterns, other people's names of things.
NONE = re.compile(r"[\\^$]|\A[^\w{`'(]|\A[A-Z]+ ")


def template(node: ast.expr) -> str | None:
    """Return the text of a literal, with `{}` for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [v.value if isinstance(v, ast.Constant) else "{}" for v in node.values]
        return "".join(map(str, parts))
    return None


class Module:
    """One module's sentences."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.talking = str(path.relative_to(ROOT)).startswith(TALKING)

    def sentences(self) -> Iterator[str]:
        for scope in ast.walk(self.tree):
            if isinstance(scope, ast.FunctionDef | ast.Module):
                bound = self._bound(scope)
                for call in ast.walk(scope):
                    if isinstance(call, ast.Call):
                        yield from self._told(call, bound)
        if self.talking:
            yield from self._texts()

    def _bound(self, scope: ast.AST) -> dict[str, list[ast.expr]]:
        found: dict[str, list[ast.expr]] = {}
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                found.setdefault(node.targets[0].id, []).append(node.value)
        return found

    def _told(self, call: ast.Call, bound: dict[str, list[ast.expr]]) -> Iterator[str]:
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name in TAKES:
            for given in call.args[TAKES[name] :][:1]:
                yield from self._literals(given, bound, 0)

    def _literals(self, node: ast.expr, bound: dict[str, list[ast.expr]], depth: int):
        text = template(node)
        if text is not None:
            yield text
        parts: list[ast.expr] = []
        match node:
            case ast.Name(id=name) if depth < 4:
                parts = bound.get(name, [])
            case ast.IfExp(body=one, orelse=other):
                parts = [one, other]
            case ast.BoolOp(values=values):
                parts = values
            case ast.JoinedStr(values=values):
                parts = [v.value for v in values if isinstance(v, ast.FormattedValue)]
                parts = [part for part in parts if isinstance(part, ast.Name)]
        for part in parts:
            yield from self._literals(part, bound, depth + 1)

    def _texts(self) -> Iterator[str]:
        silent = {id(part) for node in ast.walk(self.tree) for part in _silent(node)}
        for node in ast.walk(self.tree):
            text = None if id(node) in silent else template(node)
            if text is not None and re.search(r"\w \w|\} \w|\w \{", text):
                yield text


def _silent(node: ast.AST) -> Iterator[ast.AST]:
    """Yield texts that nobody reads: docstrings, the parts of others, patterns, help."""
    if isinstance(node, ast.Expr):
        yield node.value
    if isinstance(node, ast.JoinedStr):
        yield from node.values
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"required", "optional"}:
        yield from node.args
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"compile", "fullmatch"}:
        yield from node.args


def templates() -> dict[str, str]:
    """Return every sentence with the module that says it."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        for text in Module(path).sentences():
            words = re.findall(r"[A-Za-z]{2,}", text.replace("{}", ""))
            if words and not NONE.search(text) and (len(words) > 1 or "{}" in text):
                found.setdefault(text, str(path.relative_to(ROOT)))
    return found
