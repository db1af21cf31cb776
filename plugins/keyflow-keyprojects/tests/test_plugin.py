import subprocess
import sys

import keyflow_keyprojects
from keyflow.registry import Registry
from keyflow_keyprojects.checks import CHECKS

OURS = {check.kind for check in CHECKS}


def test_the_engine_finds_every_check_under_its_kind():
    registry = Registry([keyflow_keyprojects], installed=False)
    kinds = [offer.kind for offer in registry.offers("check")]
    kinds = [kind for kind in kinds if not kind.startswith("kp-")]
    numbers = {kind[:3] for kind in kinds if kind[0] == "k" and kind[1:3].isdigit()}
    assert numbers == {f"k{number:02}" for number in (*range(1, 32), *range(40, 47))}
    assert {kind for kind in OURS if not kind.startswith("kp-")} <= set(kinds)


def test_the_command_is_offered_without_loading_the_demo_or_a_database():
    heavy = ("alembic", "httpx", "keyflow.engine", "keyflow_keyprojects.demo.playing", "rich")
    script = f"""
import sys
import keyflow_keyprojects
from keyflow.registry import Registry
registry = Registry([keyflow_keyprojects], installed=False)
print(*[offer.kind for offer in registry.offers("command")])
print([name for name in {heavy} if name in sys.modules], "sqlalchemy" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "demo projects\n[] False\n"
