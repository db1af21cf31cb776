"""Says which extra is missing where a library for Word or Excel is not installed."""

from importlib.util import find_spec

from keyflow import KeyflowError


class MissingExtra(KeyflowError):
    """A library is not installed; the message names the extra that brings it."""


def require(*libraries: str) -> None:
    """Raise `MissingExtra` if one of these libraries is not installed."""
    missing = [library for library in libraries if find_spec(library) is None]
    if missing:
        raise MissingExtra(
            f"{', '.join(missing)} is not installed; install keyflow-keyprojects[paper]"
        )
