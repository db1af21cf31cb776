"""C4.9: where the ladder of a blocker begins."""

from keyflow_keyprojects.rules.reasons import Reason, Sentences

reason = Sentences(
    {
        "level-not-first": (
            "A blocker begins at level 1, not at level {level}; from there it is escalated.",
            "制约问题应从第 1 级开始，而不是第 {level} 级；此后可逐级提请协调。",
        ),
    }
)


def first(level: int | None) -> list[Reason]:
    """C4.9: it lies with the unit first, and climbs from level to level."""
    return [] if level in {1, None} else [reason("level-not-first", level=level)]
