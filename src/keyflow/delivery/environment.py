"""The environment that templates run in: plain data, an allow-list of filters, no attributes."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from jinja2 import ChainableUndefined, StrictUndefined, Undefined, pass_context
from jinja2.filters import do_default, do_title, do_upper
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from keyflow.delivery import filters
from keyflow.delivery.plain import TemplateFailed

STEPS = 20_000
BUDGET = "_steps_left"
LOOP = frozenset({"index", "index0", "first", "last", "length"})
TESTS = frozenset({"defined", "none"})


class Empty(ChainableUndefined):
    """What a field holds that has no value: it prints as nothing, is false, and has no order."""

    def _never(self, *_args: Any, **_kwargs: Any) -> Any:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _never

    def __eq__(self, other: object) -> bool:
        return other is None or isinstance(other, Empty)

    def __hash__(self) -> int:
        return hash(None)


class DataEnvironment(ImmutableSandboxedEnvironment):
    """Looks up keys of dicts and places in lists, and nothing else of any object."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Give a key of a dict or one of the counters of a loop."""
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Give a key of a dict or a place in a list; `Empty` where nothing is there."""
        found = None
        if isinstance(obj, dict | list | tuple):
            try:
                found = obj[argument]
            except (LookupError, TypeError):
                found = None
        elif obj is not None and not isinstance(obj, Empty):
            return self.undefined(obj=obj, name=argument)
        return Empty(obj=obj, name=argument) if found is None else found


@pass_context
def _counted(context: Context, items: Any) -> Iterator[Any]:
    left = context[BUDGET]
    for item in items:
        left[0] -= 1
        if left[0] < 0:
            msg = f"the loops take more than {STEPS} steps"
            raise TemplateFailed(msg)
        yield item


def _or_nothing(function: Callable[[Any], str]) -> Callable[[Any], str]:
    """Return a filter that gives nothing for what is not there."""
    return lambda value: "" if isinstance(value, Empty) else function(value)


def _first(items: Iterable[Any]) -> Any:
    return next(iter(items), Empty(name="first"))


def _last(items: Iterable[Any]) -> Any:
    return next(reversed([*items]), Empty(name="last"))


def _is_none(value: Any) -> bool:
    return value is None or isinstance(value, Empty)


def _is_defined(value: Any) -> bool:
    return not isinstance(value, Undefined)


# Each filter with the most arguments it takes.
FILTERS: dict[str, tuple[Callable[..., Any], int]] = {
    "date": (_or_nothing(filters.day), 0),
    "default": (do_default, 2),
    "first": (_first, 0),
    "join": (filters.join, 1),
    "last": (_last, 0),
    "length": (len, 0),
    "lower": (filters.lower, 0),
    "money": (_or_nothing(filters.money), 0),
    "percent": (_or_nothing(filters.percent), 0),
    "title": (do_title, 0),
    "upper": (do_upper, 0),
}


def environment(*, html: bool) -> DataEnvironment:
    """Return the environment for plain text, or for a channel that takes HTML."""
    made = DataEnvironment(
        autoescape=html,
        undefined=StrictUndefined,
        finalize=filters.printed,
        keep_trailing_newline=True,
    )
    made.globals.clear()
    made.filters = {name: function for name, (function, _) in FILTERS.items()}
    made.filters[BUDGET] = _counted
    made.tests = {"defined": _is_defined, "none": _is_none}
    return made


TEXT = environment(html=False)
HTML = environment(html=True)
