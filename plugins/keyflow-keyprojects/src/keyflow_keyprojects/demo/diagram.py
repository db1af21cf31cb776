"""The workflow as pictures: Mermaid text with titles, and SVG where mmdr is installed."""

import re
from collections.abc import Iterable

from keyflow import Workflow
from keyflow.plugin import State, Transition
from keyflow_keyprojects.demo.words import STAGES, Lexicon

_SIGNS = re.compile(r"""[#;:"<>{}\[\]|`\\()]""")
_ENDS = {"rejected", "exited", "cancelled", "split", "merged"}


def overview(workflow: Workflow, say: Lexicon) -> str:
    """Return a flowchart of the stages and what leads from one to another."""
    names = [stage.name for stage in workflow.stages]
    lines = ["flowchart LR", *(_node(name, say.pick(STAGES, name), round=True) for name in names)]
    ways = (
        _arrow(_stage(source), _stage(str(way.dest)), _title(way, say))
        for way in workflow.transitions
        for source in way.source
        if way.dest not in {None, "="}
        and _stage(source) != _stage(str(way.dest))
        and _worth_drawing(source, str(way.dest))
    )
    return _text([*lines, *ways])


def _worth_drawing(source: str, dest: str) -> bool:
    """Leave out what leads from everywhere to the same end, but for one arrow each."""
    return _stage(dest) not in _ENDS or source in {"screening.proposed", "construction.running"}


def inside(workflow: Workflow, stage: str, say: Lexicon) -> str:
    """Return a flowchart of one stage's states and the ways between them."""
    states = [state for state in workflow.states if _stage(state.name) == stage]
    own = {state.name for state in states}
    lines = ["flowchart LR", *(_node(state.name, _label(state, say)) for state in states)]
    ways = (
        _arrow(source, str(way.dest), _title(way, say))
        for way in workflow.transitions
        for source in way.source
        if source in own and way.dest in own
    )
    return _text([*lines, *ways])


def _text(lines: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(lines)) + "\n"


def _node(name: str, label: str, *, round: bool = False) -> str:
    text = f'"{_plain(label)}"'
    return f"{_id(name)}([{text}])" if round else f"{_id(name)}[{text}]"


def _arrow(source: str, dest: str, label: str) -> str:
    return f"{_id(source)} -->|{label}| {_id(dest)}"


def _label(state: State, say: Lexicon) -> str:
    return state.title.get(say.language) or state.name.rpartition(".")[2]


def _title(way: Transition, say: Lexicon) -> str:
    return _plain(way.title.get(say.language) or way.trigger)


def _stage(state: str) -> str:
    return state.partition(".")[0]


def _id(state: str) -> str:
    return "s_" + re.sub(r"\W", "_", state)


def _plain(text: str) -> str:
    return _SIGNS.sub(" ", text)


def svg(text: str) -> str | None:
    """Render Mermaid text to SVG; None where mmdr is not installed for this machine."""
    try:
        import mmdr  # noqa: PLC0415 - 30 MB that only these pictures need
    except ImportError:
        return None
    return str(mmdr.render(text).svg())
