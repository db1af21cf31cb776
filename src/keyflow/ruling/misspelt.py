"""Names that lead nowhere, each with the one that was meant, in English and Chinese."""

from collections.abc import Sequence
from difflib import get_close_matches

from keyflow.finding import Finding


def _no_such(
    code: str, said: tuple[str, str], name: str, known: Sequence[str], *ends: tuple[str, str]
) -> Finding:
    """Say that a name leads nowhere: what was meant, else what there is, else that nothing is."""
    near = get_close_matches(name, known, n=1)
    some, none = ends
    en, zh = ("did you mean {near}?", "是否为{near}？") if near else some if known else none
    return Finding(
        code,
        f"{said[0]}; {en}",
        translations={"zh": f"{said[1]}；{zh}"},
        name=name,
        near=next(iter(near), ""),
        known=", ".join(known),
    )


def unknown_trigger(trigger: str, known: Sequence[str]) -> Finding:
    """The workflow has no such trigger."""
    return _no_such(
        "unknown-trigger",
        ("There is no trigger {name}", "没有名为{name}的操作"),
        trigger,
        known,
        ("open here: {known}.", "此处可执行{known}。"),
        ("nothing is open here.", "此处没有可执行的操作。"),
    )


def unknown_check(check: str, known: Sequence[str]) -> Finding:
    """There is no such check on that trigger here."""
    return _no_such(
        "unknown-check",
        ("There is no check {name} on it here", "此处没有名为{name}的检查"),
        check,
        known,
        ("there are {known}.", "现有{known}。"),
        ("there is none.", "此处没有检查。"),
    )


def unknown_state(state: str, known: Sequence[str]) -> Finding:
    """The workflow has no such state."""
    return _no_such(
        "unknown-state",
        ("There is no state {name}", "没有名为{name}的状态"),
        state,
        known,
        ("there are {known}.", "现有{known}。"),
        ("there is none.", "没有状态。"),
    )
