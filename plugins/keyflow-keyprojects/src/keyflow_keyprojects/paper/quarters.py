"""The quarterly comment: scores of projects and units with their ranks, and how they came about."""

from collections.abc import Sequence

from keyflow_keyprojects.paper.document import Block, Document, Heading, Paragraph
from keyflow_keyprojects.paper.speech import Row, Speech
from keyflow_keyprojects.paper.tables import some
from keyflow_keyprojects.quarters.evidence import said

INSUFFICIENT = "insufficient"


def quarter_comment(data: Row, say: Speech, *, detail: bool = True) -> Document:
    """Return the comment on a quarter (N50, C4.12).

    `data`: `period` (2011-Q1), `issued_on`, `version` (from 2 on a restatement), `rubric`,
    `comment`, `objections` [{subject, what, answer}], `scores`: what `quarter-score` cases hold
    (kind, number, name…, total, coverage, grade, rank, comment, lines [{component, most, points,
    ratio, evidence}]). With `detail` the lines of every score follow.
    """
    scores = list(data.get("scores") or ())
    blocks: list[Block] = [
        Heading(say("quarter.comment")),
        Paragraph(say.text(data.get("comment"))),
    ]
    for kind, title in (("project", "quarter.projects"), ("unit", "quarter.units")):
        chosen = [row for row in scores if row.get("kind", "project") == kind]
        if chosen:
            blocks += [Heading(say(title)), _ranking(chosen, say)]
    if any(row.get("grade") == INSUFFICIENT for row in scores):
        blocks.append(Paragraph(say("quarter.insufficient"), quiet=True))
    blocks += _objections(data, say)
    if detail:
        blocks += _details(scores, say)
    return Document(
        say.language,
        f"{say('quarter')} · {say.period(data['period'])}{_version(data, say)}",
        tuple(blocks),
        meta=_meta(data, say),
        closing=say.closing(say("kpmo"), data.get("issued_on")),
    )


def _version(data: Row, say: Speech) -> str:
    version = int(data.get("version") or 1)
    return say("quarter.restated", n=version) if version > 1 else ""


def _meta(data: Row, say: Speech) -> tuple[tuple[str, str], ...]:
    lines = {"period": say.period(data["period"]), "issuer": say("kpmo")}
    if data.get("rubric"):
        lines["quarter.rubric"] = str(data["rubric"])
    return tuple((say(name), value) for name, value in lines.items())


def _ranking(scores: Sequence[Row], say: Speech) -> Block:
    """List the ranked ones in their order, then those without a rank."""
    order = sorted(scores, key=place)
    rows = [
        (say.figure(row.get("rank"), 0), say.text(row.get("number") or row.get("subject")),
         subject_name(row, say), say.word("grade", row.get("grade")),
         say.share(row.get("coverage")), say.figure(row.get("total")))
        for row in order
    ]  # fmt: skip
    return some(say, ("rank", "number", "subject", "grade", "coverage", "total"), rows, 2)


def place(row: Row) -> tuple[bool, int, str]:
    """Return where a row stands: ranked ones in their order, then those without a rank."""
    name = str(row.get("number") or row.get("subject"))
    return row.get("rank") is None, row.get("rank") or 0, name


def subject_name(row: Row, say: Speech) -> str:
    """Return the name of who was scored: as the row has it, else of the id."""
    own = say.own(row)
    return own if own != say.text(None) else say.name(row.get("subject"))


def _objections(data: Row, say: Speech) -> list[Block]:
    found = data.get("objections")
    if not found:
        return []
    rows = [
        (say.name(row.get("subject")), say.text(row.get("what")), say.text(row.get("answer")))
        for row in found
    ]
    listed = some(say, ("subject", "what", "quarter.answer"), rows)
    return [Heading(say("quarter.objections")), listed]


def _details(scores: Sequence[Row], say: Speech) -> list[Block]:
    blocks: list[Block] = []
    for row in scores:
        if not row.get("lines"):
            continue
        name = f"{say.text(row.get('number') or row.get('subject'))} {subject_name(row, say)}"
        blocks += [Heading(name, 2), _lines(row, say)]
        if row.get("comment"):
            blocks.append(Paragraph(str(row["comment"])))
    return [Heading(say("quarter.detail")), *blocks] if blocks else []


def _lines(row: Row, say: Speech) -> Block:
    rows = [
        (say.word("component", line.get("component")),
         say.text(said(line.get("evidence"), say.language, row.get("currency"))),
         say.share(line.get("ratio")), say.figure(line.get("points")),
         say.figure(line.get("most")))
        for line in row["lines"]
    ]  # fmt: skip
    return some(say, ("component", "evidence", "rate", "points", "most"), rows, 3)
