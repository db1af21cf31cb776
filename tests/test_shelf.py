"""A shelf: files are read and proven when a case of them is first to begin, and not before."""

from pathlib import Path

import pytest

from keyflow import Actor, Engine, InputError, NotFound, Shelf, load
from keyflow.errors import DefinitionError

ANN = Actor("ann", {"r"})
FLOW = """name: {name}
initial: a
many: true
roles: [r]
schema: {schema}
stages: {{a: {{kind: plain, {opens}}}, z: final}}
transitions:
  - {{trigger: go, source: a, dest: z, by: [r]}}
"""


def write(folder: Path, name: str, opens: str | None = None, schema: str = "{}") -> Path:
    file = folder / f"{name}.yaml"
    children = f"states: {{a: {{children: {{c: {{workflow: {opens}}}}}}}}}" if opens else ""
    file.write_text(FLOW.format(name=name, opens=children, schema=schema), encoding="utf-8")
    return file


@pytest.fixture
def files(tmp_path):
    """Give the files of a road, which opens permits, and of a bridge."""
    pairs = (("road", "permit"), ("permit", None), ("bridge", None))
    return {name: write(tmp_path, name, opens) for name, opens in pairs}


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'keyflow.db'}"


def test_a_file_of_which_no_case_begins_need_not_even_be_there(files):
    files["bridge"].unlink()
    engine = Engine(None, Shelf(files))
    road = engine.start("road", subject="s", by=ANN)
    assert engine.cases(parent=road.id).total == 1
    with pytest.raises(DefinitionError, match="there is no such file"):
        engine.start("bridge", subject="s", by=ANN)


def test_a_case_that_is_there_goes_on_without_its_file(files, url):
    with_files = Engine(url, Shelf(files))
    road = with_files.start("road", subject="s", by=ANN)
    with_files.close()
    for file in files.values():
        file.unlink()
    engine = Engine(url, Shelf(files))
    assert engine.fire(road.id, "go", by=ANN).moved
    assert engine.cases(workflow="road", order="-opened").total == 1
    engine.close()


def test_a_file_that_was_changed_is_proven_in_full_before_a_case_begins(files, url):
    engine = Engine(url, Shelf(files))
    old = engine.start("bridge", subject="s", by=ANN)
    engine.close()
    changed = files["bridge"].read_text("utf-8").replace("by: [r]", "by: [boss]")
    notice = "notices: [{on: entered b, to: [r], via: mail, text: {en: News}}]\n"
    files["bridge"].write_text(changed + notice, "utf-8")
    engine = Engine(url, Shelf(files))
    for _ in range(2):  # an error is not forgotten
        with pytest.raises(DefinitionError) as wrong:
            engine.start("bridge", subject="t", by=ANN)
        assert {(problem.file, problem.line) for problem in wrong.value.problems} == {
            (str(files["bridge"]), 8),
            (str(files["bridge"]), 9),
        }
    assert engine.fire(old.id, "go", by=ANN).moved
    assert engine.cases().total == 1
    engine.close()


def test_a_file_is_proven_beside_those_it_counts_on(files, tmp_path):
    write(tmp_path, "permit", schema="{area: {type: integer, required: true}}")
    engine = Engine(None, Shelf(files))
    with pytest.raises(DefinitionError, match="whose required field 'area' it does not fill"):
        engine.start("road", subject="s", by=ANN)
    assert engine.cases().total == 0
    assert engine.start("permit", subject="s", by=ANN, data={"area": 5})


def test_what_a_check_names_in_another_workflow_is_proven_too(files):
    check = "checks: [{kind: different-person, from_triggers: [road.og]}]"
    text = files["permit"].read_text("utf-8").replace("by: [r]}", f"by: [r], {check}}}")
    files["permit"].write_text(text, "utf-8")
    with pytest.raises(DefinitionError, match=r"there is no trigger 'road.og'"):
        Engine(None, Shelf(files)).start("permit", subject="s", by=ANN)


def test_with_one_in_place_of_a_file_all_are_proven_before_any_case_begins(files, tmp_path):
    (tmp_path / "own").mkdir()
    needs = "{area: {type: integer, required: true}}"
    own = load(write(tmp_path / "own", "permit", schema=needs))
    engine = Engine(None, Shelf(files).with_own([own]))
    with pytest.raises(DefinitionError, match="'road' opens cases of 'permit'"):
        engine.start("bridge", subject="s", by=ANN)
    alone = Engine(None, Shelf({"bridge": files["bridge"], "road": "missing"}).with_own([own]))
    assert alone.start("bridge", subject="s", by=ANN)
    assert alone.start("permit", subject="s", by=ANN, data={"area": 5})


def test_what_one_engine_has_read_serves_another(files):
    shelf = Shelf(files)
    Engine(None, shelf).start("bridge", subject="s", by=ANN)
    files["bridge"].unlink()
    assert Engine(None, shelf).start("bridge", subject="s", by=ANN)
    assert Engine(None, shelf.with_own([])).start("bridge", subject="s", by=ANN)


def test_it_is_a_mapping_of_what_it_holds(files, tmp_path):
    (tmp_path / "own").mkdir()
    own = load(write(tmp_path / "own", "tunnel"))
    shelf = Shelf(files).with_own([own])
    assert list(shelf) == ["road", "permit", "bridge", "tunnel"]
    assert (len(shelf), "road" in shelf, "rail" in shelf) == (4, True, False)
    assert shelf["tunnel"] is own
    assert [flow.name for flow in shelf.values()] == list(shelf)
    with pytest.raises(NotFound, match="known: road, permit, bridge, tunnel"):
        Engine(None, shelf).start("rail", subject="s", by=ANN)


def test_a_file_bears_the_name_it_is_brought_under(files):
    with pytest.raises(DefinitionError, match="is named 'road', and is brought as 'rail'"):
        Shelf({"rail": files["road"]})["rail"]


def test_two_of_one_name_cannot_be_told_apart(files):
    road = load(files["bridge"])
    with pytest.raises(DefinitionError, match="two workflows are named 'bridge'"):
        Shelf(files).with_own([road, road])
    with pytest.raises(DefinitionError, match="two workflows are named 'bridge'"):
        Engine(None, [road, road])


def test_cases_are_looked_for_by_what_they_keep_or_else_by_the_file(files, url, tmp_path):
    write(tmp_path, "bridge", schema="{span: {type: integer, index: true}}")
    engine = Engine(url, Shelf(files))
    assert engine.cases(workflow="bridge", where={"span": 5}).total == 0
    engine.start("bridge", subject="s", by=ANN, data={"span": 5})
    engine.close()
    both = "{span: {type: integer, index: true}, toll: {type: integer, index: true}}"
    write(tmp_path, "bridge", schema=both)
    engine = Engine(url, Shelf(files))
    assert engine.cases(workflow="bridge", where={"toll": 1}).total == 0
    assert engine.cases(workflow="bridge", where={"span": 5}, order="toll").total == 1
    for wrong in ({"where": {"sapn": 5}}, {"order": "tol"}, {"only": ["sapn"]}):
        with pytest.raises(InputError):
            engine.cases(workflow="bridge", **wrong)
    engine.close()
    files["bridge"].unlink()
    engine = Engine(url, Shelf(files))
    assert engine.cases(workflow="bridge", where={"span": 5}, only=["span"]).total == 1
    engine.close()
