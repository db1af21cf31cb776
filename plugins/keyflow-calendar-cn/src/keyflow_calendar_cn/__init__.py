"""The working days of the PRC as a keyflow plugin: the calendar `cn`, and tables that change it."""

from keyflow.plugin import Calendar, hookimpl
from keyflow_calendar_cn.china import China
from keyflow_calendar_cn.tables import Table, read_table

__all__ = ["China", "Table", "read_table"]


@hookimpl
def keyflow_calendars() -> list[type[Calendar]]:
    """Offer the calendar of the whole country."""
    return [China]
