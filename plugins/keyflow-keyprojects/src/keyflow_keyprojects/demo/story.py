"""One project's full story as HTML: every event with who, what, checks, findings and comment."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from html import escape

from keyflow import Case, Engine, Event, Workflow
from keyflow_keyprojects.demo.cast import LOCAL
from keyflow_keyprojects.demo.codewords import REFUSALS
from keyflow_keyprojects.demo.words import Lexicon

_SLOT = re.compile(r"\{\w+\}")
_VERBS = {
    "adopt": ("列入名单", "Adopted into the list"),
    "start": ("开始", "Begun"),
    "open": ("另开事项", "An item is opened again"),
    "edit": ("更新数据", "Data edited"),
    "waive": ("豁免检查", "A check is waived"),
    "suspend": ("暂停", "Put on hold"),
    "resume": ("恢复", "Resumed"),
    "note": ("备注", "Note"),
    "expire": ("期限届满", "A deadline passed"),
    "approve": ("同意", "Approved"),
    "reject": ("不同意", "Against it"),
    "return": ("退回", "Sent back"),
    "consult": ("征求意见", "Others are consulted"),
    "answer": ("答复意见", "An opinion is given"),
    "touched": ("随同变更", "Moved with another"),
    "fulfil": ("补齐容缺材料", "What was owed is handed in"),
}


class Story:
    """The story of a case, told with the titles of its workflow."""

    def __init__(self, engine: Engine, workflows: Mapping[str, Workflow], say: Lexicon) -> None:
        self._engine = engine
        self._workflows = workflows
        self._say = say

    def tell(self, project: Case, events: Sequence[Event], items: Sequence[Case]) -> str:
        """Return the section: what it is, what happened, and its approval items."""
        return "".join(
            [
                self._head(project),
                self._table(project.workflow, events),
                f"<h3>{escape(self._say('children'))} ({len(items)})</h3>",
                *(self._item(item) for item in items),
            ]
        )

    def _head(self, project: Case) -> str:
        data, zh = project.data, self._say.language == "zh"
        facts = {
            "owner": data["owner_zh" if zh else "owner_en"],
            "sponsor": self._say.person(data["sponsor"]),
            "money": _money(str(data["total"])),
            "plan": _money(str(data["year_plan"])),
        }
        name = data["name_zh" if zh else "name_en"]
        rows = "".join(
            f"<span><b>{escape(self._say(word))}</b> {escape(str(value))}</span>"
            for word, value in facts.items()
        )
        state = self.state(project.workflow, project.state)
        return (
            f"<h3>{escape(project.subject)} {escape(str(name))} "
            f'<span class="tag">{escape(state)}</span></h3><p class="facts">{rows}</p>'
        )

    def _table(self, workflow: str, events: Sequence[Event]) -> str:
        heads = "".join(
            f"<th>{escape(self._say(word))}</th>"
            for word in ("when", "what", "who", "moved", "checks", "comment")
        )
        rows = "".join(self._event(workflow, event) for event in events)
        return f'<div class="scroll"><table class="story"><tr>{heads}</tr>{rows}</table></div>'

    def _event(self, workflow: str, event: Event) -> str:
        what = self._what(workflow, event)
        if not event.accepted:
            what += f' <span class="no">{escape(self._say("refused_one"))}</span>'
        before, after = event.source or "", event.state
        moved = self.state(workflow, after)
        if event.accepted and before != after and event.seq > 1:
            moved = f"{self.state(workflow, before)} → {self._entered(workflow, before, after)}"
        cells = (
            f"<td class=day>{_day(event.occurred_at)}</td>",
            f"<td>{what}</td>",
            f"<td>{escape(self._say.person(event.actor))}</td>",
            f"<td>{escape(moved)}</td>",
            f"<td>{''.join(self._checks(event))}</td>",
            f"<td>{escape(event.comment or event.text)}</td>",
        )
        return f"<tr{'' if event.accepted else ' class=refused'}>{''.join(cells)}</tr>"

    def _what(self, workflow: str, event: Event) -> str:
        trigger = event.trigger if event.verb == "fire" else None
        if trigger is None:
            steps = event.body.get("steps") or ()
            trigger = steps[0][0] if steps else None
        for way in self._workflows[workflow].transitions:
            if way.trigger == trigger and (event.source in way.source or not event.accepted):
                return escape(way.title.get(self._say.language) or way.trigger)
        if trigger:
            return escape(self._say.pick(_VERBS, trigger))
        if event.verb == "fire":
            verb = "touched"
        else:
            verb = "open" if event.verb == "start" and event.seq > 1 else event.verb
        return escape(self._say.pick(_VERBS, verb))

    def _checks(self, event: Event) -> Iterator[str]:
        for check in event.checks:
            hint = self._say.pick(REFUSALS, check.check)
            yield (
                f'<span class="chip {check.result}" title="{escape(hint, quote=True)}">'
                f"{escape(check.check)}</span>"
            )
        for sentence in event.said(self._say.language):
            yield f'<div class="finding said">{escape(sentence)}</div>'

    def _item(self, item: Case) -> str:
        events = self._engine.history(item.id)
        name = self._name(item)
        state = self.state(item.workflow, item.state)
        data = item.data
        named = next((name for name in ("document_number", "period") if name in data), None)
        number = (data[named] or "") if named else ""
        summary = (
            f"<summary><b>{escape(str(name))}</b> <span class=tag>{escape(state)}</span> "
            f"<small>{escape(number)}</small></summary>"
        )
        return f"<details>{summary}{self._table(item.workflow, events)}</details>"

    def _name(self, item: Case) -> str:
        """Return what an item is called; of a report, what its workflow is."""
        if "document_number" in item.data:
            return str(item.data["name_zh" if self._say.language == "zh" else "name_en"])
        workflow = self._workflows[item.workflow]
        return workflow.title.get(self._say.language) or workflow.name

    def _entered(self, workflow: str, before: str, after: str) -> str:
        """Name the state entered, without its stage where that is the same."""
        name = self.state(workflow, after)
        same = before.partition(".")[0] == after.partition(".")[0]
        return name.rpartition(" · ")[2] if same else name

    def state(self, workflow: str, name: str) -> str:
        """Return how a state is called."""
        definition = self._workflows[workflow]
        state = definition.by_name.get(name)
        stage = next((s for s in definition.stages if s.name == name.partition(".")[0]), None)
        own = state.title.get(self._say.language) if state else None
        general = stage.title.get(self._say.language) if stage else None
        return " · ".join(dict.fromkeys(word for word in (general, own) if word)) or name


def _day(at: datetime) -> str:
    return f"{at.astimezone(LOCAL):%Y-%m-%d}"


def _money(text: str) -> str:
    amount, _, currency = text.partition(" ")
    return f"{int(Decimal(amount)):,} {currency}" if currency else text
