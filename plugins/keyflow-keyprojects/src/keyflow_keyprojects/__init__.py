"""The key-projects office as a keyflow plugin: its checks, catalogue, lists and figures."""

from keyflow.plugin import Check, hookimpl
from keyflow_keyprojects.checks import CHECKS


@hookimpl
def keyflow_checks() -> list[type[Check]]:
    """Offer checks K01 to K30."""
    return list(CHECKS)
