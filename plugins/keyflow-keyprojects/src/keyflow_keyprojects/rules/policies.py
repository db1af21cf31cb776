"""K10: the outside policies in force on the day are satisfied, each in its version (N34, N42)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from keyflow_keyprojects.rules.reasons import Reason, Sentences
from keyflow_keyprojects.settings import Policy

reason = Sentences(
    {
        "policy-unstated": (
            "Nothing says that the {policy} policy of {version} is satisfied.",
            "未说明是否符合{policy}政策（{version} 年版）。",
        ),
        "policy-old": (
            "The {policy} policy is stated by the version {had}; {version} is in force.",
            "{policy}政策按 {had} 年版说明，现行为 {version} 年版。",
        ),
        "policy-not-met": (
            "The {policy} policy of {version} is not satisfied.",
            "不符合{policy}政策（{version} 年版）。",
        ),
    }
)


def in_force(policies: Iterable[Policy], on: date) -> dict[str, str]:
    """Return the version of each policy in force on a day."""
    known = sorted((policy for policy in policies if policy.since <= on), key=lambda p: p.since)
    return {policy.name: policy.version for policy in known}


def satisfied(
    statements: Iterable[Mapping[str, Any]], policies: Iterable[Policy], on: date
) -> list[Reason]:
    """K10: for each policy in force there is a statement by its version that it is met."""
    stated = {each["policy"]: each for each in statements}
    found = []
    for policy, version in in_force(policies, on).items():
        said = stated.get(policy)
        if said is None:
            found.append(reason("policy-unstated", policy=policy, version=version))
        elif said["version"] != version:
            had = said["version"]
            found.append(reason("policy-old", policy=policy, had=had, version=version))
        elif not said["met"]:
            found.append(reason("policy-not-met", policy=policy, version=version))
    return found
