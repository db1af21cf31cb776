import pytest

from keyflow import Actor, Engine, Refused, load

ANN = Actor("ann", {"owner"})


@pytest.fixture
def office():
    workflow = load(
        {
            "name": "road",
            "initial": "plain",
            "roles": ["owner"],
            "schema": {"chief": "text"},
            "stages": {
                "plain": "plain",
                "review": {"kind": "approval", "approval": {"voters": [{"data": "chief"}]}},
                "done": "final",
            },
            "transitions": [
                {"trigger": "submit", "source": "plain", "dest": "review", "by": "owner",
                 "comment": "required"},
                {"trigger": "drop", "source": "review.approved", "dest": "done", "by": "owner"},
                {"trigger": "drop", "source": "review.rejected", "dest": "done", "by": "owner"},
            ],
        }
    )  # fmt: skip
    engine = Engine("sqlite://", [workflow])
    yield engine
    engine.close()


def test_a_way_into_a_round_that_nobody_can_open_is_not_offered(office):
    case = office.start("road", subject="r", by=ANN).id
    (option,) = office.options(case, by=ANN)
    with pytest.raises(Refused) as no:
        office.fire(case, "submit", by=ANN, comment="now")
    assert not option.allowed
    assert [f.code for f in option.findings] == [f.code for f in no.value.findings]


def test_it_is_offered_once_somebody_can(office):
    case = office.start("road", subject="r", data={"chief": "li"}, by=ANN).id
    (option,) = office.options(case, by=ANN)
    assert (option.allowed, option.findings) == (True, ())
    assert office.case(case).state == "plain"
    assert len(office.history(case)) == 1
    assert office.fire(case, "submit", by=ANN, comment="now").case.state == "review.deciding"
