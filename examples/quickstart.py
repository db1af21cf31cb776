"""A project is prepared, submitted and approved. What is printed stands beside it.

Run it where the repository is: `python -m examples.quickstart`.
"""

from datetime import UTC, datetime, timedelta

from keyflow import Actor, Engine, Refused, load
from keyflow.builtin.notifiers import Console

now = datetime(2026, 3, 2, 9, tzinfo=UTC)  # without `clock`, the database's time is used
engine = Engine(
    "sqlite://",  # in memory; sqlite:///projects.db is a file, postgresql://… a server
    [load("examples/project.yaml")],
    notifiers={"console": Console()},
    clock=lambda: now,
)
ann, bob = Actor("ann", roles={"owner", "leader"}), Actor("bob", roles={"leader"})
case = engine.start("project", subject="Ring road", data={"total": "120000000"}, by=ann)

for option in engine.options(case.id, by=bob):  # what bob could try, and what stands in the way
    print(option.trigger, option.allowed, [finding.text for finding in option.findings])
    # > submit False ['Only owner may submit here.', 'plan is missing.']

now += timedelta(hours=49)
print(engine.run_due())  # a deadline has passed: its message is written
# > Due(expired=1, advanced=0, seal=1)

engine.fire(case.id, "submit", by=ann, data={"plan": "P-7"}, key="web-7f3a")  # a retry is harmless
try:
    engine.fire(case.id, "approve", by=ann)
except Refused as no:
    print(no)
    # > The same person did submit; somebody else must do this.
print(engine.fire(case.id, "approve", by=bob).case.state)
# > approved

print(engine.deliver())  # after the commit, tried again until it is there
# > To: role:leader
# > Subject: Ring road awaits you
# > Delivered(sent=2, put_off=0, dead=0)

for event in engine.history(case.id):  # refused attempts are history, too
    print(event.actor, event.trigger or event.verb, event.accepted, event.state)
    # > ann start True preparing
    # > system expire True preparing
    # > ann submit True deciding
    # > ann approve False deciding
    # > bob approve True approved
