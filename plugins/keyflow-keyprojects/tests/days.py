"""An office whose clock goes from day to day, with all that is due done at every midnight."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from keyflow.plugin import Actor
from keyflow_keyprojects.city.engine import city_engine
from keyflow_keyprojects.city.projects import key_projects, preliminary_projects
from keyflow_keyprojects.demo.cast import LOCAL, Clock
from keyflow_keyprojects.office import adopt_list, open_year

CITY, KPMO = Actor("city", {"city"}), Actor("kpmo-1", {"kpmo"})
SETTLED = {"settled_land": "taken back", "settled_funds": "returned"}
PROJECTS = {p["number"]: p for p in key_projects() + preliminary_projects()}


def at(day, hour=9):
    """Return an hour of a day of the office."""
    found = date.fromisoformat(day)
    return datetime(found.year, found.month, found.day, hour, tzinfo=LOCAL)


def day(instant):
    """Return the day an instant lies on."""
    return instant.astimezone(LOCAL).date().isoformat()


class Days:
    """The office from 4 January 2011 on, with the projects of some numbers."""

    def __init__(self, *numbers, url=None, begin="2011-01-04", **more):
        self.clock = Clock(at(begin))
        self.engine = city_engine(url, clock=self.clock, **more)
        self.office = open_year(self.engine, 2011, by=KPMO).id
        adopted = adopt_list(self.engine, [PROJECTS[number] for number in numbers], by=CITY)
        self.cases = {case.subject: case.id for case in adopted.cases}

    def on(self, until, hour=9):
        """Come to an hour of a day."""
        end = at(until, hour)
        while self.clock.now < end:
            today = self.clock.now.astimezone(LOCAL).replace(hour=0, minute=0, second=0)
            self.clock.now = min(today + timedelta(days=1), end)
            self.engine.run_due()
        return self

    def project(self, number):
        return self.engine.case(self.cases[number])

    def of(self, parent, slot):
        """Return the cases of a duty by their periods."""
        found = self.engine.cases(parent=parent, limit=200, order="opened").cases
        return {case.data["period"]: self.engine.case(case.id) for case in found
                if case.slot == slot}  # fmt: skip

    def reports(self, number, slot="monthly_report"):
        return self.of(self.cases[number], slot)

    def told(self, case):
        """Return (day, notice, whom) of the messages about a case, day by day."""
        return sorted(
            (day(message.at), message.notice, message.to)
            for message in self.engine.outbox(limit=10_000)
            if message.case == case
        )

    def fire(self, case, trigger, by, data=None, comment="", **more):
        return self.engine.fire(case, trigger, by=by, data=data, comment=comment, **more)

    def file(self, number, period, *, accept=True, **said):
        """Hand a report in as the month comes to its first days, and see it through."""
        dispatcher, dept, kpmo = self.people(number)
        report = self.reports(number)[period].id
        self.fire(report, "submit", dispatcher, figures(**said))
        if accept:
            self.fire(report, "verify", dept)
            self.fire(report, "accept", kpmo)
        return report

    def people(self, number):
        """Return dispatcher, department and office."""
        project = PROJECTS[number]
        return Actor(project["dispatcher"]), Actor("clerk-of-department", {"dept"}), KPMO


def figures(done="19150000", month=None, start="281650000", currency="CNY", **more):
    """Return what a monthly report says; unless told, K004's of January, exactly as planned.

    `done` is what was invested in the year, `start` what was before it.
    """

    def money(amount):
        return {"amount": f"{amount}", "currency": currency}

    return {
        "invested": money(done if month is None else month),
        "invested_total": money(Decimal(start) + Decimal(done)),
        "progress": "基础施工 / foundations",
        "measures": "增加班组 / another shift",
        "suggestions": "",
        "next_month": "主体施工 / main structure",
        **more,
    }


PROBLEM = {
    "what": "材料短缺 / materials are short",
    "measure": "另寻货源 / another supplier",
    "unit": "town-1",
    "due": "2011-12-31",
}


def last_days(engine, name, **query):
    """Return the last day of each running deadline of a name."""
    return [row.armed.last.isoformat() for row in engine.deadlines(**query)
            if row.armed.name == name]  # fmt: skip
