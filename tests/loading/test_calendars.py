import json
from types import ModuleType

import pytest

from keyflow import DefinitionError, Registry, dump, load
from keyflow.loading import json_schema
from keyflow.model.use import Use
from keyflow.plugin import Calendar, hookimpl
from keyflow.ruling.compiling import Compiler

TEXT = """\
name: w
initial: a
roles: [r]
stages: {a: plain, z: final}
transitions:
  - {trigger: go, source: a, dest: z, by: r}
"""
OFFICE = {"kind": "business-hours", "days": ["mon", "sat"], "hours": "09:00-12:00"}


def loaded(calendar):
    return load(TEXT + (f"calendar: {calendar}\n" if calendar else ""))


@pytest.mark.parametrize(
    ("written", "use", "dumped"),
    [
        ("", Use(kind="weekdays"), None),
        ("weekdays", Use(kind="weekdays"), None),
        ("{kind: weekdays}", Use(kind="weekdays"), None),
        ("business-hours", Use(kind="business-hours"), "business-hours"),
        ("{kind: business-hours}", Use(kind="business-hours"), "business-hours"),
        (
            json.dumps(OFFICE),
            Use(kind="business-hours", options={k: v for k, v in OFFICE.items() if k != "kind"}),
            OFFICE,
        ),
    ],
)
def test_a_calendar_is_a_kind_or_a_kind_with_options(written, use, dumped):
    workflow = loaded(written)
    assert workflow.calendar == use
    assert json.loads(dump(workflow)).get("calendar") == dumped
    assert load(dump(workflow)) == workflow
    assert load(json.loads(dump(workflow))).hash == workflow.hash


def test_how_it_is_written_is_no_part_of_what_it_is():
    assert loaded("weekdays").hash == loaded("{kind: weekdays}").hash == loaded("").hash
    assert loaded("business-hours").hash != loaded("").hash


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("weekday", "<text>:7 calendar: there is no calendar 'weekday' (did you mean 'weekdays'?)"),
        (
            "\n  kind: weekdays\n  hour: ['09:00-12:00']",
            (
                "<text>:9 calendar.hour: there is no option of 'weekdays' named 'hour' "
                "(did you mean 'hours'?)"
            ),
        ),
        (
            "\n  kind: weekdays\n  hours: [9-12]",
            (
                "<text>:9 calendar.hours: must be the hours of a day in their order, such as "
                "09:00-12:00 and 13:30-17:30"
            ),
        ),
        (
            "\n  kind: business-hours\n  days: [man]",
            (
                "<text>:9 calendar.days.0: must be one of mon, tue, wed, thu, fri, sat, sun "
                "(did you mean 'mon'?)"
            ),
        ),
        (
            "\n  kind: business-hours\n  days: []",
            "<text>:9 calendar.days: must hold at least 1",
        ),
        ("{hours: [9-12]}", "<text>:7 calendar.kind: 'kind' is missing"),
        ("[weekdays]", "<text>:7 calendar: must be a mapping"),
    ],
)
def test_a_calendar_that_cannot_be_is_told_with_its_place(written, said):
    with pytest.raises(DefinitionError) as error:
        loaded(written)
    assert str(error.value) == said


def test_the_schema_takes_either_form():
    said = json_schema()["properties"]["calendar"]
    assert [choice["type"] for choice in said["anyOf"]] == ["string", "object"]


def test_a_calendar_that_is_not_there_any_more_is_none():
    compiler = Compiler(Registry())
    assert compiler.calendar(Use(kind="gone")) is None
    assert compiler.calendar(Use(kind="weekdays", options={"gone": 1})) is None
    assert compiler.calendar(Use(kind="business-hours", options={"days": ["sat"]})).days == ("sat",)


class Never(Calendar):
    """A calendar nobody works by."""

    kind = "never"

    def is_working(self, day):
        return False


def test_a_calendar_without_a_working_day_is_a_load_error():
    @hookimpl
    def keyflow_calendars():
        return [Never]

    module = ModuleType("never_plugin")
    module.keyflow_calendars = keyflow_calendars
    with pytest.raises(DefinitionError, match="calendar 'never' has no working time"):
        load(TEXT + "calendar: never\n", plugins=[module])
