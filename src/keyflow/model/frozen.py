"""Mappings and lists that are only to be looked at: what plugins are shown of a case."""

from collections.abc import Mapping
from typing import Any, NoReturn


def _refuse(_self: Any, *_args: Any, **_kwargs: Any) -> NoReturn:
    msg = "this is only to be looked at; data change by a command"
    raise TypeError(msg)


class FrozenDict(dict[str, Any]):
    """A mapping that cannot be changed; a copy of it is a plain dict again."""

    __slots__ = ()
    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)


class FrozenList(list[Any]):
    """A list that cannot be changed; a copy of it is a plain list again."""

    __slots__ = ()
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = _refuse
    remove = reverse = sort = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (list(self),)


NOTHING = FrozenDict()
_PLAIN = frozenset({str, int, bool, type(None)})


def frozen(value: Any) -> Any:
    """Return a copy of mappings, lists and tuples, whatever they hold, that cannot be changed."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is dict or isinstance(value, Mapping):
        # Most values are plain; a call for each of them takes as long as all the rest.
        return FrozenDict(
            {key: item if type(item) in _PLAIN else frozen(item) for key, item in value.items()}
        )
    if isinstance(value, list):
        return FrozenList([frozen(item) for item in value])
    return tuple(map(frozen, value)) if isinstance(value, tuple) else value
