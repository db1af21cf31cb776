from datetime import UTC, date, datetime

import click
import pytest

from keyflow.cli.params import params_of, values_of
from keyflow.errors import InputError
from keyflow.model import decision
from keyflow.model.command import Command
from keyflow.model.decision import (
    AddSign,
    Answer,
    Approve,
    Arrange,
    Consult,
    Owed,
    RemoveSign,
    Return,
)

KINDS = [
    kind
    for kind in vars(decision).values()
    if isinstance(kind, type) and issubclass(kind, Command) and kind.verb
]


def asked(kind, *line):
    """Read a line as the subcommand of a class would, and make the command of it."""
    with click.Command(kind.verb, params=params_of(kind)).make_context(kind.verb, [*line]) as ctx:
        return kind(**values_of(kind, ctx.params))


@pytest.mark.parametrize(
    ("kind", "line", "made"),
    [
        (Return, ["c#1"], Return("c#1")),
        (
            Return,
            ["c#1", "--to", "previous", "--straight-back", "--into", "p"],
            Return("c#1", "previous", "", straight_back=True, into="p"),
        ),
        (AddSign, ["c#1", "ann", "bob"], AddSign("c#1", ("ann", "bob"))),
        (
            AddSign,
            ["c#1", "ann", "--place", "before", "--mode", "order"],
            AddSign("c#1", ("ann",), "before", "order"),
        ),
        (Arrange, ["c", "deciding", "ann", "bob"], Arrange("c", "deciding", ("ann", "bob"))),
        (Consult, ["c#1", "ann", "bob", "--limit", "5wd"], Consult("c#1", ("ann", "bob"), "5wd")),
        (RemoveSign, ["c#1", "--reason", "ill"], RemoveSign("c#1", "ill")),
        (Answer, ["c#2", "agree", "--comment", "fine"], Answer("c#2", "agree", "fine")),
        (
            Approve,
            ["c#1", "--attachment", "a.pdf", "--attachment", "b.pdf"],
            Approve("c#1", attachments=("a.pdf", "b.pdf")),
        ),
        (
            Approve,
            ["c#1", "--owed", "licence,2026-03-02", "--owed", "map,2026-03-02T09:00Z,build"],
            Approve(
                "c#1",
                owed=(
                    Owed("licence", date(2026, 3, 2)),
                    Owed("map", datetime(2026, 3, 2, 9, tzinfo=UTC), "build"),
                ),
            ),
        ),
        (
            Approve,
            ["c#1", "--choose", "deciding=ann,bob", "--choose", "signing=li"],
            Approve("c#1", choose={"deciding": ("ann", "bob"), "signing": ("li",)}),
        ),
    ],
)
def test_the_types_of_the_fields_say_how_they_are_given(kind, line, made):
    assert asked(kind, *line) == made


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["--owed", "licence"], "--owed: 'licence' is not of the form what,due or what,due,blocks"),
        (["--owed", "licence,soon"], "--owed: 'soon' is not a day such as 2026-03-02"),
        (["--owed", "licence,2026-03-02T09:00"], "--owed: has no time zone; add Z"),
        (["--choose", "deciding"], "--choose: 'deciding' is not of the form state=person,person"),
        (["--choose", "a=x", "--choose", "a=y"], "--choose: 'a' is given twice"),
    ],
)
def test_a_value_of_another_form_is_bad_input(line, said):
    with pytest.raises(InputError) as wrong:
        asked(Approve, "c#1", *line)
    assert str(wrong.value).startswith(said)


@pytest.mark.parametrize(
    ("kind", "line"), [(Answer, ["c#1", "perhaps"]), (AddSign, ["c#1"]), (Consult, ["c#1", "ann"])]
)
def test_what_cannot_be_or_is_missing_is_a_usage_error(kind, line):
    with pytest.raises(click.UsageError):
        asked(kind, *line)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.verb)
def test_every_field_has_its_place_on_the_line(kind):
    found = {param.name for param in params_of(kind)}
    assert {"pairs" if name == "data" else name for name in kind.__match_args__} <= found
