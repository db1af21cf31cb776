import pytest

from keyflow import Engine, load
from keyflow.errors import InputError
from keyflow.model.case import Actor

ANN = Actor("ann", roles={"owner"})
GRANT = """
name: grant
initial: asked
schema:
  budget: {type: money, index: true}
  kind: {type: text, index: true}
roles: [owner]
stages:
  asked: {kind: plain}
  given: {kind: final}
transitions:
  - {trigger: give, source: asked, dest: given, by: [owner]}
"""


@pytest.fixture(params=[None, "sqlite"])
def engine(request, tmp_path):
    url = request.param and f"sqlite:///{tmp_path / 'grants.db'}"
    engine = Engine(url, [load(GRANT)])
    for name, budget in (("A", 5), ("B", 30), ("C", 200)):
        engine.start("grant", subject=name, data={"budget": budget, "kind": name}, by=ANN)
    yield engine
    engine.close()


def found(engine, **query):
    page = engine.cases(workflow="grant", order="subject", **query)
    return [case.subject for case in page.cases]


def test_a_list_of_conditions_is_a_range(engine):
    assert found(engine, where={"budget": [(">=", 5), ("<", 200)]}) == ["A", "B"]
    assert found(engine, where={"budget": [(">", 5), ("<", "200")], "kind": "B"}) == ["B"]
    assert found(engine, where={"budget": [(">", 200), ("<", 5)]}) == []


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ([], "where.budget: must be given a condition to compare with"),
        ([(">", 1), 5], "where.budget: a condition is a pair of a test and a value, not 5"),
        ([(">", 1), ("~", 5)], "where.budget: '~' is not one of = < <= > >="),
    ],
)
def test_a_list_holds_conditions_only(engine, wanted, said):
    with pytest.raises(InputError) as wrong:
        engine.cases(workflow="grant", where={"budget": wanted})
    assert str(wrong.value) == said


def test_the_stored_definition_says_what_the_fields_are(tmp_path):
    url = f"sqlite:///{tmp_path / 'grants.db'}"
    writer, reader = Engine(url, [load(GRANT)]), Engine(url)
    for name, budget in (("A", 5), ("B", 30), ("C", 200)):
        writer.start("grant", subject=name, data={"budget": budget}, by=ANN)
    page = reader.cases(workflow="grant", where={"budget": (">", 5)}, order="-budget")
    assert [case.subject for case in page.cases] == ["C", "B"]
    with pytest.raises(InputError):
        reader.cases(workflow="grant", where={"zz": 1})
    writer.close()
    reader.close()


def test_the_newest_stored_definition_counts(tmp_path):
    url = f"sqlite:///{tmp_path / 'grants.db'}"
    newer = GRANT.replace("{type: text, index: true}", "{type: integer, index: true}")
    for text, kind in ((GRANT, "x"), (newer, 7)):
        engine = Engine(url, [load(text)])
        engine.start("grant", subject=str(kind), data={"kind": kind}, by=ANN)
        engine.close()
    reader = Engine(url)
    assert [case.subject for case in reader.cases(workflow="grant", where={"kind": 7}).cases] == [
        "7"
    ]
    reader.close()


def test_only_some_fields_are_read(engine):
    page = engine.cases(workflow="grant", only=["kind"], where={"budget": 30})
    assert [(dict(case.data), case.state) for case in page.cases] == [({"kind": "B"}, "asked")]
    (case,) = engine.cases(workflow="grant", subject="A", only=["kind"], by=ANN).cases
    assert dict(case.data) == {"kind": "A"}
    with pytest.raises(KeyError):
        case.data["budget"]
    (then,) = engine.cases(workflow="grant", only=["kind"], as_of=case.changed).cases
    assert dict(then.data) == {"kind": "A"}
    assert engine.cases(workflow="grant", only=["kind"], limit=10_000).total == 3


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            {"workflow": "grant", "only": ["knid"]},
            "only: 'knid' is not a field of grant; did you mean 'kind'?",
        ),
        ({"only": ["kind"]}, "only: needs `workflow`, whose fields it names"),
        ({"workflow": "grant", "only": []}, "only: must name 1 to 50 fields"),
        ({"workflow": "grant", "limit": 10_000}, "limit: must be a whole number from 1 to 1000"),
    ],
)
def test_only_is_for_fields_of_one_workflow(engine, query, said):
    with pytest.raises(InputError) as wrong:
        engine.cases(**query)
    assert str(wrong.value) == said
