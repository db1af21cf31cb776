"""Voters that a data field names: only what can be somebody's id."""

import pytest

from keyflow import DefinitionError
from keyflow.commands import Fire
from tests.approvals.bureau import ANN

BY_TEXT = {"voters": [{"data": "memo"}]}


@pytest.mark.parametrize("named", ["li ", "role:desk", "system"])
def test_what_nobody_can_be_called_opens_no_round(bureau, named):
    b = bureau(BY_TEXT)
    case = b.engine.start("permit", subject="s", by=ANN, data={"memo": named}).id
    assert b.refused(Fire(case, "submit"), ANN) == ["nobody-to-decide"]
    assert b.case(case).state == "preparing"
    stops = b.engine.route(case, by=ANN)
    assert [finding.code for stop in stops for finding in stop.problems] == ["nobody-to-decide"]


def test_the_keys_of_a_map_are_no_voters(bureau):
    with pytest.raises(DefinitionError, match="field 'who' holds no person"):
        bureau({"voters": [{"data": "who"}]}, schema={"who": {"type": "map", "of": "text"}})
