"""The suites pass our own plugins, and each promise that is broken turns one of them red."""

import subprocess
import sys
import time
from decimal import Decimal
from types import ModuleType

import pytest
from pydantic import ConfigDict, ValidationError

from keyflow import builtin, testing
from keyflow.builtin.checks import ChildrenDone, DifferentPerson, FieldsPresent
from keyflow.builtin.notifiers import File
from keyflow.builtin.stages import Final, Plain
from keyflow.errors import DefinitionError
from keyflow.plugin import (
    Attachment,
    Check,
    CheckUse,
    Edit,
    Finding,
    Fire,
    Layout,
    Notice,
    Notifier,
    Plan,
    Policy,
    Stage,
    State,
    Transition,
    hookimpl,
)
from keyflow.testing import (
    CheckContract,
    NotifierContract,
    PlanContract,
    PolicyContract,
    StageContract,
    attempt,
    case,
)


def module_of(**hooks):
    """Make a plugin module of functions that return something."""
    module = ModuleType("made_here")
    for name, offered in hooks.items():
        function = hookimpl(lambda offered=offered: offered, specname=f"keyflow_{name}")
        setattr(module, name, function)
    return module


class TestFieldsPresent(CheckContract):
    plugin = builtin
    check = FieldsPresent(fields=("total", "funded"))
    schema = {"total": "money", "funded": "decimal"}
    attempts = (attempt(data={"total": Decimal(5), "funded": Decimal(1)}),)


class TestDifferentPerson(CheckContract):
    plugin = builtin
    check = DifferentPerson(from_triggers=("submit",))
    attempts = (attempt("approve", by="ann", past=[("submit", "ann")]),)


class TestChildren(CheckContract):
    plugin = builtin
    check = ChildrenDone(slot="permit", states=("granted",), at_least=1)
    attempts = (attempt(children=[case(slot="permit", state="granted"), case(slot="permit")]),)


class TestPlain(StageContract):
    plugin = builtin
    stage = Plain(steps=("asked", "answered"), ways=(
        Transition(trigger="answer", source="asked", dest="answered", by="office"),
    ))  # fmt: skip


class TestOneState(StageContract):
    plugin = builtin
    stage = Plain()


class TestFinal(StageContract):
    plugin = builtin
    stage = Final(outcome="done")


class TestFile(NotifierContract):
    plugin = builtin

    @pytest.fixture
    def notifier(self, tmp_path):
        return File(folder=tmp_path)

    def sent(self, notifier):
        return [file.name for file in notifier.folder.iterdir()]


class Lanes(Plan):
    kind = "lanes"

    def plan(self, attempt):
        return [Edit(attempt.case.id, {"lanes": 4})]


class TestLanes(PlanContract):
    plugin = module_of(plans=[Lanes])
    plan = Lanes()


class FourEyes(Policy):
    kind = "four-eyes-everywhere"

    def attach(self, workflow, stage, transition):
        if transition.trigger != "close":
            return None
        use = CheckUse(kind="different-person", options={"from_triggers": ["submit"]})
        notice = Notice(on="fired close", to="owner", via="mail", text="closed")
        return Attachment(checks=[use], notices=[notice])


class TestFourEyes(PolicyContract):
    plugin = module_of(policies=[FourEyes()])
    policy = FourEyes()


# what is red


class Good(Check):
    kind = "good"
    share: Decimal = Decimal("0.3")

    def examine(self, attempt):
        return None


def suite(base, **attributes):
    return type("Suite", (base,), attributes)()


class Kindless(Good):
    kind = ""


class Blank(Good):
    kind = "two words"


class Soft(Good):
    model_config = ConfigDict(frozen=False)


class Open(Good):
    model_config = ConfigDict(extra="ignore")


class Changing(Good):
    seen: tuple[str, ...] = ()

    def model_post_init(self, _context):
        object.__setattr__(self, "seen", (*self.seen, "again"))


@pytest.mark.parametrize(
    ("check", "test"),
    [
        (Kindless, "test_it_has_a_kind"),
        (Blank, "test_it_has_a_kind"),
        (Soft, "test_its_options_are_frozen"),
        (Open, "test_an_unknown_option_is_refused"),
        (Changing, "test_its_options_survive_the_store"),
        (Blank, "test_its_hook_offers_it"),
    ],
)
def test_a_component_that_breaks_its_promise_is_red(check, test):
    red = suite(CheckContract, plugin=module_of(checks=[Good]), check=check())
    good = suite(CheckContract, plugin=module_of(checks=[Good]), check=Good())
    getattr(good, test)(good.check)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        getattr(red, test)(red.check)


class Raises(Good):
    def examine(self, attempt):
        return attempt.data["funded"]


class AnswersText(Good):
    def examine(self, attempt):
        return "no"


class Mutates(Good):
    def examine(self, attempt):
        attempt.facts.append(1)


class Counts(Good):
    def examine(self, attempt):
        return Finding("n", "{n}", n=time.perf_counter())


class Sleeps(Good):
    timeout = 0.01

    def examine(self, attempt):
        time.sleep(0.05)


class LooksBack(Good):
    def examine(self, attempt):
        return [Finding("x", "x") for _ in attempt.done()]


class Unfilled(Good):
    def examine(self, attempt):
        return Finding("few", "{have} is too few.")


class HalfChinese(Good):
    translations = {"zh": {"few": "太少"}, "de": {"many": "zu viele"}}


