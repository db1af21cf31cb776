"""For tests of plugins and hosts: attempts, a clock, and a suite for each family of plugins.

    from keyflow.testing import CheckContract, attempt, findings


    class TestFunds(CheckContract):
        plugin = keyflow_funds
        check = Funds(share="0.5")


    def test_a_fifth_is_not_enough():
        poor = attempt("permit", data={"funded": Decimal("0.2")})
        assert [found.say("zh") for found in findings(Funds(share="0.3"), poor)] == ["资金不足。"]

Names are imported when they are first used, so that only the suites load pytest.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from keyflow.testing.asking import findings
    from keyflow.testing.attempts import attempt, case
    from keyflow.testing.checks import CheckContract
    from keyflow.testing.clock import FakeClock
    from keyflow.testing.ids import FakeIds
    from keyflow.testing.notifiers import NotifierContract, message
    from keyflow.testing.plans import PlanContract
    from keyflow.testing.policies import PolicyContract
    from keyflow.testing.stages import StageContract
    from keyflow.testing.store import StoreContract

_HOMES = {
    "CheckContract": "checks",
    "FakeClock": "clock",
    "FakeIds": "ids",
    "NotifierContract": "notifiers",
    "PlanContract": "plans",
    "PolicyContract": "policies",
    "StageContract": "stages",
    "StoreContract": "store",
    "attempt": "attempts",
    "case": "attempts",
    "findings": "asking",
    "message": "notifiers",
}

__all__ = [
    "CheckContract",
    "FakeClock",
    "FakeIds",
    "NotifierContract",
    "PlanContract",
    "PolicyContract",
    "StageContract",
    "StoreContract",
    "attempt",
    "case",
    "findings",
    "message",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    home = _HOMES.get(name)
    if home is None:
        msg = f"module 'keyflow.testing' has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(f"keyflow.testing.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
