"""Kept apart by what somebody did in the case above: named with its workflow."""

import pytest

from keyflow import Actor, Engine, load
from keyflow.errors import DefinitionError
from tests.approvals.bureau import ANN
from tests.approvals.test_joined import OFFICE, project

KIM = Actor("kim", {"owner"})


def office(*apart):
    policy = {"voters": [{"person": "li"}, {"person": "kim"}], "apart": list(apart),
              "approve_when": "any", "initiator": "decide"}  # fmt: skip
    return load(OFFICE | {"stages": OFFICE["stages"] | {
        "review": {"kind": "approval", "approval": policy}}})  # fmt: skip


def test_who_began_or_moved_the_project_does_not_decide_in_its_office(bureau):
    b = bureau(None, project(["filed"], auto=True), office("project.start"))
    case = b.engine.start("project", subject="hall", by=KIM).id
    (below,) = b.engine.cases(parent=case).cases
    assert b.votes(below.id) == ["li open", "kim recuse"]
    case = b.engine.start("project", subject="mill", by=ANN).id
    (below,) = b.engine.cases(parent=case).cases
    assert b.votes(below.id) == ["li open", "kim open"]


def test_the_same_word_of_the_office_itself_is_another(bureau):
    """Its own `start` is nothing that `project.start` speaks of."""
    b = bureau(None, project(["filed"], auto=True), office("project.start"))
    alone = b.engine.start("office", subject="alone", by=KIM)
    assert b.votes(alone.id) == ["li open", "kim open"]


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("project.jion", "no state or trigger 'project.jion'", "did you mean 'project.join'"),
        ("projet.join", "'projet' opens no case of it", "workflows that do: project"),
        ("office.file", "'office' opens no case of it", "workflows that do: project"),
    ],
)
def test_what_nothing_above_knows_is_refused_by_the_engine(name, message, hint):
    flows = [project(["filed"], auto=True), office(name)]
    with pytest.raises(DefinitionError) as wrong:
        Engine(None, flows)
    assert message in str(wrong.value)
    assert hint in str(wrong.value)


def test_what_is_misspelt_of_its_own_is_refused_when_it_is_loaded():
    with pytest.raises(DefinitionError, match=r"did you mean 'review\.deciding'"):
        office("review.decidng")
