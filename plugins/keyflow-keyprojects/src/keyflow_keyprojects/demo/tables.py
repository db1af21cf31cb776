"""The demo's tables on the terminal."""

from collections.abc import Sequence
from decimal import Decimal

from rich.console import Console
from rich.table import Table

from keyflow.store.contract import StoredDeadline
from keyflow_keyprojects.demo.cast import LOCAL
from keyflow_keyprojects.demo.codewords import DEADLINES, MESSAGES, REFUSALS
from keyflow_keyprojects.demo.figures import CENT, Figures
from keyflow_keyprojects.demo.words import RESULTS, STAGES, TERMS, Lexicon
from keyflow_keyprojects.office import Adoption
from keyflow_keyprojects.portfolio import half_up, last_digit

_GONE = {"split", "merged", "exited", "cancelled", "closed"}


def show_missing(console: Console, say: Lexicon, adoption: Adoption, cases: int) -> None:
    """Show what the dry run found."""
    table = _table(say("dry_run"), [say("project"), say("check"), say("finding")])
    for item in adoption.missing:
        table.add_row(item.number, item.check, item.finding.say(say.language))
    console.print(table)
    console.print(say("nothing_written", count=len(adoption.missing), cases=cases))


def show_figures(console: Console, say: Lexicon, figures: Figures) -> None:
    """Show headline, stages, refusals, messages and the audit."""
    console.print(_headline(say, figures))
    console.print(_stages(say, figures))
    console.print(_reports(say, figures))
    console.print(_coming(say, figures))
    console.print(_refusals(say, figures))
    console.print(_messages(say, figures))
    console.print(_votes(say, figures))
    console.print(_desk(say, figures))
    console.print(_grades(say, figures))
    names = ("cases", "events", "fires", "refused", "seals")
    console.print("  ".join(f"{say(name)} [b]{getattr(figures, name)}[/b]" for name in names))
    console.print(f"{say('audit')}: {say('verified' if figures.verified else 'tampered')}")
    console.print(f"{say('checkpoint')}: {figures.checkpoint}", soft_wrap=True)


def _table(title: str, heads: Sequence[str], numbers: int = 0) -> Table:
    table = Table(title=title, title_justify="left", header_style="bold")
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place >= len(heads) - numbers else "left")
    return table


def _headline(say: Lexicon, figures: Figures) -> Table:
    heads = [say("headline"), say("published"), say("as_adopted"), say("agrees"), say("now")]
    table = _table(say("headline"), heads, 4)
    for term, line, now in figures.against_published():
        step = min(last_digit(line.published), CENT)
        table.add_row(
            say.pick(TERMS, term),
            str(line.published),
            _shown(line.computed, step),
            "✓" if line.within else "✗",
            _shown(now, step),
        )
    return table


def _shown(figure: Decimal, step: Decimal) -> str:
    whole = figure == figure.to_integral_value()
    return f"{int(figure)}" if whole else f"{half_up(figure, step):f}"


def _stages(say: Lexicon, figures: Figures) -> Table:
    heads = [say("stage"), say("count"), say("total"), say("year_plan")]
    table = _table(say("stages"), heads, 3)
    here = [row for row in figures.stages if row.stage not in _GONE]
    for row in here:
        table.add_row(
            say.pick(STAGES, row.stage), str(row.count), *_money(row.total, row.year_plan)
        )
    sums = [
        sum((getattr(row, name) for row in here), Decimal(0)) for name in ("total", "year_plan")
    ]
    table.add_row(say("sum"), str(sum(row.count for row in here)), *_money(*sums), style="bold",
                  end_section=True)  # fmt: skip
    for row in figures.stages:
        if row.stage in _GONE and row.count:
            money = _money(row.total, row.year_plan)
            table.add_row(say.pick(STAGES, row.stage), str(row.count), *money, style="dim")
    return table


def _money(*amounts: Decimal) -> list[str]:
    return [f"{half_up(amount, CENT):f}" for amount in amounts]


def _reports(say: Lexicon, figures: Figures) -> Table:
    names = ("owed", "on_time", "late", "missed", "still_open", "corrected")
    table = _table(say("reports"), [say("month"), say("due"), *map(say, names)], len(names))
    for month in figures.reports:
        counts = (month.owed, month.on_time, month.late, month.missed, month.open, month.corrected)
        table.add_row(month.period, str(month.due or "-"), *map(str, counts))
    table.add_row(say("meetings"), "", str(figures.meetings), style="bold")
    return table


def _coming(say: Lexicon, figures: Figures) -> Table:
    table = _table(say("coming"), [say("due"), say("deadline"), say("subject")])
    for row in figures.coming:
        table.add_row(*coming_row(say, row))
    return table


def coming_row(say: Lexicon, row: StoredDeadline) -> tuple[str, str, str]:
    """Return the last day of a deadline, what it is and of what, in words."""
    item = row.armed
    last = str(item.last or item.due.astimezone(LOCAL).date())
    mark = say("provisional") if item.provisional else ""
    return last + mark, say.pick(DEADLINES, item.name), row.subject


def _refusals(say: Lexicon, figures: Figures) -> Table:
    table = _table(say("refusals"), [say("check"), say("reason"), say("times")], 1)
    for check, times in figures.refusals.items():
        table.add_row(check, say.pick(REFUSALS, check), str(times))
    return table


def _votes(say: Lexicon, figures: Figures) -> str:
    """Say how many votes were given, and what the rounds came to."""
    came = (f"{say.pick(RESULTS, name)} [b]{count}[/b]" for name, count in figures.rounds.items())
    return f"{say('votes')} [b]{figures.votes}[/b] ({', '.join(came)})"


def _desk(say: Lexicon, figures: Figures) -> str:
    """Say how many blockers, orders and the like there were."""
    return "  ".join(f"{say(name)} [b]{count}[/b]" for name, count in figures.desk.items())


def _grades(say: Lexicon, figures: Figures) -> str:
    """Say what was invested in the year, and how many projects have which grade."""
    found = figures.assessment
    grades = ", ".join(f"{say(name)} [b]{n}[/b]" for name, n in found["annual_grades"].items())
    done = f"{say('year_done')} [b]{found['year_completed_100m_cny']}[/b]"
    return f"{done} / {figures.adopted['year_plan']:.0f}  {say('ranking')}: {grades}"


def _messages(say: Lexicon, figures: Figures) -> Table:
    table = _table(say("messages"), [say("kind"), "", say("times")], 1)
    for kind, times in sorted(figures.messages.items()):
        table.add_row(kind, say.pick(MESSAGES, kind), str(times))
    table.add_row(say("sent"), "", str(figures.message_states.get("sent", 0)), style="bold")
    return table
