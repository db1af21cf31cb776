"""An office to test an engine in: a clock to turn, people, a rich workflow, an engine per store."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache

from keyflow import Actor, Engine, load
from keyflow.plugin import Notifier
from keyflow.store.migrate import upgrade
from tests import office_plugins

START = datetime(2011, 3, 1, 8, tzinfo=UTC)
ANN = Actor("ann", roles={"owner"})
BOB = Actor("bob", roles={"office"})
LEA = Actor("lea", roles={"leader"})
KAY = Actor("kay", roles={"clerk"})
NOBODY = Actor("zoe")


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self, now=START):
        self.now = now

    def __call__(self):
        return self.now

    def turn(self, **span):
        self.now += timedelta(**span)
        return self.now


class Box(Notifier):
    """Keeps what it is sent; fails as often as it is told to."""

    kind = "box"
    model_config = {"arbitrary_types_allowed": True, "frozen": False}

    sent: list = []
    failing: dict = {}

    def send(self, message):
        error = self.failing.get(message.to)
        if error is not None:
            raise error
        self.sent.append(message)


PROJECT = """
name: project
initial: preparing
zone: Asia/Shanghai
backdate: 2d
clerks: [clerk]
schema:
  title: text
  total: {type: money, index: true}
  funded: {type: decimal, index: true, min: "0", max: "1"}
  n: {type: integer, index: true}
  sector: {type: text, index: true, choices: [steel, road, 水利]}
  owner: person
  helpers: {type: list, of: person}
  secret: {type: text, personal: true}
  items: {type: list, of: text}
  reply_by: instant
  day: date
  flag: {type: boolean, index: true}
  notes: {type: map, of: text}
  place: {type: record, fields: {town: text, plots: {type: list, of: integer}}}
roles: {owner: data.owner, office: , leader: , clerk: , land: }
operations:
  adopt: {by: [office]}
  suspend: {by: [office]}
  resume: {by: [office]}
  terminate: {by: [office], checks: [{kind: fields-present, fields: [title], waivable: [leader]}]}
  erase: {by: [office]}
stages:
  preparing:
    kind: plain
    states: {preparing: {writable: "*", deadlines: {reply: {limit: 48h, overdue: lapse}}}}
  approval:
    kind: plain
    steps: [deciding, approved]
    states:
      deciding:
        writable: [funded, reply_by]
        deadlines: {answer: {at: reply_by}, days: {limit: 30d}, soon: {limit: 90min}}
  works:
    kind: plain
    steps: [building, done]
    states: {building: {children: {item: {workflow: item, each: items}}}}
  closed: {kind: final}
transitions:
  - trigger: submit
    source: preparing
    dest: approval
    by: [owner]
    checks:
      - {kind: fields-present, id: money, fields: [total, funded], waivable: [leader]}
      - {kind: fields-present, id: title, fields: [title], severity: warn}
  - {trigger: remark, source: [preparing, approval.*], by: [owner, office]}
  - {trigger: again, source: approval.deciding, dest: "=", by: [owner]}
  - {trigger: decide, source: approval.deciding, dest: approval.approved, by: [leader],
     when: "n != null and n > 10", comment: required}
  - {trigger: decide, source: approval.deciding, dest: closed, by: [leader], when: "flag"}
  - trigger: decide
    source: approval.deciding
    dest: approval.approved
    by: [leader]
    checks: [{kind: different-person, from_triggers: [submit]}]
  - {trigger: build, source: approval.approved, dest: works, by: [office]}
  - trigger: finish
    source: works.building
    dest: works.done
    auto: true
    checks: [{kind: children, slot: item, states: [done]}]
  - {trigger: close, source: works.done, dest: closed, by: [office]}
  - {trigger: lapse, source: preparing, dest: closed, by: [system]}
  - {trigger: drop, source: "*", dest: closed, by: [office]}
  - {trigger: check_up, source: "*", by: [office], while: suspended}
  - {trigger: sweep, source: works.building, by: [office],
     commands: [{fire: finish_item, on: child item}]}
notices:
  - {on: entered approval, to: [owner, leader], via: box, id: asked,
     text: {en: "{{ case.subject }} waits", zh: "{{ case.subject }}待审批"}}
  - {on: refused decide, to: [actor], via: box, id: refused, text: "No: {{ event.trigger }}"}
  - {on: overdue reply, to: ["person:dora", owner], via: box, id: late, text: "late"}
  - {on: entered closed, to: [data.helpers, office], via: box, id: closed, text: "closed"}
"""

ITEM = """
name: item
initial: open
schema: {item: text}
roles: [land, office]
stages: {open: {kind: plain}, done: {kind: final, outcome: granted}}
transitions:
  - {trigger: finish_item, source: open, dest: done, by: [land, system]}
"""

FULL = {"title": "Ring road", "total": "120000000", "funded": "0.4"}


@cache
def project():
    return load(PROJECT, name="project.yaml")


@cache
def item():
    return load(ITEM, name="item.yaml")


def flow(text, **named):
    """Load a small workflow whose transitions are what the test is about."""
    return load(text, plugins=[office_plugins], **named)


class Office:
    """An engine, its clock, its box of sent messages, and short ways to say what tests say."""

    def __init__(self, engine, clock, box):
        self.engine, self.clock, self.box = engine, clock, box

    def begin(self, subject="Ring road", by=ANN, **data):
        return self.engine.start("project", subject=subject, by=by, data=FULL | data)

    def deciding(self, subject="Ring road", **data):
        case = self.begin(subject, **data)
        return self.engine.fire(case.id, "submit", by=ANN).case

    def building(self, subject="Ring road", items=("a", "b"), **data):
        case = self.deciding(subject, items=list(items), **data)
        self.engine.fire(case.id, "decide", by=LEA, comment="ok")
        return self.engine.fire(case.id, "build", by=BOB).case

    def children(self, case):
        return self.engine.cases(parent=case.id, order="subject").cases


@contextmanager
def opened(url=None, workflows=None, clock=None, **more):
    """Open an engine on a URL (None for memory) with the office's plugins."""
    if url is not None and url.startswith("postgresql"):
        upgrade(url)
    clock, box = clock or Clock(), Box()
    engine = Engine(
        url,
        [project(), item()] if workflows is None else workflows,
        notifiers={"box": box},
        clock=clock,
        plugins=[office_plugins],
        **more,
    )
    try:
        yield Office(engine, clock, box)
    finally:
        engine.close()


def url_of(kind, tmp_path, request):
    """Return the URL of a kind of store: memory, sqlite or postgres."""
    if kind == "memory":
        return None
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'keyflow.db'}?synchronous=OFF"
    return request.getfixturevalue("postgres_url")


def threads(*calls):
    """Run calls at once, each on a thread of its own; return what they returned or raised."""
    answers = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(number, call):
        gate.wait()
        try:
            answers[number] = call()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            answers[number] = error

    running = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(60)
    return answers
