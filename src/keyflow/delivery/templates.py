"""Turns a template and plain data into text: the only door to jinja2.

Two walls: `check_source` lets only an allow-list of constructs pass, so that a template is text
with holes, conditions and loops; and rendering sees plain data only, through an environment that
looks keys up and never reads an attribute of a Python object.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, nodes, pass_context
from jinja2.filters import do_default, do_first, do_last, do_title, do_upper
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from keyflow.delivery import filters
from keyflow.delivery.plain import PLAIN, TemplateFailed, one_line, plain

SOURCE = 8_000
OUTPUT = 100_000
STEPS = 20_000
NESTING = 40
LOOPS = 2

_BUDGET = "_steps_left"
_LOOP = frozenset({"index", "index0", "first", "last", "length"})
_TESTS = frozenset({"defined", "none"})


def check_source(source: str) -> list[str]:
    """List what is not allowed in a template's source, one sentence each; none means good."""
    if len(source) > SOURCE:
        return [f"the template is {len(source)} characters long; at most {SOURCE} are allowed"]
    try:
        tree = _ENVIRONMENT.parse(source)
    except TemplateError as error:
        return [f"line {getattr(error, 'lineno', 1)}: {error.message}"]
    except RecursionError:
        return ["the template is nested too deep"]
    except ValueError as error:
        return [f"the template cannot be read: {error}"]
    return list(dict.fromkeys(_complaints(tree, 0, 0)))


def render(source: str, context: Mapping[str, Any], *, html: bool) -> str:
    """Render plain data into text.

    Values are escaped where `html` is true and left alone otherwise. A missing name, data that is
    not plain, a source that `check_source` would complain about or more than 100,000 characters of
    output raise `TemplateFailed`.
    """
    data = plain(context)
    try:
        template = _compiled(source, html)
        # All names a template may use are in its data: there are no globals to be mixed in.
        filled = template.new_context({**data, _BUDGET: [STEPS]}, shared=True)
        return _collect(template.root_render_func(filled))
    except TemplateFailed:
        raise
    except Exception as error:
        msg = f"the template could not be rendered: {error}"
        raise TemplateFailed(msg) from error


def render_line(source: str, context: Mapping[str, Any]) -> str:
    """Render one line of text, such as a subject; a line break or control character is refused."""
    return one_line(render(source, context, html=False))


def _collect(pieces: Iterable[str]) -> str:
    kept, size = [], 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size > OUTPUT:
            msg = f"the output is longer than {OUTPUT} characters"
            raise TemplateFailed(msg)
    return "".join(kept)


