"""C4.13, K05: who may stand in for a sponsor."""

from keyflow_keyprojects.rules.reasons import Reason, Sentences

reason = Sentences(
    {
        "acting-again": (
            "Somebody stands in for the sponsor already; name a sponsor now.",
            "该项目包项目领导已由他人代理，须正式确定人选。",
        ),
    }
)


def acting(*, had: bool, asked: bool) -> list[Reason]:
    """C4.13: a vacancy is bridged once; after that a sponsor is named."""
    return [reason("acting-again")] if had and asked else []
