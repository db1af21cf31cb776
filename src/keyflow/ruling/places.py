"""Whether a state is one of some places that a definition names."""

from collections.abc import Iterable


def lies_in(state: str, places: Iterable[str]) -> bool:
    """Tell whether a state is one of some states and stages; `*` is any."""
    return any(place in {"*", state, state.partition(".")[0]} for place in places)