class _DataEnvironment(ImmutableSandboxedEnvironment):
    """Looks up keys of dicts and places in lists, and nothing else of any object."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Give a key of a dict or one of the counters of a loop."""
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Give a key of a dict or a place in a list."""
        if isinstance(obj, dict | list | tuple):
            try:
                return obj[argument]
            except (LookupError, TypeError):
                pass
        return self.undefined(obj=obj, name=argument)


@pass_context
def _counted(context: Context, items: Any) -> Iterator[Any]:
    left = context[_BUDGET]
    for item in items:
        left[0] -= 1
        if left[0] < 0:
            msg = f"the loops take more than {STEPS} steps"
            raise TemplateFailed(msg)
        yield item


# Each filter with the most arguments it takes.
_FILTERS = {
    "date": (filters.day, 0),
    "default": (do_default, 2),
    "first": (do_first, 0),
    "join": (filters.join, 1),
    "last": (do_last, 0),
    "length": (len, 0),
    "lower": (filters.lower, 0),
    "money": (filters.money, 0),
    "percent": (filters.percent, 0),
    "title": (do_title, 0),
    "upper": (do_upper, 0),
}
# Constructs a template may use, then names for the commonest of those it may not.
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.Test,
    nodes.If,
    nodes.CondExpr,
    nodes.For,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Const,
    nodes.List,
    nodes.Tuple,
)
_SPOKEN = {
    nodes.Call: "a call",
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
    nodes.BinExpr: "arithmetic",
    nodes.UnaryExpr: "arithmetic",
    nodes.Concat: "~",
    nodes.Block: "a block",
    nodes.Import: "import",
    nodes.FromImport: "import",
    nodes.Include: "include",
    nodes.Extends: "extends",
    nodes.Macro: "a macro",
    nodes.CallBlock: "a call",
    nodes.FilterBlock: "a filter block",
    nodes.With: "with",
    nodes.Scope: "autoescape",
    nodes.Slice: "a slice",
    nodes.Dict: "a dict",
}


def _environment(*, html: bool) -> _DataEnvironment:
    environment = _DataEnvironment(
        autoescape=html,
        undefined=StrictUndefined,
        finalize=filters.printed,
        keep_trailing_newline=True,
    )
    environment.globals.clear()
    environment.filters = {name: function for name, (function, _) in _FILTERS.items()}
    environment.filters[_BUDGET] = _counted
    environment.tests = {name: environment.tests[name] for name in _TESTS}
    return environment


_ENVIRONMENT = _environment(html=False)
_HTML_ENVIRONMENT = _environment(html=True)


@lru_cache(maxsize=1024)
def _compiled(source: str, html: bool) -> Template:
    complaints = check_source(source)
    if complaints:
        raise TemplateFailed("; ".join(complaints))
    environment = _HTML_ENVIRONMENT if html else _ENVIRONMENT
    tree = environment.parse(source)
    for loop in tree.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, _BUDGET, [], [], None, None, lineno=loop.lineno)
    return environment.from_string(tree)


def _complaints(node: nodes.Node, depth: int, loops: int) -> Iterator[str]:
    if depth > NESTING:
        yield f"line {node.lineno}: the template is nested deeper than {NESTING}"
        return
    loops += isinstance(node, nodes.For)
    complaint = _complaint(node, loops)
    if complaint:
        yield f"line {node.lineno or 1}: {complaint}"
        return
    for child in node.iter_child_nodes():
        yield from _complaints(child, depth + 1, loops)


def _complaint(node: nodes.Node, loops: int) -> str:
    match node:
        case nodes.For():
            return _loop_complaint(node, loops)
        case nodes.Name(name=name) | nodes.Getattr(attr=name):
            return _name_complaint(name)
        case nodes.Getitem(arg=key):
            return _key_complaint(key)
        case nodes.Filter() | nodes.Test():
            return _filter_complaint(node)
        case nodes.Const(value=value) if type(value) not in PLAIN:
            return f"the constant {value!r} is not allowed in a template"
        case _:
            allowed = isinstance(node, _ALLOWED)
            return "" if allowed else f"{_spoken(node)} is not allowed in a template"


def _spoken(node: nodes.Node) -> str:
    for kind in type(node).__mro__:
        if kind in _SPOKEN:
            return _SPOKEN[kind]
    return type(node).__name__.lower()


def _loop_complaint(node: nodes.For, loops: int) -> str:
    if loops > LOOPS:
        return "loops may be nested two deep, not three"
    if node.recursive or not isinstance(node.target, nodes.Name):
        return "a loop must have one plain variable and may not be recursive"
    return ""


def _name_complaint(name: str) -> str:
    if name.startswith("_") or name in {"self", "super", "caller"}:
        return f"the name {name!r} is not allowed in a template"
    return ""


def _key_complaint(key: nodes.Expr) -> str:
    if not isinstance(key, nodes.Const) or type(key.value) not in {str, int}:
        return "a key in [] must be a plain text or number"
    return _name_complaint(str(key.value))


def _filter_complaint(node: nodes.Filter | nodes.Test) -> str:
    what = "filter" if isinstance(node, nodes.Filter) else "test"
    limits = {name: most for name, (_, most) in _FILTERS.items()} if what == "filter" else _TESTS
    if node.node is None or node.name not in limits:
        return f"the {what} {node.name!r} is not known; known: {', '.join(sorted(limits))}"
    most = limits[node.name] if isinstance(limits, dict) else 0
    if len(node.args) > most or node.kwargs or node.dyn_args or node.dyn_kwargs:
        return f"the {what} {node.name!r} takes at most {most} arguments, without names"
    return ""
