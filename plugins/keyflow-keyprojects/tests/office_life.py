"""One project led through its whole life by the people who may, for the tests to look at."""

from datetime import timedelta
from decimal import Decimal

from keyflow.commands import Approve
from keyflow.plugin import Actor
from keyflow_keyprojects.blockers import land_contract
from keyflow_keyprojects.city.engine import PANEL
from keyflow_keyprojects.city.projects import building_firms, key_projects
from keyflow_keyprojects.items.catalogue import load_catalogue
from keyflow_keyprojects.office import accept_files, decide, nominate
from keyflow_keyprojects.rounds import sign, task_for

CITY, KPMO = Actor("city", {"city"}), Actor("kpmo-1", {"kpmo"})
# One window for all departments, so that a test of something else need not tell them apart.
FUNC = Actor("window-1", {"func", "drc", "nr", "ee", "wr", "hud", "cad", "owner"})
NUMBER = "K026"


def panel_agrees(engine, cases):
    """Let three of the panel and the city sign all candidates, one after the other."""
    for by in (*map(Actor, PANEL[:3]), CITY):
        sign(engine, cases, by)


def window(role):
    return Actor(f"{role}-window", {role})


class Life:
    """A project, the engine and the clock; `told` maps each step to the messages it wrote."""

    def __init__(self, engine, clock, number=NUMBER, **changes):
        self.engine, self.clock = engine, clock
        self.project = next(p for p in key_projects() if p["number"] == number) | changes
        self.told, self._known = {}, set()
        nominator = Actor(self.project["head"], {"unit"})
        (case,) = nominate(engine, [self.project], nominator)
        self.id = case.id
        self._note("start")

    @property
    def case(self):
        return self.engine.case(self.id)

    @property
    def owner(self):
        return Actor(self.project["owner_contact"])

    @property
    def dept(self):
        return Actor(self.project["substitute"], {"dept"})

    def select(self):
        accept_files(self.engine, [self.id], KPMO, PANEL)
        self._note("accept_file")
        panel_agrees(self.engine, [self.id])
        self._note("panel")
        decide(self.engine, [self.case], CITY)
        self._note("select")

    def go(self, trigger, by, data=None, comment="", name=None):
        self.clock.tick(hours=1)
        outcome = self.engine.fire(self.id, trigger, by=by, data=data, comment=comment)
        self._note(name or trigger)
        return outcome

    def task(self, role):
        return task_for(self.case, window(role))

    def vote(self, role, command=Approve, *args, **given):
        self.clock.tick(hours=1)
        return self.engine.do(command(self.task(role), *args, **given), by=window(role))

    def all_agree(self, name):
        for task in list(self.case.tasks.values()):
            self.vote(task.roles[0])
        self._note(name)

    def items(self):
        found = self.engine.cases(parent=self.id, workflow="approval-item", limit=200)
        return list(found.cases)

    def grant(self, stage):
        """Grant all items of a stage, those first whose predecessors are there."""
        waiting = [i for i in self.items() if i.state == "handling.draft"]
        held = {p["item"]: None for p in self.project["permits"]}
        held |= {i.data["code"]: None for i in self.items() if i.state == "handling.granted"}
        applies = {*held, *(i.data["code"] for i in waiting)}
        while waiting:
            day = self.clock().date()
            ready = [
                i for i in waiting
                if not load_catalogue()[i.data["code"]].missing(held, applies, day)
            ]  # fmt: skip
            assert ready, [i.data["code"] for i in waiting]
            for item in ready:
                self.handle(item)
                held[item.data["code"]] = None
            waiting = [i for i in waiting if i not in ready]
        self._note(f"items of {stage}")

    def handle(self, item):
        self.clock.tick(hours=1)
        fire = self.engine.fire
        fire(item.id, "submit", by=self.owner)
        fire(item.id, "accept", by=FUNC)
        fire(item.id, "review", by=FUNC)
        fire(item.id, "grant", by=FUNC, data={"document_number": f"N-{item.data['code']}"})

    def approval(self):
        self.go("apply_decision", self.owner)
        self.grant("approval")
        self.go("decision_granted", FUNC)
        self.all_agree("review")
        self.go("stage_done", self.dept)
        self.go("hand_over", self.dept, name="hand_over to planning")

    def land(self):
        contract = land_contract(self.case, self.today)
        self.go("land_supplied", FUNC, {"land_contract": contract})

    def planning(self):
        self.grant("planning")
        self.land()
        for step in ("land_permit", "scheme_ok", "works_permit", "drawings_ok"):
            self.go(step, FUNC)

    def construction(self):
        self.go("hand_over", self.dept, name="hand_over to construction")
        self.grant("construction")
        self.go("construction_permit", FUNC, building_firms(NUMBER))
        report = {"started_on": self.today, "photos": ["gate.jpg"], "supervision_note": "JL-1"}
        self.go("report_start", self.owner, {"start_report": report})
        self.go("verify_start", self.dept)

    def stop_and_restart(self):
        report = {"since": self.today, "reason": "steel", "site_protection": "fenced"}
        self.go("report_stop", self.owner, {"stop_report": report}, "no steel")
        self.go("restart", self.owner)

    def milestones(self):
        for step, verify in (
            ("foundation", "verify_milestone"),
            ("structure", "complete_main_works"),
            ("fit_out", "complete"),
        ):
            report = {"step": step, "done_on": self.today, "evidence": [f"{step}.jpg"]}
            self.go("milestone", self.owner, {"milestone_report": report})
            self.go(verify, self.dept)

    def acceptance(self):
        targets = self.case.data.raw["targets"]
        none = {"amount": "0.00", "currency": targets["amount"]["currency"]}
        days = {"start": "2011-12-01", "due": "2012-03-31"}
        step = {"step": "joint_acceptance", "due": "2012-03-31", "amount": none, "months": {}}
        more = {"stage": "acceptance", "amount": none, "accountable": "unit", "steps": [step]}
        ahead = targets | {"stages": [*targets["stages"], more | days]}
        self.go("hand_over", self.dept, {"targets": ahead}, name="hand_over to acceptance")
        self.grant("acceptance")
        self.go("apply_joint", self.owner)
        self.go("rectify", FUNC, comment="fire lane")
        self.go("rectified", self.owner)
        self.all_agree("joint acceptance")
        self.go("accept_works", FUNC)
        self.go("file", self.owner)
        self.go("title", FUNC)

    def ramp_up(self):
        self.go("hand_over", self.dept, name="hand_over to ramp-up")
        self.go("start_production", self.dept)
        for period in ("2012-Q1", "2012-Q2", "2012-Q3"):
            self.clock.tick(days=91)
            self.benefits(period, "0.95")
        self.go("reach_capacity", self.dept)
        self.go("close", KPMO)

    def benefits(self, period, share):
        """Have a quarter's sales reported and received: a share of a quarter of those expected."""
        expected = Decimal(self.project["benefits"]["sales"]["amount"])
        sold = {"amount": f"{expected / 4 * Decimal(share):.2f}", "currency": "CNY"}
        data = {"number": NUMBER, "holder": self.owner.id, "period": period,
                "report": "in production", "figures": {"sales": sold}}  # fmt: skip
        report = self.engine.start(
            "short-report", subject=f"{NUMBER}/benefit_report/{period}", by=KPMO, data=data,
            parent=self.id, slot="benefit_report",
        )  # fmt: skip
        self.engine.fire(report.id, "submit", by=self.owner)
        self.engine.fire(report.id, "accept", by=KPMO)

    def whole(self):
        self.select()
        self.approval()
        self.planning()
        self.construction()
        self.stop_and_restart()
        self.milestones()
        self.acceptance()
        self.ramp_up()
        return self

    @property
    def today(self):
        return (self.clock() + timedelta(hours=8)).date()

    def _note(self, step):
        fresh = [m for m in self.engine.outbox(limit=10_000) if m.id not in self._known]
        self._known.update(m.id for m in fresh)
        own = [m for m in fresh if m.case == self.id]
        self.told[step] = {(m.notice.partition("-")[0], m.to) for m in own}
