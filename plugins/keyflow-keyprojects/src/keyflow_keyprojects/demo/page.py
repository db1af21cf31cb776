"""The demo's page: one HTML file with everything in it, to be opened without a network."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from html import escape
from pathlib import Path

from keyflow import Case, Engine, Event, Workflow
from keyflow_keyprojects import WORKFLOWS
from keyflow_keyprojects.demo.codewords import MESSAGES, REFUSALS
from keyflow_keyprojects.demo.diagram import inside, overview, svg
from keyflow_keyprojects.demo.figures import CENT, Figures
from keyflow_keyprojects.demo.lists import YEAR
from keyflow_keyprojects.demo.results import desk_rows, lights, portfolio_rows, ranking_rows
from keyflow_keyprojects.demo.story import Story
from keyflow_keyprojects.demo.tables import coming_row
from keyflow_keyprojects.demo.timeline import timeline
from keyflow_keyprojects.demo.words import STAGES, TERMS, Lexicon
from keyflow_keyprojects.portfolio import half_up
from keyflow_keyprojects.record.register import every

STORY = "K003"
_STYLE = Path(__file__).with_name("page.css")


def write_page(path: Path, engine: Engine, figures: Figures, say: Lexicon) -> Path:
    """Write the page and return its path."""
    path.write_text(page(engine, figures, say), encoding="utf-8", newline="\n")
    return path


def page(engine: Engine, figures: Figures, say: Lexicon) -> str:
    """Return the whole page as HTML."""
    workflows = {name: engine.library.current(name).workflow for name in WORKFLOWS}
    rows = _histories(engine)
    project, events = next(row for row in rows if row[0].subject == STORY)
    items = sorted(
        every(engine, parent=project.id),
        key=lambda item: (item.opened, item.subject),
    )
    sections = (
        ("headline", _tiles(figures, say) + _headline(figures, say)),
        ("stages", _stages(figures, say)),
        ("portfolio", _portfolio(engine, say)),
        ("lights", f'<div class="scroll">{lights([row[0] for row in rows], YEAR, say)}</div>'),
        ("reports", _reports(figures, say)),
        ("desk", _table((say("what"), say("state"), say("how_many")), desk_rows(engine, say))),
        ("ranking", _ranking(engine, say)),
        ("coming", _coming(figures, say)),
        ("timeline", f'<div class="scroll">{timeline(rows, say)}</div>'),
        ("diagram", "".join(_pictures(workflows["key-project"], say))),
        ("refusals", _refusals(figures, say)),
        ("messages", _messages(figures, say)),
        ("story", Story(engine, workflows, say).tell(project, events, items)),
        ("audit", _audit(figures, say)),
    )
    body = "".join(
        f'<section id="{name}"><h2>{escape(say(name))}</h2>{html}</section>'
        for name, html in sections
    )
    contents = "".join(f'<a href="#{name}">{escape(say(name))}</a>' for name, _ in sections)
    return (
        f'<!doctype html><html lang="{say.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(say('title'))}</title><style>{_STYLE.read_text(encoding='utf-8')}</style>"
        f"</head><body><header><h1>{escape(say('title'))}</h1>"
        f"<p>{escape(say('illustrative'))}</p><nav>{contents}</nav></header>"
        f"<main>{body}</main></body></html>"
    )


def _pictures(workflow: Workflow, say: Lexicon) -> Iterator[str]:
    """Yield the stages as a whole, then the inside of every stage that has one."""
    yield _picture(say("stages_overview"), overview(workflow, say), "diagram wide")
    for stage in workflow.stages:
        text = inside(workflow, stage.name, say)
        if "-->" in text and stage.name in STAGES:
            yield _picture(say.pick(STAGES, stage.name), text)


def _picture(name: str, text: str, kind: str = "diagram") -> str:
    drawn = svg(text) or f"<pre>{escape(text)}</pre>"
    return f'<h3>{escape(name)}</h3><div class="{kind}">{drawn}</div>'


def _histories(engine: Engine) -> list[tuple[Case, Sequence[Event]]]:
    """Return the key projects with their events, in the order of their numbers."""
    where = {"list": "key"}
    cases = {case.id: case for case in every(engine, workflow="key-project", where=where)}
    found = [(case, engine.history(identity)) for identity, case in cases.items()]
    return sorted(found, key=lambda row: row[0].subject)


def _table(heads: Iterable[str], rows: Iterable[Sequence[str]], numbers: int = 1) -> str:
    """Return a table whose last columns are numbers."""
    lines = [_line("th", list(heads), numbers), *(_line("td", row, numbers) for row in rows)]
    return f'<div class="scroll"><table>{"".join(lines)}</table></div>'


def _line(tag: str, row: Sequence[str], numbers: int) -> str:
    first = len(row) - numbers
    cells = "".join(
        f"<{tag}{' class=n' if place >= first else ''}>{escape(text)}</{tag}>"
        for place, text in enumerate(row)
    )
    return f"<tr>{cells}</tr>"


def _tiles(figures: Figures, say: Lexicon) -> str:
    tiles = {
        say("cases"): figures.cases,
        say("fires"): figures.fires,
        say("votes"): figures.votes,
        say("refused"): figures.refused,
        say("events"): figures.events,
        say("reports"): sum(month.owed for month in figures.reports),
        say("messages_sent"): figures.message_states.get("sent", 0),
    }
    return '<div class="tiles">' + "".join(
        f"<div><b>{count:,}</b>{escape(name)}</div>" for name, count in tiles.items()
    ) + "</div>"  # fmt: skip


def _headline(figures: Figures, say: Lexicon) -> str:
    rows = [
        (
            say.pick(TERMS, term),
            str(line.published),
            _figure(line.computed),
            "✓" if line.within else "✗",
            _figure(now),
        )
        for term, line, now in figures.against_published()
    ]
    heads = ("", say("published"), say("as_adopted"), say("agrees"), say("now"))
    return _table(heads, rows, 4)


def _figure(value: Decimal) -> str:
    return f"{int(value)}" if value == value.to_integral_value() else f"{half_up(value, CENT):f}"


def _stages(figures: Figures, say: Lexicon) -> str:
    heads = (say("stage"), say("count"), say("total"), say("year_plan"))
    rows = [
        (say.pick(STAGES, row.stage), str(row.count), _figure(row.total), _figure(row.year_plan))
        for row in figures.stages
        if row.count
    ]
    return _table(heads, rows, 3)


def _portfolio(engine: Engine, say: Lexicon) -> str:
    heads = [say(name) for name in ("count", "total", "year_plan", "done_year", "completion")]
    return "".join(_table((by, *heads), rows, 5) for by, rows in portfolio_rows(engine, YEAR, say))


def _ranking(engine: Engine, say: Lexicon) -> str:
    heads = [say(name) for name in ("rank", "name", "score", "grade")]
    return "".join(
        f"<h3>{escape(say(f'ranking_{kind}s'))}</h3>"
        + _table(heads, ranking_rows(engine, YEAR, kind, say), 2)
        for kind in ("unit", "project")
    )


def _reports(figures: Figures, say: Lexicon) -> str:
    names = ("owed", "on_time", "late", "missed", "still_open", "corrected")
    rows = [
        (month.period, str(month.due or "-"), str(month.owed), str(month.on_time), str(month.late),
         str(month.missed), str(month.open), str(month.corrected))
        for month in figures.reports
    ]  # fmt: skip
    held = f"<p>{escape(say('meetings'))}: {figures.meetings}</p>"
    return _table((say("month"), say("due"), *map(say, names)), rows, len(names)) + held


def _coming(figures: Figures, say: Lexicon) -> str:
    rows = [coming_row(say, row) for row in figures.coming]
    return _table((say("due"), say("deadline"), say("subject")), rows, 0)


def _refusals(figures: Figures, say: Lexicon) -> str:
    rows = [
        (check, say.pick(REFUSALS, check), str(times)) for check, times in figures.refusals.items()
    ]
    return _table((say("check"), say("reason"), say("times")), rows)


def _messages(figures: Figures, say: Lexicon) -> str:
    rows = [
        (kind, say.pick(MESSAGES, kind), str(times))
        for kind, times in sorted(figures.messages.items())
    ]
    return _table((say("kind"), "", say("times")), rows)


def _audit(figures: Figures, say: Lexicon) -> str:
    verdict = say("verified" if figures.verified else "tampered")
    return f"<p>{escape(verdict)}</p><p><code>{escape(figures.checkpoint)}</code></p>"
