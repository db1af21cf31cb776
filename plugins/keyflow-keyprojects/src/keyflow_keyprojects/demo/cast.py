"""Who acts in the demo, and the clock they act by."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from keyflow import Actor, Case

LOCAL = timezone(timedelta(hours=8))
CITY = Actor("city-government", {"city"})
KPMO = Actor("kpmo-clerk", {"kpmo"})
SUPERVISION = Actor("inspector", {"supervision"})

# The departments' windows, by the role a catalogue item is led by.
WINDOWS = {
    "DRC": ("发展和改革局", "Development and Reform"),
    "NR": ("国土规划局", "Natural Resources"),
    "EE": ("环境保护局", "Environment"),
    "HUD": ("住房城乡建设局", "Housing and Construction"),
    "WR": ("水利局", "Water"),
    "CAD": ("人民防空办公室", "Civil Air Defence"),
    "FOREST": ("林业局", "Forestry"),
    "CULTURE": ("文化局", "Culture"),
    "OWNER": ("招标与验收组织", "Tendering and acceptance"),
}


@dataclass(slots=True)
class Clock:
    """A clock that stands still until it is set; days begin at +08:00."""

    now: datetime = datetime(2011, 1, 4, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the instant it shows."""
        return self.now

    def to(self, day: date, hour: int = 9) -> None:
        """Set it to an hour of a day."""
        self.now = datetime(day.year, day.month, day.day, hour, tzinfo=LOCAL).astimezone(UTC)

    @property
    def day(self) -> date:
        """The day it shows, where the office is."""
        return self.now.astimezone(LOCAL).date()


def window(role: str) -> Actor:
    """Return the officer at a department's window, who also votes for the department."""
    return Actor(f"{role.lower()}-officer", {"func", role.lower()})


def owner(project: Case) -> Actor:
    """Return the owner's contact; the workflow knows them by the project's data."""
    return Actor(project.data["owner_contact"])


def dispatcher(project: Case) -> Actor:
    """Return the person who dispatches a project."""
    return Actor(project.data["dispatcher"])


def department(project: Case) -> Actor:
    """Return who confirms for the department: not the dispatcher, but the substitute."""
    return Actor(project.data["substitute"], {"dept"})


def unit(project: Case) -> Actor:
    """Return the head of the responsible unit, acting for it."""
    return Actor(project.data["head"], {"unit"})


def sponsor(project: Case) -> Actor:
    """Return the city leader who sponsors a project."""
    return Actor(project.data["sponsor"])
