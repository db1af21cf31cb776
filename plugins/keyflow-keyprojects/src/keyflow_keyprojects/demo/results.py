"""The page's sections on what the year came to: portfolio, lights over time, rankings, troubles."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape

from keyflow import Case, Engine
from keyflow_keyprojects.assessing import ranking
from keyflow_keyprojects.city.people import offices
from keyflow_keyprojects.demo.words import STAGES, Lexicon
from keyflow_keyprojects.figures import portfolio
from keyflow_keyprojects.lights import light_history
from keyflow_keyprojects.portfolio import HUNDRED_MILLION, half_up
from keyflow_keyprojects.quarters.rows import YEAR as GRADE
from keyflow_keyprojects.record.register import every

LIGHTS = {"green": "#3d9a50", "yellow": "#e6b422", "red": "#cf3a30", "grey": "#c9cdd4"}
_SHOWN = ("stage", "light", "funding", "unit")
_CELL, _LEFT, _TOP, _ROW = 34, 64, 24, 13
_BEST = 12
_CENT, _TENTH = Decimal("0.01"), Decimal("0.1")
Rows = list[tuple[str, ...]]


def portfolio_rows(engine: Engine, year: int, say: Lexicon) -> Iterator[tuple[str, Rows]]:
    """Yield what a portfolio is grouped by, and its groups: money in 100 million, share done."""
    found = portfolio(engine, year=year)
    for by in _SHOWN:
        rows: Rows = [
            (
                _named(by, group.key, say),
                str(group.count),
                _money(group.sums.total),
                _money(group.sums.year_plan),
                _money(group.sums.done_year),
                _share(group.completion),
            )
            for group in found.groups[by]
        ]
        yield say(by), rows


def _named(by: str, key: str, say: Lexicon) -> str:
    if by == "stage":
        return say.pick(STAGES, key)
    if by == "unit" and key in offices():
        return offices()[key].zh if say.language == "zh" else offices()[key].en
    return say(key) if by in {"light", "funding"} else key


def _money(amount: Decimal) -> str:
    return f"{half_up(amount / HUNDRED_MILLION, _CENT):f}"


def _share(share: Decimal | None) -> str:
    return "-" if share is None else f"{half_up(share * 100, _TENTH):f} %"


def lights(projects: Sequence[Case], year: int, say: Lexicon) -> str:
    """Draw the lights of projects month by month; returns an SVG element."""
    months = [f"{year}-{month:02}" for month in range(1, 13)]
    height, width = _TOP + _ROW * len(projects) + 8, _LEFT + _CELL * len(months) + 8
    label = escape(say("lights"))
    size = f'viewBox="0 0 {width} {height}"'
    parts = [f'<svg class="timeline lights" {size} role="img" aria-label="{label}">']
    parts += [
        f'<text x="{_LEFT + _CELL * n + 4}" y="15" class="month">{month[5:]}</text>'
        for n, month in enumerate(months)
    ]
    for place, project in enumerate(projects):
        parts += _line(project, months, _TOP + _ROW * place)
    return "".join([*parts, "</svg>"])


def _line(project: Case, months: Sequence[str], y: int) -> Iterator[str]:
    yield f'<text x="4" y="{y + 9}" class="number">{escape(project.subject)}</text>'
    for view in light_history(project):
        if view.period in months:
            x = _LEFT + _CELL * months.index(view.period)
            said = escape(f"{project.subject} {view.period}: {view.colour} {view.points or ''}")
            mark = ' stroke="#222" stroke-dasharray="2 2"' if view.justified else ""
            yield (
                f'<rect x="{x}" y="{y + 1}" width="{_CELL - 3}" height="{_ROW - 3}" rx="2" '
                f'fill="{LIGHTS[view.colour]}"{mark}><title>{said}</title></rect>'
            )


def ranking_rows(engine: Engine, year: int, kind: str, say: Lexicon) -> Rows:
    """Return the year's ranking: rank, who, the total, the grade; the first of very many."""
    places = ranking(engine, str(year), kind=kind, workflow=GRADE)
    name = "name_zh" if say.language == "zh" else "name_en"
    return [
        (
            str(place.rank),
            str(place.score.data[name] or place.score.data["number"]),
            str(place.score.data["total"]),
            say(str(place.score.data["grade"])),
        )
        for place in places[:_BEST]
    ]


def desk_rows(engine: Engine, say: Lexicon) -> Rows:
    """Return what came up beside: how many blockers, orders, resolutions, and where they stand."""
    rows: Rows = []
    for name, workflow in (
        ("blockers", "blocker"),
        ("resolutions", "resolution"),
        ("orders", "supervision-order"),
        ("supports", "support"),
        ("adjustments", "plan-adjustment"),
    ):
        flow = engine.library.current(workflow).workflow
        stages = {stage.name: stage.title.get(say.language) for stage in flow.stages}
        titles = {
            state.name: state.title.get(say.language) or stages.get(state.name) or state.name
            for state in flow.states
        }
        cases = every(engine, workflow=workflow)
        counts = Counter(_state(titles[case.state], case, say) for case in cases)
        told = ", ".join(f"{state} {count}" for state, count in sorted(counts.items()))
        rows.append((say(name), told, str(counts.total())))
    return rows


def _state(title: str, case: Case, say: Lexicon) -> str:
    colour = case.data.get("colour")
    return f"{title} ({say(colour)})" if colour else title
