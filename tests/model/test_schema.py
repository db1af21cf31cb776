"""Fields as a file declares them and as data fill them: what makes no sense is refused."""

from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from keyflow import Actor, Engine, InputError, Refused, load
from keyflow.commands import Edit
from keyflow.model.money import decimal
from keyflow.model.schema import Schema, encode_fields

SCHEMA = TypeAdapter(Schema)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"type": "money", "currency": "eur"}, "three capital letters"),
        ({"type": "text", "currency": "EUR"}, "`currency` belongs to money"),
        ({"type": "integer", "min": 5, "max": 1}, "min 5 is above max 1"),
        ({"type": "integer", "min": "1_000"}, "'1_000' is not a decimal number"),
        ({"type": "text", "min": 1}, "`min` belongs to integer, decimal and money"),
        ({"type": "boolean", "max": 1}, "`max` belongs to integer, decimal and money"),
        ({"type": "date", "min": "2011-01-01"}, "`min` belongs to integer, decimal and money"),
        ({"type": "text", "choices": []}, "`choices` must name at least one"),
        ({"type": "text", "choices": ["a", "a"]}, "`choices` names 'a' twice"),
        ({"type": "integer", "choices": ["1"]}, "`choices` belongs to text and person"),
        ({"type": "text", "of": "text"}, "`of` belongs to list and map"),
        ({"type": "text", "fields": {"a": "text"}}, "`fields` belongs to record"),
        ({"type": "list", "of": {"type": "text", "required": True}}, "`required` belongs to"),
        ({"type": "list", "of": {"type": "text", "personal": True}}, "`personal` belongs to"),
        (
            {"type": "record", "fields": {"a": {"type": "text", "index": True}}},
            "`index` belongs to",
        ),
    ],
)
def test_a_declaration_without_sense_is_refused(spec, message):
    with pytest.raises(ValidationError) as error:
        SCHEMA.validate_python({"f": spec})
    assert message in str(error.value)


def test_bounds_and_choices_that_fit_are_taken():
    good = {
        "n": {"type": "integer", "min": 1, "max": 1},
        "m": {"type": "money", "min": "0.50", "currency": "EUR"},
        "p": {"type": "person", "choices": ["ann", "bob"]},
        "l": {"type": "list", "of": {"type": "text", "choices": ["a"]}},
    }
    assert SCHEMA.validate_python(good)["m"].min == Decimal("0.50")


@pytest.mark.parametrize("text", ["1_000", "１２", "1e", "0x1", "١", "1,000", "--1", "1__0", ""])
def test_a_number_is_written_with_plain_digits(text):
    with pytest.raises(ValueError, match="is not a decimal number"):
        decimal(text)


@pytest.mark.parametrize("text", ["1", "+1.50", "-.5", "1.", "1e3", "1E-3", " 2 "])
def test_a_number_may_be_written_so(text):
    assert decimal(text) == Decimal(text)


@pytest.mark.parametrize("text", ["9e30", "1" * 31, "1e-31", "12e29"])
def test_a_number_has_no_more_digits_than_can_be_read_back_when_it_is_written_out(text):
    with pytest.raises(ValueError, match="more than 30 digits"):
        decimal(text)


@pytest.mark.parametrize("text", ["9e29", "1" * 30, "1e-30"])
def test_a_number_of_thirty_digits_is_read_back_as_it_was_written_out(text):
    assert decimal(f"{decimal(text):f}") == Decimal(text)


def complaint(spec, value):
    with pytest.raises(InputError) as error:
        encode_fields(SCHEMA.validate_python({"f": spec}), {"f": value}, "data", "CNY")
    return str(error.value)


def test_a_key_of_a_map_is_told_as_a_key():
    tags = {"type": "map", "of": "text"}
    assert complaint(tags, {"": "v"}) == "data.f: the key '' must not be empty"
    assert complaint(tags, {" a": "v"}).startswith("data.f: the key ' a' must not begin")
    assert complaint(tags, {"ключ": "v"}) == "data.f: the key 'ключ' must be of ASCII characters"
    assert complaint(tags, {5: "v"}) == "data.f: the key 5 must be text, not int"


def test_dates_are_told_with_an_example():
    assert complaint("date", "1.3.2011") == "data.f: '1.3.2011' is not a date such as 2011-03-31"
    assert (
        complaint("date", "2011-02-30") == "data.f: '2011-02-30' is not a date such as 2011-03-31"
    )
    assert complaint("instant", "soon") == (
        "data.f: 'soon' is not an instant such as 2011-03-31T09:00:00+08:00"
    )


def test_a_person_is_not_the_mailbox_of_a_role():
    message = "must not begin with 'role:', which marks the mailbox of a role"
    assert complaint("person", "role:boss") == f"data.f: {message}"
    with pytest.raises(InputError, match="must not begin with 'role:'"):
        Actor("role:boss")


FLOW = """
name: w
initial: a
schema: {title: {type: text, required: true}, memo: text}
roles: [r]
stages: {a: {kind: plain, states: {a: {writable: "*"}}}, z: final}
transitions:
  - {trigger: go, source: a, dest: z, by: r}
"""


def test_a_required_field_is_not_emptied_later():
    engine, ann = Engine(None, [load(FLOW)]), Actor("ann", roles={"r"})
    for nothing in (None, "", " \u3000"):
        with pytest.raises(Refused, match="title is required"):
            engine.start("w", subject="s", data={"title": nothing}, by=ann)
    case = engine.start("w", subject="s", data={"title": "t", "memo": "m"}, by=ann)
    for nothing in (None, "", "\n"):
        with pytest.raises(Refused, match="title is required"):
            engine.do(Edit(case.id, {"title": nothing}), by=ann)
        with pytest.raises(Refused, match="title is required"):
            engine.fire(case.id, "go", data={"title": nothing}, by=ann)
    assert engine.do(Edit(case.id, {"memo": None}), by=ann).case.data["memo"] is None
    engine.close()
