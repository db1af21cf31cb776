"""Turns a template and plain data into text.

Two walls: `check_source` lets only an allow-list of constructs pass, so that a template is text
with holes, conditions and loops; and rendering sees plain data only, through an environment that
looks keys up and never reads an attribute of a Python object.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from traceback import walk_tb
from typing import Any

from jinja2 import Template, nodes

from keyflow.delivery.environment import BUDGET, HTML, STEPS, TEXT
from keyflow.delivery.plain import TemplateFailed, one_line, plain
from keyflow.delivery.sources import check_source

OUTPUT = 100_000

__all__ = ["TemplateFailed", "check_source", "render", "render_line"]


def render(source: str, context: Mapping[str, Any], *, html: bool) -> str:
    """Render plain data into text.

    Values are escaped where `html` is true and left alone otherwise. A field without a value
    prints as nothing. A name that is not in the context, data that is not plain, a source that
    `check_source` would complain about or more than 100,000 characters of output raise
    `TemplateFailed`, which names the line.
    """
    data = plain(context)
    template = _compiled(source, html)
    try:
        # All names a template may use are in its data: there are no globals to be mixed in.
        filled = template.new_context({**data, BUDGET: [STEPS]}, shared=True)
        return _collect(template.root_render_func(filled))
    except TemplateFailed:
        raise
    except Exception as error:
        msg = f"{_line(template, error)}the template could not be rendered: {error}"
        raise TemplateFailed(msg) from error


def render_line(source: str, context: Mapping[str, Any]) -> str:
    """Render one line of text, such as a subject; line breaks in it become spaces."""
    return one_line(render(source, context, html=False))


def _line(template: Template, error: Exception) -> str:
    """Say in which line of the source an error was raised, if in any."""
    places = [at for frame, at in walk_tb(error.__traceback__) if _is_of(template, frame)]
    return f"line {template.get_corresponding_lineno(places[-1])}: " if places else ""


def _is_of(template: Template, frame: Any) -> bool:
    code = template.root_render_func.__code__
    return bool(frame.f_code.co_filename == code.co_filename)


def _collect(pieces: Iterable[str]) -> str:
    kept, size = [], 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size > OUTPUT:
            msg = f"the output is longer than {OUTPUT} characters"
            raise TemplateFailed(msg)
    return "".join(kept)


@lru_cache(maxsize=1024)
def _compiled(source: str, html: bool) -> Template:
    complaints = check_source(source)
    if complaints:
        raise TemplateFailed("; ".join(complaints))
    environment = HTML if html else TEXT
    tree = environment.parse(source)
    for loop in tree.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, BUDGET, [], [], None, None, lineno=loop.lineno)
    return environment.from_string(tree)