class Untranslated(Good):
    translations = {"zh": {"few": "太少"}}

    def examine(self, attempt):
        return Finding("many", "too many")


@pytest.mark.parametrize(
    ("check", "test"),
    [
        (Raises, "test_it_answers_with_findings_or_nothing"),
        (AnswersText, "test_it_answers_with_findings_or_nothing"),
        (Mutates, "test_it_changes_nothing"),
        (Counts, "test_it_answers_the_same_when_asked_again"),
        (Sleeps, "test_it_answers_in_time"),
        (LooksBack, "test_it_says_when_it_reads_the_past"),
        (Unfilled, "test_its_sentences_are_filled"),
        (HalfChinese, "test_its_translations_cover_its_codes"),
        (Untranslated, "test_its_translations_cover_its_codes"),
    ],
)
def test_a_check_that_breaks_its_promise_is_red(check, test):
    getattr(suite(CheckContract, check=Good()), test)()
    with pytest.raises((AssertionError, KeyError)):
        getattr(suite(CheckContract, check=check(), facts=[]), test)()


class OneCommand(Plan):
    kind = "one"

    def plan(self, attempt):
        return Fire(attempt.case.id, "go")


class PastPlan(Plan):
    kind = "past"

    def plan(self, attempt):
        return [Fire(attempt.case.id, done.trigger) for done in attempt.done()]


def test_a_plan_that_breaks_its_promise_is_red():
    with pytest.raises(AssertionError):
        suite(PlanContract, plan=OneCommand()).test_it_answers_with_commands()
    with pytest.raises(AssertionError):
        suite(PlanContract, plan=PastPlan()).test_it_does_not_read_the_past()


class Trap(Stage):
    kind = "trap"

    def layout(self):
        way = Transition(trigger="go", source="a", dest="b", by="owner")
        return Layout(["a", "b", "c", State(name="end", final=True)], [way])


class Moody(Stage):
    kind = "moody"
    _asked = []

    def layout(self):
        self._asked.append(1)
        return Layout([f"state{len(self._asked)}", "b"])


class Listed(Stage):
    kind = "listed"

    def layout(self):
        return ["a"]


class Circle(Stage):
    kind = "circle"

    def layout(self):
        return Layout(
            ["a", "b"],
            [
                Transition(trigger="go", source="a", dest="b", by="owner"),
                Transition(trigger="back", source="*", dest="a", by="owner"),
            ],
        )


class TestCircle(StageContract):
    plugin = module_of(stages=[Circle])
    stage = Circle()


def test_a_stage_that_breaks_its_promise_is_red():
    plugin = module_of(stages=[Trap, Moody, Listed])
    with pytest.raises(DefinitionError, match="cannot be reached"):
        suite(StageContract, plugin=plugin, stage=Trap()).test_it_works_in_a_workflow()
    with pytest.raises(AssertionError):
        suite(StageContract, plugin=plugin, stage=Moody()).test_its_layout_is_always_the_same()
    with pytest.raises(AssertionError):
        suite(StageContract, plugin=plugin, stage=Listed()).test_its_layout_is_one()


class Forgetful(Notifier):
    """Numbers what it sends, so that a second try looks new."""

    kind = "forgetful"
    box: list[int] = []

    def send(self, message):
        self.box.append(len(self.box))


class Uniform(Forgetful):
    def send(self, message):
        self.box.append(1)


class English(Forgetful):
    def send(self, message):
        self.box.append(message.texts["en"].subject)


def box(_suite, notifier):
    return notifier.box


@pytest.mark.parametrize("kind", [Forgetful, Uniform])
def test_a_notifier_whose_sink_cannot_tell_is_red(kind):
    red = suite(NotifierContract, sent=box)
    with pytest.raises(AssertionError):
        red.test_sending_the_same_message_twice_is_harmless(kind(box=[]))


def test_a_notifier_of_one_language_is_red():
    red = suite(NotifierContract, sent=box)
    with pytest.raises(KeyError):
        red.test_it_takes_what_languages_there_are(English(box=[]), "zh")


class Broken(Policy):
    kind = "broken"

    def attach(self, workflow, stage, transition):
        return Attachment(checks=[CheckUse(kind="no-such-check")])


class Bare(Policy):
    kind = "bare"

    def attach(self, workflow, stage, transition):
        return [CheckUse(kind="children")]


def test_a_policy_that_breaks_its_promise_is_red():
    red = suite(PolicyContract, plugin=module_of(policies=[Broken()]), policy=Broken())
    with pytest.raises(DefinitionError, match="no-such-check"):
        red.test_what_it_attaches_works()
    with pytest.raises(AssertionError):
        suite(PolicyContract, policy=Bare()).test_it_answers_with_attachments_or_nothing()


# the door


def test_each_name_of_the_door_is_there_and_explained():
    assert testing.__all__ == sorted(testing.__all__, key=str)
    for name in testing.__all__:
        assert getattr(testing, name).__doc__
    assert dir(testing) == testing.__all__
    with pytest.raises(AttributeError):
        testing.nothing  # noqa: B018


def test_attempts_and_clocks_do_without_pytest():
    script = (
        "import sys; from keyflow.testing import attempt, case, FakeClock; "
        "attempt(); print('pytest' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_frozen_is_what_pydantic_says():
    with pytest.raises(ValidationError):
        Good().share = Decimal(1)
