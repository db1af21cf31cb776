"""The year as one picture: a row for each project, a colour for each stage, and marks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from keyflow.model.event import Event
from keyflow.plugin import Case
from keyflow_keyprojects.demo.words import STAGES, Lexicon

COLOURS = {
    "approval": "#7c9fd6",
    "planning": "#59b3a6",
    "construction": "#e2a23b",
    "acceptance": "#9a7fc4",
    "ramp_up": "#4f9d57",
    "preliminary": "#c9cdd4",
    "suspended": "#d9d9d9",
}
# What is marked on a row: trigger or verb, its sign, its colour, and the word for it.
MARKS = {
    "verify_start": ("▲", "#2f6f2f", "start"),
    "report_stop": ("■", "#b3261e", "stop"),
    "suspend": ("❙", "#555555", "hold"),
    "start_production": ("★", "#1b5e20", "production"),
}
_REFUSED = ("×", "#c62828", "no")
_LEFT, _TOP, _ROW, _WIDTH = 64, 28, 13, 1040
_FIRST, _LAST = datetime(2011, 1, 1, tzinfo=UTC), datetime(2012, 1, 1, tzinfo=UTC)
_ENDS = {"split", "merged", "exited", "cancelled", "closed"}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one stage, as instants."""

    stage: str
    start: datetime
    end: datetime


def timeline(rows: Sequence[tuple[Case, Sequence[Event]]], say: Lexicon) -> str:
    """Draw cases with their events; returns an SVG element."""
    height = _TOP + _ROW * len(rows) + 34
    label = escape(say("timeline"))
    head = f'<svg class="timeline" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{label}">'
    parts = [head, *_months(height - 34, say)]
    for number, (case, events) in enumerate(rows):
        parts += _row(case, events, _TOP + _ROW * number, say)
    parts += _legend(height - 12, say)
    return "".join([*parts, "</svg>"])


def _x(at: datetime) -> float:
    share = (at - _FIRST) / (_LAST - _FIRST)
    return round(_LEFT + min(max(share, 0), 1) * (_WIDTH - _LEFT - 8), 1)


def _months(height: int, say: Lexicon) -> Iterator[str]:
    for month in range(1, 13):
        x = _x(datetime(2011, month, 1, tzinfo=UTC))
        name = f"{month}月" if say.language == "zh" else f"{datetime(2011, month, 1):%b}"  # noqa: DTZ001
        yield f'<line x1="{x}" x2="{x}" y1="20" y2="{height}" class="grid"/>'
        yield f'<text x="{x + 4}" y="15" class="month">{name}</text>'


def _row(case: Case, events: Sequence[Event], y: int, say: Lexicon) -> Iterator[str]:
    name = escape(case.data["name_zh" if say.language == "zh" else "name_en"] or "")
    yield f"<g><title>{escape(case.subject)} {name}</title>"
    yield f'<text x="4" y="{y + 9}" class="number">{escape(case.subject)}</text>'
    for span in spans(events):
        x, end = _x(span.start), _x(span.end)
        colour = COLOURS.get(span.stage, "#eeeeee")
        yield (
            f'<rect x="{x}" y="{y + 2}" width="{max(end - x, 1):.1f}" height="{_ROW - 4}" '
            f'rx="2" fill="{colour}"/>'
        )
    yield from _marks(events, y)
    yield "</g>"


def spans(events: Iterable[Event]) -> Iterator[Span]:
    """Yield the stretches a case spent in each stage or on hold, up to the end of the year."""
    stage, since = "", _FIRST
    for event in events:
        if not event.accepted:
            continue
        now = event.state.partition(".")[0]
        now = "suspended" if event.body["standing"] == "suspended" else now
        if now != stage:
            if stage and stage not in _ENDS:
                yield Span(stage, since, event.occurred_at)
            stage, since = now, event.occurred_at
    if stage and stage not in _ENDS:
        yield Span(stage, since, _LAST)


def _marks(events: Sequence[Event], y: int) -> Iterator[str]:
    for event in events:
        sign = _mark(event)
        if sign is not None:
            text, colour, _ = sign
            x = _x(event.occurred_at)
            yield f'<text x="{x}" y="{y + 10}" class="mark" fill="{colour}">{text}</text>'


def _mark(event: Event) -> tuple[str, str, str] | None:
    if not event.accepted:
        return _REFUSED
    if event.body.get("outcome") in _ENDS:
        return ("◆", "#37474f", "end")
    return MARKS.get(event.trigger or event.verb)


def _legend(y: int, say: Lexicon) -> Iterator[str]:
    x = _LEFT
    for stage, colour in COLOURS.items():
        yield f'<rect x="{x}" y="{y - 9}" width="12" height="9" rx="2" fill="{colour}"/>'
        yield f'<text x="{x + 16}" y="{y}" class="legend">{say.pick(STAGES, stage)}</text>'
        x += 96 if say.language == "en" else 84
    for text, colour, word in (*MARKS.values(), ("◆", "#37474f", "end"), _REFUSED):
        yield f'<text x="{x + 5}" y="{y}" class="mark" fill="{colour}">{text}</text>'
        yield f'<text x="{x + 14}" y="{y}" class="legend">{escape(say(word))}</text>'
        x += 84 if say.language == "en" else 62
