"""Attempts on real data: projects of the illustration, read the way an engine reads them."""

import json
import os
import time
from datetime import UTC, date, datetime
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from keyflow.model.schema import Data, encode_fields
from keyflow.plugin import Actor, Attempt, Case, Done, Fire, hookimpl
from keyflow.testing import FakeClock
from keyflow.testing.attempts import Around
from keyflow_keyprojects.city.engine import city_engine
from keyflow_keyprojects.city.people import leaders
from keyflow_keyprojects.city.projects import key_projects, preliminary_projects
from keyflow_keyprojects.demo.command import demo
from keyflow_keyprojects.facts import Listed, ProjectFacts, Term
from keyflow_keyprojects.office import shelf

WORKFLOWS = shelf()
FIELDS = {name: workflow.fields for name, workflow in WORKFLOWS.items()}
NOON = datetime(2011, 5, 4, 4, tzinfo=UTC)
NOBODY = Actor("kpmo-1", {"KPMO"})


def data_of(workflow, values):
    fields = FIELDS[workflow]
    return Data(fields, encode_fields(fields, values, "data", "CNY"))


def case_of(workflow, values, *, state, id="project-1", parent=None, slot=None):
    return Case(
        id=id,
        workflow=workflow,
        definition="",
        subject=id,
        state=state,
        standing="active",
        outcome=None,
        version=1,
        data=data_of(workflow, values),
        root=parent or id,
        parent=parent,
        slot=slot,
        opened=NOON,
        since=NOON,
        changed=NOON,
        seq=1,
        head="",
        revision=1,
    )


def _facts(projects):
    others = [Listed(p["number"], p.get("code"), p["name_zh"], p["owner_zh"]) for p in projects]
    terms = [Term(leader.id, date(2010, 1, 1)) for leader in leaders()]
    return ProjectFacts(others=tuple(others), leaders=tuple(terms))


@pytest.fixture(scope="session")
def clean():
    return {project["number"]: project for project in key_projects()}


@pytest.fixture(scope="session")
def reserve():
    return {project["number"]: project for project in preliminary_projects()}


@pytest.fixture
def attempt(clean, reserve):
    """Build an attempt on a project: K002 (new, in planning) with some fields changed."""
    listed = clean | reserve

    def build(
        number="K002",
        *,
        state="screening.filed",
        items=(),
        on_item=None,
        past=(),
        actor=NOBODY,
        facts=None,
        at=NOON,
        **changes,
    ):
        project = case_of("key-project", listed[number] | changes, state=state)
        children = [
            case_of(
                "approval-item",
                {"code": code, "expires": expires},
                state=f"handling.{name}",
                id=f"item-{code}",
                parent=project.id,
                slot="item",
            )
            for code, name, expires in items
        ]
        case = next((each for each in children if each.id == f"item-{on_item}"), project)
        done = [Done(t, who, case_id, NOON) for t, who, case_id in past]
        return Attempt(
            trigger="go",
            command=Fire(case.id, "go"),
            case=case,
            actor=actor,
            roles=frozenset(actor.roles),
            source=case.state,
            dest=None,
            data=case.data,
            facts=facts or _facts(listed.values()),
            scene=Around(at, at, (project, *children), done),
            zone=ZoneInfo("Asia/Shanghai"),
        )

    return build


@pytest.fixture
def codes():
    """Return the codes a check finds on an attempt."""

    def find(check, attempt):
        return [finding.code for finding in check.examine(attempt)]

    return find


@pytest.fixture(scope="session")
def definitions():
    return WORKFLOWS


@pytest.fixture
def clock():
    return FakeClock(NOON)


@pytest.fixture
def office(clock):
    """An engine in memory with the office's workflows, at noon of 4 May 2011."""
    engine = city_engine(clock=clock)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def played(tmp_path_factory):
    """Play the demo's year once for all processes; gives its folder and what it printed."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, told = base / "year", base / "year.json"
    try:
        folder.mkdir()
    except FileExistsError:
        while not told.exists():
            time.sleep(0.5)
    else:
        asked = ["--json", "--out", str(folder), "--lang", "zh"]
        result = CliRunner().invoke(demo, asked)
        written = told.with_suffix(".part")
        written.write_text(json.dumps([result.exit_code, result.stdout, result.output]))
        written.rename(told)
    code, printed, output = json.loads(told.read_text())
    assert code == 0, output
    return folder, printed


def hook_module(name, **hooks):
    """Return a module that is a keyflow plugin with these hooks."""
    module = ModuleType(name)
    for hook, function in hooks.items():
        setattr(module, hook, hookimpl(function, specname=hook))
    return module
