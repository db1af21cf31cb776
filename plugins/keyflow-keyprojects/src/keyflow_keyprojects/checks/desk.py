"""What orders, meetings, resolutions and support are asked (C4.10, C4.11, N34)."""

from keyflow.plugin import Attempt, Case, Start
from keyflow_keyprojects.checks.base import OfficeCheck
from keyflow_keyprojects.rules import ladders, meetings, orders, supports
from keyflow_keyprojects.rules.duties import unregistered
from keyflow_keyprojects.rules.reasons import Reason
from keyflow_keyprojects.scene.roster import on_roster, only_asked
from keyflow_keyprojects.scene.sponsorship import UNDER_WAY
from keyflow_keyprojects.settings import DEFAULTS


class OwnSubject(OfficeCheck):
    """C2: the number of a blocker, order, resolution or support is not taken in its project."""

    kind = "kp-own-subject"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say that there is one of that number."""
        command = attempt.command
        if not isinstance(command, Start) or command.parent is None:
            return []
        family = attempt.scene.family(attempt.case.root)
        others = [case.subject for case in family if _beside(case, attempt.case)]
        return orders.untaken(command.subject, others)


class FirstLevel(OfficeCheck):
    """C4.9: a blocker begins with the first level, where its ladder begins."""

    kind = "kp-first-level"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say so."""
        return ladders.first(attempt.data["level"])


def _beside(other: Case, case: Case) -> bool:
    return (other.parent, other.slot) == (case.parent, case.slot) and other.id != case.id


class OrderColour(OfficeCheck):
    """C4.11, N11: an order has a colour, a request has none; which it is, the register says."""

    kind = "kp-order-colour"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say which is wrong."""
        data = attempt.data
        unit, said = data["addressee_unit"], data["is_request"]
        stationed = only_asked(attempt, unit, said=said)
        return orders.colour(data["colour"], unit, stationed=stationed, said=said)


class Asked(OfficeCheck):
    """N11: nothing is said to be a request but what is to a unit that can be asked only."""

    kind = "kp-asked"
    unit: str = "unit"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Compare with the register."""
        unit, said = attempt.data[self.unit], attempt.data["is_request"]
        stationed = only_asked(attempt, unit, said=said)
        return orders.asked(unit, stationed=stationed, said=said)


class Registered(OfficeCheck):
    """N35: what a meeting resolves is of its project's number, to a unit on the roster."""

    kind = "kp-registered"
    unit: str = "unit"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say which is not."""
        data, project = attempt.data, attempt.parent
        own = project.data["number"] if project else data["number"]
        reasons = meetings.of_project(data["number"], own)
        if data[self.unit] and not on_roster(attempt, data[self.unit]):
            reasons.append(unregistered(data[self.unit]))
        return reasons


class Extension(OfficeCheck):
    """C4.11: more time is asked for once, and for no more than `most`."""

    kind = "kp-extension"
    most: str = DEFAULTS.orders.extension

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say what keeps it from being asked for."""
        before = attempt.case.data["extension"]
        return orders.extension(before, attempt.data["extension"], self.most)


class Resolutions(OfficeCheck):
    """N35: every resolution of the minutes has a project, a unit and a day."""

    kind = "kp-resolutions"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name what each lacks."""
        return meetings.resolutions(attempt.data["resolutions"] or (), self.day(attempt))


class Deferral(OfficeCheck):
    """C4.10: a resolution is deferred to a later day."""

    kind = "kp-deferral"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Compare the days."""
        before, due = attempt.case.data["due"], attempt.data["due"]
        return meetings.deferral(before, due, self.day(attempt))


class SupportListed(OfficeCheck):
    """N34: support is granted to projects of the key list only."""

    kind = "kp-support-listed"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say that the project is not in it."""
        project = attempt.parent
        if project is None:
            return supports.listed(attempt.data["number"], None, "")
        kind = project.data["list"] if project.stage in UNDER_WAY else None
        return supports.listed(project.data["number"], kind, project.standing)


class SupportAsked(OfficeCheck):
    """C2: a request says how much it is for."""

    kind = "kp-support-asked"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say what is missing."""
        return supports.stated(attempt.data, "requested")


class SupportGranted(OfficeCheck):
    """C2: what is granted is stated, no more than was asked for, and not expired already."""

    kind = "kp-support-granted"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say what is wrong with the amount or its last day."""
        data = attempt.data
        return [
            *supports.stated(data, "granted"),
            *supports.lasting(data["expires"], self.day(attempt)),
        ]


class SupportUsed(OfficeCheck):
    """C2: what is used is stated, cumulative, and no more than was granted."""

    kind = "kp-support-used"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say what is wrong with the amount."""
        data = attempt.data
        return [*supports.stated(data, "used"), *supports.grown(data, attempt.case.data)]


class SupportDecided(OfficeCheck):
    """N34: of every support of a project that left it is decided whether it keeps it."""

    kind = "kp-support-decided"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name those that were not decided on."""
        cases = [record["case"] for record in attempt.data["supports"] or ()]
        return supports.decided(cases, attempt.data["decisions"] or {})


DESK_CHECKS = (
    OwnSubject,
    FirstLevel,
    OrderColour,
    Asked,
    Registered,
    Extension,
    Resolutions,
    Deferral,
    SupportListed,
    SupportAsked,
    SupportGranted,
    SupportUsed,
    SupportDecided,
)
