"""Tells what commands did, would do, or are kept from: in lines, or as JSON."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from keyflow.cli import plain
from keyflow.cli.effects import effects
from keyflow.cli.failing import REFUSED, explained, lines_of
from keyflow.cli.output import as_json, finding_line, line
from keyflow.cli.settings import Settings
from keyflow.errors import KeyflowError

if TYPE_CHECKING:
    from keyflow.answers import Outcome, Preview
    from keyflow.lifting import Blocker
    from keyflow.model.case import Case
    from keyflow.model.erasure import Erasure

_GOES = (
    "for good would go: the private parts of events {events}; the fields {fields}; the texts of "
    "all its messages"
)


def tell(settings: Settings, outcome: "Outcome") -> None:
    """Tell what a command did."""
    if settings.json:
        as_json(plain.outcome(outcome, settings.lang))
    else:
        _did(settings, outcome)


def _did(settings: Settings, outcome: "Outcome") -> None:
    line(_where(settings, outcome.case))
    if outcome.replayed:
        line(settings.say("it was done before with this key; nothing was done now"))
    for warning in outcome.warnings:
        line(f"  {finding_line(warning, settings.lang)}")
    for child in outcome.opened:
        line(f"  {settings.say('opened {case}', case=child)}")
    if outcome.messages:
        line(f"  {settings.say('messages written: {count}', count=outcome.messages)}")


def tell_each(
    settings: Settings, tasks: Sequence[str], report: Sequence["Outcome | KeyflowError"], of: int
) -> int:
    """Tell of each task what was done, or why nothing was; return the exit code.

    They are some `of` so many.
    """
    failed = [answer for answer in report if isinstance(answer, KeyflowError)]
    if settings.json:
        as_json([_plain(settings, *one) for one in zip(tasks, report, strict=True)])
        return REFUSED if failed else 0
    for task, answer in zip(tasks, report, strict=True):
        line(f"{task}:")
        if isinstance(answer, KeyflowError):
            for said in lines_of(answer, settings):
                line(said)
        else:
            _did(settings, answer)
    done = len(report) - len(failed)
    line(settings.say("done: {done} of {all}", done=done, all=of))
    return REFUSED if failed else 0


def _plain(settings: Settings, task: str, answer: "Outcome | KeyflowError") -> dict[str, Any]:
    if isinstance(answer, KeyflowError):
        return {"task": task, "error": explained(answer, settings)}
    return {"task": task} | plain.outcome(answer, settings.lang)


def _where(settings: Settings, case: Any) -> str:
    return settings.say(
        "{id} {subject}: {state}, {standing}, version {version}",
        id=case.id,
        subject=case.subject,
        state=case.state,
        standing=settings.say(case.standing),
        version=case.version,
    )


def _erasure(settings: Settings, erased: "Erasure") -> None:
    going = {"events": erased.events, "fields": erased.fields}
    none = settings.say("none")
    said = {name: ", ".join(map(str, items)) or none for name, items in going.items()}
    line(f"  {settings.say(_GOES, **said)}")


def tell_previews(settings: Settings, shown: Sequence["Preview"], now: Mapping[str, "Case"]) -> int:
    """Tell what commands would do, or why they would be refused; return the exit code.

    `now` are the cases as they are, by id.
    """
    if settings.json:
        found = [plain.preview(one, settings.lang) for one in shown]
        as_json(found[0] if len(found) == 1 else found)
    else:
        for one in shown:
            _would(settings, one, now)
            now = {**now, **{case.id: case for case in one.cases}}
    return 0 if all(one.allowed for one in shown) else REFUSED


def _would(settings: Settings, shown: "Preview", now: Mapping[str, "Case"]) -> None:
    line(settings.say("it would be accepted" if shown.allowed else "it would be refused:"))
    for item in shown.findings:
        line(f"  {finding_line(item, settings.lang)}")
    for case in shown.cases if shown.allowed else ():
        line(f"  {_where(settings, case)}")
        for said in effects(settings, now.get(case.id), case):
            line(f"    {said}")
    for to, channel, notice in shown.messages:
        told = "{to} would be told by {channel}: {notice}"
        line(f"  {settings.say(told, to=to, channel=channel, notice=notice)}")
    if shown.erased:
        _erasure(settings, shown.erased)


def tell_why(settings: Settings, blockers: Sequence["Blocker"]) -> int:
    """Tell what stands in the way, and who could lift it; return the exit code."""
    if settings.json:
        as_json([plain.blocker(item, settings.lang) for item in blockers])
    elif not blockers:
        line(settings.say("nothing stands in the way"))
    for item in () if settings.json else blockers:
        line(finding_line(item.finding, settings.lang))
        if item.lifted_by:
            lifted = ", ".join(item.lifted_by)
            line(f"  {settings.say('could be lifted by: {people}', people=lifted)}")
        elif item.nobody:
            line(f"  {settings.say('nobody could lift it')}")
    return REFUSED if blockers else 0
