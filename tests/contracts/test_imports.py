"""What `import keyflow` may not cost: a heavy library loads with the first use of it."""

import subprocess
import sys

import pytest

HEAVY = {
    "alembic",
    "babel",
    "click",
    "httpx",
    "icalendar",
    "jinja2",
    "psycopg",
    "rich",
    "ruamel",
    "rule_engine",
    "sqlalchemy",
}


@pytest.mark.parametrize("module", ["keyflow", "keyflow.plugin"])
def test_importing_a_door_loads_no_heavy_library(module: str) -> None:
    script = f"import sys, {module}; print(*sorted(name.split('.')[0] for name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert HEAVY & set(done.stdout.split()) == set()
