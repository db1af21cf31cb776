"""A project is prepared, submitted and approved: the quickstart, as the README shows it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

from keyflow import Actor, Engine, Refused, load
from keyflow.builtin.notifiers import Console

now = datetime(2026, 3, 2, 9, tzinfo=UTC)  # without a clock of ours, the database's is used
engine = Engine(
    f"sqlite:///{mkdtemp()}/projects.db",
    [load(Path(__file__).with_name("project.yaml"))],
    notifiers={"console": Console()},
    clock=lambda: now,
)
ann, bob = Actor("ann", roles={"owner", "leader"}), Actor("bob", roles={"leader"})
case = engine.start("project", subject="Ring road", data={"total": "120000000"}, by=ann)

for option in engine.options(case.id, by=bob):  # what bob could try, and all that stands in the way
    print("option:", option.trigger, option.allowed, [finding.text for finding in option.findings])

now += timedelta(hours=49)
print(engine.run_due())  # the deadline has passed: a message is written
engine.fire(case.id, "submit", by=ann, data={"plan": "P-7"}, key="web-7f3a")  # a retry is harmless
print(engine.deliver())  # after the commit, again and again until it is there

try:
    engine.fire(case.id, "approve", by=ann)
except Refused as no:
    print("refused:", no)
print("now:", engine.fire(case.id, "approve", by=bob).case.state)

for event in engine.history(case.id):  # refused attempts are history, too
    print(event.seq, event.actor, event.trigger or event.verb, event.accepted, "->", event.state)
