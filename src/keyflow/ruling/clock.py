"""When a limit ends: hours and minutes as instants, days in the workflow's zone (D19)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from keyflow.model.definition import Deadline
from keyflow.model.schema import Data


def span(limit: str) -> timedelta:
    """Return a limit such as 48h, 90min or 30d as a duration."""
    if limit.endswith("min"):
        return timedelta(minutes=int(limit[:-3]))
    unit = timedelta(hours=1) if limit.endswith("h") else timedelta(days=1)
    return unit * int(limit[:-1])


def due(deadline: Deadline, since: datetime, data: Data, zone: str) -> datetime | None:
    """Return the instant from which it is late; None where the data field holds no instant.

    For days the first is not counted and the last is whole: late from midnight of the next.
    """
    if deadline.at is not None:
        return data[deadline.at]  # type: ignore[no-any-return]
    limit = deadline.limit or ""
    if not limit.endswith("d"):
        return since + span(limit)
    here = ZoneInfo(zone)
    last = since.astimezone(here).date() + span(limit)
    return datetime.combine(last + timedelta(days=1), time(), here).astimezone(UTC)
