"""Plans of the assessment: what a review or an annual assessment writes into the scores' own cases.

A score is a case of its own, as there may be ten thousand of them and all begin in another family
than the review. So the review's command carries what they hold, and is committed with them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from keyflow.plugin import Attempt, Command, Edit, Fire, Plan, Start
from keyflow_keyprojects.plans.base import OfficePlan
from keyflow_keyprojects.scene.roster import facts_of

# What says where a row goes, and is no part of the score.
_WHERE = frozenset({"subject", "score", "people"})


class Frozen(OfficePlan):
    """Notes the instant at which the data of a quarter were frozen."""

    kind = "kp-frozen"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit; what is recorded later is not looked at."""
        return [Edit(attempt.case.id, {"frozen_at": attempt.now})]


class Scores(OfficePlan):
    """Writes `rows` of a review into cases of a `workflow`: begins them, or scores them again."""

    kind = "kp-scores"
    workflow: str

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return a command for each row, and the edit that takes the rows out of the review."""
        rows = attempt.data.raw.get("rows") or ()
        new = sum(not row.get("score") for row in rows)
        known = dict.fromkeys(attempt.data.raw.get("assessed") or ())
        known |= dict.fromkeys(name for row in rows for name in row.get("people") or ())
        kept = {
            "rows": [],
            "scored": (attempt.data["scored"] or 0) + new,
            "assessed": list(known),
        }
        if "subjects" in attempt.case.data:
            kept["subjects"] = _more(attempt, "subjects", (row["number"] for row in rows))
            named = (row.get(who) for row in rows for who in ("head", "sponsor"))
            kept["told"] = _more(attempt, "told", (name for name in named if name))
        return [*(self._command(attempt, row) for row in rows), Edit(attempt.case.id, kept)]

    def _command(self, attempt: Attempt, row: Mapping[str, Any]) -> Command:
        if row.get("score"):
            return Fire(row["score"], "take_score", _data(row), attempt.comment)
        about = {"review": attempt.case.id, "period": attempt.data["period"], "version": 1}
        return Start(self.workflow, row["subject"], _data(row) | about)


def _more(attempt: Attempt, field: str, names: Iterable[str]) -> list[str]:
    """Return the names a field holds, with some more, each once."""
    return list(dict.fromkeys([*(attempt.data.raw.get(field) or ()), *names]))


class Restated(OfficePlan):
    """Writes the rows that were proposed into their cases, each as a new version."""

    kind = "kp-restate"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return a restatement for each row, and the edit that counts it."""
        rows = attempt.data.raw.get("rows") or ()
        count = (attempt.data["restatements"] or 0) + 1
        # The first restatement of a review makes second versions, the next third ones.
        more = {"version": count + 1}
        done = [
            Fire(row["score"], "take_restatement", _data(row) | more, row["reason"]) for row in rows
        ]
        return [*done, Edit(attempt.case.id, {"rows": [], "restatements": count})]


class Ranks(OfficePlan):
    """Writes the `ranks` that moved because somebody else was scored again."""

    kind = "kp-ranks"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return a command for each."""
        ranks = attempt.data.raw.get("ranks") or ()
        moved = [Fire(each["score"], "take_rank", {"rank": each["rank"]}) for each in ranks]
        return [*moved, Edit(attempt.case.id, {"ranks": []})]


class TellYear(OfficePlan):
    """Tells the assessment of a year whose grades are written that a quarter is restated (C9)."""

    kind = "kp-tell-year"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the note of the projects whose scores change; none while the year is open."""
        period = attempt.data["period"]
        annual = facts_of(attempt).annual(int(period[:4]))
        version = (attempt.data["restatements"] or 0) + 2
        notes = [
            {"number": row["number"], "period": period, "revision": version,
             "report": row["score"], "reason": row["reason"]}
            for row in attempt.data.raw.get("rows") or ()
            if row["kind"] == "project"
        ]  # fmt: skip
        if annual is None or not notes:
            return []
        return [Fire(annual, "note_correction", {"noted": notes}, f"{period}: {attempt.comment}")]


class CorrectionNoted(OfficePlan):
    """Puts what was corrected on the list of what a restatement is to be proposed of.

    That is a report, or for a year several quarters' scores.
    """

    kind = "kp-correction-noted"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit; another correction of the same report takes the place of the first."""
        raw = attempt.data.raw
        field = "noted" if raw.get("noted") else "correction"
        given = raw["noted"] if field == "noted" else [raw["correction"]]
        new = [{**one, "noted_on": attempt.day, "open": True} for one in given]
        again = {one["report"] for one in new}
        listed = [one for one in raw.get("corrections") or ()
                  if not (one["open"] and one["report"] in again)]  # fmt: skip
        return [Edit(attempt.case.id, {"corrections": [*listed, *new], field: None})]


class CorrectionsProposed(OfficePlan):
    """Marks the corrections of those who are proposed to be restated as seen to."""

    kind = "kp-corrections-proposed"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit; none where nothing was corrected."""
        raw = attempt.data.raw
        numbers = {row["number"] for row in raw.get("rows") or ()}
        listed = [{**one, "open": one["open"] and one["number"] not in numbers}
                  for one in raw.get("corrections") or ()]  # fmt: skip
        return [Edit(attempt.case.id, {"corrections": listed})] if listed else []


class Objection(OfficePlan):
    """Puts what a unit objects to on the list, to be answered."""

    kind = "kp-objection"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit."""
        listed = list(attempt.data.raw.get("objections") or ())
        about = (attempt.data.raw.get("objection") or {}).get("subject")
        new = {"n": len(listed) + 1, "subject": about, "what": attempt.comment,
               "by": attempt.actor.id}  # fmt: skip
        return [Edit(attempt.case.id, {"objections": [*listed, new], "objection": None})]


class Answered(OfficePlan):
    """Writes the answer to an objection beside it."""

    kind = "kp-answered"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit."""
        given = attempt.data.raw["answer"]
        answer = {"answer": given["text"], "upheld": bool(given.get("upheld")),
                  "answered_by": attempt.actor.id}  # fmt: skip
        listed = attempt.data.raw["objections"]
        return [Edit(attempt.case.id, {"objections": list(_with(listed, given["n"], answer)),
                                       "answer": None})]  # fmt: skip


def _with(
    listed: Iterable[Mapping[str, Any]], n: int, answer: Mapping[str, Any]
) -> Iterable[dict[str, Any]]:
    for each in listed:
        yield {**each, **(answer if each["n"] == n else {})}


def _data(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in _WHERE}


SCORE_PLANS: tuple[type[Plan], ...] = (
    Frozen,
    Scores,
    Restated,
    TellYear,
    Ranks,
    CorrectionNoted,
    CorrectionsProposed,
    Objection,
    Answered,
)
