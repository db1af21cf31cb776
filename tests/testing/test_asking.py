"""A check asked as the engine asks it: its author sees what people would read."""

import pytest

from keyflow import Refused
from keyflow.errors import PluginFailed
from keyflow.plugin import Check, Finding
from keyflow.testing import attempt, findings
from tests.office_plugins import Answering, Enough
from tests.offices import ANN, flow, opened


def test_a_finding_speaks_the_languages_of_its_class():
    few = attempt(data={"n": 2})
    (found,) = findings(Enough(least=5), few)
    assert (found.text, found.say("zh"), found.say("de")) == ("only 2 of 5", "仅2项", "only 2 of 5")
    assert (found.severity, found.waivable, found.check) == ("block", ("leader",), "enough")
    assert findings(Enough(least=2), few) == []
    assert [found.code for found in findings(Answering(what="two"), few)] == ["one", "two"]


def test_it_is_what_the_engine_says():
    text = (
        "name: w\ninitial: a\nroles: [owner, leader]\nschema: {n: integer}\n"
        "stages: {a: plain, z: final}\n"
        "transitions: [{trigger: go, source: a, dest: z, by: owner,"
        " checks: [{kind: enough, least: 5}]}]\n"
    )
    with opened(None, [flow(text)]) as office:
        case = office.engine.start("w", subject="s", by=ANN, data={"n": 2})
        with pytest.raises(Refused) as no:
            office.engine.fire(case.id, "go", by=ANN)
    (said,), (found,) = no.value.findings, findings(Enough(least=5), attempt(data={"n": 2}))
    assert (said.words(), said.waivable, said.check) == (found.words(), found.waivable, found.check)


def test_a_sentence_of_the_findings_own_goes_before_that_of_the_class():
    class Own(Enough):
        kind = "own"

        def examine(self, attempt):
            return Finding("too-few", "few", translations={"zh": "少"})

    assert [found.say("zh") for found in findings(Own(), attempt())] == ["少"]


def test_what_is_no_answer_and_what_it_raises_are_not_hidden():
    class Wrong(Check):
        kind = "wrong"

        def examine(self, attempt):
            return attempt.data["missing"]

    with pytest.raises(KeyError):
        findings(Wrong(), attempt())
    with pytest.raises(PluginFailed, match="int"):
        findings(Answering(what="number"), attempt())
