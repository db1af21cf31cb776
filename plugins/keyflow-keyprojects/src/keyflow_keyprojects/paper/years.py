"""The annual result: quarters, volume and grade of every project and unit, as the city decided."""

from collections import Counter
from collections.abc import Sequence

from keyflow_keyprojects.paper.document import Block, Document, Heading, Paragraph
from keyflow_keyprojects.paper.quarters import place, subject_name
from keyflow_keyprojects.paper.speech import Row, Speech
from keyflow_keyprojects.paper.tables import some

_GRADES = ("excellent", "good", "pass", "fail", "insufficient")
_KINDS = ("project", "unit")
_QUARTERS = ("q1", "q2", "q3", "q4")


def annual_result(data: Row, say: Speech) -> Document:
    """Return the result of a year (N51, C4.12).

    `data`: `period` (2011), `result` (the decision in words), `decided_on`, `decided_by`,
    `version`, `grades`: what `annual-grade` cases hold (kind, number, name…, lines with a component
    for each quarter and one for the volume, veto, total, grade, rank).
    """
    grades = list(data.get("grades") or ())
    blocks: list[Block] = [Heading(say("annual.grades")), _counts(grades, say)]
    if data.get("result"):
        blocks += [Heading(say("annual.result")), Paragraph(say.text(data["result"]))]
    for kind, title in (("project", "quarter.projects"), ("unit", "quarter.units")):
        chosen = [row for row in grades if row.get("kind", "project") == kind]
        if chosen:
            blocks += [Heading(say(title)), _results(chosen, say)]
    version = int(data.get("version") or 1)
    restated = say("quarter.restated", n=version) if version > 1 else ""
    return Document(
        say.language,
        f"{say('annual')} · {say.period(data['period'])}{restated}",
        tuple(blocks),
        meta=(
            (say("annual.by"), say.name(data.get("decided_by"))),
            (say("annual.decided"), say.day(data.get("decided_on"))),
        ),
        closing=say.closing(say("kpmo"), data.get("decided_on")),
    )


def _counts(grades: Sequence[Row], say: Speech) -> Block:
    """Count projects and units apart: a unit is no project."""
    counted = Counter((str(row.get("grade")), row.get("kind", "project")) for row in grades)
    rows = [
        (say.word("grade", name), *(str(counted[name, kind]) for kind in _KINDS))
        for name in _GRADES
        if any(counted[name, kind] for kind in _KINDS)
    ]
    return some(say, ("grade", "count", "annual.units"), rows, len(_KINDS))


def _results(grades: Sequence[Row], say: Speech) -> Block:
    rows = [
        (say.figure(row.get("rank"), 0), say.text(row.get("number")), subject_name(row, say),
         _grade(row, say), *_parts(row, say), say.figure(row.get("total")))
        for row in sorted(grades, key=place)
    ]  # fmt: skip
    figures = (*_QUARTERS, "annual.volume", "total")
    return some(say, ("rank", "number", "subject", "grade", *figures), rows, len(figures))


def _grade(row: Row, say: Speech) -> str:
    veto = f" ({say('annual.veto')})" if row.get("veto") else ""
    return say.word("grade", row.get("grade")) + veto


def _parts(row: Row, say: Speech) -> list[str]:
    """Return the points of the quarters and of the volume, a dash for those there are none of."""
    points = {}
    for line in row.get("lines") or ():
        # A quarter is called 2011-Q1, the volume as it is.
        points[str(line.get("component")).lower().rpartition("-")[2]] = line.get("points")
    return [say.figure(points.get(name)) for name in (*_QUARTERS, "volume")]
